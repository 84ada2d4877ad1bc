#include "ui/views/ranking_menu.h"

#include <QActionGroup>

namespace spurioscope::ui {

RankingMenu::RankingMenu(Document* document, QWidget* parent) : QMenu(parent), m_document(document) {
  setObjectName("rankingMenu");
  setAccessibleName(tr("Ranking"));
  fill();
  for (auto signal : {&Document::rankRequestChanged, &Document::dataChanged, &Document::checkpointChanged})
    connect(document, signal, this, &RankingMenu::fill);
}

/// Names that may be said in another language; one that is not listed stands for itself.
QString RankingMenu::criterionText(engine::Criterion criterion) {
  [[maybe_unused]] static const char* const kWords[] = {QT_TR_NOOP("gradient"), QT_TR_NOOP("magnitude"), QT_TR_NOOP("taylor"),
                                                        QT_TR_NOOP("activation")};
  return tr(std::string(engine::criterionName(criterion)).c_str());
}

QString RankingMenu::summary(const Document& document) {
  if (!document.data()) return tr("by magnitude \u25be");
  const auto& request = document.rankRequest();
  const QString name = criterionText(request.criterion);
  const QString group = document.groupName(document.selectingGroup());
  const bool grouped = request.criterion != engine::Criterion::Magnitude && !group.isEmpty();
  const QString stale = document.rankingStale() ? tr(" (stale)") : QString();
  return (grouped ? tr("by %1, %2").arg(name, group) : tr("by %1").arg(name)) + stale + QStringLiteral(" \u25be");
}

QString RankingMenu::details(const Document& document) {
  const auto& request = document.rankRequest();
  const auto preset = request.preset == engine::Preset::Paper ? tr("paper") : tr("corrected");
  return tr("Ranked by %1 on %2, split %3, preset %4, over %5 samples")
      .arg(criterionText(request.criterion), document.groupName(document.selectingGroup()), QString::fromStdString(request.split), preset)
      .arg(document.ranking() ? document.ranking()->samples : 0);
}

template <class Value>
void RankingMenu::choice(const QString& text, Value engine::RankRequest::*field, const Value& value) {
  auto* action = addAction(text);
  action->setCheckable(true);
  action->setChecked(m_document->rankRequest().*field == value);
  connect(action, &QAction::triggered, this, [this, field, value] {
    auto request = m_document->rankRequest();
    request.*field = value;
    m_document->setRankRequest(request);
  });
}

void RankingMenu::fill() {
  clear();
  addSection(tr("Criterion"));
  for (const auto& one : engine::criteria()) {
    choice(criterionText(one.criterion), &engine::RankRequest::criterion, one.criterion);
    if (!m_document->data() && one.needsData) actions().last()->setEnabled(false);
  }
  addSection(tr("Preset"));
  choice(tr("corrected"), &engine::RankRequest::preset, engine::Preset::Corrected);
  choice(tr("paper"), &engine::RankRequest::preset, engine::Preset::Paper);
  const auto data = m_document->data();
  if (!data) return;
  addSection(tr("Selecting group"));
  choice(tr("smallest minority group"), &engine::RankRequest::group, -1);
  for (const auto& group : data->groups) choice(QString::fromStdString(group.name), &engine::RankRequest::group, group.id);
  addSection(tr("Samples of the ranking"));
  for (const char* split : {"train", "val", "test"}) choice(QString::fromLatin1(split), &engine::RankRequest::split, std::string(split));
}

}  // namespace spurioscope::ui
