#pragma once

#include <QDialog>

#include "engine/figure.h"

class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QSpinBox;

namespace spurioscope::ui {

class NoticeStack;

/// Where and how a figure is written: PDF, SVG, PNG or its numbers as CSV; width in mm, letters in pt.
class ExportDialog : public QDialog {
  Q_OBJECT
 public:
  /// @param name  proposed file name without ending.
  ExportDialog(const QString& name, QWidget* parent);

  QString path() const;
  engine::FigureFormat format() const;
  NoticeStack* notices() const { return m_notices; }

 signals:
  /// The user wants it written; the dialog stays until `accept` (written) or a notice says why not.
  void writeRequested();

 private:
  void build();
  void chooseEnding();
  void browse();

  QString m_name;
  QComboBox *m_kind, *m_journal;
  QDoubleSpinBox *m_width, *m_font;
  QSpinBox* m_dpi;
  QLineEdit* m_path;
  NoticeStack* m_notices;
};

}  // namespace spurioscope::ui
