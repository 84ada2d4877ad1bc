#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "model/difference.h"
#include "tests/model/tiny_networks.h"

namespace spurioscope {

/// Random edits of a network, a channel at most once.
class RandomEdits {
 public:
  RandomEdits(const TinyNetwork& tiny, std::uint64_t seed) : tiny_(tiny), random_(seed) {}

  std::vector<ChannelEdit> draw(std::size_t count) {
    std::vector<ChannelEdit> edits;
    while (edits.size() < count) add(edits);
    return edits;
  }

  /// Some of `edits` taken back, some changed, some added.
  std::vector<ChannelEdit> vary(const std::vector<ChannelEdit>& edits) {
    std::vector<ChannelEdit> varied;
    for (const auto& edit : edits) {
      const auto dice = random_.below(4);
      if (dice == 0) continue;
      varied.push_back(dice == 1 ? one(edit.site, edit.channel) : edit);
    }
    const auto more = random_.below(3);
    for (std::size_t i = 0; i < more; ++i) add(varied);
    return varied;
  }

  /// One more, where the drawn channel is free.
  void add(std::vector<ChannelEdit>& edits) {
    const auto& sites = tiny_.network.graph.sites;
    const auto& site = sites[random_.below(sites.size())];
    const int channel = static_cast<int>(random_.below(static_cast<std::uint64_t>(site.channels)));
    const bool taken =
        std::any_of(edits.begin(), edits.end(), [&](const auto& other) { return other.site == site.name && other.channel == channel; });
    if (!taken) edits.push_back(one(site.name, channel));
  }

  std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }

 private:
  ChannelEdit one(const std::string& siteName, int channel) {
    constexpr Intervention all[] = {Intervention::ZeroActivation, Intervention::Mean, Intervention::Scale, Intervention::ZeroWeights,
                                    Intervention::RandomInit, Intervention::Noise, Intervention::Rewind};
    const bool weights = tiny_.network.graph.findSite(siteName)->weights >= 0;
    ChannelEdit edit{siteName, channel, all[random_.below(weights ? 7 : 3)], 0, 0.3, random_.bits(), "earlier"};
    if (random_.below(3) == 0) edit.alpha = 0.25 * static_cast<double>(random_.below(9));
    return edit;
  }

  const TinyNetwork& tiny_;
  Random random_;
};

inline std::string text(const std::vector<ChannelEdit>& edits) {
  std::string text;
  for (const auto& edit : edits) {
    text += edit.site + ":" + std::to_string(edit.channel) + " kind " + std::to_string(static_cast<int>(edit.intervention)) + " alpha " +
            std::to_string(edit.alpha) + "; ";
  }
  return text;
}

/// Whatever was on and whatever is on now, the shortcut gives a full run's logits; and neither the result nor any value that it
/// kept on the way spoils a later one: all cases share one executor, whose budget makes it forget some values and keep others.
inline void expectRandomSetsToEqualFullRuns(const TinyNetwork& tiny, int cases, std::uint64_t keptBytes) {
  RandomEdits edits(tiny, 11);
  auto executor = tiny.executor(keptBytes);
  DifferenceEvaluator evaluator(executor);
  for (int i = 0; i < cases; ++i) {
    const auto before = edits.draw(edits.below(5)), after = edits.vary(before);
    SCOPED_TRACE("case " + std::to_string(i) + ", before: " + text(before) + " after: " + text(after));
    const auto reference = tiny.overrides(before), candidate = tiny.overrides(after);
    const auto expected = tiny.logits(candidate);
    const auto result = evaluator.evaluate(reference, candidate, tiny.chunk());
    ASSERT_LT(relativeDifference(result.logits[0], expected), kSameLogits);
    ASSERT_LT(relativeDifference(result.reference, tiny.logits(reference)), kSameLogits);
    ASSERT_LT(relativeDifference(executor.logits(candidate, tiny.chunk()), expected), kSameLogits) << "from what was kept";
  }
}

}  // namespace spurioscope
