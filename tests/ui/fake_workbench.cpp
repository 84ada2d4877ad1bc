#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <thread>

#include "engine/workbench.h"
#include "fake_engine.h"
#include "fake_world.h"

namespace spurioscope::engine {

using namespace fake;

struct Workbench::Impl {
  Settings settings;
  std::shared_ptr<const CheckpointInfo> checkpoint;
  std::shared_ptr<const DatasetInfo> data;
  std::uint64_t keptBytes = 0;

  GroupResult group(int id, std::int64_t seen, const std::vector<Edit>& edits, GroupChange* change) const;
  SplitEvaluation evaluation(const std::string& split, std::int64_t seen, const std::vector<Edit>& edits,
                             std::vector<GroupChange>* changes) const;
};

namespace {

const Failure kCancelled{"cancelled", "The call was cancelled.", "", "", 130};

/// Waits while `held` says so. @returns false when stopped.
bool waitWhile(bool (*held)(), const std::stop_token& stop, const ProgressSink& sink, const ProgressInfo& info) {
  while (held()) {
    if (stop.stop_requested()) return false;
    if (sink) sink(info);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return !stop.stop_requested();
}

void wilson(GroupResult& row) {
  const double n = double(row.n), p = row.accuracy, z = 1.96;
  const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  row.low = std::max(0.0, centre - half);
  row.high = std::min(1.0, centre + half);
}

}  // namespace

Workbench::Workbench(Settings settings) : impl_(std::make_unique<Impl>()) { impl_->settings = std::move(settings); }
Workbench::~Workbench() = default;

GroupResult Workbench::Impl::group(int id, std::int64_t seen, const std::vector<Edit>& edits, GroupChange* change) const {
  GroupResult row{id, data->groups[std::size_t(id)].name, 0, 0, NAN, NAN, NAN, NAN};
  if (data->groups[std::size_t(id)].counts[2] == 0) return row;
  const double base = accuracyOf(checkpoint->epoch.value_or(20), id);
  double now = base;
  for (const auto& edit : edits) now += effectOf(edit, id);
  if (script().onePredictedClass) now = id < 2 ? 1 : 0;
  for (int s = id; s < 4 * seen; s += 4) {
    const bool before = difficultyOf(s) < base, after = difficultyOf(s) < now;
    ++row.n;
    row.correct += after;
    if (change && after && !before) change->fixed.push_back(s);
    if (change && before && !after) change->broken.push_back(s);
  }
  row.accuracy = double(row.correct) / double(row.n);
  row.loss = 1 - now;
  wilson(row);
  return row;
}

SplitEvaluation Workbench::Impl::evaluation(const std::string& split, std::int64_t seen, const std::vector<Edit>& edits,
                                            std::vector<GroupChange>* changes) const {
  SplitEvaluation out;
  out.split = split;
  out.worst = 2;
  double correct = 0, weights = 0, groups = 0;
  out.confusion.assign(2, {0, 0});
  for (const auto& info : data->groups) {
    GroupChange change{info.id, 0, 0, 0, 0, 1, {}, {}};
    const auto row = group(info.id, seen, edits, &change);
    out.groups.push_back(row);
    change.n = row.n;
    if (row.n > 0) {
      correct += double(row.correct);
      groups += 1;
      out.groupMean += row.accuracy;
      out.adjusted += row.accuracy * double(info.counts[0]);
      weights += double(info.counts[0]);
      out.samplesDone += row.n;
      out.confusion[std::size_t(info.y)][std::size_t(info.y)] += row.correct;
      out.confusion[std::size_t(info.y)][std::size_t(1 - info.y)] += row.n - row.correct;
      if (row.accuracy < out.worst) out.worst = row.accuracy, out.worstGroup = info.id;
      change.change = (double(change.fixed.size()) - double(change.broken.size())) / double(row.n);
      change.low = change.change - 0.01;
      change.high = change.change + 0.01;
    }
    if (changes) changes->push_back(std::move(change));
  }
  out.plain = correct / double(out.samplesDone);
  out.adjusted /= weights;
  out.groupMean /= groups;
  const bool fits = script().reversedClasses;  // which order fits; the one that is used may be set
  const bool reversed = settings.classOrder == ClassOrder::Automatic ? fits : settings.classOrder == ClassOrder::Reversed;
  out.classOrder = reversed ? std::vector<int>{1, 0} : std::vector<int>{0, 1};
  out.classEvidence = {"train", 512, fits ? 0.02 : 0.98, fits ? 0.98 : 0.02};
  out.onePredictedClass = script().onePredictedClass;
  out.samplesTotal = std::int64_t(groups) * 500;
  out.exact = seen == 500;
  out.elapsedMs = 38;
  if (out.exact && script().damaged) out.damaged.push_back({1999, "test/1999.png", "the file ends after 310 of 2,048 bytes"});
  return out;
}

Result<std::shared_ptr<const CheckpointInfo>> Workbench::openCheckpoint(const std::string& source, std::stop_token, const ProgressSink&,
                                                                        const FirstLook& look) {
  count("openCheckpoint");
  if (const auto failure = failureOf("openCheckpoint")) return *failure;
  auto first = std::make_shared<CheckpointInfo>(*checkpointOf(source));
  first->sha256.clear();
  if (look) look(first);
  if (const auto failure = failureOf("lookThrough")) return *failure;
  first = std::make_shared<CheckpointInfo>(*checkpointOf(source));
  first->warnings = script().warnings;
  return impl_->checkpoint = first;
}

Result<std::shared_ptr<const CheckpointInfo>> Workbench::inspect(const std::string& source, bool) { return checkpointOf(source); }

Result<std::shared_ptr<const DatasetInfo>> Workbench::openData(const DataRequest& request, std::stop_token, const ProgressSink&) {
  count("openData");
  if (const auto failure = failureOf("openData")) return *failure;
  auto info = std::make_shared<DatasetInfo>(*dataOf(request.source));
  info->choices = request.choices;
  return impl_->data = info;
}

std::shared_ptr<const CheckpointInfo> Workbench::checkpoint() const { return impl_->checkpoint; }
std::shared_ptr<const DatasetInfo> Workbench::data() const { return impl_->data; }
std::string Workbench::deviceName() const {
  if (impl_->settings.device.starts_with("cuda")) return impl_->settings.device;
  return "cpu, " + std::to_string(impl_->settings.threads > 0 ? impl_->settings.threads : 2) + " threads";
}
KeptValues Workbench::keptValues() const { return {impl_->keptBytes, impl_->settings.keptBytes}; }

Result<EditOutcome> Workbench::evaluate(const std::string& split, const std::vector<Edit>& edits, const Publish& publish,
                                        std::stop_token stop, const ProgressSink& sink) {
  count("evaluate");
  if (const auto failure = failureOf("evaluate")) return *failure;
  impl_->keptBytes = 310ull << 20;
  EditOutcome outcome;
  for (const std::int64_t seen : {125, 250, 500}) {
    outcome = {};
    outcome.before = impl_->evaluation(split, seen, {}, nullptr);
    outcome.after = impl_->evaluation(split, seen, edits, &outcome.change);
    for (const auto& edit : edits)
      if (effectOf(edit, 2) != 0) outcome.changedLogits = outcome.after.samplesDone;
    if (publish) publish(outcome);
    const ProgressInfo info{"samples", std::uint64_t(outcome.after.samplesDone), 2000, 4100, 0.9};
    if (sink) sink(info);
    if (!waitWhile([] { return script().holdEvaluation; }, stop, sink, info)) return kCancelled;
  }
  return outcome;
}

Result<LogitRows> Workbench::logits(const std::string&, const std::vector<Edit>&, std::stop_token, const ProgressSink&) {
  return LogitRows{};
}

Result<std::shared_ptr<const Statistics>> Workbench::statistics(const std::string& split, std::stop_token stop,
    const ProgressSink& sink) {
  count("statistics");
  if (const auto failure = failureOf("statistics")) return *failure;
  if (!waitWhile([] { return script().holdStatistics; }, stop, sink, {"samples", 620, 2000, 4100, 0.9})) return kCancelled;
  auto out = std::make_shared<Statistics>();
  out->split = split;
  out->samples = out->aurocSamples = 2000;
  const double grown = 0.55 + 0.45 * (impl_->checkpoint->epoch.value_or(20) / 20.0);
  for (const auto& site : sitesOfDemo()) {
    SiteStatistics rows{site.name, site.channels, 4, site.height, site.width, {500, 500, 500, 500}, {}, {}, {}, {}, {}, {}, {}};
    for (int c = 0; c < site.channels; ++c) {
      const double auroc = 0.5 + (aurocOf(site.name, c) - 0.5) * grown + 0.06 * (noise(std::uint64_t(c),
          std::uint64_t(grown * 100)) - 0.5);
      rows.minorityAuroc.push_back(float(auroc));
      for (int g = 0; g < 4; ++g) {
        const auto map = mapOf(site.name, c, g, site.height, site.width);
        float sum = 0;
        for (const float v : map) sum += v;
        rows.mean.push_back(sum / float(map.size()));
        rows.variance.push_back(0.05f + 0.1f * rows.mean.back());
        rows.max.push_back(*std::ranges::max_element(map));
        rows.auroc.push_back(float(g == 1 || g == 2 ? auroc : 1 - auroc));
      }
      const auto* means = rows.mean.data() + 4 * c;
      rows.minorityMean.push_back((means[1] + means[2]) / 2);
      rows.majorityMean.push_back((means[0] + means[3]) / 2);
    }
    out->sites.push_back(std::move(rows));
  }
  return std::shared_ptr<const Statistics>(out);
}

Result<bool> Workbench::writeStatistics(const std::vector<std::string>&, const std::string&, std::stop_token, const ProgressSink&) {
  return true;
}

std::vector<std::string> availableDevices() { return {"cpu", "cuda:0"}; }

Result<bool> Workbench::useDevice(const std::string& device, int threads) {
  count("useDevice");
  if (const auto failure = failureOf("useDevice")) return *failure;
  impl_->settings.device = device;
  impl_->settings.threads = threads;
  return true;
}

void Workbench::setClassOrder(ClassOrder order) { impl_->settings.classOrder = order; }

Result<std::shared_ptr<const ChannelDetail>> Workbench::channelDetail(const std::string&, const std::string& site, int channel,
                                                                      std::stop_token, const ProgressSink&) {
  count("channelDetail");
  if (const auto failure = failureOf("channelDetail")) return *failure;
  const auto sites = sitesOfDemo();
  const auto info = std::ranges::find(sites, site, &SiteInfo::name);
  if (info == sites.end()) return Failure{"range", "There is no site '" + site + "'.", "", "Choose one of the network's.", 2};
  auto out = std::make_shared<ChannelDetail>();
  out->site = site, out->channel = channel, out->height = info->height, out->width = info->width;
  const auto size = std::size_t(info->height * info->width);
  out->minorityMap.assign(size, 0), out->majorityMap.assign(size, 0), out->difference.assign(size, 0);
  for (int g = 0; g < 4; ++g) {
    out->groupMaps.push_back(mapOf(site, channel, g, info->height, info->width));
    auto& mean = g == 1 || g == 2 ? out->minorityMap : out->majorityMap;
    for (std::size_t i = 0; i < size; ++i) mean[i] += out->groupMaps.back()[i] / 2;
    std::vector<SampleActivation> rows;
    out->values.emplace_back();
    out->valueSamples.emplace_back();
    const double centre = g == 2 ? 1.8 : g == 1 ? 1.3 : 0.6;
    for (int s = g; s < 2000; s += 4) {
      const double spread = noise(std::uint64_t(s), std::uint64_t(channel), 11) + noise(std::uint64_t(s), std::uint64_t(channel), 12) - 1;
      rows.push_back({s, float(std::max(0.0, centre + 0.7 * spread))});
      out->values.back().push_back(rows.back().value);
      out->valueSamples.back().push_back(s);
    }
    std::ranges::sort(rows, [](auto& a, auto& b) { return a.value > b.value; });
    out->random.emplace_back(rows.begin() + 100, rows.begin() + 124);
    rows.resize(24);
    out->top.push_back(rows);
  }
  for (std::size_t i = 0; i < size; ++i) out->difference[i] = out->minorityMap[i] - out->majorityMap[i];
  out->minorityN = out->majorityN = 1000;
  out->auroc = aurocOf(site, channel), out->aurocLow = out->auroc - 0.01, out->aurocHigh = out->auroc + 0.01;
  return std::shared_ptr<const ChannelDetail>(out);
}

Result<std::vector<float>> Workbench::sampleMap(const std::string& site, int channel, int sample) {
  const auto sites = sitesOfDemo();
  const auto info = std::ranges::find(sites, site, &SiteInfo::name);
  return mapOf(site, channel, sample % 4, info->height, info->width, std::uint64_t(sample));
}

Result<Picture> Workbench::picture(int sample) {
  if (const auto failure = failureOf("picture")) return *failure;
  if (sample == 1999 && script().damaged) return Failure{"format", "test/1999.png ends after 310 of 2,048 bytes",
      "test/1999.png", "Copy the file again.", 3};
  if (script().texts) return Failure{"data", "a text has no picture", "", "Ask for its text.", 3};
  return pictureOf(sample, sample % 4);
}

Result<TextSample> Workbench::text(int sample) {
  if (!script().texts) return Failure{"data", "a picture has no text", "", "Ask for its picture.", 3};
  return TextSample{"A man sleeps.", sample % 2 == 0 ? "Nobody is awake." : ""};
}

Result<std::shared_ptr<const Ranking>> Workbench::rank(const RankRequest& request, std::stop_token, const ProgressSink&) {
  count("rank");
  if (const auto failure = failureOf("rank")) return *failure;
  auto out = std::make_shared<Ranking>();
  out->request = request;
  out->samples = 56;
  for (const auto& site : sitesOfDemo())
    if (site.kind == "conv")
      for (int c = 0; c < site.channels; ++c) {
        const double score = scoreOf(site.name, c);
        out->channels.push_back({site.name, c, request.criterion == Criterion::Gradient ? score : noise(std::uint64_t(c),
            site.name.size())});
      }
  std::ranges::stable_sort(out->channels, [](auto& a, auto& b) { return a.score > b.score; });
  return std::shared_ptr<const Ranking>(out);
}

Result<SweepResult> Workbench::sweep(const SweepRequest& request, std::stop_token, const ProgressSink&) {
  count("sweep");
  if (const auto failure = failureOf("sweep")) return *failure;
  SweepResult out;
  for (const auto& site : sitesOfDemo()) {
    if (std::ranges::find(request.sites, site.name) == request.sites.end()) continue;
    for (int c = 0; c < site.channels; ++c)
      for (int g = 0; g < 4; ++g) {
        Edit edit = request.edit;
        edit.site = site.name, edit.channel = c;
        const double change = -7 * effectOf(edit, g);
        out.rows.push_back({site.name, c, "test", g, 500, 0, 0, change, change - 0.02, change + 0.02, 0.01});
      }
  }
  return out;
}

Result<bool> Workbench::saveEdited(const std::string&, const std::vector<Edit>&) { return true; }

}  // namespace spurioscope::engine
