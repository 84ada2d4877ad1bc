#pragma once

#include <QApplication>
#include <QElapsedTimer>
#include <QString>
#include <functional>

namespace spurioscope {

/// An application that watches how long each event keeps the UI thread from the next one. Time in which the thread was ready to run
/// but other processes had the CPU is not counted (from the kernel's /proc/thread-self/schedstat), so that a busy machine does not
/// look like a slow window; waiting for a lock or a file is counted.
class WatchedApplication : public QApplication {
 public:
  WatchedApplication(int& argc, char** argv);
  ~WatchedApplication() override;
  bool notify(QObject* receiver, QEvent* event) override;

  /// Watches what a test does in the UI thread itself, as if an event had done it.
  void watch(const QString& who, const std::function<void()>& call);

  void forget() { m_longestMs = 0, m_longest.clear(); }
  double longestMs() const { return m_longestMs; }
  QString longest() const { return m_longest; }  ///< "who, which event"

 private:
  double waitedMs() const;  ///< in the run queue so far

  int m_file = -1;
  int m_depth = 0;
  double m_longestMs = 0;
  QString m_longest;
};

}  // namespace spurioscope
