// Memorization and influence as Feldman and Zhang publish them: infl_mem.npz (memorization [N], influence [tests, N]; their CIFAR-100 file
// names them tr_mem and infl), and of one trained subset aux_arrays.npz (correctness_{train,removed,test}). Source: FIELD.md 4.1.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "base/error.h"
#include "base/number_text.h"
#include "checkpoint/checkpoint.h"
#include "records/record_files.h"
#include "records/run_record.h"

namespace spurioscope {
namespace {

constexpr double kMemorized = 0.25, kInfluential = 0.15;  // thresholds of the paper
constexpr std::size_t kShown = 20;
constexpr std::int64_t kMostInfluences = 100'000'000;     // a matrix beyond is named, not read

bool recognises(const std::filesystem::path& file) {
  const std::string head = headText(file);
  if (!head.starts_with("PK")) return false;
  // Names of arrays stand in the zip's own records; the first is within the head.
  const auto names = [&](std::string_view name) { return head.find(name) != head.npos; };
  if (names("memorization.npy") || names("tr_mem.npy") || names("correctness_train.npy") || names("correctness_removed.npy")) return true;
  try {
    if (!head.substr(0, 400).ends_with(".npy") && head.substr(0, 400).find(".npy") == head.npos) return false;
    const auto archive = readCheckpoint(file);
    return std::any_of(archive->tensors().begin(), archive->tensors().end(), [](const TensorInfo& one) {
      return one.path.size() == 1 && std::holds_alternative<std::string>(one.path[0]) &&
             (std::get<std::string>(one.path[0]) == "memorization" || std::get<std::string>(one.path[0]) == "tr_mem" ||
              std::get<std::string>(one.path[0]).starts_with("correctness_"));
    });
  } catch (const Error&) {
    return false;  // damaged: whoever opens it says so
  }
}

class Arrays {
 public:
  explicit Arrays(const std::filesystem::path& file) : archive_(readCheckpoint(file)) {}

  std::optional<std::size_t> find(std::initializer_list<std::string_view> names) const {
    for (const auto name : names) {
      for (std::size_t i = 0; i < archive_->tensors().size(); ++i) {
        const auto& path = archive_->tensors()[i].path;
        if (path.size() == 1 && std::holds_alternative<std::string>(path[0]) && std::get<std::string>(path[0]) == name) return i;
      }
    }
    return std::nullopt;
  }
  const std::vector<std::int64_t>& shape(std::size_t array) const { return archive_->tensors()[array].shape; }
  std::int64_t elements(std::size_t array) const {
    return std::accumulate(shape(array).begin(), shape(array).end(), std::int64_t{1}, [](auto a, auto b) { return a * b; });
  }
  std::vector<double> values(std::size_t array) const { return archive_->readFloat64(array); }
  std::vector<float> floats(std::size_t array) const { return archive_->readFloat32(array); }
  const Checkpoint& archive() const { return *archive_; }

 private:
  std::shared_ptr<const Checkpoint> archive_;
};

double quantile(std::vector<double> sorted, double share) {
  const auto at = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
  return sorted[at];
}

void addMemorization(RunRecord& record, const Arrays& arrays, std::size_t array) {
  auto values = arrays.values(array);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) order.push_back(i);
  }
  if (order.empty())
    throw Error{Kind::Format, "the array of memorization has no numbers", Where{record.files[0], {}, "'memorization'"}, {}};
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return values[a] > values[b]; });
  RecordTable strongest{"most memorized training samples", {"sample", "memorization"}, {}};
  for (std::size_t i = 0; i < std::min(kShown, order.size()); ++i)
    strongest.rows.push_back({std::to_string(order[i]), fixedText(values[order[i]], 4)});
  std::vector<double> sorted;
  for (auto at = order.rbegin(); at != order.rend(); ++at) sorted.push_back(values[*at]);
  const auto above = std::count_if(sorted.begin(), sorted.end(), [](double value) { return value >= kMemorized; });
  const double mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / static_cast<double>(sorted.size());
  record.tables.push_back({"memorization",
                           {"", "value"},
                           {{"training samples", std::to_string(sorted.size())},
                            {"mean", fixedText(mean, 4)},
                            {"median", fixedText(quantile(sorted, 0.5), 4)},
                            {"95 % lie below", fixedText(quantile(sorted, 0.95), 4)},
                            {"memorized (0.25 or more)", std::to_string(above)},
                            {"share memorized (%)", fixedText(100 * static_cast<double>(above) / static_cast<double>(sorted.size()), 2)}}});
  record.tables.push_back(std::move(strongest));
  record.curves.push_back({RecordPanel::Kind::Histogram,
                           "Memorization of training samples",
                           "memorization",
                           "density",
                           {},
                           {{"training samples (n = " + std::to_string(sorted.size()) + ")", -1, {}, sorted, {}, {}}}});
  RecordSeries ranked{"training samples, most memorized first", -1, {}, {}, {}, {}};
  const std::size_t step = std::max<std::size_t>(1, sorted.size() / 1000);
  for (std::size_t i = 0; i < sorted.size(); i += step)
    ranked.x.push_back(static_cast<double>(i + 1)), ranked.y.push_back(sorted[sorted.size() - 1 - i]);
  record.curves.push_back({RecordPanel::Kind::Lines,
                           "Memorization by rank",
                           "training samples, most memorized first",
                           "memorization",
                           {},
                           {std::move(ranked)}});
}

