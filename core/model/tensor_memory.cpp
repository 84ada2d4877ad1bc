#include "model/tensor_memory.h"

#include <c10/core/CPUAllocator.h>
#include <sys/mman.h>

#include <cstring>
#include <list>
#include <map>
#include <mutex>
#include <new>

namespace spurioscope {
namespace {

constexpr std::size_t kLarge = 1u << 20;
constexpr std::size_t kHugePage = 2u << 20;

/// A few sizes for all, at most an eighth above what is asked for: only an equal size is used again.
std::size_t sizeClass(std::size_t bytes) {
  std::size_t step = 64u << 10;
  while (step * 16 < bytes) step *= 2;
  return (bytes + step - 1) / step * step;
}

class Pool final : public c10::Allocator {
 public:
  c10::DataPtr allocate(std::size_t bytes) override {
    if (bytes < kLarge) return small_->allocate(bytes);
    const auto size = sizeClass(bytes);
    void* const data = taken(size);
    return {data, data, &Pool::giveBack, c10::Device(c10::kCPU)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &Pool::giveBack; }
  void copy_data(void* to, const void* from, std::size_t bytes) const override { std::memcpy(to, from, bytes); }

  std::size_t waiting() {
    const std::lock_guard lock(mutex_);
    return waitingBytes_;
  }
  std::size_t used() {
    const std::lock_guard lock(mutex_);
    return usedBytes_;
  }

  void keepAtMost(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    most_ = bytes;
    unmapSurplus();
  }

  static Pool& instance() {
    static Pool* const pool = new Pool;  // tensors of other static objects may outlive any order of destruction
    return *pool;
  }

 private:
  struct Waiting {
    void* data;
    std::size_t size;
  };

  void* taken(std::size_t size) {
    {
      const std::lock_guard lock(mutex_);
      // The one freed last: its pages are the likeliest to be in a cache.
      for (auto block = waiting_.rbegin(); block != waiting_.rend(); ++block) {
        if (block->size != size) continue;
        void* const data = block->data;
        waiting_.erase(std::next(block).base());
        waitingBytes_ -= size;
        remember(data, size);
        return data;
      }
    }
    void* const data = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data == MAP_FAILED) throw std::bad_alloc();
    if (size >= 2 * kHugePage) ::madvise(data, size, MADV_HUGEPAGE);  // advice: it may fail
    const std::lock_guard lock(mutex_);
    remember(data, size);
    unmapSurplus();
    return data;
  }

  void remember(void* data, std::size_t size) {
    sizes_[data] = size;
    usedBytes_ += size;
  }

  static void giveBack(void* data) { instance().keep(data); }

  void keep(void* data) {
    std::unique_lock lock(mutex_);
    const auto known = sizes_.find(data);
    if (known == sizes_.end()) {  // a small one, given back by the raw deleter
      lock.unlock();
      small_->raw_deleter()(data);
      return;
    }
    const auto size = known->second;
    sizes_.erase(known);
    usedBytes_ -= size;
    waiting_.push_back({data, size});
    waitingBytes_ += size;
    unmapSurplus();
  }

  void unmapSurplus() {
    while (!waiting_.empty() && usedBytes_ + waitingBytes_ > most_) {
      ::munmap(waiting_.front().data, waiting_.front().size);
      waitingBytes_ -= waiting_.front().size;
      waiting_.pop_front();
    }
  }

  c10::Allocator* const small_ = c10::GetDefaultCPUAllocator();
  std::mutex mutex_;
  std::map<void*, std::size_t> sizes_;  ///< of what is in use
  std::list<Waiting> waiting_;          ///< in the order of being freed
  std::size_t usedBytes_ = 0, waitingBytes_ = 0, most_ = TensorMemory::kUsual;
};

}  // namespace

void TensorMemory::use() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  static const bool once = [] {
    c10::SetCPUAllocator(&Pool::instance(), 1);
    return true;
  }();
  static_cast<void>(once);
#endif
}

void TensorMemory::keepAtMost(std::size_t bytes) { Pool::instance().keepAtMost(bytes); }
std::size_t TensorMemory::waiting() { return Pool::instance().waiting(); }
std::size_t TensorMemory::used() { return Pool::instance().used(); }

}  // namespace spurioscope
