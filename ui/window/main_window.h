#pragma once

#include <QMainWindow>
#include <optional>

#include "engine/figure.h"
#include "engine/session.h"
#include "engine/workbench.h"
#include "ui/document/document.h"
#include "ui/link/engine_link.h"
#include "ui/link/epoch_scan.h"
#include "ui/link/picture_cache.h"

class QMenu;
class QMenuBar;
class QStackedWidget;
class QTabBar;

namespace spurioscope::ui {

class Actions;
class Autosave;
class ChannelPanel;
class CommandPalette;
class ContextMenus;
class CurvesView;
class EditsPanel;
class FigureSource;
class FileWatch;
class GroupsPanel;
class MapsView;
class NetworkPanel;
class NoticeStack;
class RecordView;
class SamplesView;
class ScatterView;
class StartPage;
class StatusLine;
class SwitchBar;
class TensorPage;
class TopBar;

/// The window: docks round the centre views, all commands, files and sessions.
class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  struct Options {
    engine::Settings settings;
    bool keepLayout = true;  ///< restore and save the layout, the theme and recent files
    bool savedTheme = true;  ///< false: keep the theme that is set
    bool firstSteps = true;  ///< the demo says what to try
    bool askAboutData = false;  ///< data that the user opens is shown and confirmed first
    QString autosaveFolder = {};  ///< empty: unsaved work is not kept
  };
  enum Tab { Maps, Scatter, Samples, Curves, Record };

  explicit MainWindow(const Options& options, QWidget* parent = nullptr);
  ~MainWindow() override;

  Document* document() { return m_document; }
  EngineLink* link() { return m_link; }
  Actions* actions() { return m_actions; }
  QMenuBar* menus() const { return m_menus; }
  ChannelPanel* channels() const { return m_channels; }
  GroupsPanel* groups() const { return m_groups; }
  SwitchBar* switchBar() const { return m_switches; }
  NoticeStack* notices() const { return m_notices; }
  SamplesView* samplesView() const { return m_samples; }

  /// A checkpoint, a data set's folder or metadata file, a session, or "demo" (both).
  void open(const QString& path);
  void openCheckpoint(const QString& source);
  void openData(const QString& source, const engine::DataChoices& choices = {});
  /// Shows what the data set is taken for and opens it when that is confirmed; at once where the user said not to be asked again.
  void askAboutData(const QString& source);
  void openRecord(const QString& file);
  void openSession(const QString& file);
  void saveSession(const QString& file);
  void exportFigure(const FigureSource& source);
  void writeFigure(const engine::Figure& figure, const QString& path, const engine::FigureFormat& format, std::function<void()> written);
  void showTab(int tab);
  void setDark(bool dark);
  CommandPalette* showPalette(const QString& typed = {});
  void copyView();  ///< the centre view as a picture on the clipboard
  Autosave* autosave() const { return m_autosave; }
  QString commandText() const;  ///< the command line that repeats what is shown
  QList<QAction*> menuActions() const;
  QList<FigureSource*> figureSources() const;
  /// Nothing is under way and everything shown is exact.
  bool settled() const;

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void showEvent(QShowEvent* event) override;
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  // main_window.cpp
  void buildHeader();
  void buildCentre();
  void buildDocks();
  void resetLayout();
  void shareOutRoom();
  void connectParts();
  void connectPanels();
  void connectDocument();
  void showPage();
  void firstSelection();
  void showFailure(const JobFailure& failure);
  void forgetFailure(const QString& lane);
  void showFirstSteps();
  // main_window_actions.cpp
  void buildActions();
  void buildFileActions();
  void buildEditActions();
  void buildViewActions();
  void buildAnalyseActions();
  void buildHelpActions();
  void updateActions();
  void toggleSelected();
  void stepRanked(int by);
  void stepTop(int by);
  void stepEpoch(int by);
  void copyFocus();
  void helpOnFocus();
  void showSample(int sample);
  // main_window_files.cpp
  void askCheckpoint();
  void askData();
  void askDataFile();
  void askRecord();
  void openFile(const QString& path);
  void askSession();
  void askSaveSession(bool anew);
  void askSaveEdited();
  void exportView();
  void addRecent(const QString& source);
  void fillRecent();
  void applySession();
  void showCheckpointWarnings();
  void startAutosave();
  void offerRecovery();
  void openSessionAs(const QString& file, const QString& name);
  void fileChanged(const QString& role, const QString& path, bool gone);

  Options m_options;
  Document* m_document;
  EngineLink* m_link;
  PictureCache* m_pictures;
  EpochScan* m_epochs;
  Actions* m_actions;
  FileWatch* m_watch;
  ContextMenus* m_contextMenus;
  Autosave* m_autosave = nullptr;
  QMainWindow* m_host = nullptr;  ///< of the docks
  QMenuBar* m_menus = nullptr;
  QMenu* m_recentMenu = nullptr;
  TopBar* m_top = nullptr;
  NoticeStack* m_notices = nullptr;
  QStackedWidget *m_pages = nullptr, *m_views = nullptr;
  QTabBar* m_tabs = nullptr;
  StartPage* m_start = nullptr;
  TensorPage* m_tensors = nullptr;
  MapsView* m_maps = nullptr;
  ScatterView* m_scatter = nullptr;
  SamplesView* m_samples = nullptr;
  CurvesView* m_curves = nullptr;
  RecordView* m_record = nullptr;
  NetworkPanel* m_network = nullptr;
  ChannelPanel* m_channels = nullptr;
  GroupsPanel* m_groups = nullptr;
  EditsPanel* m_edits = nullptr;
  QDockWidget* m_switchDock = nullptr;
  SwitchBar* m_switches = nullptr;
  StatusLine* m_status = nullptr;
  std::optional<engine::Session> m_opening;  ///< a session whose files are being opened
  QString m_sessionFile;
  bool m_layoutIsMine = true;  ///< until a saved layout is restored
};

}  // namespace spurioscope::ui
