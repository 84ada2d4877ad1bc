#include "ui/window/first_paint.h"

#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QTimer>
#include <QWidget>
#include <cstdio>
#include <ctime>
#include <unistd.h>

namespace spurioscope::ui {
namespace {

/// Since the kernel made the process, so with the loading of libraries. In steps of the kernel's clock tick (10 ms).
qint64 millisecondsSinceStart() {
  QFile stat("/proc/self/stat");
  if (!stat.open(QIODevice::ReadOnly)) return -1;
  const QByteArray text = stat.readAll();
  const auto fields = text.mid(text.lastIndexOf(')') + 2).split(' ');  // the name in brackets may hold blanks
  if (fields.size() < 20) return -1;
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return qint64(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000 - fields[19].toLongLong() * 1000 / sysconf(_SC_CLK_TCK);
}

}  // namespace

FirstPaint::FirstPaint(QWidget* window) : QObject(window) { window->installEventFilter(this); }

bool FirstPaint::eventFilter(QObject* object, QEvent* event) {
  if (event->type() == QEvent::Paint && !m_painted) {
    m_painted = true;
    // After this event has been handled, with everything below the window, the picture is on the screen.
    QTimer::singleShot(0, this, [] {
      std::printf("first paint %lld ms\n", static_cast<long long>(millisecondsSinceStart()));
      std::fflush(stdout);
      QApplication::exit(0);
    });
  }
  return QObject::eventFilter(object, event);
}

}  // namespace spurioscope::ui
