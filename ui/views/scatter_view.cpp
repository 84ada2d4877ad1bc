#include "ui/views/scatter_view.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <set>

#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/views/elided_label.h"
#include "ui/views/panel.h"
#include "ui/views/scatter_plot.h"

namespace spurioscope::ui {

ScatterView::ScatterView(Document* document, QWidget* parent) : QWidget(parent), m_document(document) {
  named(this, "scatterView", tr("Scatter"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 12, 20, 16);
  column->setSpacing(space::kNormal);
  auto* row = new QHBoxLayout;
  row->setSpacing(space::kWide);
  m_axes = named(new QComboBox(this), "scatterAxes", tr("What the axes show"));
  m_axes->addItem(tr("minority mean over majority mean"));
  m_axes->addItem(tr("minority AUROC over score"));
  m_axes->addItem(tr("minority AUROC over effect"));
  m_note = new ElidedLabel({}, "muted", this);
  row->addWidget(m_axes);
  row->addWidget(m_note, 1);
  column->addLayout(row);
  m_plot = new ScatterPlot(this);
  column->addWidget(m_plot, 1);
  connect(m_axes, &QComboBox::currentIndexChanged, this, &ScatterView::refresh);
  connect(m_plot, &ScatterPlot::chosen, this, &ScatterView::choose);
  for (auto signal : {&Document::checkpointChanged, &Document::statisticsChanged, &Document::rankingChanged, &Document::effectsChanged,
                      &Document::editsChanged, &Document::selectionChanged})
    connect(document, signal, this, [this] {
      m_outdated = true;
      if (isVisible()) refresh();
    });
}

void ScatterView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange && m_plot) m_plot->restyle();
  QWidget::changeEvent(event);
}

void ScatterView::showEvent(QShowEvent*) {
  if (m_outdated) refresh();
}

ScatterView::Axes ScatterView::axes() const { return Axes(std::max(0, m_axes->currentIndex())); }

std::pair<double, double> ScatterView::valuesOf(const ChannelRow& row) const {
  switch (axes()) {
    case Axes::Means: return {row.majority, row.minority};
    case Axes::ScoreAuroc: return {row.score, row.auroc};
    case Axes::EffectAuroc: return {row.effect, row.auroc};
  }
  return {};
}

std::pair<QString, QString> ScatterView::labels() const {
  switch (axes()) {
    case Axes::Means: return {tr("mean activation on the majority"), tr("mean activation on the minority")};
    case Axes::ScoreAuroc: return {tr("score of the ranking"), tr("minority AUROC")};
    case Axes::EffectAuroc: return {tr("effect on %1").arg(m_document->groupName(m_document->selectingGroup())), tr("minority AUROC")};
  }
  return {};
}

void ScatterView::refresh() {
  m_outdated = false;
  m_rows = channelRows(*m_document);
  const auto& selection = m_document->selection();
  const std::set<ChannelRef> picked(selection.channels.begin(), selection.channels.end());
  std::vector<ScatterPlot::Point> points;
  int known = 0;
  for (const auto& row : m_rows) {
    const auto [x, y] = valuesOf(row);
    known += std::isfinite(x) && std::isfinite(y);
    const bool chosen = picked.contains(row.ref);
    points.push_back({x, y, chosen, row.off, row.ref == selection.current,
                      tr("%1\nx %2, y %3").arg(channelText(row.ref), plainText(x, 3), plainText(y, 3))});
  }
  const auto [x, y] = labels();
  m_plot->setPoints(std::move(points), x, y, axes() == Axes::Means);
  m_note->setText(known > 0 ? tr("%1 of %2 channels; drag round points to choose them, Alt: a rectangle").arg(known).arg(m_rows.size())
                  : axes() == Axes::EffectAuroc ? tr("Effects are not measured in these layers: Analyse > Measure effects")
                                                : tr("No statistics yet"));
}

void ScatterView::choose(const std::vector<int>& indices, bool extend) {
  Selection next = m_document->selection();
  std::set<ChannelRef> picked;
  if (extend) picked.insert(next.channels.begin(), next.channels.end());
  for (const int i : indices) picked.insert(m_rows[std::size_t(i)].ref);
  next.channels.assign(picked.begin(), picked.end());
  next.current = m_rows[std::size_t(indices.front())].ref;
  m_document->select(next);
}

engine::Figure ScatterView::figure() const {
  const auto [x, y] = labels();
  engine::FigurePanel panel;
  panel.kind = engine::PanelKind::Scatter;
  panel.title = m_document->selection().scopeTitle;
  panel.xLabel = x.toStdString();
  panel.yLabel = y.toStdString();
  engine::FigureSeries on{tr("on").toStdString(), -1, {}, {}, {}, {}}, off{tr("switched off").toStdString(), 2, {}, {}, {}, {}};
  for (const auto& row : channelRows(*m_document)) {
    const auto [a, b] = valuesOf(row);
    if (!std::isfinite(a) || !std::isfinite(b)) continue;
    auto& series = row.off ? off : on;
    series.x.push_back(a);
    series.y.push_back(b);
  }
  for (auto* series : {&on, &off})
    if (!series->x.empty()) panel.series.push_back(*series);
  if (panel.series.empty()) return {};
  return {{std::move(panel)}, 1, figureNote(*m_document)};
}

}  // namespace spurioscope::ui
