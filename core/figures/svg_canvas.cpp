#include "figures/svg_canvas.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "base/number_text.h"
#include "figures/cairo_canvas.h"

namespace spurioscope::figures {
namespace {

std::string number(double value) {
  const double rounded = std::round(value * 1000) / 1000;
  return numberText(rounded == 0 ? 0 : rounded);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else if (static_cast<unsigned char>(c) < 0x20) out += ' ';  // XML 1.0 has no other control characters
    else out += c;
  }
  return out;
}

std::string colourText(const Colour& colour) {
  const auto part = [](double value) { return std::to_string(std::lround(std::clamp(value, 0.0, 1.0) * 255)); };
  return "rgb(" + part(colour.red) + "," + part(colour.green) + "," + part(colour.blue) + ")";
}

std::string fillOf(const Colour& colour) {
  return " fill=\"" + colourText(colour) + "\"" + (colour.alpha < 1 ? " fill-opacity=\"" + number(colour.alpha) + "\"" : "");
}

std::string pointsOf(std::span<const Point> points) {
  std::string out = " points=\"";
  for (const auto& point : points) out += (&point == points.data() ? "" : " ") + number(point.x) + "," + number(point.y);
  return out + "\"";
}

std::string areaOf(const Rectangle& area) {
  return " x=\"" + number(area.x) + "\" y=\"" + number(area.y) + "\" width=\"" + number(area.width) + "\" height=\"" + number(area.height) +
         "\"";
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto at = [&](std::size_t k) -> unsigned { return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u; };
    const unsigned three = (at(0) << 16) | (at(1) << 8) | at(2);
    for (int k = 0; k < 4; ++k) out += i + static_cast<std::size_t>(k) > bytes.size() ? '=' : kLetters[(three >> (18 - 6 * k)) & 63];
  }
  return out;
}

class SvgCanvas final : public Canvas {
 public:
  SvgCanvas(double width, double height) {
    const auto mm = [](double points) { return number(points * 25.4 / 72) + "mm"; };
    out_ =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
        "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"" +
        mm(width) + "\" height=\"" + mm(height) + "\" viewBox=\"0 0 " + number(width) + " " + number(height) +
        "\" font-family=\"Arial, Helvetica, 'DejaVu Sans', sans-serif\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
  }

  void line(std::span<const Point> points, const Stroke& stroke) override {
    out_ += "<polyline" + pointsOf(points) + " fill=\"none\" stroke=\"" + colourText(stroke.colour) + "\" stroke-width=\"" +
            number(stroke.width) + "\"";
    if (stroke.colour.alpha < 1) out_ += " stroke-opacity=\"" + number(stroke.colour.alpha) + "\"";
    if (stroke.dotted) out_ += " stroke-linecap=\"round\" stroke-dasharray=\"0 " + number(2 * stroke.width) + "\"";
    out_ += " stroke-linejoin=\"round\"/>\n";
  }

  void polygon(std::span<const Point> points, const Colour& fill) override {
    out_ += "<polygon" + pointsOf(points) + fillOf(fill) + "/>\n";
  }
  void rectangle(const Rectangle& area, const Colour& fill) override { out_ += "<rect" + areaOf(area) + fillOf(fill) + "/>\n"; }

  void disc(Point centre, double radius, const Colour& fill) override {
    out_ += "<circle cx=\"" + number(centre.x) + "\" cy=\"" + number(centre.y) + "\" r=\"" + number(radius) + "\"" + fillOf(fill) + "/>\n";
  }

  void text(Point at, const std::string& text, const TextStyle& style) override {
    const char* anchors[] = {"start", "middle", "end"};
    out_ += "<text x=\"" + number(at.x) + "\" y=\"" + number(at.y) + "\" font-size=\"" + number(style.size) + "\"" + fillOf(style.colour);
    if (style.anchor != Anchor::Start) out_ += std::string(" text-anchor=\"") + anchors[static_cast<int>(style.anchor)] + "\"";
    if (style.bold) out_ += " font-weight=\"bold\"";
    if (style.upwards) out_ += " transform=\"rotate(-90 " + number(at.x) + " " + number(at.y) + ")\"";
    out_ += ">" + escaped(text) + "</text>\n";
  }

  void image(const Rectangle& area, int width, int height, std::span<const std::uint8_t> rgb) override {
    // Programs that smooth images on enlarging would blur the few pixels of a map; repeated pixels keep their edges.
    const int times = std::clamp(512 / std::max(width, height), 1, 64);
    std::vector<std::uint8_t> large;
    large.reserve(rgb.size() * static_cast<std::size_t>(times * times));
    for (int y = 0; y < height * times; ++y) {
      for (int x = 0; x < width * times; ++x) {
        const std::size_t from =
            3 * (static_cast<std::size_t>(y / times) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x / times));
        large.insert(large.end(), {rgb[from], rgb[from + 1], rgb[from + 2]});
      }
    }
    const std::string link = "\"data:image/png;base64," + base64(pngOf(width * times, height * times, large)) + "\"";
    out_ += "<image" + areaOf(area) + " preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" xlink:href=" + link + "/>\n";
  }

  void clip(const Rectangle& area) override {
    const std::string name = "clip" + std::to_string(++clips_);
    out_ += "<clipPath id=\"" + name + "\"><rect" + areaOf(area) + "/></clipPath>\n<g clip-path=\"url(#" + name + ")\">\n";
  }
  void unclip() override { out_ += "</g>\n"; }

  std::string finish() override { return std::move(out_) + "</svg>\n"; }

 private:
  std::string out_;
  int clips_ = 0;
};

}  // namespace

std::unique_ptr<Canvas> svgCanvas(double width, double height) { return std::make_unique<SvgCanvas>(width, height); }

}  // namespace spurioscope::figures
