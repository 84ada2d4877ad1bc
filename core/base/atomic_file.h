#pragma once

#include <filesystem>
#include <span>
#include <string_view>

namespace spurioscope {

/// A file that is either the old one or the whole new one, whatever happens in between (PLATFORM.md 1.4; QSaveFile is not
/// enough on a full disk). Writes go to a temporary file beside the target; `commit` syncs it, renames it over the target and
/// syncs the folder, and every step is checked. Without `commit` the temporary file is removed and the target is untouched.
/// A target that is a symbolic link is resolved first; mode (and, as root, owner) of an existing target are kept.
/// A target that is no regular file (/dev/null, a pipe) cannot be replaced and is written as it is; a folder is refused.
/// All members throw Error{Kind::Io} with the system's reason.
class AtomicFile {
 public:
  explicit AtomicFile(const std::filesystem::path& target);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text) { write(std::as_bytes(std::span{text})); }
  void commit();

  /// Where the bytes stand until `commit`: for libraries (HDF5, PDF) that write by name. They must close it before `commit`.
  const std::filesystem::path& temporary() const { return temporary_; }

 private:
  [[noreturn]] void fail(std::string_view step, int code) const;

  std::filesystem::path target_;
  std::filesystem::path temporary_;
  int fd_ = -1;
  bool direct_ = false;  ///< the target itself is written
};

/// Tells before long work that a file cannot be written at its end: writes nothing, leaves nothing behind. @throws Error{Kind::Io}
void requireWritable(const std::filesystem::path& target);

/// Writes a whole file atomically. @throws Error{Kind::Io}
void writeFileAtomically(const std::filesystem::path& target, std::string_view text);

}  // namespace spurioscope
