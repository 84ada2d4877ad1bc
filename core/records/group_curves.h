#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "records/run_record.h"

namespace spurioscope {

/// Correct and all samples of each group at one epoch; groups that are empty have n 0.
struct GroupCounts {
  double epoch = 0;
  std::vector<double> n, correct;  ///< by group; of a log, whose accuracies are rounded, `correct` need not be whole
};

/// "accuracy (%)" of every group with Wilson's 95 % bands over the epochs, and the averages that follow: plain, worst group, and with
/// `trainSizes` the adjusted one. @param names  of the groups, by number
RecordPanel accuracyPanel(const std::string& title, const std::vector<GroupCounts>& epochs, const std::vector<std::string>& names,
                          const std::vector<double>& trainSizes);

/// The last epoch as a table of group, n, accuracy and interval in percent with the averages below.
RecordTable lastTable(const std::string& name, const std::vector<GroupCounts>& epochs, const std::vector<std::string>& names,
                      const std::vector<double>& trainSizes);

/// "group 0", "group 1", ...
std::vector<std::string> groupNumbers(std::size_t groups);

}  // namespace spurioscope
