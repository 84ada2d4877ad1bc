#include "ui/views/groups_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/look/icon.h"
#include "ui/look/number_text.h"
#include "ui/look/theme.h"

namespace spurioscope::ui {
GroupsPanel::GroupsPanel(Document* document, QWidget* parent)
    : PanelDock("groupsDock", tr("Groups"), parent), m_document(document), m_notices(new NoticeStack(this)) {
  widget()->setMinimumWidth(292);
  m_baseline = named(new QToolButton(this), "baselineButton", tr("What the groups are compared with"));
  m_baseline->setProperty("role", "link");
  title()->addRight(m_baseline);
  m_export = named(new QToolButton(this), "exportGroups", tr("Export the groups' figure"));
  m_export->setProperty("role", "icon");
  m_export->setIcon(icon("export"));
  m_export->setIconSize({12, 12});
  m_export->setToolTip(tr("Export this figure"));
  connect(m_export, &QToolButton::clicked, this, &GroupsPanel::exportRequested);
  title()->addRight(m_export);
  m_scroll = named(new QScrollArea(this), "groupsScroll", tr("Groups"));
  m_scroll->setWidgetResizable(true);
  m_scroll->setFrameShape(QFrame::NoFrame);
  m_scroll->setMinimumHeight(2 * 64);
  m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_page = named(new QWidget, "groupsPage", tr("Groups"));
  m_page->setProperty("role", "page");
  m_cards = new QVBoxLayout;
  m_cards->setContentsMargins(0, 0, 0, 0);
  m_cards->setSpacing(0);
  // Notices scroll with the cards, so that the averages below keep their place however much is to be said.
  auto* page = new QVBoxLayout(m_page);
  page->setContentsMargins(0, 0, 0, 0);
  page->setSpacing(0);
  auto* margin = new QVBoxLayout;
  margin->setContentsMargins(6, 0, 6, 0);
  margin->addWidget(m_notices);
  page->addLayout(margin);
  page->addLayout(m_cards, 1);
  m_scroll->setWidget(m_page);
  body()->addWidget(m_scroll, 1);
  buildAverages();
  connect(m_baseline, &QToolButton::clicked, this, [this] {
    if (m_document->pinned()) m_document->unpin();
  });
  connect(document, &Document::dataChanged, this, &GroupsPanel::buildCards);
  for (auto signal : {&Document::outcomeChanged, &Document::baselineChanged, &Document::editsChanged})
    connect(document, signal, this, &GroupsPanel::showResults);
  connect(document, &Document::checkpointChanged, this, &GroupsPanel::showHints);
  connect(document, &Document::splitChanged, this, &GroupsPanel::showResults);
  buildCards();
}

void GroupsPanel::buildAverages() {
  m_averages = named(new QWidget(this), "averages", tr("Averages"));
  auto* row = new QHBoxLayout(m_averages);
  row->setContentsMargins(8, 8, 8, 10);
  const QString names[] = {tr("plain"), tr("adjusted"), tr("group mean"), tr("worst")};
  const QString tips[] = {tr("Accuracy over all samples"), tr("Group accuracies weighted by the training groups' sizes"),
                          tr("Mean of the group accuracies, unweighted"), tr("Accuracy of the worst group")};
  for (int i = 0; i < 4; ++i) {
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    m_value[i] = named(label({}, "value", m_averages), "average", names[i]);
    m_value[i]->setFont(textFont(15, QFont::Bold));
    m_value[i]->setToolTip(tips[i]);
    column->addWidget(m_value[i], 0, Qt::AlignHCenter);
    column->addWidget(label(names[i], "small", m_averages), 0, Qt::AlignHCenter);
    row->addLayout(column, 1);
  }
  body()->addWidget(m_averages);
}

void GroupsPanel::buildCards() {
  for (auto* card : m_group) card->deleteLater();
  m_group.clear();
  while (auto* item = m_cards->takeAt(0)) delete item;
  if (const auto data = m_document->data())
    for (const auto& group : data->groups) {
      auto* card = new GroupCard(group.id, QString::fromStdString(group.name), group.minority, m_page);
      connect(card, &GroupCard::fixedClicked, this, [this](int g) { ask(SampleQuery::Kind::Fixed, g); });
      connect(card, &GroupCard::brokenClicked, this, [this](int g) { ask(SampleQuery::Kind::Broken, g); });
      connect(card, &GroupCard::menuRequested, this, &GroupsPanel::menuRequested);
      m_cards->addWidget(card, 1);
      m_group.push_back(card);
    }
  m_cards->addStretch(0);
  const bool overlapping = m_document->data() && m_document->data()->overlapping;
  m_value[1]->setToolTip(overlapping ? tr("Groups overlap here, so their training sizes are no weights: there is no adjusted average")
                                     : tr("Group accuracies weighted by the training groups' sizes"));
  showHints();
  showResults();
}

void GroupsPanel::ask(SampleQuery::Kind kind, int group) {
  m_document->setSampleQuery({kind, group});
  emit samplesRequested();
}

void GroupsPanel::showHints() {
  m_notices->remove("needData");
  m_notices->remove("needCheckpoint");
  if (m_document->hasNetwork() && !m_document->data()) {
    auto* notice = new Notice(
        "needData", Notice::Kind::Hint, tr("Drop a data set here to see its groups"),
        tr("A folder or its metadata file: Waterbirds (metadata.csv), CelebA, or a folder a class. Weights, architecture and the "
           "magnitude ranking work without."));
    notice->addAction(tr("Open data…"), [this] { emit openDataRequested(); }, false);
    notice->addAction(tr("Use the demo's"), [this] { emit demoDataRequested(); }, false);
    m_notices->show(notice);
  } else if (m_document->data() && !m_document->checkpoint()) {
    auto* notice = new Notice("needCheckpoint", Notice::Kind::Hint, tr("Drop a checkpoint here to evaluate it on these groups"),
                              tr("A trained network: .pth, .pt, .ckpt or .safetensors."));
    notice->addAction(tr("Open checkpoint…"), [this] { emit openCheckpointRequested(); }, false);
    m_notices->show(notice);
  }
}

void GroupsPanel::showResults() {
  const Theme& theme = Theme::current();
  const auto outcome = m_document->outcome();
  title()->setNote(m_document->data() ? QString::fromStdString(m_document->split()) : QString());
  const auto& pinned = m_document->pinned();
  m_baseline->setText(pinned ? tr("dashed: %1 \u00d7").arg(pinned->name) : tr("dashed: baseline"));
  m_baseline->setToolTip(pinned ? tr("Compared with the state that you pinned. Click: compare with the unedited network again.")
                                : tr("Compared with the unedited network. Pin a state to compare with that."));
  m_averages->setVisible(outcome != nullptr);
  m_baseline->setVisible(outcome != nullptr);
  m_export->setVisible(outcome != nullptr);
  if (!outcome) {
    const std::size_t split = m_document->split() == "train" ? 0 : m_document->split() == "val" ? 1 : 2;
    for (std::size_t g = 0; g < m_group.size(); ++g) m_group[g]->setUnknown(m_document->data()->groups[g].counts[split]);
    return;
  }
  const auto rows = m_document->comparison();
  const bool edited = pinned || !m_document->editSet().edits.empty();
  const bool tie = allTie(outcome->after);
  for (std::size_t g = 0; g < rows.size() && g < m_group.size(); ++g)
    m_group[g]->setState({rows[g], !tie && int(g) == outcome->after.worstGroup, outcome->after.exact,
                          m_document->outcomeStale(), edited});
  const double values[] = {outcome->after.plain, outcome->after.adjusted, outcome->after.groupMean, outcome->after.worst};
  const bool pale = !outcome->after.exact || m_document->outcomeStale();
  for (int i = 0; i < 4; ++i) {
    m_value[i]->setText(percent(values[i]));
    const QColor ink = pale                    ? theme.muted
                       : i == 3 && tie         ? theme.text
                       : i == 3 && !theme.dark ? theme.group(outcome->after.worstGroup).darker(112)
                       : i == 3                ? theme.group(outcome->after.worstGroup)
                                               : theme.text;
    m_value[i]->setStyleSheet(QStringLiteral("color: %1").arg(ink.name()));
  }
  showFindings();
  if (m_notices->isVisible()) return;  // what they say comes first
  if (const int worst = outcome->after.worstGroup; worst >= 0 && worst < int(m_group.size())
      && !pale) m_scroll->ensureWidgetVisible(m_group[std::size_t(worst)], 0, 0);
}

void GroupsPanel::showClassOrder(const engine::SplitEvaluation& after) {
  const auto& seen = after.classEvidence;
  if (seen.n == 0) return;
  const bool fits = seen.reversed > seen.identity, reversed = !std::ranges::is_sorted(after.classOrder);
  if (!fits && !reversed) return;
  const QString evidence = tr("Of %1 %2 samples %3 % are right in the data's order and %4 % in the other one.")
                               .arg(countText(seen.n), QString::fromStdString(seen.split), percent(seen.identity), percent(seen.reversed));
  const QString what = reversed && fits ? tr("The network's classes are in another order than the data's")
                       : reversed       ? tr("The output columns are read in the reversed order")
                                        : tr("The output columns are read in the data's order");
  const QString now = reversed && fits ? tr("The output columns are read in that other order.")
                      : reversed       ? tr("You chose this; the data's order fits better.")
                                       : tr("You chose this; the other order fits better.");
  auto* notice = new Notice("classOrder", Notice::Kind::Hint, what, evidence + ' ' + now);
  if (reversed == fits)
    notice->addAction(tr("Read in the data's order"), [this] { m_document->setClassOrder(engine::ClassOrder::Identity); }, false);
  else
    notice->addAction(tr("Use the order that fits"), [this] { m_document->setClassOrder(engine::ClassOrder::Automatic); }, false);
  notice->addClose();
  m_notices->show(notice);
}

void GroupsPanel::showFindings() {
  const auto outcome = m_document->outcome();
  const auto& after = outcome->after;
  m_notices->remove("classOrder");
  m_notices->remove("oneClass");
  m_notices->remove("damaged");
  m_notices->remove("noEffect");
  if (!after.exact) return;
  showClassOrder(after);
  if (after.onePredictedClass) {
    auto* notice = new Notice("oneClass", Notice::Kind::Problem, tr("Every sample gets the same class"),
                              m_document->editSet().edits.empty() ? tr("The network does not tell the classes apart. Check that the data "
                                                                       "set and its preprocessing are those it was trained with.")
                                                                  : tr("With these channels off the network no longer tells the classes "
                                                                       "apart: a group's accuracy says nothing. Undo some edits."));
    m_notices->show(notice);
  }
  if (!after.damaged.empty()) {
    auto* notice = new Notice(
        "damaged", Notice::Kind::Hint,
        after.damaged.size() == 1 ? tr("1 sample could not be read") : tr("%1 samples could not be read").arg(after.damaged.size()), {});
    notice->setToolTip(tr("They are left out of every number and counted here."));
    notice->addAction(tr("Show"), [this] { ask(SampleQuery::Kind::Damaged, -1); }, false);
    m_notices->show(notice);
  }
  if (!m_document->editSet().edits.empty() && outcome->changedLogits == 0 && !m_document->outcomeStale())
    m_notices->show(new Notice("noEffect", Notice::Kind::Hint, tr("These edits moved no logit of any sample"),
                               tr("The channels that are off are constant on this data, so switching them off changes nothing.")));
}

engine::Figure GroupsPanel::figure() const {
  const auto outcome = m_document->outcome();
  if (!outcome) return {};
  engine::FigurePanel panel;
  panel.kind = engine::PanelKind::Bars;
  panel.title = tr("Accuracy by group").toStdString();
  panel.xLabel = tr("accuracy (%)").toStdString();
  const bool edited = m_document->pinned() || !m_document->editSet().edits.empty();
  const auto rows = m_document->comparison();
  for (const auto& row : rows) {
    panel.categories.push_back(tr("%1 (n = %2)").arg(QString::fromStdString(row.now.name)).arg(row.now.n).toStdString());
    panel.baseline.push_back(edited ? row.before.accuracy * 100 : std::nan(""));
  }
  for (std::size_t g = 0; g < rows.size(); ++g) {
    engine::FigureSeries series{rows[g].now.name, int(g), {double(g)}, {rows[g].now.accuracy * 100}, {rows[g].now.low * 100},
        {rows[g].now.high * 100}};
    panel.series.push_back(std::move(series));
  }
  return {{std::move(panel)}, 1, figureNote(*m_document)};
}

}  // namespace spurioscope::ui
