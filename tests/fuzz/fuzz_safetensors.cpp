// A safetensors header with a right length before it; the first byte says how much data follows.
#include "tests/fuzz/open_all.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace spurioscope;
  if (size < 2) return 0;
  std::vector<std::byte> file(8);
  for (int i = 0; i < 8; ++i) file[static_cast<std::size_t>(i)] = static_cast<std::byte>((size - 1) >> (8 * i) & 0xFF);
  const auto header = bytesOf(data + 1, size - 1);
  file.insert(file.end(), header.begin(), header.end());
  file.resize(file.size() + data[0], std::byte{0x3f});
  openAll(std::move(file));
  return 0;
}
