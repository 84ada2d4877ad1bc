#include "ui/window/context_menus.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <algorithm>

#include "engine/command_line.h"
#include "ui/document/edit_command.h"
#include "ui/look/number_text.h"
#include "ui/views/panel.h"
#include "ui/window/actions.h"
#include "ui/window/main_window.h"

namespace spurioscope::ui {
namespace {

/// Every channel of the layers that the tool can be used on.
Channels admitted(const Document& document, const std::vector<std::string>& sites) {
  Channels out;
  for (const auto& ref : document.channelsOf(sites))
    if (admits(document.editSet().tool, *document.site(ref.site))) out.push_back(ref);
  return out;
}

/// The layers go back to an earlier epoch as a whole; what else is switched off stays.
void rewindLayers(Document* document, const std::vector<std::string>& sites, const engine::EpochRef& epoch) {
  EditTool tool = document->editSet().tool;
  tool.mode = engine::Mode::Rewind;
  tool.from = epoch.source;
  EditSet next = document->editSet();
  next.tool = tool;
  std::erase_if(next.edits, [&](const auto& edit) { return std::ranges::find(sites, edit.site) != sites.end(); });
  for (const auto& ref : admitted(*document, sites))
    if (document->site(ref.site)->hasWeights) next.edits.push_back(editOf(tool, ref));
  pushEdit(document, next,
           ContextMenus::tr("%1 as at epoch %2").arg(QString::fromStdString(document->selection().scopeTitle)).arg(epoch.epoch));
}

}  // namespace

ContextMenus::ContextMenus(MainWindow* window) : QObject(window), m_window(window) {}

QMenu* ContextMenus::menu(const char* name) {
  auto* out = new QMenu(m_window);
  out->setObjectName(QLatin1String(name));
  out->setAttribute(Qt::WA_DeleteOnClose);
  return out;
}

void ContextMenus::addOwn(QMenu* menu, const char* action) { menu->addAction(m_window->actions()->find(QLatin1String(action))); }

void ContextMenus::showGroup(int group, const QPoint& where) {
  auto* document = m_window->document();
  const auto rows = document->comparison();
  auto* out = menu("groupMenu");
  const auto samples = [&](const QString& text, SampleQuery::Kind kind, bool on) {
    auto* action = out->addAction(text, this, [this, document, kind, group] {
      document->setSampleQuery({kind, group});
      m_window->showTab(MainWindow::Samples);
    });
    action->setEnabled(on);
  };
  const bool known = group < int(rows.size());
  samples(tr("Show the samples that the edits fixed"), SampleQuery::Kind::Fixed, known && !rows[std::size_t(group)].fixed.empty());
  samples(tr("Show the samples that the edits broke"), SampleQuery::Kind::Broken, known && !rows[std::size_t(group)].broken.empty());
  samples(tr("Show its strongest samples of the channel"), SampleQuery::Kind::Top, document->detail() != nullptr);
  out->addSeparator();
  auto* rank = out->addAction(tr("Rank the channels for this group"), this, [document, group] {
    auto request = document->rankRequest();
    request.group = group;
    document->setRankRequest(request);
  });
  rank->setEnabled(document->canEvaluate() && document->selectingGroup() != group);
  auto* copy = out->addAction(tr("Copy its numbers"), this, [rows, group] {
    const auto& row = rows[std::size_t(group)];
    QApplication::clipboard()->setText(
        QStringLiteral("%1\tn %2\t%3 % [%4, %5]\t%6\t+%7\t-%8")
            .arg(QString::fromStdString(row.now.name))
            .arg(row.now.n)
            .arg(percent(row.now.accuracy), percent(row.now.low), percent(row.now.high), signedPercent(row.change))
            .arg(row.fixed.size())
            .arg(row.broken.size()));
  });
  copy->setEnabled(known);
  out->addSeparator();
  addOwn(out, "pin");
  addOwn(out, "exportGroups");
  out->popup(where);
}

void ContextMenus::showEdit(int undoIndex, const QPoint& where) {
  auto* document = m_window->document();
  auto* out = menu("editMenuHere");
  out->addAction(tr("Go to this state"), this, [document, undoIndex] { document->undoStack()->setIndex(undoIndex); })
      ->setEnabled(undoIndex != document->undoStack()->index());
  const auto known = document->outcomeAt(undoIndex);
  out->addAction(tr("Compare with this state"), this, [document, undoIndex] {
    const int present = document->undoStack()->index();
    document->undoStack()->setIndex(undoIndex);
    document->pinBaseline();
    document->undoStack()->setIndex(present);
  })->setEnabled(known != nullptr);
  addOwn(out, "unpin");
  out->addSeparator();
  for (const char* action : {"copyCommand", "saveEdited", "exportEdits"}) addOwn(out, action);
  out->popup(where);
}

void ContextMenus::showMaps(const QPoint& where) {
  auto* document = m_window->document();
  const auto current = document->selection().current;
  if (!current.valid()) return;
  auto* out = menu("mapsMenu");
  const bool off = document->editSet().contains(current);
  out->addAction((off ? tr("Switch %1 on") : tr("Switch %1 off")).arg(channelText(current)), this, [document, current, off] {
    pushEdit(document, toggled(document->editSet(), {current}), (off ? tr("on %1") : tr("off %1")).arg(channelText(current)));
  })->setEnabled(admits(document->editSet().tool, *document->site(current.site)));
  addOwn(out, "previousRanked");
  addOwn(out, "nextRanked");
  out->addSeparator();
  out->addAction(tr("Show all its strongest samples"), this, [this, document] {
    document->setSampleQuery({SampleQuery::Kind::Top, -1});
    m_window->showTab(MainWindow::Samples);
  })->setEnabled(document->detail() != nullptr);
  out->addAction(tr("Copy this view as a picture"), this, [this] { m_window->copyView(); });
  addOwn(out, "exportView");
  out->popup(where);
}

void ContextMenus::showLayers(const QPoint& where) {
  auto* document = m_window->document();
  const auto sites = document->selection().scope;
  const auto channels = admitted(*document, sites);
  auto* out = menu("layersMenu");
  const QString title = QString::fromStdString(document->selection().scopeTitle);
  const bool allOff =
      !channels.empty() && std::ranges::all_of(channels, [&](const auto& ref) { return document->editSet().contains(ref); });
  out->addAction((allOff ? tr("Switch all of %1 on") : tr("Switch all of %1 off")).arg(title), this, [document, channels, title, allOff] {
    pushEdit(document, toggled(document->editSet(), channels), (allOff ? tr("on %1") : tr("off %1")).arg(title));
  })->setEnabled(!channels.empty());
  addOwn(out, "invert");
  addOwn(out, "measureHere");
  const auto checkpoint = document->checkpoint();
  if (checkpoint && checkpoint->epochs.size() > 1) {
    auto* rewind = out->addMenu(tr("Rewind to epoch"));
    for (const auto& epoch : checkpoint->epochs)
      rewind->addAction(QString::number(epoch.epoch), this, [document, sites, epoch] { rewindLayers(document, sites, epoch); });
  }
  out->popup(where);
}

}  // namespace spurioscope::ui
