#pragma once

#include <initializer_list>
#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "data/pixels.h"
#include "tests/data/pictures.h"

namespace spurioscope {

/// Opens what lies in the folder (or a file or folder in it), with its cache in the folder `cache` beside it.
inline OpenDataset opened(const TemporaryFolder& folder, const std::string& name = {}, const DataChoices& choices = {}) {
  NoProgress progress;
  DatasetOptions options;
  options.choices = choices;
  options.cacheFolder = folder.path().string() + ".cache";
  options.useCache = false;
  return openDataset(name.empty() ? folder.path() : folder / name, options, {}, progress);
}

/// What opening threw, in one piece: "kind|what|where|remedy".
inline std::string openingError(const TemporaryFolder& folder, const std::string& name = {}, const DataChoices& choices = {}) {
  try {
    opened(folder, name, choices);
  } catch (const Error& error) {
    return std::string(kindName(error.kind())) + "|" + error.what() + "|" + error.where().text() + "|" + error.remedy();
  }
  return "no error";
}

/// Expects every part in the text.
inline void holds(const std::string& text, std::initializer_list<const char*> parts) {
  for (const char* part : parts) EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is not in: " << text;
}

/// "class 0 / attribute 1, ..." of all groups.
inline std::string groupNames(const Dataset& dataset) {
  std::string text;
  for (const auto& group : dataset.groups) text += (text.empty() ? "" : ", ") + group.name;
  return text;
}

/// Pixels of one sample; a damaged one fails the test.
inline std::vector<std::uint8_t> pixelsOf(const OpenDataset& data, int sample) {
  std::vector<std::uint8_t> out(data.pixels->sampleBytes());
  for (const auto& damaged : data.pixels->read(std::vector{sample}, out, {})) ADD_FAILURE() << damaged.reason;
  return out;
}

}  // namespace spurioscope
