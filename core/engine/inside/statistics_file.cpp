#include "engine/inside/statistics_file.h"

#include <hdf5.h>

#include <filesystem>
#include <limits>
#include <mutex>
#include <utility>

#include "base/atomic_file.h"
#include "base/error.h"
#include "engine/inside/hdf5_handle.h"

namespace spurioscope::engine {
namespace {

class Writer {
 public:
  explicit Writer(const std::string& file) : file_(file) {}

  Hdf5Handle made(hid_t id, herr_t (*close)(hid_t)) const {
    return {id, close, [this] { fail(); }};
  }
  Hdf5Handle group(hid_t parent, const std::string& name) const {
    return made(H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
  }

  void array(hid_t group, const char* name, const std::vector<hsize_t>& shape, hid_t type, const void* data) const {
    const auto space = made(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose);
    const auto set = made(H5Dcreate2(group, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose);
    check(H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data));
  }

  /// Text as Python expects it: of variable length, which h5py gives as str.
  void attribute(hid_t object, const char* name, const std::string& text) const {
    const char* const pointer = text.c_str();
    attribute(object, name, H5T_VARIABLE, &pointer);
  }

  /// Text of a fixed length, which h5py gives as bytes and which can be read from a hostile file.
  void fixedAttribute(hid_t object, const char* name, const std::string& text) const {
    attribute(object, name, text.size() + 1, text.c_str());
  }

  void check(herr_t code) const {
    if (code < 0) fail();
  }

 private:
  void attribute(hid_t object, const char* name, std::size_t size, const void* value) const {
    const auto type = made(H5Tcopy(H5T_C_S1), H5Tclose);
    check(H5Tset_size(type, size));
    check(H5Tset_cset(type, H5T_CSET_UTF8));
    const auto space = made(H5Screate(H5S_SCALAR), H5Sclose);
    const auto attribute = made(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    check(H5Awrite(attribute, type, value));
  }

  [[noreturn]] void fail() const {
    throw Error{Kind::Io, "HDF5 cannot write the file", {file_, {}, {}}, "Check the free space and the permissions of its folder."};
  }

  const std::string& file_;
};

void writeSite(const Writer& writer, hid_t sites, const SiteActivations& site) {
  const auto group = writer.group(sites, site.site);
  const hsize_t c = static_cast<hsize_t>(site.channels), g = static_cast<hsize_t>(site.groups);
  const hsize_t h = static_cast<hsize_t>(site.height), w = static_cast<hsize_t>(site.width);
  std::vector<std::int64_t> n;
  for (hsize_t k = 0; k < c; ++k) n.insert(n.end(), site.n.begin(), site.n.end());
  writer.array(group, "n", {c, g}, H5T_NATIVE_INT64, n.data());
  writer.array(group, "mean", {c, g}, H5T_NATIVE_FLOAT, site.mean.data());
  writer.array(group, "variance", {c, g}, H5T_NATIVE_FLOAT, site.variance.data());
  writer.array(group, "max", {c, g}, H5T_NATIVE_FLOAT, site.max.data());
  writer.array(group, "auroc", {c, g}, H5T_NATIVE_FLOAT, site.auroc.data());
  writer.check(H5Lcreate_hard(group, "auroc", group, "AUROC", H5P_DEFAULT, H5P_DEFAULT));
  writer.array(group, "minority_auroc", {c}, H5T_NATIVE_FLOAT, site.minorityAuroc.data());
  constexpr float kNoMap = std::numeric_limits<float>::quiet_NaN();  // of a group without samples, as its mean
  std::vector<float> maps(site.map.size());  // gathered as [G, h, w, C]
  const std::size_t positions = static_cast<std::size_t>(h * w);
  for (std::size_t group_ = 0; group_ < g; ++group_) {
    for (std::size_t p = 0; p < positions; ++p) {
      for (std::size_t k = 0; k < c; ++k)
        maps[(k * g + group_) * positions + p] = site.n[group_] == 0 ? kNoMap : site.map[(group_ * positions + p) * c + k];
    }
  }
  writer.array(group, "maps", {c, g, h, w}, H5T_NATIVE_FLOAT, maps.data());
}

using Texts = std::vector<std::pair<const char*, std::string>>;

/// What the numbers are of.
Texts describe(const SplitStatistics& part, const Dataset& dataset, const std::string& checkpointSha256) {
  std::string groups, minority;
  for (const auto& group : dataset.groups) groups += (groups.empty() ? "" : "\n") + group.name;
  for (const int id : dataset.minority) minority += (minority.empty() ? "" : ",") + std::to_string(id);
  return {{"schema_version", "1"},
          {"split", std::string(splitName(part.split))},
          {"groups", groups},
          {"minority", minority},
          {"samples", std::to_string(part.statistics->samples)},
          {"auroc_samples", std::to_string(part.statistics->valueSamples.size())},
          {"data", dataset.name},
          {"checkpoint_sha256", checkpointSha256}};
}

/// On the root or on the split's own group.
void writeAttributes(const Writer& writer, hid_t place, const Texts& texts) {
  for (const auto& [name, text] : texts) writer.attribute(place, name, text);
}

/// The sites, and on their group the texts once more, of fixed lengths: those are what `figure` reads. HDF5 1.10 writes past its own
/// memory for a text of variable length whose two lengths in the file differ.
void writeSites(const Writer& writer, hid_t place, const ActivationStatistics& statistics, const Texts& texts) {
  const auto sites = writer.group(place, "sites");
  for (const auto& [name, text] : texts) writer.fixedAttribute(sites, name, text);
  for (const auto& site : statistics.sites) writeSite(writer, sites, site);
}

}  // namespace

void writeStatisticsFile(const std::string& path, const std::vector<SplitStatistics>& parts, const Dataset& dataset,
                         const std::string& checkpointSha256) {
  static std::mutex oneAtATime;  // Debian's HDF5 is not thread-safe
  const std::lock_guard lock(oneAtATime);
  prepareHdf5();
  AtomicFile target(path);
  try {
    const Writer writer(path);
    const auto out = writer.made(H5Fcreate(target.temporary().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose);
    const auto last = describe(parts.back(), dataset, checkpointSha256);
    writeAttributes(writer, out, last);
    if (parts.size() == 1) {
      writeSites(writer, out, *parts.back().statistics, last);
    } else {
      const auto splits = writer.group(out, "splits");
      for (const auto& part : parts) {
        const auto place = writer.group(splits, std::string(splitName(part.split)));
        const auto texts = describe(part, dataset, checkpointSha256);
        writeAttributes(writer, place, texts);
        writeSites(writer, place, *part.statistics, texts);
      }
      // One place to look for readers that know of no splits; a link costs nothing.
      const std::string lastSites = "splits/" + std::string(splitName(parts.back().split)) + "/sites";
      writer.check(H5Lcreate_hard(out, lastSites.c_str(), out, "sites", H5P_DEFAULT, H5P_DEFAULT));
    }
    writer.check(H5Fflush(out, H5F_SCOPE_GLOBAL));
  } catch (...) {
    // HDF5 keeps a file open that it could not finish: its blocks are given back now, not at the program's end.
    std::error_code ignored;
    std::filesystem::resize_file(target.temporary(), 0, ignored);
    throw;
  }
  target.commit();
}

}  // namespace spurioscope::engine
