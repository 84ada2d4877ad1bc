// A legacy torch file behind a head that is always right: the object's pickle, the keys, the storages.
#include <string_view>

#include "tests/fuzz/open_all.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace spurioscope;
  using namespace std::string_view_literals;
  constexpr auto kHead =
      "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}U\rlittle_endian\x88s."sv;
  auto file = bytesOf(reinterpret_cast<const std::uint8_t*>(kHead.data()), kHead.size());
  const auto rest = bytesOf(data, size);
  file.insert(file.end(), rest.begin(), rest.end());
  openAll(std::move(file));
  return 0;
}
