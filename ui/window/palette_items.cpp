#include "ui/window/palette_items.h"

#include <QAction>
#include <QCoreApplication>
#include <algorithm>

namespace spurioscope::ui {
namespace {

QString say(const char* words) { return QCoreApplication::translate("Palette", words); }

/// How well all words of the query occur in the text, smaller is better; -1: not at all.
int distance(const QString& text, const QStringList& words) {
  int sum = 0;
  for (const QString& word : words) {
    const auto at = text.indexOf(word, 0, Qt::CaseInsensitive);
    if (at < 0) return -1;
    const bool starts = at == 0 || !text[at - 1].isLetterOrNumber();
    sum += int(at) + (starts ? 0 : 20);
  }
  return sum + int(text.size()) / 8;
}

QStringList wordsOf(QString typed) { return typed.replace(':', ' ').split(' ', Qt::SkipEmptyParts); }

using Scored = std::vector<std::pair<int, PaletteItem>>;

void addLayersAndChannels(Scored& out, const QStringList& words, Document* document) {
  for (const auto& site : document->sites()) {
    const QString name = QString::fromStdString(site.name);
    if (const int d = distance(name, words); d >= 0)
      out.push_back({d, {PaletteItem::Kind::Layer, name, say("layer, %1 channels").arg(site.channels), true,
                         [document, site] { document->selectScope({site.name}, site.name); }}});
    if (words.isEmpty()) continue;
    bool isNumber = false;
    const int channel = words.last().toInt(&isNumber);
    const QStringList rest = words.mid(0, words.size() - 1);
    if (!isNumber || channel >= site.channels || channel < 0) continue;
    if (const int d = distance(name, rest); d >= 0)
      out.push_back({d, {PaletteItem::Kind::Channel, channelText({site.name, channel}), say("channel"), true,
                         [document, site, channel] { document->selectChannel({site.name, channel}); }}});
  }
}

void addSamples(Scored& out, const QStringList& words, Document* document, const std::function<void(int)>& showSample) {
  const auto data = document->data();
  if (!data || words.isEmpty() || words.join(' ').size() < 2) return;
  int found = 0;
  for (std::size_t i = 0; i < data->samples.size() && found < 20; ++i) {
    const QString name = QString::fromStdString(data->samples[i].name);
    const int d = distance(name, words);
    if (d < 0) continue;
    ++found;
    out.push_back({d + 40, {PaletteItem::Kind::Sample, name, say("sample of %1").arg(document->groupName(data->samples[i].group)), true,
                            [showSample, i] { showSample(int(i)); }}});
  }
}

}  // namespace

QList<PaletteItem> commandItems(const QList<QAction*>& actions) {
  QList<PaletteItem> items;
  for (auto* action : actions)
    items << PaletteItem{PaletteItem::Kind::Command, QString(action->text()).remove('&'),
        action->shortcut().toString(QKeySequence::NativeText),
                         action->isEnabled(), [action] { action->trigger(); }};
  return items;
}

QList<PaletteItem> matchItems(const QString& typed, const QList<PaletteItem>& commands, Document* document,
                              const std::function<void(int)>& showSample, int most) {
  const QString tidy = typed.trimmed();
  const bool onlyCommands = tidy.startsWith('>');
  const QStringList words = wordsOf(onlyCommands ? tidy.mid(1) : tidy);
  Scored scored;
  for (const auto& command : commands)
    if (const int d = words.isEmpty() ? 0 : distance(command.text, words); d >= 0) scored.push_back({onlyCommands ? d : d + 10, command});
  if (!onlyCommands) {
    addLayersAndChannels(scored, words, document);
    addSamples(scored, words, document, showSample);
  }
  std::ranges::stable_sort(scored, {}, &Scored::value_type::first);
  QList<PaletteItem> out;
  for (const auto& [score, item] : scored) {
    if (out.size() >= most && !onlyCommands) break;
    out << item;
  }
  return out;
}

}  // namespace spurioscope::ui
