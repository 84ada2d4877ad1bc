#include "engine/inside/checkpoint_source.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/number_text.h"
#include "resources/demo/embedded.h"

namespace spurioscope::engine {
namespace {

int demoEpoch(const std::string& source) {
  const auto epochs = demoEpochs();
  if (source == "demo") return epochs.back();
  const auto wanted = parseInteger(std::string_view(source).substr(kDemoEpoch.size()));
  if (wanted && std::find(epochs.begin(), epochs.end(), *wanted) != epochs.end()) return static_cast<int>(*wanted);
  std::string known;
  for (const int epoch : epochs) known += (known.empty() ? "" : ", ") + std::to_string(epoch);
  throw Error{Kind::Usage, "'" + source + "' is not built in", {source, {}, {}}, "The demo has the epochs " + known + "."};
}

/// The word before a place of a name, in small letters, without what separates it: "resnet" before the 18 of "ResNet-18.pth".
std::string wordBefore(std::string_view name, std::size_t place) {
  while (place > 0 && std::string_view("_-=:. ").find(name[place - 1]) != std::string_view::npos) --place;
  std::size_t begin = place;
  while (begin > 0 && isalpha(static_cast<unsigned char>(name[begin - 1]))) --begin;
  std::string word(name.substr(begin, place - begin));
  std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return static_cast<char>(tolower(c)); });
  return word;
}

/// Whether a number after this word is a network's size or a run's, not an epoch: resnet18, vgg16, vit_b_16, seed3.
bool countsNoEpochs(const std::string& word) {
  constexpr std::string_view kEnds[] = {"net", "resnext", "convnext", "vgg",   "vit", "deit",  "swin", "bert",
                                        "wrn", "seed",    "fold",     "split", "run", "trial", "group"};
  const bool oneLetter = word.size() == 1 && word != "e";  // vit_b_16
  return oneLetter || std::any_of(std::begin(kEnds), std::end(kEnds), [&](std::string_view end) { return word.ends_with(end); });
}

/// The last run of digits of a file name that follows "epoch", else its only run of digits: [begin, end), or nothing.
std::optional<std::pair<std::size_t, std::size_t>> numberIn(const std::string& name) {
  std::vector<std::pair<std::size_t, std::size_t>> runs;
  for (std::size_t i = 0; i < name.size();) {
    if (!isdigit(static_cast<unsigned char>(name[i]))) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < name.size() && isdigit(static_cast<unsigned char>(name[i]))) ++i;
    if (i - begin <= 6) runs.emplace_back(begin, i);
  }
  for (const auto& run : runs) {
    const auto word = wordBefore(name, run.first);
    if (word.ends_with("epoch") || word.ends_with("ep")) return run;
  }
  if (runs.size() == 1 && !countsNoEpochs(wordBefore(name, runs.front().first))) return runs.front();
  return std::nullopt;
}

/// Epochs of one run differ in their numbers only, hardly in size.
bool alikeInSize(std::uintmax_t one, std::uintmax_t other) {
  return std::max(one, other) - std::min(one, other) <= std::max(one, other) / 10;
}

/// The checkpoint of a folder, or the path itself.
std::filesystem::path fileOf(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) return path;
  for (const char* name : {"model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"}) {
    if (std::filesystem::is_regular_file(path / name, error)) return path / name;
  }
  throw Error{Kind::Io, "the folder holds no checkpoint", {path.string(), {}, {}},
              "Name the checkpoint file itself, or a folder with model.safetensors or pytorch_model.bin."};
}

}  // namespace

NetworkHints hintsFor(const std::string& source, const std::string& given) {
  const auto said = hintsFromText(given);
  return isDemo(source) ? said : merged(said, hintsBeside(source));
}

std::shared_ptr<const Checkpoint> readSource(const std::string& source, Check check) {
  if (!isDemo(source)) return readCheckpoint(fileOf(source), check);
  const int epoch = demoEpoch(source);
  const auto bytes = demoCheckpoint(epoch);
  return readCheckpoint(std::vector<std::byte>(bytes.begin(), bytes.end()), "demo:epoch=" + std::to_string(epoch), check);
}

std::optional<int> epochOf(const Checkpoint& checkpoint, const std::string& source) {
  if (isDemo(source)) return demoEpoch(source);
  for (const auto& scalar : checkpoint.scalars()) {
    const auto* key = scalar.path.size() == 1 ? std::get_if<std::string>(&scalar.path[0]) : nullptr;
    const auto* value = std::get_if<std::int64_t>(&scalar.value);
    if (key != nullptr && *key == "epoch" && value != nullptr && *value >= 0 && *value < 100'000'000) return static_cast<int>(*value);
  }
  const auto name = std::filesystem::path(source).filename().string();
  const auto run = numberIn(name);
  if (!run) return std::nullopt;
  return static_cast<int>(*parseInteger(std::string_view(name).substr(run->first, run->second - run->first)));
}

std::vector<EpochRef> epochsBeside(const std::string& source) {
  std::vector<EpochRef> epochs;
  if (isDemo(source)) {
    for (const int epoch : demoEpochs()) epochs.push_back({std::string(kDemoEpoch) + std::to_string(epoch), epoch});
    return epochs;
  }
  const std::filesystem::path path(source);
  const auto name = path.filename().string();
  const auto run = numberIn(name);
  if (!run) return epochs;
  const auto prefix = name.substr(0, run->first), suffix = name.substr(run->second);
  std::error_code ignored;
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const auto bytes = std::filesystem::file_size(path, ignored);
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const auto other = entry.path().filename().string();
    if (other.size() <= prefix.size() + suffix.size() || !other.starts_with(prefix) || !other.ends_with(suffix)) continue;
    const auto digits = other.substr(prefix.size(), other.size() - prefix.size() - suffix.size());
    if (digits.size() > 6 || digits.find_first_not_of("0123456789") != std::string::npos) continue;
    if (!entry.is_regular_file(ignored) || !alikeInSize(entry.file_size(ignored), bytes)) continue;
    const auto file = path.has_parent_path() ? (folder / other).string() : other;
    epochs.push_back({file, static_cast<int>(*parseInteger(digits))});
  }
  std::sort(epochs.begin(), epochs.end(), [](const auto& a, const auto& b) { return a.epoch < b.epoch; });
  if (epochs.size() < 2) epochs.clear();
  return epochs;
}

}  // namespace spurioscope::engine
