#include "ui/window/autosave.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QUuid>
#include <algorithm>

namespace spurioscope::ui {
namespace {

QByteArray contents(const QString& file) {
  QFile in(file);
  return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

QByteArray bootId() { return contents("/proc/sys/kernel/random/boot_id").trimmed(); }

/// When a process began, in clock ticks since boot: tells it from a later one with the same number. Empty when it does not run.
QByteArray startOf(qint64 pid) {
  const QByteArray stat = contents(QStringLiteral("/proc/%1/stat").arg(pid));
  // The name in brackets may hold blanks; the start is the 20th field after it.
  const auto fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
  return fields.size() > 19 ? fields[19] : QByteArray();
}

QByteArray noteOf(qint64 pid) { return QByteArray::number(pid) + '\n' + startOf(pid) + '\n' + bootId() + '\n'; }

bool ownerLives(const QString& note) {
  const auto lines = contents(note).split('\n');
  if (lines.size() < 3) return false;
  return lines[2] == bootId() && !lines[1].isEmpty() && startOf(lines[0].toLongLong()) == lines[1];
}

QString noteFile(QString session) { return session.replace(session.size() - 7, 7, ".owner"); }

}  // namespace

QString Autosave::standardFolder() {
  QString state = QFile::decodeName(qgetenv("XDG_STATE_HOME"));
  if (!QDir::isAbsolutePath(state)) state = QDir::home().filePath(".local/state");
  return QDir(state).filePath("spurioscope/autosave");
}

Autosave::Autosave(const QString& folder, Snapshot snapshot, QObject* parent)
    : QObject(parent), m_folder(folder), m_id(QUuid::createUuid().toString(QUuid::WithoutBraces)), m_snapshot(std::move(snapshot)) {
  m_pool.setMaxThreadCount(1);
  m_timer.setInterval(kEveryMs);
  connect(&m_timer, &QTimer::timeout, this, &Autosave::save);
  m_timer.start();
}

Autosave::~Autosave() {
  m_pool.waitForDone();
  removeOwn();
}

QString Autosave::path(const char* ending) const { return QDir(m_folder).filePath(m_id + QLatin1String(ending)); }

void Autosave::removeOwn() {
  QFile::remove(path(".spurio"));
  QFile::remove(path(".owner"));
}

void Autosave::save() {
  const auto session = m_snapshot();
  if (session == m_written) return;
  m_written = session;
  m_pool.start([this, session] {
    if (!session) return removeOwn();  // it was saved where the user wanted it
    QDir().mkpath(m_folder);
    // The note first: a session without one would count as an orphan.
    QFile note(path(".owner"));
    const QByteArray words = noteOf(QCoreApplication::applicationPid());
    engine::Result<bool> result = true;
    if (!note.open(QIODevice::WriteOnly) || note.write(words) != words.size() || !note.flush())
      result = engine::Failure{"io", note.errorString().toStdString(), note.fileName().toStdString(),
                               "Check the free space and the permissions of its folder.", 4};
    note.close();
    if (result) result = engine::saveSession(path(".spurio").toStdString(), *session);
    if (!result) emit failed(QString::fromStdString(result.failure().what), QString::fromStdString(result.failure().remedy));
  });
}

std::vector<Autosave::Orphan> Autosave::orphans() const {
  const QDir folder(m_folder);
  const QDateTime yesterday = QDateTime::currentDateTime().addDays(-1);
  for (const auto& stale : folder.entryInfoList({"*.spurio.??????"}, QDir::Files))
    if (stale.lastModified() < yesterday) QFile::remove(stale.filePath());
  std::vector<Orphan> out;
  for (const auto& session : folder.entryInfoList({"*.spurio"}, QDir::Files, QDir::Time))
    if (session.fileName() != m_id + ".spurio" && !ownerLives(noteFile(session.filePath())))
      out.push_back({session.filePath(), session.lastModified()});
  return out;
}

void Autosave::discard(const QString& file) {
  QFile::remove(file);
  QFile::remove(noteFile(file));
}

}  // namespace spurioscope::ui
