#pragma once

#include <QIcon>
#include <QString>

namespace spurioscope::ui {

/// A monochrome icon of resources/icons in the theme's text colour. @param name  without folder and ending.
QIcon icon(const QString& name);

}  // namespace spurioscope::ui
