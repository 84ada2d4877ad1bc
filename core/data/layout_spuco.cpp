// SpuCo's folders (SpuCoBirds, SpuCoDogs, SpuCoImageFolder): [split/]class/spurious/image. FIELD.md 5.1.
#include "data/image_tree.h"
#include "data/labels.h"
#include "data/layout.h"
#include "data/table_files.h"

namespace spurioscope {
namespace {

bool recognises(const std::filesystem::path& path, const DataChoices&) {
  const auto shape = shapeOf(path);
  return shape && shape->levels == 2;
}

std::string numbered(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(i) + " " + names[i];
  return text;
}

OpenDataset open(const std::filesystem::path& path, const DatasetOptions& options, std::stop_token stop, Progress& progress) {
  progress.report("listing the folders", 0, 0);
  Dataset dataset;
  const auto images = imagesBelow(path, *shapeOf(path), dataset.problems);
  std::vector<std::string> classes, spurious;
  for (const auto& image : images) classes.push_back(image.folders[0]), spurious.push_back(image.folders[1]);
  const Labels y = labelsOfNames(classes), a = labelsOfNames(spurious);
  dataset.samples = samplesOf(images);
  takeLabels(dataset, y, a);
  dataset.chosen = {.image = "file", .y = "folder", .split = shapeOf(path)->splits ? "folder" : kNoColumn, .attributes = {"folder"}};
  dataset.problems.push_back(
      path.string() + ": classes are numbered " + numbered(y.names) + " and attributes " + numbered(a.names) +
      ", by their names. SpuCoImageFolder numbers folders in the order in which the system lists them, which differs between "
      "machines: where a checkpoint's classes seem exchanged, that is why.");
  dataset.path = path.string();
  dataset.name = folderName(path);
  dataset.layout = kSpucoLayout.name;
  dataset.preprocessing = preprocessingNamed("spuco");
  return openImages(std::move(dataset), path, options, stop, progress);
}

}  // namespace

const Layout kSpucoLayout{
    .name = "spuco",
    .description = "folders [train|val|test/]CLASS/SPURIOUS/ of images",
    .recognises = recognises,
    .open = open,
    .takes = {},
};

}  // namespace spurioscope
