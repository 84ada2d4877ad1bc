#pragma once

#include <QMap>
#include <QWidget>

#include "ui/link/engine_link.h"

class QLabel;
class QProgressBar;
class QToolButton;

namespace spurioscope::ui {

/// The status bar: what is known, or the long job with rate, time left and cancel; at the right what is kept and the device.
class StatusLine : public QWidget {
  Q_OBJECT
 public:
  StatusLine(Document* document, EngineLink* link, QWidget* parent = nullptr);
  void showJob(const JobStatus& status);
  void say(const QString& text);  ///< until something else is to say

 signals:
  void cancelRequested();

 private:
  void showState();
  QString jobText(const JobStatus& status) const;

  Document* m_document;
  QMap<QString, JobStatus> m_jobs;
  QLabel *m_text, *m_kept, *m_device;
  QProgressBar* m_bar;
  QToolButton* m_cancel;
  QString m_said;
};

}  // namespace spurioscope::ui
