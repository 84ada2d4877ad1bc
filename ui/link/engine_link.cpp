#include "ui/link/engine_link.h"

#include <algorithm>
#include <utility>

namespace spurioscope::ui {
namespace {

using engine::ProgressSink;
using engine::Result;
using engine::Workbench;

// Samples times channels that a sweep may cost when it only follows the selection; about a second on the demo network.
constexpr qint64 kCheapSweep = 400'000;
constexpr int kCheapPixels = 64 * 64;

}  // namespace

EngineLink::EngineLink(Document* document, const engine::Settings& settings, QObject* parent)
    : QObject(parent), m_document(document), m_settings(settings) {
  m_worker = std::make_unique<engine::Worker>(settings, [this](const engine::Worker::Status& status) {
    inUiThread([this, status] {
      emit statusChanged({QString::fromStdString(status.lane), QString::fromStdString(status.title), status.progress,
                          status.running});
    });
  });
  // Several changes of one event (a drag, an undo of many) become one evaluation.
  m_evaluateSoon.setSingleShot(true);
  m_evaluateSoon.setInterval(0);
  connect(&m_evaluateSoon, &QTimer::timeout, this, &EngineLink::evaluate);
  connect(document, &Document::checkpointChanged, this, &EngineLink::refresh);
  connect(document, &Document::dataChanged, this, &EngineLink::refresh);
  connect(document, &Document::splitChanged, this, [this] {
    evaluate();
    computeStatistics();
  });
  connect(document, &Document::classOrderChanged, this, [this] {
    evaluate();
    rank();
  });
  connect(document, &Document::editsChanged, this, [this] {
    if (m_document->canEvaluate()) m_evaluateSoon.start();
  });
  connect(document, &Document::rankRequestChanged, this, [this] {
    rank();
    effectsWanted();
  });
  connect(document, &Document::selectionChanged, this, &EngineLink::detailWanted);
  connect(document, &Document::statisticsChanged, this, &EngineLink::detailWanted);
  connect(document, &Document::rankingChanged, this, &EngineLink::effectsWanted);
  connect(document, &Document::selectionChanged, this, &EngineLink::effectsWanted);
  connect(document, &Document::modeChanged, this, &EngineLink::effectsWanted);
  connect(document, &Document::splitChanged, this, &EngineLink::effectsWanted);
  post<std::vector<std::string>>(
      "devices", tr("looking for devices"), false,
      [](Workbench&, std::stop_token, const ProgressSink&) { return Result<std::vector<std::string>>(engine::availableDevices()); },
      [this](const std::vector<std::string>& devices) { m_document->setDevices(devices); });
}

EngineLink::~EngineLink() { m_worker->cancelAll(); }

void EngineLink::inUiThread(std::function<void()> call) { QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection); }

void EngineLink::report(const JobFailure& failure) {
  if (failure.lane == "open checkpoint") takeLookBack();
  if (failure.failure.cancelled()) return;
  emit failed(failure);
}

void EngineLink::dropResults() {
  for (const char* lane : {"evaluate", "statistics", "rank", "detail", "effects", "sample map"}) cancel(QLatin1String(lane));
}

void EngineLink::openCheckpoint(const QString& source) {
  dropResults();
  const auto name = source.toStdString();
  const quint64 generation = m_generations["open checkpoint"] + 1;
  const auto look = [this, generation](const std::shared_ptr<const engine::CheckpointInfo>& info) {
    inUiThread([this, generation, info] {
      if (current("open checkpoint", generation)) firstLook(info);
    });
  };
  post<std::shared_ptr<const engine::CheckpointInfo>>(
      "open checkpoint", tr("opening %1").arg(source), false,
      [name, look](Workbench& bench, std::stop_token stop, const ProgressSink& sink) {
        return bench.openCheckpoint(name, stop, sink, look);
      },
      [this](const auto& info) {
        if (std::exchange(m_beforeLook, std::nullopt)) return m_document->completeCheckpoint(info);
        m_document->setCheckpoint(info);
      });
}

