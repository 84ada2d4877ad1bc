#include "engine/statistics_file.h"

#include <hdf5.h>

#include <mutex>

#include "base/atomic_file.h"
#include "base/error.h"

namespace spurioscope::engine {
namespace {

/// An HDF5 identifier that is closed by its own function.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t), const std::string& file) : id_(id), close_(close) {
    if (id_ < 0) throw Error{Kind::Io, "HDF5 cannot write the file", {file, {}, {}}, "Check the free space and the permissions of its folder."};
  }
  ~Handle() { close_(id_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

class Writer {
 public:
  explicit Writer(const std::string& file) : file_(file) {}

  void array(hid_t group, const char* name, const std::vector<hsize_t>& shape, hid_t type, const void* data) const {
    const Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose, file_);
    const Handle set(H5Dcreate2(group, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose, file_);
    check(H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data));
  }

  void attribute(hid_t object, const char* name, const std::string& text) const {
    const Handle type(H5Tcopy(H5T_C_S1), H5Tclose, file_);
    check(H5Tset_size(type, text.size() + 1));
    check(H5Tset_cset(type, H5T_CSET_UTF8));
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose, file_);
    const Handle attribute(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, file_);
    check(H5Awrite(attribute, type, text.c_str()));
  }

  void check(herr_t code) const { Handle((code < 0) ? -1 : 0, [](hid_t) -> herr_t { return 0; }, file_); }

 private:
  const std::string& file_;
};

void writeSite(const Writer& writer, hid_t sites, const SiteActivations& site, const std::string& file) {
  const Handle group(H5Gcreate2(sites, site.site.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose, file);
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
  std::vector<float> maps(site.map.size());  // gathered as [G, h, w, C]
  const std::size_t positions = static_cast<std::size_t>(h * w);
  for (std::size_t group_ = 0; group_ < g; ++group_) {
    for (std::size_t p = 0; p < positions; ++p) {
      for (std::size_t k = 0; k < c; ++k) maps[(k * g + group_) * positions + p] = site.map[(group_ * positions + p) * c + k];
    }
  }
  writer.array(group, "maps", {c, g, h, w}, H5T_NATIVE_FLOAT, maps.data());
}

}  // namespace

void writeStatisticsFile(const std::string& path, const ActivationStatistics& statistics, const Dataset& dataset, Split split,
                         const std::string& checkpointSha256) {
  static std::mutex oneAtATime;  // Debian's HDF5 is not thread-safe
  const std::lock_guard lock(oneAtATime);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  AtomicFile target(path);
  const std::string file = target.temporary().string();
  {
    const Writer writer(path);
    const Handle out(H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose, path);
    std::string groups;
    for (const auto& group : dataset.groups) groups += (groups.empty() ? "" : "\n") + group.name;
    writer.attribute(out, "schema_version", "1");
    writer.attribute(out, "split", std::string(splitName(split)));
    writer.attribute(out, "groups", groups);
    std::string minority;
    for (const int id : dataset.minority) minority += (minority.empty() ? "" : ",") + std::to_string(id);
    writer.attribute(out, "minority", minority);
    writer.attribute(out, "samples", std::to_string(statistics.samples));
    writer.attribute(out, "auroc_samples", std::to_string(statistics.valueSamples.size()));
    writer.attribute(out, "data", dataset.name);
    writer.attribute(out, "checkpoint_sha256", checkpointSha256);
    const Handle sites(H5Gcreate2(out, "sites", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose, path);
    for (const auto& site : statistics.sites) writeSite(writer, sites, site, path);
    writer.check(H5Fflush(out, H5F_SCOPE_GLOBAL));
  }
  target.commit();
}

}  // namespace spurioscope::engine
