#include "ui/views/notice.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include "ui/look/icon.h"
#include "ui/look/theme.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {

Notice::Notice(const QString& name, Kind kind, const QString& what, const QString& more, QWidget* parent) : QFrame(parent) {
  named(this, name.toLatin1().constData(), what);
  setProperty("role", kind == Kind::Problem ? "notice" : "hint");
  setAccessibleDescription(more);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(10, more.isEmpty() ? 4 : 8, 8, more.isEmpty() ? 4 : 8);
  row->setSpacing(space::kNormal);
  auto* mark = new QLabel(this);
  mark->setPixmap(icon(kind == Kind::Problem ? "warning" : "info").pixmap(16, 16));
  row->addWidget(mark, 0, Qt::AlignTop);
  auto* column = new QVBoxLayout;
  column->setSpacing(2);
  m_what = label(what, "subheading", this);
  m_more = label(more, "muted", this);
  for (auto* text : {m_what, m_more}) {
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->setMinimumWidth(40);
    column->addWidget(text);
  }
  m_more->setVisible(!more.isEmpty());
  m_buttons = new QHBoxLayout;
  m_buttons->setSpacing(space::kSmall);
  m_buttons->addStretch(1);
  row->addLayout(column, 1);
  // A single line keeps its buttons beside it.
  if (more.isEmpty())
    row->addLayout(m_buttons);
  else
    column->addLayout(m_buttons);
}

QString Notice::text() const { return m_what->text() + QLatin1Char('\n') + m_more->text(); }

void Notice::addAction(const QString& text, std::function<void()> action, bool closes) {
  auto* button = new QPushButton(text, this);
  named(button, "noticeButton", text);
  connect(button, &QPushButton::clicked, this, [this, action = std::move(action), closes] {
    if (closes) {
      hide();
      deleteLater();
      setObjectName({});
    }
    action();
  });
  m_buttons->insertWidget(m_buttons->count() - 1, button);
}

void Notice::addCopy(const QString& details) {
  addAction(tr("Copy details"), [details] { QApplication::clipboard()->setText(details); }, false);
}

void Notice::addClose() {
  auto* button = new QToolButton(this);
  named(button, "noticeClose", tr("Close this message"));
  button->setProperty("role", "icon");
  button->setIcon(icon("close"));
  button->setIconSize({10, 10});
  connect(button, &QToolButton::clicked, this, [this] {
    hide();
    setObjectName({});
    deleteLater();
  });
  static_cast<QHBoxLayout*>(layout())->addWidget(button, 0, Qt::AlignTop);
}

NoticeStack::NoticeStack(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this)) {
  named(this, "notices", tr("Messages"));
  m_layout->setContentsMargins(0, 0, 0, 0);
  m_layout->setSpacing(space::kSmall);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
  hide();
}

NoticeStack::~NoticeStack() {
  // QObject's own destructor would delete them when this is no stack any more, and each calls closeWhenEmpty.
  qDeleteAll(findChildren<Notice*>(QString(), Qt::FindDirectChildrenOnly));
}

Notice* NoticeStack::find(const QString& name) const { return findChild<Notice*>(name, Qt::FindDirectChildrenOnly); }

void NoticeStack::show(Notice* notice) {
  remove(notice->objectName());
  m_layout->addWidget(notice);
  notice->setVisible(true);
  connect(notice, &QObject::destroyed, this, &NoticeStack::closeWhenEmpty);
  setVisible(true);
}

void NoticeStack::closeWhenEmpty() {
  // Notices that go away have lost their name.
  for (const auto* notice : findChildren<Notice*>(QString(), Qt::FindDirectChildrenOnly))
    if (!notice->objectName().isEmpty()) return;
  hide();
}

void NoticeStack::remove(const QString& name) {
  if (auto* old = find(name)) {
    old->setObjectName({});
    old->hide();
    old->deleteLater();
    closeWhenEmpty();
  }
}

Notice* failureNotice(const JobFailure& failure, const QString& what) {
  const auto& f = failure.failure;
  const QString message = QString::fromStdString(f.what), where = QString::fromStdString(f.where),
      remedy = QString::fromStdString(f.remedy);
  QStringList more;
  more << message;
  if (!where.isEmpty() && !message.contains(where)) more << Notice::tr("Where: %1").arg(where);
  if (!remedy.isEmpty()) more << remedy;
  auto* notice = new Notice(QStringLiteral("failure-%1").arg(failure.lane), Notice::Kind::Problem, what, more.join('\n'));
  if (failure.retry) notice->addAction(Notice::tr("Try again"), failure.retry);
  notice->addCopy(QStringLiteral("%1\nkind: %2\nwhat: %3\nwhere: %4\nremedy: %5\n")
                      .arg(failure.title, QString::fromStdString(f.kind), message, where, remedy));
  notice->addClose();
  return notice;
}

}  // namespace spurioscope::ui