/// A checkpoint is shown before its weights were looked through, unless that could cost edits: the look may end in a refusal.
void EngineLink::firstLook(const std::shared_ptr<const engine::CheckpointInfo>& info) {
  if (!m_document->editSet().edits.empty() || m_document->undoStack()->count() > 0) return;
  if (!m_beforeLook) m_beforeLook = m_document->checkpoint();
  m_document->setCheckpoint(info);
}

void EngineLink::takeLookBack() {
  if (!m_beforeLook) return;
  dropResults();
  m_document->setCheckpoint(*std::exchange(m_beforeLook, std::nullopt));
}

void EngineLink::openData(const QString& source, const engine::DataChoices& choices) {
  dropResults();
  const engine::DataRequest request{source.toStdString(), choices};
  post<std::shared_ptr<const engine::DatasetInfo>>(
      "open data", tr("opening %1").arg(source), false,
      [request](Workbench& bench, std::stop_token stop, const ProgressSink& sink) { return bench.openData(request, stop, sink); },
      [this](const auto& info) { m_document->setData(info); });
}

void EngineLink::openRecord(const QString& file) {
  post<std::shared_ptr<const engine::RunRecord>>(
      "open record", tr("opening %1").arg(file), true,
      [path = file.toStdString()](Workbench&, std::stop_token,
                                  const ProgressSink&) -> engine::Result<std::shared_ptr<const engine::RunRecord>> {
        auto record = engine::openRunRecord(path);
        if (!record) return record.failure();
        return std::shared_ptr<const engine::RunRecord>(std::make_shared<engine::RunRecord>(std::move(record.value())));
      },
      [this](const auto& record) { m_document->setRecord(record); });
}

void EngineLink::useDevice(const QString& device, int threads) {
  dropResults();
  const auto name = device.toStdString();
  post<bool>(
      "device", tr("moving to %1").arg(device), false,
      [name, threads](Workbench& bench, std::stop_token, const ProgressSink&) { return bench.useDevice(name, threads); },
      [this, name, threads](bool) {
        m_settings.device = name;
        m_settings.threads = threads;
        refresh();
      });
}

void EngineLink::refresh() {
  if (m_document->canEvaluate()) {
    evaluate();
    computeStatistics();
  }
  rank();
}

void EngineLink::evaluate() {
  if (!m_document->canEvaluate()) return;
  m_evaluateSoon.stop();
  const auto split = m_document->split();
  const auto edits = m_document->editSet().edits;
  const quint64 generation = m_generations["evaluate"] + 1;
  const auto publish = [this, generation](const engine::EditOutcome& outcome) {
    if (outcome.after.exact) return;  // the result itself is on its way
    auto snapshot = std::make_shared<const engine::EditOutcome>(outcome);
    inUiThread([this, snapshot, generation] {
      if (current("evaluate", generation)) m_document->setOutcome(snapshot);
    });
  };
  post<engine::EditOutcome>(
      "evaluate", tr("evaluating %1").arg(QString::fromStdString(split)), true,
      [split, edits, publish, order = m_document->classOrder()](Workbench& bench, std::stop_token stop, const ProgressSink& sink) {
        bench.setClassOrder(order);
        return bench.evaluate(split, edits, publish, stop, sink);
      },
      [this](const engine::EditOutcome& outcome) {
        m_document->setOutcome(std::make_shared<const engine::EditOutcome>(outcome));
      });
}

void EngineLink::computeStatistics() {
  if (!m_document->canEvaluate()) return;
  const auto split = m_document->split();
  post<std::shared_ptr<const engine::Statistics>>(
      "statistics", tr("activation statistics of %1").arg(QString::fromStdString(split)), false,
      [split](Workbench& bench, std::stop_token stop, const ProgressSink& sink) { return bench.statistics(split, stop, sink); },
      [this](const auto& statistics) { m_document->setStatistics(statistics); });
}