void addInfluence(RunRecord& record, const Arrays& arrays, std::size_t array) {
  const auto& shape = arrays.shape(array);
  if (shape.size() != 2 || arrays.elements(array) > kMostInfluences) {
    record.notes.push_back("The influence array" +
                           std::string(shape.size() == 2 ? " of " + std::to_string(shape[0]) + " x " + std::to_string(shape[1]) : "") +
                           " is not read: it has more values than memory is spent on.");
    return;
  }
  const auto values = arrays.floats(array);
  const auto pairs = std::count_if(values.begin(), values.end(), [](float value) { return value >= kInfluential; });
  record.tables.push_back(
      {"influence",
       {"", "value"},
       {{"rows", std::to_string(shape[0])}, {"columns", std::to_string(shape[1])}, {"pairs of 0.15 or more", std::to_string(pairs)}}});
}

void addCorrectness(RunRecord& record, const Arrays& arrays) {
  RecordPanel bars{RecordPanel::Kind::Bars, "Accuracy of one trained subset", "accuracy (%)", {}, {}, {}};
  RecordTable table{"accuracy", {"", "n", "accuracy (%)"}, {}};
  for (const auto& [name, words] : {std::pair{"correctness_train", "training samples in the subset"},
                                    {"correctness_removed", "training samples left out"},
                                    {"correctness_test", "test samples"}}) {
    const auto array = arrays.find({name});
    if (!array) continue;
    const auto values = arrays.values(*array);
    if (values.empty()) continue;
    const double share = 100 * std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    table.rows.push_back({words, std::to_string(values.size()), fixedText(share, 2)});
    bars.categories.push_back(std::string(words) + " (n = " + std::to_string(values.size()) + ")");
    bars.series.push_back({words, -1, {static_cast<double>(bars.categories.size() - 1)}, {share}, {share}, {share}});
  }
  if (bars.series.empty()) return;
  record.curves.push_back(std::move(bars));
  record.tables.push_back(std::move(table));
  record.notes.push_back(
      "The gap between samples in the subset and those left out is what memorization is estimated from, over many such subsets.");
}

RunRecord read(const std::filesystem::path& path) {
  const Arrays arrays(path);
  RunRecord record;
  record.title = "Memorization, " + path.filename().string();
  record.files = {path.string()};
  if (const auto memorization = arrays.find({"memorization", "tr_mem"})) addMemorization(record, arrays, *memorization);
  if (const auto influence = arrays.find({"influence", "infl"})) addInfluence(record, arrays, *influence);
  addCorrectness(record, arrays);
  RecordTable all{"arrays", {"name", "dtype", "shape"}, {}};
  for (const auto& one : arrays.archive().tensors()) {
    std::string shape;
    for (const auto size : one.shape) shape += (shape.empty() ? "" : " x ") + std::to_string(size);
    all.rows.push_back({one.name, std::string(dtypeName(one.dtype)), shape.empty() ? "one number" : shape});
  }
  record.tables.push_back(std::move(all));
  for (const auto& item : arrays.archive().skipped()) record.notes.push_back("left out: " + item.reason);
  return record;
}

}  // namespace

const RecordFormat kFeldmanZhang{"feldman-zhang",
                                 "memorization and influence of Feldman and Zhang (.npz with memorization, or correctness_train, ...)",
                                 recognises, read};

}  // namespace spurioscope
