#include "ui/link/epoch_scan.h"

#include <QThreadPool>

namespace spurioscope::ui {
namespace {

// Stopping a worker waits for its chunk to end; that is not for the UI thread.
void retire(std::unique_ptr<engine::Worker> worker) {
  worker->cancelAll();
  QThreadPool::globalInstance()->start([worker = std::shared_ptr<engine::Worker>(std::move(worker))] {});
}

}  // namespace

EpochScan::EpochScan(Document* document, const engine::Settings& settings, QObject* parent)
    : QObject(parent), m_document(document), m_settings(settings) {
  m_settings.threads = 1;
  m_settings.keptBytes = 0;
  connect(document, &Document::dataChanged, this, &EpochScan::cancel);
  connect(document, &Document::splitChanged, this, &EpochScan::cancel);
  connect(document, &Document::classOrderChanged, this, &EpochScan::cancel);
}

EpochScan::~EpochScan() {
  if (m_worker) retire(std::move(m_worker));
  QThreadPool::globalInstance()->waitForDone();
}

void EpochScan::start() {
  const auto checkpoint = m_document->checkpoint();
  const auto data = m_document->data();
  if (!m_document->canEvaluate() || checkpoint->epochs.size() < 2 || running()) return;
  const quint64 generation = ++m_generation;
  m_settings.classOrder = m_document->classOrder();
  m_worker = std::make_unique<engine::Worker>(m_settings, [this](const engine::Worker::Status& status) {
    QMetaObject::invokeMethod(this, [this, status] {
      emit statusChanged({QStringLiteral("epochs"), tr("evaluating every epoch"), status.progress, status.running && running()});
    }, Qt::QueuedConnection);
  });
  m_worker->post(
      "epochs", tr("evaluating every epoch").toStdString(), false,
      [this, generation, epochs = checkpoint->epochs, source = engine::DataRequest{data->source, data->choices},
       split = m_document->split()](engine::Workbench& bench, std::stop_token stop, const engine::ProgressSink& sink) {
        auto result = std::make_shared<engine::Result<States>>(scan(bench, stop, sink, epochs, source, split));
        QMetaObject::invokeMethod(
            this, [=, this] { finish(generation, result); }, Qt::QueuedConnection);
      },
      [this, generation](const engine::Failure& failure) {
        auto result = std::make_shared<engine::Result<States>>(failure);
        QMetaObject::invokeMethod(
            this, [=, this] { finish(generation, result); }, Qt::QueuedConnection);
      });
}

engine::Result<EpochScan::States> EpochScan::scan(engine::Workbench& bench, std::stop_token stop, const engine::ProgressSink& sink,
                                                  const std::vector<engine::EpochRef>& epochs, const engine::DataRequest& data,
                                                  const std::string& split) {
  if (const auto opened = bench.openData(data, stop); !opened) return opened.failure();
  States states;
  for (const auto& epoch : epochs) {
    sink({"epochs", states.size(), epochs.size(), 0, -1});
    if (const auto opened = bench.openCheckpoint(epoch.source, stop); !opened) return opened.failure();
    const auto outcome = bench.evaluate(split, {}, {}, stop);
    if (!outcome) return outcome.failure();
    const auto statistics = bench.statistics(split, stop);
    if (!statistics) return statistics.failure();
    states.push_back({epoch.epoch, outcome->after, *statistics});
  }
  return states;
}

void EpochScan::finish(quint64 generation, const std::shared_ptr<engine::Result<States>>& result) {
  if (generation != m_generation || !m_worker) return;
  retire(std::move(m_worker));
  emit statusChanged({QStringLiteral("epochs"), {}, {}, false});
  if (result->ok())
    m_document->setEpochs(result->value());
  else if (!result->failure().cancelled())
    emit failed({QStringLiteral("epochs"), tr("evaluating every epoch"), result->failure(), [this] { start(); }});
  emit finished();
}

void EpochScan::cancel() {
  if (!m_worker) return;
  ++m_generation;
  retire(std::move(m_worker));
  emit statusChanged({QStringLiteral("epochs"), {}, {}, false});
  emit finished();
}

}  // namespace spurioscope::ui
