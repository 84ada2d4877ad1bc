#pragma once

#include <string>
#include <vector>

#include "ui/document/channel_ref.h"

namespace spurioscope::ui {

/// What all views look at: the layers in the table, the channels chosen in it and the one channel in focus.
struct Selection {
  std::vector<std::string> scope;  ///< site names, in the order of the network
  std::string scopeTitle;          ///< "layer3.0.conv2", "layer3", "all layers"
  Channels channels;
  ChannelRef current;

  bool operator==(const Selection&) const = default;
};

/// Which list the SAMPLES view shows.
struct SampleQuery {
  enum class Kind { Fixed, Broken, Damaged, Top, One, Range } kind = Kind::Top;
  int group = -1;   ///< -1: all groups
  int sample = -1;  ///< One: the sample to begin with; its group's others follow
  double low = 0, high = 0;  ///< Range: samples whose activation of the channel in focus lies within
  bool operator==(const SampleQuery&) const = default;
};

}  // namespace spurioscope::ui
