#pragma once

#include <QFrame>

#include "ui/document/baseline.h"

class QLabel;
class QToolButton;

namespace spurioscope::ui {

/// One group: accuracy with its interval, change, and what was fixed and broken.
class GroupCard : public QFrame {
  Q_OBJECT
 public:
  struct State {
    GroupComparison comparison;
    bool worst = false;
    bool exact = true;
    bool stale = false;
    bool edited = false;  ///< whether there is anything to compare
  };

  GroupCard(int group, const QString& name, bool minority, QWidget* parent = nullptr);
  void setUnknown(qint64 n);  ///< not evaluated: only how many samples there are
  QSize minimumSizeHint() const override { return {200, 64}; }
  void setState(const State& state);

 signals:
  void fixedClicked(int group);
  void brokenClicked(int group);
  void menuRequested(int group, const QPoint& where);  ///< global

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  QRectF barRect() const;
  void fit();
  void paintBar(QPainter& painter, const QRectF& track) const;

  int m_group;
  State m_state;
  bool m_known = false;
  QLabel *m_name, *m_kind, *m_worst, *m_accuracy, *m_change, *m_interval;
  QToolButton *m_fixed, *m_broken;
};

}  // namespace spurioscope::ui
