#include "figures/text_measure.h"

#include <sstream>

#include "figures/cairo_canvas.h"

namespace spurioscope::figures {

namespace {

/// The words of a text; "n = 500" is one, as it must not be torn apart.
std::vector<std::string> unitsOf(const std::string& text) {
  std::vector<std::string> units;
  std::istringstream words(text);
  bool joins = false;
  for (std::string word; words >> word;) {
    if (!units.empty() && (joins || word == "=")) units.back() += " " + word;
    else units.push_back(word);
    joins = word == "=";
  }
  return units;
}

}  // namespace

struct TextMeasure::Page {
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
  cairo_t* context = cairo_create(surface);
  ~Page() {
    cairo_destroy(context);
    cairo_surface_destroy(surface);
  }
};

TextMeasure::TextMeasure() : page_(std::make_unique<Page>()) {}
TextMeasure::~TextMeasure() = default;

double TextMeasure::width(const std::string& text, double size, bool bold) const {
  selectFont(page_->context, size, bold);
  cairo_text_extents_t extents;
  cairo_text_extents(page_->context, text.c_str(), &extents);
  return extents.x_advance;
}

std::string TextMeasure::cut(const std::string& text, double size, double limit) const {
  if (width(text, size) <= limit) return text;
  std::string kept = text;
  while (!kept.empty()) {
    while (!kept.empty() && (static_cast<unsigned char>(kept.back()) & 0xC0) == 0x80) kept.pop_back();  // the rest of a UTF-8 character
    if (!kept.empty()) kept.pop_back();
    if (width(kept + "\u2026", size) <= limit) break;
  }
  return kept + "\u2026";
}

std::vector<std::string> TextMeasure::lines(const std::string& text, double size, double limit, bool bold) const {
  std::vector<std::string> lines{""};
  for (const auto& word : unitsOf(text)) {
    std::string& last = lines.back();
    const std::string longer = last.empty() ? word : last + " " + word;
    if (last.empty() || width(longer, size, bold) <= limit) {
      last = longer;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

}  // namespace spurioscope::figures
