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
    checkOutput(wanted->out, "--out", {wanted->result});
    const auto figure = take(engine::figureFromResult(wanted->result, wanted->kind));
    take(engine::writeFigure(figure, wanted->out, wanted->format));
    print(context, {{"out", wanted->out}, {"panels", figure.panels.size()}}, wanted->out + "\n");
    return 0;
  });
  sub->add_option("RESULT", wanted->result, "JSON of evaluate or ablate, CSV of sweep, HDF5 of statistics, a record of a run")->required();
  sub->add_option("--kind", wanted->kind, "One of " + kinds + "; the first that fits when left out");
  addOutput(*sub, "--out", wanted->out, "File to write: .pdf, .svg, .png or .csv")->required();
  addNumber(*sub, "--width-mm", wanted->format.widthMm, 20.0, 1000.0, "Width in millimetres (89)");
  addNumber(*sub, "--height-mm", wanted->format.heightMm, 10.0, 1000.0, "Height in millimetres; from the content when left out");
  addNumber(*sub, "--font-pt", wanted->format.fontPt, 3.0, 40.0, "Font size in points (7)");
  addNumber(*sub, "--dpi", wanted->format.dpi, 36, 2400, "Resolution of PNG (300)");
}

}  // namespace spurioscope::cli
