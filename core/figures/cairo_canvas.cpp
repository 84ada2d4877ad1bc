#include "figures/cairo_canvas.h"

#include <cairo-pdf.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <numbers>

#include "base/error.h"
#include "base/number_text.h"
#include "figures/png_resolution.h"

namespace spurioscope::figures {
namespace {

cairo_status_t append(void* text, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

void check(cairo_status_t status) {
  if (status == CAIRO_STATUS_SUCCESS) return;
  if (status == CAIRO_STATUS_NO_MEMORY || status == CAIRO_STATUS_INVALID_SIZE)
    throw Error{Kind::Memory, "not enough memory for a figure of this size", {}, "Choose a smaller size or resolution."};
  throw Error{Kind::Internal,
              std::string("the figure could not be drawn: ") + cairo_status_to_string(status),
              {},
              "Please report this with the data of the figure."};
}

/// ISO 8601. Reproducible builds: reproducible-builds.org/specs/source-date-epoch.
std::string creationDate() {
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  const auto seconds = epoch ? parseInteger(epoch) : std::nullopt;
  const std::time_t time =
      seconds && *seconds >= 0 && *seconds < 253402300800 ? static_cast<std::time_t>(*seconds) : 1735689600;  // 2025-01-01
  std::tm utc{};
  ::gmtime_r(&time, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

struct Surface {
  cairo_surface_t* pointer;
  explicit Surface(cairo_surface_t* surface) : pointer(surface) {}
  ~Surface() { cairo_surface_destroy(pointer); }
  Surface(const Surface&) = delete;
  Surface& operator=(const Surface&) = delete;
};

/// A surface that owns its pixels (a PDF page refers to them until it is out).
cairo_surface_t* pixelSurface(int width, int height, std::span<const std::uint8_t> rgb) {
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
  check(cairo_surface_status(surface));
  cairo_surface_flush(surface);
  unsigned char* rows = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const std::uint8_t* from = &rgb[3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x))];
      const std::uint32_t pixel = 0xff000000u | (std::uint32_t{from[0]} << 16) | (std::uint32_t{from[1]} << 8) | from[2];
      std::memcpy(rows + static_cast<std::ptrdiff_t>(y) * stride + 4 * x, &pixel, sizeof pixel);
    }
  }
  cairo_surface_mark_dirty(surface);
  return surface;
}

class CairoCanvas : public Canvas {
 public:
  CairoCanvas() = default;
  ~CairoCanvas() override {
    cairo_destroy(context_);
    cairo_surface_destroy(surface_);
  }
  CairoCanvas(const CairoCanvas&) = delete;
  CairoCanvas& operator=(const CairoCanvas&) = delete;

