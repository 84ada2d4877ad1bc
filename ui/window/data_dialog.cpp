#include "ui/window/data_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

#include "ui/link/engine_link.h"
#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/models/data_form.h"
#include "ui/views/elided_label.h"
#include "ui/views/notice.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {
namespace {

constexpr int kSoonMs = 250;
constexpr const char* kLane = "preview data";

/// What stands in it is words such as "as the layout decides": who clicks into it and types replaces them.
class ReplacedText final : public QLineEdit {
 public:
  using QLineEdit::QLineEdit;

 protected:
  void focusInEvent(QFocusEvent* event) override {
    QLineEdit::focusInEvent(event);
    QTimer::singleShot(0, this, &QLineEdit::selectAll);  // after the click, which would take the selection away
  }
};

}  // namespace

DataDialog::DataDialog(EngineLink* link, const engine::DataRequest& request, QWidget* parent)
    : QDialog(parent), m_link(link), m_asked(request), m_notices(new NoticeStack(this)) {
  named(this, "dataDialog", tr("Open data"));
  setWindowTitle(tr("Open data"));
  resize(1040, 660);
  build();
  m_soon.setSingleShot(true);
  m_soon.setInterval(kSoonMs);
  connect(&m_soon, &QTimer::timeout, this, &DataDialog::look);
  connect(link, &EngineLink::failed, this, [this](const JobFailure& failure) {
    if (failure.lane != kLane) return;
    m_state->clear();
    m_notices->show(failureNotice(failure, tr("The data set could not be looked at")));
  });
  connect(this, &QDialog::finished, this, [this] { m_link->cancel(kLane); });
  look();
}

void DataDialog::build() {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 14, 16, 12);
  column->setSpacing(space::kWide);
  const QString source = QString::fromStdString(m_asked.source);
  auto* heading = label(QFileInfo(source).fileName(), "heading", this);
  heading->setToolTip(source);
  m_layout = new ElidedLabel(source, "muted", this);
  column->addWidget(heading);
  column->addWidget(m_layout);
  column->addWidget(m_notices);
  auto* row = new QHBoxLayout;
  row->setSpacing(space::kWider);
  row->addWidget(buildRoles());
  row->addWidget(buildPreview(), 1);
  column->addLayout(row, 1);
  m_dontAsk = named(new QCheckBox(tr("Do not ask again for this data set"), this), "dataDontAsk", tr("Do not ask again for this data set"));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  m_open = buttons->addButton(tr("Open"), QDialogButtonBox::AcceptRole);
  named(m_open, "dataOpen", tr("Open the data set"));
  setRole(m_open, "primary");
  m_open->setDefault(true);
  m_open->setEnabled(false);
  auto* bottom = new QHBoxLayout;
  bottom->addWidget(m_dontAsk);
  bottom->addStretch(1);
  bottom->addWidget(buttons);
  column->addLayout(bottom);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

QComboBox* DataDialog::role(QFormLayout* form, const char* name, const QString& words, const QString& tip) {
  auto* box = named(new QComboBox(this), name, words);
  box->setToolTip(tip);
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(20);
  box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  form->addRow(words, box);
  connect(box, &QComboBox::currentTextChanged, this, &DataDialog::changed);
  return box;
}

QLineEdit* DataDialog::pathField(QFormLayout* form, const char* name, const QString& words, bool folder) {
  auto* holder = new QWidget(this);
  auto* row = new QHBoxLayout(holder);
  row->setContentsMargins(0, 0, 0, 0);
  auto* edit = named(new QLineEdit(holder), name, words);
  auto* choose = named(new QPushButton(tr("Choose…"), holder), (QByteArray(name) + "Browse").constData(), tr("Choose: %1").arg(words));
  row->addWidget(edit, 1);
  row->addWidget(choose);
  form->addRow(words, holder);
  connect(edit, &QLineEdit::textChanged, this, &DataDialog::changed);
  connect(choose, &QPushButton::clicked, this, [this, edit, words, folder] {
    const QString start = QFileInfo(QString::fromStdString(m_asked.source)).absolutePath();
    const QString path = folder ? QFileDialog::getExistingDirectory(this, words, start)
                                : QFileDialog::getOpenFileName(this, words, start, QStringLiteral("*.csv"));
    if (!path.isEmpty()) edit->setText(path);
  });
  return edit;
}

