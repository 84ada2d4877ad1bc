#include "app/cli/commands.h"

#include "engine/figure_result.h"

namespace spurioscope::cli {

void Commands::addFigure(CLI::App& app) {
  struct Wanted {
    std::string result, kind, out;
    engine::FigureFormat format;
  };
  auto wanted = std::make_shared<Wanted>();
  std::string kinds;
  for (const auto& kind : engine::figureKinds()) kinds += (kinds.empty() ? "" : ", ") + kind;
  auto* sub = command(app, "figure", "A figure from a results file", [=](Context& context) {
    const auto figure = take(engine::figureFromResult(wanted->result, wanted->kind));
    take(engine::writeFigure(figure, wanted->out, wanted->format));
    print(context, {{"out", wanted->out}, {"panels", figure.panels.size()}}, wanted->out + "\n");
    return 0;
  });
  sub->add_option("RESULT", wanted->result, "JSON of evaluate or ablate, CSV of sweep, HDF5 of statistics")->required();
  sub->add_option("--kind", wanted->kind, "One of " + kinds + "; the first that fits when left out");
  sub->add_option("--out", wanted->out, "File to write: .pdf, .svg, .png or .csv")->required();
  sub->add_option("--width-mm", wanted->format.widthMm, "Width in millimetres (89)")->check(CLI::Range(20.0, 1000.0));
  sub->add_option("--height-mm", wanted->format.heightMm, "Height in millimetres; from the content when left out")->check(CLI::Range(10.0, 1000.0));
  sub->add_option("--font-pt", wanted->format.fontPt, "Font size in points (7)")->check(CLI::Range(3.0, 40.0));
  sub->add_option("--dpi", wanted->format.dpi, "Resolution of PNG (300)")->check(CLI::Range(36, 2400));
}

}  // namespace spurioscope::cli
