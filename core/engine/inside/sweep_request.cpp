#include "engine/inside/sweep_request.h"

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "analysis/site_selection.h"
#include "analysis/sweep.h"
#include "base/atomic_file.h"
#include "base/csv.h"
#include "base/error.h"
#include "base/number_text.h"
#include "base/random.h"
#include "base/stopwatch.h"
#include "engine/inside/live_evaluation.h"
#include "metrics/paired_change.h"

namespace spurioscope::engine {
namespace {

struct Candidate {
  std::string site;
  int channel = 0;
};

std::vector<Candidate> candidatesOf(const Graph& graph, const SweepRequest& request) {
  auto sites = selectSites(graph, request.sites.empty() ? std::vector<std::string>{"*"} : request.sites);
  std::erase_if(sites, [&](const Site* site) {
    return (request.sites.empty() && !isUsualSite(*site, modeUsesWeights(request.edit.mode))) ||
           (modeUsesWeights(request.edit.mode) && site->weights < 0);
  });
  if (sites.empty()) {
    throw Error{Kind::Usage,
                "none of these sites can take the mode '" + std::string(modeName(request.edit.mode)) + "'",
                {{}, {}, "--sites"},
                "Name convolutions, or use zero-activation, mean or scale."};
  }
  std::vector<Candidate> candidates;
  for (const auto* site : sites) {
    std::vector<int> channels(static_cast<std::size_t>(site->channels));
    std::iota(channels.begin(), channels.end(), 0);
    if (request.randomPerSite > 0 && request.randomPerSite < site->channels) {
      std::uint64_t hash = splitmix64(request.seed);
      for (const char c : site->name) hash = splitmix64(hash ^ static_cast<unsigned char>(c));
      Random(hash).shuffle(channels);
      channels.resize(static_cast<std::size_t>(request.randomPerSite));
      std::sort(channels.begin(), channels.end());
    }
    for (const int channel : channels) candidates.push_back({site->name, channel});
  }
  std::erase_if(candidates, [&](const Candidate& one) {
    return std::any_of(request.present.begin(), request.present.end(),
                       [&](const Edit& edit) { return edit.site == one.site && edit.channel == one.channel; });
  });
  return candidates;
}

void addRows(SweepResult& result, const SweepCounts& counts, const std::vector<Candidate>& candidates, Split split) {
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    for (std::size_t g = 0; g < counts.n.size(); ++g) {
      const auto n = counts.n[g];
      if (n == 0) continue;
      const auto& one = counts.candidates[i];
      const PairedCounts pairs{counts.correctBefore[g] - one.broken[g], one.fixed[g], one.broken[g],
                               n - counts.correctBefore[g] - one.fixed[g]};
      const auto interval = pairedDifference(pairs);
      result.rows.push_back({candidates[i].site, candidates[i].channel, std::string(splitName(split)), static_cast<int>(g), n,
                             static_cast<double>(counts.correctBefore[g]), static_cast<double>(one.correctAfter[g]),
                             static_cast<double>(one.correctAfter[g] - counts.correctBefore[g]) / static_cast<double>(n), interval.low,
                             interval.high, mcnemarExact(one.fixed[g], one.broken[g])});
    }
  }
}

std::string csvOf(const SweepResult& result, const Dataset& dataset) {
  std::string text = "site,channel,split,group,n,correct_before,correct_after,change,low,high,p,group_name";
  text += result.partial ? ",partial\n" : "\n";
  for (const auto& row : result.rows) {
    std::vector<std::string> fields{row.site,
                                    std::to_string(row.channel),
                                    row.split,
                                    std::to_string(row.group),
                                    std::to_string(row.n),
                                    numberText(row.correctBefore),
                                    numberText(row.correctAfter),
                                    numberText(row.change),
                                    numberText(row.low),
                                    numberText(row.high),
                                    numberText(row.p),
                                    dataset.groups[static_cast<std::size_t>(row.group)].name};
    if (result.partial) fields.push_back("true");
    text += csvRow(fields);
  }
  return text;
}

/// "folder/x.partial.csv" for "folder/x.csv": an earlier whole answer stays what it is.
std::string partialName(const std::string& file) {
  const std::filesystem::path path(file);
  return (path.parent_path() / (path.stem().string() + ".partial" + path.extension().string())).string();
}

std::vector<Split> splitsOf(const Dataset& dataset, const SweepRequest& request) {
  std::vector<Split> splits;
  for (const auto& name : request.splits) splits.push_back(splitNamed(dataset, name));
  if (splits.empty())
    std::copy_if(kSplits.begin(), kSplits.end(), std::back_inserter(splits), [&](Split split) { return !dataset.inSplit(split).empty(); });
  return splits;
}

/// Sweeps one split and adds its rows. When stopped, the rows of the chunks that were done are added before Cancelled goes on.
void sweepSplit(NetworkOnData& pair, const SweepRequest& request, const std::vector<Candidate>& candidates, Split split,
                SweepResult& result, std::stop_token stop, Progress& progress) {
  const auto order = pair.classOrder(stop);
  const auto present = pair.overridesOf(request.present, split, stop, progress);
  std::vector<std::vector<ChannelOverride>> overrides;
  for (const auto& one : candidates) {
    Edit edit = request.edit;
    edit.site = one.site;
    edit.channel = one.channel;
    overrides.push_back(pair.resolve(edit, split, stop, progress));
  }
  const auto executor = pair.sweepExecutor();
  auto chunks = pair.sweepPass(split);
  SweepCounts counts;
  const auto add = [&] {
    addRows(result, counts, candidates, split);
    result.samples += counts.samples;
    result.forwardEquivalents += executor->spent() / executor->forwardMultiplications();
  };
  const AfterChunk keep = request.keepPartial ? AfterChunk([&](const SweepCounts& soFar) { counts = soFar; }) : AfterChunk();
  try {
    counts = sweepCandidates(*executor, pair.dataset(), chunks, present, overrides, order, stop, progress, keep);
  } catch (const Error& error) {
    if (error.kind() == Kind::Cancelled) add();
    throw;
  }
  add();
}

}  // namespace

SweepResult sweepChannels(NetworkOnData& pair, const SweepRequest& request, std::stop_token stop, Progress& progress) {
  const Stopwatch watch;
  const auto splits = splitsOf(pair.dataset(), request);
  const auto candidates = candidatesOf(pair.network().graph, request);
  SweepResult result;
  result.edits = static_cast<std::int64_t>(candidates.size());
  result.outFile = request.outFile;
  try {
    for (const Split split : splits) sweepSplit(pair, request, candidates, split, result, stop, progress);
  } catch (const Error& error) {
    if (error.kind() != Kind::Cancelled || !request.keepPartial || result.rows.empty()) throw;
    result.partial = true;
    if (!request.outFile.empty()) result.outFile = partialName(request.outFile);
  }
  if (!result.outFile.empty()) writeFileAtomically(result.outFile, csvOf(result, pair.dataset()));
  result.seconds = watch.seconds();
  return result;
}

}  // namespace spurioscope::engine