QWidget* DataDialog::buildRoles() {
  auto* frame = named(new QFrame(this), "dataRoles", tr("Roles"));
  frame->setProperty("role", "panel");
  frame->setFixedWidth(372);
  m_form = new QFormLayout(frame);
  m_form->setContentsMargins(12, 12, 12, 12);
  m_form->setSpacing(space::kNormal);
  m_form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
  m_image = role(m_form, "dataImage", tr("Image"), tr("The column that names the files of the images"));
  m_text = role(m_form, "dataText", tr("Text"), tr("The column of the texts"));
  m_text2 = role(m_form, "dataText2", tr("Second text"), tr("The column of the second text of a pair"));
  const QString rules = tr("A rule may stand for a column: age>=40, age>=median, img_id%2");
  m_class = role(m_form, "dataClass", tr("Class"), tr("The column of the class y") + '\n' + rules);
  m_attribute = role(m_form, "dataAttribute", tr("Attribute"),
                     tr("The column of the spurious attribute; several with commas between them") + '\n' + rules);
  m_overlapping = named(new QCheckBox(tr("each by itself: groups overlap"), this), "dataOverlapping", tr("Groups overlap"));
  m_overlapping->setToolTip(
      tr("Every attribute is a column of yes and no with groups of its own, and a sample may be in several or in none"));
  m_form->addRow(QString(), m_overlapping);
  m_split = role(m_form, "dataSplit", tr("Split"), tr("The column that says train, val or test"));
  m_attributeFile = pathField(m_form, "dataAttributeFile", tr("Attributes from"), false);
  m_preprocess = role(m_form, "dataPreprocess", tr("Preprocessing"),
                      tr("What is done to images: a name, or settings such as resize=256x256,crop=224"));
  for (auto* box : {m_class, m_attribute, m_preprocess}) {
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->setLineEdit(new ReplacedText(box));
    box->lineEdit()->setPlaceholderText(tr("as the layout decides"));
  }
  m_tokenizer = pathField(m_form, "dataTokenizer", tr("Tokenizer"), true);
  m_tokenizer->setPlaceholderText(tr("beside the checkpoint"));
  m_tokenizer->setText(QString::fromStdString(m_asked.choices.tokenizer));
  m_attributeFile->setText(QString::fromStdString(m_asked.choices.attributeFile));
  m_overlapping->setChecked(!m_asked.choices.overlapping.empty());
  connect(m_overlapping, &QCheckBox::toggled, this, &DataDialog::changed);
  return frame;
}

QString DataDialog::chosenIn(const QComboBox* box) const {
  const int at = box->findText(box->currentText());
  return at >= 0 ? box->itemData(at).toString() : box->currentText().trimmed();
}

engine::DataRequest DataDialog::request() const {
  if (m_shown.empty()) return m_asked;  // nothing is known yet: as it was asked for
  engine::DataChoices choices;
  const auto text = [this](const QComboBox* box) {
    return m_form->isRowVisible(const_cast<QComboBox*>(box)) ? chosenIn(box).toStdString() : std::string();
  };
  choices.image = text(m_image);
  choices.text = text(m_text);
  choices.text2 = text(m_text2);
  choices.y = text(m_class);
  choices.split = text(m_split);
  choices.preprocess = text(m_preprocess);
  const bool overlapping = m_form->isRowVisible(m_overlapping) && m_overlapping->isChecked();
  (overlapping ? choices.overlapping : choices.attributes) = namesOf(QString::fromStdString(text(m_attribute)));
  if (m_form->isRowVisible(m_attributeFile->parentWidget())) choices.attributeFile = m_attributeFile->text().trimmed().toStdString();
  if (m_form->isRowVisible(m_tokenizer->parentWidget())) choices.tokenizer = m_tokenizer->text().trimmed().toStdString();
  return {m_asked.source, choices};
}

bool DataDialog::dontAskAgain() const { return m_dontAsk->isChecked(); }

void DataDialog::changed() {
  if (m_filling) return;
  m_open->setEnabled(false);
  m_soon.start();
}

