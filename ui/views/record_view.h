#pragma once

#include <QWidget>

#include "ui/views/figure_source.h"

class QComboBox;
class QCustomPlot;
class QLabel;
class QTableWidget;

namespace spurioscope::ui {

class ElidedLabel;

/// RECORD: curves and tables that training code left about a run, which need neither network nor data.
class RecordView : public QWidget, public FigureSource {
  Q_OBJECT
 public:
  RecordView(Document* document, QWidget* parent = nullptr);
  engine::Figure figure() const override;  ///< the panel that is shown
  QString figureName() const override { return QStringLiteral("record"); }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void fill();
  void showPanel();
  void showTable();
  void drawLines(const engine::FigurePanel& panel);
  void drawBars(const engine::FigurePanel& panel);
  void drawHistogram(const engine::FigurePanel& panel);

  Document* m_document;
  QComboBox *m_panel, *m_table;
  ElidedLabel* m_title;
  QCustomPlot* m_plot;
  QTableWidget* m_rows;
  QLabel* m_notes;
};

}  // namespace spurioscope::ui
