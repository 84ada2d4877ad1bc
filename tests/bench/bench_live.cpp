// bench_live: milliseconds of live edits on the demo (test split): the first published numbers and the exact ones after toggling
// one channel of the last stage, with 0, 1, 10 and 100 channels already off in the layers before. One JSON line.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <vector>

#include "engine/workbench.h"

namespace {

using namespace spurioscope::engine;
using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

Edit off(const std::string& site, int channel) {
  Edit edit;
  edit.site = site;
  edit.channel = channel;
  return edit;
}

/// Channels off before the last stage: the first `count` of these.
std::vector<Edit> earlier(int count) {
  std::vector<Edit> all;
  for (const auto& [site, channels] : std::vector<std::pair<std::string, int>>{
           {"layer2.0.conv1", 32}, {"layer2.0.conv2", 32}, {"layer1.0.conv1", 16}, {"layer1.0.conv2", 16}, {"conv1", 16}}) {
    for (int c = 0; c < channels; ++c) all.push_back(off(site, c));
  }
  all.resize(static_cast<std::size_t>(count));
  return all;
}

}  // namespace

int main() {
  Workbench bench;
  if (!bench.openCheckpoint("demo").ok() || !bench.openData("demo").ok()) return 1;
  std::cout << "{";
  const char* comma = "";
  for (const std::string site : {"layer3.0.conv2", "layer3.0.conv1"}) {
    for (const int count : {0, 1, 10, 100}) {
      auto edits = earlier(count);
      if (!bench.evaluate("test", edits).ok()) return 1;
      std::vector<double> first, exact;
      for (int channel = 0; channel < 12; ++channel) {
        auto more = edits;
        more.push_back(off(site, channel));
        const auto start = Clock::now();
        double published = -1;
        const auto outcome = bench.evaluate("test", more, [&](const EditOutcome&) { if (published < 0) published = since(start); });
        if (!outcome.ok()) return 1;
        if (channel < 2) continue;  // the first toggle of a site fills the kept values
        first.push_back(published), exact.push_back(since(start));
      }
      std::cout << comma << "\"" << site << " with " << count << " off\": {\"firstMs\": " << median(first)
                << ", \"exactMs\": " << median(exact) << "}";
      comma = ", ";
    }
  }
  std::cout << "}\n";
}
