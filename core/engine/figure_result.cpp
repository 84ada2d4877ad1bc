#include "engine/figure_result.h"

#include <hdf5.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "base/csv.h"
#include "base/file.h"
#include "base/json.h"
#include "base/number_text.h"
#include "engine/guard.h"

namespace spurioscope::engine {
namespace {

constexpr double kPercent = 100;

std::string nameWithN(const std::string& name, double n) { return name + " (n = " + numberText(n) + ")"; }

[[noreturn]] void failFormat(const std::string& file, const std::string& what, const std::string& part = {}) {
  throw Error{Kind::Format, what, {file, {}, part}, "Give the file as the command of this program wrote it."};
}

/// The kind to draw: the wanted one if it fits the file, the first when none is wanted.
std::string chosenKind(const std::string& wanted, const std::vector<std::string>& fitting, const std::string& file, const std::string& content) {
  if (wanted.empty()) return fitting.front();
  for (const auto& kind : fitting)
    if (wanted == kind || (kind.starts_with("map:") && wanted.starts_with("map:"))) return wanted;
  std::string list;
  for (const auto& kind : fitting) list += (list.empty() ? "" : ", ") + kind;
  throw Error{Kind::Usage, "there is no figure '" + wanted + "' of " + content, {file, {}, "--kind"}, "Kinds that fit this file: " + list + "."};
}

// ---- what evaluate and ablate print ----

class JsonResult {
 public:
  JsonResult(Json document, std::string file) : document_(std::move(document)), file_(std::move(file)) {
    if (document_.is_object() && document_.contains("error")) failFormat(file_, "the file holds the error that a command printed, not a result");
    edited_ = document_.is_object() && document_.contains("after") && document_.contains("change");
    const Json& splits = edited_ ? document_["after"] : document_;
    if (!splits.is_object() || splits.empty()) failFormat(file_, "the JSON is no result of evaluate or ablate");
    for (const auto& [split, evaluation] : splits.items())
      if (!evaluation.is_object() || !evaluation.contains("groups")) failFormat(file_, "the JSON is no result of evaluate or ablate", "'" + split + "'");
  }

  Figure figure(const std::string& wanted) const {
    const std::vector<std::string> fitting = edited_ ? std::vector<std::string>{"groups", "change"} : std::vector<std::string>{"groups"};
    const auto kind = chosenKind(wanted, fitting, file_, edited_ ? "a result of ablate" : "a result of evaluate");
    Figure figure;
    for (const auto& [split, evaluation] : (edited_ ? document_["after"] : document_).items())
      figure.panels.push_back(kind == "groups" ? groups(split, evaluation) : change(split, evaluation));
    figure.note = kind == "groups" ? "Error bars: Wilson 95 % intervals." : "Error bars: 95 % intervals of the paired difference.";
    if (kind == "groups" && edited_) figure.note += " Baseline: before the edits.";
    return figure;
  }

 private:
  FigurePanel groups(const std::string& split, const Json& evaluation) const {
    FigurePanel panel;
    panel.title = "Accuracy by group, " + split;
    panel.xLabel = "accuracy (%)";
    std::map<int, double> before;
    if (edited_ && document_.contains("before") && document_["before"].contains(split))
      for (const auto& group : list(document_["before"][split], "groups")) before[id(group)] = number(group, "accuracy") * kPercent;
    for (const auto& group : list(evaluation, "groups")) {
      const int g = id(group);
      panel.categories.push_back(nameWithN(name(group), number(group, "n")));
      panel.baseline.push_back(before.contains(g) ? before[g] : std::nan(""));
      addBar(panel, name(group), g, group, "accuracy");
    }
    return panel;
  }

  FigurePanel change(const std::string& split, const Json& evaluation) const {
    std::map<int, std::string> names;
    for (const auto& group : list(evaluation, "groups")) names[id(group)] = name(group);
    FigurePanel panel;
    panel.title = "Change of accuracy, " + split;
    panel.xLabel = "change (percentage points)";
    for (const auto& row : list(document_["change"], split)) {
      const int g = id(row);
      const std::string group = names.contains(g) ? names[g] : "group " + std::to_string(g);
      panel.categories.push_back(nameWithN(group, number(row, "n")));
      addBar(panel, group, g, row, "change");
    }
    return panel;
  }

