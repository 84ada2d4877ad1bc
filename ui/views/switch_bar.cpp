#include "ui/views/switch_bar.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSlider>
#include <algorithm>
#include <cmath>

#include "ui/document/edit_command.h"
#include "ui/look/theme.h"
#include "ui/views/chip_button.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {
namespace {

constexpr int kLargestTop = 50;

bool usesAlpha(engine::Mode mode) {
  return mode != engine::Mode::RandomInit && mode != engine::Mode::Noise && mode != engine::Mode::Rewind;
}

}  // namespace

SwitchBar::SwitchBar(Document* document, QWidget* parent) : QFrame(parent), m_document(document), m_layout(new QHBoxLayout(this)) {
  named(this, "switchBar", tr("Switched off"));
  setProperty("role", "panel");
  setFixedHeight(44);
  m_layout->setContentsMargins(14, 0, 14, 0);
  m_layout->setSpacing(space::kWide);
  m_layout->addWidget(label(tr("Switched off"), "subheading", this));
  m_count = named(label({}, "pill", this), "offCount", tr("How many channels are off"));
  m_layout->addWidget(m_count);
  m_count->setFixedHeight(20);
  m_mode = named(new ChipButton({}, this), "modeButton", tr("How channels are switched off"));
  m_compare = named(new ChipButton({}, this), "compareButton", tr("Compare with"));
  m_compare->setValue(tr("Compare with"));
  m_layout->addWidget(m_mode);
  const auto slider = [&](const char* name, const QString& words, int most, QLabel*& value) {
    m_layout->addWidget(label(words, "muted", this));
    auto* out = named(new QSlider(Qt::Horizontal, this), name, words);
    out->setRange(0, most);
    out->setMinimumWidth(50);
    out->setMaximumWidth(130);
    m_layout->addWidget(out, 1);
    value = label({}, "subheading", this);
    value->setMinimumWidth(34);
    m_layout->addWidget(value);
    connect(out, &QSlider::sliderPressed, this, [this] { ++m_drag; });
    return out;
  };
  m_strength = slider("strengthSlider", tr("strength"), 100, m_strengthText);
  m_strength->setToolTip(tr("How far the channels are switched off: at the right fully"));
  m_top = slider("topSlider", tr("top k of this ranking"), kLargestTop, m_topText);
  m_top->setToolTip(tr("Switches off exactly the first k channels of the ranking (+ and -)"));
  m_layout->addStretch(1);
  connect(m_strength, &QSlider::valueChanged, this, &SwitchBar::dragStrength);
  connect(m_top, &QSlider::valueChanged, this, &SwitchBar::dragTop);
  for (auto signal : {&Document::editsChanged, &Document::rankingChanged, &Document::checkpointChanged, &Document::dataChanged})
    connect(document, signal, this, &SwitchBar::showEdits);
  connect(document, &Document::checkpointChanged, this, &SwitchBar::fillModes);
  for (auto signal : {&Document::baselineChanged, &Document::outcomeChanged}) connect(document, signal, this, &SwitchBar::fillCompare);
  fillModes();
  fillCompare();
  showEdits();
}

void SwitchBar::addActionButton(QAction* action, const char* name) {
  auto* button = named(new QPushButton(action->iconText(), this), name, action->iconText());
  connect(button, &QPushButton::clicked, action, &QAction::trigger);
  const auto sync = [button, action] {
    button->setEnabled(action->isEnabled());
    button->setToolTip(QStringLiteral("%1 (%2)").arg(QString(action->text()).remove('&'),
        action->shortcut().toString(QKeySequence::NativeText)));
  };
  connect(action, &QAction::changed, button, sync);
  sync();
  m_layout->addWidget(button);
}

void SwitchBar::addCompare() { m_layout->addWidget(m_compare); }

void SwitchBar::showEdits() {
  m_showing = true;
  const auto& set = m_document->editSet();
  const int n = int(set.edits.size());
  m_count->setText(n == 0 ? tr("no channel") : n == 1 ? tr("1 channel") : tr("%1 channels").arg(n));
  m_mode->setValue(modeText(set.tool.mode));
  m_mode->setEnabled(m_document->hasNetwork());
  m_compare->setEnabled(m_document->canEvaluate());
  const bool graded = usesAlpha(set.tool.mode);
  m_strength->setEnabled(graded && m_document->hasNetwork());
  m_strength->setValue(int(std::lround(100 * (1 - set.tool.alpha))));
  m_strengthText->setText(!graded || set.tool.alpha == 0 ? tr("off") : tr("%1 %").arg(m_strength->value()));
  const auto ranking = m_document->ranking();
  m_top->setEnabled(ranking != nullptr);
  if (ranking) {
    m_top->setMaximum(std::min<int>(kLargestTop, int(ranking->channels.size())));
    const int k = topOf(set, *ranking, m_document->sites());
    m_topText->setText(k >= 0 ? QString::number(k) : QStringLiteral("\u2013"));
    if (k >= 0) m_top->setValue(k);
  } else {
    m_topText->clear();
  }
  m_showing = false;
}

void SwitchBar::fillModes() {
  using engine::Mode;
  auto* menu = m_mode->menu();
  menu->setObjectName("modeMenu");
  menu->clear();
  for (const auto mode : {Mode::ZeroWeights, Mode::ZeroActivation, Mode::Mean, Mode::RandomInit, Mode::Noise})
    connect(menu->addAction(modeText(mode)), &QAction::triggered, this, [this, mode] { setMode(mode); });
  const auto checkpoint = m_document->checkpoint();
  if (!checkpoint || checkpoint->epochs.size() < 2) return;
  auto* rewind = menu->addMenu(tr("rewind to epoch"));
  rewind->setObjectName("rewindMenu");
  for (const auto& epoch : checkpoint->epochs)
    connect(rewind->addAction(QString::number(epoch.epoch)), &QAction::triggered, this, [this,
        source = epoch.source] { setMode(Mode::Rewind, source); });
}

void SwitchBar::fillCompare() {
  auto* menu = m_compare->menu();
  menu->setObjectName("compareMenu");
  menu->clear();
  auto* plain = menu->addAction(tr("the unedited network"), m_document, &Document::unpin);
  plain->setCheckable(true);
  plain->setChecked(!m_document->pinned());
  if (const auto& pinned = m_document->pinned()) {
    auto* action = menu->addAction(pinned->name);
    action->setCheckable(true);
    action->setChecked(true);
  }
  auto* pin = menu->addAction(tr("pin the present state"), m_document, &Document::pinBaseline);
  pin->setEnabled(m_document->outcome() && m_document->outcome()->after.exact);
}

void SwitchBar::setMode(engine::Mode mode, const std::string& from) {
  EditTool tool = m_document->editSet().tool;
  tool.mode = mode;
  tool.from = from;
  pushEdit(m_document, withTool(m_document->editSet(), tool, m_document->sites()), tr("mode: %1").arg(modeText(mode)));
}

void SwitchBar::dragStrength(int percentOff) {
  if (m_showing) return;
  if (!m_strength->isSliderDown()) ++m_drag;
  pushEdit(m_document, withAlpha(m_document->editSet(), 1 - percentOff / 100.0), tr("strength %1 %").arg(percentOff), 2 * m_drag);
}

void SwitchBar::dragTop(int k) {
  const auto ranking = m_document->ranking();
  if (m_showing || !ranking) return;
  if (!m_top->isSliderDown()) ++m_drag;
  pushEdit(m_document, withTop(m_document->editSet(), *ranking, k, m_document->sites()), tr("top %1 of the ranking").arg(k),
      2 * m_drag + 1);
}

}  // namespace spurioscope::ui
