#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "checkpoint/dtype.h"

namespace spurioscope {

struct NamedTensor {
  std::string name;                 ///< UTF-8
  std::vector<std::int64_t> shape;
  DType dtype = DType::Float32;
  std::vector<std::byte> bytes;     ///< row-major, this machine's byte order
};

/// A state dict in order, with what a training run writes beside it.
struct CheckpointContent {
  std::vector<NamedTensor> tensors;
  std::optional<std::int64_t> epoch;
  std::optional<double> loss;
};

/// Writes a zip file that `torch.load(weights_only=True)` opens (PyTorch 1.6 and later): the state dict itself, or, when an
/// epoch or a loss is given, {"epoch", "model_state_dict", "loss"}. Atomic; the same content gives the same bytes.
/// @throws Error{Kind::Shape} for bytes that do not fit the shape, Kind::Usage for a name twice, Kind::Unsupported for a dtype
/// that has no torch storage class, Kind::Io.
void writeTorchZip(const std::filesystem::path& path, const CheckpointContent& content);

/// Writes a safetensors file with the metadata {"format": "pt"} and, as text, epoch and loss. Tensors stand in the order of
/// decreasing alignment, then name, as the reference writer does. Atomic; the same content gives the same bytes.
/// @throws as writeTorchZip.
void writeSafetensors(const std::filesystem::path& path, const CheckpointContent& content);

/// The same as bytes, for tests and for embedding.
std::vector<std::byte> torchZipBytes(const CheckpointContent& content, const std::string& archiveName = "archive");
std::vector<std::byte> safetensorsBytes(const CheckpointContent& content);

}  // namespace spurioscope
