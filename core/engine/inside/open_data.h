#pragma once

#include <stop_token>

#include "data/pixels.h"
#include "engine/dataset_info.h"
#include "engine/workbench.h"

namespace spurioscope::engine {

spurioscope::DataChoices toData(const DataChoices& choices);

/// Opens the data set of a request. @throws as openDataset; Error{Kind::Usage} for choices on the demo
OpenDataset openRequested(const DataRequest& request, const Settings& settings, std::stop_token stop, Progress& progress);

/// What the window and the command line know of it.
DatasetInfo describeData(const OpenDataset& open, const DataRequest& request);

/// One sample as 8-bit RGB. @throws Error{Kind::Data} when it cannot be read
Picture pictureOf(const OpenDataset& data, int sample);

}  // namespace spurioscope::engine
