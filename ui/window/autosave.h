#pragma once

#include <QDateTime>
#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <functional>
#include <optional>
#include <vector>

#include "engine/session.h"

namespace spurioscope::ui {

/// Keeps unsaved work on disk: every 30 s, when there is some that is not yet there, the session goes to a file of this window in
/// `folder`, beside a note of who owns it (process, its start, boot). The files go when the window ends in an orderly way; what an
/// owner that is dead left behind is offered by `orphans`. Files are written on a thread of its own.
class Autosave : public QObject {
  Q_OBJECT
 public:
  using Snapshot = std::function<std::optional<engine::Session>()>;  ///< nothing: all work is saved

  struct Orphan {
    QString file;    ///< a session
    QDateTime when;  ///< it was written
  };

  static constexpr int kEveryMs = 30'000;

  /// $XDG_STATE_HOME/spurioscope/autosave, else ~/.local/state/spurioscope/autosave
  static QString standardFolder();

  Autosave(const QString& folder, Snapshot snapshot, QObject* parent = nullptr);
  ~Autosave() override;  ///< waits for a write that is under way, then removes this window's files

  /// Writes now what the timer would write.
  void save();
  void waitForWritten() { m_pool.waitForDone(); }
  /// Sessions whose owner is dead, newest first. Temporary files of broken writes older than a day are swept.
  std::vector<Orphan> orphans() const;
  /// Removes a session of a dead owner and its note.
  static void discard(const QString& file);

 signals:
  void failed(const QString& what, const QString& remedy);

 private:
  QString path(const char* ending) const;
  void removeOwn();

  QString m_folder, m_id;
  Snapshot m_snapshot;
  std::optional<engine::Session> m_written;
  QTimer m_timer;
  QThreadPool m_pool;  // one thread: writes in order
};

}  // namespace spurioscope::ui
