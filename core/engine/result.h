#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace spurioscope::engine {

/// An error as data: what happened, where (file, byte, row, setting), and what to do. `kind` is a stable word ("format", "io",
/// "cancelled", ...), `exitCode` what the command line exits with.
struct Failure {
  std::string kind;
  std::string what;
  std::string where;
  std::string remedy;
  int exitCode = 70;

  bool cancelled() const { return kind == "cancelled"; }
};

/// A value or the reason why there is none. The engine's door throws nothing.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::move(value)) {}
  Result(Failure failure) : content_(std::move(failure)) {}

  bool ok() const { return content_.index() == 0; }
  explicit operator bool() const { return ok(); }
  const T& value() const { return std::get<0>(content_); }
  T& value() { return std::get<0>(content_); }
  const T& operator*() const { return value(); }
  const T* operator->() const { return &value(); }
  const Failure& failure() const { return std::get<1>(content_); }

 private:
  std::variant<T, Failure> content_;
};

/// How far a long call is. Units are those of the phase (samples, edits, bytes); total 0 where it is not known.
struct ProgressInfo {
  std::string phase;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  double perSecond = 0;    ///< since the phase began
  double secondsLeft = 0;  ///< negative where it is not known
};

/// Called on the calling thread, at least once per chunk.
using ProgressSink = std::function<void(const ProgressInfo&)>;

}  // namespace spurioscope::engine
