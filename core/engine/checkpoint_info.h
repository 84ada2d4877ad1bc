#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace spurioscope::engine {

using PathElement = std::variant<std::string, std::int64_t>;  ///< dictionary key or attribute name | list index

struct TensorRow {
  std::vector<PathElement> path;
  std::string name;  ///< normalised parameter name
  std::vector<std::int64_t> shape;
  std::string dtype;
  std::optional<double> sum;  ///< float64 sum, when checksums were asked for
};

struct ScalarRow {
  std::vector<PathElement> path;
  std::variant<bool, std::int64_t, double, std::string> value;
};

struct SkippedRow {
  std::vector<PathElement> path;
  std::string reason;
};

/// A place whose channels can be switched off.
struct SiteInfo {
  std::string name;  ///< "layer4.1.conv2", "layer4.0.downsample.0", "layer4.1" (block output), "features"
  std::string kind;  ///< "conv", "block", "features", "mlp" (hidden units), "head" (attention heads)
  int channels = 0;
  int height = 0;  ///< of its map for the present input size; 1 for vectors; 0 before an input size is known
  int width = 0;
  bool hasWeights = false;
};

struct ArchitectureInfo {
  std::string family;              ///< "resnet"
  std::string name;                ///< "ResNet-50", "ResNet-8 (basic blocks, widths 16-32-64)"
  int classes = 0;
  std::vector<std::int64_t> input; ///< [3, 224, 224]; of texts [0, longest sequence, 1]
  std::int64_t parameters = 0;
  bool outputsProbabilities = false;  ///< the head ends in a Softmax (the paper's models)
  std::vector<SiteInfo> sites;        ///< in the order of the network
  std::vector<std::string> assumptions{};  ///< what the tensors do not tell and was taken for granted, with how to say otherwise
};

/// Why the tensors are no known network.
struct Mismatch {
  std::string nearest;
  std::vector<std::string> missing;
  std::vector<std::string> unexpected;
};

/// Another epoch of the same run: same folder and file name pattern, or the demo's other epochs.
struct EpochRef {
  std::string source;
  int epoch = 0;
};

struct CheckpointInfo {
  std::string source;  ///< what `openCheckpoint` was given: a path, "demo", "demo:epoch=5"
  std::string title;   ///< "fashion-backgrounds, ResNet-8" or the file's name
  std::string sha256;
  std::uint64_t fileBytes = 0;
  std::string format;
  std::string writer;
  std::optional<int> epoch;
  std::vector<EpochRef> epochs;  ///< with this one; empty when it stands alone
  std::vector<TensorRow> tensors;
  std::vector<ScalarRow> scalars;
  std::vector<SkippedRow> skipped;
  std::vector<std::string> foreignGlobals;  ///< what the file asks Python to call; never called
  std::vector<std::string> warnings;
  std::optional<ArchitectureInfo> architecture;
  std::optional<Mismatch> mismatch;
};

}  // namespace spurioscope::engine
