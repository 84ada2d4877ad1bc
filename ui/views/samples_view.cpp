#include "ui/views/samples_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QVBoxLayout>
#include <limits>

#include "ui/delegates/sample_delegate.h"
#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/models/sample_model.h"
#include "ui/views/elided_label.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {

SamplesView::SamplesView(Document* document, PictureCache* pictures, QWidget* parent)
    : QWidget(parent), m_document(document), m_model(new SampleModel(pictures, this)) {
  named(this, "samplesView", tr("Samples"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 12, 20, 16);
  column->setSpacing(space::kNormal);
  auto* row = new QHBoxLayout;
  row->setSpacing(space::kWide);
  m_kind = named(new QComboBox(this), "samplesKind", tr("Which samples"));
  m_kind->addItems({tr("fixed by the edits"), tr("broken by the edits"), tr("damaged"), tr("strongest of the channel"),
      tr("of one group"), tr("in a range of activations")});
  m_group = named(new QComboBox(this), "samplesGroup", tr("Group"));
  m_note = new ElidedLabel({}, "muted", this);
  row->addWidget(m_kind);
  row->addWidget(m_group);
  row->addWidget(m_note, 1);
  column->addLayout(row);
  m_list = named(new QListView(this), "sampleList", tr("Samples"));
  m_list->setModel(m_model);
  m_list->setItemDelegate(new SampleDelegate(m_list));
  m_list->setViewMode(QListView::IconMode);
  m_list->setResizeMode(QListView::Adjust);
  m_list->setMovement(QListView::Static);
  m_list->setUniformItemSizes(true);
  m_list->setLayoutMode(QListView::Batched);
  m_list->setGridSize(SampleDelegate::cell());
  column->addWidget(m_list, 1);
  for (auto* box : {m_kind, m_group}) connect(box, &QComboBox::currentIndexChanged, this, &SamplesView::ask);
  connect(document, &Document::dataChanged, this, &SamplesView::fillGroups);
  for (auto signal : {&Document::sampleQueryChanged, &Document::outcomeChanged, &Document::baselineChanged, &Document::detailChanged})
    connect(document, signal, this, [this] {
      m_outdated = true;
      if (isVisible()) refresh();
    });
  fillGroups();
}

void SamplesView::fillGroups() {
  m_showing = true;
  m_group->clear();
  m_group->addItem(tr("all groups"));
  if (const auto data = m_document->data())
    for (const auto& group : data->groups) m_group->addItem(QString::fromStdString(group.name));
  m_showing = false;
  m_outdated = true;
}

void SamplesView::ask() {
  if (m_showing) return;
  SampleQuery query{SampleQuery::Kind(m_kind->currentIndex()), m_group->currentIndex() - 1, -1};
  if (query.kind == SampleQuery::Kind::One) query.sample = firstOf(query.group);
  if (query.kind == SampleQuery::Kind::Range) {
    const auto& last = m_document->sampleQuery();
    query.low = last.kind == SampleQuery::Kind::Range ? last.low : std::numeric_limits<double>::lowest();
    query.high = last.kind == SampleQuery::Kind::Range ? last.high : std::numeric_limits<double>::max();
  }
  m_document->setSampleQuery(query);
}

int SamplesView::firstOf(int group) const {
  const auto data = m_document->data();
  const int split = m_document->split() == "train" ? 0 : m_document->split() == "val" ? 1 : 2;
  for (std::size_t i = 0; data && i < data->samples.size(); ++i)
    if (data->samples[i].split == split && (group < 0 || data->holds(group, int(i)))) return int(i);
  return -1;
}

void SamplesView::showEvent(QShowEvent*) {
  if (m_outdated) refresh();
}

void SamplesView::refresh() {
  m_outdated = false;
  m_showing = true;
  const auto& query = m_document->sampleQuery();
  m_kind->setCurrentIndex(int(query.kind));
  m_group->setCurrentIndex(query.group + 1);
  m_group->setEnabled(query.kind != SampleQuery::Kind::Damaged);
  m_showing = false;
  auto rows = sampleRows(*m_document, query);
  const auto n = rows.size();
  const bool edited = !m_document->editSet().edits.empty() || m_document->pinned();
  const bool byEdits = query.kind == SampleQuery::Kind::Fixed || query.kind == SampleQuery::Kind::Broken;
  const bool ranged = query.kind == SampleQuery::Kind::Range && query.high < std::numeric_limits<double>::max();
  if (ranged && n > 0)
    m_note->setText(tr("%1 samples with an activation from %2 to %3").arg(n).arg(shortText(query.low), shortText(query.high)));
  else
    m_note->setText(n > 0 ? n == 1 ? tr("1 sample") : tr("%1 samples").arg(n)
                  : byEdits && !edited ? tr("nothing is switched off") : tr("none"));
  m_model->setRows(std::move(rows));
}

void SamplesView::showSample(int sample) {
  if (m_outdated) refresh();
  for (int i = 0; i < m_model->rowCount(); ++i)
    if (m_model->index(i).data(SampleModel::SampleRole).toInt() == sample) {
      m_list->setCurrentIndex(m_model->index(i));
      m_list->scrollTo(m_model->index(i));
    }
}

}  // namespace spurioscope::ui
