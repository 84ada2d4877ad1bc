#include "ui/views/group_card.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/views/elided_label.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {
namespace {

constexpr int kLeast = 64, kMost = 82;  // height

}  // namespace

GroupCard::GroupCard(int group, const QString& name, bool minority, QWidget* parent) : QFrame(parent), m_group(group) {
  setObjectName(QStringLiteral("groupCard%1").arg(group));
  setAccessibleName(name);
  setProperty("role", "card");
  setMinimumHeight(kLeast);
  setMaximumHeight(kMost);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(12, 5, 12, 5);
  column->setSpacing(0);
  auto* top = new QHBoxLayout;
  top->setSpacing(space::kSmall);
  auto* elided = new ElidedLabel(name, "subheading", this);
  elided->setElideMode(Qt::ElideMiddle);  // of "class / attribute" both ends tell groups apart
  m_name = elided;
  m_name->setToolTip(name);
  m_kind = label(minority ? tr("minority") : tr("majority"), "tag", this);
  m_worst = label(tr("worst"), "worstTag", this);
  m_accuracy = named(label({}, "value", this), "accuracy", tr("Accuracy of %1").arg(name));
  m_accuracy->setFont(textFont(17, QFont::Bold));
  m_change = named(label({}, "value", this), "change", tr("Change of %1").arg(name));
  m_change->setMinimumWidth(38);
  m_change->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  top->addSpacing(14);
  top->addWidget(m_name);
  for (auto* tag : {m_kind, m_worst}) {
    tag->setFixedHeight(16);
    tag->setFont(textFont(10));
    top->addWidget(tag, 0, Qt::AlignVCenter);
  }
  top->addStretch(1);
  top->addWidget(m_accuracy);
  top->addWidget(m_change);
  column->addLayout(top);
  column->addStretch(1);
  auto* bottom = new QHBoxLayout;
  bottom->setSpacing(space::kWide);
  m_interval = new ElidedLabel({}, "small", this);
  bottom->addWidget(m_interval, 1);
  const auto button = [&](const char* id, const QString& words) {
    auto* out = named(new QToolButton(this), id, words);
    out->setProperty("role", "action");
    out->setCursor(Qt::PointingHandCursor);
    bottom->addWidget(out);
    return out;
  };
  m_fixed = button("fixed", tr("Samples of %1 that the edits fixed").arg(name));
  m_broken = button("broken", tr("Samples of %1 that the edits broke").arg(name));
  connect(m_fixed, &QToolButton::clicked, this, [this] { emit fixedClicked(m_group); });
  connect(m_broken, &QToolButton::clicked, this, [this] { emit brokenClicked(m_group); });
  column->addLayout(bottom);
  for (QWidget* widget : {static_cast<QWidget*>(m_worst), static_cast<QWidget*>(m_fixed),
      static_cast<QWidget*>(m_broken)}) widget->hide();
}

void GroupCard::setUnknown(qint64 n) {
  m_known = false;
  setRole(this, "card");
  m_worst->hide();
  m_accuracy->clear();
  m_change->clear();
  m_fixed->hide();
  m_broken->hide();
  m_interval->setText(n > 0 ? tr("n %1   not evaluated").arg(countText(n)) : tr("no samples in this split"));
  fit();
  update();
}

void GroupCard::setState(const State& state) {
  const Theme& theme = Theme::current();
  m_state = state;
  m_known = true;
  const auto& now = state.comparison.now;
  setRole(this, state.worst ? "worstCard" : "card");
  m_worst->setVisible(state.worst);
  const bool empty = now.n == 0;
  const QColor ink = state.exact && !state.stale ? theme.text : theme.muted;
  m_accuracy->setStyleSheet(QStringLiteral("color: %1").arg(ink.name()));
  m_accuracy->setText(empty ? tr("none") : percent(now.accuracy));
  m_accuracy->setToolTip(empty ? tr("%1 has no samples in this split; averages leave it out.").arg(m_name->text())
                               : tr("Accuracy of %1: %2 of %3 samples right, 95 % interval [%4, %5] (Wilson)%6")
                                     .arg(m_name->text(), countText(now.correct), countText(now.n), percent(now.low), percent(now.high),
                                          state.exact ? QString() : tr("; an estimate so far")));
  const bool compared = state.edited && !empty;
  m_change->setText(compared ? signedPercent(state.comparison.change) : QString());
  m_change->setStyleSheet(QStringLiteral("color: %1").arg(theme.change(std::round(state.comparison.change * 1000)).name()));
  m_change->setToolTip(tr("Change against the baseline (%1 %), in points").arg(percent(state.comparison.before.accuracy)));
  m_fixed->setVisible(compared);
  m_broken->setVisible(compared);
  m_fixed->setText(tr("+%1 fixed").arg(state.comparison.fixed.size()));
  m_broken->setText(tr("\u2212%1 broken").arg(state.comparison.broken.size()));
  m_fixed->setEnabled(!state.comparison.fixed.empty());
  m_broken->setEnabled(!state.comparison.broken.empty());
  fit();
  m_name->setToolTip(tr("%1: %2 group").arg(m_name->text(), m_kind->text()));
  setAccessibleDescription(tr("%1 %, change %2").arg(m_accuracy->text(), m_change->text()));
  update();
}

