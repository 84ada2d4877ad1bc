#include "ui/views/edits_panel.h"

#include <QLabel>
#include <QListView>
#include <QVBoxLayout>
#include <cmath>

#include "ui/delegates/history_delegate.h"
#include "ui/models/history_model.h"
#include "ui/views/edit_curve.h"

namespace spurioscope::ui {

EditsPanel::EditsPanel(Document* document, QWidget* parent)
    : PanelDock("editsDock", tr("Edits"), parent), m_document(document), m_model(new HistoryModel(this)) {
  title()->addRight(label(tr("worst group over edits"), "panelNote", this));
  m_curve = new EditCurve(this);
  m_list = named(new QListView(this), "historyList", tr("History of edits"));
  m_list->setModel(m_model);
  m_list->setItemDelegate(new HistoryDelegate(m_list));
  m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_list->setMinimumHeight(48);
  body()->addWidget(m_curve, 1);
  body()->addWidget(m_list, 2);
  connect(m_curve, &EditCurve::stepClicked, this, &EditsPanel::goTo);
  connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
    if (!m_showing && index.isValid()) goTo(m_model->rows()[std::size_t(index.row())].index);
  });
  m_list->setContextMenuPolicy(Qt::CustomContextMenu);
  connect(m_list, &QWidget::customContextMenuRequested, this, [this](const QPoint& where) {
    const QModelIndex index = m_list->indexAt(where);
    if (index.isValid()) emit menuRequested(m_model->rows()[std::size_t(index.row())].index, m_list->viewport()->mapToGlobal(where));
  });
  connect(document->undoStack(), &QUndoStack::indexChanged, this, &EditsPanel::showHistory);
  connect(document, &Document::outcomeChanged, this, &EditsPanel::showHistory);
  connect(document, &Document::checkpointChanged, this, &EditsPanel::showHistory);
  showHistory();
}

void EditsPanel::goTo(int index) { m_document->undoStack()->setIndex(index); }

void EditsPanel::showHistory() {
  m_showing = true;
  const auto rows = historyRows(*m_document, *m_document->undoStack());
  const int present = m_document->undoStack()->index();
  m_curve->setRows(rows, present);
  m_curve->setVisible(m_document->canEvaluate());
  m_list->setVisible(m_document->hasNetwork());
  m_model->setRows(rows, present);
  const QModelIndex index = m_model->index(present);
  m_list->setCurrentIndex(index);
  m_list->scrollTo(index);
  m_showing = false;
}

engine::Figure EditsPanel::figure() const {
  engine::FigurePanel panel;
  panel.kind = engine::PanelKind::Lines;
  panel.title = tr("Worst group over edits").toStdString();
  panel.xLabel = tr("edit").toStdString();
  panel.yLabel = tr("worst-group accuracy (%)").toStdString();
  engine::FigureSeries series;
  series.name = tr("worst group").toStdString();
  for (const auto& row : m_model->rows()) {
    if (!row.outcome || row.worstGroup < 0) continue;
    const auto& worst = row.outcome->after.groups[std::size_t(row.worstGroup)];
    series.x.push_back(row.index);
    series.y.push_back(worst.accuracy * 100);
    series.low.push_back(worst.low * 100);
    series.high.push_back(worst.high * 100);
    series.group = row.worstGroup;
  }
  if (series.x.empty()) return {};
  panel.series.push_back(std::move(series));
  return {{std::move(panel)}, 1, figureNote(*m_document)};
}

}  // namespace spurioscope::ui
