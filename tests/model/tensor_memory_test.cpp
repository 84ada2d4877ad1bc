#include "model/tensor_memory.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <thread>

namespace spurioscope {
namespace {

class TensorMemoryTest : public ::testing::Test {
 protected:
  void SetUp() override {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "sanitizers have memory of their own";
#endif
    TensorMemory::use();
    TensorMemory::keepAtMost(0);  // whatever waited before
    TensorMemory::keepAtMost(TensorMemory::used() + (64u << 20));
  }
  void TearDown() override { TensorMemory::keepAtMost(TensorMemory::kUsual); }

  static at::Tensor megabytes(std::int64_t n) { return at::empty({n << 18}, at::kFloat); }
};

TEST_F(TensorMemoryTest, ATensorOfTheSameSizeGetsTheMemoryFreedLast) {
  auto first = megabytes(4), second = megabytes(4);
  const void* const freedLast = second.data_ptr();
  first.reset();
  second.reset();
  EXPECT_EQ(megabytes(4).data_ptr(), freedLast);
  EXPECT_NE(megabytes(5).data_ptr(), freedLast);
}

TEST_F(TensorMemoryTest, CountsWhatLivesAndWhatWaits) {
  const auto before = TensorMemory::used();
  auto tensor = megabytes(8);
  EXPECT_GE(TensorMemory::used() - before, std::size_t{8} << 20);
  EXPECT_LE(TensorMemory::used() - before, std::size_t{9} << 20) << "an eighth more at most";
  EXPECT_EQ(TensorMemory::waiting(), 0u);
  tensor.reset();
  EXPECT_EQ(TensorMemory::used(), before);
  EXPECT_GE(TensorMemory::waiting(), std::size_t{8} << 20);
}

TEST_F(TensorMemoryTest, NeverHoldsMoreThanItMay) {
  std::vector<at::Tensor> tensors;
  for (int i = 1; i <= 20; ++i) tensors.push_back(megabytes(i));
  tensors.clear();
  EXPECT_LE(TensorMemory::waiting(), std::size_t{64} << 20);
  EXPECT_GE(TensorMemory::waiting(), std::size_t{40} << 20);
  TensorMemory::keepAtMost(TensorMemory::used() + (10u << 20));
  EXPECT_LE(TensorMemory::waiting(), std::size_t{10} << 20);
}

TEST_F(TensorMemoryTest, SmallTensorsStayOnTheHeap) {
  const auto before = TensorMemory::used();
  const auto small = at::empty({1000}, at::kFloat);
  EXPECT_EQ(TensorMemory::used(), before);
}

TEST_F(TensorMemoryTest, GivesBackWhatWaitsWhenMoreIsInUse) {
  megabytes(40).reset();
  const auto waiting = TensorMemory::waiting();
  const auto large = megabytes(60);
  EXPECT_LT(TensorMemory::waiting(), waiting);
}

// One thread's tensors are often another's to free: loaders make what the network's thread drops.
TEST_F(TensorMemoryTest, ThreadsNeverShareABlock) {
  const auto work = [](float mark) {
    for (int i = 0; i < 200; ++i) {
      auto tensor = megabytes(1 + i % 3);
      tensor.fill_(mark);
      ASSERT_TRUE(tensor.eq(mark).all().item<bool>());
    }
  };
  std::thread other([&] { work(1); });
  work(2);
  other.join();
}

}  // namespace
}  // namespace spurioscope
