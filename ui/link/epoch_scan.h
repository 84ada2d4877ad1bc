#pragma once

#include <QObject>
#include <memory>

#include "engine/worker.h"
#include "ui/document/document.h"
#include "ui/link/job.h"

namespace spurioscope::ui {

/// Evaluates every epoch of the open run, for the curves over epochs and the sparklines. It has an engine of its own with one
/// thread, so that the open checkpoint stays open and edits stay live; that engine goes away when the scan ends.
class EpochScan : public QObject {
  Q_OBJECT
 public:
  EpochScan(Document* document, const engine::Settings& settings, QObject* parent = nullptr);
  ~EpochScan() override;

  void start();
  void useDevice(const std::string& device) { m_settings.device = device; }
  void cancel();
  bool running() const { return m_worker != nullptr; }

 signals:
  void statusChanged(const spurioscope::ui::JobStatus& status);
  void failed(const spurioscope::ui::JobFailure& failure);
  void finished();

 private:
  using States = std::vector<EpochState>;
  static engine::Result<States> scan(engine::Workbench& bench, std::stop_token stop, const engine::ProgressSink& sink,
                                     const std::vector<engine::EpochRef>& epochs, const engine::DataRequest& data,
                                     const std::string& split);
  void finish(quint64 generation, const std::shared_ptr<engine::Result<States>>& result);

  Document* m_document;
  engine::Settings m_settings;
  quint64 m_generation = 0;
  std::unique_ptr<engine::Worker> m_worker;
};

}  // namespace spurioscope::ui
