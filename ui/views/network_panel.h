#pragma once

#include "ui/document/document.h"
#include "ui/views/panel.h"

class QToolButton;
class QTreeView;

namespace spurioscope::ui {

class NetworkModel;
class OverviewStrip;

/// NETWORK: overview strip and tree of layers.
class NetworkPanel : public PanelDock {
  Q_OBJECT
 public:
  NetworkPanel(Document* document, QWidget* parent = nullptr);
  QTreeView* tree() const { return m_tree; }

 signals:
  void measureAllRequested();
  void menuRequested(const QPoint& where);  ///< global; the layers under the pointer are the selection's scope

 private:
  enum class Colour { Score, Effect, Auroc };
  void showNetwork();
  void showColours();
  void showSelection();
  std::map<std::string, double> largestValues() const;
  QString valueText(double value) const;

  Document* m_document;
  NetworkModel* m_model;
  QTreeView* m_tree;
  OverviewStrip* m_strip;
  QToolButton* m_colourButton;
  Colour m_colour = Colour::Score;
  bool m_showing = false;
};

}  // namespace spurioscope::ui
