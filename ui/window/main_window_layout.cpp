// What the main window consists of and where its parts stand.
#include <QDockWidget>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QToolButton>
#include <algorithm>

#include "ui/look/icon.h"
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
#include "ui/window/main_window.h"

namespace spurioscope::ui {
namespace {

/// A layout whose parts touch.
template <class Layout>
Layout* packed(QWidget* widget, const QMargins& margins) {
  auto* layout = new Layout(widget);
  layout->setContentsMargins(margins);
  layout->setSpacing(0);
  return layout;
}

}  // namespace

void MainWindow::buildHeader() {
  auto* header = named(new QWidget(this), "header", tr("Menus and what is open"));
  auto* column = packed<QVBoxLayout>(header, {0, 0, 0, 1});
  auto* row = named(new QWidget(header), "menuRow", tr("Menus"));
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(4, 1, 12, 2);
  m_menus = named(new QMenuBar(row), "menuBar", tr("Menus"));
  m_menus->setNativeMenuBar(false);
  layout->addWidget(m_menus, 1);
  auto* search = named(new QPushButton(row), "searchButton", tr("Find a channel, layer, sample, or > command"));
  search->setProperty("role", "search");
  search->setText(tr("Find a channel, layer, sample, or > command    Ctrl+K"));
  search->setFixedSize(350, 24);
  search->setFocusPolicy(Qt::TabFocus);
  connect(search, &QPushButton::clicked, this, [this] { showPalette(); });
  layout->addWidget(search);
  m_top = new TopBar(m_document, m_options.settings, header);
  column->addWidget(row);
  column->addWidget(m_top);
  setMenuWidget(header);
  m_status = new StatusLine(m_document, m_link, this);
  statusBar()->setObjectName("statusBar");
  statusBar()->setAccessibleName(tr("Status"));
  statusBar()->setSizeGripEnabled(false);
  statusBar()->addWidget(m_status, 1);
}

void MainWindow::buildCentre() {
  // The docks live in a main window inside, so that menus and status reach the edges and the panels keep their distance.
  m_host = named(new QMainWindow(this), "dockHost", tr("Panels"));
  m_host->setWindowFlags(Qt::Widget);  // the constructor insists on a window
  m_host->setDockOptions(AllowNestedDocks | AllowTabbedDocks);
  m_host->setContentsMargins(6, 6, 6, 0);
  setCentralWidget(m_host);
  auto* frame = named(new QFrame(m_host), "centre", tr("Views"));
  frame->setProperty("role", "panel");
  auto* column = packed<QVBoxLayout>(frame, {1, 1, 1, 1});
  m_notices = new NoticeStack(frame);
  auto* margin = new QVBoxLayout;
  margin->setContentsMargins(6, 0, 6, 0);
  margin->addWidget(m_notices);
  column->addLayout(margin);
  m_pages = named(new QStackedWidget(frame), "pages", tr("Views"));
  column->addWidget(m_pages, 1);
  m_start = new StartPage(frame);
  m_tensors = new TensorPage(frame);
  auto* workspace = named(new QWidget(frame), "workspace", tr("Views"));
  auto* work = packed<QVBoxLayout>(workspace, {});
  auto* tabRow = named(new QWidget(workspace), "tabRow", tr("Views"));
  auto* tabLayout = packed<QHBoxLayout>(tabRow, {0, 0, 8, 0});
  m_tabs = named(new QTabBar(tabRow), "viewTabs", tr("Views"));
  m_tabs->setExpanding(false);
  m_tabs->setFocusPolicy(Qt::TabFocus);
  for (const QString& title : {tr("Maps"), tr("Scatter"), tr("Samples"), tr("Curves"), tr("Record")}) m_tabs->addTab(title);
  m_tabs->setTabVisible(Record, false);  // until one is opened
  tabLayout->addWidget(m_tabs, 1);
  auto* exportButton = named(new QToolButton(tabRow), "exportCorner", tr("Export this view"));
  exportButton->setProperty("role", "icon");
  exportButton->setIcon(icon("export"));
  exportButton->setIconSize({13, 13});
  exportButton->setToolTip(tr("Export this view (Ctrl+E)"));
  connect(exportButton, &QToolButton::clicked, this, &MainWindow::exportView);
  tabLayout->addWidget(exportButton);
  m_views = named(new QStackedWidget(workspace), "views", tr("Views"));
  m_maps = new MapsView(m_document, m_link, m_pictures, m_views);
  m_scatter = new ScatterView(m_document, m_views);
  m_samples = new SamplesView(m_document, m_pictures, m_views);
  m_curves = new CurvesView(m_document, m_views);
  m_record = new RecordView(m_document, m_views);
  for (QWidget* view : {static_cast<QWidget*>(m_maps), static_cast<QWidget*>(m_scatter), static_cast<QWidget*>(m_samples),
                        static_cast<QWidget*>(m_curves), static_cast<QWidget*>(m_record)})
    m_views->addWidget(view);
  work->addWidget(tabRow);
  work->addWidget(m_views, 1);
  // Wide pages must not keep the window from becoming narrow.
  auto* startScroll = named(new QScrollArea(frame), "startScroll", tr("Start"));
  startScroll->setWidgetResizable(true);
  startScroll->setFrameShape(QFrame::NoFrame);
  startScroll->setWidget(m_start);
  for (QWidget* page : {static_cast<QWidget*>(startScroll), static_cast<QWidget*>(m_tensors), workspace}) m_pages->addWidget(page);
  m_host->setCentralWidget(frame);
}

void MainWindow::buildDocks() {
  m_network = new NetworkPanel(m_document, m_host);
  m_channels = new ChannelPanel(m_document, m_host);
  m_groups = new GroupsPanel(m_document, m_host);
  m_edits = new EditsPanel(m_document, m_host);
  m_switches = new SwitchBar(m_document, this);
  m_switchDock = new QDockWidget(tr("Switched off"), m_host);
  m_switchDock->setObjectName("switchDock");
  m_switchDock->setAccessibleName(tr("Switched off"));
  m_switchDock->setFeatures(QDockWidget::NoDockWidgetFeatures);
  auto* noTitle = new QWidget(m_switchDock);
  noTitle->setFixedHeight(0);
  m_switchDock->setTitleBarWidget(noTitle);
  m_switchDock->setWidget(m_switches);
  m_host->setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
  m_host->setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
}

void MainWindow::resetLayout() {
  m_host->addDockWidget(Qt::LeftDockWidgetArea, m_network);
  m_host->addDockWidget(Qt::LeftDockWidgetArea, m_channels);
  m_host->splitDockWidget(m_network, m_channels, Qt::Vertical);
  m_host->addDockWidget(Qt::RightDockWidgetArea, m_groups);
  m_host->addDockWidget(Qt::RightDockWidgetArea, m_edits);
  m_host->splitDockWidget(m_groups, m_edits, Qt::Vertical);
  m_host->addDockWidget(Qt::BottomDockWidgetArea, m_switchDock);
  for (QDockWidget* dock : {static_cast<QDockWidget*>(m_network), static_cast<QDockWidget*>(m_channels),
                            static_cast<QDockWidget*>(m_groups), static_cast<QDockWidget*>(m_edits), m_switchDock}) {
    dock->setFloating(false);
    dock->show();
  }
  shareOutRoom();
}

void MainWindow::shareOutRoom() {
  const int left = std::clamp(width() / 4, 288, 358), right = std::clamp(width() * 23 / 100, 294, 330);
  m_host->resizeDocks({m_network, m_groups}, {left, right}, Qt::Horizontal);
  m_host->resizeDocks({m_network, m_channels}, {39, 61}, Qt::Vertical);
  // A low window gives the groups what the history can spare.
  const int groups = height() < 800 ? 68 : 57;
  m_host->resizeDocks({m_groups, m_edits}, {groups, 100 - groups}, Qt::Vertical);
}

void MainWindow::showEvent(QShowEvent* event) {
  QMainWindow::showEvent(event);
  if (m_layoutIsMine) shareOutRoom();
  m_layoutIsMine = false;
}

}  // namespace spurioscope::ui
