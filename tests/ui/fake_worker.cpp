#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "engine/worker.h"

namespace spurioscope::engine {
namespace {

struct Task {
  std::string lane, title;
  bool urgent = false;
  Worker::Job job;
  std::stop_source stop;
};

}  // namespace

struct Worker::Impl {
  Settings settings;
  std::function<void(const Status&)> onStatus;
  mutable std::mutex mutex;
  std::condition_variable wake;
  std::deque<std::shared_ptr<Task>> queue;
  std::vector<std::shared_ptr<Task>> running;
  bool closing = false;
  std::unique_ptr<Workbench> bench;
  std::thread thread;

  std::shared_ptr<Task> take(bool urgentOnly) {
    const std::lock_guard lock(mutex);
    for (auto it = queue.begin(); it != queue.end(); ++it)
      if (!urgentOnly || (*it)->urgent) {
        auto task = *it;
        queue.erase(it);
        running.push_back(task);
        return task;
      }
    return nullptr;
  }

  void run(const std::shared_ptr<Task>& task) {
    Status status{task->lane, task->title, {}, true};
    if (onStatus) onStatus(status);
    task->job(*bench, task->stop.get_token(), [&](const ProgressInfo& info) {
      status.progress = info;
      if (onStatus) onStatus(status);
      if (!task->urgent)
        while (auto next = take(true)) run(next);
    });
    {
      const std::lock_guard lock(mutex);
      std::erase(running, task);
    }
    status.running = false;
    if (onStatus) onStatus(status);
  }

  void loop() {
    bench = std::make_unique<Workbench>(settings);
    while (true) {
      {
        std::unique_lock lock(mutex);
        wake.wait(lock, [&] { return closing || !queue.empty(); });
        if (closing) return;
      }
      if (auto task = take(false)) run(task);
    }
  }

  void drop(const std::string* lane) {
    std::erase_if(queue, [&](const auto& t) { return !lane || t->lane == *lane; });
    for (const auto& t : running)
      if (!lane || t->lane == *lane) t->stop.request_stop();
  }
};

Worker::Worker(Settings settings, std::function<void(const Status&)> onStatus) : impl_(std::make_unique<Impl>()) {
  impl_->settings = std::move(settings);
  impl_->onStatus = std::move(onStatus);
  impl_->thread = std::thread([this] { impl_->loop(); });
}

Worker::~Worker() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->closing = true;
    impl_->drop(nullptr);
  }
  impl_->wake.notify_all();
  impl_->thread.join();
}

void Worker::post(std::string lane, std::string title, bool urgent, Job job, std::function<void(const Failure&)>) {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->drop(&lane);
    impl_->queue.push_back(std::make_shared<Task>(Task{std::move(lane), std::move(title), urgent, std::move(job), {}}));
  }
  impl_->wake.notify_all();
}

void Worker::cancel(const std::string& lane) {
  const std::lock_guard lock(impl_->mutex);
  impl_->drop(&lane);
}

void Worker::cancelAll() {
  const std::lock_guard lock(impl_->mutex);
  impl_->drop(nullptr);
}

bool Worker::idle() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->queue.empty() && impl_->running.empty();
}

}  // namespace spurioscope::engine
