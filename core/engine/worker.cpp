#include "engine/worker.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/inside/guard.h"

namespace spurioscope::engine {

struct Worker::Impl {
  struct Queued {
    std::string lane, title;
    bool urgent = false;
    Job job;
    std::function<void(const Failure&)> threw;
    std::stop_source stop;
  };

  Impl(Settings settings, std::function<void(const Status&)> onStatus) : settings(std::move(settings)), onStatus(std::move(onStatus)) {
    thread = std::jthread([this](std::stop_token stop) { work(stop); });
  }

  ~Impl() {
    thread.request_stop();
    cancelAll();
    changed.notify_all();
  }

  void work(const std::stop_token& stop) {
    Workbench bench(settings);
    while (auto next = take(stop, false)) run(bench, *next);
  }

  /// The next job, waiting for one; with `urgentOnly` only what is there and urgent.
  std::shared_ptr<Queued> take(const std::stop_token& stop, bool urgentOnly) {
    std::unique_lock lock(mutex);
    if (!urgentOnly) changed.wait(lock, stop, [this] { return !queue.empty(); });
    if (stop.stop_requested()) return nullptr;
    auto chosen = queue.end();
    for (auto it = queue.begin(); it != queue.end(); ++it) {
      if ((*it)->urgent) {
        chosen = it;
        break;
      }
    }
    if (chosen == queue.end() && !urgentOnly) chosen = queue.begin();
    if (chosen == queue.end()) return nullptr;
    auto job = *chosen;
    queue.erase(chosen);
    running.push_back(job);
    return job;
  }

  void run(Workbench& bench, Queued& job) {
    report({job.lane, job.title, {}, true});
    const ProgressSink sink = [&](const ProgressInfo& info) {
      report({job.lane, job.title, info, true});
      if (job.urgent) return;
      while (auto urgent = take(thread.get_stop_token(), true)) run(bench, *urgent);
    };
    const auto done = guarded([&] {
      job.job(bench, job.stop.get_token(), sink);
      return true;
    });
    if (!done.ok() && job.threw) job.threw(done.failure());
    {
      const std::lock_guard lock(mutex);
      std::erase_if(running, [&](const auto& one) { return one.get() == &job; });
    }
    report({job.lane, job.title, {}, false});
  }

  void report(const Status& status) const {
    if (onStatus) onStatus(status);
  }

  void cancelAll() {
    const std::lock_guard lock(mutex);
    queue.clear();
    for (const auto& job : running) job->stop.request_stop();
  }

  const Settings settings;
  const std::function<void(const Status&)> onStatus;
  mutable std::mutex mutex;
  std::condition_variable_any changed;
  std::deque<std::shared_ptr<Queued>> queue;
  std::vector<std::shared_ptr<Queued>> running;  ///< more than one while an urgent job overtakes
  std::jthread thread;                           ///< last: joined before the rest goes
};

Worker::Worker(Settings settings, std::function<void(const Status&)> onStatus)
    : impl_(std::make_unique<Impl>(std::move(settings), std::move(onStatus))) {}

Worker::~Worker() = default;

void Worker::post(std::string lane, std::string title, bool urgent, Job job, std::function<void(const Failure&)> threw) {
  {
    const std::lock_guard lock(impl_->mutex);
    std::erase_if(impl_->queue, [&](const auto& one) { return one->lane == lane; });
    for (const auto& one : impl_->running) {
      if (one->lane == lane) one->stop.request_stop();
    }
    impl_->queue.push_back(
        std::make_shared<Impl::Queued>(Impl::Queued{std::move(lane), std::move(title), urgent, std::move(job), std::move(threw), {}}));
  }
  impl_->changed.notify_all();
}

void Worker::cancel(const std::string& lane) {
  const std::lock_guard lock(impl_->mutex);
  std::erase_if(impl_->queue, [&](const auto& one) { return one->lane == lane; });
  for (const auto& one : impl_->running) {
    if (one->lane == lane) one->stop.request_stop();
  }
}

void Worker::cancelAll() { impl_->cancelAll(); }

bool Worker::idle() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->queue.empty() && impl_->running.empty();
}

}  // namespace spurioscope::engine
