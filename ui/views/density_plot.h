#pragma once

#include <QWidget>
#include <vector>

namespace spurioscope::ui {

/// The distribution of a channel's activation in each group: one curve a group on a common axis, minority groups first.
class DensityPlot : public QWidget {
  Q_OBJECT
 public:
  explicit DensityPlot(QWidget* parent = nullptr);
  /// @param order  groups from top to bottom.  @param values  per group.
  void setValues(const std::vector<int>& order, const std::vector<std::vector<float>>& values, const QStringList& names,
      const QString& note);
  void clear();
  QSize sizeHint() const override { return {176, 216}; }

 signals:
  void brushed(double low, double high);  ///< a range of activations was dragged over

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;

 private:
  double valueAt(double x) const;
  std::vector<int> m_order;
  std::vector<std::vector<double>> m_curves;  // per row of m_order, heights in [0, 1]
  QStringList m_names;
  QString m_note;
  double m_low = 0, m_high = 1;
  double m_from = -1, m_to = -1;  // of a brush, in pixels; negative: none
};

}  // namespace spurioscope::ui
