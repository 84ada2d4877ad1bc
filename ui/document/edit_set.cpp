#include "ui/document/edit_set.h"

#include <QCoreApplication>
#include <algorithm>

namespace spurioscope::ui {
namespace {

const engine::SiteInfo* find(std::span<const engine::SiteInfo> sites, const std::string& name) {
  const auto it = std::ranges::find(sites, name, &engine::SiteInfo::name);
  return it == sites.end() ? nullptr : &*it;
}

}  // namespace

bool EditSet::contains(const ChannelRef& ref) const {
  return std::ranges::any_of(edits, [&](const auto& e) { return e.channel == ref.channel && e.site == ref.site; });
}

std::set<ChannelRef> channelsOf(const std::vector<engine::Edit>& edits) {
  std::set<ChannelRef> out;
  for (const auto& edit : edits) out.insert({edit.site, edit.channel});
  return out;
}

engine::Edit editOf(const EditTool& tool, const ChannelRef& ref) {
  return {ref.site, ref.channel, tool.mode, tool.alpha, tool.std, tool.seed, tool.from};
}

bool admits(const EditTool& tool, const engine::SiteInfo& site) { return site.hasWeights || !engine::modeUsesWeights(tool.mode); }

EditSet toggled(const EditSet& present, const Channels& channels) {
  EditSet next = present;
  const auto off = channelsOf(present.edits);
  if (std::ranges::all_of(channels, [&](const auto& ref) { return off.contains(ref); })) {
    const std::set<ChannelRef> wanted(channels.begin(), channels.end());
    std::erase_if(next.edits, [&](const auto& e) { return wanted.contains({e.site, e.channel}); });
    return next;
  }
  for (const auto& ref : channels)
    if (!off.contains(ref)) next.edits.push_back(editOf(present.tool, ref));
  return next;
}

EditSet inverted(const EditSet& present, const Channels& scope) {
  const std::set<ChannelRef> inScope(scope.begin(), scope.end());
  const auto off = channelsOf(present.edits);
  EditSet next = present;
  std::erase_if(next.edits, [&](const auto& e) { return inScope.contains({e.site, e.channel}); });
  for (const auto& ref : scope)
    if (!off.contains(ref)) next.edits.push_back(editOf(present.tool, ref));
  return next;
}

EditSet withTop(const EditSet& present, const engine::Ranking& ranking, int k, std::span<const engine::SiteInfo> sites) {
  EditSet next{present.tool, {}};
  for (const auto& ranked : ranking.channels) {
    if (int(next.edits.size()) >= k) break;
    const auto* site = find(sites, ranked.site);
    if (site && admits(present.tool, *site)) next.edits.push_back(editOf(present.tool, {ranked.site, ranked.channel}));
  }
  return next;
}

EditSet withAlpha(const EditSet& present, double alpha) {
  EditSet next = present;
  next.tool.alpha = alpha;
  for (auto& edit : next.edits) edit.alpha = alpha;
  return next;
}

EditSet withTool(const EditSet& present, const EditTool& tool, std::span<const engine::SiteInfo> sites) {
  EditSet next{tool, {}};
  for (const auto& edit : present.edits) {
    const auto* site = find(sites, edit.site);
    if (site && admits(tool, *site)) next.edits.push_back(editOf(tool, {edit.site, edit.channel}));
  }
  return next;
}

EditSet cleared(const EditSet& present) { return {present.tool, {}}; }

int topOf(const EditSet& present, const engine::Ranking& ranking, std::span<const engine::SiteInfo> sites) {
  const int k = int(present.edits.size());
  const auto top = withTop(present, ranking, k, sites);
  if (int(top.edits.size()) != k) return -1;
  return channelsOf(top.edits) == channelsOf(present.edits) ? k : -1;
}

QString modeText(engine::Mode mode) {
  const auto text = [](const char* words) { return QCoreApplication::translate("Mode", words); };
  switch (mode) {
    case engine::Mode::ZeroWeights: return text(QT_TRANSLATE_NOOP("Mode", "zero weights"));
    case engine::Mode::ZeroActivation: return text(QT_TRANSLATE_NOOP("Mode", "zero activation"));
    case engine::Mode::Mean: return text(QT_TRANSLATE_NOOP("Mode", "mean activation"));
    case engine::Mode::Scale: return text(QT_TRANSLATE_NOOP("Mode", "scale"));
    case engine::Mode::RandomInit: return text(QT_TRANSLATE_NOOP("Mode", "random weights"));
    case engine::Mode::Noise: return text(QT_TRANSLATE_NOOP("Mode", "noise on weights"));
    case engine::Mode::Rewind: return text(QT_TRANSLATE_NOOP("Mode", "rewind"));
  }
  return {};
}

}  // namespace spurioscope::ui
