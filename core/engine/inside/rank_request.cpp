#include "engine/inside/rank_request.h"

#include <algorithm>

#include "analysis/site_selection.h"
#include "base/error.h"
#include "engine/inside/criteria.h"
#include "engine/inside/live_evaluation.h"

namespace spurioscope::engine {
namespace {

/// By name, as the published script finds them: "downsample", and what other code calls them ("shortcut", "convShortcut").
bool isProjection(const Site& site) {
  return site.name.find("downsample") != std::string::npos || site.name.find("hortcut") != std::string::npos;
}

/// Sites that the request asks for, or those that criterion and preset admit.
std::vector<const Site*> sitesOf(const Graph& graph, const RankRequest& request) {
  const bool weights = entryOf(request.criterion).info.needsWeights;
  std::vector<const Site*> sites = selectSites(graph, request.sites.empty() ? std::vector<std::string>{"*"} : request.sites);
  std::erase_if(sites, [&](const Site* site) { return weights && site->weights < 0; });
  if (request.sites.empty()) {
    std::erase_if(sites, [&](const Site* site) {
      if (!isUsualSite(*site, weights)) return true;
      // The published magnitude script leaves projections out by name (FIELD.md 1.7).
      return request.criterion == Criterion::Magnitude && request.preset == Preset::Paper && isProjection(*site);
    });
  }
  if (sites.empty())
    throw Error{Kind::Usage,
                "none of these sites has weights of its own",
                {{}, {}, "--sites"},
                "Name convolutions, or use the activation or taylor criterion."};
  return sites;
}

int groupOf(const Dataset& dataset, const RankRequest& request) {
  if (request.group >= 0) {
    if (request.group < static_cast<int>(dataset.groups.size())) return request.group;
    throw Error{Kind::Usage,
                "there is no group " + std::to_string(request.group) + ", the last one is " + std::to_string(dataset.groups.size() - 1),
                {{}, {}, "--group"},
                "`datasets` lists the groups."};
  }
  const auto sizes = dataset.groupSizes(Split::Train);
  const auto& from = dataset.minority.empty() ? dataset.majority : dataset.minority;
  if (from.empty()) throw Error{Kind::Data, "the data set has no group with samples", {dataset.path, {}, {}}, {}};
  return *std::min_element(from.begin(), from.end(), [&](int a, int b) { return sizes[a] < sizes[b]; });
}

Ranking toRanking(const RankRequest& request, const Scores& scores) {
  Ranking ranking;
  ranking.request = request;
  ranking.samples = static_cast<std::int64_t>(scores.samples);
  const auto& all = scores.channels;
  const auto count = request.top > 0 ? std::min<std::size_t>(all.size(), static_cast<std::size_t>(request.top)) : all.size();
  for (std::size_t i = 0; i < count; ++i) ranking.channels.push_back({all[i].site->name, all[i].channel, all[i].score});
  return ranking;
}

}  // namespace

bool needsData(const RankRequest& request) { return entryOf(request.criterion).info.needsData; }

Ranking rankWeights(const Graph& graph, const Parameters& parameters, const RankRequest& request, std::stop_token stop,
                    Progress& progress) {
  const auto sites = sitesOf(graph, request);
  return toRanking(request, entryOf(request.criterion).scores({graph, parameters, request, sites, nullptr, stop, progress}));
}

Ranking rankChannels(NetworkOnData& pair, const RankRequest& asked, std::stop_token stop, Progress& progress) {
  RankRequest request = asked;
  request.group = groupOf(pair.dataset(), asked);
  splitNamed(pair.dataset(), request.split);
  const auto sites = sitesOf(pair.network().graph, request);
  return toRanking(request,
                   entryOf(request.criterion).scores({pair.network().graph, pair.parameters(), request, sites, &pair, stop, progress}));
}

}  // namespace spurioscope::engine
