#include "ui/views/maps_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>
#include <algorithm>
#include <numeric>

#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/views/density_plot.h"
#include "ui/views/elided_label.h"
#include "ui/views/map_tile.h"
#include "ui/views/panel.h"
#include "ui/views/sample_strip.h"

namespace spurioscope::ui {

MapsView::MapsView(Document* document, EngineLink* link, PictureCache* pictures, QWidget* parent)
    : QWidget(parent), m_document(document), m_link(link), m_pictures(pictures), m_notices(new NoticeStack(this)) {
  named(this, "mapsView", tr("Maps"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  auto* scroll = named(new QScrollArea(this), "mapsScroll", tr("Maps"));
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidget(buildPage());
  column->addWidget(scroll);
  setContextMenuPolicy(Qt::CustomContextMenu);
  connect(this, &QWidget::customContextMenuRequested, this, [this](const QPoint& where) { emit menuRequested(mapToGlobal(where)); });
  connect(document, &Document::detailChanged, this, &MapsView::showDetail);
  connect(document, &Document::selectionChanged, this, &MapsView::showHeading);
  connect(document, &Document::dataChanged, this, &MapsView::showDetail);
  connect(document, &Document::checkpointChanged, this, &MapsView::showDetail);
  connect(link, &EngineLink::sampleMapLoaded, this, [this](const ChannelRef& channel, int sample, const std::vector<float>& map) {
    const auto detail = m_document->detail();
    if (!detail || channel.site != detail->site || channel.channel != detail->channel) return;
    const auto veil = veilImage(map, detail->width, detail->height, rangeOf(map));
    for (auto* strip : m_strips) strip->setOverlay(sample, veil);
  });
  showDetail();
}

QWidget* MapsView::buildPage() {
  auto* page = named(new QWidget, "mapsPage", tr("Maps"));
  page->setProperty("role", "page");
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(16, 12, 20, 16);
  column->setSpacing(space::kWide);
  column->addWidget(m_notices);
  auto* heading = new QHBoxLayout;
  heading->setSpacing(space::kNormal);
  m_heading = named(label({}, "heading", page), "channelHeading", tr("Channel"));
  m_words = new ElidedLabel({}, "muted", page);
  heading->addWidget(m_heading);
  heading->addWidget(m_words, 1);
  column->addLayout(heading);
  m_body = named(new QWidget(page), "mapsBody", tr("Maps and samples"));
  column->addWidget(m_body);
  column->addStretch(1);
  buildBody(new QVBoxLayout(m_body));
  return page;
}

void MapsView::buildBody(QVBoxLayout* column) {
  QWidget* page = m_body;
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(space::kWide);
  auto* maps = new QHBoxLayout;
  maps->setSpacing(18);
  m_minority = new MapTile("minorityMap", tr("Minority mean"), ColourMap::Viridis, page);
  m_majority = new MapTile("majorityMap", tr("Majority mean"), ColourMap::Viridis, page);
  m_difference = new MapTile("differenceMap", tr("Difference"), ColourMap::Diverging, page);
  m_density = new DensityPlot(page);
  connect(m_density, &DensityPlot::brushed, this, [this](double low, double high) {
    SampleQuery query{SampleQuery::Kind::Range, -1, -1};
    query.low = low, query.high = high;
    m_document->setSampleQuery(query);
    emit samplesRequested();
  });
  for (auto* widget : {static_cast<QWidget*>(m_minority), static_cast<QWidget*>(m_majority), static_cast<QWidget*>(m_difference),
                       static_cast<QWidget*>(m_density)})
    maps->addWidget(widget, 1, Qt::Alignment());
  column->addLayout(maps);
  auto* samples = new QHBoxLayout;
  samples->setSpacing(space::kNormal);
  samples->addWidget(label(tr("Strongest samples of each group"), "subheading", page));
  auto* words = new ElidedLabel(tr("bar: activation; hover shows the map on the image"), "muted", page);
  samples->addWidget(words, 1);
  auto* all = named(new QToolButton(page), "allSamples", tr("Show all strongest samples"));
  all->setText(tr("all"));
  all->setProperty("role", "action");
  connect(all, &QToolButton::clicked, this, [this] {
    m_document->setSampleQuery({SampleQuery::Kind::Top, -1});
    emit samplesRequested();
  });
  samples->addWidget(all);
  column->addLayout(samples);
  m_rows = named(new QWidget(page), "sampleRows", tr("Strongest samples of each group"));
  m_rowLayout = new QVBoxLayout(m_rows);
  m_rowLayout->setContentsMargins(0, 0, 0, 0);
  m_rowLayout->setSpacing(0);
  column->addWidget(m_rows);
}

std::vector<int> MapsView::groupOrder() const {
  const auto data = m_document->data();
  if (!data) return {};
  // As the cards at the right list them.
  std::vector<int> order(data->groups.size());
  std::iota(order.begin(), order.end(), 0);
  return order;
}

void MapsView::showHeading() {
  const auto& current = m_document->selection().current;
  m_heading->setText(current.valid() ? channelText(current) : tr("No channel chosen"));
  m_heading->setVisible(m_document->hasNetwork());
  const auto detail = m_document->detail();
  const bool shown = detail && detail->site == current.site && detail->channel == current.channel;
  if (shown) {
    m_words->setText(tr("%1 \u00d7 %2, after normalisation; mean of %3 minority and %4 majority %5 samples")
                         .arg(detail->height).arg(detail->width)
                         .arg(countText(detail->minorityN), countText(detail->majorityN), QString::fromStdString(m_document->split())));
  } else if (!m_document->data()) {
    m_words->setText(
        tr("Its maps need a data set: drop its folder here, or File > Open data. Weights and the magnitude ranking work without."));
  } else if (!m_document->hasNetwork()) {
    m_words->setText(tr("Maps need a trained network: drop a checkpoint here, or File > Open checkpoint."));
  } else {
    const bool failed = m_notices->find("failure-detail") || m_notices->find("failure-statistics");
    m_words->setText(failed ? QString() : current.valid() ? tr("loading") : tr("choose one in the table at the left"));
  }
  m_words->setToolTip(m_words->text());
}

void MapsView::showDetail() {
  showHeading();
  const auto detail = m_document->detail();
  m_body->setVisible(m_document->canEvaluate());
  if (!detail) {
    m_minority->clear();
    m_majority->clear();
    m_difference->clear();
    m_density->clear();
    for (auto* strip : m_strips) strip->hide();
    return;
  }
  std::vector<float> both = detail->minorityMap;
  both.insert(both.end(), detail->majorityMap.begin(), detail->majorityMap.end());
  const auto range = rangeOf(both);
  m_minority->setMap(detail->minorityMap, detail->width, detail->height, range);
  m_majority->setMap(detail->majorityMap, detail->width, detail->height, range);
  m_difference->setMap(detail->difference, detail->width, detail->height, balancedRange(detail->difference));
  QStringList names;
  for (const auto& group : m_document->data()->groups) names << QString::fromStdString(group.name);
  m_density->setValues(groupOrder(), detail->values, names,
                       tr("AUROC %1 [%2, %3]").arg(plainText(detail->auroc), plainText(detail->aurocLow), plainText(detail->aurocHigh)));
  showSamples(*detail);
}

void MapsView::showSamples(const engine::ChannelDetail& detail) {
  const auto order = groupOrder();
  while (m_strips.size() < order.size()) {
    auto* strip = new SampleStrip(m_pictures, m_rows);
    connect(strip, &SampleStrip::hovered, this, [this](int sample) {
      const auto shown = m_document->detail();
      if (sample >= 0 && shown) m_link->loadSampleMap({shown->site, shown->channel}, sample);
    });
    connect(strip, &SampleStrip::clicked, this, &MapsView::sampleChosen);
    m_rowLayout->addWidget(strip);
    m_strips.push_back(strip);
  }
  double largest = 0;
  for (const auto& group : detail.top)
    for (const auto& sample : group) largest = std::max(largest, double(sample.value));
  for (std::size_t i = 0; i < m_strips.size(); ++i) {
    m_strips[i]->setVisible(i < order.size());
    if (i >= order.size()) continue;
    const int g = order[i];
    m_strips[i]->setSamples(g, m_document->groupName(g), detail.top[std::size_t(g)], largest);
  }
}

QString MapsView::figureName() const {
  const auto& current = m_document->selection().current;
  return QStringLiteral("maps-%1-%2").arg(QString::fromStdString(current.site)).arg(current.channel);
}

engine::Figure MapsView::figure() const {
  const auto detail = m_document->detail();
  if (!detail) return {};
  engine::Figure figure;
  figure.columns = 2;
  const auto add = [&](const QString& title, const std::vector<float>& map, bool diverging) {
    engine::FigurePanel panel;
    panel.kind = engine::PanelKind::Map;
    panel.title = title.toStdString();
    panel.width = detail->width;
    panel.height = detail->height;
    panel.map = map;
    panel.diverging = diverging;
    figure.panels.push_back(std::move(panel));
  };
  add(tr("Minority mean (n = %1)").arg(detail->minorityN), detail->minorityMap, false);
  add(tr("Majority mean (n = %1)").arg(detail->majorityN), detail->majorityMap, false);
  add(tr("Difference"), detail->difference, true);
  engine::FigurePanel densities;
  densities.kind = engine::PanelKind::Histogram;
  densities.title = tr("Activation by group").toStdString();
  densities.xLabel = tr("activation").toStdString();
  densities.yLabel = tr("density").toStdString();
  for (const int g : groupOrder()) {
    const auto& values = detail->values[std::size_t(g)];
    engine::FigureSeries series;
    series.name = tr("%1 (n = %2)").arg(m_document->groupName(g)).arg(values.size()).toStdString();
    series.group = g;
    series.y.assign(values.begin(), values.end());
    densities.series.push_back(std::move(series));
  }
  figure.panels.push_back(std::move(densities));
  figure.note = channelText({detail->site, detail->channel}).toStdString() + "; " + figureNote(*m_document);
  return figure;
}

}  // namespace spurioscope::ui
