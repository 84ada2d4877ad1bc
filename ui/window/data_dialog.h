#pragma once

#include <QDialog>
#include <QTimer>
#include <functional>

#include "engine/data_preview.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QTableWidget;

namespace spurioscope::ui {

class ElidedLabel;
class EngineLink;
class NoticeStack;

/// What a data set is taken for, before it is opened: which column plays which role, how images are prepared, with 12 samples and the sizes
/// of the groups. The content decides, the user confirms. Nothing that is open changes until it is accepted.
class DataDialog : public QDialog {
  Q_OBJECT
 public:
  DataDialog(EngineLink* link, const engine::DataRequest& request, QWidget* parent);

  engine::DataRequest request() const;  ///< as the fields say now
  bool dontAskAgain() const;

 private:
  void build();
  QWidget* buildRoles();
  QWidget* buildPreview();
  QComboBox* role(QFormLayout* form, const char* name, const QString& words, const QString& tip);
  QLineEdit* pathField(QFormLayout* form, const char* name, const QString& words, bool folder);
  void look();
  void show(const engine::DataPreview& preview);
  void fillRoles(const engine::DataPreview& preview);
  void fillRole(QComboBox* box, const engine::DataPreview& preview, bool takes, const std::string& recognised, bool none);
  void fillPreprocess(const engine::DataPreview& preview);
  void showSamples(const engine::DataPreview& preview);
  void showGroups(const engine::DataPreview& preview);
  void changed();
  QString chosenIn(const QComboBox* box) const;
  /// A message of the engine with the options of the command line as the fields of this dialog.
  QString inFields(const std::string& message) const;

  EngineLink* m_link;
  engine::DataRequest m_asked;
  std::string m_shown;        ///< the layout whose columns the fields list
  bool m_filling = false;
  QTimer m_soon;
  ElidedLabel* m_layout;
  QLabel* m_state;
  QComboBox *m_image, *m_text, *m_text2, *m_class, *m_attribute, *m_split, *m_preprocess;
  QCheckBox *m_overlapping, *m_dontAsk;
  QLineEdit *m_attributeFile, *m_tokenizer;
  QFormLayout* m_form = nullptr;
  QListWidget* m_samples;
  QTableWidget* m_groups;
  NoticeStack* m_notices;
  QPushButton* m_open = nullptr;
};

}  // namespace spurioscope::ui
