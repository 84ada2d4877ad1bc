#include "engine/inside/numpy_arrays.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/progress.h"
#include "checkpoint/checkpoint.h"

namespace spurioscope::engine {
namespace {

class NumpyArrays final : public NumberArrays {
 public:
  explicit NumpyArrays(const std::filesystem::path& path) : path_(path) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) {
      add(readCheckpoint(path));
      return;
    }
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (entry.path().extension() == ".npy" && entry.is_regular_file(error)) files_[entry.path().stem().string()] = entry.path();
    }
  }

  std::vector<std::string> names() const override {
    std::vector<std::string> all;
    for (const auto& [name, place] : arrays_) all.push_back(name);
    for (const auto& [name, file] : files_) all.push_back(name);
    return all;
  }

  std::optional<std::vector<std::uint64_t>> shape(const std::string& name) const override {
    if (const auto file = files_.find(name); file != files_.end()) {  // a folder's files are opened when they are asked for
      const auto opened = readCheckpoint(file->second);
      if (opened->tensors().empty()) refuse(name, opened->skipped().empty() ? "it holds no array" : opened->skipped()[0].reason);
      arrays_[name] = {opened, 0};
      files_.erase(file);
    }
    if (const auto reason = skipped_.find(name); reason != skipped_.end()) refuse(name, reason->second);
    const auto found = arrays_.find(name);
    if (found == arrays_.end()) return std::nullopt;
    const auto& sides = found->second.file->tensors()[found->second.tensor].shape;
    return std::vector<std::uint64_t>(sides.begin(), sides.end());
  }

  std::vector<double> numbers(const std::string& name, std::uint64_t count, std::stop_token stop) const override {
    return table(name, 0, count, 1, stop);
  }

  std::vector<double> table(const std::string& name, std::uint64_t first, std::uint64_t rows, std::uint64_t columns,
                            std::stop_token stop) const override {
    throwIfStopped(stop);
    shape(name);
    auto& kept = read_[name];
    if (kept.empty()) kept = arrays_.at(name).file->readFloat32(arrays_.at(name).tensor);
    if ((first + rows) * columns > kept.size())
      throw Error{Kind::Shape, "rows beyond the end were asked for", {path_.string(), {}, "array '" + name + "'"}, {}};
    const auto begin = kept.begin() + static_cast<std::ptrdiff_t>(first * columns);
    return {begin, begin + static_cast<std::ptrdiff_t>(rows * columns)};
  }

 private:
  struct Place {
    std::shared_ptr<const Checkpoint> file;
    std::size_t tensor = 0;
  };

  static std::string nameOf(const ValuePath& path) {
    return path.size() == 1 && std::holds_alternative<std::string>(path[0]) ? std::get<std::string>(path[0]) : std::string();
  }

  void add(const std::shared_ptr<const Checkpoint>& file) {
    for (std::size_t i = 0; i < file->tensors().size(); ++i) arrays_[nameOf(file->tensors()[i].path)] = {file, i};
    for (const auto& one : file->skipped()) skipped_[nameOf(one.path)] = one.reason;
  }

  [[noreturn]] void refuse(const std::string& name, const std::string& reason) const {
    throw Error{Kind::Data,
                reason,
                {path_.string(), {}, "array '" + name + "'"},
                "Save it as an array of numbers (classes, attributes and splits as 0, 1, 2)."};
  }

  std::filesystem::path path_;
  mutable std::map<std::string, Place> arrays_;
  mutable std::map<std::string, std::filesystem::path> files_;  ///< of a folder, not yet opened
  std::map<std::string, std::string> skipped_;
  mutable std::map<std::string, std::vector<float>> read_;
};

}  // namespace

std::unique_ptr<const NumberArrays> openNumpyArrays(const std::filesystem::path& path) { return std::make_unique<NumpyArrays>(path); }

}  // namespace spurioscope::engine
