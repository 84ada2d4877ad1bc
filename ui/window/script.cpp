#include "ui/window/script.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QSlider>
#include <cstdio>

#include "ui/views/channel_panel.h"
#include "ui/views/figure_source.h"
#include "ui/views/sample_strip.h"
#include "ui/views/switch_bar.h"
#include "ui/window/actions.h"
#include "ui/window/main_window.h"

namespace spurioscope::ui {
namespace {

constexpr int kTickMs = 20, kCalmTicks = 4, kPatienceMs = 120'000;

}  // namespace

Script::Script(MainWindow* window, const QString& steps, QObject* parent)
    : QObject(parent), m_window(window), m_steps(steps.split(';', Qt::SkipEmptyParts)) {
  m_timer.setInterval(kTickMs);
  connect(&m_timer, &QTimer::timeout, this, &Script::proceed);
}

void Script::start() {
  m_waited.start();
  m_timer.start();
}

void Script::proceed() {
  if (m_waited.elapsed() > kPatienceMs) {
    std::fprintf(stderr, "spurioscope: the window did not settle within %d s\n", kPatienceMs / 1000);
    QApplication::exit(1);
    return;
  }
  m_calm = m_window->settled() && m_writing == 0 ? m_calm + 1 : 0;
  if (m_calm < kCalmTicks) return;
  m_calm = 0;
  m_waited.restart();  // patience is for one step, not for all
  if (!m_steps.isEmpty()) {
    const QString step = m_steps.takeFirst().trimmed();
    if (perform(step)) return;
    std::fprintf(stderr, "spurioscope: step '%s' is not understood\n", qPrintable(step));
    QApplication::exit(2);
    m_timer.stop();
  } else if (!m_figures.isEmpty() && !m_exported) {
    exportFigures();
  } else {
    finish();
  }
}

bool Script::perform(const QString& step) {
  const QString verb = step.section(' ', 0, 0), rest = step.section(' ', 1);
  const auto pair = [&] { return std::pair(rest.section(':', 0, -2), rest.section(':', -1).toInt()); };
  auto* document = m_window->document();
  if (verb == "select") {
    document->selectChannel({pair().first.toStdString(), pair().second});
  } else if (verb == "scope") {
    document->selectScope({rest.toStdString()}, rest.toStdString());
  } else if (verb == "toggle") {
    m_window->actions()->find("toggle")->trigger();
  } else if (verb == "top") {
    m_window->switchBar()->topSlider()->setValue(rest.toInt());
  } else if (verb == "strength") {
    m_window->switchBar()->strengthSlider()->setValue(rest.toInt());
  } else if (verb == "tab") {
    m_window->showTab(QStringList{"maps", "scatter", "samples", "curves", "record"}.indexOf(rest));
  } else if (verb == "do" && m_window->actions()->find(rest)) {
    m_window->actions()->find(rest)->trigger();
  } else if (verb == "filter") {
    m_window->channels()->filter()->setText(rest);
  } else if (verb == "fixed" || verb == "broken") {
    document->setSampleQuery({verb == "fixed" ? SampleQuery::Kind::Fixed : SampleQuery::Kind::Broken, rest.toInt()});
    m_window->showTab(MainWindow::Samples);
  } else if (auto* box = m_window->findChild<QComboBox*>(verb)) {
    box->setCurrentIndex(rest.toInt());
  } else if (verb == "palette") {
    m_window->showPalette(rest);
  } else if (verb == "ask") {
    m_window->askAboutData(rest);
  } else if (verb == "open") {
    m_window->open(rest);
  } else if (verb == "light" || verb == "dark") {
    m_window->setDark(verb == "dark");
  } else if (verb == "hover") {
    auto* strip = m_window->findChild<SampleStrip*>("sampleStrip" + pair().first);
    if (!strip) return false;
    const QPointF at(SampleStrip::kLabel + (SampleStrip::kTile + SampleStrip::kGap) * pair().second + 10, 20);
    QMouseEvent move(QEvent::MouseMove, at, strip->mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(strip, &move);
  } else {
    return false;
  }
  return true;
}

void Script::exportFigures() {
  m_exported = true;
  QDir().mkpath(m_figures);
  for (auto* source : m_window->figureSources()) {
    const auto figure = source->figure();
    if (figure.panels.empty()) continue;
    for (const char* ending : {"pdf", "svg", "png", "csv"}) {
      ++m_writing;
      m_window->writeFigure(figure, QDir(m_figures).filePath(source->figureName() + '.' + QLatin1String(ending)), {},
          [this] { --m_writing; });
    }
  }
}

void Script::finish() {
  m_timer.stop();
  if (!m_picture.isEmpty()) {
    QPixmap picture = m_window->grab();
    // Dialogs and popups are windows of their own: laid over where they stand.
    QPainter painter(&picture);
    for (auto* widget : QApplication::topLevelWidgets())
      if (widget != m_window && widget->isVisible() && qobject_cast<QDialog*>(widget))
        painter.drawPixmap(m_window->mapFromGlobal(widget->mapToGlobal(QPoint(0, 0))), widget->grab());
    painter.end();
    if (!picture.save(m_picture)) {
      std::fprintf(stderr, "spurioscope: '%s' cannot be written; choose another folder\n", qPrintable(m_picture));
      QApplication::exit(4);
      return;
    }
  }
  QApplication::exit(0);
}

}  // namespace spurioscope::ui
