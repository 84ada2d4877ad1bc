#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace spurioscope::reader {

/// The program asks, spurioscope-reader answers, one frame each, over a socket. A frame: magic, kind, length of the payload (12 bytes and
/// 8, machine byte order: both ends run on one machine), payload. The reader handles hostile files, so its answers are untrusted: every
/// length is checked against what was asked for before anything is allocated.
inline constexpr std::uint32_t kMagic = 0x31525053;  // "SPR1"

enum class Kind : std::uint32_t {
  List = 1,     ///< request: which arrays are there -> Listing
  Bytes = 2,    ///< request: rows of an array of unsigned bytes -> Values (one byte each)
  Numbers = 3,  ///< request: a whole array of numbers -> Values (one double each)
  Listing = 11,
  Values = 12,
  Failure = 13,  ///< payload: one Problem
};

/// Why an array or the file is not read. Codes, not texts: nothing that a hostile process wrote is shown to the user.
enum class Problem : std::uint32_t {
  None = 0,
  NotHdf5,          ///< damaged, truncated or no HDF5 file
  ExternalLink,     ///< a link into another file
  SoftLink,         ///< a symbolic link inside the file
  ExternalStorage,  ///< its values lie in another file
  Virtual,          ///< a virtual dataset: its values lie in other datasets
  Filter,           ///< compressed with something else than gzip and shuffle
  LargeChunks,      ///< chunks of more than 64 MiB
  ElementType,      ///< neither integers nor floating point numbers
  TooMany,          ///< more objects than are listed
  Unreadable,       ///< its values cannot be read
  Request,          ///< the request makes no sense for this array
  Last = Request,
};

/// What a problem means, in words: "its values lie in another file (external storage)".
std::string problemText(Problem problem);

enum class Element : std::uint8_t { UnsignedByte = 1, Integer = 2, Float = 3, Other = 4 };

inline constexpr std::size_t kMaxArrays = 1000, kMaxRank = 8, kMaxName = 512;
inline constexpr std::uint64_t kMaxListingBytes = 1u << 20;

/// One array of the file.
struct Array {
  std::string path;  ///< "/train/images"
  Element element = Element::Other;
  std::vector<std::uint64_t> shape;
  Problem problem = Problem::None;

  bool operator==(const Array&) const = default;
};

struct Header {
  std::uint32_t magic = kMagic;
  Kind kind = Kind::Failure;
  std::uint64_t length = 0;
};
static_assert(sizeof(Header) == 16);

/// Rows [first, first + count) of an array; for Numbers the whole array of `count` values, or rows of an array of two sides.
struct Request {
  std::string path;
  std::uint64_t first = 0, count = 0;
};

std::vector<std::byte> packListing(const std::vector<Array>& arrays);
/// Nothing for anything but a well-formed listing within the limits above whose names are printable.
std::optional<std::vector<Array>> unpackListing(std::span<const std::byte> payload);

std::vector<std::byte> packRequest(const Request& request);
std::optional<Request> unpackRequest(std::span<const std::byte> payload);

}  // namespace spurioscope::reader
