#pragma once

#include <QFrame>
#include <functional>

#include "ui/link/job.h"

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace spurioscope::ui {

/// A message beside the thing that it concerns, with what can be done about it.
class Notice : public QFrame {
  Q_OBJECT
 public:
  enum class Kind { Hint, Problem };
  Notice(const QString& name, Kind kind, const QString& what, const QString& more, QWidget* parent = nullptr);

  void addAction(const QString& text, std::function<void()> action, bool closes = true);
  /// Text that "Copy details" puts on the clipboard.
  void addCopy(const QString& details);
  void addClose();
  QString text() const;

 private:
  QLabel* m_what;
  QLabel* m_more;
  QHBoxLayout* m_buttons;
};

/// Room for notices above a view; a newer notice of a name replaces the older one.
class NoticeStack : public QWidget {
  Q_OBJECT
 public:
  explicit NoticeStack(QWidget* parent = nullptr);
  ~NoticeStack() override;
  void show(Notice* notice);
  void remove(const QString& name);
  Notice* find(const QString& name) const;

 private:
  void closeWhenEmpty();

  QVBoxLayout* m_layout;
};

/// Message, remedy, copy details, retry.
Notice* failureNotice(const JobFailure& failure, const QString& what);

}  // namespace spurioscope::ui
