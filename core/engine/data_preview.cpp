#include "engine/data_preview.h"

#include <algorithm>

#include "base/error.h"
#include "base/json.h"
#include "base/random.h"
#include "data/look.h"
#include "engine/inside/guard.h"
#include "engine/inside/open_data.h"

namespace spurioscope::engine {
namespace {

constexpr std::size_t kShown = 12;
constexpr std::size_t kTextBytes = 400;

/// Every stratum in turn, seeded, so that each group is seen.
std::vector<int> someSamples(const Dataset& dataset) {
  std::vector<std::vector<int>> strata(static_cast<std::size_t>(dataset.nStrata()));
  for (std::size_t i = 0; i < dataset.samples.size(); ++i)
    strata[static_cast<std::size_t>(dataset.stratumOf(static_cast<int>(i)))].push_back(static_cast<int>(i));
  std::erase_if(strata, [](const auto& stratum) { return stratum.empty(); });
  for (std::size_t s = 0; s < strata.size(); ++s) Random(s + 1).shuffle(strata[s]);
  std::vector<int> chosen;
  for (std::size_t k = 0; chosen.size() < kShown; ++k) {
    const auto before = chosen.size();
    for (const auto& stratum : strata) {
      if (k < stratum.size() && chosen.size() < kShown) chosen.push_back(stratum[k]);
    }
    if (chosen.size() == before) break;
  }
  return chosen;
}

PreviewSample previewOf(const OpenDataset& data, int sample) {
  const auto& dataset = *data.dataset;
  const auto& one = dataset.samples[static_cast<std::size_t>(sample)];
  PreviewSample out;
  out.sample = sample;
  out.name = validUtf8(one.name);
  for (const int group : dataset.groupsOf(sample))
    out.group += (out.group.empty() ? "" : ", ") + dataset.groups[static_cast<std::size_t>(group)].name;
  if (data.texts) {
    const auto& text = (*data.texts)[static_cast<std::size_t>(sample)];
    out.text = {validUtf8(text.first.substr(0, kTextBytes)), validUtf8(text.second.value_or("").substr(0, kTextBytes))};
    return out;
  }
  try {
    out.picture = pictureOf(data, sample);
  } catch (const Error& error) {
    out.problem = error.what();
  }
  return out;
}

}  // namespace

std::vector<NamedUse> preprocessings() {
  std::vector<NamedUse> all;
  for (const auto& one : namedPreprocessings()) all.push_back({std::string(one.name), std::string(one.use)});
  return all;
}

Result<DataPreview> previewData(const DataRequest& request, const Settings& settings, std::stop_token stop, const ProgressSink& sink) {
  return guarded([&] {
    SinkProgress progress(sink);
    progress.report("looking at the data", 0, 0);
    DataPreview preview;
    preview.request = request;
    const auto look = lookAtData(request.source, toData(request.choices), stop);
    preview.layout = look.layout;
    preview.columns = look.columns;
    for (const auto& rule : look.rules) preview.rules.push_back({rule.text, rule.meaning});
    preview.takesPreprocessing = !look.takes.texts;
    preview.takesImage = look.takes.columns && !look.takes.texts;
    preview.takesSplit = look.takes.columns;
    preview.takesTarget = look.takes.target;
    preview.takesAttribute = look.takes.attributes;
    preview.takesOverlapping = look.takes.overlapping;
    preview.takesAttributeFile = look.takes.attributeFile;
    try {
      const auto open = openRequested(request, settings, stop, progress);
      preview.info = std::make_shared<DatasetInfo>(describeData(open, request));
      for (const int sample : someSamples(*open.dataset)) {
        throwIfStopped(stop);
        preview.samples.push_back(previewOf(open, sample));
      }
    } catch (const Error& error) {
      if (error.kind() == Kind::Cancelled) throw;
      preview.failure = failureOf(std::current_exception());
    }
    // A table that cannot be opened as one of images may be one of texts whose column is not known yet.
    preview.takesTexts = look.takes.texts || (preview.takesImage && !preview.info && !preview.columns.empty());
    return preview;
  });
}

}  // namespace spurioscope::engine
