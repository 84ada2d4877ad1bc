#pragma once

#include <QWidget>

#include "ui/models/history_model.h"

namespace spurioscope::ui {

/// Worst-group accuracy over the steps of the history. A click goes to that step.
class EditCurve : public QWidget {
  Q_OBJECT
 public:
  explicit EditCurve(QWidget* parent = nullptr);
  QSize sizeHint() const override { return {200, 104}; }
  void setRows(const std::vector<HistoryRow>& rows, int present);

 signals:
  void stepClicked(int index);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  QPointF point(std::size_t i) const;

  std::vector<HistoryRow> m_rows;
  int m_present = 0;
  double m_low = 0, m_high = 1;
};

}  // namespace spurioscope::ui
