#include "ui/views/start_page.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/look/icon.h"
#include "ui/look/theme.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {

StartPage::StartPage(QWidget* parent) : QWidget(parent) {
  named(this, "startPage", tr("Start"));
  setProperty("role", "page");
  auto* outer = new QVBoxLayout(this);
  outer->addStretch(2);
  auto* title = label(tr("Which channels does a network use for its minority groups?"), "large", this);
  title->setWordWrap(true);
  title->setAlignment(Qt::AlignCenter);
  auto* words = label(tr("Open a trained checkpoint, see every channel on every group, switch channels off and watch the worst group."),
                      "muted", this);
  words->setWordWrap(true);
  words->setAlignment(Qt::AlignCenter);
  outer->addWidget(title);
  outer->addWidget(words);
  outer->addSpacing(20);
  auto* row = new QHBoxLayout;
  row->setSpacing(space::kWide);
  row->addStretch(1);
  const auto card = [&](const char* name, const char* mark, const QString& text, const QString& more) {
    auto* button = named(new QToolButton(this), name, text);
    button->setProperty("role", "card");
    button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    button->setIcon(icon(mark));
    button->setIconSize({28, 28});
    button->setText(text + QStringLiteral("\n") + more);
    button->setMinimumSize(190, 120);
    row->addWidget(button);
    return button;
  };
  connect(card("startDemo", "demo", tr("Try the demo"), tr("garments on water and land")), &QToolButton::clicked, this,
      &StartPage::demoChosen);
  connect(card("startOpen", "open", tr("Open a checkpoint"), tr(".pth  .pt  .safetensors")), &QToolButton::clicked, this,
      &StartPage::openChosen);
  auto* recent = new QFrame(this);
  named(recent, "startRecent", tr("Recent files"));
  recent->setProperty("role", "panel");
  recent->setMinimumSize(230, 120);
  m_recent = new QVBoxLayout(recent);
  m_recent->setContentsMargins(14, 12, 14, 12);
  row->addWidget(recent);
  row->addStretch(1);
  outer->addLayout(row);
  outer->addSpacing(16);
  auto* drop = label(tr("or drop a checkpoint, a data set's folder or a session anywhere in this window"), "muted", this);
  drop->setAlignment(Qt::AlignCenter);
  outer->addWidget(drop);
  outer->addStretch(3);
  setRecent({});
}

void StartPage::setRecent(const QStringList& files) {
  while (auto* item = m_recent->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  m_recent->addWidget(label(tr("Recent"), "subheading", this));
  for (const QString& file : files.mid(0, 4)) {
    auto* button = named(new QToolButton(this), "recentFile", file);
    button->setProperty("role", "action");
    button->setText(QFileInfo(file).fileName());
    button->setToolTip(file);
    connect(button, &QToolButton::clicked, this, [this, file] { emit recentChosen(file); });
    m_recent->addWidget(button);
  }
  if (files.isEmpty()) m_recent->addWidget(label(tr("Files that you open appear here."), "muted", this));
  m_recent->addStretch(1);
}

}  // namespace spurioscope::ui
