#include "data/folder.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"

namespace spurioscope {
namespace {

/// A file descriptor that is closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

int openBeneath(int folder, const char* name, int flags) {
  struct open_how how {};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, folder, name, &how, sizeof how));
}

/// Part by part, without links and without `..`; sets errno to EXDEV for a name that leaves the folder.
int openPartByPart(int folder, const std::string& name, int flags) {
  if (name.starts_with('/')) return errno = EXDEV, -1;
  int at = ::dup(folder);
  for (std::size_t begin = 0; at >= 0 && begin <= name.size();) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    const std::string part = name.substr(begin, end - begin);
    const bool last = end == name.size();
    begin = end + 1;
    if (part.empty() || part == ".") continue;
    if (part == "..") return ::close(at), errno = EXDEV, -1;
    const int next = ::openat(at, part.c_str(), (last ? flags : O_PATH | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC);
    const int code = errno;
    ::close(at);
    errno = code;
    at = next;
  }
  return at;
}

FileIdentity identityOf(const struct stat& info) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  return {static_cast<std::uint64_t>(info.st_size), info.st_mtim.tv_sec * kSecond + info.st_mtim.tv_nsec,
          info.st_ctim.tv_sec * kSecond + info.st_ctim.tv_nsec};
}

struct stat regularFile(int fd, const Where& where) {
  struct stat info {};
  if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) return info;
  throw Error{Kind::Io, "this is not a regular file", where, "Name an image file."};
}

}  // namespace

FileIdentity identityOf(int descriptor) {
  struct stat info {};
  return ::fstat(descriptor, &info) == 0 ? identityOf(info) : FileIdentity{};
}

Folder::Folder(const std::filesystem::path& path)
    : path_(path), fd_(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
  if (fd_ >= 0) return;
  throw Error{Kind::Io, std::string("cannot open the folder: ") + std::strerror(errno), Where{path.string(), {}, {}},
              "Check the path and that you may read it."};
}

Folder::~Folder() { ::close(fd_); }

int Folder::open(const std::string& name, int flags) const {
  const Where where{(path_ / name).string(), {}, {}};
  const bool hasNul = name.find('\0') != std::string::npos;
  int fd = hasNul ? (errno = ENOENT, -1) : openBeneath(fd_, name.c_str(), flags);
  if (fd < 0 && (errno == ENOSYS || errno == EPERM)) fd = openPartByPart(fd_, name, flags);
  if (fd >= 0) return fd;
  if (errno == EXDEV || errno == ELOOP) {
    throw Error{Kind::Unsafe, "the name '" + name + "' leads out of the data set's folder", Where{path_.string(), {}, {}},
                "Only files inside the folder are read: copy them there, or open the folder that holds them."};
  }
  const bool missing = errno == ENOENT || errno == ENOTDIR;
  throw Error{Kind::Io, missing ? "the file is missing" : std::string("cannot open the file: ") + std::strerror(errno), where,
              "Check that the data set is complete and that you may read it."};
}

FileIdentity Folder::look(const std::string& name) const {
  const Descriptor file(open(name, O_PATH));
  return identityOf(regularFile(file.get(), Where{(path_ / name).string(), {}, {}}));
}

std::vector<std::byte> Folder::read(const std::string& name, FileIdentity& identity, std::uint64_t limitBytes) const {
  const Where where{(path_ / name).string(), {}, {}};
  const Descriptor file(open(name, O_RDONLY | O_NONBLOCK));
  identity = identityOf(regularFile(file.get(), where));
  if (identity.size > limitBytes) {
    throw Error{Kind::Unsafe, "the file has " + std::to_string(identity.size) + " bytes; at most " + std::to_string(limitBytes) +
                                  " are read", where, {}};
  }
  std::vector<std::byte> bytes(identity.size);
  for (std::size_t done = 0; done < bytes.size();) {
    const auto n = ::pread(file.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw Error{Kind::Io, std::string("cannot read: ") + std::strerror(errno), where, {}};
    if (n == 0) {
      throw Error{Kind::Io, "the file became shorter while it was read", where, "Open it again when nothing writes to it."};
    }
    done += static_cast<std::size_t>(n);
  }
  return bytes;
}

}  // namespace spurioscope
