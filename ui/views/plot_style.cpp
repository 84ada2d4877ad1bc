#include "ui/views/plot_style.h"

#include <qcustomplot.h>

#include "ui/look/theme.h"

namespace spurioscope::ui {

void stylePlot(QCustomPlot* plot) {
  const Theme& theme = Theme::current();
  plot->setBackground(theme.panel);
  plot->axisRect()->setBackground(theme.panel);
  for (auto* axis : {plot->xAxis, plot->yAxis}) {
    axis->setBasePen(QPen(theme.line));
    axis->setTickPen(QPen(theme.line));
    axis->setSubTickPen(Qt::NoPen);
    axis->setTickLabelColor(theme.muted);
    axis->setTickLabelFont(textFont(11));
    axis->setLabelColor(theme.muted);
    axis->setLabelFont(textFont(11));
    axis->grid()->setPen(QPen(theme.line, 0.6));
    axis->grid()->setZeroLinePen(QPen(theme.line, 1));
    axis->grid()->setSubGridVisible(false);
    axis->setTickLengthIn(0);
    axis->setTickLengthOut(4);
    axis->setLabelPadding(6);
  }
  plot->legend->setBrush(theme.panel);
  plot->legend->setBorderPen(Qt::NoPen);
  plot->legend->setTextColor(theme.text);
  plot->legend->setFont(textFont(11));
}

QCPGraph* addLine(QCustomPlot* plot, const engine::FigureSeries& series, const QColor& colour) {
  if (!series.low.empty()) {
    auto* low = plot->addGraph();
    auto* high = plot->addGraph();
    low->setData(plotted(series.x), plotted(series.low));
    high->setData(plotted(series.x), plotted(series.high));
    QColor soft = colour;
    soft.setAlphaF(0.15f);
    for (auto* graph : {low, high}) {
      graph->setPen(Qt::NoPen);
      graph->removeFromLegend();
    }
    high->setBrush(soft);
    high->setChannelFillGraph(low);
  }
  auto* line = plot->addGraph();
  line->setData(plotted(series.x), plotted(series.y));
  line->setName(QString::fromStdString(series.name));
  return line;
}

void useWholeTicks(QCPAxis* axis) {
  auto ticker = QSharedPointer<QCPAxisTickerFixed>::create();
  ticker->setTickStep(1);
  ticker->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
  axis->setTicker(ticker);
}

}  // namespace spurioscope::ui
