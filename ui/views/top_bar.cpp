#include "ui/views/top_bar.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSlider>
#include <QThread>
#include <algorithm>

#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/views/chip_button.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {

TopBar::TopBar(Document* document, const engine::Settings& settings, QWidget* parent)
    : QWidget(parent), m_document(document), m_layout(new QHBoxLayout(this)), m_wantedDevice(QString::fromStdString(settings.device)),
      m_wantedThreads(settings.threads) {
  named(this, "topBar", tr("What is open"));
  m_layout->setContentsMargins(12, 7, 12, 7);
  m_layout->setSpacing(10);
  m_checkpoint = chip("checkpointButton", tr("checkpoint"), tr("Checkpoint"));
  m_layout->addWidget(m_checkpoint);
  m_epochLabel = label(tr("epoch"), "muted", this);
  m_layout->addWidget(m_epochLabel);
  m_slider = named(new QSlider(Qt::Horizontal, this), "epochSlider", tr("Epoch"));
  m_slider->setMinimumWidth(60);
  m_slider->setMaximumWidth(168);
  m_layout->addWidget(m_slider, 1);
  m_epoch = named(label({}, "subheading", this), "epochLabel", tr("Epoch"));
  m_layout->addWidget(m_epoch);
  m_data = chip("dataButton", tr("data"), tr("Data and split"));
  m_layout->addWidget(m_data);
  m_preset = chip("presetButton", tr("preset"), tr("Preset"));
  m_layout->addWidget(m_preset);
  m_device = chip("deviceButton", tr("device"), tr("Device and threads"));
  m_device->setToolTip(tr("Where the network runs, and on how many threads of the CPU"));
  m_layout->addWidget(m_device);
  m_layout->addStretch(1);
  m_pin = named(new QPushButton(this), "pinButton", tr("Pin as baseline"));
  m_export = named(new QPushButton(this), "exportButton", tr("Export view"));
  m_layout->addWidget(m_pin);
  m_layout->addWidget(m_export);
  connect(m_slider, &QSlider::valueChanged, this, [this](int i) {
    const auto checkpoint = m_document->checkpoint();
    if (m_showing || !checkpoint || i < 0 || i >= int(checkpoint->epochs.size())) return;
    m_epoch->setText(QString::number(checkpoint->epochs[std::size_t(i)].epoch));
    emit epochChosen(QString::fromStdString(checkpoint->epochs[std::size_t(i)].source));
  });
  for (auto signal : {&Document::checkpointChanged, &Document::dataChanged, &Document::splitChanged, &Document::rankRequestChanged,
                      &Document::engineStateChanged, &Document::checkpointCompleted})
    connect(document, signal, this, &TopBar::showDocument);
  showDocument();
}

ChipButton* TopBar::chip(const char* name, const QString& prefix, const QString& accessible) {
  auto* button = named(new ChipButton(prefix, this), name, accessible);
  button->menu()->setObjectName(QLatin1String(name) + QStringLiteral("Menu"));
  return button;
}

void TopBar::setActions(QAction* pin, QAction* exportView) {
  const auto bind = [](QPushButton* button, QAction* action) {
    button->setText(action->iconText());
    button->setToolTip(QStringLiteral("%1 (%2)").arg(action->iconText(), action->shortcut().toString(QKeySequence::NativeText)));
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    const auto sync = [button, action] { button->setEnabled(action->isEnabled()); };
    connect(action, &QAction::changed, button, sync);
    sync();
  };
  bind(m_pin, pin);
  bind(m_export, exportView);
}

void TopBar::showDocument() {
  m_showing = true;
  const auto checkpoint = m_document->checkpoint();
  const auto data = m_document->data();
  m_checkpoint->setValue(checkpoint ? QString::fromStdString(checkpoint->title) : tr("none"));
  if (checkpoint)
    m_checkpoint->setToolTip(tr("%1\n%2, %3, written by %4\nSHA-256 %5").arg(QString::fromStdString(checkpoint->source),
        QString::fromStdString(checkpoint->format), bytesText(checkpoint->fileBytes), QString::fromStdString(checkpoint->writer),
        QString::fromStdString(checkpoint->sha256).left(16)));
  const bool epochs = checkpoint && checkpoint->epochs.size() > 1;
  for (auto* widget : {static_cast<QWidget*>(m_epochLabel), static_cast<QWidget*>(m_slider), static_cast<QWidget*>(m_epoch)})
    widget->setVisible(epochs);
  if (epochs) {
    m_slider->setRange(0, int(checkpoint->epochs.size()) - 1);
    m_slider->setPageStep(1);
    for (std::size_t i = 0; i < checkpoint->epochs.size(); ++i)
      if (checkpoint->epochs[i].source == checkpoint->source
          || checkpoint->epochs[i].epoch == checkpoint->epoch.value_or(-1)) m_slider->setValue(int(i));
    m_epoch->setText(QString::number(checkpoint->epochs[std::size_t(m_slider->value())].epoch));
  }
  m_data->setValue(data ? tr("%1, %2").arg(QString::fromStdString(data->name), QString::fromStdString(m_document->split())) : tr("none"));
  if (data) m_data->setToolTip(tr("%1\n%2 samples, %3").arg(QString::fromStdString(data->source),
      countText(qint64(data->samples.size())), QString::fromStdString(data->preprocessing)));
  m_preset->setValue(m_document->rankRequest().preset == engine::Preset::Paper ? tr("paper") : tr("corrected"));
  m_preset->setVisible(checkpoint || data);
  m_device->setValue(m_document->deviceName());
  m_device->setVisible(!m_document->deviceName().isEmpty());
  m_showing = false;
  fillMenus();
  if (m_device->menu()->isEmpty()) fillDevices();
}

void TopBar::fillDevices() {
  auto* menu = m_device->menu();
  menu->clear();
  const auto add = [&](QMenu* to, const QString& text, bool chosen, const QString& device, int threads) {
    auto* action = to->addAction(text, this, [this, device, threads] {
      m_wantedDevice = device;
      m_wantedThreads = threads;
      fillDevices();
      emit deviceChosen(device, threads);
    });
    action->setCheckable(true);
    action->setChecked(chosen);
  };
  if (m_document->devices().empty()) return;  // not asked yet
  add(menu, tr("automatic"), m_wantedDevice == "auto", "auto", m_wantedThreads);
  for (const auto& device : m_document->devices()) {
    const QString name = QString::fromStdString(device);
    add(menu, name, m_wantedDevice == name, name, m_wantedThreads);
  }
  menu->addSeparator();
  auto* threads = menu->addMenu(tr("Threads of the CPU"));
  threads->setObjectName("threadsMenu");
  add(threads, tr("automatic"), m_wantedThreads == 0, m_wantedDevice, 0);
  const int cores = QThread::idealThreadCount();
  for (int n = 1; n <= cores; n = n < 4 || n == cores ? n + 1 : std::min(2 * n, cores))
    add(threads, QString::number(n), m_wantedThreads == n, m_wantedDevice, n);
}

void TopBar::fillMenus() {
  auto* menu = m_preset->menu();
  menu->clear();
  for (const auto preset : {engine::Preset::Corrected, engine::Preset::Paper}) {
    auto* action = menu->addAction(preset == engine::Preset::Paper ? tr("paper: the published code's arithmetic")
        : tr("corrected: the same ideas put right"));
    action->setCheckable(true);
    action->setChecked(m_document->rankRequest().preset == preset);
    connect(action, &QAction::triggered, this, [this, preset] {
      auto request = m_document->rankRequest();
      request.preset = preset;
      m_document->setRankRequest(request);
    });
  }
}

}  // namespace spurioscope::ui
