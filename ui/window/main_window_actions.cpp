#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QAbstractButton>
#include <QAbstractItemView>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QSlider>
#include <QStackedWidget>
#include <QTabBar>
#include <QWhatsThis>

#include "engine/command_line.h"
#include "ui/document/edit_command.h"
#include "ui/look/theme.h"
#include "ui/views/channel_panel.h"
#include "ui/views/chip_button.h"
#include "ui/views/edits_panel.h"
#include "ui/views/groups_panel.h"
#include "ui/views/network_panel.h"
#include "ui/views/ranking_menu.h"
#include "ui/views/samples_view.h"
#include "ui/views/status_line.h"
#include "ui/views/switch_bar.h"
#include "ui/views/top_bar.h"
#include "ui/window/actions.h"
#include "ui/window/command_palette.h"
#include "ui/window/key_map.h"
#include "ui/window/main_window.h"

namespace spurioscope::ui {
namespace {

using Keys = QList<QKeySequence>;

}  // namespace

void MainWindow::buildActions() {
  buildFileActions();
  buildEditActions();
  buildViewActions();
  buildAnalyseActions();
  buildHelpActions();
  m_top->setActions(m_actions->find("pin"), m_actions->find("exportView"));
  m_switches->addActionButton(m_actions->find("undo"), "undoButton");
  m_switches->addActionButton(m_actions->find("redo"), "redoButton");
  m_switches->addCompare();
  m_switches->addActionButton(m_actions->find("reset"), "resetButton");
  auto* checkpointMenu = m_top->checkpointButton()->menu();
  for (const char* name : {"openCheckpoint", "openDemo", "openSession"}) checkpointMenu->addAction(m_actions->find(name));
  checkpointMenu->addMenu(m_recentMenu);
  auto* dataMenu = m_top->dataButton()->menu();
  for (const char* name : {"splitTrain", "splitVal", "splitTest"}) dataMenu->addAction(m_actions->find(name));
  dataMenu->addSeparator();
  for (const char* name : {"openData", "openDataFile", "openDemoData"}) dataMenu->addAction(m_actions->find(name));
}

void MainWindow::buildFileActions() {
  auto* menu = m_actions->menu(m_menus, "fileMenu", tr("&File"));
  m_actions->add(menu, "openCheckpoint", tr("&Open checkpoint…"), {QKeySequence("Ctrl+O")}, [this] { askCheckpoint(); });
  m_actions->add(menu, "openData", tr("Open &data…"), {QKeySequence("Ctrl+Shift+O")}, [this] { askData(); });
  m_actions->add(menu, "openDataFile", tr("Open data f&ile…"), {}, [this] { askDataFile(); });
  m_actions->add(menu, "openRecord", tr("Open record of a run…"), {}, [this] { askRecord(); });
  m_actions->add(menu, "openDemo", tr("Open the d&emo"), {}, [this] { open("demo"); });
  m_actions->add(menu, "openDemoData", tr("Use the demo's data"), {}, [this] { openData("demo"); });
  m_recentMenu = menu->addMenu(tr("&Recent files"));
  m_recentMenu->setObjectName("recentMenu");
  menu->addSeparator();
  m_actions->add(menu, "openSession", tr("Open session…"), {}, [this] { askSession(); });
  m_actions->add(menu, "saveSession", tr("&Save session"), {QKeySequence("Ctrl+S")}, [this] { askSaveSession(false); });
  m_actions->add(menu, "saveSessionAs", tr("Save session as…"), {QKeySequence("Ctrl+Shift+S")}, [this] { askSaveSession(true); });
  m_actions->add(menu, "saveEdited", tr("Save edited checkpoint…"), {}, [this] { askSaveEdited(); });
  menu->addSeparator();
  m_actions->add(menu, "exportView", tr("E&xport view…"), {QKeySequence("Ctrl+E")}, [this] { exportView(); });
  m_actions->find("exportView")->setIconText(tr("Export view"));
  m_actions->add(menu, "exportGroups", tr("Export the groups' figure…"), {}, [this] { exportFigure(*m_groups); });
  m_actions->add(menu, "exportEdits", tr("Export the history's figure…"), {}, [this] { exportFigure(*m_edits); });
  menu->addSeparator();
  m_actions->add(menu, "quit", tr("&Quit"), {QKeySequence("Ctrl+Q")}, [this] { close(); });
}

void MainWindow::buildEditActions() {
  auto* menu = m_actions->menu(m_menus, "editMenu", tr("&Edit"));
  m_actions->add(menu, "undo", tr("&Undo"), {QKeySequence("Ctrl+Z")}, [this] { m_document->undoStack()->undo(); });
  m_actions->add(menu, "redo", tr("&Redo"), {QKeySequence("Ctrl+Shift+Z")}, [this] { m_document->undoStack()->redo(); });
  menu->addSeparator();
  m_actions->add(menu, "toggle", tr("Switch the selection off or on"), {QKeySequence("Space")}, [this] { toggleSelected(); });
  m_actions->add(menu, "invert", tr("Invert the layers in the table"), {QKeySequence("I")}, [this] {
    const auto scope = m_document->channelsOf(m_document->selection().scope);
    pushEdit(m_document, inverted(m_document->editSet(), scope),
        tr("invert %1").arg(QString::fromStdString(m_document->selection().scopeTitle)));
  });
  m_actions->add(menu, "reset", tr("Switch everything on again"), {QKeySequence("R")}, [this] {
    pushEdit(m_document, cleared(m_document->editSet()), tr("everything on"));
  });
  m_actions->find("reset")->setIconText(tr("Reset"));
  m_actions->add(menu, "topMore", tr("One more of the ranking"), {QKeySequence("+"), QKeySequence("=")}, [this] { stepTop(1); });
  m_actions->add(menu, "topLess", tr("One less of the ranking"), {QKeySequence("-")}, [this] { stepTop(-1); });
  menu->addSeparator();
  m_actions->add(menu, "clearSelection", tr("Clear the selection"), {QKeySequence("Esc")}, [this] {
    auto next = m_document->selection();
    next.channels.clear();
    m_document->select(next);
  });
  m_actions->add(menu, "copy", tr("&Copy what is in focus"), {QKeySequence("Ctrl+C")}, [this] { copyFocus(); });
  m_actions->add(menu, "copyCommand", tr("Copy as command"), {QKeySequence("Ctrl+Shift+C")}, [this] {
    QApplication::clipboard()->setText(commandText());
    m_status->say(tr("copied: %1").arg(commandText()));
  });
}

void MainWindow::buildViewActions() {
  auto* menu = m_actions->menu(m_menus, "viewMenu", tr("&View"));
  const QString titles[] = {tr("&Maps"), tr("&Scatter"), tr("S&amples"), tr("&Curves"), tr("&Record")};
  const char* names[] = {"viewMaps", "viewScatter", "viewSamples", "viewCurves", "viewRecord"};
  for (int tab = 0; tab < 5; ++tab)
    m_actions->add(menu, names[tab], titles[tab], {QKeySequence(QString::number(tab + 1))}, [this, tab] { showTab(tab); });
  menu->addSeparator();
  m_actions->add(menu, "previousRanked", tr("Previous ranked channel"), {QKeySequence("[")}, [this] { stepRanked(-1); });
  m_actions->add(menu, "nextRanked", tr("Next ranked channel"), {QKeySequence("]")}, [this] { stepRanked(1); });
  m_actions->add(menu, "selectionBack", tr("Back in the selection's history"), {QKeySequence("Alt+Left")},
      [this] { m_document->stepSelection(-1); });
  m_actions->add(menu, "selectionForward", tr("Forward in the selection's history"), {QKeySequence("Alt+Right")},
      [this] { m_document->stepSelection(1); });
  menu->addSeparator();
  m_actions->add(menu, "filterChannels", tr("Filter the channels"), {QKeySequence("Ctrl+F")},
                 [this] { m_channels->findChild<QWidget*>("channelFilter")->setFocus(Qt::ShortcutFocusReason); });
  m_actions->add(menu, "lightTheme", tr("Light"), {}, [this] { setDark(false); });
  m_actions->add(menu, "darkTheme", tr("Dark"), {QKeySequence("Ctrl+D")}, [this] { setDark(!Theme::current().dark); });
}

void MainWindow::buildAnalyseActions() {
  auto* menu = m_actions->menu(m_menus, "analyseMenu", tr("&Analyse"));
  m_actions->add(menu, "pin", tr("&Pin as baseline"), {QKeySequence("P")}, [this] { m_document->pinBaseline(); });
  m_actions->add(menu, "unpin", tr("Compare with the unedited network"), {QKeySequence("Shift+P")}, [this] { m_document->unpin(); });
  menu->addSeparator();
  m_actions->add(menu, "nextEpoch", tr("Next epoch"), {QKeySequence("E")}, [this] { stepEpoch(1); });
  m_actions->add(menu, "previousEpoch", tr("Previous epoch"), {QKeySequence("Shift+E")}, [this] { stepEpoch(-1); });
  m_actions->add(menu, "scanEpochs", tr("Evaluate every epoch"), {}, [this] { m_epochs->start(); });
  menu->addSeparator();
  m_actions->add(menu, "measureHere", tr("Measure effects in these layers"), {QKeySequence("M")},
      [this] { m_link->measureEffects(m_document->selection().scope); });
  m_actions->add(menu, "measureAll", tr("Measure effects of every channel"), {}, [this] {
    std::vector<std::string> names;
    for (const auto& site : m_document->sites()) names.push_back(site.name);
    m_link->measureEffects(names);
  });
  menu->addSeparator();
  for (const char* split : {"train", "val", "test"}) {
    const QString word = QString::fromLatin1(split);
    m_actions->add(menu, ("split" + word.left(1).toUpper() + word.mid(1)).toLatin1().constData(),
        tr("Evaluate on split %1").arg(word), {},
                   [this, split] { m_document->setSplit(split); });
  }
  menu->addSeparator();
  for (const auto& one : engine::criteria())
    m_actions->add(menu, ("rank-" + std::string(one.name)).c_str(), tr("Rank by %1").arg(RankingMenu::criterionText(one.criterion)), {},
                   [this, criterion = one.criterion] {
                     auto request = m_document->rankRequest();
                     request.criterion = criterion;
                     m_document->setRankRequest(request);
                   });
  menu->addSeparator();
  const std::pair<engine::ClassOrder, QString> orders[] = {{engine::ClassOrder::Automatic, tr("Read the classes in the order that fits")},
                                                           {engine::ClassOrder::Identity, tr("Read the classes in the data's order")},
                                                           {engine::ClassOrder::Reversed, tr("Read the classes in the reversed order")}};
  for (const auto& [order, words] : orders)
    m_actions->add(menu, ("classOrder-" + std::string(engine::classOrderName(order))).c_str(), words, {},
                   [this, order] { m_document->setClassOrder(order); });
  menu->addSeparator();
  m_actions->add(menu, "cancel", tr("Cancel what is running"), {QKeySequence("Ctrl+.")}, [this] {
    m_link->cancelAll();
    m_epochs->cancel();
  });
}

void MainWindow::buildHelpActions() {
  auto* window = m_actions->menu(m_menus, "windowMenu", tr("&Window"));
  m_actions->add(window, "palette", tr("Command palette"), {QKeySequence("Ctrl+K"), QKeySequence("Ctrl+Shift+P")},
      [this] { showPalette(); });
  window->addSeparator();
  const QList<QDockWidget*> docks{m_network, m_channels, m_groups, m_edits};
  for (int i = 0; i < docks.size(); ++i) {
    auto* dock = docks[i];
    const QString number = QString::number(i + 1);
    m_actions->add(window, ("dock" + number).toLatin1().constData(), tr("Show %1").arg(dock->windowTitle()),
        {QKeySequence("Ctrl+" + number)}, [dock] {
      dock->show();
      dock->raise();
      if (auto* view = dock->findChild<QAbstractItemView*>()) view->setFocus(Qt::ShortcutFocusReason);
    });
  }
  for (auto* dock : docks)
    m_actions->add(window, ("hide-" + dock->objectName()).toLatin1().constData(), tr("Hide %1").arg(dock->windowTitle()), {},
        [dock] { dock->hide(); });
  window->addSeparator();
  m_actions->add(window, "resetLayout", tr("Reset the layout"), {}, [this] { resetLayout(); });
  auto* help = m_actions->menu(m_menus, "helpMenu", tr("&Help"));
  m_actions->add(help, "helpFocus", tr("Help on what is in focus"), {QKeySequence("F1")}, [this] { helpOnFocus(); });
  m_actions->add(help, "keys", tr("Keys"), {QKeySequence("?")}, [this] {
    auto* keys = new KeyMap(m_actions->all(), this);
    keys->setAttribute(Qt::WA_DeleteOnClose);
    keys->show();
  });
  m_actions->add(help, "about", tr("About Spurioscope"), {}, [this] {
    QMessageBox::about(
        this, tr("About Spurioscope"),
        tr("<b>Spurioscope</b><p>See and switch off the channels that a network uses for its minority groups.</p>"
           "<p>After \"Uncovering memorization effect in the presence of spurious correlations\", Nature Communications 16, 2025, "
           "doi 10.1038/s41467-025-61531-5. GPL-3.0-or-later.</p>"));
  });
}

void MainWindow::updateActions() {
  const auto enable = [this](const char* name, bool on) { m_actions->find(name)->setEnabled(on); };
  auto* stack = m_document->undoStack();
  const auto outcome = m_document->outcome();
  const bool network = m_document->hasNetwork(), live = m_document->canEvaluate();
  const bool chosen = !m_document->selection().channels.empty();
  enable("undo", stack->canUndo());
  enable("redo", stack->canRedo());
  enable("toggle", network && chosen);
  enable("invert", network && !m_document->selection().scope.empty());
  enable("reset", !m_document->editSet().edits.empty());
  for (const char* name : {"topMore", "topLess", "previousRanked", "nextRanked"}) enable(name, m_document->ranking() != nullptr);
  enable("clearSelection", chosen);
  enable("copyCommand", live);
  enable("pin", outcome && outcome->after.exact && !m_document->outcomeStale());
  enable("unpin", m_document->pinned().has_value());
  const bool epochs = network && m_document->checkpoint()->epochs.size() > 1;
  for (const char* name : {"nextEpoch", "previousEpoch"}) enable(name, epochs);
  enable("scanEpochs", epochs && live);
  for (const char* name : {"measureHere", "measureAll", "exportView", "exportGroups", "exportEdits"}) enable(name, live);
  for (const char* name : {"saveSession", "saveSessionAs"}) enable(name, m_document->checkpoint() != nullptr);
  const auto& edits = m_document->editSet().edits;
  enable("saveEdited", network && !edits.empty() && engine::modeUsesWeights(m_document->editSet().tool.mode));
  enable("viewRecord", m_document->record() != nullptr);
  const auto data = m_document->data();
  const char* splits[] = {"splitTrain", "splitVal", "splitTest"};
  for (std::size_t s = 0; s < 3; ++s)
    enable(splits[s], data && data->splitSizes[s] > 0);
}

QList<QAction*> MainWindow::menuActions() const {
  QList<QAction*> out;
  const std::function<void(const QList<QAction*>&)> walk = [&](const QList<QAction*>& actions) {
    for (auto* action : actions) {
      if (action->menu())
        walk(action->menu()->actions());
      else if (!action->isSeparator())
        out << action;
    }
  };
  walk(m_menus->actions());
  return out;
}

CommandPalette* MainWindow::showPalette(const QString& typed) {
  auto* palette = new CommandPalette(m_document, menuActions(), [this](int sample) { showSample(sample); }, typed, this);
  palette->move(mapToGlobal(QPoint((width() - palette->width()) / 2, 44)));
  palette->show();
  return palette;
}

void MainWindow::showSample(int sample) {
  const auto data = m_document->data();
  if (!data || sample < 0 || sample >= int(data->samples.size())) return;
  m_document->setSampleQuery({SampleQuery::Kind::One, data->samples[std::size_t(sample)].group, sample});
  showTab(Samples);
  m_samples->showSample(sample);
}

void MainWindow::toggleSelected() {
  const auto& selection = m_document->selection();
  Channels channels;
  for (const auto& ref : selection.channels)
    if (const auto* site = m_document->site(ref.site); site && admits(m_document->editSet().tool, *site)) channels.push_back(ref);
  if (channels.empty()) {
    if (!selection.channels.empty())
      m_status->say(tr("This layer has no weights of its own: choose another mode than %1").arg(modeText(m_document->editSet().tool.mode)));
    return;
  }
  const auto next = toggled(m_document->editSet(), channels);
  const QString word = next.edits.size() > m_document->editSet().edits.size() ? tr("off %1") : tr("on %1");
  const QString what = channels.size() == 1 ? channelText(channels.front()) : tr("%1 channels").arg(channels.size());
  pushEdit(m_document, next, word.arg(what));
}

void MainWindow::stepRanked(int by) {
  const auto ranking = m_document->ranking();
  if (!ranking || ranking->channels.empty()) return;
  const auto& current = m_document->selection().current;
  const auto it = std::ranges::find_if(ranking->channels, [&](const auto& r) { return r.site == current.site
      && r.channel == current.channel; });
  const auto at = it == ranking->channels.end() ? (by > 0 ? -1 : 1) : it - ranking->channels.begin();
  const auto next = std::clamp<std::ptrdiff_t>(at + by, 0, std::ptrdiff_t(ranking->channels.size()) - 1);
  m_document->selectChannel({ranking->channels[std::size_t(next)].site, ranking->channels[std::size_t(next)].channel});
}

void MainWindow::stepTop(int by) {
  auto* slider = m_switches->topSlider();
  slider->setValue(slider->value() + by);
}

void MainWindow::stepEpoch(int by) {
  auto* slider = m_top->epochSlider();
  slider->setValue(slider->value() + by);
}

void MainWindow::copyFocus() {
  QWidget* focus = QApplication::focusWidget();
  if (auto* view = qobject_cast<QAbstractItemView*>(focus)) {
    QStringList lines;
    for (const auto& row : view->selectionModel()->selectedRows()) {
      QStringList cells;
      for (int column = 0; column < view->model()->columnCount(row.parent()); ++column)
        if (const QString text = row.siblingAtColumn(column).data().toString(); !text.isEmpty()) cells << text;
      lines << cells.join('\t');
    }
    QApplication::clipboard()->setText(lines.join('\n'));
  } else {
    return copyView();
  }
  m_status->say(tr("copied"));
}

void MainWindow::copyView() {
  QApplication::clipboard()->setImage(m_views->currentWidget()->grab().toImage());
  m_status->say(tr("copied"));
}

QString MainWindow::commandText() const {
  const auto checkpoint = m_document->checkpoint();
  const auto data = m_document->data();
  if (!checkpoint || !data) return {};
  const auto& edits = m_document->editSet().edits;
  return QString::fromStdString(
      edits.empty()
          ? engine::evaluateCommand(checkpoint->source, {data->source, data->choices}, m_document->split(), m_document->classOrder())
          : engine::ablateCommand(checkpoint->source, {data->source, data->choices}, m_document->split(), edits, m_document->classOrder()));
}

void MainWindow::helpOnFocus() {
  QWidget* focus = QApplication::focusWidget();
  if (!focus) focus = this;
  QString text = QStringLiteral("<b>%1</b>").arg(focus->accessibleName().toHtmlEscaped());
  for (QWidget* widget = focus; widget; widget = widget->parentWidget())
    if (!widget->toolTip().isEmpty()) {
      text += QStringLiteral("<p>%1</p>").arg(widget->toolTip().toHtmlEscaped());
      break;
    }
  text += tr("<p>? shows all keys, Ctrl+K finds every command.</p>");
  QWhatsThis::showText(focus->mapToGlobal(focus->rect().center()), text, focus);
}

bool MainWindow::eventFilter(QObject* object, QEvent* event) {
  // Space presses the button in focus; only elsewhere does it switch channels.
  if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space &&
      (qobject_cast<QAbstractButton*>(object) || qobject_cast<QComboBox*>(object))) {
    event->accept();
    return true;
  }
  return QMainWindow::eventFilter(object, event);
}

}  // namespace spurioscope::ui
