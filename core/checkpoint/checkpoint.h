#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "checkpoint/dtype.h"

namespace spurioscope {

/// A step from the root of a file to a value: a dictionary key or attribute name, or a list index or integer key. Other keys
/// (tuples, None) appear as Python prints them. Parameters of a pickled module are one step with the dotted name of the module
/// tree ("layer1.0.conv1.weight").
using PathElement = std::variant<std::string, std::int64_t>;
using ValuePath = std::vector<PathElement>;

struct TensorInfo {
  ValuePath path;
  std::string name;                 ///< in the chosen state dict the normalised parameter name, else the path joined by dots
  std::vector<std::int64_t> shape;  ///< empty for a scalar
  DType dtype = DType::Float32;
};

struct ScalarInfo {
  ValuePath path;
  std::variant<bool, std::int64_t, double, std::string> value;
};

/// Something in the file that is named but not read: a sparse or quantised tensor, an unknown kind of tensor.
struct SkippedItem {
  ValuePath path;
  std::string reason;
};

/// Elements that are NaN or infinite.
struct NonFinite {
  std::map<std::size_t, std::uint64_t> elements;  ///< how many, by tensor; finite ones are not listed
  std::vector<std::string> warnings;              ///< the same in words, at most 100
};

/// Bytes of tensors looked at so far, and of all; may throw, which ends the work.
using BytesSeen = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// A tensor that is wanted, and memory for one float an element.
struct FloatsOf {
  std::size_t tensor = 0;
  std::span<float> into;
};

struct CheckpointParts;  // what a format's reader hands over (checkpoint_parts.h)

/// A trained checkpoint, opened passively: nothing in the file is ever run, imported or looked up. Opening reads only the
/// directory; tensor bytes are read on demand. Immutable; all members may be called from several threads.
class Checkpoint {
 public:
  explicit Checkpoint(CheckpointParts parts);
  ~Checkpoint();
  Checkpoint(const Checkpoint&) = delete;
  Checkpoint& operator=(const Checkpoint&) = delete;

  const std::string& format() const;  ///< "torch-zip", "torch-legacy", "torchscript", "safetensors", "pickle", "npy", "npz"
  const std::string& writer() const;  ///< who wrote it, in words
  const std::filesystem::path& path() const;
  std::uint64_t fileBytes() const;

  const std::vector<TensorInfo>& tensors() const;  ///< in the order of the file
  const std::vector<ScalarInfo>& scalars() const;  ///< numbers and short texts (at most 20,000)
  const std::vector<SkippedItem>& skipped() const;
  const std::vector<std::string>& foreignGlobals() const;  ///< "module.name" of pickled classes and functions that are unknown here
  const std::vector<std::string>& warnings() const;

  /// Normalised parameter name -> index into `tensors()`, of the state dict that was chosen; empty when the file holds no model.
  const std::map<std::string, std::size_t>& stateDict() const;
  const ValuePath& stateDictPath() const;                       ///< where it stands
  const std::vector<ValuePath>& otherStateDicts() const;        ///< further places that look like a model
  /// Scalars of the pickled or scripted module tree that the state dict belongs to, by dotted name ("bn1.eps"); often empty.
  const std::map<std::string, std::size_t>& moduleScalars() const;
  /// Class of each module of that tree by its dotted name ("layer1.0.conv1" -> "torch.nn.modules.conv.Conv2d"); "" is the root.
  const std::map<std::string, std::string>& moduleClasses() const;

  /// The elements in row-major order and in this machine's byte order. Cost: reads the tensor's part of the file; the first
  /// read of a zip record also checks its checksum. @throws Error{Kind::Format} for a damaged record, Kind::Io, Kind::Memory.
  std::vector<std::byte> readBytes(std::size_t tensor) const;
  std::vector<float> readFloat32(std::size_t tensor) const;    ///< converted; of complex numbers the real part
  /// The same into the caller's memory, which nothing need have touched: the fastest way into a tensor of another library. `into` holds
  /// `tensorBytes` bytes, or one float an element.
  void readBytes(std::size_t tensor, std::span<std::byte> into) const;
  void readFloat32(std::size_t tensor, std::span<float> into) const;
  /// Several tensors, shared out over the machine's cores where they are large: memory that nothing has touched
  /// takes longer than the reading.
  void readFloat32(std::span<const FloatsOf> wanted) const;
  std::uint64_t tensorBytes(std::size_t tensor) const;
  std::vector<double> readFloat64(std::size_t tensor) const;
  double sum(std::size_t tensor) const;                        ///< in float64, of the finite elements
  std::size_t nonFinite(std::size_t tensor) const;             ///< how many elements are NaN or infinite

  /// Checks every checksum. @throws as `readBytes`.
  void verify() const;
  /// Reads every tensor once: checks every checksum and looks for numbers that are not finite. A file whose tensors repeat its bytes more
  /// than twice over is not looked at: it could keep a processor busy for hours. Cost: a pass over the file, memory for its largest tensor.
  /// @throws as `readBytes`, and what `seen` throws.
  NonFinite check(const BytesSeen& seen = {}) const;
  /// SHA-256 of the file, hex; computed on the first call and kept. @throws Error{Kind::Io}, and what `seen` throws.
  std::string sha256(const BytesSeen& seen = {}) const;

 private:
  std::unique_ptr<const CheckpointParts> parts_;
  mutable std::mutex hashing_;
  mutable std::string sha256_;
};

/// What opening looks at beside the directory: files up to 64 MB whole (checksums, numbers that are not finite), or nothing
/// (`Checkpoint::check` does it later, for any size).
enum class Check { SmallFiles, Later };

/// Opens a checkpoint of any supported format, recognised by its content, never by its name. A `*.index.json`
/// opens all the shards beside it.
/// @throws Error{Kind::Format} damaged, Kind::Unsafe (hostile or over a limit), Kind::Unsupported (a foreign format, with how to
/// convert it; no tensors), Kind::Io.
std::shared_ptr<const Checkpoint> readCheckpoint(const std::filesystem::path& path, Check check = Check::SmallFiles);
/// The same from memory. @param name  stands for the path in messages.
std::shared_ptr<const Checkpoint> readCheckpoint(std::vector<std::byte> bytes, std::string name, Check check = Check::SmallFiles);

}  // namespace spurioscope
