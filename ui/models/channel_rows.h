#pragma once

#include <vector>

#include "ui/document/document.h"

namespace spurioscope::ui {

/// One channel as the table shows it. What is not known is NaN (rank: 0).
struct ChannelRow {
  ChannelRef ref;
  bool off = false;
  bool admissible = true;  ///< the present mode can be used on it
  int rank = 0;            ///< among all ranked channels, from 1
  double score, effect, effectLow, effectHigh, auroc, minority, majority, difference, max;
  std::vector<float> groupMeans;
  std::vector<float> overEpochs;  ///< minority AUROC at every evaluated epoch
};

/// The rows of the document's selection.
std::vector<ChannelRow> channelRows(const Document& document);

}  // namespace spurioscope::ui
