#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spurioscope::engine {

/// What is done to a channel (DESIGN.md section 1).
enum class Mode {
  ZeroWeights,     ///< weights times alpha (0: the paper's zeroing); the norm stays, so an off channel is a constant
  ZeroActivation,  ///< the normalised output times alpha
  Mean,            ///< alpha * output + (1 - alpha) * its mean over the split
  Scale,           ///< the normalised output times alpha, any alpha, also above 1
  RandomInit,      ///< weights drawn anew from N(0, std^2)
  Noise,           ///< N(0, std^2) added to the weights
  Rewind,          ///< weights of another checkpoint (`from`)
};

std::string_view modeName(Mode mode);  ///< "zero-weights", "zero-activation", "mean", "scale", "random-init", "noise", "rewind"
std::optional<Mode> parseMode(std::string_view name);
bool modeUsesWeights(Mode mode);  ///< only sites with weights (convolutions) can take it

/// One edited channel. Alpha 0 is fully off, 1 is untouched; RandomInit, Noise and Rewind ignore it.
struct Edit {
  std::string site;
  int channel = 0;
  Mode mode = Mode::ZeroWeights;
  double alpha = 0;
  double std = 0.01;
  std::uint64_t seed = 0;
  std::string from;  ///< Rewind: a checkpoint's source

  bool operator==(const Edit&) const = default;
};

}  // namespace spurioscope::engine
