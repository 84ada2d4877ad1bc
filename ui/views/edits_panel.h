#pragma once

#include "ui/document/document.h"
#include "ui/views/figure_source.h"
#include "ui/views/panel.h"

class QListView;

namespace spurioscope::ui {

class EditCurve;
class HistoryModel;

/// EDITS: the history as a curve and as a list; a click goes to that step.
class EditsPanel : public PanelDock, public FigureSource {
  Q_OBJECT
 public:
  EditsPanel(Document* document, QWidget* parent = nullptr);
  QListView* list() const { return m_list; }
  HistoryModel* model() const { return m_model; }
  engine::Figure figure() const override;
  QString figureName() const override { return QStringLiteral("edits"); }

 signals:
  void menuRequested(int undoIndex, const QPoint& where);  ///< global

 private:
  void showHistory();
  void goTo(int index);

  Document* m_document;
  HistoryModel* m_model;
  EditCurve* m_curve;
  QListView* m_list;
  bool m_showing = false;
};

}  // namespace spurioscope::ui
