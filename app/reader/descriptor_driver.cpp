#include "app/reader/descriptor_driver.h"

#include <cerrno>
#include <cstdlib>
#include <new>

#if H5_VERSION_GE(1, 13, 0)
#include <H5FDdevelop.h>
#endif
#include <sys/stat.h>
#include <unistd.h>

namespace spurioscope::reader {
namespace {

/// HDF5's part comes first: the library sees only that.
struct OpenFile {
  H5FD_t base{};
  haddr_t end = 0, allocated = 0;
  int descriptor = -1;
};

// The library hands no argument through to `open` but the name.
int theDescriptor = -1;
haddr_t theSize = 0;

H5FD_t* openFile(const char*, unsigned flags, hid_t, haddr_t) {
  if ((flags & (H5F_ACC_RDWR | H5F_ACC_TRUNC | H5F_ACC_CREAT)) != 0) return nullptr;
  auto* file = new (std::nothrow) OpenFile;
  if (file == nullptr) return nullptr;
  file->end = theSize;
  file->descriptor = theDescriptor;
  return &file->base;
}

OpenFile& of(H5FD_t* file) { return *reinterpret_cast<OpenFile*>(file); }
const OpenFile& of(const H5FD_t* file) { return *reinterpret_cast<const OpenFile*>(file); }

herr_t closeFile(H5FD_t* file) {
  delete &of(file);
  return 0;
}

herr_t query(const H5FD_t*, unsigned long* flags) {
  if (flags != nullptr) *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_DATA_SIEVE;
  return 0;
}

haddr_t allocatedEnd(const H5FD_t* file, H5FD_mem_t) { return of(file).allocated; }
haddr_t fileEnd(const H5FD_t* file, H5FD_mem_t) { return of(file).end; }
herr_t setAllocatedEnd(H5FD_t* file, H5FD_mem_t, haddr_t end) {
  of(file).allocated = end;
  return 0;
}

herr_t readFile(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, size_t size, void* into) {
  const OpenFile& open = of(file);
  if (at == HADDR_UNDEF || at > open.end || size > open.end - at) return -1;
  auto* to = static_cast<char*>(into);
  while (size > 0) {
    const auto n = ::pread(open.descriptor, to, size, static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return -1;
    to += n, at += static_cast<haddr_t>(n), size -= static_cast<size_t>(n);
  }
  return 0;
}

herr_t neverWrite(H5FD_t*, H5FD_mem_t, hid_t, haddr_t, size_t, const void*) { return -1; }

H5FD_class_t driver() {
  H5FD_class_t one{};
#if H5_VERSION_GE(1, 13, 0)
  one.version = H5FD_CLASS_VERSION;
  one.value = static_cast<H5FD_class_value_t>(501);
#endif
  one.name = "descriptor";
  one.maxaddr = static_cast<haddr_t>(1) << 62;
  one.fc_degree = H5F_CLOSE_WEAK;
  one.open = openFile;
  one.close = closeFile;
  one.query = query;
  one.get_eoa = allocatedEnd;
  one.set_eoa = setAllocatedEnd;
  one.get_eof = fileEnd;
  one.read = readFile;
  one.write = neverWrite;
  const H5FD_mem_t map[H5FD_MEM_NTYPES] = H5FD_FLMAP_DICHOTOMY;
  for (int i = 0; i < H5FD_MEM_NTYPES; ++i) one.fl_map[i] = map[i];
  return one;
}

}  // namespace

hid_t descriptorAccess(int descriptor) {
  static const H5FD_class_t kDriver = driver();
  struct stat info {};
  if (::fstat(descriptor, &info) != 0) return -1;
  theDescriptor = descriptor;
  theSize = static_cast<haddr_t>(info.st_size);
  const hid_t registered = H5FDregister(&kDriver), access = H5Pcreate(H5P_FILE_ACCESS);
  if (registered < 0 || access < 0 || H5Pset_driver(access, registered, nullptr) < 0) return -1;
  return access;
}

}  // namespace spurioscope::reader
