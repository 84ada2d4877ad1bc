#include "data/demo_garments.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include <zlib.h>

#include "base/error.h"

namespace spurioscope {
namespace {

constexpr std::string_view kMagic = "SPGARM1\n";
constexpr std::size_t kRecordBytes = 6;
constexpr std::size_t kHeaderBytes = 12;

[[noreturn]] void fail(const char* what) {
  throw Error{Kind::Internal, what, Where{"resources/demo/garments.bin", {}, {}}, "Build the program again from clean sources."};
}

void put32(std::vector<std::byte>& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(std::byte(value >> shift));
}

std::uint32_t get32(std::span<const std::byte> bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value |= std::to_integer<std::uint32_t>(bytes[i]) << (8 * i);
  return value;
}

std::size_t recordCount(std::span<const std::byte> file) {
  if (file.size() < kHeaderBytes || std::memcmp(file.data(), kMagic.data(), kMagic.size()) != 0) fail("not a garment file");
  const std::size_t n = get32(file.subspan(8, 4));
  if ((file.size() - kHeaderBytes) / kRecordBytes < n) fail("the garment file ends early");
  return n;
}

}  // namespace

std::vector<std::byte> packGarments(std::span<const GarmentRecord> records, std::span<const std::uint8_t> pixels) {
  if (pixels.size() != records.size() * kGarmentPixels) fail("records and pixels do not fit each other");
  std::vector<std::byte> out;
  for (const char c : kMagic) out.push_back(std::byte(c));
  put32(out, static_cast<std::uint32_t>(records.size()));
  for (const GarmentRecord& record : records) {
    put32(out, record.index);
    out.push_back(std::byte{record.split});
    out.push_back(std::byte{record.group});
  }
  uLongf size = compressBound(pixels.size());
  std::vector<std::byte> packed(size);
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size, pixels.data(), pixels.size(), 9) != Z_OK) fail("zlib failed");
  out.insert(out.end(), packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(size));
  return out;
}

std::vector<GarmentRecord> garmentRecords(std::span<const std::byte> file) {
  std::vector<GarmentRecord> records(recordCount(file));
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto bytes = file.subspan(kHeaderBytes + i * kRecordBytes, kRecordBytes);
    records[i] = {get32(bytes), std::to_integer<std::uint8_t>(bytes[4]), std::to_integer<std::uint8_t>(bytes[5])};
    if (records[i].split > 2 || records[i].group > 3) fail("a garment has an unknown split or group");
  }
  return records;
}

std::vector<std::uint8_t> garmentPixels(std::span<const std::byte> file) {
  const std::size_t n = recordCount(file);
  const auto packed = file.subspan(kHeaderBytes + n * kRecordBytes);
  std::vector<std::uint8_t> pixels(n * kGarmentPixels);
  uLongf size = pixels.size();
  const int code = uncompress(pixels.data(), &size, reinterpret_cast<const Bytef*>(packed.data()), packed.size());
  if (code != Z_OK || size != pixels.size()) fail("the garment pixels are damaged");
  return pixels;
}

}  // namespace spurioscope
