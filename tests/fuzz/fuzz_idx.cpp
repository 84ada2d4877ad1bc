// An IDX file, plain or gzip.
#include <cstdint>
#include <cstdio>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "data/idx_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace spurioscope;
  static const int file = ::memfd_create("fuzz.idx", 0);
  static const std::string path = "/proc/self/fd/" + std::to_string(file);
  if (::ftruncate(file, static_cast<off_t>(size)) != 0 || ::pwrite(file, data, size, 0) != static_cast<ssize_t>(size)) return 0;
  idxSides(path);
  try {
    readIdx(path);
  } catch (const Error&) {
  }
  return 0;
}
