#pragma once

#include <QPolygonF>
#include <qcustomplot.h>

#include <vector>

namespace spurioscope::ui {

/// Points that are chosen by a click, by a lasso (drag) or by a rectangle (drag with Alt). Shift and Ctrl extend.
class ScatterPlot : public QCustomPlot {
  Q_OBJECT
 public:
  struct Point {
    double x = 0, y = 0;
    bool chosen = false, off = false, current = false;
    QString toolTip;
  };

  explicit ScatterPlot(QWidget* parent = nullptr);
  void setPoints(std::vector<Point> points, const QString& xLabel, const QString& yLabel, bool diagonal);
  void restyle();

 signals:
  /// @param indices  into the points. @param extend  add to what is chosen.
  void chosen(const std::vector<int>& indices, bool extend);

 protected:
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QPointF pixel(const Point& point) const;
  int nearest(const QPointF& where) const;
  QPolygonF lassoPolygon() const;

  std::vector<Point> m_points;
  QCPGraph *m_plain, *m_off, *m_chosen, *m_current, *m_diagonal;
  QPolygonF m_lasso;
  bool m_dragging = false, m_rectangle = false;
};

}  // namespace spurioscope::ui
