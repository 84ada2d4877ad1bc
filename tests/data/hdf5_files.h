#pragma once

#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace spurioscope {

/// Writes small HDF5 files for tests, good and hostile, with the real library.
class Hdf5File {
 public:
  explicit Hdf5File(const std::filesystem::path& path) : file_(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)) {}
  Hdf5File(const std::filesystem::path& path, const std::vector<std::pair<std::string, std::vector<int>>>& arrays) : Hdf5File(path) {
    for (const auto& [name, values] : arrays) ints(name, values);
  }
  ~Hdf5File() { H5Fclose(file_); }
  Hdf5File(const Hdf5File&) = delete;
  Hdf5File& operator=(const Hdf5File&) = delete;

  operator hid_t() const { return file_; }

  /// An array; `prepare` may change how it is created (chunks, filters, storage).
  template <class T, class Prepare>
  void array(const std::string& path, const std::vector<hsize_t>& shape, hid_t type, const std::vector<T>& values, Prepare prepare) const {
    const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), create = H5Pcreate(H5P_DATASET_CREATE);
    const hid_t link = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(link, 1);
    prepare(create);
    const hid_t set = H5Dcreate2(file_, path.c_str(), type, space, link, create, H5P_DEFAULT);
    if (!values.empty()) H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    H5Dclose(set), H5Pclose(link), H5Pclose(create), H5Sclose(space);
  }
  template <class T>
  void array(const std::string& path, const std::vector<hsize_t>& shape, hid_t type, const std::vector<T>& values) const {
    array(path, shape, type, values, [](hid_t) {});
  }
  /// Bytes that count by sevens.
  void images(const std::string& path, const std::vector<hsize_t>& shape) const { array(path, shape, H5T_NATIVE_UINT8, counted(shape)); }
  void ints(const std::string& path, const std::vector<int>& values) const { array(path, {values.size()}, H5T_NATIVE_INT, values); }

  static std::vector<std::uint8_t> counted(const std::vector<hsize_t>& shape) {
    std::size_t n = 1;
    for (const hsize_t side : shape) n *= side;
    std::vector<std::uint8_t> values(n);
    for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<std::uint8_t>(i * 7 % 251);
    return values;
  }

 private:
  hid_t file_;
};

}  // namespace spurioscope
