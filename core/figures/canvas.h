#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace spurioscope::figures {

/// Lengths are points (1/72 inch); x to the right, y down.
struct Point {
  double x = 0, y = 0;
};

struct Rectangle {
  double x = 0, y = 0, width = 0, height = 0;

  double right() const { return x + width; }
  double bottom() const { return y + height; }
};

/// sRGB, each in [0, 1].
struct Colour {
  double red = 0, green = 0, blue = 0, alpha = 1;

  Colour faded(double opacity) const { return {red, green, blue, opacity}; }
};

struct Stroke {
  Colour colour;
  double width = 0.5;
  bool dotted = false;
};

enum class Anchor { Start, Middle, End };

struct TextStyle {
  double size = 7;
  bool bold = false;
  Anchor anchor = Anchor::Start;
  bool upwards = false;  ///< turned by 90 degrees, to be read from the right
  Colour colour;
};

/// A page to draw on. Coordinates are finite; colours of images are 8-bit RGB, row-major.
class Canvas {
 public:
  virtual ~Canvas() = default;
  virtual void line(std::span<const Point> points, const Stroke& stroke) = 0;
  virtual void polygon(std::span<const Point> points, const Colour& fill) = 0;
  virtual void rectangle(const Rectangle& area, const Colour& fill) = 0;
  virtual void disc(Point centre, double radius, const Colour& fill) = 0;
  /// `at` is the anchor on the baseline; `text` is UTF-8.
  virtual void text(Point at, const std::string& text, const TextStyle& style) = 0;
  /// Pixels stay sharp squares.
  virtual void image(const Rectangle& area, int width, int height, std::span<const std::uint8_t> rgb) = 0;
  /// Everything until `unclip` is drawn inside `area` only. Not nested.
  virtual void clip(const Rectangle& area) = 0;
  virtual void unclip() = 0;
  /// The finished file. Called once, last. @throws Error{Kind::Internal, Kind::Memory} when the page could not be made.
  virtual std::string finish() = 0;
};

}  // namespace spurioscope::figures
