#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/edit.h"

namespace spurioscope::engine {

/// How every channel of a site behaves on every group, over one split. Arrays are [C, G] row-major unless said otherwise;
/// the activation of a sample is the spatial mean of the channel's map after normalisation and, where one follows directly, ReLU.
struct SiteStatistics {
  std::string site;
  int channels = 0;
  int groups = 0;
  int height = 0;
  int width = 0;
  std::vector<std::int64_t> n;       ///< [G]
  std::vector<float> mean;
  std::vector<float> variance;       ///< over samples, unbiased
  std::vector<float> max;            ///< largest value at any position
  std::vector<float> auroc;          ///< of the group against the other samples of its class; NaN where there are none
  std::vector<float> minorityAuroc;  ///< [C] minority against majority samples within a class, averaged over classes
  std::vector<float> minorityMean;   ///< [C] over the samples that a minority group holds, each once; NaN without any
  std::vector<float> majorityMean;   ///< [C] over all other samples

  std::size_t at(int channel, int group) const { return static_cast<std::size_t>(channel) * groups + group; }
};

struct Statistics {
  std::string split;
  std::vector<SiteStatistics> sites;  ///< in the order of the network
  std::int64_t aurocSamples = 0;      ///< samples behind the AUROCs: all, or a stratified part where all would pass the budget
  std::int64_t samples = 0;
  double seconds = 0;

  const SiteStatistics* find(const std::string& site) const;
};

struct SampleActivation {
  int sample = 0;
  float value = 0;
};

/// One channel for the MAPS view.
struct ChannelDetail {
  std::string site;
  int channel = 0;
  int height = 0;
  int width = 0;
  std::vector<std::vector<float>> groupMaps;  ///< per group [h, w]
  std::vector<float> minorityMap;             ///< [h, w] mean over the samples of all minority groups
  std::vector<float> majorityMap;
  std::vector<float> difference;              ///< minority - majority
  std::int64_t minorityN = 0;
  std::int64_t majorityN = 0;
  std::vector<std::vector<SampleActivation>> top;     ///< per group, strongest first, at most 24
  std::vector<std::vector<SampleActivation>> random;  ///< per group, a seeded draw, at most 24
  std::vector<std::vector<float>> values;             ///< per group: activation of each of its samples (all, or the AUROC part)
  std::vector<std::vector<int>> valueSamples;         ///< per group: which sample each of `values` is of
  double auroc = 0;                                   ///< minority against majority within a class, averaged over classes
  double aurocLow = 0;                                ///< 95 % interval (Hanley and McNeil 1982)
  double aurocHigh = 0;
};

enum class Criterion { Magnitude, Gradient, Taylor, Activation };
std::string_view criterionName(Criterion criterion);  ///< "magnitude", "gradient", "taylor", "activation"
std::optional<Criterion> parseCriterion(std::string_view name);

struct CriterionInfo {
  Criterion criterion = Criterion::Gradient;
  std::string_view name;
  bool needsWeights = true;  ///< ranks only sites with weights of their own
  bool needsData = true;     ///< looks at samples, so it depends on the selecting group and the split
};
std::vector<CriterionInfo> criteria();  ///< all, in the order in which menus list them

/// "paper" is the published code's arithmetic with its quirks, "corrected" the same idea put right (FIELD.md 1.12).
enum class Preset { Paper, Corrected };
std::string_view presetName(Preset preset);
std::optional<Preset> parsePreset(std::string_view name);

struct RankRequest {
  Criterion criterion = Criterion::Gradient;
  Preset preset = Preset::Corrected;
  std::string split = "train";
  int group = -1;                  ///< the selecting group; -1: the smallest training minority group
  std::vector<std::string> sites;  ///< shell globs; empty: those that the preset admits
  int top = 0;                     ///< 0: all
  bool operator==(const RankRequest&) const = default;
};

struct RankedChannel {
  std::string site;
  int channel = 0;
  double score = 0;
};

struct Ranking {
  RankRequest request;
  std::vector<RankedChannel> channels;  ///< largest score first
  std::int64_t samples = 0;             ///< samples the scores were computed from
};

struct SweepRequest {
  std::vector<std::string> sites;  ///< shell globs; empty: all convolutions
  int randomPerSite = 0;           ///< 0: every channel; K: K channels drawn from each site with `seed`
  std::vector<Edit> present;       ///< edits that stay on during the sweep
  Edit edit;                       ///< mode, alpha, std, from: what is done to each channel in turn
  std::vector<std::string> splits; ///< empty: all that have samples
  std::string outFile;             ///< CSV, written atomically; empty: none
  bool keepPartial = false;        ///< when stopped: what is done so far as an answer marked `partial`, in a file beside `outFile`
  std::uint64_t seed = 0;
};

struct SweepRow {
  std::string site;
  int channel = 0;
  std::string split;
  int group = 0;
  std::int64_t n = 0;
  double correctBefore = 0;  ///< count
  double correctAfter = 0;   ///< count
  double change = 0;         ///< of accuracy
  double low = 0, high = 0, p = 1;
};

struct SweepResult {
  std::vector<SweepRow> rows;
  std::int64_t edits = 0;
  std::int64_t samples = 0;
  double seconds = 0;
  double forwardEquivalents = 0;  ///< work done, in full forward passes of one sample
  bool partial = false;           ///< stopped: `samples` counts those that every channel was tested on
  std::string outFile;            ///< what was written: of a partial answer "x.partial.csv" for "x.csv"
};

}  // namespace spurioscope::engine
