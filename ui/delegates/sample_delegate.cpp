#include "ui/delegates/sample_delegate.h"

#include <QImage>
#include <QPainter>

#include "ui/look/theme.h"
#include "ui/models/sample_model.h"

namespace spurioscope::ui {

void SampleDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Theme& theme = Theme::current();
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  const QRect picture(option.rect.left() + 4, option.rect.top() + 4, 88, 88);
  const auto image = index.data(SampleModel::PictureRole).value<QImage>();
  if (image.isNull()) {
    painter->fillRect(picture, theme.track);
    painter->setPen(theme.muted);
    if (index.data(SampleModel::DamagedRole).toBool()) painter->drawText(picture, Qt::AlignCenter | Qt::TextWordWrap,
        tr("cannot be read"));
  } else {
    painter->drawImage(picture, image);
  }
  if (option.state & QStyle::State_Selected) {
    painter->setPen(QPen(theme.accent, 2));
    painter->drawRect(picture.adjusted(-1, -1, 1, 1));
  }
  QRect line(picture.left(), picture.bottom() + 2, picture.width(), 16);
  if (const int group = index.data(SampleModel::GroupRole).toInt(); group >= 0) {
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.group(group));
    painter->drawEllipse(QRectF(line.left(), line.center().y() - 3, 7, 7));
    line.setLeft(line.left() + 11);
  }
  QString words = index.data(SampleModel::NoteRole).toString();
  if (words.isEmpty()) words = index.data().toString();
  painter->setFont(textFont(10));
  painter->setPen(theme.muted);
  painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, painter->fontMetrics().elidedText(words, Qt::ElideMiddle, line.width()));
  painter->restore();
}

}  // namespace spurioscope::ui
