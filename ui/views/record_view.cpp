#include "ui/views/record_view.h"

#include <qcustomplot.h>

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/look/theme.h"
#include "ui/views/elided_label.h"
#include "ui/views/panel.h"
#include "ui/views/plot_style.h"

namespace spurioscope::ui {
namespace {

constexpr int kBins = 40;

/// Colours of a panel's series: groups have their own; what is of no group is the accent alone and grey beside groups.
std::vector<QColor> coloursOf(const engine::FigurePanel& panel) {
  const Theme& theme = Theme::current();
  const bool groups = std::ranges::any_of(panel.series, [](const auto& series) { return series.group >= 0; });
  std::vector<QColor> colours;
  for (const auto& series : panel.series)
    colours.push_back(series.group >= 0 ? theme.group(series.group) : groups ? theme.muted : theme.accent);
  return colours;
}

}  // namespace

RecordView::RecordView(Document* document, QWidget* parent) : QWidget(parent), m_document(document) {
  named(this, "recordView", tr("Record of a run"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 12, 20, 12);
  column->setSpacing(space::kNormal);
  auto* row = new QHBoxLayout;
  row->setSpacing(space::kWide);
  m_panel = named(new QComboBox(this), "recordPanel", tr("Which curves"));
  m_title = new ElidedLabel({}, "muted", this);
  row->addWidget(m_panel);
  row->addWidget(m_title, 1);
  column->addLayout(row);
  m_plot = named(new QCustomPlot(this), "recordPlot", tr("Curves of the record"));
  m_plot->setMinimumSize(120, 90);
  m_plot->plotLayout()->insertRow(0);
  m_plot->plotLayout()->addElement(0, 0, m_plot->legend);
  m_plot->plotLayout()->setRowStretchFactor(0, 0.001);
  m_plot->legend->setFillOrder(QCPLayoutGrid::foColumnsFirst);
  m_plot->legend->setWrap(2);
  column->addWidget(m_plot, 3);
  m_table = named(new QComboBox(this), "recordTable", tr("Which table"));
  column->addWidget(m_table, 0, Qt::AlignLeft);
  m_rows = named(new QTableWidget(this), "recordRows", tr("Table of the record"));
  m_rows->verticalHeader()->hide();
  m_rows->verticalHeader()->setDefaultSectionSize(space::kRow);
  m_rows->setShowGrid(false);
  m_rows->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_rows->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_rows->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  column->addWidget(m_rows, 2);
  m_notes = label({}, "small", this);
  m_notes->setWordWrap(true);
  m_notes->setTextInteractionFlags(Qt::TextSelectableByMouse);
  column->addWidget(m_notes);
  connect(document, &Document::recordChanged, this, &RecordView::fill);
  connect(m_panel, &QComboBox::currentIndexChanged, this, &RecordView::showPanel);
  connect(m_table, &QComboBox::currentIndexChanged, this, &RecordView::showTable);
  fill();
}

void RecordView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange && m_document->record()) showPanel();
  QWidget::changeEvent(event);
}

engine::Figure RecordView::figure() const {
  const auto record = m_document->record();
  const int at = m_panel->currentIndex();
  if (!record || at < 0 || at >= int(record->curves.panels.size())) return {};
  return {{record->curves.panels[std::size_t(at)]}, 1, record->curves.note};
}

void RecordView::fill() {
  const auto record = m_document->record();
  for (auto* box : {m_panel, m_table}) {
    const QSignalBlocker quiet(box);
    box->clear();
  }
  m_title->setText(record ? QString::fromStdString(record->title) : QString());
  QStringList notes;
  if (record) {
    const QSignalBlocker panels(m_panel), tables(m_table);
    for (const auto& panel : record->curves.panels) m_panel->addItem(QString::fromStdString(panel.title));
    for (const auto& table : record->tables) m_table->addItem(QString::fromStdString(table.name));
    for (const auto& note : record->notes) notes << QString::fromStdString(note);
    QStringList files;
    for (const auto& file : record->files) files << QString::fromStdString(file);
    m_title->setToolTip(files.join('\n'));
  }
  m_table->setVisible(m_table->count() > 0);
  m_rows->setVisible(m_table->count() > 0);
  m_notes->setText(notes.join('\n'));
  showPanel();
  showTable();
}

