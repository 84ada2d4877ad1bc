#include "ui/window/file_watch.h"

#include <QFileInfo>

namespace spurioscope::ui {
namespace {

constexpr int kQuietMs = 200;

}  // namespace

FileWatch::FileWatch(QObject* parent) : QObject(parent) {
  m_quiet.setSingleShot(true);
  m_quiet.setInterval(kQuietMs);
  connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, [this] { m_quiet.start(); });
  connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, [this] { m_quiet.start(); });
  connect(&m_quiet, &QTimer::timeout, this, &FileWatch::compare);
}

FileWatch::Signature FileWatch::signatureOf(const QString& path) {
  QFileInfo info(path);
  return info.isFile() ? Signature{path, info.size(), info.lastModified()} : Signature{path, -1, {}};
}

void FileWatch::watch(const QString& role, const QString& path) {
  if (QFileInfo(path).isFile())
    m_known.insert(role, signatureOf(path));
  else
    m_known.remove(role);
  rewatch();
}

void FileWatch::rewatch() {
  if (const auto files = m_watcher.files(); !files.isEmpty()) m_watcher.removePaths(files);
  if (const auto folders = m_watcher.directories(); !folders.isEmpty()) m_watcher.removePaths(folders);
  for (const auto& known : m_known) {
    if (QFileInfo::exists(known.path)) m_watcher.addPath(known.path);
    m_watcher.addPath(QFileInfo(known.path).path());
  }
}

void FileWatch::compare() {
  rewatch();
  for (auto it = m_known.begin(); it != m_known.end(); ++it) {
    const auto now = signatureOf(it->path);
    if (now == *it) continue;
    *it = now;
    emit changed(it.key(), now.path, now.size < 0);
  }
}

}  // namespace spurioscope::ui
