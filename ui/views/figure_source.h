#pragma once

#include <QString>

#include "engine/figure.h"
#include "ui/document/document.h"

namespace spurioscope::ui {

/// A view whose picture can be exported: it describes what it shows as plain data.
class FigureSource {
 public:
  virtual ~FigureSource() = default;
  virtual engine::Figure figure() const = 0;   ///< no panels: there is nothing to export yet
  virtual QString figureName() const = 0;      ///< for file names: "maps-layer3.0.conv2-35"
};

/// The line below every exported figure: checkpoint, data, split, ranking and edits that it shows.
std::string figureNote(const Document& document);

}  // namespace spurioscope::ui
