#include "ui/window/main_window.h"

#include <QApplication>
#include <QSettings>
#include <QSlider>
#include <QStackedWidget>
#include <QTabBar>
#include <QTableView>
#include <QToolButton>

#include "ui/look/icon.h"
#include "ui/look/theme.h"
#include "ui/views/channel_panel.h"
#include "ui/views/curves_view.h"
#include "ui/views/edits_panel.h"
#include "ui/views/groups_panel.h"
#include "ui/views/maps_view.h"
#include "ui/views/network_panel.h"
#include "ui/views/record_view.h"
#include "ui/views/samples_view.h"
#include "ui/views/scatter_view.h"
#include "ui/views/start_page.h"
#include "ui/views/status_line.h"
#include "ui/views/switch_bar.h"
#include "ui/views/tensor_page.h"
#include "ui/views/top_bar.h"
#include "ui/window/actions.h"
#include "ui/window/autosave.h"
#include "ui/window/context_menus.h"
#include "ui/window/file_watch.h"

// Q_INIT_RESOURCE must be used outside every namespace; the icons live in a static library.
static void initIcons() { Q_INIT_RESOURCE(icons); }

namespace spurioscope::ui {
namespace {

constexpr int kLayoutVersion = 1;

}  // namespace

MainWindow::MainWindow(const Options& options, QWidget* parent)
    : QMainWindow(parent), m_options(options), m_document(new Document(this)),
      m_link(new EngineLink(m_document, options.settings, this)), m_pictures(new PictureCache(m_link, this)),
      m_epochs(new EpochScan(m_document, options.settings, this)), m_actions(new Actions(this)), m_watch(new FileWatch(this)),
      m_contextMenus(new ContextMenus(this)) {
  initIcons();
  setObjectName("mainWindow");
  setAccessibleName(tr("Spurioscope"));
  setWindowTitle(tr("Spurioscope"));
  setAcceptDrops(true);
  resize(1440, 900);
  if (options.keepLayout && options.savedTheme) Theme::apply(QSettings().value("dark", Theme::current().dark).toBool());
  buildHeader();
  buildCentre();
  buildDocks();
  buildActions();
  connectParts();
  resetLayout();
  if (options.keepLayout) {
    restoreGeometry(QSettings().value("geometry").toByteArray());
    m_layoutIsMine = !m_host->restoreState(QSettings().value("layout").toByteArray(), kLayoutVersion);
  }
  fillRecent();
  showPage();
  updateActions();
  startAutosave();
  m_channels->table()->setFocus();
  qApp->installEventFilter(this);
}

MainWindow::~MainWindow() {
  qApp->removeEventFilter(this);
  delete m_autosave;  // before the document that it looks at
}

void MainWindow::connectParts() {
  connect(m_tabs, &QTabBar::currentChanged, m_views, &QStackedWidget::setCurrentIndex);
  connect(m_start, &StartPage::demoChosen, this, [this] { open("demo"); });
  connect(m_start, &StartPage::openChosen, this, &MainWindow::askCheckpoint);
  connect(m_start, &StartPage::recentChosen, this, &MainWindow::open);
  connect(m_maps, &MapsView::samplesRequested, this, [this] { showTab(Samples); });
  connect(m_maps, &MapsView::sampleChosen, this, [this](int sample) {
    m_document->setSampleQuery({SampleQuery::Kind::Top, -1});
    showTab(Samples);
    m_samples->showSample(sample);
  });
  connect(m_status, &StatusLine::cancelRequested, this, [this] {
    m_link->cancelAll();
    m_epochs->cancel();
  });
  connect(m_epochs, &EpochScan::statusChanged, m_status, &StatusLine::showJob);
  connect(m_epochs, &EpochScan::failed, this, &MainWindow::showFailure);
  connect(m_link, &EngineLink::failed, this, &MainWindow::showFailure);
  connect(m_link, &EngineLink::succeeded, this, &MainWindow::forgetFailure);
  connect(m_watch, &FileWatch::changed, this, &MainWindow::fileChanged);
  connectPanels();
  connectDocument();
}

void MainWindow::connectPanels() {
  connect(m_groups, &GroupsPanel::samplesRequested, this, [this] { showTab(Samples); });
  connect(m_groups, &GroupsPanel::openDataRequested, this, &MainWindow::askData);
  connect(m_groups, &GroupsPanel::openCheckpointRequested, this, &MainWindow::askCheckpoint);
  connect(m_groups, &GroupsPanel::demoDataRequested, this, [this] { openData("demo"); });
  connect(m_groups, &GroupsPanel::exportRequested, this, [this] { exportFigure(*m_groups); });
  connect(m_channels, &ChannelPanel::toggleRequested, this, &MainWindow::toggleSelected);
  connect(m_channels, &ChannelPanel::measureRequested, this, [this] { m_link->measureEffects(m_document->selection().scope); });
  connect(m_channels, &ChannelPanel::epochsRequested, m_epochs, &EpochScan::start);
  connect(m_network, &NetworkPanel::measureAllRequested, this, [this] { m_actions->find("measureAll")->trigger(); });
  connect(m_curves, &CurvesView::epochsRequested, m_epochs, &EpochScan::start);
  connect(m_top, &TopBar::epochChosen, this, &MainWindow::openCheckpoint);
  connect(m_top, &TopBar::deviceChosen, this, [this](const QString& device, int threads) {
    m_link->useDevice(device, threads);
    m_epochs->useDevice(device.toStdString());
  });
  connect(m_groups, &GroupsPanel::menuRequested, m_contextMenus, &ContextMenus::showGroup);
  connect(m_edits, &EditsPanel::menuRequested, m_contextMenus, &ContextMenus::showEdit);
  connect(m_maps, &MapsView::menuRequested, m_contextMenus, &ContextMenus::showMaps);
  connect(m_network, &NetworkPanel::menuRequested, m_contextMenus, &ContextMenus::showLayers);
}

void MainWindow::connectDocument() {
  const auto opened = [this](const QString& role, const QString& source) {
    m_notices->remove("fileChanged-" + role);
    if (!source.isEmpty()) m_watch->watch(role, source);
    showPage();
    applySession();
  };
  connect(m_document, &Document::checkpointChanged, this, [this, opened] {
    const auto checkpoint = m_document->checkpoint();
    opened("checkpoint", checkpoint ? QString::fromStdString(checkpoint->source) : QString());
    showCheckpointWarnings();
  });
  connect(m_document, &Document::checkpointCompleted, this, [this] {
    applySession();
    showCheckpointWarnings();
  });
  connect(m_document, &Document::dataChanged, this, [this, opened] {
    m_pictures->clear();
    const auto data = m_document->data();
    opened("data", data ? QString::fromStdString(data->source) : QString());
  });
  connect(m_document, &Document::recordChanged, this, [this] {
    m_tabs->setTabVisible(Record, true);
    showPage();
    m_pages->setCurrentWidget(m_pages->widget(2));  // also beside a checkpoint that is no known network
    showTab(Record);
    updateActions();
  });
  connect(m_document, &Document::rankingChanged, this, &MainWindow::firstSelection);
  connect(m_document, &Document::editsChanged, this, [this] {
    if (!m_document->editSet().edits.empty()) m_notices->remove("firstSteps");  // no longer needed
  });
  for (auto signal : {&Document::checkpointChanged, &Document::dataChanged, &Document::outcomeChanged, &Document::editsChanged,
                      &Document::selectionChanged, &Document::rankingChanged, &Document::baselineChanged})
    connect(m_document, signal, this, &MainWindow::updateActions);
}

void MainWindow::showPage() {
  const auto checkpoint = m_document->checkpoint();
  const bool open = checkpoint || m_document->data() || m_document->record();
  QWidget* page = m_pages->widget(2);
  if (!open) page = m_pages->widget(0);
  if (checkpoint && !checkpoint->architecture) page = m_tensors;
  m_tensors->setCheckpoint(checkpoint && !checkpoint->architecture ? checkpoint : nullptr);
  m_pages->setCurrentWidget(page);
  setWindowTitle(checkpoint ? tr("%1 - Spurioscope").arg(QString::fromStdString(checkpoint->title)) : tr("Spurioscope"));
}

/// The first look falls on the layer and the channel that the ranking puts first.
void MainWindow::firstSelection() {
  const auto ranking = m_document->ranking();
  if (!ranking || ranking->channels.empty() || m_document->selection().current.valid() || m_opening) return;
  m_document->selectChannel({ranking->channels.front().site, ranking->channels.front().channel});
  showFirstSteps();
}

/// The demo opens on the samples it was trained on, where the effect that this program is about is whole: what to try, said once.
void MainWindow::showFirstSteps() {
  const auto checkpoint = m_document->checkpoint();
  const auto data = m_document->data();
  if (!checkpoint || !data || checkpoint->source != "demo" || data->source != "demo" || m_document->split() != "train") return;
  if (!m_options.firstSteps || (m_options.keepLayout && QSettings().value("firstStepsSeen").toBool())) return;
  const auto seen = [this] {
    if (m_options.keepLayout) QSettings().setValue("firstStepsSeen", true);
  };
  auto* notice = new Notice(
      "firstSteps", Notice::Kind::Hint, tr("Try this: drag 'top k of this ranking' below to 5"),
      tr("These are the training samples, and the network gets every group right. Without the five channels of largest gradient on "
         "coat / water it forgets that group: it knew those 56 coats by heart. On the test split it never knew them."));
  notice->addAction(tr("Do it"), [this, seen] {
    seen();
    m_switches->topSlider()->setValue(5);
  });
  notice->addAction(tr("Show the test split"), [this, seen] {
    seen();
    m_document->setSplit("test");
  });
  notice->addClose();
  m_notices->show(notice);
}

void MainWindow::showFailure(const JobFailure& failure) {
  const auto& lane = failure.lane;
  if (lane == "pictures" || lane == "sample map") return;  // the picture says so itself
  QString what = tr("'%1' did not work").arg(failure.title);
  NoticeStack* place = m_notices;
  if (lane == "evaluate") {
    what = tr("The groups could not be evaluated");
    place = m_groups->notices();
  } else if (lane == "rank" || lane == "effects" || lane == "statistics" || lane == "epochs") {
    what = lane == "rank" ? tr("The channels could not be ranked") : lane == "effects" ? tr("The effects could not be measured")
           : lane == "epochs" ? tr("The epochs could not be evaluated") : tr("The statistics could not be computed");
    place = m_channels->notices();
  } else if (lane == "detail") {
    what = tr("The maps could not be computed");
    place = m_maps->notices();
  } else if (lane == "open checkpoint") {
    what = tr("The checkpoint could not be opened");
    m_opening.reset();
  } else if (lane == "open data") {
    what = tr("The data set could not be opened");
  } else if (lane == "open record") {
    what = tr("The record could not be opened");
  } else if (lane == "preview data") {
    return;  // its dialog says so
  }
  place->show(failureNotice(failure, what));
}

void MainWindow::forgetFailure(const QString& lane) {
  const QString name = QStringLiteral("failure-%1").arg(lane);
  for (auto* stack : {m_notices, m_groups->notices(), m_channels->notices(), m_maps->notices()}) stack->remove(name);
}

void MainWindow::showTab(int tab) {
  // A session may have been saved on a record; records are not part of it.
  m_tabs->setCurrentIndex(m_tabs->isTabVisible(tab) ? tab : int(Maps));
}

void MainWindow::setDark(bool dark) {
  Theme::apply(dark);
  if (m_options.keepLayout) QSettings().setValue("dark", dark);
  // What is painted from the document is set anew in the other colours.
  emit m_document->outcomeChanged();
  for (auto* button : findChildren<QToolButton*>())
    if (button->objectName() == "exportCorner" || button->objectName() == "exportGroups") button->setIcon(icon("export"));
}

bool MainWindow::settled() const {
  if (!m_link->idle() || !m_pictures->idle() || m_epochs->running()) return false;
  const auto outcome = m_document->outcome();
  return !m_document->canEvaluate() || (outcome && outcome->after.exact && !m_document->outcomeStale())
      || m_groups->notices()->find("failure-evaluate");
}

QList<FigureSource*> MainWindow::figureSources() const { return {m_maps, m_scatter, m_curves, m_record, m_groups, m_edits}; }

void MainWindow::closeEvent(QCloseEvent* event) {
  if (m_options.keepLayout) {
    QSettings().setValue("geometry", saveGeometry());
    QSettings().setValue("layout", m_host->saveState(kLayoutVersion));
  }
  QMainWindow::closeEvent(event);
}

}  // namespace spurioscope::ui
