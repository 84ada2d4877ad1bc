#include "ui/views/chip_button.h"

#include <QMenu>
#include <QPainter>
#include <QStyleOptionToolButton>

#include "ui/look/theme.h"

namespace spurioscope::ui {
namespace {

constexpr int kPadding = 10, kGap = 6, kHeight = 26;

int widthOf(const QFont& font, const QString& text) { return QFontMetrics(font).horizontalAdvance(text); }

}  // namespace

ChipButton::ChipButton(const QString& prefix, QWidget* parent) : QToolButton(parent), m_prefix(prefix) {
  setProperty("role", "chip");
  setPopupMode(QToolButton::InstantPopup);
  setMenu(new QMenu(this));
  setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

void ChipButton::setValue(const QString& value) {
  if (value == m_value) return;
  m_value = value;
  setAccessibleDescription(value);
  updateGeometry();
  update();
}

QSize ChipButton::sizeHint() const {
  int width = 2 * kPadding + widthOf(textFont(12), m_value + QStringLiteral(" \u25be"));
  if (!m_prefix.isEmpty()) width += widthOf(textFont(11), m_prefix) + kGap;
  return {width + 2, kHeight};
}

QSize ChipButton::minimumSizeHint() const { return {std::min(sizeHint().width(), 96), kHeight}; }

void ChipButton::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::current();
  QPainter painter(this);
  QStyleOptionToolButton option;
  initStyleOption(&option);
  option.text.clear();
  option.features = QStyleOptionToolButton::None;
  style()->drawComplexControl(QStyle::CC_ToolButton, &option, &painter, this);
  QRect rest = rect().adjusted(kPadding, 0, -kPadding, 0);
  const QString whole = m_value + QStringLiteral(" \u25be");
  const bool roomy = m_prefix.isEmpty() || rest.width() >= sizeHint().width() - 2 * kPadding - 2;
  if (!m_prefix.isEmpty() && roomy) {
    painter.setFont(textFont(11));
    painter.setPen(theme.muted);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, m_prefix);
    rest.setLeft(rest.left() + widthOf(textFont(11), m_prefix) + kGap);
  }
  painter.setFont(textFont(12));
  painter.setPen(isEnabled() ? theme.text : theme.muted);
  painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, QFontMetrics(textFont(12)).elidedText(whole, Qt::ElideMiddle, rest.width()));
}

}  // namespace spurioscope::ui
