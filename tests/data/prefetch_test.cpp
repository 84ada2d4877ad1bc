#include "data/prefetch.h"

#include <atomic>
#include <numeric>

#include <gtest/gtest.h>

#include "base/error.h"

namespace spurioscope {
namespace {

/// Pixels of sample s are s; can be made to fail, and counts what was read.
class FakeSource final : public PixelSource {
 public:
  mutable std::atomic<int> reads = 0;
  int failsAt = -1;
  std::function<void()> whenRead = [] {};

  int height() const override { return 4; }
  int width() const override { return 4; }
  int channels() const override { return 3; }
  std::vector<DamagedSample> read(std::span<const int> samples, std::span<std::uint8_t> out, std::stop_token stop) const override {
    std::vector<DamagedSample> damaged;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      throwIfStopped(stop);
      whenRead();
      ++reads;
      if (samples[i] == failsAt) throw Error{Kind::Memory, "no memory", {}, {}};
      if (samples[i] % 50 == 49) damaged.push_back({samples[i], "damaged"});
      std::fill_n(out.data() + i * sampleBytes(), sampleBytes(), static_cast<std::uint8_t>(samples[i]));
    }
    return damaged;
  }
};

std::vector<int> upTo(int n) {
  std::vector<int> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  return order;
}

TEST(Prefetcher, GivesChunksInOrderWithTheirPixels) {
  const auto source = std::make_shared<FakeSource>();
  Prefetcher prefetcher(source, upTo(205), {.chunk = 32, .threads = 4, .budgetBytes = 1 << 20}, {});
  int next = 0, damaged = 0;
  while (const auto chunk = prefetcher.next()) {
    for (std::size_t i = 0; i < chunk->samples.size(); ++i, ++next) {
      EXPECT_EQ(chunk->samples[i], next);
      EXPECT_EQ(chunk->pixels[i * source->sampleBytes() + 5], static_cast<std::uint8_t>(next));
    }
    damaged += static_cast<int>(chunk->damaged.size());
  }
  EXPECT_EQ(next, 205);
  EXPECT_EQ(damaged, 4);
  EXPECT_FALSE(prefetcher.next());
}

TEST(Prefetcher, ReadsNoFurtherAheadThanItsBudget) {
  const auto source = std::make_shared<FakeSource>();
  Prefetcher prefetcher(source, upTo(1000), {.chunk = 10, .threads = 3, .budgetBytes = 30 * source->sampleBytes()}, {});
  for (int i = 0; i < 20; ++i) {
    prefetcher.next();
    EXPECT_LE(source->reads, 10 * (i + 1) + 30);
  }
}

TEST(Prefetcher, WorksWithABudgetBelowOneChunk) {
  const auto source = std::make_shared<FakeSource>();
  Prefetcher prefetcher(source, upTo(70), {.chunk = 32, .threads = 2, .budgetBytes = 1}, {});
  std::size_t total = 0;
  while (const auto chunk = prefetcher.next()) total += chunk->samples.size();
  EXPECT_EQ(total, 70u);
}

TEST(Prefetcher, OfNothingEndsAtOnce) {
  Prefetcher prefetcher(std::make_shared<FakeSource>(), {}, {}, {});
  EXPECT_FALSE(prefetcher.next());
}

TEST(Prefetcher, PassesOnAFailure) {
  const auto source = std::make_shared<FakeSource>();
  source->failsAt = 40;
  Prefetcher prefetcher(source, upTo(100), {.chunk = 16, .threads = 2, .budgetBytes = 1 << 20}, {});
  EXPECT_THROW(
      while (prefetcher.next()) {}, Error);
}

TEST(Prefetcher, AnswersAStopWhileItWaits) {
  const auto source = std::make_shared<FakeSource>();
  std::stop_source stop;
  source->whenRead = [&] {
    if (source->reads == 50) stop.request_stop();
  };
  Prefetcher prefetcher(source, upTo(100'000), {.chunk = 64, .threads = 2, .budgetBytes = 1 << 16}, stop.get_token());
  try {
    while (prefetcher.next()) {}
    FAIL() << "it was not cancelled";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Kind::Cancelled);
  }
  EXPECT_LT(source->reads, 200);
}

TEST(Prefetcher, MayBeDroppedAtAnyTime) {
  for (int round = 0; round < 200; ++round) {
    Prefetcher prefetcher(std::make_shared<FakeSource>(), upTo(500), {.chunk = 16, .threads = 3, .budgetBytes = 1 << 14}, {});
    for (int i = 0; i < round % 5; ++i) prefetcher.next();
  }
}

}  // namespace
}  // namespace spurioscope
