#pragma once

#include <filesystem>
#include <optional>

#include "data/choices.h"
#include "data/dataset.h"

namespace spurioscope {

/// Takes the attributes of samples from a CSV with a column that names the sample as the data set does (image, filename, name, ..., or
/// `index` together with `split`: "test/17") and one or several columns of attributes: those chosen, those with usual names, or the only
/// other one. Rows for which there is no sample are counted in `problems`. Groups must be found anew afterwards.
/// @throws Error{Kind::Data} for a sample without a row, a row that is there twice, columns that are missing; as labelsOf; Error{Kind::Io}.
void takeAttributeFile(Dataset& dataset, const std::filesystem::path& file, const DataChoices& choices);

/// The user's attribute file, else the only CSV file of the folder that has a column of names and one of attributes.
std::optional<std::filesystem::path> attributeFileFor(const std::filesystem::path& folder, const DataChoices& choices);

}  // namespace spurioscope
