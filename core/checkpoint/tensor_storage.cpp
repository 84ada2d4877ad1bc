#include "checkpoint/tensor_storage.h"

#include <algorithm>
#include <utility>

namespace spurioscope {
namespace {

class SourcePart final : public TensorStorage {
 public:
  SourcePart(Bytes source, std::uint64_t offset, std::uint64_t bytes)
      : source_(std::move(source)), offset_(offset), bytes_(bytes) {}
  std::uint64_t bytes() const override { return bytes_; }
  void read(std::uint64_t offset, std::span<std::byte> into) const override { source_->read(offset_ + offset, into); }

 private:
  Bytes source_;
  std::uint64_t offset_, bytes_;
};

class MemoryStorage final : public TensorStorage {
 public:
  explicit MemoryStorage(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t bytes() const override { return bytes_.size(); }
  void read(std::uint64_t offset, std::span<std::byte> into) const override {
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), into.size(), into.begin());
  }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace

Storage partOf(Bytes source, std::uint64_t offset, std::uint64_t bytes) {
  return std::make_shared<SourcePart>(std::move(source), offset, bytes);
}

Storage storageInMemory(std::vector<std::byte> bytes) { return std::make_shared<MemoryStorage>(std::move(bytes)); }

}  // namespace spurioscope
