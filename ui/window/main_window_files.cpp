#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QMenu>
#include <QMimeData>
#include <QSettings>
#include <QStackedWidget>
#include <QTabBar>
#include <ranges>

#include "engine/run_record.h"
#include "ui/document/edit_command.h"
#include "ui/look/theme.h"
#include "ui/models/data_form.h"
#include "ui/views/figure_source.h"
#include "ui/views/notice.h"
#include "ui/views/start_page.h"
#include "ui/views/status_line.h"
#include "ui/window/autosave.h"
#include "ui/window/data_dialog.h"
#include "ui/window/export_dialog.h"
#include "ui/window/file_watch.h"
#include "ui/window/main_window.h"
#include "ui/window/session_state.h"

namespace spurioscope::ui {
namespace {

constexpr int kRecent = 10;
const QStringList kRecordEndings{"csv", "pt", "npz", "pkl", "pickle"}, kDataEndings{"csv", "txt", "h5", "hdf5", "gz"};

QString folderOf(const char* key) { return QSettings().value(QLatin1String(key), QDir::homePath()).toString(); }

/// A path of a session file, which may be relative to it.
QString resolved(const std::string& source, const QString& session) {
  const QString text = QString::fromStdString(source);
  if (text.isEmpty() || text.startsWith("demo") || QDir::isAbsolutePath(text)) return text;
  return QDir::cleanPath(QFileInfo(session).dir().filePath(text));
}

}  // namespace

void MainWindow::open(const QString& path) {
  const QFileInfo info(path);
  const QString ending = info.suffix().toLower();
  if (path == "demo") {
    // On its training samples the demo shows the whole effect; on the test split the minority is hardly ever right to begin with.
    if (!m_document->checkpoint() && !m_document->data()) m_document->setSplit("train");
    openCheckpoint("demo");
    openData("demo");
  } else if (ending == "spurio") {
    openSession(path);
  } else if (info.isFile() && kRecordEndings.contains(ending)) {
    // A table or a tensor may be a record of a run: the content decides, on the engine's thread.
    m_link->post<bool>(
        "recognise", tr("looking at %1").arg(info.fileName()), true,
        [file = path.toStdString()](engine::Workbench&, std::stop_token, const engine::ProgressSink&) -> engine::Result<bool> {
          return engine::isRunRecord(file);
        },
        [this, path](bool record) { record ? openRecord(path) : openFile(path); });
  } else {
    openFile(path);
  }
}

/// What is neither the demo, nor a session, nor a record.
void MainWindow::openFile(const QString& path) {
  const QFileInfo info(path);
  if (!info.isDir() && !kDataEndings.contains(info.suffix().toLower())) return openCheckpoint(path);
  m_options.askAboutData ? askAboutData(path) : openData(path);
}

void MainWindow::openRecord(const QString& file) {
  m_link->openRecord(file);
  addRecent(file);
}

void MainWindow::askRecord() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Open record of a run"), folderOf("recordFolder"),
                                                    tr("Records (*.csv *.pt *.npz *.pkl);;All files (*)"));
  if (file.isEmpty()) return;
  QSettings().setValue("recordFolder", QFileInfo(file).path());
  openRecord(file);
}

void MainWindow::openCheckpoint(const QString& source) {
  m_link->openCheckpoint(source);
  addRecent(source);
}

void MainWindow::openData(const QString& source, const engine::DataChoices& choices) {
  m_link->openData(source, choices);
  addRecent(source);
}

void MainWindow::askAboutData(const QString& source) {
  if (m_options.keepLayout) {
    if (const auto choices = rememberedChoices(source)) return openData(source, *choices);
  }
  auto* dialog = new DataDialog(m_link, {source.toStdString(), {}}, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog, source] {
    const auto request = dialog->request();
    if (m_options.keepLayout && dialog->dontAskAgain()) rememberChoices(source, request.choices);
    openData(source, request.choices);
  });
  dialog->open();
}

