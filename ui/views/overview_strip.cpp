#include "ui/views/overview_strip.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/look/colour_map.h"
#include "ui/look/theme.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {

OverviewStrip::OverviewStrip(QWidget* parent) : QWidget(parent) {
  named(this, "overviewStrip", tr("Overview of the network's layers"));
  setFixedHeight(36);
  setMinimumWidth(120);
}

void OverviewStrip::setBlocks(std::vector<Block> blocks) {
  m_blocks = std::move(blocks);
  update();
}

void OverviewStrip::setChosen(const std::vector<std::string>& sites) {
  m_chosen = sites;
  update();
}

std::vector<QRectF> OverviewStrip::rects() const {
  double total = 0;
  for (const auto& block : m_blocks) total += block.weight;
  const double gap = m_blocks.size() > 40 ? 0.5 : 2;
  const double room = width() - 20 - gap * double(m_blocks.size());
  std::vector<QRectF> out;
  double x = 10;
  for (const auto& block : m_blocks) {
    const double w = std::max(1.0, room * block.weight / total);
    out.emplace_back(x, 8, w, height() - 14);
    x += w + gap;
  }
  return out;
}

int OverviewStrip::blockAt(const QPointF& point) const {
  const auto all = rects();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (point.x() < all[i].right() + 1) return int(i);
  return int(all.size()) - 1;
}

std::vector<std::string> OverviewStrip::brushed() const {
  std::vector<std::string> sites;
  for (int i = std::min(m_from, m_to); i <= std::max(m_from, m_to); ++i)
    if (i >= 0) sites.push_back(m_blocks[std::size_t(i)].site);
  return sites;
}

void OverviewStrip::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::current();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const auto all = rects();
  const auto lit = m_from >= 0 ? brushed() : m_chosen;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool chosen = std::ranges::find(lit, m_blocks[i].site) != lit.end() && lit.size() < m_blocks.size();
    painter.setPen(Qt::NoPen);
    painter.setBrush(std::isnan(m_blocks[i].value) ? theme.track : colourAt(ColourMap::Viridis, m_blocks[i].value));
    painter.drawRoundedRect(all[i], 2, 2);
    if (chosen) painter.fillRect(QRectF(all[i].left(), height() - 4, all[i].width(), 2), theme.accent);
  }
}

void OverviewStrip::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || m_blocks.empty()) return;
  m_from = m_to = blockAt(event->position());
  update();
}

void OverviewStrip::mouseMoveEvent(QMouseEvent* event) {
  if (m_from < 0) return;
  m_to = blockAt(event->position());
  update();
}

void OverviewStrip::mouseReleaseEvent(QMouseEvent*) {
  if (m_from < 0) return;
  const auto sites = brushed();
  m_from = m_to = -1;
  update();
  emit chosen(sites);
}

bool OverviewStrip::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip && !m_blocks.empty()) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), m_blocks[std::size_t(blockAt(help->pos()))].toolTip, this);
    return true;
  }
  return QWidget::event(event);
}

}  // namespace spurioscope::ui
