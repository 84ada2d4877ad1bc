#pragma once

#include <QImage>
#include <QString>

namespace spurioscope::ui {

/// A tile with the beginning of a text on it, for the places that show pictures of samples. @param second  of a pair; may be empty
QImage imageOfText(const QString& first, const QString& second);

}  // namespace spurioscope::ui
