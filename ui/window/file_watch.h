#pragma once

#include <QDateTime>
#include <QFileSystemWatcher>
#include <QHash>
#include <QObject>
#include <QTimer>

namespace spurioscope::ui {

/// Tells when an open file changed on disk. A file that is replaced by rename is watched again, and so is its folder; 200 ms of
/// quiet pass before it is said, once a change.
class FileWatch : public QObject {
  Q_OBJECT
 public:
  explicit FileWatch(QObject* parent = nullptr);
  void watch(const QString& role, const QString& path);  ///< role: "checkpoint", "data"; a path that is no file ends watching

 signals:
  void changed(const QString& role, const QString& path, bool gone);

 private:
  struct Signature {
    QString path;
    qint64 size = -1;
    QDateTime modified;
    bool operator==(const Signature&) const = default;
  };
  static Signature signatureOf(const QString& path);
  void rewatch();
  void compare();

  QFileSystemWatcher m_watcher;
  QTimer m_quiet;
  QHash<QString, Signature> m_known;
};

}  // namespace spurioscope::ui
