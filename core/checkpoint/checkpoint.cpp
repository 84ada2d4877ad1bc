#include "checkpoint/checkpoint.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <set>
#include <thread>
#include <utility>

#include "base/error.h"
#include "base/sha256.h"
#include "checkpoint/check_contents.h"
#include "checkpoint/checkpoint_parts.h"
#include "checkpoint/element_values.h"
#include "checkpoint/state_dict_probe.h"

namespace spurioscope {

void CheckpointParts::add(TensorInfo info, TensorView view, bool state) {
  tensors.push_back(std::move(info));
  views.push_back(std::move(view));
  inState.push_back(state ? 1 : 0);
}

std::string pathText(const ValuePath& path, std::size_t limit) {
  std::string text;
  for (const auto& step : path) {
    if (!text.empty()) text += '.';
    const auto* name = std::get_if<std::string>(&step);
    text += name != nullptr ? name->substr(0, limit) : std::to_string(std::get<std::int64_t>(step));
    if (text.size() >= limit) break;
  }
  return text.substr(0, limit);
}

Checkpoint::Checkpoint(CheckpointParts parts) {
  auto kept = std::make_unique<CheckpointParts>(std::move(parts));
  probeStateDict(*kept);
  parts_ = std::move(kept);
}

Checkpoint::~Checkpoint() = default;

const std::string& Checkpoint::format() const { return parts_->format; }
const std::string& Checkpoint::writer() const { return parts_->writer; }
const std::filesystem::path& Checkpoint::path() const { return parts_->path; }
std::uint64_t Checkpoint::fileBytes() const { return parts_->fileBytes; }
const std::vector<TensorInfo>& Checkpoint::tensors() const { return parts_->tensors; }
const std::vector<ScalarInfo>& Checkpoint::scalars() const { return parts_->scalars; }
const std::vector<SkippedItem>& Checkpoint::skipped() const { return parts_->skipped; }
const std::vector<std::string>& Checkpoint::foreignGlobals() const { return parts_->foreignGlobals; }
const std::vector<std::string>& Checkpoint::warnings() const { return parts_->warnings; }
const std::map<std::string, std::size_t>& Checkpoint::stateDict() const { return parts_->stateDict; }
const ValuePath& Checkpoint::stateDictPath() const { return parts_->stateDictPath; }
const std::vector<ValuePath>& Checkpoint::otherStateDicts() const { return parts_->otherStateDicts; }
const std::map<std::string, std::size_t>& Checkpoint::moduleScalars() const { return parts_->moduleScalars; }
const std::map<std::string, std::string>& Checkpoint::moduleClasses() const { return parts_->moduleClasses; }

namespace {

/// Memory for `n` elements of T. @throws Error{Kind::Memory}
template <class T>
std::vector<T> memoryFor(std::uint64_t n) {
  try {
    return std::vector<T>(n);
  } catch (const std::exception&) {  // bad_alloc, or a length that no vector has
    throw Error{Kind::Memory, "not enough memory for a tensor of " + std::to_string(n * sizeof(T)) + " bytes", {}, {}};
  }
}

}  // namespace

std::uint64_t Checkpoint::tensorBytes(std::size_t tensor) const {
  const auto& info = parts_->tensors.at(tensor);
  return elementBytes(info.shape, info.dtype);
}

std::vector<std::byte> Checkpoint::readBytes(std::size_t tensor) const {
  auto bytes = memoryFor<std::byte>(tensorBytes(tensor));
  readBytes(tensor, bytes);
  return bytes;
}

void Checkpoint::readBytes(std::size_t tensor, std::span<std::byte> into) const {
  const auto& info = parts_->tensors.at(tensor);
  if (into.size() != elementBytes(info.shape, info.dtype)) throw Error{Kind::Internal, "memory of another size than the tensor", {}, {}};
  try {
    readElements(info.shape, info.dtype, parts_->views[tensor], into);
  } catch (const std::bad_alloc&) {
    throw Error{Kind::Memory, "not enough memory to read a tensor of " + std::to_string(into.size()) + " bytes", {}, {}};
  }
}

std::vector<float> Checkpoint::readFloat32(std::size_t tensor) const {
  auto values = memoryFor<float>(tensorBytes(tensor) / dtypeBytes(parts_->tensors[tensor].dtype));
  readFloat32(tensor, values);
  return values;
}

void Checkpoint::readFloat32(std::size_t tensor, std::span<float> into) const {
  const auto dtype = parts_->tensors.at(tensor).dtype;
  if (into.size() != tensorBytes(tensor) / dtypeBytes(dtype)) throw Error{Kind::Internal, "memory of another size than the tensor", {}, {}};
  if (dtype == DType::Float32) return readBytes(tensor, std::as_writable_bytes(into));
  toFloat(readBytes(tensor), dtype, into);
}

void Checkpoint::readFloat32(std::span<const FloatsOf> wanted) const {
  static constexpr std::size_t kWorthAThread = 1u << 20;  // floats
  std::size_t floats = 0;
  for (const auto& one : wanted) floats += one.into.size();
  const auto threads =
      std::min<std::size_t>({floats / kWorthAThread + 1, wanted.size(), std::max(1u, std::thread::hardware_concurrency()), 8});
  std::atomic<std::size_t> next = 0;
  std::vector<std::exception_ptr> failures(threads);
  const auto work = [&](std::size_t thread) {
    try {
      for (auto i = next++; i < wanted.size(); i = next++) readFloat32(wanted[i].tensor, wanted[i].into);
    } catch (...) {
      failures[thread] = std::current_exception();
      next = wanted.size();
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t thread = 1; thread < threads; ++thread) others.emplace_back(work, thread);
    if (threads > 0) work(0);
  }
  for (const auto& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

std::vector<double> Checkpoint::readFloat64(std::size_t tensor) const {
  std::vector<double> values;
  appendAsDouble(readBytes(tensor), parts_->tensors[tensor].dtype, values);
  return values;
}

double Checkpoint::sum(std::size_t tensor) const {
  double sum = 0;
  for (const double value : readFloat64(tensor)) sum += std::isfinite(value) ? value : 0.0;
  return sum;
}

std::size_t Checkpoint::nonFinite(std::size_t tensor) const {
  const auto dtype = parts_->tensors.at(tensor).dtype;
  return isFloating(dtype) ? countNonFinite(readBytes(tensor), dtype) : 0;
}

void Checkpoint::verify() const {
  std::set<const TensorStorage*> seen;
  for (const auto& view : parts_->views) {
    if (seen.insert(view.storage.get()).second) view.storage->verify();
  }
}

NonFinite Checkpoint::check(const BytesSeen& seen) const {
  NonFinite found{checkContents(*parts_, seen), {}};
  found.warnings = nonFiniteWarnings(*parts_, found.elements);
  return found;
}

std::string Checkpoint::sha256(const BytesSeen& seen) const {
  if (const std::scoped_lock lock(hashing_); !sha256_.empty()) return sha256_;
  Sha256 hash;  // not under the lock: `seen` may run other work meanwhile
  std::vector<std::byte> buffer(1 << 20);
  std::uint64_t done = 0;
  for (const auto& file : parts_->files) {
    for (std::uint64_t at = 0; at < file->size();) {
      const auto part = std::span(buffer).first(static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), file->size() - at)));
      file->read(at, part);
      hash.add(part);
      at += part.size();
      done += part.size();
      if (seen) seen(done, parts_->fileBytes);
    }
  }
  const std::scoped_lock lock(hashing_);
  sha256_ = hash.hex();
  return sha256_;
}

}  // namespace spurioscope
