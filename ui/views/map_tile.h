#pragma once

#include <QImage>
#include <QWidget>
#include <vector>

#include "ui/look/colour_map.h"

namespace spurioscope::ui {

/// A titled activation map with its colour bar.
class MapTile : public QWidget {
  Q_OBJECT
 public:
  MapTile(const QString& name, const QString& title, ColourMap map, QWidget* parent = nullptr);
  void setMap(const std::vector<float>& values, int width, int height, ValueRange range);
  void clear();
  QSize sizeHint() const override { return {172, 216}; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override { return width + 44; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QRectF mapRect() const;

  QString m_title;
  ColourMap m_colours;
  std::vector<float> m_values;
  int m_width = 0, m_height = 0;
  ValueRange m_range;
  QImage m_image;
};

}  // namespace spurioscope::ui
