#pragma once

#include <string>
#include <vector>

namespace spurioscope {

/// The word that says that there is no such column: every sample is a test sample, or class = group.
inline constexpr const char* kNoColumn = "none";

/// What the user says of a data set beyond its path; what is empty, the layout decides. "Column" is what names a property of samples: a
/// column of a table, an attribute of CelebA, an array of an HDF5 file, a level of folders.
struct DataChoices {
  std::string preprocess{};                ///< see parsePreprocessing
  std::string image{}, y{}, split{};          ///< columns; split may be kNoColumn
  std::vector<std::string> attributes{};  ///< columns, the first varying fastest in the group's number; {kNoColumn}: class = group
  std::string attributeFile{};            ///< a CSV that gives attributes to the samples of a layout that has none
  std::vector<std::string> overlapping{};  ///< columns of yes and no, each with its own groups, which may overlap; instead of `attributes`
  std::string text{}, text2{};            ///< columns of a text and of the second one of a pair; text2 may be kNoColumn

  bool operator==(const DataChoices&) const = default;
};

}  // namespace spurioscope
