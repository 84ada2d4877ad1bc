#pragma once

#include <QWidget>

#include "ui/models/channel_rows.h"
#include "ui/views/figure_source.h"

class QComboBox;
class QLabel;

namespace spurioscope::ui {

class ScatterPlot;

/// SCATTER: every channel of the chosen layers as a point; what is chosen here is chosen everywhere.
class ScatterView : public QWidget, public FigureSource {
  Q_OBJECT
 public:
  ScatterView(Document* document, QWidget* parent = nullptr);
  engine::Figure figure() const override;
  QString figureName() const override { return QStringLiteral("scatter"); }

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  enum class Axes { Means, ScoreAuroc, EffectAuroc };
  Axes axes() const;
  std::pair<double, double> valuesOf(const ChannelRow& row) const;
  std::pair<QString, QString> labels() const;
  void refresh();
  void choose(const std::vector<int>& indices, bool extend);

  Document* m_document;
  QComboBox* m_axes;
  QLabel* m_note;
  ScatterPlot* m_plot;
  std::vector<ChannelRow> m_rows;
  bool m_outdated = true;
};

}  // namespace spurioscope::ui