void MainWindow::askCheckpoint() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Open checkpoint"), folderOf("checkpointFolder"),
                                                    tr("Checkpoints (*.pth *.pt *.ckpt *.bin *.safetensors *.tar);;All files (*)"));
  if (file.isEmpty()) return;
  QSettings().setValue("checkpointFolder", QFileInfo(file).path());
  openCheckpoint(file);
}

void MainWindow::askData() {
  const QString folder = QFileDialog::getExistingDirectory(this, tr("Open data: the data set's folder"), folderOf("dataFolder"));
  if (folder.isEmpty()) return;
  QSettings().setValue("dataFolder", folder);
  openFile(folder);
}

void MainWindow::askDataFile() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Open data: a table, an HDF5 or an IDX file"), folderOf("dataFolder"),
                                                    tr("Data (*.csv *.txt *.h5 *.hdf5 *ubyte *.gz);;All files (*)"));
  if (file.isEmpty()) return;
  QSettings().setValue("dataFolder", QFileInfo(file).path());
  m_options.askAboutData ? askAboutData(file) : openData(file);
}

void MainWindow::askSession() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Open session"), folderOf("sessionFolder"), tr("Sessions (*.spurio)"));
  if (!file.isEmpty()) openSession(file);
}

void MainWindow::askSaveSession(bool anew) {
  QString file = m_sessionFile;
  if (anew || file.isEmpty())
    file = QFileDialog::getSaveFileName(this, tr("Save session"), folderOf("sessionFolder") + "/session.spurio",
        tr("Sessions (*.spurio)"));
  if (file.isEmpty()) return;
  if (!file.endsWith(".spurio")) file += ".spurio";
  QSettings().setValue("sessionFolder", QFileInfo(file).path());
  saveSession(file);
}

void MainWindow::saveSession(const QString& file) {
  const auto session = sessionOf(*m_document, m_tabs->currentIndex(), Theme::current().dark);
  m_link->post<bool>(
      "session", tr("saving %1").arg(QFileInfo(file).fileName()), true,
      [path = file.toStdString(), session](engine::Workbench&, std::stop_token,
          const engine::ProgressSink&) { return engine::saveSession(path, session); },
      [this, file](bool) {
        m_sessionFile = file;
        addRecent(file);
        m_document->undoStack()->setClean();
        if (m_autosave) m_autosave->save();
        m_status->say(tr("saved %1").arg(file));
      });
}

void MainWindow::openSession(const QString& file) {
  addRecent(file);
  openSessionAs(file, file);
}

/// @param name  the file that it will be saved to; empty for a recovered one, which is nowhere yet.
void MainWindow::openSessionAs(const QString& file, const QString& name) {
  m_link->post<engine::Session>(
      "session", tr("opening %1").arg(QFileInfo(file).fileName()), true,
      [path = file.toStdString()](engine::Workbench&, std::stop_token, const engine::ProgressSink&) { return engine::loadSession(path); },
      [this, file, name](const engine::Session& session) {
        m_sessionFile = name;
        m_opening = session;
        m_opening->checkpoint = resolved(session.checkpoint, file).toStdString();
        m_opening->data = resolved(session.data, file).toStdString();
        if (name.isEmpty()) Autosave::discard(file);
        m_link->openCheckpoint(QString::fromStdString(m_opening->checkpoint));
        if (!m_opening->data.empty()) m_link->openData(QString::fromStdString(m_opening->data), m_opening->dataChoices);
      });
}

void MainWindow::startAutosave() {
  if (m_options.autosaveFolder.isEmpty()) return;
  m_autosave = new Autosave(m_options.autosaveFolder, [this]() -> std::optional<engine::Session> {
    if (!m_document->checkpoint() || m_document->undoStack()->isClean()) return std::nullopt;
    return sessionOf(*m_document, m_tabs->currentIndex(), Theme::current().dark);
  }, this);
  connect(m_autosave, &Autosave::failed, this, [this](const QString& what, const QString& remedy) {
    auto* notice = new Notice("autosave", Notice::Kind::Problem, tr("Unsaved work cannot be kept: %1").arg(what), remedy);
    notice->addClose();
    m_notices->show(notice);
  });
  offerRecovery();
}

