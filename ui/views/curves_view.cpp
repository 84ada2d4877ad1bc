#include "ui/views/curves_view.h"

#include <qcustomplot.h>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/look/theme.h"
#include "ui/views/elided_label.h"
#include "ui/views/panel.h"
#include "ui/views/plot_style.h"

namespace spurioscope::ui {

CurvesView::CurvesView(Document* document, QWidget* parent) : QWidget(parent), m_document(document) {
  named(this, "curvesView", tr("Curves"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 12, 20, 16);
  column->setSpacing(space::kNormal);
  auto* row = new QHBoxLayout;
  row->setSpacing(space::kWide);
  m_over = named(new QComboBox(this), "curvesOver", tr("What the curves run over"));
  m_over->addItem(tr("over edits"));
  m_over->addItem(tr("over epochs"));
  m_note = new ElidedLabel({}, "muted", this);
  m_evaluate = named(new QPushButton(tr("Evaluate every epoch"), this), "evaluateEpochs", tr("Evaluate every epoch"));
  row->addWidget(m_over);
  row->addWidget(m_note, 1);
  row->addWidget(m_evaluate);
  column->addLayout(row);
  m_plot = named(new QCustomPlot(this), "curvesPlot", tr("Accuracy curves"));
  m_plot->setMinimumSize(120, 90);
  column->addWidget(m_plot, 1);
  // The legend stands above the curves, never on them.
  m_plot->plotLayout()->insertRow(0);
  m_plot->plotLayout()->addElement(0, 0, m_plot->legend);
  m_plot->plotLayout()->setRowStretchFactor(0, 0.001);
  m_plot->legend->setFillOrder(QCPLayoutGrid::foColumnsFirst);
  m_plot->legend->setWrap(2);
  connect(m_evaluate, &QPushButton::clicked, this, &CurvesView::epochsRequested);
  connect(m_over, &QComboBox::currentIndexChanged, this, &CurvesView::refresh);
  const auto outdate = [this] {
    m_outdated = true;
    if (isVisible()) refresh();
  };
  for (auto signal : {&Document::checkpointChanged, &Document::outcomeChanged, &Document::epochsChanged}) connect(document,
      signal, this, outdate);
  connect(document->undoStack(), &QUndoStack::indexChanged, this, outdate);
  // Epochs are evaluated because somebody asked for them: they are shown.
  connect(document, &Document::epochsChanged, this, [this] {
    if (m_document->epochs().empty() == overEpochs()) m_over->setCurrentIndex(m_document->epochs().empty() ? 0 : 1);
  });
  connect(m_plot, &QCustomPlot::mousePress, this, [this](QMouseEvent* event) {
    if (overEpochs()) return;
    const int step = int(std::lround(m_plot->xAxis->pixelToCoord(event->position().x())));
    if (step >= 0 && step <= m_document->undoStack()->count()) m_document->undoStack()->setIndex(step);
  });
}

void CurvesView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange && m_plot) {
    m_outdated = true;
    if (isVisible()) refresh();
  }
  QWidget::changeEvent(event);
}

void CurvesView::showEvent(QShowEvent*) {
  if (m_outdated) refresh();
}

bool CurvesView::overEpochs() const { return m_over->currentIndex() == 1; }

std::vector<CurvesView::Step> CurvesView::steps() const {
  std::vector<Step> out;
  if (overEpochs()) {
    for (const auto& epoch : m_document->epochs()) out.push_back({double(epoch.epoch), &epoch.evaluation});
  } else {
    for (int i = 0; i <= m_document->undoStack()->count(); ++i)
      if (const auto outcome = m_document->outcomeAt(i)) out.push_back({double(i), &outcome->after});
  }
  return out;
}

engine::Figure CurvesView::figure() const {
  const auto all = steps();
  if (all.empty()) return {};
  engine::FigurePanel panel;
  panel.kind = engine::PanelKind::Lines;
  panel.title = (overEpochs() ? tr("Accuracy over epochs") : tr("Accuracy over edits")).toStdString();
  panel.xLabel = (overEpochs() ? tr("epoch") : tr("edit")).toStdString();
  panel.yLabel = tr("accuracy (%)").toStdString();
  for (std::size_t g = 0; g < all.front().evaluation->groups.size(); ++g) {
    engine::FigureSeries series;
    const auto& first = all.front().evaluation->groups[g];
    series.name = tr("%1 (n = %2)").arg(QString::fromStdString(first.name)).arg(first.n).toStdString();
    series.group = int(g);
    for (const auto& step : all) {
      const auto& group = step.evaluation->groups[g];
      if (group.n == 0) continue;
      series.x.push_back(step.x);
      series.y.push_back(group.accuracy * 100);
      series.low.push_back(group.low * 100);
      series.high.push_back(group.high * 100);
    }
    if (!series.x.empty()) panel.series.push_back(std::move(series));
  }
  return {{std::move(panel)}, 1, figureNote(*m_document)};
}

void CurvesView::addGroup(const engine::FigureSeries& series, bool worst) {
  const QColor colour = Theme::current().group(series.group);
  auto* line = addLine(m_plot, series, colour);
  line->setPen(QPen(colour, worst ? 2.4 : 1.4));
  line->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, colour, worst ? 7 : 5));
  if (worst) line->setName(tr("%1, worst group").arg(line->name()));
}

void CurvesView::refresh() {
  m_outdated = false;
  const auto checkpoint = m_document->checkpoint();
  const bool several = checkpoint && checkpoint->epochs.size() > 1;
  const bool missing = overEpochs() && m_document->epochs().empty();
  m_evaluate->setVisible(missing && several);
  m_note->setText(!missing ? (overEpochs() ? tr("unedited network; bands: 95 % intervals")
      : tr("click a step to go there; bands: 95 % intervals"))
                  : several ? tr("The epochs of this run are not evaluated yet.")
                      : tr("This checkpoint stands alone: no other epoch lies beside it."));
  m_plot->clearGraphs();
  stylePlot(m_plot);
  const auto shown = figure();
  const auto all = steps();
  const int worst = all.empty() || allTie(*all.back().evaluation) ? -1 : all.back().evaluation->worstGroup;
  if (!shown.panels.empty()) {
    for (const auto& series : shown.panels.front().series) addGroup(series, series.group == worst);
    m_plot->xAxis->setLabel(QString::fromStdString(shown.panels.front().xLabel));
    m_plot->yAxis->setLabel(QString::fromStdString(shown.panels.front().yLabel));
    m_plot->xAxis->setRange(all.front().x - 0.3, std::max(all.back().x, all.front().x + 1) + 0.3);
    m_plot->yAxis->setRange(0, 102);
    useWholeTicks(m_plot->xAxis);
  }
  m_plot->legend->setVisible(!shown.panels.empty());
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

}  // namespace spurioscope::ui