  void line(std::span<const Point> points, const Stroke& stroke) override {
    path(points);
    paint(stroke.colour);
    cairo_set_line_width(context_, stroke.width);
    cairo_set_line_join(context_, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(context_, stroke.dotted ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    const double dashes[] = {0.0, 2 * stroke.width};
    cairo_set_dash(context_, dashes, stroke.dotted ? 2 : 0, 0);
    cairo_stroke(context_);
  }

  void polygon(std::span<const Point> points, const Colour& fill) override {
    path(points);
    cairo_close_path(context_);
    paint(fill);
    cairo_fill(context_);
  }

  void rectangle(const Rectangle& area, const Colour& fill) override {
    cairo_rectangle(context_, area.x, area.y, area.width, area.height);
    paint(fill);
    cairo_fill(context_);
  }

  void disc(Point centre, double radius, const Colour& fill) override {
    cairo_new_path(context_);
    cairo_arc(context_, centre.x, centre.y, radius, 0, 2 * std::numbers::pi);
    paint(fill);
    cairo_fill(context_);
  }

  void text(Point at, const std::string& text, const TextStyle& style) override {
    cairo_save(context_);
    selectFont(context_, style.size, style.bold);
    cairo_text_extents_t extents;
    cairo_text_extents(context_, text.c_str(), &extents);
    cairo_translate(context_, at.x, at.y);
    if (style.upwards) cairo_rotate(context_, -std::numbers::pi / 2);
    const double share = style.anchor == Anchor::Start ? 0 : style.anchor == Anchor::Middle ? 0.5 : 1;
    cairo_move_to(context_, -share * extents.x_advance, 0);
    paint(style.colour);
    cairo_show_text(context_, text.c_str());
    cairo_restore(context_);
  }

  void image(const Rectangle& area, int width, int height, std::span<const std::uint8_t> rgb) override {
    const Surface source(pixelSurface(width, height, rgb));
    cairo_save(context_);
    cairo_translate(context_, area.x, area.y);
    cairo_scale(context_, area.width / width, area.height / height);
    cairo_set_source_surface(context_, source.pointer, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(context_), CAIRO_FILTER_NEAREST);
    cairo_rectangle(context_, 0, 0, width, height);
    cairo_fill(context_);
    cairo_restore(context_);
  }

  void clip(const Rectangle& area) override {
    cairo_save(context_);
    cairo_rectangle(context_, area.x, area.y, area.width, area.height);
    cairo_clip(context_);
  }

  void unclip() override { cairo_restore(context_); }

 protected:
  void open(cairo_surface_t* surface) {
    surface_ = surface;
    context_ = cairo_create(surface);
    check(cairo_status(context_));
  }

  void path(std::span<const Point> points) {
    cairo_new_path(context_);
    for (const auto& point : points) cairo_line_to(context_, point.x, point.y);
  }
  void paint(const Colour& colour) { cairo_set_source_rgba(context_, colour.red, colour.green, colour.blue, colour.alpha); }

  cairo_surface_t* surface_ = nullptr;
  cairo_t* context_ = nullptr;
  std::string file_;
};

class PdfCanvas final : public CairoCanvas {
 public:
  PdfCanvas(double width, double height) {
    open(cairo_pdf_surface_create_for_stream(append, &file_, width, height));
    // Cairo 1.18 would pack pages and dates into compressed streams, which older tools of journals cannot read.
    cairo_pdf_surface_restrict_to_version(surface_, CAIRO_PDF_VERSION_1_4);
    cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_CREATE_DATE, creationDate().c_str());
    cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_CREATOR, "Spurioscope");
  }
  std::string finish() override {
    cairo_show_page(context_);
    check(cairo_status(context_));
    cairo_surface_finish(surface_);
    check(cairo_surface_status(surface_));
    return std::move(file_);
  }
};

class PngCanvas final : public CairoCanvas {
 public:
  PngCanvas(double width, double height, int dpi) : dpi_(dpi) {
    const double scale = dpi / 72.0;
    open(cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(std::lround(width * scale)),
                                    static_cast<int>(std::lround(height * scale))));
    cairo_set_source_rgb(context_, 1, 1, 1);
    cairo_paint(context_);
    cairo_scale(context_, scale, scale);
  }
  std::string finish() override {
    check(cairo_status(context_));
    check(cairo_surface_write_to_png_stream(surface_, append, &file_));
    return withPngResolution(file_, dpi_);
  }

 private:
  int dpi_;
};

}  // namespace

void selectFont(cairo_t* context, double size, bool bold) {
  cairo_select_font_face(context, "Arial", CAIRO_FONT_SLANT_NORMAL, bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(context, size);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_set_font_options(context, options);
  cairo_font_options_destroy(options);
}

std::unique_ptr<Canvas> pdfCanvas(double width, double height) { return std::make_unique<PdfCanvas>(width, height); }
std::unique_ptr<Canvas> pngCanvas(double width, double height, int dpi) { return std::make_unique<PngCanvas>(width, height, dpi); }

std::string pngOf(int width, int height, std::span<const std::uint8_t> rgb) {
  const Surface surface(pixelSurface(width, height, rgb));
  std::string file;
  check(cairo_surface_write_to_png_stream(surface.pointer, append, &file));
  return file;
}

}  // namespace spurioscope::figures
