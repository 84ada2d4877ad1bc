#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace spurioscope {

/// What went wrong, by kind. The command line turns a kind into its exit code (`exitCode`).
enum class Kind {
  Usage,        ///< a wrong argument, option or setting                            -> exit 2
  Format,       ///< a file is damaged, incomplete or contradicts itself            -> exit 3
  Unsafe,       ///< a file asks for something that is never done, or for too much  -> exit 3
  Unsupported,  ///< a file or network is well formed, but not one that is known    -> exit 3
  Shape,        ///< sizes do not fit each other                                    -> exit 3
  Range,        ///< a value outside its range                                      -> exit 3
  Data,         ///< a data set that cannot be used as it is                        -> exit 3
  Io,           ///< the system refused to read or write                            -> exit 4
  Memory,       ///< not enough memory                                              -> exit 5
  Device,       ///< the device is missing or failed                                -> exit 5
  Partial,      ///< finished, but some samples could not be read                   -> exit 6
  Cancelled,    ///< stopped by the user                                            -> exit 130
  Internal,     ///< a fault of this program                                        -> exit 70
};

/// The kind as a stable lower-case word, as printed in JSON ("format", "io", ...).
std::string_view kindName(Kind kind);
int exitCode(Kind kind);

/// The place that an error concerns: a file, a byte in it, or a part of it (record, tensor, row, setting) in words.
struct Where {
  std::string file;
  std::optional<std::uint64_t> offset;
  std::string part;

  std::string text() const;  ///< "file.pth, byte 120, tensor 'fc.weight'"; empty when nothing is known
};

/// The one exception type of core. `what` says what happened, `where` in which file or setting, `remedy` what to do.
class Error : public std::exception {
 public:
  Error(Kind kind, std::string what, Where where = {}, std::string remedy = {});

  const char* what() const noexcept override { return what_.c_str(); }
  Kind kind() const noexcept { return kind_; }
  const Where& where() const noexcept { return where_; }
  const std::string& remedy() const noexcept { return remedy_; }

 private:
  Kind kind_;
  std::string what_;
  Where where_;
  std::string remedy_;
};

}  // namespace spurioscope