void MainWindow::offerRecovery() {
  const auto orphans = m_autosave->orphans();
  if (orphans.empty()) return;
  const auto& newest = orphans.front();
  auto* notice = new Notice("recovery", Notice::Kind::Problem, tr("The program ended before its work was saved"),
                            tr("What was switched off on %1 was kept.").arg(QLocale().toString(newest.when, QLocale::ShortFormat)));
  notice->addAction(tr("Restore it"), [this, file = newest.file] { openSessionAs(file, {}); });
  notice->addAction(tr("Discard it"), [orphans] {
    for (const auto& orphan : orphans) Autosave::discard(orphan.file);
  });
  m_notices->show(notice);
}

/// What the file's contents give reason to doubt, said once.
void MainWindow::showCheckpointWarnings() {
  m_notices->remove("checkpointWarnings");
  const auto checkpoint = m_document->checkpoint();
  if (!checkpoint || checkpoint->warnings.empty()) return;
  static constexpr std::size_t kShown = 3;
  QStringList lines;
  for (const auto& warning : checkpoint->warnings | std::views::reverse | std::views::take(kShown))
    lines << QString::fromStdString(warning);
  if (checkpoint->warnings.size() > kShown)
    lines << tr("%1 more: spurioscope-cli inspect --checksums lists them all.").arg(checkpoint->warnings.size() - kShown);
  auto* notice =
      new Notice("checkpointWarnings", Notice::Kind::Hint, tr("About %1").arg(QString::fromStdString(checkpoint->title)), lines.join('\n'));
  notice->addCopy(lines.join('\n'));
  notice->addClose();
  m_notices->show(notice);
}

/// Once the session's checkpoint and data are open, everything else of it.
void MainWindow::applySession() {
  if (!m_opening || m_link->busy("open checkpoint") || m_link->busy("open data")) return;
  const auto checkpoint = m_document->checkpoint();
  if (!checkpoint) return;
  const engine::Session session = *m_opening;
  m_opening.reset();
  const auto view = readView(session.view);
  if (!session.checkpointSha256.empty() && session.checkpointSha256 != checkpoint->sha256)
    m_notices->show(new Notice("sessionHash", Notice::Kind::Hint, tr("The checkpoint is not the one that this session was saved with"),
                               tr("Its contents differ (SHA-256). The edits were applied to the file as it is now.")));
  m_document->setSplit(session.split);
  m_document->setClassOrder(session.classOrder);
  m_document->setRankRequest(session.ranking);
  m_document->select(view.selection);
  EditSet edits{view.tool, session.edits};
  std::erase_if(edits.edits, [this](const auto& edit) {
    const auto* site = m_document->site(edit.site);
    return !site || edit.channel >= site->channels;
  });
  if (!session.edits.empty() && edits.edits.size() == session.edits.size()) edits.tool.mode = session.edits.front().mode;
  const bool recovered = m_sessionFile.isEmpty();
  pushEdit(m_document, edits, recovered ? tr("restored") : tr("session %1").arg(QFileInfo(m_sessionFile).completeBaseName()));
  if (!recovered) m_document->undoStack()->setClean();
  showTab(std::clamp(view.tab, 0, m_tabs->count() - 1));
  setDark(view.dark);
}

void MainWindow::askSaveEdited() {
  const QString file = QFileDialog::getSaveFileName(this, tr("Save edited checkpoint"), folderOf("checkpointFolder"),
                                                    tr("safetensors (*.safetensors);;PyTorch (*.pth)"));
  if (file.isEmpty()) return;
  m_link->post<bool>(
      "save checkpoint", tr("saving %1").arg(QFileInfo(file).fileName()), true,
      [path = file.toStdString(), edits = m_document->editSet().edits](engine::Workbench& bench, std::stop_token,
          const engine::ProgressSink&) {
        return bench.saveEdited(path, edits);
      },
      [this, file](bool) { m_status->say(tr("saved %1").arg(file)); });
}

