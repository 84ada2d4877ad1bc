#include "ui/window/export_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QStandardPaths>

#include "ui/look/theme.h"
#include "ui/views/notice.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {
namespace {

struct Width {
  const char* name;
  double mm;
};
constexpr Width kWidths[] = {{"Nature, one column", 89},  {"Nature, one and a half", 120}, {"Nature, two columns", 183},
    {"PNAS, one column", 87},
                             {"PNAS, two columns", 178},  {"NeurIPS, text width", 139.7},  {"ICML, one column", 82.55},
                                 {"ICML, text width", 171.45},
                             {"CVPR, one column", 82.55}, {"CVPR, text width", 174.63}};
const QStringList kEndings{"pdf", "svg", "png", "csv"};

}  // namespace

ExportDialog::ExportDialog(const QString& name, QWidget* parent) : QDialog(parent), m_name(name), m_notices(new NoticeStack(this)) {
  named(this, "exportDialog", tr("Export figure"));
  setWindowTitle(tr("Export figure"));
  setMinimumWidth(460);
  build();
}

void ExportDialog::build() {
  auto* form = new QFormLayout(this);
  form->setContentsMargins(16, 16, 16, 12);
  form->setSpacing(space::kNormal);
  form->addRow(m_notices);
  m_kind = named(new QComboBox(this), "exportKind", tr("Kind of file"));
  m_kind->addItems({tr("PDF, for papers"), tr("SVG, text stays text"), tr("PNG"), tr("CSV, the figure's numbers")});
  m_journal = named(new QComboBox(this), "exportJournal", tr("Width of a journal"));
  m_journal->addItem(tr("own width"));
  for (const auto& width : kWidths) m_journal->addItem(QStringLiteral("%1 (%2 mm)").arg(QLatin1String(width.name)).arg(width.mm), width.mm);
  const auto spin = [this](const char* id, const QString& words, double low, double high, double value, const QString& unit) {
    auto* out = named(new QDoubleSpinBox(this), id, words);
    out->setRange(low, high);
    out->setDecimals(1);
    out->setValue(value);
    out->setSuffix(unit);
    out->setButtonSymbols(QAbstractSpinBox::NoButtons);
    return out;
  };
  m_width = spin("exportWidth", tr("Width"), 20, 500, 89, tr(" mm"));
  m_font = spin("exportFont", tr("Size of letters"), 4, 24, 7, tr(" pt"));
  m_dpi = named(new QSpinBox(this), "exportDpi", tr("Resolution"));
  m_dpi->setRange(72, 1200);
  m_dpi->setValue(300);
  m_dpi->setSuffix(tr(" dpi"));
  m_dpi->setButtonSymbols(QAbstractSpinBox::NoButtons);
  m_path = named(new QLineEdit(this), "exportPath", tr("File"));
  auto* choose = named(new QPushButton(tr("Choose…"), this), "exportBrowse", tr("Choose the file"));
  auto* row = new QHBoxLayout;
  row->addWidget(m_path, 1);
  row->addWidget(choose);
  form->addRow(tr("Kind"), m_kind);
  form->addRow(tr("Journal"), m_journal);
  form->addRow(tr("Width"), m_width);
  form->addRow(tr("Letters"), m_font);
  form->addRow(tr("Resolution"), m_dpi);
  form->addRow(tr("File"), row);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  auto* write = buttons->addButton(tr("Export"), QDialogButtonBox::ActionRole);
  named(write, "exportWrite", tr("Export"));
  setRole(write, "primary");
  write->setDefault(true);
  form->addRow(buttons);
  connect(write, &QPushButton::clicked, this, &ExportDialog::writeRequested);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(choose, &QPushButton::clicked, this, &ExportDialog::browse);
  connect(m_kind, &QComboBox::currentIndexChanged, this, &ExportDialog::chooseEnding);
  connect(m_journal, &QComboBox::currentIndexChanged, this, [this](int i) {
    if (i > 0) m_width->setValue(m_journal->itemData(i).toDouble());
  });
  const QString folder = QSettings().value("exportFolder",
      QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)).toString();
  m_path->setText(QDir(folder).filePath(m_name + ".pdf"));
  m_kind->setCurrentIndex(QSettings().value("exportKind", 0).toInt());
  chooseEnding();
}

void ExportDialog::chooseEnding() {
  const int kind = m_kind->currentIndex();
  const QFileInfo info(m_path->text());
  m_path->setText(info.dir().filePath(info.completeBaseName() + '.' + kEndings[kind]));
  m_dpi->setEnabled(kind == 2);
  for (auto* widget : {static_cast<QWidget*>(m_width), static_cast<QWidget*>(m_font),
      static_cast<QWidget*>(m_journal)}) widget->setEnabled(kind != 3);
}

void ExportDialog::browse() {
  const QString file = QFileDialog::getSaveFileName(this, tr("Export figure"), m_path->text(),
      QStringLiteral("*.%1").arg(kEndings[m_kind->currentIndex()]));
  if (!file.isEmpty()) m_path->setText(file);
}

QString ExportDialog::path() const { return m_path->text(); }

engine::FigureFormat ExportDialog::format() const { return {m_width->value(), 0, m_font->value(), m_dpi->value()}; }

}  // namespace spurioscope::ui
