// What the dialog shows of the samples and groups of a data set before it is opened.
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QTableWidget>
#include <QVBoxLayout>

#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/views/panel.h"
#include "ui/window/data_dialog.h"

namespace spurioscope::ui {
namespace {

constexpr int kTile = 64, kCell = 94;

QIcon iconOf(const engine::Picture& picture) {
  const QImage image(picture.rgb.data(), picture.width, picture.height, picture.width * 3, QImage::Format_RGB888);
  return QPixmap::fromImage(
      image.scaled(kTile, kTile, Qt::KeepAspectRatio, picture.width < kTile ? Qt::FastTransformation : Qt::SmoothTransformation));
}

QString shortened(const QString& text, int width) { return QFontMetrics(textFont(11)).elidedText(text, Qt::ElideMiddle, width); }

}  // namespace

QWidget* DataDialog::buildPreview() {
  auto* frame = named(new QFrame(this), "dataPreview", tr("Preview"));
  frame->setProperty("role", "panel");
  auto* column = new QVBoxLayout(frame);
  column->setContentsMargins(12, 12, 12, 12);
  column->setSpacing(space::kNormal);
  m_state = label({}, "muted", frame);
  m_state->setWordWrap(true);
  column->addWidget(m_state);
  m_samples = named(new QListWidget(frame), "dataSamples", tr("Samples"));
  m_samples->setIconSize({kTile, kTile});
  m_samples->setMovement(QListView::Static);
  m_samples->setResizeMode(QListView::Adjust);
  m_samples->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  column->addWidget(m_samples, 3);
  m_groups = named(new QTableWidget(frame), "dataGroups", tr("Groups"));
  m_groups->setColumnCount(5);
  m_groups->setHorizontalHeaderLabels({tr("group"), tr("train"), tr("val"), tr("test"), QString()});
  m_groups->verticalHeader()->hide();
  m_groups->verticalHeader()->setDefaultSectionSize(space::kRow);
  m_groups->setShowGrid(false);
  m_groups->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_groups->setSelectionMode(QAbstractItemView::NoSelection);
  m_groups->setWordWrap(false);
  m_groups->setTextElideMode(Qt::ElideMiddle);  // class and attribute are both needed to tell groups apart
  m_groups->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  m_groups->horizontalHeaderItem(0)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  for (int c = 1; c < 5; ++c) {
    m_groups->setColumnWidth(c, c < 4 ? 64 : 76);
    if (c < 4) m_groups->horizontalHeaderItem(c)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  }
  column->addWidget(m_groups, 2);
  return frame;
}

void DataDialog::showSamples(const engine::DataPreview& preview) {
  m_samples->clear();
  if (!preview.info) return;
  const bool texts = preview.info->holdsTexts;
  m_samples->setViewMode(texts ? QListView::ListMode : QListView::IconMode);
  m_samples->setMovement(QListView::Static);
  m_samples->setGridSize(texts ? QSize() : QSize(kCell, kCell + 8));
  m_samples->setWordWrap(false);
  for (const auto& one : preview.samples) {
    const QString name = QString::fromStdString(one.name),
                  group = one.group.empty() ? tr("in no group") : QString::fromStdString(one.group);
    auto* item = new QListWidgetItem(m_samples);
    item->setFlags(Qt::ItemIsEnabled);
    if (texts) {
      const QString second = QString::fromStdString(one.text.second);
      const QString words =
          (QString::fromStdString(one.text.first) + (second.isEmpty() ? QString() : QStringLiteral(" ▸ ") + second)).simplified();
      item->setText(group + QStringLiteral(" · ") + words);
      item->setToolTip(QStringLiteral("%1\n%2\n%3").arg(name, group, words));
      continue;
    }
    item->setText(shortened(group, kCell - 8) + '\n' + shortened(QFileInfo(name).fileName(), kCell - 8));
    item->setTextAlignment(Qt::AlignHCenter);
    item->setToolTip(QStringLiteral("%1\n%2").arg(name, group) +
                     (one.problem.empty() ? QString() : '\n' + QString::fromStdString(one.problem)));
    if (!one.picture.rgb.empty()) item->setIcon(iconOf(one.picture));
    else item->setText(tr("cannot be read") + '\n' + shortened(QFileInfo(name).fileName(), kCell - 8));
  }
  const auto& sizes = preview.info->splitSizes;
  m_state->setText(tr("%1 of %2 samples, every group in turn").arg(preview.samples.size()).arg(countText(sizes[0] + sizes[1] + sizes[2])) +
                   (texts ? QString() : QStringLiteral(" · ") + QString::fromStdString(preview.info->preprocessing)));
}

void DataDialog::showGroups(const engine::DataPreview& preview) {
  m_groups->setRowCount(0);
  if (!preview.info) return;
  m_groups->setRowCount(int(preview.info->groups.size()));
  int row = 0;
  for (const auto& group : preview.info->groups) {
    QPixmap dot(10, 10);
    dot.fill(Theme::current().group(group.id));
    auto* name = new QTableWidgetItem(QIcon(dot), QString::fromStdString(group.name));
    name->setToolTip(QString::fromStdString(group.name));
    m_groups->setItem(row, 0, name);
    for (int split = 0; split < 3; ++split) {
      auto* count = new QTableWidgetItem(countText(group.counts[std::size_t(split)]));
      count->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
      m_groups->setItem(row, split + 1, count);
    }
    m_groups->setItem(row, 4, new QTableWidgetItem(group.minority ? tr("minority") : tr("majority")));
    ++row;
  }
}

}  // namespace spurioscope::ui
