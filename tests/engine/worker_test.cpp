#include <gtest/gtest.h>

#include <future>
#include <new>
#include <stdexcept>

#include "engine/worker.h"

namespace spurioscope::engine {
namespace {

TEST(Worker, ANewerJobOfALaneStopsTheRunningOne) {
  Worker worker;
  std::promise<void> started, stopped, second;
  worker.post("lane", "first", false, [&](Workbench&, std::stop_token stop, const ProgressSink&) {
    std::promise<void> asked;
    const std::stop_callback told(stop, [&] { asked.set_value(); });
    started.set_value();
    asked.get_future().wait();
    stopped.set_value();
  });
  started.get_future().wait();
  worker.post("lane", "second", false, [&](Workbench&, std::stop_token, const ProgressSink&) { second.set_value(); });
  stopped.get_future().wait();
  second.get_future().wait();
}

TEST(Worker, AnUrgentJobOvertakesAtTheNextProgress) {
  Worker worker;
  std::vector<std::string> order;
  std::promise<void> started, queued, done;
  worker.post("long", "long", false, [&](Workbench&, std::stop_token, const ProgressSink& sink) {
    started.set_value();
    queued.get_future().wait();
    sink({"phase", 1, 2, 0, 0});
    order.push_back("long");
    done.set_value();
  });
  started.get_future().wait();
  worker.post("edit", "edit", true, [&](Workbench&, std::stop_token, const ProgressSink&) { order.push_back("edit"); });
  queued.set_value();
  done.get_future().wait();
  EXPECT_EQ(order, (std::vector<std::string>{"edit", "long"}));
}

/// What a job's exception becomes.
Failure failureOfJob(const std::function<void()>& work) {
  Worker worker;
  std::promise<Failure> told;
  worker.post("lane", "title", false, [&](Workbench&, std::stop_token, const ProgressSink&) { work(); },
              [&](const Failure& failure) { told.set_value(failure); });
  return told.get_future().get();
}

TEST(Worker, AJobThatThrowsIsAFailureWithItsExitCode) {
  EXPECT_EQ(failureOfJob([] { throw std::runtime_error("odd"); }).exitCode, 70);
  EXPECT_EQ(failureOfJob([] { throw std::bad_alloc(); }).exitCode, 5);
  EXPECT_EQ(failureOfJob([] { throw 7; }).kind, "internal");
}

TEST(Worker, GoesOnAfterAJobThatThrew) {
  Worker worker;
  std::promise<void> second;
  worker.post("a", "first", false, [](Workbench&, std::stop_token, const ProgressSink&) { throw std::runtime_error("odd"); });
  worker.post("b", "second", false, [&](Workbench&, std::stop_token, const ProgressSink&) { second.set_value(); });
  second.get_future().wait();
}

}  // namespace
}  // namespace spurioscope::engine
