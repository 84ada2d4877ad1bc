#include "ui/views/channel_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/delegates/channel_delegates.h"
#include "ui/document/edit_command.h"
#include "ui/look/theme.h"
#include "ui/models/channel_filter.h"
#include "ui/models/channel_model.h"
#include "ui/views/ranking_menu.h"

namespace spurioscope::ui {

ChannelPanel::ChannelPanel(Document* document, QWidget* parent)
    : PanelDock("channelDock", tr("Channels"), parent), m_document(document), m_model(new ChannelModel(this)),
      m_proxy(new ChannelProxy(this)) {
  m_proxy->setSourceModel(m_model);
  widget()->setMinimumWidth(286);
  m_rankButton = named(new QToolButton(this), "rankingButton", tr("Ranking: criterion, preset, split and selecting group"));
  m_rankButton->setProperty("role", "link");
  m_rankButton->setPopupMode(QToolButton::InstantPopup);
  m_rankButton->setMenu(new RankingMenu(document, m_rankButton));
  title()->addRight(m_rankButton);
  m_filter = named(new QLineEdit(this), "channelFilter", tr("Filter of the channels"));
  m_filter->setPlaceholderText(tr("Filter: auroc>.5 effect<0"));
  m_filter->setToolTip(tr("Conditions a channel must meet: ch rank score effect auroc minority majority diff max with < > =, or on, off, "
                          "a channel's number, a part of a layer's name"));
  m_filter->setClearButtonEnabled(true);
  m_notices = new NoticeStack(this);
  auto* row = new QVBoxLayout;
  row->setContentsMargins(9, 8, 9, 6);
  row->setSpacing(space::kSmall);
  row->addWidget(m_notices);
  m_measure = named(new QToolButton(this), "measureButton", tr("Measure the effect of each channel in the table"));
  m_measure->setProperty("role", "action");
  m_measure->setText(tr("measure effects"));
  m_measure->setToolTip(tr("Switches each channel of these layers off in turn and keeps the change of the selecting group (M)"));
  connect(m_measure, &QToolButton::clicked, this, &ChannelPanel::measureRequested);
  auto* line = new QHBoxLayout;
  line->setSpacing(space::kSmall);
  line->addWidget(m_filter, 1);
  line->addWidget(m_measure);
  row->addLayout(line);
  body()->addLayout(row);
  buildTable();
  connectTable();
  showTitle();
  showColumns();
  showRows();
}

void ChannelPanel::buildTable() {
  m_table = named(new QTableView(this), "channelTable", tr("Channels"));
  m_table->setModel(m_proxy);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
  m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->setSortingEnabled(true);
  m_table->setMinimumHeight(80);
  m_table->setContextMenuPolicy(Qt::CustomContextMenu);
  m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setDefaultSectionSize(space::kRow + 1);
  m_table->setItemDelegate(new NumberDelegate(m_table));
  m_table->setItemDelegateForColumn(ChannelModel::Switch, new SwitchDelegate(m_table));
  for (const int column : {ChannelModel::Effect, ChannelModel::Score}) m_table->setItemDelegateForColumn(column,
      new BarDelegate(m_table));
  m_table->setItemDelegateForColumn(ChannelModel::Epochs, new CurveDelegate(CurveDelegate::Shape::Line, m_table));
  m_table->setItemDelegateForColumn(ChannelModel::Groups, new CurveDelegate(CurveDelegate::Shape::GroupBars, m_table));
  auto* header = m_table->horizontalHeader();
  header->setHighlightSections(false);
  header->setSectionsMovable(true);
  header->setMinimumSectionSize(34);
  header->setContextMenuPolicy(Qt::CustomContextMenu);
  header->setFixedHeight(26);
  m_table->sortByColumn(ChannelModel::Rank, Qt::AscendingOrder);
  body()->addWidget(m_table, 1);
}

void ChannelPanel::connectTable() {
  connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
    const auto filter = parseChannelFilter(text);
    m_proxy->setFilter(filter);
    m_filter->setToolTip(filter.problem.isEmpty() ? tr("%1 of %2 channels").arg(m_proxy->rowCount()).arg(m_model->rowCount())
        : filter.problem);
    m_notices->remove("filterProblem");
    if (!filter.problem.isEmpty()) m_notices->show(new Notice("filterProblem", Notice::Kind::Hint, filter.problem, {}));
  });
  connect(m_table, &QWidget::customContextMenuRequested, this, &ChannelPanel::showContextMenu);
  connect(m_table->horizontalHeader(), &QWidget::customContextMenuRequested, this, &ChannelPanel::showHeaderMenu);
  connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ChannelPanel::takeSelection);
  connect(m_model, &ChannelModel::toggleRequested, this, [this](const ChannelRef& ref) {
    const auto& present = m_document->editSet();
    const QString text = present.contains(ref) ? tr("on %1").arg(channelText(ref)) : tr("off %1").arg(channelText(ref));
    pushEdit(m_document, toggled(present, {ref}), text);
  });
  for (auto signal : {&Document::checkpointChanged, &Document::statisticsChanged, &Document::rankingChanged, &Document::effectsChanged,
                      &Document::epochsChanged, &Document::editsChanged})
    connect(m_document, signal, this, &ChannelPanel::showRows);
  for (auto signal : {&Document::checkpointChanged, &Document::dataChanged, &Document::epochsChanged})
    connect(m_document, signal, this, &ChannelPanel::showColumns);
  for (auto signal : {&Document::rankRequestChanged, &Document::rankingChanged, &Document::dataChanged,
      &Document::checkpointChanged, &Document::selectionChanged})
    connect(m_document, signal, this, &ChannelPanel::showTitle);
  connect(m_document, &Document::selectionChanged, this, [this] {
    if (m_shownScope == m_document->selection().scope)
      showSelection();
    else
      showRows();
  });
}

