#pragma once

#include <QWidget>

#include "ui/link/picture_cache.h"

class QComboBox;
class QLabel;
class QListView;

namespace spurioscope::ui {

class SampleModel;

/// SAMPLES: the samples that the edits fixed or broke, those that could not be read, or the strongest of the channel.
class SamplesView : public QWidget {
  Q_OBJECT
 public:
  SamplesView(Document* document, PictureCache* pictures, QWidget* parent = nullptr);
  SampleModel* model() const { return m_model; }
  QListView* list() const { return m_list; }
  void showSample(int sample);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void refresh();
  void fillGroups();
  void ask();
  int firstOf(int group) const;  ///< the split's first sample of a group; -1: none

  Document* m_document;
  SampleModel* m_model;
  QComboBox *m_kind, *m_group;
  QLabel* m_note;
  QListView* m_list;
  bool m_outdated = true;
  bool m_showing = false;
};

}  // namespace spurioscope::ui