void RecordView::showPanel() {
  m_plot->clearPlottables();
  m_plot->xAxis->setTicker(QSharedPointer<QCPAxisTicker>::create());
  m_plot->yAxis->setTicker(QSharedPointer<QCPAxisTicker>::create());
  m_plot->yAxis->setRangeReversed(false);
  stylePlot(m_plot);
  const auto shown = figure();
  m_plot->legend->setVisible(!shown.panels.empty() && shown.panels.front().kind != engine::PanelKind::Bars);
  if (!shown.panels.empty()) {
    const auto& panel = shown.panels.front();
    m_plot->xAxis->setLabel(QString::fromStdString(panel.xLabel));
    m_plot->yAxis->setLabel(QString::fromStdString(panel.yLabel));
    if (panel.kind == engine::PanelKind::Bars) drawBars(panel);
    else if (panel.kind == engine::PanelKind::Histogram) drawHistogram(panel);
    else drawLines(panel);
  }
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void RecordView::drawLines(const engine::FigurePanel& panel) {
  const auto colours = coloursOf(panel);
  bool whole = true;
  for (std::size_t i = 0; i < panel.series.size(); ++i) {
    const auto& series = panel.series[i];
    const QColor colour = colours[i];
    whole = whole && std::ranges::all_of(series.x, [](double x) { return x == std::floor(x); });
    auto* line = addLine(m_plot, series, colour);
    line->setPen(QPen(colour, 1.6, series.group < 0 && panel.series.size() > 1 ? Qt::DashLine : Qt::SolidLine));
    if (series.x.size() <= 60) line->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, colour, 5));
  }
  if (whole) useWholeTicks(m_plot->xAxis);
  m_plot->rescaleAxes();
  m_plot->xAxis->scaleRange(1.04);
  if (panel.yLabel.find('%') != std::string::npos) m_plot->yAxis->setRange(0, 102);
  else m_plot->yAxis->scaleRange(1.08);
}

void RecordView::drawBars(const engine::FigurePanel& panel) {
  const auto colours = coloursOf(panel);
  auto names = QSharedPointer<QCPAxisTickerText>::create();
  double largest = 0;
  for (std::size_t i = 0; i < panel.series.size(); ++i) {
    const auto& series = panel.series[i];
    if (series.x.empty()) continue;
    auto* bar = new QCPBars(m_plot->yAxis, m_plot->xAxis);
    bar->setWidth(0.62);
    bar->setPen(Qt::NoPen);
    bar->setBrush(colours[i]);
    bar->setData({series.x[0]}, {series.y[0]});
    largest = std::max(largest, series.y[0]);
    const auto place = std::size_t(series.x[0]);
    if (place < panel.categories.size()) names->addTick(series.x[0], QString::fromStdString(panel.categories[place]));
  }
  m_plot->yAxis->setTicker(names);
  m_plot->yAxis->setRange(-0.6, double(panel.categories.size()) - 0.4);
  m_plot->yAxis->setRangeReversed(true);
  m_plot->xAxis->setRange(0, panel.xLabel.find('%') != std::string::npos ? 102 : largest > 0 ? largest * 1.05 : 1);
}

/// Counts in equal bins over the values' range.
void RecordView::drawHistogram(const engine::FigurePanel& panel) {
  const auto colours = coloursOf(panel);
  m_plot->yAxis->setLabel(tr("samples"));
  for (std::size_t i = 0; i < panel.series.size(); ++i) {
    std::vector<double> values;
    std::ranges::copy_if(panel.series[i].y, std::back_inserter(values), [](double value) { return std::isfinite(value); });
    if (values.empty()) continue;
    const auto [low, high] = std::ranges::minmax(values);
    const double width = high > low ? (high - low) / kBins : 1;
    QVector<double> centre(kBins), count(kBins, 0);
    for (int bin = 0; bin < kBins; ++bin) centre[bin] = low + (bin + 0.5) * width;
    for (const double value : values) ++count[std::clamp(int((value - low) / width), 0, kBins - 1)];
    auto* bars = new QCPBars(m_plot->xAxis, m_plot->yAxis);
    bars->setWidth(width * 0.92);
    bars->setPen(Qt::NoPen);
    bars->setBrush(colours[i]);
    bars->setData(centre, count);
    bars->setName(QString::fromStdString(panel.series[i].name));
  }
  m_plot->rescaleAxes();
  m_plot->yAxis->setRangeLower(0);
  m_plot->xAxis->scaleRange(1.04);
}

void RecordView::showTable() {
  m_rows->clear();
  const auto record = m_document->record();
  const int at = m_table->currentIndex();
  if (!record || at < 0 || at >= int(record->tables.size())) return;
  const auto& table = record->tables[std::size_t(at)];
  m_rows->setColumnCount(int(table.columns.size()));
  m_rows->setRowCount(int(table.rows.size()));
  QStringList heads;
  for (const auto& name : table.columns) heads << QString::fromStdString(name);
  m_rows->setHorizontalHeaderLabels(heads);
  for (int row = 0; row < m_rows->rowCount(); ++row) {
    for (int c = 0; c < m_rows->columnCount() && c < int(table.rows[std::size_t(row)].size()); ++c) {
      auto* item = new QTableWidgetItem(QString::fromStdString(table.rows[std::size_t(row)][std::size_t(c)]));
      if (c > 0) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
      m_rows->setItem(row, c, item);
    }
  }
  m_rows->resizeColumnsToContents();
}

}  // namespace spurioscope::ui
