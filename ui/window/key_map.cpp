#include "ui/window/key_map.h"

#include <QAction>
#include <QGridLayout>
#include <QLabel>

#include "ui/look/theme.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {

KeyMap::KeyMap(const QList<QAction*>& actions, QWidget* parent) : QDialog(parent) {
  named(this, "keyMap", tr("Keys"));
  setWindowTitle(tr("Keys"));
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(20, 16, 20, 16);
  grid->setHorizontalSpacing(space::kWide);
  grid->setVerticalSpacing(space::kTiny);
  QList<QAction*> keyed;
  for (auto* action : actions)
    if (!action->shortcuts().isEmpty()) keyed << action;
  const int half = int(keyed.size() + 1) / 2;
  for (int i = 0; i < keyed.size(); ++i) {
    QStringList keys;
    for (const auto& key : keyed[i]->shortcuts()) keys << key.toString(QKeySequence::NativeText);
    const int column = i < half ? 0 : 3, row = i % half;
    grid->addWidget(label(keys.join(tr(" or ")), "subheading", this), row, column);
    grid->addWidget(label(QString(keyed[i]->text()).remove('&'), "muted", this), row, column + 1);
  }
  grid->setColumnMinimumWidth(2, 24);
}

}  // namespace spurioscope::ui
