#include "ui/views/tensor_page.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/models/tensor_model.h"
#include "ui/views/notice.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {
namespace {

QString listed(const std::vector<std::string>& keys) {
  QStringList words;
  for (std::size_t i = 0; i < keys.size() && i < 6; ++i) words << QString::fromStdString(keys[i]);
  if (keys.size() > 6) words << TensorPage::tr("and %1 more").arg(keys.size() - 6);
  return words.join(", ");
}

}  // namespace

TensorPage::TensorPage(QWidget* parent) : QWidget(parent), m_model(new TensorModel(this)), m_layout(new QVBoxLayout(this)) {
  named(this, "tensorPage", tr("Tensors"));
  m_layout->setContentsMargins(16, 12, 16, 12);
  m_layout->setSpacing(space::kWide);
  m_heading = label({}, "heading", this);
  m_layout->addWidget(m_heading);
  auto* table = named(new QTableView(this), "tensorTable", tr("Tensors of the checkpoint"));
  table->setModel(m_model);
  table->verticalHeader()->hide();
  table->verticalHeader()->setDefaultSectionSize(space::kRow);
  table->setShowGrid(false);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft);
  table->setColumnWidth(1, 160);
  m_layout->addWidget(table, 1);
}

void TensorPage::setCheckpoint(const std::shared_ptr<const engine::CheckpointInfo>& checkpoint) {
  m_model->setCheckpoint(checkpoint);
  delete m_notice;
  m_notice = nullptr;
  if (!checkpoint) return;
  m_heading->setText(tr("%1: %2 tensors, %3").arg(QString::fromStdString(checkpoint->title)).arg(checkpoint->tensors.size())
                         .arg(bytesText(checkpoint->fileBytes)));
  QStringList more;
  if (const auto& mismatch = checkpoint->mismatch) {
    if (!mismatch->nearest.empty()) more << tr("Nearest: %1.").arg(QString::fromStdString(mismatch->nearest));
    if (!mismatch->missing.empty()) more << tr("Missing for it: %1.").arg(listed(mismatch->missing));
    if (!mismatch->unexpected.empty()) more << tr("Not part of it: %1.").arg(listed(mismatch->unexpected));
  }
  if (!checkpoint->foreignGlobals.empty()) more
      << tr("The file asks Python to call %1; nothing of it was called.").arg(listed(checkpoint->foreignGlobals));
  more << tr(
      "Its tensors are listed below. Channels can be switched off in networks of a known family, with the parameter names of torchvision "
      "or timm.");
  m_notice = new Notice("unknownArchitecture", Notice::Kind::Problem, tr("These tensors are no network that Spurioscope knows"),
      more.join('\n'), this);
  m_notice->addCopy(more.join('\n'));
  m_layout->insertWidget(1, m_notice);
}

}  // namespace spurioscope::ui
