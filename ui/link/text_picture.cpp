#include "ui/link/text_picture.h"

#include <QPainter>

#include "ui/look/theme.h"

namespace spurioscope::ui {
namespace {

constexpr int kSide = 192;
constexpr int kMargin = 8;
constexpr qsizetype kShown = 400;  // characters: more do not fit, and layout takes its time

}  // namespace

QImage imageOfText(const QString& first, const QString& second) {
  const Theme& theme = Theme::current();
  QImage image(kSide, kSide, QImage::Format_RGB32);
  image.fill(theme.track);
  QPainter painter(&image);
  painter.setFont(textFont(15));
  painter.setPen(theme.text);
  const QRect whole = image.rect().adjusted(kMargin, kMargin, -kMargin, -kMargin);
  const QRect upper = second.isEmpty() ? whole : QRect(whole.left(), whole.top(), whole.width(), whole.height() / 2 - kMargin);
  const int flags = Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap;
  painter.drawText(upper, flags, first.left(kShown));
  if (second.isEmpty()) return image;
  const QRect lower(whole.left(), whole.center().y() + kMargin, whole.width(), whole.height() / 2 - kMargin);
  painter.fillRect(whole.left(), whole.center().y(), whole.width(), 1, theme.muted);
  painter.drawText(lower, flags, second.left(kShown));
  return image;
}

}  // namespace spurioscope::ui
