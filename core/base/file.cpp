#include "base/file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

namespace spurioscope {

InputFile::InputFile(const std::filesystem::path& path) : path_(path) {
  const Where where{path.string(), {}, {}};
  fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd_ < 0) {
    throw Error{Kind::Io, std::string("cannot open the file: ") + std::strerror(errno), where,
                "Check the path and that you may read it."};
  }
  struct stat info {};
  const bool regular = ::fstat(fd_, &info) == 0 && S_ISREG(info.st_mode);
  if (!regular) {
    ::close(fd_);
    throw Error{Kind::Io, "this is not a regular file", where, "Name a file, not a folder or a device."};
  }
  size_ = static_cast<std::uint64_t>(info.st_size);
}

InputFile::~InputFile() {
  if (fd_ >= 0) ::close(fd_);
}

InputFile::InputFile(InputFile&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)), size_(other.size_) {}

void InputFile::read(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset > size_ || into.size() > size_ - offset) {
    throw Error{Kind::Format, "the file ends early: " + std::to_string(into.size()) + " bytes wanted, the file has " +
                                  std::to_string(size_),
                Where{path_.string(), offset, {}}, "The file is incomplete; download or copy it again."};
  }
  while (!into.empty()) {
    const auto n = ::pread(fd_, into.data(), into.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      throw Error{Kind::Io, std::string("cannot read: ") + std::strerror(errno), Where{path_.string(), offset, {}}, {}};
    }
    if (n == 0) {
      throw Error{Kind::Io, "the file became shorter while it was read", Where{path_.string(), offset, {}},
                  "Open it again when nothing writes to it."};
    }
    offset += static_cast<std::uint64_t>(n);
    into = into.subspan(static_cast<std::size_t>(n));
  }
}

std::string readTextFile(const std::filesystem::path& path, std::uint64_t limitBytes) {
  const InputFile file(path);
  if (file.size() > limitBytes) {
    throw Error{Kind::Unsafe, "the file has " + std::to_string(file.size()) + " bytes; at most " +
                                  std::to_string(limitBytes) + " are read", Where{path.string(), {}, {}}, {}};
  }
  std::string text(file.size(), '\0');
  file.read(0, std::as_writable_bytes(std::span{text}));
  return text;
}

}  // namespace spurioscope
