#include "ui/models/channel_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace spurioscope::ui {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

void addStatistics(ChannelRow& row, const engine::SiteStatistics& site) {
  const int c = row.ref.channel;
  if (c >= site.channels) return;
  row.auroc = std::size_t(c) < site.minorityAuroc.size() ? site.minorityAuroc[std::size_t(c)] : kUnknown;
  row.minority = std::size_t(c) < site.minorityMean.size() ? site.minorityMean[std::size_t(c)] : kUnknown;
  row.majority = std::size_t(c) < site.majorityMean.size() ? site.majorityMean[std::size_t(c)] : kUnknown;
  row.difference = row.minority - row.majority;
  row.max = -std::numeric_limits<double>::infinity();
  for (int g = 0; g < site.groups; ++g) {
    row.groupMeans.push_back(site.mean[site.at(c, g)]);
    row.max = std::max(row.max, double(site.max[site.at(c, g)]));
  }
}

}  // namespace

std::vector<ChannelRow> channelRows(const Document& document) {
  // Only the ranks of the layers that are shown: a ranking of a large network has tens of thousands of channels.
  const auto& scope = document.selection().scope;
  const std::set<std::string> shown(scope.begin(), scope.end());
  std::map<ChannelRef, std::pair<int, double>> ranks;
  if (const auto ranking = document.ranking())
    for (std::size_t i = 0; i < ranking->channels.size(); ++i)
      if (shown.contains(ranking->channels[i].site))
        ranks[{ranking->channels[i].site, ranking->channels[i].channel}] = {int(i) + 1, ranking->channels[i].score};
  const auto off = channelsOf(document.editSet().edits);
  std::vector<ChannelRow> rows;
  for (const auto& ref : document.channelsOf(scope)) {
    ChannelRow row{ref, off.contains(ref), true, 0, kUnknown, kUnknown, kUnknown, kUnknown,
                   kUnknown, kUnknown, kUnknown, kUnknown, kUnknown, {}, {}};
    row.admissible = admits(document.editSet().tool, *document.site(ref.site));
    if (const auto it = ranks.find(ref); it != ranks.end()) std::tie(row.rank, row.score) = it->second;
    if (const auto it = document.effects().find(ref); it != document.effects().end()) {
      row.effect = it->second.change;
      row.effectLow = it->second.low;
      row.effectHigh = it->second.high;
    }
    if (const auto statistics = document.statistics(); statistics && document.data())
      if (const auto* site = statistics->find(ref.site)) addStatistics(row, *site);
    for (const auto& epoch : document.epochs())
      if (const auto* site = epoch.statistics ? epoch.statistics->find(ref.site) : nullptr)
        if (std::size_t(ref.channel) < site->minorityAuroc.size()) row.overEpochs.push_back(site->minorityAuroc[std::size_t(ref.channel)]);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace spurioscope::ui
