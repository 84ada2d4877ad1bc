#include <array>
#include <utility>

#include "engine/edit.h"
#include "engine/statistics.h"

namespace spurioscope::engine {
namespace {

constexpr std::array<std::pair<Mode, std::string_view>, 7> kModes{{{Mode::ZeroWeights, "zero-weights"},
                                                                   {Mode::ZeroActivation, "zero-activation"},
                                                                   {Mode::Mean, "mean"},
                                                                   {Mode::Scale, "scale"},
                                                                   {Mode::RandomInit, "random-init"},
                                                                   {Mode::Noise, "noise"},
                                                                   {Mode::Rewind, "rewind"}}};
constexpr std::array<std::pair<Preset, std::string_view>, 2> kPresets{{{Preset::Paper, "paper"}, {Preset::Corrected, "corrected"}}};

// The words of core/engine/inside/criteria.cpp's table, which needs torch; a test holds the two together.
constexpr std::array<std::pair<Criterion, std::string_view>, 4> kCriteria{{{Criterion::Magnitude, "magnitude"},
                                                                           {Criterion::Gradient, "gradient"},
                                                                           {Criterion::Taylor, "taylor"},
                                                                           {Criterion::Activation, "activation"}}};

template <class Table, class Value>
std::string_view nameIn(const Table& table, Value value) {
  for (const auto& [one, name] : table) {
    if (one == value) return name;
  }
  return "";
}

template <class Value, std::size_t N>
std::optional<Value> valueIn(const std::array<std::pair<Value, std::string_view>, N>& table, std::string_view name) {
  for (const auto& [one, known] : table) {
    if (known == name) return one;
  }
  return std::nullopt;
}

}  // namespace

std::string_view modeName(Mode mode) { return nameIn(kModes, mode); }
std::optional<Mode> parseMode(std::string_view name) { return valueIn(kModes, name); }
bool modeUsesWeights(Mode mode) {
  return mode == Mode::ZeroWeights || mode == Mode::RandomInit || mode == Mode::Noise || mode == Mode::Rewind;
}
std::string_view criterionName(Criterion criterion) { return nameIn(kCriteria, criterion); }
std::optional<Criterion> parseCriterion(std::string_view name) { return valueIn(kCriteria, name); }
std::string_view presetName(Preset preset) { return nameIn(kPresets, preset); }
std::optional<Preset> parsePreset(std::string_view name) { return valueIn(kPresets, name); }

const SiteStatistics* Statistics::find(const std::string& site) const {
  for (const auto& one : sites) {
    if (one.site == site) return &one;
  }
  return nullptr;
}

}  // namespace spurioscope::engine
