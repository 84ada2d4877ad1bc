#pragma once

#include "ui/document/document.h"
#include "ui/views/notice.h"
#include "ui/views/panel.h"

class QLineEdit;
class QTableView;
class QToolButton;

namespace spurioscope::ui {

class ChannelModel;
class ChannelProxy;

/// CHANNELS: the table of the chosen layers' channels, its filter, and the one place where the ranking is chosen.
class ChannelPanel : public PanelDock {
  Q_OBJECT
 public:
  ChannelPanel(Document* document, QWidget* parent = nullptr);

  QTableView* table() const { return m_table; }
  QLineEdit* filter() const { return m_filter; }
  ChannelModel* model() const { return m_model; }
  NoticeStack* notices() const { return m_notices; }

 signals:
  void measureRequested();
  void epochsRequested();
  void toggleRequested();

 private:
  void buildTable();
  void connectTable();
  void showRows();
  void showColumns();
  void showTitle();
  void showSelection();
  void takeSelection();
  void showRankingMenu();
  void showContextMenu(const QPoint& where);
  void showHeaderMenu(const QPoint& where);

  Document* m_document;
  ChannelModel* m_model;
  ChannelProxy* m_proxy;
  QTableView* m_table;
  QLineEdit* m_filter;
  QToolButton *m_rankButton, *m_measure = nullptr;
  NoticeStack* m_notices;
  std::vector<std::string> m_shownScope;
  bool m_showing = false;
};

}  // namespace spurioscope::ui
