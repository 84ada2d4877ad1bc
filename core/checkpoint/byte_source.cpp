#include "checkpoint/byte_source.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/file.h"

namespace spurioscope {
namespace {

class FileSource final : public ByteSource {
 public:
  explicit FileSource(const std::filesystem::path& path) : file_(path), name_(path.string()) {}
  std::uint64_t size() const override { return file_.size(); }
  void read(std::uint64_t offset, std::span<std::byte> into) const override { file_.read(offset, into); }
  const std::string& name() const override { return name_; }

 private:
  InputFile file_;
  std::string name_;
};

class MemorySource final : public ByteSource {
 public:
  MemorySource(std::vector<std::byte> bytes, std::string name) : bytes_(std::move(bytes)), name_(std::move(name)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  const std::string& name() const override { return name_; }
  void read(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset > bytes_.size() || into.size() > bytes_.size() - offset) {
      throw Error{Kind::Format, "the file ends early", where(offset), "The file is incomplete; download or copy it again."};
    }
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), into.size(), into.begin());
  }

 private:
  std::vector<std::byte> bytes_;
  std::string name_;
};

class PartSource final : public ByteSource {
 public:
  PartSource(Bytes source, std::uint64_t offset, std::uint64_t bytes)
      : source_(std::move(source)), offset_(offset), bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_; }
  const std::string& name() const override { return source_->name(); }
  void read(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset > bytes_ || into.size() > bytes_ - offset) {
      throw Error{Kind::Format, "a part of the file ends early", where(offset_ + offset),
                  "The file is damaged; download or copy it again."};
    }
    source_->read(offset_ + offset, into);
  }

 private:
  Bytes source_;
  std::uint64_t offset_, bytes_;
};

}  // namespace

std::string ByteSource::text(std::uint64_t offset, std::uint64_t length) const {
  if (offset >= size()) return {};
  std::string out(static_cast<std::size_t>(std::min(length, size() - offset)), '\0');
  read(offset, std::as_writable_bytes(std::span{out}));
  return out;
}

Where ByteSource::where(std::optional<std::uint64_t> offset, std::string part) const {
  return Where{name(), offset, std::move(part)};
}

Bytes openFile(const std::filesystem::path& path) { return std::make_shared<FileSource>(path); }

Bytes partOfSource(Bytes source, std::uint64_t offset, std::uint64_t bytes) {
  return std::make_shared<PartSource>(std::move(source), offset, bytes);
}

Bytes bytesInMemory(std::vector<std::byte> bytes, std::string name) {
  return std::make_shared<MemorySource>(std::move(bytes), std::move(name));
}

}  // namespace spurioscope
