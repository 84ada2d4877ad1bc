// The whole door: any bytes.
#include "tests/fuzz/open_all.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  spurioscope::openAll(spurioscope::bytesOf(data, size));
  return 0;
}
