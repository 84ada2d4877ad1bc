#pragma once

#include <QWidget>
#include <vector>

#include "engine/statistics.h"
#include "ui/link/picture_cache.h"

namespace spurioscope::ui {

/// A group's strongest samples in a row, each with a bar for its activation. Hover asks for the map of the channel on the sample and
/// lays it over the picture.
class SampleStrip : public QWidget {
  Q_OBJECT
 public:
  SampleStrip(PictureCache* pictures, QWidget* parent = nullptr);
  void setSamples(int group, const QString& name, const std::vector<engine::SampleActivation>& samples, double largest);
  void setOverlay(int sample, const QImage& veil);
  static constexpr int kLabel = 124, kTile = 62, kGap = 5;  ///< a tile is at least so wide; tiles share the room

 signals:
  void hovered(int sample);  ///< -1: none
  void clicked(int sample);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  int tiles() const;
  int side() const;
  QRect tileRect(int i) const;
  int tileAt(const QPoint& point) const;

  PictureCache* m_pictures;
  int m_group = 0;
  QString m_name;
  std::vector<engine::SampleActivation> m_samples;
  double m_largest = 1;
  int m_hover = -1;
  int m_overlaid = -1;
  QImage m_veil;
};

}  // namespace spurioscope::ui
