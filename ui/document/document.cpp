#include "ui/document/document.h"

#include <algorithm>

namespace spurioscope::ui {

Document::Document(QObject* parent) : QObject(parent), m_undo(this) {
  // A pushed command makes the outcomes of undone ones unreachable.
  connect(&m_undo, &QUndoStack::indexChanged, this, [this] {
    m_outcomes.erase(m_outcomes.upper_bound(m_undo.count()), m_outcomes.end());
    if (const auto known = outcomeAt(m_undo.index()); known && known != m_outcome && m_outcomeStale) {
      m_outcome = known;
      m_outcomeStale = false;
      emit outcomeChanged();
    }
  });
}

std::vector<engine::SiteInfo> Document::sites() const {
  return hasNetwork() ? m_checkpoint->architecture->sites : std::vector<engine::SiteInfo>{};
}

const engine::SiteInfo* Document::site(const std::string& name) const {
  if (!hasNetwork()) return nullptr;
  const auto& all = m_checkpoint->architecture->sites;
  const auto it = std::ranges::find(all, name, &engine::SiteInfo::name);
  return it == all.end() ? nullptr : &*it;
}

int Document::selectingGroup() const {
  if (!m_data || m_data->groups.empty()) return -1;
  if (m_rankRequest.group >= 0) return m_rankRequest.group;
  // The engine's default: the smallest training minority group.
  int best = -1;
  for (const int g : m_data->minority) {
    const auto n = m_data->groups[std::size_t(g)].counts[0];
    if (n > 0 && (best < 0 || n < m_data->groups[std::size_t(best)].counts[0])) best = g;
  }
  return best >= 0 ? best : 0;
}

QString Document::groupName(int group) const {
  if (!m_data || group < 0 || group >= int(m_data->groups.size())) return {};
  return QString::fromStdString(m_data->groups[std::size_t(group)].name);
}

std::shared_ptr<const engine::EditOutcome> Document::outcomeAt(int undoIndex) const {
  const auto it = m_outcomes.find(undoIndex);
  return it == m_outcomes.end() ? nullptr : it->second;
}

std::vector<GroupComparison> Document::comparison() const {
  if (!m_outcome) return {};
  return compare(*m_outcome, m_pinned ? m_pinned->outcome.get() : nullptr);
}

Channels Document::channelsOf(const std::vector<std::string>& names) const {
  Channels out;
  for (const auto& name : names)
    if (const auto* info = site(name))
      for (int c = 0; c < info->channels; ++c) out.push_back({name, c});
  return out;
}

void Document::select(const Selection& selection) {
  if (selection == m_selection) return;
  const bool moved = !(selection.current == m_selection.current);
  m_selection = selection;
  if (moved || m_visited.empty()) {
    m_visited.resize(std::size_t(m_visit + 1));
    m_visited.push_back(selection);
    m_visit = int(m_visited.size()) - 1;
  }
  emit selectionChanged();
}

void Document::selectChannel(const ChannelRef& ref) {
  if (!site(ref.site)) return;
  Selection next = m_selection;
  if (std::ranges::find(next.scope, ref.site) == next.scope.end()) {
    next.scope = {ref.site};
    next.scopeTitle = ref.site;
  }
  next.channels = {ref};
  next.current = ref;
  select(next);
}

void Document::selectScope(const std::vector<std::string>& names, const std::string& title) {
  if (names == m_selection.scope && title == m_selection.scopeTitle) return;
  Selection next{names, title, {}, m_selection.current};
  if (std::ranges::find(names, next.current.site) == names.end()) {
    next.current = names.empty() ? ChannelRef{} : ChannelRef{names.front(), 0};
    if (m_ranking)
      for (const auto& ranked : m_ranking->channels)
        if (std::ranges::find(names, ranked.site) != names.end()) {
          next.current = {ranked.site, ranked.channel};
          break;
        }
  }
  if (next.current.valid()) next.channels = {next.current};
  select(next);
}

void Document::stepSelection(int by) {
  const int target = m_visit + by;
  if (target < 0 || target >= int(m_visited.size())) return;
  m_visit = target;
  m_selection = m_visited[std::size_t(target)];
  emit selectionChanged();
}

void Document::setSampleQuery(const SampleQuery& query) {
  m_query = query;
  emit sampleQueryChanged();
}

void Document::setSplit(const std::string& split) {
  if (split == m_split) return;
  m_split = split;
  m_pinned.reset();
  m_outcomes.clear();
  m_outcomeStale = m_outcome != nullptr;
  m_effects.clear();
  m_statistics.reset();
  m_detail.reset();
  emit splitChanged();
  emit statisticsChanged();
  emit detailChanged();
  emit effectsChanged();
  emit outcomeChanged();
}

void Document::setClassOrder(engine::ClassOrder order) {
  if (order == m_classOrder) return;
  m_classOrder = order;
  m_pinned.reset();
  m_outcomes.clear();
  m_outcomeStale = m_outcome != nullptr;
  m_rankingStale = m_ranking != nullptr;
  m_effects.clear();
  m_epochs.clear();
  emit classOrderChanged();
  emit epochsChanged();
  emit effectsChanged();
  emit outcomeChanged();
}

void Document::setRankRequest(const engine::RankRequest& request) {
  if (request == m_rankRequest) return;
  const bool otherGroup = request.group != m_rankRequest.group;
  m_rankRequest = request;
  m_rankingStale = m_ranking != nullptr;
  if (otherGroup) {
    m_effects.clear();
    emit effectsChanged();
  }
  emit rankRequestChanged();
}

void Document::pinBaseline() {
  if (!m_outcome || !m_outcome->after.exact || m_outcomeStale) return;
  m_pinned = Baseline{m_undo.index() > 0 ? tr("edit %1").arg(m_undo.index()) : tr("unedited"), m_edits, m_outcome};
  emit baselineChanged();
}

void Document::unpin() {
  m_pinned.reset();
  emit baselineChanged();
}

void Document::forgetResults() {
  m_statistics.reset();
  m_ranking.reset();
  m_outcome.reset();
  m_detail.reset();
  m_outcomes.clear();
  m_effects.clear();
  m_pinned.reset();
  m_outcomeStale = m_rankingStale = false;
}

void Document::setCheckpoint(std::shared_ptr<const engine::CheckpointInfo> checkpoint) {
  const auto sameSites = [&] {
    if (!hasNetwork() || !checkpoint || !checkpoint->architecture) return false;
    const auto& a = m_checkpoint->architecture->sites;
    const auto& b = checkpoint->architecture->sites;
    return std::ranges::equal(a, b, [](const auto& x, const auto& y) { return x.name == y.name && x.channels == y.channels; });
  };
  // Another epoch of the same network keeps what is switched off and selected; another network starts afresh.
  const bool keep = sameSites();
  m_checkpoint = std::move(checkpoint);
  forgetResults();
  if (!keep) {
    m_edits = {};
    m_undo.clear();
    m_selection = {};
    m_visited.clear();
    m_visit = -1;
    m_epochs.clear();
    m_classOrder = engine::ClassOrder::Automatic;
    emit epochsChanged();
    emit editsChanged();
  }
  emit checkpointChanged();
  emit statisticsChanged();
  emit rankingChanged();
  emit effectsChanged();
  emit outcomeChanged();
  emit detailChanged();
  emit selectionChanged();
}

void Document::completeCheckpoint(std::shared_ptr<const engine::CheckpointInfo> checkpoint) {
  m_checkpoint = std::move(checkpoint);
  emit checkpointCompleted();
}

void Document::setRecord(std::shared_ptr<const engine::RunRecord> record) {
  m_record = std::move(record);
  emit recordChanged();
}

void Document::setData(std::shared_ptr<const engine::DatasetInfo> data) {
  m_data = std::move(data);
  forgetResults();
  m_epochs.clear();
  m_rankRequest.group = -1;
  chooseSplit();
  emit dataChanged();
  emit epochsChanged();
  emit statisticsChanged();
  emit rankingChanged();
  emit effectsChanged();
  emit outcomeChanged();
  emit detailChanged();
}

/// A split without samples would only be an error: the first of test, validation and training that holds some.
void Document::chooseSplit() {
  const auto samples = [this](std::size_t split) { return m_data->splitSizes[split]; };
  const std::size_t present = m_split == "train" ? 0 : m_split == "val" ? 1 : 2;
  if (!m_data || samples(present) > 0) return;
  for (const std::size_t split : {std::size_t{2}, std::size_t{1}, std::size_t{0}})
    if (samples(split) > 0) {
      m_split = split == 0 ? "train" : split == 1 ? "val" : "test";
      return;
    }
}

void Document::setStatistics(std::shared_ptr<const engine::Statistics> statistics) {
  m_statistics = std::move(statistics);
  emit statisticsChanged();
}

void Document::setRanking(std::shared_ptr<const engine::Ranking> ranking) {
  m_ranking = std::move(ranking);
  m_rankingStale = false;
  emit rankingChanged();
}

void Document::setOutcome(std::shared_ptr<const engine::EditOutcome> outcome) {
  m_outcome = std::move(outcome);
  m_outcomeStale = false;
  if (m_outcome && m_outcome->after.exact) m_outcomes[m_undo.index()] = m_outcome;
  emit outcomeChanged();
}

void Document::setDetail(std::shared_ptr<const engine::ChannelDetail> detail) {
  m_detail = std::move(detail);
  emit detailChanged();
}

void Document::addEffects(const Effects& effects) {
  for (const auto& [ref, effect] : effects) m_effects.insert_or_assign(ref, effect);
  emit effectsChanged();
}

void Document::setEpochs(std::vector<EpochState> epochs) {
  m_epochs = std::move(epochs);
  emit epochsChanged();
}

void Document::setEngineState(const QString& device, engine::KeptValues kept) {
  m_device = device;
  m_kept = kept;
  emit engineStateChanged();
}

void Document::setDevices(std::vector<std::string> devices) {
  m_devices = std::move(devices);
  emit engineStateChanged();
}

void Document::forgetOutcomesFrom(int undoIndex) { m_outcomes.erase(m_outcomes.lower_bound(undoIndex), m_outcomes.end()); }

void Document::replaceEdits(const EditSet& edits) {
  const bool otherMode = edits.tool.mode != m_edits.tool.mode || edits.tool.from != m_edits.tool.from;
  m_edits = edits;
  m_outcomeStale = m_outcome != nullptr;
  emit editsChanged();
  if (!otherMode) return;
  m_effects.clear();
  emit effectsChanged();
  emit modeChanged();
}

}  // namespace spurioscope::ui
