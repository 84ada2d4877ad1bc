#include "base/atomic_file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

namespace spurioscope {
namespace {

bool isSpecial(std::filesystem::file_type kind) {
  using Type = std::filesystem::file_type;
  return kind == Type::character || kind == Type::block || kind == Type::fifo || kind == Type::socket;
}

}  // namespace

AtomicFile::AtomicFile(const std::filesystem::path& target) : target_(target) {
  std::error_code ignored;
  const auto kind = std::filesystem::status(target_, ignored).type();
  if (kind == std::filesystem::file_type::directory) fail("write it", EISDIR);
  if (isSpecial(kind)) {  // a rename would put a regular file in the device's place
    direct_ = true;
    temporary_ = target_;
    fd_ = ::open(target_.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd_ < 0) fail("open it", errno);
    return;
  }
  if (std::filesystem::is_symlink(target_, ignored)) {
    const auto resolved = std::filesystem::weakly_canonical(target_, ignored);
    if (!ignored) target_ = resolved;
  }
  std::string name = target_.string() + ".XXXXXX";
  fd_ = ::mkostemp(name.data(), O_CLOEXEC);
  temporary_ = name;
  if (fd_ < 0) fail("create a temporary file beside it", errno);
  struct stat old {};
  if (::stat(target_.c_str(), &old) == 0) {
    (void)!::fchmod(fd_, old.st_mode & 07777);
    if (::geteuid() == 0) (void)!::fchown(fd_, old.st_uid, old.st_gid);
  } else {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    (void)!::fchmod(fd_, 0666 & ~mask);
  }
}

AtomicFile::~AtomicFile() {
  if (fd_ < 0) return;
  ::close(fd_);
  if (!direct_) ::unlink(temporary_.c_str());
}

void AtomicFile::fail(std::string_view step, int code) const {
  std::error_code ignored;
  const std::string remedy =
      code == ENOSPC || code == EDQUOT ? "Free some space or choose another place" : "Choose another place or check its permissions";
  throw Error{Kind::Io, "cannot " + std::string(step) + ": " + std::strerror(code), Where{target_.string(), {}, {}},
              remedy + (std::filesystem::is_regular_file(target_, ignored) ? "; the old file is untouched." : ".")};
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto n = ::write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("write it", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
}

void AtomicFile::commit() {
  if (direct_) {
    const int closed = ::close(fd_) == 0 ? 0 : errno;
    fd_ = -1;
    if (closed != 0) fail("write it", closed);
    return;
  }
  // A library may have written by name: sync what stands there, not what this descriptor saw.
  const int written = ::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC);
  if (written < 0) fail("reopen the temporary file", errno);
  const int synced = ::fsync(written) == 0 ? 0 : errno;
  ::close(written);
  if (synced != 0) fail("bring it to disk", synced);
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail("put it in place", errno);
  ::close(fd_);
  fd_ = -1;
  const auto folder = target_.has_parent_path() ? target_.parent_path() : std::filesystem::path(".");
  const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return;  // a folder that may not be read can still be renamed into
  const int code = ::fsync(directory) == 0 ? 0 : errno;
  ::close(directory);
  if (code != 0 && code != EINVAL) fail("bring its folder to disk", code);
}

void requireWritable(const std::filesystem::path& target) {
  std::error_code ignored;
  // A pipe's reader would take the closing of a first look for the end.
  if (isSpecial(std::filesystem::status(target, ignored).type())) return;
  const AtomicFile looked(target);
}

void writeFileAtomically(const std::filesystem::path& target, std::string_view text) {
  AtomicFile file(target);
  file.write(text);
  file.commit();
}

}  // namespace spurioscope
