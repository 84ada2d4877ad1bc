#pragma once

#include <QTest>
#include <memory>

#include "fake_engine.h"
#include "ui/look/theme.h"
#include "ui/window/main_window.h"

namespace spurioscope::ui {

/// A window on the double, without settings of the user.
struct WindowFixture {
  std::unique_ptr<MainWindow> window;

  /// @param source  empty: nothing is opened.
  explicit WindowFixture(const engine::fake::Script& script = {}, const QString& source = "demo") {
    engine::fake::setScript(script);
    Theme::apply(false);
    window = std::make_unique<MainWindow>(
        MainWindow::Options{.settings = {}, .keepLayout = false, .savedTheme = false, .firstSteps = false, .autosaveFolder = {}});
    window->show();
    if (!source.isEmpty()) window->open(source);
  }
  ~WindowFixture() { engine::fake::setScript({}); }

  bool settle() {
    return QTest::qWaitFor([this] { return window->settled(); }, 10'000);
  }
  Document* document() { return window->document(); }
  template <class Widget>
  Widget* find(const char* name) {
    return window->findChild<Widget*>(QLatin1String(name));
  }
};

}  // namespace spurioscope::ui
