#pragma once

#include <QPointer>
#include <vector>

#include "ui/views/figure_source.h"
#include "ui/views/group_card.h"
#include "ui/views/notice.h"
#include "ui/views/panel.h"

class QScrollArea;
class QToolButton;

namespace spurioscope::ui {

/// GROUPS: a card a group, the averages below. Says what to open where the network or the data are missing.
class GroupsPanel : public PanelDock, public FigureSource {
  Q_OBJECT
 public:
  GroupsPanel(Document* document, QWidget* parent = nullptr);

  NoticeStack* notices() const { return m_notices; }
  engine::Figure figure() const override;
  QString figureName() const override { return QStringLiteral("groups"); }

 signals:
  void samplesRequested();
  void openDataRequested();
  void openCheckpointRequested();
  void demoDataRequested();
  void exportRequested();
  void menuRequested(int group, const QPoint& where);  ///< global

 private:
  void buildCards();
  void buildAverages();
  void showResults();
  void showHints();
  void showFindings();
  void showClassOrder(const engine::SplitEvaluation& after);
  void ask(SampleQuery::Kind kind, int group);

  Document* m_document;
  NoticeStack* m_notices;
  QScrollArea* m_scroll;
  QWidget* m_page;
  QVBoxLayout* m_cards;
  std::vector<GroupCard*> m_group;
  QWidget* m_averages;
  QLabel* m_value[4];
  QToolButton *m_baseline, *m_export;
};

}  // namespace spurioscope::ui
