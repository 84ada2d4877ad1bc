#pragma once

#include <string>

#include "tests/base/temporary_folder.h"

namespace spurioscope {

/// A folder in the Waterbirds layout: 40 PNG images of 20 x 16, ten a group; in each group six train, two val and two test.
/// Metadata lines are numbered from 2.
class BirdsFolder {
 public:
  BirdsFolder();

  std::string path() const { return (folder_ / "birds").string(); }
  std::string imageName(int index) const { return "images/" + std::to_string(index) + ".png"; }
  std::filesystem::path image(int index) const { return folder_ / ("birds/" + imageName(index)); }
  const std::string& metadata() const { return metadata_; }
  /// Another file in the folder.
  void add(const std::string& name, const std::string& text) const { folder_.write("birds/" + name, text); }
  /// Replaces metadata.csv.
  void writeMetadata(const std::string& text) const { folder_.write("birds/metadata.csv", text); }
  /// The metadata with the first `from` replaced.
  void changeMetadata(const std::string& from, const std::string& to);

 private:
  TemporaryFolder folder_;
  std::string metadata_;
};

}  // namespace spurioscope
