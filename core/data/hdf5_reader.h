#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "data/folder.h"
#include "reader/frames.h"

namespace spurioscope {

/// An HDF5 file of unknown origin, read by the process spurioscope-reader behind walls (PLATFORM.md 1.2). This side opens the file without
/// following links, hands the descriptor over, bounds every answer by what it asked for and kills the process at the deadline or when it
/// breaks the protocol; the next request starts another. Thread-safe: one request at a time.
class Hdf5Reader {
 public:
  struct Options {
    std::filesystem::path program;               ///< empty: SPURIOSCOPE_READER, else spurioscope-reader beside this program
    std::chrono::milliseconds deadline{30'000};  ///< for one answer
  };

  /// @throws Error{Kind::Io} when the file cannot be opened.
  explicit Hdf5Reader(const std::filesystem::path& file);
  Hdf5Reader(const std::filesystem::path& file, Options options);
  ~Hdf5Reader();
  Hdf5Reader(const Hdf5Reader&) = delete;
  Hdf5Reader& operator=(const Hdf5Reader&) = delete;

  /// @throws Error{Kind::Format} when it is damaged or no HDF5 file; Error{Kind::Unsafe} for what is never followed and when the process
  /// dies, breaks the protocol or takes too long; Error{Kind::Io} when the process cannot be started; Error{Kind::Cancelled}.
  std::vector<reader::Array> list(std::stop_token stop) const;
  /// Rows of an array of unsigned bytes; exactly `out.size()` bytes must come.
  void bytes(const std::string& array, std::uint64_t first, std::uint64_t rows, std::span<std::uint8_t> out, std::stop_token stop) const;
  /// All numbers of an array with `count` of them.
  std::vector<double> numbers(const std::string& array, std::uint64_t count, std::stop_token stop) const;

  /// Rows [first, first + rows) of an array [N, columns] of numbers, row-major.
  std::vector<double> table(const std::string& array, std::uint64_t first, std::uint64_t rows, std::uint64_t columns,
                            std::stop_token stop) const;

  FileIdentity identity() const;

 private:
  class Process;

  std::vector<std::byte> ask(reader::Kind kind, const reader::Request& request, reader::Kind expected, std::uint64_t limit,
                             std::stop_token stop) const;

  const std::filesystem::path file_;
  const Options options_;
  int fd_ = -1;
  mutable std::mutex asking_;
  mutable std::unique_ptr<Process> process_;
};

}  // namespace spurioscope
