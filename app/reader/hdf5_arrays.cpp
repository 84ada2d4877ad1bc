#include "app/reader/hdf5_arrays.h"

#include <new>

namespace spurioscope::reader {
namespace {

constexpr int kMaxDepth = 4;
constexpr std::uint64_t kMaxChunkBytes = 64u << 20, kMaxReplyBytes = 256u << 20;

/// An identifier that is closed when it goes.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

Element elementOf(hid_t dataset) {
  const Handle type(H5Dget_type(dataset), H5Tclose);
  switch (H5Tget_class(type)) {
    case H5T_INTEGER: return H5Tget_size(type) == 1 && H5Tget_sign(type) == H5T_SGN_NONE ? Element::UnsignedByte : Element::Integer;
    case H5T_ENUM: return Element::Integer;  // h5py writes bool so
    case H5T_FLOAT: return Element::Float;
    default: return Element::Other;
  }
}

Problem storageProblem(hid_t dataset, std::uint64_t elementBytes) {
  const Handle plist(H5Dget_create_plist(dataset), H5Pclose);
  if (plist < 0) return Problem::Unreadable;
  if (H5Pget_external_count(plist) != 0) return Problem::ExternalStorage;
  const auto layout = H5Pget_layout(plist);
  if (layout == H5D_VIRTUAL) return Problem::Virtual;
  if (layout != H5D_COMPACT && layout != H5D_CONTIGUOUS && layout != H5D_CHUNKED) return Problem::Unreadable;
  if (layout != H5D_CHUNKED) return Problem::None;
  hsize_t chunk[H5S_MAX_RANK];
  const int rank = H5Pget_chunk(plist, H5S_MAX_RANK, chunk);
  std::uint64_t bytes = elementBytes;
  for (int side = 0; side < rank; ++side) {
    if (chunk[side] == 0 || bytes > kMaxChunkBytes / chunk[side]) return Problem::LargeChunks;
    bytes *= chunk[side];
  }
  const int filters = H5Pget_nfilters(plist);
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0, config = 0, values[8];
    std::size_t count = 8;
    char name[8];
    const auto filter = H5Pget_filter2(plist, static_cast<unsigned>(i), &flags, &count, values, sizeof name, name, &config);
    if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE) return Problem::Filter;
  }
  return Problem::None;
}

Array described(hid_t dataset, const std::string& path) {
  Array array{path, elementOf(dataset), {}, Problem::None};
  const Handle space(H5Dget_space(dataset), H5Sclose), type(H5Dget_type(dataset), H5Tclose);
  const int rank = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);
  hsize_t sides[H5S_MAX_RANK] = {};
  if (rank < 0 || rank > static_cast<int>(kMaxRank) || H5Sget_simple_extent_dims(space, sides, nullptr) < 0) {
    array.problem = Problem::Unreadable;
    return array;
  }
  array.shape.assign(sides, sides + rank);
  array.problem = array.element == Element::Other ? Problem::ElementType : storageProblem(dataset, H5Tget_size(type));
  return array;
}

/// The state of a walk, handed through HDF5's callback.
struct Walk {
  std::vector<Array>& arrays;
  std::string group;
  int depth = 0;
  Problem problem = Problem::None;
};

herr_t visit(hid_t location, const char* name, const H5L_info_t* info, void* data);

void visitObject(hid_t location, const char* name, const std::string& path, Walk& walk) {
  const Handle object(H5Oopen(location, name, H5P_DEFAULT), H5Oclose);
  if (object < 0) return walk.arrays.push_back({path, Element::Other, {}, Problem::Unreadable});
  const auto type = H5Iget_type(object);
  if (type == H5I_DATASET) return walk.arrays.push_back(described(object, path));
  if (type != H5I_GROUP || walk.depth >= kMaxDepth) return;
  Walk below{walk.arrays, path, walk.depth + 1, Problem::None};
  H5Literate(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, visit, &below);
  if (below.problem != Problem::None) walk.problem = below.problem;
}

