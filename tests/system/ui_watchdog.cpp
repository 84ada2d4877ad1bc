#include "tests/system/ui_watchdog.h"

#include <QEvent>
#include <QThread>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

namespace spurioscope {

WatchedApplication::WatchedApplication(int& argc, char** argv)
    : QApplication(argc, argv), m_file(::open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC)) {}

WatchedApplication::~WatchedApplication() {
  if (m_file >= 0) ::close(m_file);
}

double WatchedApplication::waitedMs() const {
  // "time on the CPU, time in the run queue, slices", in nanoseconds.
  char text[128];
  const auto size = m_file < 0 ? -1 : ::pread(m_file, text, sizeof text, 0);
  if (size <= 0) return 0;
  const char* end = text + size;
  const char* second = std::find(static_cast<const char*>(text), end, ' ');
  long long waited = 0;
  if (second != end) std::from_chars(second + 1, end, waited);
  return double(waited) / 1e6;
}

void WatchedApplication::watch(const QString& who, const std::function<void()>& call) {
  ++m_depth;
  const double waited = waitedMs();
  QElapsedTimer timer;
  timer.start();
  call();
  const double busy = double(timer.nsecsElapsed()) / 1e6 - (waitedMs() - waited);
  --m_depth;
  if (busy > m_longestMs) m_longestMs = busy, m_longest = who;
}

bool WatchedApplication::notify(QObject* receiver, QEvent* event) {
  // Receivers of other threads come here too, in their own thread.
  if (QThread::currentThread() != thread() || m_depth > 0) return QApplication::notify(receiver, event);
  const QString who = QStringLiteral("%1 '%2', event %3")
                          .arg(QLatin1String(receiver->metaObject()->className()), receiver->objectName())
                          .arg(int(event->type()));
  bool result = false;
  watch(who, [&] { result = QApplication::notify(receiver, event); });
  return result;
}

}  // namespace spurioscope