void ChannelPanel::showRows() {
  m_shownScope = m_document->selection().scope;
  m_showing = true;
  const auto rows = channelRows(*m_document);
  const bool known = std::ranges::any_of(rows, [](const auto& row) { return std::isfinite(row.effect); });
  m_measure->setVisible(m_document->canEvaluate() && !rows.empty() && !known);
  for (QWidget* widget : {static_cast<QWidget*>(m_filter), static_cast<QWidget*>(m_table)}) widget->setVisible(m_document->hasNetwork());
  m_model->setRows(rows);
  m_showing = false;
  showSelection();
}

void ChannelPanel::showColumns() {
  const bool data = m_document->canEvaluate();
  const auto show = [this](int column, bool shown) { m_table->setColumnHidden(column, !shown); };
  for (int column = 0; column < ChannelModel::ColumnCount; ++column) show(column, false);
  for (const int column : {ChannelModel::Switch, ChannelModel::Channel, ChannelModel::Rank}) show(column, true);
  show(ChannelModel::Score, !data);
  show(ChannelModel::Effect, data);
  show(ChannelModel::Auroc, data);
  const bool epochs = m_document->epochs().size() > 1;
  show(ChannelModel::Groups, data && !epochs);
  show(ChannelModel::Epochs, data && epochs);
  const int widths[] = {34, 36, 46, 120, 104, 60, 60, 60, 56, 52, 54, 56};
  for (int column = 0; column < ChannelModel::ColumnCount; ++column) m_table->setColumnWidth(column, widths[column]);
  // The column with the bars takes the room that is left, and gives it back first.
  auto* header = m_table->horizontalHeader();
  header->setSectionResizeMode(ChannelModel::Effect, data ? QHeaderView::Stretch : QHeaderView::Interactive);
  header->setSectionResizeMode(ChannelModel::Score, data ? QHeaderView::Interactive : QHeaderView::Stretch);
}

void ChannelPanel::showTitle() {
  title()->setNote(QString::fromStdString(m_document->selection().scopeTitle));
  m_rankButton->setVisible(m_document->hasNetwork());
  m_rankButton->setText(RankingMenu::summary(*m_document));
  m_rankButton->setToolTip(m_document->rankingStale() ? tr("The ranks below are older than these settings; a new ranking is on its way.")
                                                      : RankingMenu::details(*m_document));
}

void ChannelPanel::showSelection() {
  m_showing = true;
  const auto& selection = m_document->selection();
  QItemSelection rows;
  for (const auto& ref : selection.channels) {
    const int row = m_model->find(ref);
    if (row < 0) continue;
    const QModelIndex index = m_proxy->mapFromSource(m_model->index(row, 0));
    if (index.isValid()) rows.select(index, index.siblingAtColumn(ChannelModel::ColumnCount - 1));
  }
  m_table->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
  if (const int row = m_model->find(selection.current); row >= 0) {
    const QModelIndex index = m_proxy->mapFromSource(m_model->index(row, ChannelModel::Channel));
    if (index.isValid() && index.row() != m_table->currentIndex().row()) {
      m_table->selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
      m_table->scrollTo(index);
    }
  }
  m_showing = false;
}

void ChannelPanel::takeSelection() {
  if (m_showing) return;
  Selection next = m_document->selection();
  next.channels.clear();
  for (const auto& index : m_table->selectionModel()->selectedRows()) next.channels.push_back(m_proxy->refAt(index));
  const ChannelRef current = m_proxy->refAt(m_table->currentIndex());
  if (current.valid() && !next.channels.empty()) next.current = current;
  m_document->select(next);
}

void ChannelPanel::showContextMenu(const QPoint& where) {
  const ChannelRef ref = m_proxy->refAt(m_table->indexAt(where));
  if (!ref.valid()) return;
  QMenu menu(this);
  const auto n = m_document->selection().channels.size();
  menu.addAction(n > 1 ? tr("Switch %1 channels off or on").arg(n) : tr("Switch %1 off or on").arg(channelText(ref)), this,
                 &ChannelPanel::toggleRequested);
  menu.addAction(tr("Measure effects in this layer"), this, &ChannelPanel::measureRequested);
  menu.addAction(tr("Evaluate every epoch"), this, &ChannelPanel::epochsRequested);
  menu.exec(m_table->viewport()->mapToGlobal(where));
}

void ChannelPanel::showHeaderMenu(const QPoint& where) {
  QMenu menu(this);
  for (int column = ChannelModel::Channel; column < ChannelModel::ColumnCount; ++column) {
    auto* action = menu.addAction(m_model->headerData(column, Qt::Horizontal).toString());
    action->setCheckable(true);
    action->setChecked(!m_table->isColumnHidden(column));
    connect(action, &QAction::toggled, this, [this, column](bool shown) { m_table->setColumnHidden(column, !shown); });
  }
  menu.exec(m_table->horizontalHeader()->mapToGlobal(where));
}

}  // namespace spurioscope::ui
