#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace spurioscope {

/// A file opened once for reading; every later step uses the same descriptor (no race between check and use). Move only.
class InputFile {
 public:
  /// @throws Error{Kind::Io} when it cannot be opened or is not a regular file.
  explicit InputFile(const std::filesystem::path& path);
  ~InputFile();
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::uint64_t size() const { return size_; }

  /// Reads exactly `into.size()` bytes from `offset`; thread-safe. @throws Error{Kind::Format} past the end, Error{Kind::Io}.
  void read(std::uint64_t offset, std::span<std::byte> into) const;

 private:
  std::filesystem::path path_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
};

/// The whole file as text. @throws Error{Kind::Io}; Error{Kind::Unsafe} when it is larger than `limitBytes`.
std::string readTextFile(const std::filesystem::path& path, std::uint64_t limitBytes = 512ull << 20);

}  // namespace spurioscope
