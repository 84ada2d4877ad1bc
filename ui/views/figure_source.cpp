#include "ui/views/figure_source.h"

#include "ui/views/ranking_menu.h"

namespace spurioscope::ui {

std::string figureNote(const Document& document) {
  QStringList parts;
  if (const auto checkpoint = document.checkpoint()) {
    QString name = QString::fromStdString(checkpoint->title);
    if (checkpoint->epoch) name += RankingMenu::tr(", epoch %1").arg(*checkpoint->epoch);
    parts << name;
  }
  if (const auto data = document.data())
    parts << RankingMenu::tr("%1, split %2").arg(QString::fromStdString(data->name), QString::fromStdString(document.split()));
  if (const auto outcome = document.outcome()) parts << RankingMenu::tr("n = %1").arg(outcome->after.samplesDone);
  parts << RankingMenu::details(document);
  const auto& edits = document.editSet();
  if (!edits.edits.empty()) parts << RankingMenu::tr("off: %1 (%2)").arg(edits.edits.size()).arg(modeText(edits.tool.mode));
  parts << RankingMenu::tr("95 % intervals");
  return parts.join("; ").toStdString();
}

}  // namespace spurioscope::ui
