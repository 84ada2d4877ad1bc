// spurioscope-reader: reads an HDF5 file of unknown origin for Spurioscope, behind walls. It is started by the program, not by people:
// descriptor 3 is the file, descriptors 0 and 1 are a socket on which requests come and answers go (core/reader/frames.h).
#include <cerrno>
#include <cstdlib>
#include <span>

#include <hdf5.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "app/reader/descriptor_driver.h"
#include "app/reader/hdf5_arrays.h"
#include "app/reader/sandbox.h"

namespace spurioscope::reader {
namespace {

constexpr int kFile = 3;
constexpr std::uint64_t kMaxRequestBytes = 4096;

bool readAll(void* into, std::size_t size) {
  auto* to = static_cast<char*>(into);
  while (size > 0) {
    const auto n = ::read(0, to, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    to += n, size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool writeAll(const void* from, std::size_t size) {
  const auto* bytes = static_cast<const char*>(from);
  while (size > 0) {
    const auto n = ::write(1, bytes, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes += n, size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool answer(Kind kind, std::span<const std::byte> payload) {
  const Header header{kMagic, kind, payload.size()};
  return writeAll(&header, sizeof header) && writeAll(payload.data(), payload.size());
}

bool answer(Problem problem) { return answer(Kind::Failure, std::as_bytes(std::span{&problem, 1})); }

bool serve(Hdf5Arrays& arrays, Kind kind, std::span<const std::byte> payload) {
  std::vector<std::byte> values;
  auto problem = Problem::Request;
  if (kind == Kind::List) {
    std::vector<Array> all;
    problem = arrays.list(all);
    if (problem == Problem::None) return answer(Kind::Listing, packListing(all));
  } else if (const auto request = unpackRequest(payload)) {
    problem = kind == Kind::Bytes     ? arrays.bytes(*request, values)
              : kind == Kind::Numbers ? arrays.numbers(*request, values)
                                      : Problem::Request;
    if (problem == Problem::None) return answer(Kind::Values, values);
  }
  return answer(problem);
}

int run() {
  ::syscall(SYS_close_range, kFile + 1, ~0u, 0);
  // The library initialises itself from the environment and from files; that happens before the walls and before any byte of the file.
  ::unsetenv("HDF5_PLUGIN_PATH");
  H5open();
  H5PLset_loading_state(0);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const hid_t access = descriptorAccess(kFile);
  enterSandbox();
  Hdf5Arrays arrays(access);
  for (Header header; readAll(&header, sizeof header);) {
    if (header.magic != kMagic || header.length > kMaxRequestBytes) return 1;
    std::vector<std::byte> payload(header.length);
    if (!readAll(payload.data(), payload.size()) || !serve(arrays, header.kind, payload)) return 1;
  }
  return 0;
}

}  // namespace
}  // namespace spurioscope::reader

int main() {
  // No destructors of the library: they would want to flush, and everything is read-only.
  ::_exit(spurioscope::reader::run());
}
