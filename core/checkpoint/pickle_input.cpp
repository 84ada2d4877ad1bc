#include "checkpoint/pickle_input.h"

#include <algorithm>

namespace spurioscope {

PickleInput::PickleInput(const ByteSource& source, std::uint64_t begin, std::uint64_t end)
    : source_(source), position_(begin), end_(std::max(begin, std::min(end, source.size()))), windowBegin_(begin) {}

void PickleInput::malformed(const std::string& what) const {
  throw Error{Kind::Format, "malformed pickle: " + what, source_.where(position_), "The file is damaged or was made to mislead."};
}

void PickleInput::fill(std::uint64_t n) {
  if (n > left()) malformed("it ends early (truncated file)");
  const auto inWindow = position_ - windowBegin_;
  if (inWindow <= window_.size() && n <= window_.size() - inWindow) return;
  windowBegin_ = position_;
  window_ = source_.text(position_, std::min<std::uint64_t>(left(), std::max<std::uint64_t>(n, 1 << 16)));
}

std::string_view PickleInput::take(std::uint64_t n) {
  fill(n);
  const auto view =
      std::string_view(window_).substr(static_cast<std::size_t>(position_ - windowBegin_), static_cast<std::size_t>(n));
  position_ += n;
  return view;
}

std::string PickleInput::takeLine(std::size_t limit) {
  for (std::size_t n = 256;; n = n < 4096 ? 4096 : limit + 1) {
    const auto seen = static_cast<std::size_t>(std::min<std::uint64_t>(left(), n));
    fill(seen);
    const auto view = std::string_view(window_).substr(static_cast<std::size_t>(position_ - windowBegin_), seen);
    if (const auto end = view.find('\n'); end != view.npos) {
      position_ += end + 1;
      return std::string(view.substr(0, end));
    }
    if (seen < n || n > limit) malformed("a line without an end");
  }
}

void PickleInput::skip(std::uint64_t n) {
  if (n > left()) malformed("it ends early (truncated file)");
  position_ += n;
}

}  // namespace spurioscope