void EngineLink::rank() {
  auto request = m_document->rankRequest();
  if (!m_document->hasNetwork()) return;
  if (!m_document->data()) request.criterion = engine::Criterion::Magnitude;  // the only one that needs no data
  post<std::shared_ptr<const engine::Ranking>>(
      "rank", tr("ranking channels"), false,
      [request, order = m_document->classOrder()](Workbench& bench, std::stop_token stop, const ProgressSink& sink) {
        bench.setClassOrder(order);
        return bench.rank(request, stop, sink);
      },
      [this](const auto& ranking) { m_document->setRanking(ranking); });
}

void EngineLink::detailWanted() {
  if (!m_document->statistics()) return;
  const auto& wanted = m_document->selection().current;
  const auto shown = m_document->detail();
  if (!wanted.valid() || (shown && shown->site == wanted.site && shown->channel == wanted.channel)) return;
  loadDetail();
}

void EngineLink::loadDetail() {
  const auto wanted = m_document->selection().current;
  if (!m_document->canEvaluate() || !wanted.valid()) return;
  const auto split = m_document->split();
  post<std::shared_ptr<const engine::ChannelDetail>>(
      "detail", tr("maps of %1").arg(channelText(wanted)), true,
      [split, wanted](Workbench& bench, std::stop_token stop, const ProgressSink& sink) {
        return bench.channelDetail(split, wanted.site, wanted.channel, stop, sink);
      },
      [this](const auto& detail) { m_document->setDetail(detail); });
}

void EngineLink::loadSampleMap(const ChannelRef& channel, int sample) {
  post<std::vector<float>>(
      "sample map", tr("map of one sample"), true,
      [channel, sample](Workbench& bench, std::stop_token, const ProgressSink&) {
        return bench.sampleMap(channel.site, channel.channel, sample);
      },
      [this, channel, sample](const auto& map) { emit sampleMapLoaded(channel, sample, map); });
}

bool EngineLink::effectsAreCheap(const std::vector<std::string>& sites) const {
  const auto data = m_document->data();
  if (!data || data->holdsTexts || data->height * data->width > kCheapPixels) return false;
  const int split = m_document->split() == "train" ? 0 : m_document->split() == "val" ? 1 : 2;
  const qint64 samples = data->splitSizes[std::size_t(split)];
  return samples * qint64(m_document->channelsOf(sites).size()) <= kCheapSweep;
}

void EngineLink::effectsWanted() {
  if (!m_effectsFollow) return;
  const auto& scope = m_document->selection().scope;
  if (scope.size() != 1 || !m_document->canEvaluate() || !m_document->ranking() || m_document->rankingStale()) return;
  if (m_document->effects().contains({scope.front(), 0}) || !effectsAreCheap(scope)) return;
  measureEffects(scope);
}

void EngineLink::measureEffects(const std::vector<std::string>& sites) {
  if (!m_document->canEvaluate()) return;
  m_effectsFollow = true;
  engine::SweepRequest request;
  for (const auto& name : sites)
    if (const auto* info = m_document->site(name))
      if (info->hasWeights || !engine::modeUsesWeights(m_document->editSet().tool.mode)) request.sites.push_back(name);
  if (request.sites.empty()) return;
  request.edit = editOf(m_document->editSet().tool, {});
  request.edit.alpha = 0;
  request.splits = {m_document->split()};
  const int group = m_document->selectingGroup();
  post<engine::SweepResult>(
      "effects", tr("effect of each channel on %1").arg(m_document->groupName(group)), false,
      [request, order = m_document->classOrder()](Workbench& bench, std::stop_token stop, const ProgressSink& sink) {
        bench.setClassOrder(order);
        return bench.sweep(request, stop, sink);
      },
      [this, group](const engine::SweepResult& sweep) {
        Effects effects;
        for (const auto& row : sweep.rows)
          if (row.group == group) effects[{row.site, row.channel}] = {row.change, row.low, row.high, row.p, row.n};
        m_document->addEffects(effects);
      });
}

void EngineLink::cancel(const QString& lane) {
  m_worker->cancel(lane.toStdString());
  m_pending.remove(lane);
  if (lane == "open checkpoint") takeLookBack();
}

void EngineLink::cancelAll() {
  m_worker->cancelAll();
  m_pending.clear();
  takeLookBack();
  emit becameIdle();
}

}  // namespace spurioscope::ui
