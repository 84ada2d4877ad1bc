#include <gtest/gtest.h>

#include <future>
#include <latch>
#include <mutex>

#include "engine/worker.h"

namespace spurioscope::engine {
namespace {

using Sink = const ProgressSink&;

/// What ran, in order, told by the jobs themselves on the engine thread.
class Record {
 public:
  Worker::Job job(const std::string& name) {
    return [this, name](Workbench&, std::stop_token, Sink) { add(name); };
  }
  void add(const std::string& name) {
    const std::lock_guard lock(mutex_);
    names_.push_back(name);
  }
  std::vector<std::string> names() const {
    const std::lock_guard lock(mutex_);
    return names_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> names_;
};

/// Holds the engine thread in a job until it is opened; then that job reports progress once.
class Gate {
 public:
  explicit Gate(Worker& worker, bool urgent = false) {
    worker.post("gate", "gate", urgent, [this](Workbench&, std::stop_token stop, Sink sink) {
      entered_.count_down();
      open_.wait();
      sink({"gate", 1, 1, 0, 0});
      stopped = stop.stop_requested();
    });
    entered_.wait();
  }
  void open() { open_.count_down(); }
  std::atomic<bool> stopped = false;

 private:
  std::latch entered_{1}, open_{1};
};

/// Returns when everything posted so far has run.
void drain(Worker& worker) {
  std::promise<void> done;
  worker.post("drain", "drain", false, [&](Workbench&, std::stop_token, Sink) { done.set_value(); });
  done.get_future().wait();
}

TEST(WorkerLanes, ANewerJobReplacesTheQueuedOneOfItsLaneOnly) {
  Record record;
  Worker worker;
  Gate gate(worker);
  worker.post("a", "", false, record.job("a1"));
  worker.post("b", "", false, record.job("b1"));
  worker.post("a", "", false, record.job("a2"));
  gate.open();
  drain(worker);
  EXPECT_EQ(record.names(), (std::vector<std::string>{"b1", "a2"}));
}

TEST(WorkerLanes, UrgentJobsRunFirstAndInTheirOrder) {
  Record record;
  Worker worker;
  Gate gate(worker, true);  // itself urgent: nothing overtakes it
  worker.post("slow", "", false, record.job("slow"));
  worker.post("u1", "", true, record.job("u1"));
  worker.post("u2", "", true, record.job("u2"));
  gate.open();
  drain(worker);
  EXPECT_EQ(record.names(), (std::vector<std::string>{"u1", "u2", "slow"}));
}

TEST(WorkerLanes, OnlyUrgentJobsRunInsideALongOne) {
  Record record;
  Worker worker;
  std::latch queued(1), entered(1);
  worker.post("long", "", false, [&](Workbench&, std::stop_token, Sink sink) {
    entered.count_down();
    queued.wait();
    record.add("begin");
    sink({"long", 1, 2, 0, 0});
    record.add("end");
  });
  entered.wait();
  worker.post("slow", "", false, record.job("slow"));
  worker.post("urgent", "", true, record.job("urgent"));
  queued.count_down();
  drain(worker);
  EXPECT_EQ(record.names(), (std::vector<std::string>{"begin", "urgent", "end", "slow"}));
}

TEST(WorkerLanes, CancelStopsTheRunningJobAndDropsTheQueuedOne) {
  Record record;
  Worker worker;
  Gate gate(worker);
  worker.post("other", "", false, record.job("other"));
  worker.post("dropped", "", false, record.job("dropped"));
  worker.cancel("dropped");
  worker.cancel("gate");
  gate.open();
  drain(worker);
  EXPECT_TRUE(gate.stopped);
  EXPECT_EQ(record.names(), (std::vector<std::string>{"other"}));
}

TEST(WorkerLanes, CancelAllEmptiesTheQueueAndTheWorkerGoesOn) {
  Record record;
  Worker worker;
  Gate gate(worker);
  worker.post("a", "", false, record.job("a"));
  worker.post("b", "", true, record.job("b"));
  worker.cancelAll();
  gate.open();
  drain(worker);
  EXPECT_TRUE(gate.stopped);
  EXPECT_TRUE(record.names().empty());
}

TEST(WorkerLanes, TellsStartProgressAndEndOfEachJob) {
  std::vector<std::string> told;
  {
    std::promise<void> done;
    Worker worker({}, [&](const Worker::Status& status) {
      if (status.lane == "job") told.push_back(status.running ? status.progress.phase : "end");
      if (status.lane == "job" && !status.running) done.set_value();
    });
    worker.post("job", "a title", false, [](Workbench&, std::stop_token, Sink sink) { sink({"half", 1, 2, 0, 0}); });
    done.get_future().wait();
  }
  EXPECT_EQ(told, (std::vector<std::string>{"", "half", "end"}));
}

TEST(WorkerLanes, DestructionStopsTheRunningJobAndDropsTheRest) {
  Record record;
  std::latch entered(1);
  {
    Worker worker;
    worker.post("long", "", false, [&](Workbench&, std::stop_token stop, Sink) {
      std::promise<void> asked;
      const std::stop_callback told(stop, [&] { asked.set_value(); });
      entered.count_down();
      asked.get_future().wait();
      record.add("stopped");
    });
    worker.post("later", "", false, record.job("later"));
    entered.wait();
  }
  EXPECT_EQ(record.names(), (std::vector<std::string>{"stopped"}));
}

TEST(WorkerLanes, AnEditOvertakesALongPassWithTheSameAnswer) {
  const auto evaluate = [](Workbench& bench) {
    Edit edit;
    edit.site = "layer1.0.conv1", edit.channel = 3;
    return bench.evaluate("val", {edit}).value().after;
  };
  SplitEvaluation inside, alone;
  std::vector<std::string> order;
  std::latch opened(1), posted(1);
  bool first = true;
  Worker worker;
  worker.post("statistics", "", false, [&](Workbench& bench, std::stop_token stop, Sink sink) {
    EXPECT_TRUE(bench.openCheckpoint("demo").ok() && bench.openData("demo").ok());
    opened.count_down();
    posted.wait();
    EXPECT_TRUE(bench.statistics("val", stop, sink).ok());
    order.push_back("statistics");
  });
  opened.wait();
  worker.post("edit", "", true, [&](Workbench& bench, std::stop_token, Sink) {
    inside = evaluate(bench);
    order.push_back(std::exchange(first, false) ? "edit" : "again");
  });
  posted.count_down();
  std::promise<void> done;
  worker.post("later", "", false, [&](Workbench& bench, std::stop_token, Sink) {
    alone = evaluate(bench);
    done.set_value();
  });
  done.get_future().wait();
  EXPECT_EQ(order, (std::vector<std::string>{"edit", "statistics"}));
  for (std::size_t g = 0; g < alone.groups.size(); ++g) EXPECT_EQ(inside.groups[g].correct, alone.groups[g].correct);
}

}  // namespace
}  // namespace spurioscope::engine