void DataDialog::look() {
  m_open->setEnabled(false);
  m_state->setText(tr("looking at the data…"));
  const QPointer<DataDialog> open = this;
  m_link->post<engine::DataPreview>(
      kLane, tr("looking at %1").arg(QFileInfo(QString::fromStdString(m_asked.source)).fileName()), true,
      [request = request(), settings = m_link->settings()](engine::Workbench&, std::stop_token stop, const engine::ProgressSink& sink) {
        return engine::previewData(request, settings, stop, sink);
      },
      [open](const engine::DataPreview& preview) {
        if (open) open->show(preview);
      });
}

void DataDialog::show(const engine::DataPreview& preview) {
  if (m_soon.isActive()) return;  // the fields have changed since
  fillRoles(preview);
  const bool choosing = preview.failure && !preview.columns.empty();
  const QString layout = QString::fromStdString(preview.info ? preview.info->layout : preview.layout);
  const QString taken = choosing           ? tr("a table; its columns are to be chosen")
                        : layout.isEmpty() ? tr("no known layout")
                                           : tr("recognised as %1").arg(layout);
  m_layout->setText(taken + QStringLiteral(" · ") + QString::fromStdString(m_asked.source));
  m_notices->remove("dataProblem");
  m_notices->remove(QStringLiteral("failure-%1").arg(QLatin1String(kLane)));
  if (preview.failure) {
    const auto& failure = *preview.failure;
    const QString where = inFields(failure.where);
    auto* notice = new Notice("dataProblem", Notice::Kind::Problem, inFields(failure.what),
                              inFields(failure.remedy) + (where.isEmpty() ? QString() : '\n' + where));
    notice->addCopy(QString::fromStdString(failure.what + "\n" + failure.where + "\n" + failure.remedy));
    m_notices->show(notice);
    m_state->setText(choosing ? tr("Choose the columns at the left; the samples appear here.") : tr("It cannot be opened so."));
  } else if (!preview.info->problems.empty()) {
    QStringList problems;
    for (std::size_t i = 0; i < preview.info->problems.size() && i < 3; ++i) problems << inFields(preview.info->problems[i]);
    m_notices->show(new Notice(
        "dataProblem", Notice::Kind::Hint,
        preview.info->problems.size() == 1 ? tr("One thing to know") : tr("%1 things to know").arg(preview.info->problems.size()),
        problems.join('\n')));
  }
  showSamples(preview);
  showGroups(preview);
  m_open->setEnabled(preview.info != nullptr);
}

QString DataDialog::inFields(const std::string& message) const {
  const std::map<QString, const QWidget*> fields{{"image", m_image},           {"text", m_text},
                                                 {"text2", m_text2},           {"y", m_class},
                                                 {"target", m_class},          {"attribute", m_attribute},
                                                 {"split", m_split},           {"overlapping", m_overlapping},
                                                 {"preprocess", m_preprocess}, {"attribute-file", m_attributeFile},
                                                 {"tokenizer", m_tokenizer}};
  static const QRegularExpression option(QStringLiteral("--(?:column )?([a-z][a-z0-9-]*(?:=\\w+)?(?:,[a-z0-9]+=\\w+)*)"));
  const QString text = QString::fromStdString(message);
  QString result;
  qsizetype done = 0;
  for (auto matches = option.globalMatch(text); matches.hasNext();) {
    const auto match = matches.next();
    QStringList words;
    for (const auto& one : match.captured(1).split(',')) {  // y=COLUMN,attribute=COLUMN
      const auto field = fields.find(one.section('=', 0, 0));
      if (field == fields.end()) break;
      words << QStringLiteral("“%1”").arg(field->second->accessibleName()) + (one.contains('=') ? ": " + one.section('=', 1) : QString());
    }
    if (words.isEmpty()) continue;
    result += text.mid(done, match.capturedStart() - done) + words.join(QStringLiteral(", "));
    done = match.capturedEnd();
  }
  return result + text.mid(done);
}

