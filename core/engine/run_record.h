#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "engine/dataset_info.h"
#include "engine/evaluation.h"
#include "engine/figure.h"
#include "engine/result.h"

namespace spurioscope::engine {

struct RecordTable {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

/// What training or evaluation code of the field left behind about a run, shown without model and data: logs of group_DRO and JTT, JTT's
/// and WILDS' predictions, evolution tensors of the paper's code, results of DFR, memorization and influence of Feldman and Zhang.
struct RunRecord {
  std::string kind;  ///< "group-dro-log", "jtt-predictions", "wilds-predictions", "evolution-tensors", "dfr-results", "feldman-zhang"
  std::string title;
  std::vector<std::string> files;   ///< that it was read from, the one asked for first
  Figure curves;                    ///< a panel each
  std::vector<RecordTable> tables;
  std::vector<std::string> notes;   ///< what one must know to read them right
};

/// Whether a file is such a record, by its content. Cheap; no file is never one.
bool isRunRecord(const std::string& file);

/// Fails with "unsupported" for another file, "format" for a damaged one.
Result<RunRecord> openRunRecord(const std::string& file);

/// The last values of each panel of curves as bars; histograms stay what they are.
Figure lastValues(const RunRecord& record);

/// Accuracy of every group from predicted classes alone (a file of WILDS' predictions: a class a line, in the order of the split), without
/// network and pixels. There is no loss. Fails with "data" when the split has another number of samples, "range" for a class that is none.
Result<SplitEvaluation> evaluatePredictions(const std::string& file, const DatasetInfo& data, const std::string& split);

}  // namespace spurioscope::engine
