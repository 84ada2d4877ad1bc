#pragma once

#include <QObject>
#include <QUndoStack>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/checkpoint_info.h"
#include "engine/class_order.h"
#include "engine/dataset_info.h"
#include "engine/evaluation.h"
#include "engine/run_record.h"
#include "engine/statistics.h"
#include "engine/workbench.h"
#include "ui/document/baseline.h"
#include "ui/document/edit_set.h"
#include "ui/document/selection.h"

namespace spurioscope::ui {

/// What one epoch of the run looks like, for the curves and the sparklines.
struct EpochState {
  int epoch = 0;
  engine::SplitEvaluation evaluation;
  std::shared_ptr<const engine::Statistics> statistics;
};

/// The effect on the selecting group's accuracy of switching single channels off, as far as it is measured.
struct Effect {
  double change = 0, low = 0, high = 0, p = 1;
  std::int64_t n = 0;
};
using Effects = std::map<ChannelRef, Effect>;

/// Everything the window shows, as immutable snapshots of the engine's results, plus the user's choices. Lives in the UI thread.
/// The edits change only through commands on `undoStack()`; results come in through the setters that EngineLink calls.
class Document : public QObject {
  Q_OBJECT
 public:
  explicit Document(QObject* parent = nullptr);

  std::shared_ptr<const engine::CheckpointInfo> checkpoint() const { return m_checkpoint; }
  std::shared_ptr<const engine::DatasetInfo> data() const { return m_data; }
  std::shared_ptr<const engine::RunRecord> record() const { return m_record; }  ///< what training code left of some run; stands alone
  std::shared_ptr<const engine::Statistics> statistics() const { return m_statistics; }
  std::shared_ptr<const engine::Ranking> ranking() const { return m_ranking; }
  std::shared_ptr<const engine::EditOutcome> outcome() const { return m_outcome; }
  std::shared_ptr<const engine::ChannelDetail> detail() const { return m_detail; }
  const std::vector<EpochState>& epochs() const { return m_epochs; }
  const Effects& effects() const { return m_effects; }
  const EditSet& editSet() const { return m_edits; }
  const Selection& selection() const { return m_selection; }
  const SampleQuery& sampleQuery() const { return m_query; }
  const engine::RankRequest& rankRequest() const { return m_rankRequest; }
  const std::string& split() const { return m_split; }
  engine::ClassOrder classOrder() const { return m_classOrder; }
  const std::optional<Baseline>& pinned() const { return m_pinned; }
  QUndoStack* undoStack() { return &m_undo; }
  bool outcomeStale() const { return m_outcomeStale; }
  bool rankingStale() const { return m_rankingStale; }
  QString deviceName() const { return m_device; }
  const std::vector<std::string>& devices() const { return m_devices; }  ///< that the engine can use here
  engine::KeptValues kept() const { return m_kept; }

  bool hasNetwork() const { return m_checkpoint && m_checkpoint->architecture; }
  bool canEvaluate() const { return hasNetwork() && m_data; }
  std::vector<engine::SiteInfo> sites() const;
  const engine::SiteInfo* site(const std::string& name) const;
  /// The group that the ranking and the effects look at; -1 without data.
  int selectingGroup() const;
  QString groupName(int group) const;
  /// Outcome that belongs to a position of the undo stack; null when it was not evaluated to the end.
  std::shared_ptr<const engine::EditOutcome> outcomeAt(int undoIndex) const;
  std::vector<GroupComparison> comparison() const;
  Channels channelsOf(const std::vector<std::string>& sites) const;

  // The user's choices.
  void select(const Selection& selection);
  void selectChannel(const ChannelRef& ref);
  void selectScope(const std::vector<std::string>& sites, const std::string& title);
  void stepSelection(int by);  ///< back or forward in the selection history
  void setSampleQuery(const SampleQuery& query);
  void setSplit(const std::string& split);
  void setClassOrder(engine::ClassOrder order);  ///< how the output columns are read
  void setRankRequest(const engine::RankRequest& request);
  void pinBaseline();
  void unpin();

  // Results.
  void setCheckpoint(std::shared_ptr<const engine::CheckpointInfo> checkpoint);
  /// The open checkpoint's description with what a pass over its file told (hash, warnings): nothing else of it changes.
  void completeCheckpoint(std::shared_ptr<const engine::CheckpointInfo> checkpoint);
  void setData(std::shared_ptr<const engine::DatasetInfo> data);
  void setRecord(std::shared_ptr<const engine::RunRecord> record);
  void setStatistics(std::shared_ptr<const engine::Statistics> statistics);
  void setRanking(std::shared_ptr<const engine::Ranking> ranking);
  void setOutcome(std::shared_ptr<const engine::EditOutcome> outcome);
  void setDetail(std::shared_ptr<const engine::ChannelDetail> detail);
  void addEffects(const Effects& effects);
  void setEpochs(std::vector<EpochState> epochs);
  void setEngineState(const QString& device, engine::KeptValues kept);
  void setDevices(std::vector<std::string> devices);

 signals:
  void checkpointChanged();
  void checkpointCompleted();
  void dataChanged();
  void recordChanged();
  void splitChanged();
  void classOrderChanged();
  void statisticsChanged();
  void rankRequestChanged();
  void rankingChanged();
  void editsChanged();
  void modeChanged();  ///< another way of switching off: measured effects are gone
  void outcomeChanged();
  void baselineChanged();
  void selectionChanged();
  void detailChanged();
  void effectsChanged();
  void epochsChanged();
  void sampleQueryChanged();
  void engineStateChanged();

 private:
  friend class EditCommand;
  void replaceEdits(const EditSet& edits);
  void forgetResults();
  void chooseSplit();
  void forgetOutcomesFrom(int undoIndex);  ///< a new command took their place

  std::shared_ptr<const engine::CheckpointInfo> m_checkpoint;
  std::shared_ptr<const engine::DatasetInfo> m_data;
  std::shared_ptr<const engine::RunRecord> m_record;
  std::shared_ptr<const engine::Statistics> m_statistics;
  std::shared_ptr<const engine::Ranking> m_ranking;
  std::shared_ptr<const engine::EditOutcome> m_outcome;
  std::shared_ptr<const engine::ChannelDetail> m_detail;
  std::map<int, std::shared_ptr<const engine::EditOutcome>> m_outcomes;  ///< by undo index
  std::vector<EpochState> m_epochs;
  Effects m_effects;
  EditSet m_edits;
  Selection m_selection;
  std::vector<Selection> m_visited;
  int m_visit = -1;
  SampleQuery m_query;
  engine::RankRequest m_rankRequest;
  std::string m_split = "test";
  engine::ClassOrder m_classOrder = engine::ClassOrder::Automatic;
  std::optional<Baseline> m_pinned;
  QUndoStack m_undo;
  bool m_outcomeStale = false;
  bool m_rankingStale = false;
  QString m_device;
  std::vector<std::string> m_devices;
  engine::KeptValues m_kept;
};

}  // namespace spurioscope::ui
