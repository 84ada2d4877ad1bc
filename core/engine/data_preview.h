#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/dataset_info.h"
#include "engine/result.h"
#include "engine/workbench.h"

namespace spurioscope::engine {

/// A sample as it would be shown to a network.
struct PreviewSample {
  int sample = 0;
  std::string name, group;
  Picture picture;      ///< of images; empty where it cannot be read
  TextSample text;      ///< of texts
  std::string problem;  ///< why there is no picture
};

/// A name to choose, and what it is for.
struct NamedUse {
  std::string name, use;
};

/// What a data set would be if it were opened with these choices, for the user to confirm: nothing that is open changes.
struct DataPreview {
  DataRequest request;
  std::string layout;                 ///< that recognises it; empty where none does
  std::vector<std::string> columns;   ///< that roles may name
  std::vector<NamedUse> rules;        ///< that class and attribute may be besides ("label%2")
  bool takesImage = false, takesTexts = false, takesSplit = false, takesTarget = false, takesAttribute = false, takesOverlapping = false,
       takesAttributeFile = false, takesPreprocessing = true;
  std::shared_ptr<const DatasetInfo> info;  ///< null where it cannot be opened so
  std::optional<Failure> failure;           ///< then: why, and what to choose
  std::vector<PreviewSample> samples;       ///< at most 12, every group in turn
};

/// Names of preprocessings with who evaluates so.
std::vector<NamedUse> preprocessings();

/// Fails only when there is no such path or it is cancelled. Cost: that of opening the data set.
Result<DataPreview> previewData(const DataRequest& request, const Settings& settings, std::stop_token stop = {},
                                const ProgressSink& sink = {});

}  // namespace spurioscope::engine
