// torchvision's ImageFolder: [split/]class/image. Attributes come from a CSV, else class = group.
#include "data/attribute_file.h"
#include "data/image_tree.h"
#include "data/labels.h"
#include "data/layout.h"
#include "data/table_files.h"

namespace spurioscope {
namespace {

bool recognises(const std::filesystem::path& path, const DataChoices&) {
  const auto shape = shapeOf(path);
  return shape && shape->levels == 1;
}

OpenDataset open(const std::filesystem::path& path, const DatasetOptions& options, std::stop_token stop, Progress& progress) {
  progress.report("listing the folders", 0, 0);
  Dataset dataset;
  const auto images = imagesBelow(path, *shapeOf(path), dataset.problems);
  std::vector<std::string> classes;
  for (const auto& image : images) classes.push_back(image.folders[0]);
  dataset.samples = samplesOf(images);
  takeLabels(dataset, labelsOfNames(classes), combined({}, images.size()));
  dataset.chosen = {.image = "file", .y = "folder", .split = shapeOf(path)->splits ? "folder" : kNoColumn};
  dataset.path = path.string();
  if (const auto file = attributeFileFor(path, options.choices)) takeAttributeFile(dataset, *file, options.choices);
  dataset.name = folderName(path);
  dataset.layout = kImageFolderLayout.name;
  dataset.preprocessing = preprocessingNamed("torchvision-imagenet");
  return openImages(std::move(dataset), path, options, stop, progress);
}

}  // namespace

const Layout kImageFolderLayout{
    .name = "image-folder",
    .description = "folders [train|val|test/]CLASS/ of images, attributes by a CSV beside them (--attribute-file)",
    .recognises = recognises,
    .open = open,
    .takes = {.attributes = true, .attributeFile = true},
};

}  // namespace spurioscope