void DataDialog::fillRoles(const engine::DataPreview& preview) {
  // The fields keep what the user chose; what the layout decides is shown with each preview.
  m_filling = true;
  const auto chosen = preview.info ? preview.info->chosen : engine::DataChoices{};
  fillRole(m_image, preview, preview.takesImage, chosen.image, false);
  fillRole(m_text, preview, preview.takesTexts, chosen.text, false);
  fillRole(m_text2, preview, preview.takesTexts, chosen.text2, true);
  fillRole(m_class, preview, preview.takesTarget, chosen.y, false);
  fillRole(m_split, preview, preview.takesSplit, chosen.split, true);
  const bool overlapping = preview.info && preview.info->overlapping;
  if (m_shown.empty() && overlapping) m_overlapping->setChecked(true);
  fillRole(m_attribute, preview, preview.takesAttribute || preview.takesOverlapping,
           textOf(overlapping ? chosen.overlapping : chosen.attributes).toStdString(), !m_overlapping->isChecked());
  m_form->setRowVisible(m_overlapping, preview.takesOverlapping);
  m_form->setRowVisible(m_attributeFile->parentWidget(), preview.takesAttributeFile);
  fillPreprocess(preview);
  m_form->setRowVisible(m_tokenizer->parentWidget(), preview.takesTexts);
  m_shown = preview.layout.empty() ? "none" : preview.layout;
  m_filling = false;
}

void DataDialog::fillRole(QComboBox* box, const engine::DataPreview& preview, bool takes, const std::string& recognised, bool none) {
  m_form->setRowVisible(box, takes);
  if (!takes) return;
  // Before the fields were shown, what is chosen stands in the request.
  const auto& asked = m_asked.choices;
  QString kept = m_shown.empty() ? QString::fromStdString(box == m_image   ? asked.image
                                                          : box == m_text  ? asked.text
                                                          : box == m_text2 ? asked.text2
                                                          : box == m_class ? asked.y
                                                          : box == m_split ? asked.split
                                                                           : std::string())
                                 : chosenIn(box);
  if (m_shown.empty() && box == m_attribute) kept = textOf(asked.overlapping.empty() ? asked.attributes : asked.overlapping);
  box->clear();
  box->addItem(recognised.empty() ? tr("as the layout decides") : tr("%1 (recognised)").arg(QString::fromStdString(recognised)), QString());
  if (!kept.isEmpty()) box->setItemText(0, tr("as the layout decides"));
  if (none) box->addItem(tr("none"), QStringLiteral("none"));
  // Before a text is set: a change of an item's data would put the item's own text into the field.
  for (const auto& name : preview.columns) {
    box->addItem(QString::fromStdString(name), QString::fromStdString(name));
    box->setItemData(box->count() - 1, QString::fromStdString(name), Qt::ToolTipRole);
  }
  if (box == m_class || box == m_attribute) {
    for (const auto& rule : preview.rules) {
      box->addItem(QString::fromStdString(rule.name), QString::fromStdString(rule.name));
      box->setItemData(box->count() - 1, QString::fromStdString(rule.use), Qt::ToolTipRole);
    }
  }
  const int at = kept.isEmpty() ? 0 : box->findData(kept);
  if (at >= 0) box->setCurrentIndex(at);
  else if (box->isEditable()) box->setEditText(kept);
  else box->addItem(kept, kept), box->setCurrentIndex(box->count() - 1);
}

void DataDialog::fillPreprocess(const engine::DataPreview& preview) {
  m_form->setRowVisible(m_preprocess, preview.takesPreprocessing);
  if (!preview.takesPreprocessing) return;
  const QString kept = m_shown.empty() ? QString::fromStdString(m_asked.choices.preprocess) : chosenIn(m_preprocess);
  m_preprocess->clear();
  const QString own = preview.info && kept.isEmpty() ? QString::fromStdString(preview.info->chosen.preprocess) : QString();
  m_preprocess->addItem(own.isEmpty() ? tr("as the layout decides") : tr("%1 (recognised)").arg(own), QString());
  for (const auto& one : engine::preprocessings()) {
    m_preprocess->addItem(QString::fromStdString(one.name), QString::fromStdString(one.name));
    m_preprocess->setItemData(m_preprocess->count() - 1, QString::fromStdString(one.use), Qt::ToolTipRole);
  }
  const int at = kept.isEmpty() ? 0 : m_preprocess->findData(kept);
  if (at >= 0) m_preprocess->setCurrentIndex(at);
  else m_preprocess->setEditText(kept);
  if (preview.info) m_preprocess->setToolTip(QString::fromStdString(preview.info->preprocessing));
}

}  // namespace spurioscope::ui