herr_t visit(hid_t location, const char* name, const H5L_info_t* info, void* data) {
  Walk& walk = *static_cast<Walk*>(data);
  const std::string path = walk.group + '/' + name;
  if (path.size() > kMaxName) return 0;
  if (walk.arrays.size() >= kMaxArrays) {
    walk.problem = Problem::TooMany;
    return 1;
  }
  if (info->type == H5L_TYPE_HARD) {
    visitObject(location, name, path, walk);
  } else {
    walk.arrays.push_back({path, Element::Other, {}, info->type == H5L_TYPE_SOFT ? Problem::SoftLink : Problem::ExternalLink});
  }
  return walk.problem == Problem::None ? 0 : 1;
}

}  // namespace

Hdf5Arrays::Hdf5Arrays(hid_t access) : file_(H5Fopen("data", H5F_ACC_RDONLY, access)) {}

Problem Hdf5Arrays::list(std::vector<Array>& arrays) const {
  if (!isOpen()) return Problem::NotHdf5;
  Walk walk{arrays, {}, 0, Problem::None};
  if (H5Literate(file_, H5_INDEX_NAME, H5_ITER_INC, nullptr, visit, &walk) < 0) return Problem::NotHdf5;
  return walk.problem;
}

/// Every part of the way must be a hard link: the listing said so, but a request is checked by itself.
Problem Hdf5Arrays::open(const std::string& path, Array& array) {
  if (dataset_ >= 0 && path == path_) {
    array = array_;
    return Problem::None;
  }
  if (!isOpen()) return Problem::NotHdf5;
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    H5L_info_t info;
    if (H5Lget_info(file_, path.substr(0, end).c_str(), &info, H5P_DEFAULT) < 0) return Problem::Unreadable;
    if (info.type != H5L_TYPE_HARD) return info.type == H5L_TYPE_SOFT ? Problem::SoftLink : Problem::ExternalLink;
    if (end == std::string::npos) break;
  }
  const Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose);
  H5Pset_chunk_cache(access, 12'421, 2 * kMaxChunkBytes, 0.75);
  if (dataset_ >= 0) H5Dclose(dataset_);
  dataset_ = H5Dopen2(file_, path.c_str(), access);
  if (dataset_ < 0) return Problem::Unreadable;
  path_ = path;
  array = array_ = described(dataset_, path);
  if (array.problem != Problem::None) {
    H5Dclose(dataset_);
    dataset_ = -1;
  }
  return array.problem;
}

Problem Hdf5Arrays::readRows(const Array& array, const Request& request, hid_t type, std::size_t elementBytes,
                             std::vector<std::byte>& out) const {
  if (array.shape.empty() || request.count == 0 || request.first > array.shape[0] || request.count > array.shape[0] - request.first)
    return Problem::Request;
  std::vector<hsize_t> start(array.shape.size(), 0), count(array.shape.begin(), array.shape.end());
  start[0] = request.first, count[0] = request.count;
  std::uint64_t bytes = elementBytes;
  for (const hsize_t side : count) {
    if (side == 0 || bytes > kMaxReplyBytes / side) return Problem::Request;
    bytes *= side;
  }
  try {
    out.resize(bytes);
  } catch (const std::bad_alloc&) {
    return Problem::Request;
  }
  const Handle from(H5Dget_space(dataset_), H5Sclose),
      to(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose);
  if (from < 0 || to < 0 || H5Sselect_hyperslab(from, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr) < 0)
    return Problem::Unreadable;
  return H5Dread(dataset_, type, to, from, H5P_DEFAULT, out.data()) < 0 ? Problem::Unreadable : Problem::None;
}

Problem Hdf5Arrays::bytes(const Request& request, std::vector<std::byte>& out) {
  Array array;
  const auto problem = open(request.path, array);
  if (problem != Problem::None) return problem;
  if (array.element != Element::UnsignedByte) return Problem::Request;
  return readRows(array, request, H5T_NATIVE_UINT8, 1, out);
}

Problem Hdf5Arrays::numbers(const Request& request, std::vector<std::byte>& out) {
  Array array;
  const auto problem = open(request.path, array);
  if (problem != Problem::None) return problem;
  const bool isList = array.shape.size() == 1 || (array.shape.size() == 2 && array.shape[1] == 1);
  const bool isTable = array.shape.size() == 2 && array.shape[1] > 1;
  if (!isTable && (!isList || request.first != 0 || request.count != array.shape[0])) return Problem::Request;
  return readRows(array, request, H5T_NATIVE_DOUBLE, sizeof(double), out);
}

}  // namespace spurioscope::reader
