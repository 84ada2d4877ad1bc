#pragma once

#include <QHash>
#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>
#include <optional>

#include "engine/worker.h"
#include "ui/document/document.h"
#include "ui/link/job.h"

namespace spurioscope::ui {

/// Asks the engine for what the document lacks and brings the answers to the UI thread. Never blocks.
/// A lane holds one job: a newer one replaces it, and answers of replaced ones are dropped by their generation.
class EngineLink : public QObject {
  Q_OBJECT
 public:
  EngineLink(Document* document, const engine::Settings& settings, QObject* parent = nullptr);
  ~EngineLink() override;

  void openCheckpoint(const QString& source);
  void openData(const QString& source, const engine::DataChoices& choices = {});
  void openRecord(const QString& file);
  void evaluate();
  void computeStatistics();
  void rank();
  void loadDetail();
  void loadSampleMap(const ChannelRef& channel, int sample);
  /// Switches every channel of the sites off, one at a time, and keeps the change of each group.
  void measureEffects(const std::vector<std::string>& sites);
  /// Moves the engine to another device or number of threads (0: its own choice).
  void useDevice(const QString& device, int threads);
  const engine::Settings& settings() const { return m_settings; }
  /// Whether measuring a site is quick enough to follow the selection with, once effects were asked for.
  bool effectsAreCheap(const std::vector<std::string>& sites) const;

  void cancel(const QString& lane);
  void cancelAll();
  bool idle() const { return m_pending.isEmpty() && !m_evaluateSoon.isActive(); }
  bool busy(const QString& lane) const { return m_pending.contains(lane); }

  /// Runs `compute` on the engine thread; `deliver` gets its value in the UI thread. A failure is announced with `failed`, and
  /// `retry` (default: the same job again) is what its button does.
  template <class T>
  void post(const QString& lane, const QString& title, bool urgent,
            std::function<engine::Result<T>(engine::Workbench&, std::stop_token, const engine::ProgressSink&)> compute,
            std::function<void(const T&)> deliver) {
    const quint64 generation = ++m_generations[lane];
    m_pending.insert(lane, generation);
    const auto answer = [=, this](const std::shared_ptr<engine::Result<T>>& result) {
      if (!current(lane, generation)) return;
      m_pending.remove(lane);
      if (result->ok()) {
        deliver(result->value());
        emit succeeded(lane);
      } else {
        report({lane, title, result->failure(), [=, this] { post<T>(lane, title, urgent, compute, deliver); }});
      }
      if (idle()) emit becameIdle();
    };
    auto job = [this, answer, compute](engine::Workbench& bench, std::stop_token stop, const engine::ProgressSink& sink) {
      auto result = std::make_shared<engine::Result<T>>(compute(bench, stop, sink));
      const auto kept = bench.keptValues();
      const auto device = bench.deviceName();
      inUiThread([=, this] {
        m_document->setEngineState(QString::fromStdString(device), kept);
        answer(result);
      });
    };
    m_worker->post(lane.toStdString(), title.toStdString(), urgent, std::move(job), [this, answer](const engine::Failure& failure) {
      inUiThread([answer, result = std::make_shared<engine::Result<T>>(failure)] { answer(result); });
    });
  }

 signals:
  void statusChanged(const spurioscope::ui::JobStatus& status);
  void failed(const spurioscope::ui::JobFailure& failure);
  void succeeded(const QString& lane);
  void sampleMapLoaded(const spurioscope::ui::ChannelRef& channel, int sample, const std::vector<float>& map);
  void becameIdle();

 private:
  void inUiThread(std::function<void()> call);
  bool current(const QString& lane, quint64 generation) const { return m_pending.value(lane) == generation; }
  void report(const JobFailure& failure);
  void firstLook(const std::shared_ptr<const engine::CheckpointInfo>& info);
  void takeLookBack();
  void refresh();
  void dropResults();
  void detailWanted();
  void effectsWanted();

  Document* m_document;
  engine::Settings m_settings;
  bool m_effectsFollow = false;  ///< effects were asked for: the selection's are measured where that is quick
  /// While a checkpoint is shown whose weights are still being looked through: what was shown before it.
  std::optional<std::shared_ptr<const engine::CheckpointInfo>> m_beforeLook;
  QTimer m_evaluateSoon;
  QHash<QString, quint64> m_generations;
  QHash<QString, quint64> m_pending;
  std::unique_ptr<engine::Worker> m_worker;  // last: it stops before what its jobs use goes away
};

}  // namespace spurioscope::ui
