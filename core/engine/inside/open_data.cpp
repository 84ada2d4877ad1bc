#include "engine/inside/open_data.h"

#include <algorithm>

#include "base/error.h"
#include "data/as_rgb.h"
#include "engine/inside/numpy_arrays.h"

namespace spurioscope::engine {

spurioscope::DataChoices toData(const DataChoices& choices) {
  return {choices.preprocess,    choices.image,       choices.y,    choices.split, choices.attributes,
          choices.attributeFile, choices.overlapping, choices.text, choices.text2};
}

DatasetInfo describeData(const OpenDataset& open, const DataRequest& request) {
  const auto& dataset = *open.dataset;
  DatasetInfo info;
  info.source = request.source;
  info.choices = request.choices;
  const auto& chosen = dataset.chosen;
  info.chosen = {chosen.preprocess, chosen.image,         chosen.y,           chosen.split,
                 chosen.attributes, chosen.attributeFile, chosen.overlapping, request.choices.tokenizer,
                 chosen.text,       chosen.text2};
  info.name = dataset.name;
  info.layout = dataset.layout;
  info.fingerprint = dataset.fingerprint;
  info.classNames = dataset.classNames;
  info.attributeNames = dataset.attributeNames;
  info.minority = dataset.minority;
  info.majority = dataset.majority;
  info.preprocessing = dataset.tokens       ? "tokens, as they stand in the file"
                       : dataset.holdsTexts ? "texts, cut by the tokenizer of the network"
                                            : dataset.preprocessing.text();
  info.problems = dataset.problems;
  info.holdsTexts = dataset.holdsTexts;
  info.height = dataset.holdsTexts ? 0 : dataset.height();
  info.width = dataset.holdsTexts ? 0 : dataset.width();
  info.channels = dataset.holdsTexts ? 0 : dataset.channels();
  for (const auto& group : dataset.groups) {
    const bool minority = std::find(dataset.minority.begin(), dataset.minority.end(), group.id) != dataset.minority.end();
    info.groups.push_back({group.id, group.name, group.y, group.a, group.counts, minority});
  }
  info.overlapping = dataset.overlapping();
  info.groupSets = dataset.groupSets;
  for (const auto& sample : dataset.samples) {
    info.samples.push_back({sample.name, sample.group, sample.y, static_cast<int>(sample.split)});
    ++info.splitSizes[static_cast<std::size_t>(sample.split)];
  }
  return info;
}

OpenDataset openRequested(const DataRequest& request, const Settings& settings, std::stop_token stop, Progress& progress) {
  DatasetOptions options;
  options.cacheFolder = settings.cacheFolder;
  options.threads = settings.threads;
  options.useCache = settings.useCache;
  options.choices = toData(request.choices);
  options.openNumpy = openNumpyArrays;
  if (request.source != "demo") return openDataset(request.source, options, stop, progress);
  if (options.choices != spurioscope::DataChoices{}) {
    throw Error{Kind::Usage, "the demo's images, labels and preprocessing are fixed", {"demo", {}, {}}, "Leave the options on data out."};
  }
  return openDemoDataset();
}

Picture pictureOf(const OpenDataset& data, int sample) {
  const auto rgb = asRgb(data);
  Picture picture{rgb.pixels->width(), rgb.pixels->height(), {}};
  picture.rgb.resize(rgb.pixels->sampleBytes());
  const auto damaged = rgb.pixels->read(std::span(&sample, 1), picture.rgb, {});
  if (!damaged.empty()) throw Error{Kind::Data, damaged.front().reason, {}, "Replace the file."};
  return picture;
}

}  // namespace spurioscope::engine