  void addBar(FigurePanel& panel, const std::string& name, int group, const Json& row, const char* value) const {
    const double category = static_cast<double>(panel.categories.size() - 1);
    panel.series.push_back({name, group, {category}, {number(row, value) * kPercent}, {number(row, "low") * kPercent}, {number(row, "high") * kPercent}});
  }

  const Json& list(const Json& object, const std::string& key) const {
    if (!object.is_object() || !object.contains(key) || !object[key].is_array()) failFormat(file_, "a list is missing", "'" + key + "'");
    return object[key];
  }

  double number(const Json& row, const char* key) const {
    if (row.is_object() && row.contains(key)) {
      if (row[key].is_number()) return row[key].get<double>();
      if (row[key].is_string())
        if (const auto value = parseNumber(row[key].get<std::string>())) return *value;
    }
    failFormat(file_, "a number is missing", std::string("'") + key + "'");
  }

  int id(const Json& row) const {
    const double value = number(row, "id");
    if (!(value >= 0 && value < 1e6)) failFormat(file_, "a group's id is out of range", "'id'");
    return static_cast<int>(value);
  }

  std::string name(const Json& group) const {
    return group.contains("name") && group["name"].is_string() ? group["name"].get<std::string>() : "group " + std::to_string(id(group));
  }

