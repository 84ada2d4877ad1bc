// Answers of the process that reads HDF5 files, which may have been taken over.
#include <span>

#include "reader/frames.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace spurioscope::reader;
  const auto bytes = std::as_bytes(std::span{data, size});
  if (const auto arrays = unpackListing(bytes)) {
    if (unpackListing(packListing(*arrays)) != *arrays) __builtin_trap();
  }
  unpackRequest(bytes);
  return 0;
}
