#pragma once

#include <QWidget>

#include "ui/views/figure_source.h"

class QComboBox;
class QCustomPlot;
class QLabel;
class QPushButton;

namespace spurioscope::ui {

/// CURVES: accuracy of the worst and of every group over the edits, or over the epochs when they are evaluated.
class CurvesView : public QWidget, public FigureSource {
  Q_OBJECT
 public:
  CurvesView(Document* document, QWidget* parent = nullptr);
  engine::Figure figure() const override;
  QString figureName() const override { return QStringLiteral("curves"); }

 signals:
  void epochsRequested();

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  struct Step {
    double x = 0;
    const engine::SplitEvaluation* evaluation = nullptr;
  };
  bool overEpochs() const;
  std::vector<Step> steps() const;
  void refresh();
  void addGroup(const engine::FigureSeries& series, bool worst);

  Document* m_document;
  QComboBox* m_over;
  QLabel* m_note;
  QPushButton* m_evaluate;
  QCustomPlot* m_plot;
  bool m_outdated = true;
};

}  // namespace spurioscope::ui
