#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace spurioscope {

/// What tells that a file is still the one that was read: any write changes its change time.
struct FileIdentity {
  std::uint64_t size = 0;
  std::int64_t modifiedNs = 0, changedNs = 0;

  bool operator==(const FileIdentity&) const = default;
};

/// Of an open file; all 0 where the system does not tell.
FileIdentity identityOf(int descriptor);

/// A folder from which files are opened by names that come from a metadata file, and never a file outside it: `..`, absolute names
/// and symbolic links that lead out are refused by the kernel while it opens (openat2, RESOLVE_BENEATH); where the kernel has no
/// openat2, every part is opened by itself and links are refused. The folder itself may be a link. Thread-safe.
class Folder {
 public:
  /// @throws Error{Kind::Io} when it is not a folder that can be opened.
  explicit Folder(const std::filesystem::path& path);
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// @throws Error{Kind::Io} when the file is missing or is no regular file, Error{Kind::Unsafe} when its name leaves the folder.
  FileIdentity look(const std::string& name) const;
  /// All bytes and the identity at the time of reading. @throws as `look`; Error{Kind::Unsafe} beyond `limitBytes`.
  std::vector<std::byte> read(const std::string& name, FileIdentity& identity, std::uint64_t limitBytes = 256u << 20) const;

 private:
  int open(const std::string& name, int flags) const;

  std::filesystem::path path_;
  int fd_ = -1;
};

}  // namespace spurioscope
