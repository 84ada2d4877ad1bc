#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace spurioscope::figures {

/// The width of text in the figure's font, in points and without hinting, so that every format is laid out alike.
class TextMeasure {
 public:
  TextMeasure();
  ~TextMeasure();
  TextMeasure(const TextMeasure&) = delete;
  TextMeasure& operator=(const TextMeasure&) = delete;

  double width(const std::string& text, double size, bool bold = false) const;
  /// The text, cut at its end to `limit` points and closed with an ellipsis.
  std::string cut(const std::string& text, double size, double limit) const;
  /// The text in lines of at most `limit` points, broken at blanks (a longer word stays whole). At least one line.
  std::vector<std::string> lines(const std::string& text, double size, double limit, bool bold = false) const;

 private:
  struct Page;
  std::unique_ptr<Page> page_;
};

}  // namespace spurioscope::figures
