// data.pkl inside of a zip that is always right: what a mutated zip almost never reaches.
#include "checkpoint/zip_writer.h"
#include "tests/fuzz/open_all.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace spurioscope;
  std::vector<std::byte> file;
  ZipWriter zip([&file](std::span<const std::byte> part) { file.insert(file.end(), part.begin(), part.end()); });
  zip.add("archive/data.pkl", std::span(reinterpret_cast<const std::byte*>(data), size));
  const std::string storage(256, '\x3f');
  for (const char* key : {"0", "1", "2", "3"}) zip.add(std::string("archive/data/") + key, storage);
  zip.add("archive/version", std::string_view("3\n"));
  zip.finish();
  openAll(std::move(file));
  return 0;
}