void MainWindow::exportView() {
  if (auto* source = dynamic_cast<FigureSource*>(m_views->currentWidget()))
    exportFigure(*source);
  else
    m_status->say(tr("This view is a list of pictures: choose Maps, Scatter or Curves to export a figure"));
}

void MainWindow::exportFigure(const FigureSource& source) {
  const auto figure = source.figure();
  if (figure.panels.empty()) {
    m_status->say(tr("There is nothing to export here yet"));
    return;
  }
  auto* dialog = new ExportDialog(source.figureName(), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &ExportDialog::writeRequested, this, [this, dialog, figure] {
    QSettings().setValue("exportFolder", QFileInfo(dialog->path()).path());
    const QPointer<ExportDialog> open = dialog;
    m_link->post<bool>(
        "export", tr("exporting %1").arg(QFileInfo(dialog->path()).fileName()), true,
        [figure, path = dialog->path().toStdString(), format = dialog->format()](engine::Workbench&, std::stop_token,
            const engine::ProgressSink&)
            -> engine::Result<bool> {
          auto result = engine::writeFigure(figure, path, format);
          return result;
        },
        [this, open, path = dialog->path()](bool) {
          m_status->say(tr("exported %1").arg(path));
          if (open) open->accept();
        });
  });
  connect(m_link, &EngineLink::failed, dialog, [dialog](const JobFailure& failure) {
    if (failure.lane == "export") dialog->notices()->show(failureNotice(failure, tr("The figure was not written")));
  });
  dialog->open();
}

void MainWindow::writeFigure(const engine::Figure& figure, const QString& path, const engine::FigureFormat& format,
    std::function<void()> written) {
  m_link->post<bool>(
      "export " + path, tr("exporting %1").arg(path), true,
      [figure, path, format](engine::Workbench&, std::stop_token,
          const engine::ProgressSink&) { return engine::writeFigure(figure, path.toStdString(), format); },
      [written = std::move(written)](bool) { written(); });
}

void MainWindow::addRecent(const QString& source) {
  if (source.startsWith("demo") || !m_options.keepLayout) return;
  QStringList recent = QSettings().value("recent").toStringList();
  const QString path = QFileInfo(source).absoluteFilePath();
  recent.removeAll(path);
  recent.prepend(path);
  QSettings().setValue("recent", recent.mid(0, kRecent));
  fillRecent();
}

void MainWindow::fillRecent() {
  const QStringList recent = m_options.keepLayout ? QSettings().value("recent").toStringList() : QStringList();
  m_recentMenu->clear();
  m_recentMenu->setEnabled(!recent.isEmpty());
  for (const QString& file : recent) {
    auto* action = m_recentMenu->addAction(tr("Open %1").arg(QFileInfo(file).fileName()), this, [this, file] { open(file); });
    action->setToolTip(file);
  }
  m_start->setRecent(recent);
}

void MainWindow::fileChanged(const QString& role, const QString& path, bool gone) {
  const QString name = QFileInfo(path).fileName();
  auto* notice = new Notice("fileChanged-" + role, Notice::Kind::Problem, gone ? tr("%1 is no longer on disk").arg(name)
      : tr("%1 changed on disk").arg(name),
                            tr("Everything shown still belongs to the file as it was opened."));
  if (!gone)
    notice->addAction(tr("Open it again"), [this, role, path] {
      role == "data" ? openData(path, m_document->data() ? m_document->data()->choices : engine::DataChoices{}) : openCheckpoint(path);
    });
  notice->addAction(gone ? tr("Understood") : tr("Keep what is shown"), [] {});
  m_notices->show(notice);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  for (const QUrl& url : event->mimeData()->urls())
    if (url.isLocalFile()) open(url.toLocalFile());
  event->acceptProposedAction();
}

}  // namespace spurioscope::ui
