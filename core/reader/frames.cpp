#include "reader/frames.h"

#include <algorithm>
#include <cstring>

namespace spurioscope::reader {
namespace {

class Packer {
 public:
  template <class T>
  void number(T value) {
    const auto bytes = std::as_bytes(std::span{&value, 1});
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }
  void text(const std::string& value) {
    number(static_cast<std::uint32_t>(value.size()));
    const auto bytes = std::as_bytes(std::span{value});
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

/// Reads untrusted bytes; after the first thing that does not fit, everything is 0 and `good` is false.
class Unpacker {
 public:
  explicit Unpacker(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <class T>
  T number() {
    T value{};
    if (bytes_.size() < sizeof value) return good_ = false, T{};
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_ = bytes_.subspan(sizeof value);
    return value;
  }
  std::string text() {
    const auto size = number<std::uint32_t>();
    if (size > kMaxName || size > bytes_.size()) return good_ = false, std::string();
    std::string value(reinterpret_cast<const char*>(bytes_.data()), size);
    bytes_ = bytes_.subspan(size);
    return value;
  }
  bool good() const { return good_; }
  bool finished() const { return good_ && bytes_.empty(); }

 private:
  std::span<const std::byte> bytes_;
  bool good_ = true;
};

bool isPrintable(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 32 || c == 127; });
}

}  // namespace

std::string problemText(Problem problem) {
  switch (problem) {
    case Problem::None: return "nothing is wrong with it";
    case Problem::NotHdf5: return "the file is damaged, incomplete or no HDF5 file";
    case Problem::ExternalLink: return "it is a link into another file, which is never followed";
    case Problem::SoftLink: return "it is a symbolic link inside the file, which is not followed";
    case Problem::ExternalStorage: return "its values lie in another file (external storage), which is never opened";
    case Problem::Virtual: return "it is a virtual dataset, whose values lie elsewhere";
    case Problem::Filter: return "it is compressed with another filter than gzip and shuffle";
    case Problem::LargeChunks: return "its chunks are larger than 64 MiB";
    case Problem::ElementType: return "its values are neither integers nor floating point numbers";
    case Problem::TooMany: return "the file holds more than " + std::to_string(kMaxArrays) + " objects";
    case Problem::Unreadable: return "its values cannot be read: the file is damaged or incomplete";
    case Problem::Request: return "what was asked for does not fit the array";
  }
  return "an unknown problem";
}

std::vector<std::byte> packListing(const std::vector<Array>& arrays) {
  Packer packer;
  packer.number(static_cast<std::uint32_t>(arrays.size()));
  for (const Array& array : arrays) {
    packer.text(array.path);
    packer.number(static_cast<std::uint8_t>(array.element));
    packer.number(static_cast<std::uint32_t>(array.problem));
    packer.number(static_cast<std::uint8_t>(array.shape.size()));
    for (const std::uint64_t side : array.shape) packer.number(side);
  }
  return packer.take();
}

std::optional<std::vector<Array>> unpackListing(std::span<const std::byte> payload) {
  Unpacker unpacker(payload);
  const auto count = unpacker.number<std::uint32_t>();
  if (count > kMaxArrays) return std::nullopt;
  std::vector<Array> arrays;
  for (std::uint32_t i = 0; i < count && unpacker.good(); ++i) {
    Array array;
    array.path = unpacker.text();
    const auto element = unpacker.number<std::uint8_t>();
    const auto problem = unpacker.number<std::uint32_t>();
    const auto rank = unpacker.number<std::uint8_t>();
    if (element < 1 || element > 4 || problem > static_cast<std::uint32_t>(Problem::Last) || rank > kMaxRank || !isPrintable(array.path))
      return std::nullopt;
    array.element = static_cast<Element>(element);
    array.problem = static_cast<Problem>(problem);
    for (int side = 0; side < rank; ++side) array.shape.push_back(unpacker.number<std::uint64_t>());
    arrays.push_back(std::move(array));
  }
  return unpacker.finished() ? std::optional(std::move(arrays)) : std::nullopt;
}

std::vector<std::byte> packRequest(const Request& request) {
  Packer packer;
  packer.text(request.path);
  packer.number(request.first);
  packer.number(request.count);
  return packer.take();
}

std::optional<Request> unpackRequest(std::span<const std::byte> payload) {
  Unpacker unpacker(payload);
  Request request;
  request.path = unpacker.text();
  request.first = unpacker.number<std::uint64_t>();
  request.count = unpacker.number<std::uint64_t>();
  return unpacker.finished() ? std::optional(std::move(request)) : std::nullopt;
}

}  // namespace spurioscope::reader
