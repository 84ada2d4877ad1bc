#pragma once

#include "engine/session.h"
#include "ui/document/document.h"

namespace spurioscope::ui {

/// The window's own part of a session.
struct ViewState {
  Selection selection;
  EditTool tool;
  int tab = 0;
  bool dark = false;
};

std::string writeView(const ViewState& view);        ///< JSON object
ViewState readView(const std::string& json);         ///< what is missing or wrong keeps its default

engine::Session sessionOf(const Document& document, int tab, bool dark);

}  // namespace spurioscope::ui
