#include "ui/views/status_line.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/views/elided_label.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {

StatusLine::StatusLine(Document* document, EngineLink* link, QWidget* parent) : QWidget(parent), m_document(document) {
  named(this, "statusLine", tr("Status"));
  setFixedHeight(22);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(8, 0, 8, 0);
  row->setSpacing(space::kWide);
  m_text = named(new ElidedLabel({}, "small", this), "statusText", tr("Status"));
  m_text->setMinimumWidth(40);
  m_bar = named(new QProgressBar(this), "progress", tr("Progress"));
  m_bar->setTextVisible(false);
  m_bar->setFixedWidth(160);
  m_cancel = named(new QToolButton(this), "cancelButton", tr("Cancel"));
  m_cancel->setProperty("role", "action");
  m_cancel->setText(tr("Cancel"));
  connect(m_cancel, &QToolButton::clicked, this, &StatusLine::cancelRequested);
  m_kept = label({}, "small", this);
  m_kept->setToolTip(tr("Values kept in memory so that an edit only computes what follows it"));
  m_device = label({}, "small", this);
  for (auto* widget : {static_cast<QWidget*>(m_text), static_cast<QWidget*>(m_bar),
      static_cast<QWidget*>(m_cancel)}) row->addWidget(widget);
  row->addStretch(1);
  row->addWidget(m_kept);
  row->addWidget(m_device);
  connect(link, &EngineLink::statusChanged, this, &StatusLine::showJob);
  for (auto signal : {&Document::outcomeChanged, &Document::engineStateChanged, &Document::dataChanged, &Document::checkpointChanged})
    connect(document, signal, this, &StatusLine::showState);
  showState();
}

void StatusLine::showJob(const JobStatus& status) {
  if (status.running)
    m_jobs.insert(status.lane, status);
  else
    m_jobs.remove(status.lane);
  showState();
}

void StatusLine::say(const QString& text) {
  m_said = text;
  showState();
}

QString StatusLine::jobText(const JobStatus& status) const {
  const auto& p = status.progress;
  QString text = status.title;
  if (p.total > 0) text += QStringLiteral(" %1/%2").arg(countText(qint64(p.done)), countText(qint64(p.total)));
  if (p.perSecond > 0) text += tr("   %1/s").arg(countText(qint64(p.perSecond)));
  if (p.secondsLeft >= 0 && p.total > 0) text += tr("   %1 left").arg(durationText(p.secondsLeft));
  return text;
}

void StatusLine::showState() {
  // The job that has the most to say: a long one with progress before a short one.
  const JobStatus* job = nullptr;
  for (const auto& status : m_jobs)
    if (!job || status.progress.total > job->progress.total) job = &status;
  m_bar->setVisible(job != nullptr);
  m_cancel->setVisible(job != nullptr);
  if (job) {
    m_text->setText(jobText(*job));
    m_bar->setRange(0, job->progress.total > 0 ? 1000 : 0);
    if (job->progress.total > 0) m_bar->setValue(int(1000 * job->progress.done / job->progress.total));
  } else if (!m_said.isEmpty()) {
    m_text->setText(m_said);
  } else if (const auto outcome = m_document->outcome()) {
    const auto& after = outcome->after;
    m_text->setText((after.exact && !m_document->outcomeStale() ? tr("exact, %1 of %2 samples, %3")
        : tr("estimate, %1 of %2 samples, %3"))
                        .arg(countText(after.samplesDone), countText(after.samplesTotal), durationText(after.elapsedMs / 1000)));
  } else {
    m_text->setText(m_document->checkpoint() || m_document->data() ? QString() : tr("nothing open"));
  }
  const auto kept = m_document->kept();
  m_kept->setText(kept.budgetBytes > 0 ? tr("kept values %1 of %2").arg(QString::number(kept.usedBytes >> 20),
      bytesText(kept.budgetBytes)) : QString());
  m_device->setText(m_document->deviceName());
}

}  // namespace spurioscope::ui
