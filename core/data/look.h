#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "data/choices.h"
#include "data/layout.h"

namespace spurioscope {

/// What can be told of a data set before it is opened: which layout it has and which columns the user may map.
struct DataLook {
  std::string layout;                ///< name of the layout that recognises it; empty where none does
  TakesChoices takes;                ///< of that layout; of a table that none recognises, what tables take
  std::filesystem::path table;       ///< the CSV (or list, or HDF5 file) that the columns are of; empty without
  std::vector<std::string> columns;  ///< in their order; empty where nothing can be mapped
  std::vector<NamedRule> rules;      ///< that the layout offers besides
};

/// Cheap but for HDF5, whose arrays are listed by the process that reads it. @throws Error{Kind::Io} when there is no such path
DataLook lookAtData(const std::filesystem::path& path, const DataChoices& choices, std::stop_token stop);

}  // namespace spurioscope
