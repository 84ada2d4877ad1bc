// The tensors in which the paper's code keeps a run: {training,testing,validating}_{y_pred,y_true,g[,idx]}_evolution.pt, of shapes (E, N,
// 2) and (E, N). y_pred are probabilities, y_true one-hot with the classes in reversed order. A row of training and testing is the network
// before that epoch, a row of validating the one after it, so curves run over finished epochs. Training rows are shuffled: only with idx
// can a sample be followed. Source: FIELD.md 1.10, facts 2, 3 and 11; forgetting and EL2N: 4.3, 4.4.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/error.h"
#include "base/number_text.h"
#include "checkpoint/checkpoint.h"
#include "records/group_curves.h"
#include "records/record_files.h"

namespace spurioscope {
namespace {

using Path = std::filesystem::path;
constexpr std::int64_t kMostElements = 1 << 28;
constexpr std::size_t kMostGroups = 10'000;
constexpr std::array kParts{"y_pred", "y_true", "g", "idx"};

std::string fileName(const std::string& prefix, const char* part) { return prefix + "_" + part + "_evolution.pt"; }

/// "training" of "training_y_pred_evolution.pt".
std::optional<std::string> prefixOf(const Path& file) {
  const std::string name = file.filename().string();
  for (const char* part : kParts) {
    const std::string ending = fileName("", part);
    if (name.size() > ending.size() && name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  }
  return std::nullopt;
}

bool complete(const Path& folder, const std::string& prefix) {
  std::error_code error;
  return std::all_of(kParts.begin(), kParts.begin() + 3,
                     [&](const char* part) { return std::filesystem::is_regular_file(folder / fileName(prefix, part), error); });
}

bool recognises(const Path& file) {
  const auto prefix = prefixOf(file);
  return prefix && complete(file.parent_path(), *prefix) && headText(file).size() > 2;
}

struct Tensor {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

Tensor readTensor(const Path& file, std::size_t sides) {
  const auto checkpoint = readCheckpoint(file);
  const auto fail = [&](const std::string& what) -> void {
    throw Error{Kind::Format, what, Where{file.string(), {}, {}}, "Give the tensors as the paper's code wrote them."};
  };
  if (checkpoint->tensors().size() != 1) fail("the file holds " + std::to_string(checkpoint->tensors().size()) + " tensors instead of one");
  Tensor tensor{checkpoint->tensors()[0].shape, {}};
  if (tensor.shape.size() != sides || std::count(tensor.shape.begin(), tensor.shape.end(), 0) > 0)
    fail("the tensor has not the " + std::to_string(sides) + " sides epochs, samples" + (sides == 3 ? " and classes" : ""));
  std::int64_t elements = 1;
  for (const auto size : tensor.shape) {
    if (size > kMostElements / elements)
      throw Error{Kind::Unsafe, "the tensor has more than 268,435,456 elements", Where{file.string(), {}, {}}, "Cut it to fewer epochs."};
    elements *= size;
  }
  tensor.values = checkpoint->readFloat32(0);
  return tensor;
}

/// One split of a run.
struct Evolution {
  std::string name;
  std::size_t epochs = 0, samples = 0, classes = 0, groups = 0;
  Tensor predicted, truth, group;
  std::optional<Tensor> index;

  const float* row(const Tensor& tensor, std::size_t epoch, std::size_t sample) const {
    return tensor.values.data() + (epoch * samples + sample) * classes;
  }
  std::size_t groupOf(std::size_t epoch, std::size_t sample) const {
    return static_cast<std::size_t>(group.values[epoch * samples + sample]);
  }
  std::size_t classOf(const Tensor& tensor, std::size_t epoch, std::size_t sample) const {
    const float* values = row(tensor, epoch, sample);
    return static_cast<std::size_t>(std::max_element(values, values + classes) - values);
  }
  bool right(std::size_t epoch, std::size_t sample) const { return classOf(predicted, epoch, sample) == classOf(truth, epoch, sample); }
  /// Finished epochs at a row.
  double at(std::size_t epoch) const { return static_cast<double>(epoch) + (name == "validating" ? 1 : 0); }
};

Evolution readEvolution(const Path& folder, const std::string& prefix, std::vector<std::string>& files) {
  const auto part = [&](const char* name, std::size_t sides) {
    const Path file = folder / fileName(prefix, name);
    files.push_back(file.string());
    return readTensor(file, sides);
  };
  Evolution run;
  run.name = prefix;
  run.predicted = part("y_pred", 3);
  run.truth = part("y_true", 3);
  run.group = part("g", 2);
  std::error_code error;
  if (std::filesystem::is_regular_file(folder / fileName(prefix, "idx"), error)) run.index = part("idx", 2);
  const std::vector<std::int64_t> flat{run.predicted.shape[0], run.predicted.shape[1]};
  const auto differ = [&](const char* name) {
    throw Error{Kind::Format, std::string("its shape is another than that of y_pred"),
                Where{(folder / fileName(prefix, name)).string(), {}, {}}, "Give tensors of one run."};
  };
  if (run.truth.shape != run.predicted.shape) differ("y_true");
  if (run.group.shape != flat) differ("g");
  if (run.index && run.index->shape != flat) differ("idx");
  run.epochs = static_cast<std::size_t>(flat[0]), run.samples = static_cast<std::size_t>(flat[1]),
  run.classes = static_cast<std::size_t>(run.predicted.shape[2]);
  for (const float g : run.group.values) {
    if (!(g >= 0 && g < kMostGroups && g == std::floor(g)))
      throw Error{Kind::Format, "a group is no whole number below 10,000", Where{(folder / fileName(prefix, "g")).string(), {}, {}}, {}};
    run.groups = std::max(run.groups, static_cast<std::size_t>(g) + 1);
  }
  if (run.index) {
    for (const float i : run.index->values) {
      if (!(i >= 0 && i < static_cast<float>(run.samples) && i == std::floor(i))) run.index.reset();
      if (!run.index) break;
    }
  }
  return run;
}

std::vector<GroupCounts> countsOf(const Evolution& run) {
  std::vector<GroupCounts> epochs;
  for (std::size_t e = 0; e < run.epochs; ++e) {
    GroupCounts at{run.at(e), std::vector<double>(run.groups), std::vector<double>(run.groups)};
    for (std::size_t i = 0; i < run.samples; ++i) {
      const auto g = run.groupOf(e, i);
      ++at.n[g];
      at.correct[g] += run.right(e, i);
    }
    epochs.push_back(std::move(at));
  }
  return epochs;
}

/// A mean over each group's samples at every epoch.
template <class Of>
RecordPanel meanPanel(const Evolution& run, const std::string& title, const std::string& yLabel, Of of) {
  RecordPanel panel{RecordPanel::Kind::Lines, title, "finished epochs", yLabel, {}, {}};
  for (const auto& name : groupNumbers(run.groups)) panel.series.push_back({name, static_cast<int>(panel.series.size()), {}, {}, {}, {}});
  for (std::size_t e = 0; e < run.epochs; ++e) {
    std::vector<double> sum(run.groups), n(run.groups);
    for (std::size_t i = 0; i < run.samples; ++i) {
      const auto g = run.groupOf(e, i);
      sum[g] += of(run.row(run.predicted, e, i), run.row(run.truth, e, i), run.classes);
      ++n[g];
    }
    for (std::size_t g = 0; g < run.groups; ++g) {
      if (n[g] > 0) panel.series[g].x.push_back(run.at(e)), panel.series[g].y.push_back(sum[g] / n[g]);
    }
  }
  std::erase_if(panel.series, [](const RecordSeries& series) { return series.x.empty(); });
  return panel;
}

/// Cross-entropy of the probabilities as if they were logits, as the paper trains (fact 3): from 0.3133 to 1.3133 for two classes.
double paperLoss(const float* predicted, const float* truth, std::size_t classes) {
  double sum = 0, loss = 0;
  for (std::size_t c = 0; c < classes; ++c) sum += std::exp(static_cast<double>(predicted[c]));
  for (std::size_t c = 0; c < classes; ++c) loss -= truth[c] * (predicted[c] - std::log(sum));
  return loss;
}

/// The length of the error vector (Paul et al., EL2N).
double errorLength(const float* predicted, const float* truth, std::size_t classes) {
  double sum = 0;
  for (std::size_t c = 0; c < classes; ++c) sum += (predicted[c] - truth[c]) * (predicted[c] - truth[c]);
  return std::sqrt(sum);
}

/// Forgetting events between the epochs, by group: how often a sample was right and then wrong.
std::optional<RecordTable> forgetting(const Evolution& run) {
  if (run.name == "training" && !run.index) return std::nullopt;
  std::vector<int> events(run.samples), group(run.samples, -1);
  std::vector<char> was(run.samples), learned(run.samples);
  for (std::size_t e = 0; e < run.epochs; ++e) {
    for (std::size_t i = 0; i < run.samples; ++i) {
      const std::size_t sample = run.index ? static_cast<std::size_t>(run.index->values[e * run.samples + i]) : i;
      const bool is = run.right(e, i);
      group[sample] = static_cast<int>(run.groupOf(e, i));
      events[sample] += was[sample] && !is;
      learned[sample] = static_cast<char>(learned[sample] || is);
      was[sample] = static_cast<char>(is);
    }
  }
  struct Sums {
    double n = 0, events = 0, never = 0, unforgettable = 0;
  };
  std::vector<Sums> sums(run.groups);
  for (std::size_t i = 0; i < run.samples; ++i) {
    if (group[i] < 0) continue;
    Sums& at = sums[static_cast<std::size_t>(group[i])];
    ++at.n, at.events += events[i], at.never += !learned[i], at.unforgettable += learned[i] && events[i] == 0;
  }
  RecordTable table{run.name + ", forgetting between epochs", {"", "n", "events a sample", "never learned (%)", "never forgotten (%)"}, {}};
  for (std::size_t g = 0; g < run.groups; ++g) {
    const Sums& at = sums[g];
    if (at.n > 0)
      table.rows.push_back({groupNumbers(run.groups)[g], numberText(at.n), fixedText(at.events / at.n, 3),
                            fixedText(100 * at.never / at.n, 2), fixedText(100 * at.unforgettable / at.n, 2)});
  }
  return table;
}

std::vector<double> sizesOfTraining(const Path& folder) {
  std::error_code error;
  const Path file = folder / fileName("training", "g");
  if (!std::filesystem::is_regular_file(file, error)) return {};
  const auto groups = readTensor(file, 2);
  std::vector<double> sizes;
  for (std::int64_t i = 0; i < groups.shape[1]; ++i) {
    const float g = groups.values[static_cast<std::size_t>(i)];
    if (!(g >= 0 && g < kMostGroups)) return {};
    sizes.resize(std::max(sizes.size(), static_cast<std::size_t>(g) + 1));
    ++sizes[static_cast<std::size_t>(g)];
  }
  return sizes;
}

/// The split asked for, then the others that are whole.
std::vector<std::string> splitsOf(const Path& file) {
  std::vector<std::string> splits{*prefixOf(file)};
  for (const char* other : {"training", "validating", "testing"}) {
    if (other != splits[0] && complete(file.parent_path(), other)) splits.push_back(other);
  }
  return splits;
}

RunRecord read(const Path& file) {
  RunRecord record;
  const Path folder = file.parent_path();
  record.title = "Evolution of " + (folder.filename().empty() ? std::string("a run") : folder.filename().string());
  const auto trainSizes = sizesOfTraining(folder);
  std::vector<RecordPanel> further;
  for (const auto& split : splitsOf(file)) {
    const auto run = readEvolution(folder, split, record.files);
    const auto counts = countsOf(run);
    const auto names = groupNumbers(run.groups);
    record.curves.push_back(accuracyPanel("Accuracy by group, " + split, counts, names, trainSizes));
    record.curves.back().xLabel = "finished epochs";
    further.push_back(meanPanel(run, "Loss by group, " + split, "cross-entropy of the probabilities", paperLoss));
    further.push_back(meanPanel(run, "EL2N by group, " + split, "mean EL2N", errorLength));
    record.tables.push_back(lastTable(split + ", last row", counts, names, trainSizes));
    if (auto table = forgetting(run)) record.tables.push_back(std::move(*table));
    else
      record.notes.push_back(
          "The rows of '" + split +
          "' are shuffled and there is no usable idx tensor: no sample can be followed, so there is no count of forgetting.");
  }
  record.curves.insert(record.curves.end(), further.begin(), further.end());
  record.notes.push_back(
      "Rows of training and testing are the network before each epoch, rows of validating after it; training was measured with "
      "augmentation. The loss takes a second softmax, as the paper's does: from 0.3133 to 1.3133 for two classes.");
  if (trainSizes.empty()) record.notes.push_back("training_g_evolution.pt is not beside it: no adjusted average.");
  return record;
}

}  // namespace

const RecordFormat kEvolutionTensors{
    "evolution-tensors",
    "tensors of the paper's code ({training,testing,validating}_{y_pred,y_true,g}_evolution.pt, all three in one folder)", recognises,
    read};

}  // namespace spurioscope
