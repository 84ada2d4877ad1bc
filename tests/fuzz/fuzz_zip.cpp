// The zip directory and the reading of records.
#include "checkpoint/zip_archive.h"
#include "tests/fuzz/open_all.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace spurioscope;
  try {
    const ZipArchive archive(bytesInMemory(bytesOf(data, size), "fuzz.zip"));
    for (const auto& record : archive.records()) {
      try {
        archive.read(record, 1 << 20);
        archive.storage(record, record.bytes / 2)->verify();
      } catch (const Error&) {
        continue;  // one damaged record says nothing about the next
      }
    }
  } catch (const Error&) {
    return 0;
  }
  return 0;
}
