#pragma once

#include <QWidget>
#include <vector>

#include "ui/link/picture_cache.h"
#include "ui/views/figure_source.h"
#include "ui/views/notice.h"

class QLabel;
class QVBoxLayout;

namespace spurioscope::ui {

class DensityPlot;
class MapTile;
class SampleStrip;

/// MAPS: the chosen channel on the minority and the majority, and its strongest samples.
class MapsView : public QWidget, public FigureSource {
  Q_OBJECT
 public:
  MapsView(Document* document, EngineLink* link, PictureCache* pictures, QWidget* parent = nullptr);
  NoticeStack* notices() const { return m_notices; }
  engine::Figure figure() const override;
  QString figureName() const override;

 signals:
  void samplesRequested();
  void sampleChosen(int sample);
  void menuRequested(const QPoint& where);  ///< global

 private:
  QWidget* buildPage();
  void buildBody(QVBoxLayout* column);
  void showDetail();
  void showHeading();
  void showSamples(const engine::ChannelDetail& detail);
  std::vector<int> groupOrder() const;

  Document* m_document;
  EngineLink* m_link;
  PictureCache* m_pictures;
  NoticeStack* m_notices;
  QLabel *m_heading, *m_words;
  MapTile *m_minority, *m_majority, *m_difference;
  DensityPlot* m_density;
  QWidget *m_body, *m_rows;
  QVBoxLayout* m_rowLayout;
  std::vector<SampleStrip*> m_strips;
};

}  // namespace spurioscope::ui
