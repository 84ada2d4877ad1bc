#include "data/idx_file.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>

#include <zlib.h>

#include "base/error.h"

namespace spurioscope {
namespace {

constexpr std::uint64_t kMaxValues = 4ull << 30;
constexpr std::uint8_t kUnsignedByte = 0x08;

/// zlib's reader of plain and gzip files.
class Stream {
 public:
  explicit Stream(const std::filesystem::path& file) : file_(file) {
    std::error_code error;
    if (std::filesystem::is_regular_file(file, error)) stream_ = ::gzopen(file.c_str(), "rbe");
  }
  ~Stream() {
    if (stream_ != nullptr) ::gzclose_r(stream_);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  bool isOpen() const { return stream_ != nullptr; }

  /// As many bytes as there are, up to the size. @throws Error{Kind::Format} for damaged compression
  std::size_t read(std::uint8_t* into, std::size_t size) {
    std::size_t done = 0;
    while (done < size) {
      const auto n = ::gzread(stream_, into + done, static_cast<unsigned>(std::min<std::size_t>(size - done, 64 << 20)));
      if (n < 0) fail("its compressed data are damaged");
      if (n == 0) break;
      done += static_cast<std::size_t>(n);
    }
    return done;
  }

  [[noreturn]] void fail(const std::string& what, Kind kind = Kind::Format, const char* remedy = "Download it again.") const {
    throw Error{kind, what, Where{file_.string(), {}, {}}, remedy};
  }

 private:
  std::filesystem::path file_;
  gzFile stream_ = nullptr;
};

}  // namespace

std::optional<int> idxSides(const std::filesystem::path& file) {
  // Only the first bytes are inflated: a file that is damaged further on is still one, and readIdx tells what is wrong with it.
  std::array<std::uint8_t, 512> start{};
  std::array<std::uint8_t, 4> magic{};
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return std::nullopt;
  std::ifstream stream(file, std::ios::binary);
  stream.read(reinterpret_cast<char*>(start.data()), start.size());
  const auto n = static_cast<std::size_t>(stream.gcount());
  if (n > 2 && start[0] == 0x1F && start[1] == 0x8B) {
    z_stream inflating{};
    if (::inflateInit2(&inflating, 15 + 16) != Z_OK) return std::nullopt;
    inflating.next_in = start.data(), inflating.avail_in = static_cast<uInt>(n);
    inflating.next_out = magic.data(), inflating.avail_out = static_cast<uInt>(magic.size());
    ::inflate(&inflating, Z_SYNC_FLUSH);
    ::inflateEnd(&inflating);
  } else {
    std::copy_n(start.begin(), magic.size(), magic.begin());
  }
  const bool known = magic[0] == 0 && magic[1] == 0 && magic[2] == kUnsignedByte && magic[3] >= 1 && magic[3] <= 4;
  return known ? std::optional<int>(magic[3]) : std::nullopt;
}

IdxArray readIdx(const std::filesystem::path& file) {
  Stream stream(file);
  if (!stream.isOpen()) stream.fail("cannot open the file", Kind::Io, "Check the path and that you may read it.");
  std::array<std::uint8_t, 4> magic{};
  if (stream.read(magic.data(), 4) != 4 || magic[0] != 0 || magic[1] != 0 || magic[3] < 1 || magic[3] > 4)
    stream.fail("this is no IDX file");
  if (magic[2] != kUnsignedByte)
    stream.fail("its values are not unsigned bytes", Kind::Unsupported, "Only images and labels as bytes are read.");
  IdxArray array;
  std::uint64_t values = 1;
  for (int side = 0; side < magic[3]; ++side) {
    std::array<std::uint8_t, 4> bytes{};
    if (stream.read(bytes.data(), 4) != 4) stream.fail("the file ends within its header");
    const std::uint32_t n = std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
    if (n == 0) stream.fail("a side of its array is 0");
    if (n > 1u << 30 || values > kMaxValues / n) stream.fail("it says that it holds more than 4 GiB", Kind::Unsafe);
    values *= n;
    array.shape.push_back(static_cast<int>(n));
  }
  // Grown as bytes come, so that a short file that promises much takes no memory.
  while (array.values.size() < values) {
    const std::size_t before = array.values.size(),
                      step = std::min<std::size_t>(values - before, std::clamp<std::size_t>(before, 64 << 10, 64 << 20));
    array.values.resize(before + step);
    const std::size_t n = stream.read(array.values.data() + before, step);
    if (n < step) stream.fail("it holds " + std::to_string(before + n) + " values, its header says " + std::to_string(values));
  }
  std::uint8_t more = 0;
  if (stream.read(&more, 1) != 0) stream.fail("it holds more values than its header says");
  return array;
}

}  // namespace spurioscope
