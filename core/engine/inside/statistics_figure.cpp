#include "engine/inside/statistics_figure.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"
#include "base/number_text.h"
#include "engine/inside/figure_parts.h"
#include "engine/inside/hdf5_handle.h"

namespace spurioscope::engine {
namespace {

class StatisticsResult {
 public:
  explicit StatisticsResult(const std::string& file)
      : path_(file),
        file_(opened(H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "")),
        sitesGroup_(opened(H5Gopen2(file_, "sites", H5P_DEFAULT), H5Gclose, "'/sites'")) {
    H5PLset_loading_state(0);  // no code beside the library's own is run for a file
    H5G_info_t info;
    if (H5Gget_info(sitesGroup_, &info) < 0 || info.nlinks == 0 || info.nlinks > kMostSites)
      failFormat(path_, "the file lists no sites, or too many", "'/sites'");
    for (hsize_t i = 0; i < info.nlinks; ++i) {
      char name[1024];
      const auto length = H5Lget_name_by_idx(sitesGroup_, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT);
      if (length <= 0 || length >= static_cast<ssize_t>(sizeof name)) failFormat(path_, "a site's name cannot be read", "'/sites'");
      sites_.emplace_back(name);
    }
  }

  Figure figure(const std::string& wanted) const {
    const auto kind = chosenKind(wanted, {"auroc", "map:SITE:CHANNEL"}, path_, "a result of statistics");
    return kind == "auroc" ? auroc() : map(kind.substr(4));
  }

 private:
  Hdf5Handle opened(hid_t id, herr_t (*close)(hid_t), const std::string& part) const {
    return {id, close, [&] { failFormat(path_, "the file is damaged or no result of statistics", part); }};
  }

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
    figure.note = text("data") + ", " + text("split") + ", " + text("auroc_samples") +
                  " samples. Minority against majority activations. Gaussian kernel density (Silverman).";
    return figure;
  }

  Figure map(const std::string& place) const {
    const auto colon = place.rfind(':');
    const auto channel = colon == std::string::npos ? std::nullopt : parseInteger(place.substr(colon + 1));
    const std::string site = place.substr(0, colon);
    if (!channel)
      throw Error{Kind::Usage,
                  "'map:" + place + "' names no channel",
                  {path_, {}, "--kind"},
                  "Write map:SITE:CHANNEL, for example map:" + sites_.front() + ":0."};
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
    if (H5Lget_info(file_, name.c_str(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD)
      failFormat(path_, "a data set is missing", part);
    const auto set = opened(H5Dopen2(file_, name.c_str(), H5P_DEFAULT), H5Dclose, part);
    const auto made = opened(H5Dget_create_plist(set), H5Pclose, part);
    if (H5Pget_layout(made) == H5D_VIRTUAL || (H5Pget_layout(made) == H5D_CONTIGUOUS && H5Pget_external_count(made) != 0))
      throw Error{Kind::Unsafe, "a data set refers to other files", {path_, {}, part}, "Write the statistics again with this program."};
    const auto space = opened(H5Dget_space(set), H5Sclose, part);
    if (H5Sget_simple_extent_ndims(space) != rank) failFormat(path_, "a data set has an unexpected number of axes", part);
    std::vector<hsize_t> shape(static_cast<std::size_t>(rank)), start(static_cast<std::size_t>(rank), 0);
    H5Sget_simple_extent_dims(space, shape.data(), nullptr);
    if (channel) {
      if (channel->negative || channel->index >= shape[0])
        throw Error{Kind::Range,
                    "the site has channels 0 to " + std::to_string(shape[0] - (shape[0] > 0)),
                    {path_, {}, part},
                    "Choose one of them."};
      start[0] = channel->index;
      shape[0] = 1;
    }
    hsize_t count = 1;
    for (const hsize_t size : shape) {
      if (size == 0 || size > kMostNumbers / count) failFormat(path_, "a data set is empty or too large", part);
      count *= size;
    }
    const auto memory = opened(H5Screate_simple(rank, shape.data(), nullptr), H5Sclose, part);
    std::vector<float> values(count);
    if (H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, shape.data(), nullptr) < 0 ||
        H5Dread(set, H5T_NATIVE_FLOAT, memory, space, H5P_DEFAULT, values.data()) < 0)
      failFormat(path_, "a data set cannot be read as numbers", part);
    if (shapeOut) *shapeOut = shape;
    return values;
  }

  /// A text attribute of the sites, or of the file as earlier versions wrote it; empty where it has none. Only texts of fixed lengths:
  /// those of variable length cannot be read safely from any file (HDF5 1.10 trusts one of their two lengths).
  std::string text(const char* name) const {
    const hid_t place = H5Aexists(sitesGroup_, name) > 0 ? sitesGroup_ : file_;
    if (H5Aexists(place, name) <= 0) return {};
    const std::string part = std::string("attribute '") + name + "'";
    const auto attribute = opened(H5Aopen(place, name, H5P_DEFAULT), H5Aclose, part);
    const auto type = opened(H5Aget_type(attribute), H5Tclose, part);
    const auto space = opened(H5Aget_space(attribute), H5Sclose, part);
    const std::size_t size = H5Tget_size(type);
    if (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) > 0 || H5Sget_simple_extent_npoints(space) != 1 || size == 0 ||
        size > kMostText)
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
      if (!id || *id < 0 || static_cast<std::size_t>(*id) >= groups)
        failFormat(path_, "'" + word + "' is no group", "attribute 'minority'");
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
  Hdf5Handle file_;
  Hdf5Handle sitesGroup_;
  std::vector<std::string> sites_;
};

}  // namespace

Figure statisticsFigure(const std::string& file, const std::string& wanted) {
  prepareHdf5();
  return StatisticsResult(file).figure(wanted);
}

}  // namespace spurioscope::engine
