#pragma once

#include <hdf5.h>

namespace spurioscope::engine {

/// Call before any other function of HDF5: no messages of its own, and no clean-up of its own at the program's end, which crashes over
/// a file that could not be written to its end (1.10.8, full disk). Everything is closed by handles.
inline void prepareHdf5() {
  static const herr_t once = H5dont_atexit();
  static_cast<void>(once);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

/// An HDF5 identifier that is closed by its own function. Debian's HDF5 is not thread-safe: one thread at a time.
class Hdf5Handle {
 public:
  /// @param fail  called when `id` is none; must throw.
  template <class Fail>
  Hdf5Handle(hid_t id, herr_t (*close)(hid_t), const Fail& fail) : id_(id), close_(close) {
    if (id_ < 0) fail();
  }
  ~Hdf5Handle() { close_(id_); }
  Hdf5Handle(const Hdf5Handle&) = delete;
  Hdf5Handle& operator=(const Hdf5Handle&) = delete;
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

}  // namespace spurioscope::engine