  Json document_;
  std::string file_;
  bool edited_ = false;
};

// ---- the CSV of sweep ----

struct GroupOfSweep {
  double n = 0;
  std::vector<std::array<double, 3>> changes;  ///< change, low, high
};

using SweepRows = std::map<std::string, std::map<int, GroupOfSweep>>;  ///< by split, group

SweepRows sweepRows(const CsvTable& table, const std::string& file) {
  const auto column = [&](const char* name) {
    const auto index = table.column(name);
    if (!index) failFormat(file, "the table is no result of sweep: a column is missing", std::string("'") + name + "'");
    return *index;
  };
  const std::size_t split = column("split"), group = column("group"), n = column("n"), change = column("change"), low = column("low"), high = column("high");
  column("site");
  SweepRows rows;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto number = [&](std::size_t at) {
      const auto value = parseNumber(table.rows[i][at]);
      if (!value) failFormat(file, "'" + table.rows[i][at] + "' is no number", "line " + std::to_string(table.lines[i]) + ", column '" + table.header[at] + "'");
      return *value;
    };
    const double g = number(group);
    if (!(g >= 0 && g < 1e6)) failFormat(file, "a group's id is out of range", "line " + std::to_string(table.lines[i]));
    auto& found = rows[table.rows[i][split]][static_cast<int>(g)];
    found.n = number(n);
    found.changes.push_back({number(change) * kPercent, number(low) * kPercent, number(high) * kPercent});
  }
  if (rows.empty()) failFormat(file, "the table has no rows");
  return rows;
}

/// "s.d. 1.25": how much the changes differ between channels.
std::string spreadText(const std::vector<double>& values) {
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  for (const double value : values) squares += (value - mean) * (value - mean);
  return values.size() < 2 ? "one channel" : "s.d. " + fixedText(std::sqrt(squares / static_cast<double>(values.size() - 1)), 2);
}

Figure sweepFigure(const std::string& file, const std::string& wanted) {
  const auto rows = sweepRows(parseCsv(readTextFile(file), file), file);
  const auto kind = chosenKind(wanted, {"sweep", "null"}, file, "a result of sweep");
  Figure figure;
  for (const auto& [split, groups] : rows) {
    FigurePanel panel;
    panel.kind = kind == "sweep" ? PanelKind::Lines : PanelKind::Histogram;
    panel.title = (kind == "sweep" ? "Change of accuracy by channel, " : "Changes over channels, ") + split;
    panel.xLabel = kind == "sweep" ? "channels, from the worst change to the best" : "change (percentage points)";
    panel.yLabel = kind == "sweep" ? "change (points)" : "density";
    for (const auto& [g, found] : groups) {
      auto sorted = found.changes;
      std::sort(sorted.begin(), sorted.end());
      FigureSeries series{nameWithN("group " + std::to_string(g), found.n), g, {}, {}, {}, {}};
      for (std::size_t i = 0; i < sorted.size(); ++i) {
        series.y.push_back(sorted[i][0]);
        if (kind == "null") continue;
        series.x.push_back(static_cast<double>(i + 1));
        series.low.push_back(sorted[i][1]);
        series.high.push_back(sorted[i][2]);
      }
      if (kind == "null") series.name += ", " + spreadText(series.y);
      panel.series.push_back(std::move(series));
    }
    figure.panels.push_back(std::move(panel));
  }
  figure.note = kind == "sweep" ? "One channel edited at a time, sorted for each group. Bands: 95 % intervals of the paired difference."
                                : "One channel edited at a time; s.d.: standard deviation over channels. Gaussian kernel density (Silverman).";
  return figure;
}

// ---- the HDF5 of statistics (statistics_file.h) ----

class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t), const std::string& file, const std::string& part) : id_(id), close_(close) {
    if (id_ < 0) failFormat(file, "the file is damaged or no result of statistics", part);
  }
  ~Handle() { close_(id_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

class StatisticsResult {
 public:
  explicit StatisticsResult(const std::string& file)
      : path_(file), quiet_(H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr)), file_(H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, file, "") {
    H5PLset_loading_state(0);  // no code beside the library's own is run for a file
    const Handle sites(H5Gopen2(file_, "sites", H5P_DEFAULT), H5Gclose, path_, "'/sites'");
    H5G_info_t info;
    if (H5Gget_info(sites, &info) < 0 || info.nlinks == 0 || info.nlinks > kMostSites) failFormat(path_, "the file lists no sites, or too many", "'/sites'");
    for (hsize_t i = 0; i < info.nlinks; ++i) {
      char name[1024];
      const auto length = H5Lget_name_by_idx(sites, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT);
      if (length <= 0 || length >= static_cast<ssize_t>(sizeof name)) failFormat(path_, "a site's name cannot be read", "'/sites'");
      sites_.emplace_back(name);
    }
  }

  Figure figure(const std::string& wanted) const {
    const auto kind = chosenKind(wanted, {"auroc", "map:SITE:CHANNEL"}, path_, "a result of statistics");
    return kind == "auroc" ? auroc() : map(kind.substr(4));
  }

 private:
  Figure auroc() const {
    Figure figure;
    for (const auto& site : sites_) {
      const auto values = numbers("/sites/" + site + "/minority_auroc", 1, nullptr);
      FigurePanel panel;
      panel.kind = PanelKind::Histogram;
      panel.title = site;
      panel.xLabel = "minority AUROC";
      panel.yLabel = "density";
      panel.series.push_back({nameWithN("channels", static_cast<double>(values.size())), -1, {}, {values.begin(), values.end()}, {}, {}});
      figure.panels.push_back(std::move(panel));
    }
    figure.columns = sites_.size() == 1 ? 1 : sites_.size() <= 4 ? 2 : 3;
    figure.note = text("data") + ", " + text("split") + ", " + text("auroc_samples") + " samples. Minority against majority activations. Gaussian kernel density (Silverman).";
    return figure;
  }

  Figure map(const std::string& place) const {
    const auto colon = place.rfind(':');
    const auto channel = colon == std::string::npos ? std::nullopt : parseInteger(place.substr(colon + 1));
    const std::string site = place.substr(0, colon);
    if (!channel) throw Error{Kind::Usage, "'map:" + place + "' names no channel", {path_, {}, "--kind"}, "Write map:SITE:CHANNEL, for example map:" + sites_.front() + ":0."};
    if (std::find(sites_.begin(), sites_.end(), site) == sites_.end())
      throw Error{Kind::Usage, "the file has no site '" + site + "'", {path_, {}, "--kind"}, "Its sites: " + siteList() + "."};
    std::vector<hsize_t> shape;
    const Channel one{static_cast<hsize_t>(std::max(*channel, 0LL)), *channel < 0};
    const auto maps = numbers("/sites/" + site + "/maps", 4, &one, &shape);
    const auto n = numbers("/sites/" + site + "/n", 2, &one);
    if (n.size() != shape[1]) failFormat(path_, "maps and counts differ in their groups", "site '" + site + "'");
    Figure figure;
    figure.columns = 3;
    figure.note = site + " : " + std::to_string(*channel) + "; " + text("data") + ", " + text("split") + ". Mean activation.";
    const auto add = [&](const std::string& title, std::vector<float> values, bool diverging) {
      FigurePanel panel;
      panel.kind = PanelKind::Map;
      panel.title = title;
      panel.height = static_cast<int>(shape[2]);
      panel.width = static_cast<int>(shape[3]);
      panel.map = std::move(values);
      panel.diverging = diverging;
      figure.panels.push_back(std::move(panel));
    };
    const auto names = lines(text("groups"), '\n');
    const auto minority = minorityOf(n.size());
    if (minority.empty()) {  // written before the file told it
      figure.columns = static_cast<int>(std::min<std::size_t>(n.size(), 2));
      for (std::size_t g = 0; g < n.size(); ++g)
        add(nameWithN(g < names.size() ? names[g] : "group " + std::to_string(g), static_cast<double>(n[g])), meanMap(maps, n, {g}), false);
      return figure;
    }
    std::set<std::size_t> majority;
    for (std::size_t g = 0; g < n.size(); ++g)
      if (!minority.contains(g)) majority.insert(g);
    const auto few = meanMap(maps, n, minority), many = meanMap(maps, n, majority);
    auto difference = few;
    for (std::size_t p = 0; p < difference.size(); ++p) difference[p] -= many[p];
    add(nameWithN("Minority", total(n, minority)), few, false);
    add(nameWithN("Majority", total(n, majority)), many, false);
    add("Difference", difference, true);
    return figure;
  }

  struct Channel {
    hsize_t index;
    bool negative;
  };

  /// A data set of a known rank, whole or of one channel (the first axis). Every size is checked before memory is asked for.
  std::vector<float> numbers(const std::string& name, int rank, const Channel* channel, std::vector<hsize_t>* shapeOut = nullptr) const {
    const std::string part = "'" + name + "'";
    H5L_info_t link;
    if (H5Lget_info(file_, name.c_str(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) failFormat(path_, "a data set is missing", part);
    const Handle set(H5Dopen2(file_, name.c_str(), H5P_DEFAULT), H5Dclose, path_, part);
    const Handle made(H5Dget_create_plist(set), H5Pclose, path_, part);
    if (H5Pget_layout(made) == H5D_VIRTUAL || (H5Pget_layout(made) == H5D_CONTIGUOUS && H5Pget_external_count(made) != 0))
      throw Error{Kind::Unsafe, "a data set refers to other files", {path_, {}, part}, "Write the statistics again with this program."};
    const Handle space(H5Dget_space(set), H5Sclose, path_, part);
    if (H5Sget_simple_extent_ndims(space) != rank) failFormat(path_, "a data set has an unexpected number of axes", part);
    std::vector<hsize_t> shape(static_cast<std::size_t>(rank)), start(static_cast<std::size_t>(rank), 0);
    H5Sget_simple_extent_dims(space, shape.data(), nullptr);
    if (channel) {
      if (channel->negative || channel->index >= shape[0])
        throw Error{Kind::Range, "the site has channels 0 to " + std::to_string(shape[0] - (shape[0] > 0)), {path_, {}, part}, "Choose one of them."};
      start[0] = channel->index;
      shape[0] = 1;
    }
    hsize_t count = 1;
    for (const hsize_t size : shape) {
      if (size == 0 || size > kMostNumbers / count) failFormat(path_, "a data set is empty or too large", part);
      count *= size;
    }
    const Handle memory(H5Screate_simple(rank, shape.data(), nullptr), H5Sclose, path_, part);
    std::vector<float> values(count);
    if (H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, shape.data(), nullptr) < 0 ||
        H5Dread(set, H5T_NATIVE_FLOAT, memory, space, H5P_DEFAULT, values.data()) < 0)
      failFormat(path_, "a data set cannot be read as numbers", part);
    if (shapeOut) *shapeOut = shape;
    return values;
  }

  /// A text attribute of the file; empty where it has none.
  std::string text(const char* name) const {
    if (H5Aexists(file_, name) <= 0) return {};
    const std::string part = std::string("attribute '") + name + "'";
    const Handle attribute(H5Aopen(file_, name, H5P_DEFAULT), H5Aclose, path_, part);
    const Handle type(H5Aget_type(attribute), H5Tclose, path_, part);
    const Handle space(H5Aget_space(attribute), H5Sclose, path_, part);
    const std::size_t size = H5Tget_size(type);
    if (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) > 0 || H5Sget_simple_extent_npoints(space) != 1 || size == 0 || size > kMostText)
      failFormat(path_, "an attribute is no text of a known length", part);
    std::string value(size, '\0');
    if (H5Aread(attribute, type, value.data()) < 0) failFormat(path_, "an attribute cannot be read", part);
    return value.substr(0, value.find('\0'));
  }

  static std::vector<std::string> lines(const std::string& text, char end) {
    std::vector<std::string> out;
    for (std::size_t from = 0; from <= text.size() && !text.empty();) {
      const auto to = std::min(text.find(end, from), text.size());
      out.push_back(text.substr(from, to - from));
      from = to + 1;
    }
    return out;
  }

  /// From the attribute "minority": ids with commas.
  std::set<std::size_t> minorityOf(std::size_t groups) const {
    std::set<std::size_t> ids;
    for (const auto& word : lines(text("minority"), ',')) {
      const auto id = parseInteger(word);
      if (!id || *id < 0 || static_cast<std::size_t>(*id) >= groups) failFormat(path_, "'" + word + "' is no group", "attribute 'minority'");
      ids.insert(static_cast<std::size_t>(*id));
    }
    return ids;
  }

  static double total(const std::vector<float>& n, const std::set<std::size_t>& groups) {
    double sum = 0;
    for (const std::size_t g : groups) sum += static_cast<double>(n[g]);
    return sum;
  }

  /// Over the samples of several groups; NaN where they have none. `maps` is [1, G, h, w].
  static std::vector<float> meanMap(const std::vector<float>& maps, const std::vector<float>& n, const std::set<std::size_t>& groups) {
    const std::size_t positions = maps.size() / n.size();
    const double all = total(n, groups);
    std::vector<float> out(positions);
    for (std::size_t p = 0; p < positions; ++p) {
      double sum = 0;
      for (const std::size_t g : groups)
        if (n[g] > 0) sum += static_cast<double>(n[g]) * static_cast<double>(maps[g * positions + p]);
      out[p] = static_cast<float>(sum / all);
    }
    return out;
  }

  std::string siteList() const {
    std::string list;
    for (std::size_t i = 0; i < sites_.size() && i < 30; ++i) list += (i ? ", " : "") + sites_[i];
    return list + (sites_.size() > 30 ? ", ..." : "");
  }

  static constexpr hsize_t kMostSites = 10000, kMostNumbers = hsize_t{1} << 26;
  static constexpr std::size_t kMostText = 1 << 20;

  std::string path_;
  herr_t quiet_;
  Handle file_;
  std::vector<std::string> sites_;
};

bool isHdf5(const InputFile& file) {
  constexpr std::string_view kSignature{"\x89HDF\r\n\x1a\n", 8};
  std::string head(kSignature.size(), '\0');
  if (file.size() < head.size()) return false;
  file.read(0, std::as_writable_bytes(std::span{head}));
  return head == kSignature;
}

}  // namespace

std::vector<std::string> figureKinds() { return {"groups", "change", "sweep", "null", "auroc", "map:SITE:CHANNEL"}; }

Result<Figure> figureFromResult(const std::string& resultFile, const std::string& kind) {
  return guarded([&]() -> Figure {
    if (isHdf5(InputFile(resultFile))) return StatisticsResult(resultFile).figure(kind);
    const std::string text = readTextFile(resultFile);
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) failFormat(resultFile, "the file is empty");
    if (text[first] == '{') return JsonResult(parseJson(text, resultFile), resultFile).figure(kind);
    return sweepFigure(resultFile, kind);
  });
}

}  // namespace spurioscope::engine
