#include "engine/data_preview.h"

#include <algorithm>

#include "engine/run_record.h"
#include "fake_engine.h"
#include "fake_world.h"

namespace spurioscope::engine {

std::vector<NamedUse> preprocessings() {
  return {{"waterbirds-eval", "group_DRO"}, {"celeba-group-dro", "group_DRO"}, {"none", "images of one size"}};
}

/// A table of birds: the class column must be named when its name is "species" in the path; "broken" is never a class.
Result<DataPreview> previewData(const DataRequest& request, const Settings&, std::stop_token, const ProgressSink&) {
  fake::count("previewData");
  if (const auto failure = fake::failureOf("previewData")) return *failure;
  DataPreview preview;
  preview.request = request;
  preview.layout = fake::script().texts ? "texts" : "waterbirds";
  preview.columns = {"file", "species", "place", "split", "A column whose name is so long that it cannot be shown whole in any box"};
  preview.rules = {{"label%2", "even or odd label"}};
  preview.takesTexts = fake::script().texts;
  preview.takesImage = preview.takesPreprocessing = !fake::script().texts;
  preview.takesSplit = preview.takesTarget = preview.takesAttribute = preview.takesOverlapping = true;
  const bool named = request.source.find("species") == std::string::npos || request.choices.y == "species";
  if (!named || request.choices.y == "place") {
    preview.failure =
        Failure{"data", "columns are missing: y", request.source + ", line 1",
                "The header has: file, species, place, split. Name it by --column y=COLUMN,split=COLUMN, or use --attribute none; see --help.", 3};
    return preview;
  }
  auto info = std::make_shared<DatasetInfo>(*fake::dataOf(request.source));
  info->choices = request.choices;
  info->layout = preview.layout;
  info->holdsTexts = fake::script().texts;
  info->chosen = {.preprocess = "waterbirds-eval",
                  .image = "file",
                  .y = request.choices.y.empty() ? "y" : request.choices.y,
                  .split = "split",
                  .attributes = {"place"},
                  .text = fake::script().texts ? "text" : ""};
  info->overlapping = !request.choices.overlapping.empty();
  if (info->overlapping) info->chosen.attributes.clear(), info->chosen.overlapping = request.choices.overlapping;
  preview.info = info;
  for (int i = 0; i < 12; ++i) {
    PreviewSample sample{i,
                         "001.Black_footed_Albatross/Black_Footed_Albatross_0046_" + std::to_string(i) + ".jpg",
                         info->groups[std::size_t(i % 4)].name,
                         {},
                         {},
                         {}};
    if (fake::script().texts)
      sample.text = {"The old man said that he would never come back to this place, and then he left it.", i % 2 == 0 ? "He stayed." : ""};
    else if (i == 11) sample.problem = "the file ends early";
    else sample.picture = fake::pictureOf(i, i % 4);
    preview.samples.push_back(std::move(sample));
  }
  return preview;
}

bool isRunRecord(const std::string& file) { return file.find("record") != std::string::npos; }

Result<RunRecord> openRunRecord(const std::string& file) {
  fake::count("openRunRecord");
  if (const auto failure = fake::failureOf("openRunRecord")) return *failure;
  RunRecord record{"group-dro-log",
                   "group_DRO log of waterbirds_erm",
                   {file},
                   {},
                   {},
                   {"Figures of training are means over the batches of an epoch, while the weights still moved."}};
  FigurePanel lines;
  lines.kind = PanelKind::Lines;
  lines.title = "Accuracy by group, val";
  lines.xLabel = "epoch";
  lines.yLabel = "accuracy (%)";
  const char* names[] = {"group 0 (n = 467)", "group 1 (n = 466)", "group 2 (n = 133)", "group 3 (n = 133)", "plain average"};
  for (int g = 0; g < 5; ++g) {
    FigureSeries series{names[g], g < 4 ? g : -1, {}, {}, {}, {}};
    for (int epoch = 0; epoch < 30; ++epoch) {
      const double y = 100 - (g == 4 ? 14 : 6 + 16 * g) - 30.0 / (epoch + 1);
      series.x.push_back(epoch), series.y.push_back(y);
      if (g < 4) series.low.push_back(y - 3 - g), series.high.push_back(std::min(100.0, y + 3 + g));
    }
    lines.series.push_back(std::move(series));
  }
  FigurePanel bars;
  bars.title = "Test accuracy by group";
  bars.xLabel = "accuracy (%)";
  for (int g = 0; g < 4; ++g) {
    bars.categories.push_back(names[g]);
    bars.series.push_back({names[g], g, {double(g)}, {90.0 - 9 * g}, {88.0 - 9 * g}, {92.0 - 9 * g}});
  }
  FigurePanel histogram;
  histogram.kind = PanelKind::Histogram;
  histogram.title = "Memorization of training samples";
  histogram.xLabel = "memorization";
  histogram.series.push_back({"training samples (n = 500)", -1, {}, {}, {}, {}});
  for (int i = 0; i < 500; ++i) histogram.series[0].y.push_back((i % 37) / 60.0 + (i % 11) / 40.0);
  record.curves.panels = {lines, bars, histogram};
  record.curves.note = record.title;
  record.tables.push_back({"val, last epoch",
                           {"", "n", "accuracy (%)", "low (%)", "high (%)"},
                           {{"group 0", "467", "93.00", "90.31", "95.00"}, {"worst: group 3", "", "45.00", "", ""}}});
  record.tables.push_back({"chosen settings", {"method", "C"}, {{"DFR, validation", "0.07"}}});
  return record;
}

}  // namespace spurioscope::engine
