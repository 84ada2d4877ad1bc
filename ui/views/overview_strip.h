#pragma once

#include <QWidget>
#include <string>
#include <vector>

namespace spurioscope::ui {

/// The network at a glance: a block a site, as wide as its channels (square root), coloured by a value in [0, 1] (NaN: unknown).
class OverviewStrip : public QWidget {
  Q_OBJECT
 public:
  struct Block {
    std::string site;
    double weight = 1;
    double value = 0;
    QString toolTip;
  };

  explicit OverviewStrip(QWidget* parent = nullptr);
  void setBlocks(std::vector<Block> blocks);
  void setChosen(const std::vector<std::string>& sites);

 signals:
  void chosen(const std::vector<std::string>& sites);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  bool event(QEvent* event) override;

 private:
  std::vector<QRectF> rects() const;
  int blockAt(const QPointF& point) const;
  std::vector<std::string> brushed() const;

  std::vector<Block> m_blocks;
  std::vector<std::string> m_chosen;
  int m_from = -1, m_to = -1;  // of a brush
};

}  // namespace spurioscope::ui