void GroupCard::resizeEvent(QResizeEvent*) { fit(); }

void GroupCard::contextMenuEvent(QContextMenuEvent* event) { emit menuRequested(m_group, event->globalPos()); }

/// Numbers are never cut off: what gives way, in this order, is the kind of the group, the words of the interval, the group's name.
void GroupCard::fit() {
  const auto wide = [](const QWidget* widget) {
    return widget->isVisibleTo(widget->parentWidget()) ? widget->sizeHint().width() + space::kSmall : 0;
  };
  const int inner = width() - 24;
  const int name = m_name->fontMetrics().horizontalAdvance(m_name->text()) + space::kSmall;
  const int numbers = wide(m_accuracy) + std::max(wide(m_change), 38 + space::kSmall);
  m_kind->setVisible(14 + name + m_kind->sizeHint().width() + space::kSmall + wide(m_worst) + numbers <= inner);
  if (!m_known) return;
  const auto& now = m_state.comparison.now;
  m_interval->setToolTip(tr("Number of samples and 95 % interval of the accuracy (Wilson)"));
  if (now.n == 0) {
    m_interval->setText(tr("no samples in this split"));
    return;
  }
  const QString n = countText(now.n), low = percent(now.low), high = percent(now.high);
  const int room = inner - wide(m_fixed) - wide(m_broken) - 2 * space::kWide;
  const QString variants[] = {tr("n %1   95 % [%2, %3]").arg(n, low, high), tr("n %1  [%2, %3]").arg(n, low, high),
                              QStringLiteral("[%1, %2]").arg(low, high)};
  const auto fits =
      std::ranges::find_if(variants, [&](const QString& text) { return m_interval->fontMetrics().horizontalAdvance(text) <= room; });
  m_interval->setText(fits == std::end(variants) ? variants[2] : *fits);
}

QRectF GroupCard::barRect() const { return {12, height() / 2.0 - 2, width() - 24.0, 10}; }

void GroupCard::paintBar(QPainter& painter, const QRectF& track) const {
  const Theme& theme = Theme::current();
  const auto& now = m_state.comparison.now;
  const auto at = [&](double share) { return track.left() + track.width() * std::clamp(share, 0.0, 1.0); };
  if (!std::isfinite(now.accuracy)) return;
  QColor colour = theme.group(m_group);
  const bool pale = !m_state.exact || m_state.stale;
  if (pale) colour.setAlphaF(0.4f);
  painter.setBrush(colour);
  painter.setPen(Qt::NoPen);
  painter.drawRoundedRect(QRectF(track.left(), track.top(), at(now.accuracy) - track.left(), track.height()), 2, 2);
  QColor line = theme.text;
  line.setAlphaF(0.75f);
  painter.setPen(QPen(line, 1));
  const double middle = track.center().y();
  painter.drawLine(QPointF(at(now.low), middle), QPointF(at(now.high), middle));
  const double before = m_state.comparison.before.accuracy;
  if (!m_state.edited || !std::isfinite(before)) return;
  painter.setPen(QPen(theme.text, 1.6, Qt::DotLine));
  painter.drawLine(QPointF(at(before), track.top() - 3), QPointF(at(before), track.bottom() + 3));
}

void GroupCard::paintEvent(QPaintEvent* event) {
  QFrame::paintEvent(event);
  const Theme& theme = Theme::current();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme.group(m_group));
  painter.drawEllipse(QRectF(12, m_name->geometry().center().y() - 3.5, 9, 9));
  const QRectF track = barRect();
  painter.setBrush(theme.track);
  painter.drawRoundedRect(track, 2, 2);
  if (m_known) paintBar(painter, track);
}

}  // namespace spurioscope::ui
