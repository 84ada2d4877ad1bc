#include "ui/views/sample_strip.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {

SampleStrip::SampleStrip(PictureCache* pictures, QWidget* parent) : QWidget(parent), m_pictures(pictures) {
  named(this, "sampleStrip", tr("Strongest samples of a group"));
  setFixedHeight(kTile + 13);
  setMouseTracking(true);
  connect(pictures, &PictureCache::loaded, this, [this](int sample) {
    for (int i = 0; i < tiles(); ++i)
      if (m_samples[std::size_t(i)].sample == sample) update();
  });
}

void SampleStrip::setSamples(int group, const QString& name, const std::vector<engine::SampleActivation>& samples, double largest) {
  m_group = group;
  m_name = name;
  m_samples = samples;
  m_largest = std::max(largest, 1e-9);
  m_overlaid = m_hover = -1;
  setObjectName(QStringLiteral("sampleStrip%1").arg(group));
  setAccessibleName(tr("Strongest samples of %1").arg(name));
  update();
}

void SampleStrip::setOverlay(int sample, const QImage& veil) {
  m_overlaid = sample;
  m_veil = veil;
  update();
}

int SampleStrip::tiles() const { return std::min(int(m_samples.size()), std::max(1, (width() - kLabel + kGap) / (kTile + kGap))); }

int SampleStrip::side() const {
  const int n = std::max(1, (width() - kLabel + kGap) / (kTile + kGap));
  return std::max(24, (width() - kLabel + kGap) / n - kGap);
}

QRect SampleStrip::tileRect(int i) const { return {kLabel + i * (side() + kGap), 0, side(), side()}; }

void SampleStrip::resizeEvent(QResizeEvent*) { setFixedHeight(side() + 13); }

int SampleStrip::tileAt(const QPoint& point) const {
  for (int i = 0; i < tiles(); ++i)
    if (tileRect(i).contains(point)) return i;
  return -1;
}

void SampleStrip::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::current();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme.group(m_group));
  painter.drawEllipse(QRectF(0, side() / 2.0 - 4.5, 9, 9));
  painter.setPen(theme.text);
  painter.setFont(textFont());
  // A name that needs more room has a line for its class and one for its attribute.
  const auto metrics = painter.fontMetrics();
  QStringList lines{m_name};
  if (const auto bar = m_name.indexOf(QStringLiteral(" / ")); bar > 0 && metrics.horizontalAdvance(m_name) > kLabel - 20)
    lines = {m_name.left(bar + 2), m_name.mid(bar + 3)};
  for (auto& line : lines) line = metrics.elidedText(line, Qt::ElideMiddle, kLabel - 20);
  painter.drawText(QRect(15, 0, kLabel - 20, side()), Qt::AlignVCenter | Qt::AlignLeft, lines.join('\n'));
  if (m_samples.empty()) {
    painter.setPen(theme.muted);
    painter.drawText(QRect(kLabel, 0, width() - kLabel, side()), Qt::AlignVCenter, tr("no samples in this split"));
  }
  for (int i = 0; i < tiles(); ++i) {
    const auto& sample = m_samples[std::size_t(i)];
    const QRect rect = tileRect(i);
    const QImage image = m_pictures->picture(sample.sample);
    if (image.isNull())
      painter.fillRect(rect, theme.track);
    else
      painter.drawImage(rect, image);
    if (sample.sample == m_overlaid && !m_veil.isNull()) {
      painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
      painter.drawImage(rect, m_veil);
    }
    if (i == m_hover) {
      painter.setPen(QPen(theme.accent, 2));
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(rect.adjusted(1, 1, -1, -1));
    }
    const double share = std::clamp(double(sample.value) / m_largest, 0.0, 1.0);
    painter.fillRect(QRectF(rect.left(), rect.bottom() + 3, std::max(1.0, rect.width() * share), 3), theme.accent);
  }
}

void SampleStrip::mouseMoveEvent(QMouseEvent* event) {
  const int tile = tileAt(event->pos());
  if (tile == m_hover) return;
  m_hover = tile;
  setCursor(tile >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
  if (tile < 0) m_overlaid = -1;
  update();
  emit hovered(tile >= 0 ? m_samples[std::size_t(tile)].sample : -1);
}

void SampleStrip::leaveEvent(QEvent*) {
  m_hover = m_overlaid = -1;
  update();
  emit hovered(-1);
}

void SampleStrip::mouseReleaseEvent(QMouseEvent* event) {
  if (const int tile = tileAt(event->pos()); tile >= 0) emit clicked(m_samples[std::size_t(tile)].sample);
}

bool SampleStrip::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    if (const int tile = tileAt(help->pos()); tile >= 0) {
      const auto& sample = m_samples[std::size_t(tile)];
      QToolTip::showText(help->globalPos(), tr("sample %1, %2: activation %3").arg(sample.sample).arg(m_name,
          plainText(sample.value, 3)), this);
      return true;
    }
  }
  return QWidget::event(event);
}

}  // namespace spurioscope::ui
