#include <algorithm>
#include <array>
#include <set>
#include <unordered_set>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "checkpoint/formats.h"
#include "checkpoint/limits.h"

namespace spurioscope {
namespace {

constexpr auto kDamaged = "The file is damaged or incomplete; download or copy it again.";

struct Entry {
  std::string name, dtype;
  std::vector<std::int64_t> shape;
  std::vector<std::uint64_t> offsets;
  bool hasShape = false;
};

/// Reads {"name": {"dtype": text, "shape": [integers], "data_offsets": [begin, end]}, "__metadata__": {text: text}} as a stream of
/// events, so that a long header costs little and nothing else is accepted. Not recursive.
class Header final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Header(const ByteSource& source) : source_(source) {}

  std::vector<Entry> entries;
  std::vector<std::pair<std::string, std::string>> metadata;

  bool key(string_t& text) override {
    if (text.size() > limits::kNameBytes) fail("a name of " + std::to_string(text.size()) + " bytes");
    if (depth_ == 1) {
      isMetadata_ = text == "__metadata__";
      if (!names_.insert(text).second) fail("the name '" + validUtf8(text).substr(0, 200) + "' appears twice");
      if (!isMetadata_) entries.push_back({text, {}, {}, {}, false});
      if (entries.size() > limits::kTensors) fail("too many tensors");
    } else if (isMetadata_) {
      metadata.emplace_back(text, std::string{});
      if (metadata.size() > limits::kSafetensorsMetadata) fail("too many metadata");
    } else if (!fields_.insert(text).second) {
      fail("the field '" + validUtf8(text).substr(0, 200) + "' appears twice");
    }
    field_ = text;
    return true;
  }
  bool start_object(std::size_t) override {
    if (++depth_ > 2 || inArray_) fail("it is nested too deeply");
    fields_.clear();
    return true;
  }
  bool end_object() override {
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override {
    if (depth_ != 2 || isMetadata_ || inArray_ || (field_ != "shape" && field_ != "data_offsets"))
      fail("a list where none belongs");
    inArray_ = true;
    if (field_ == "shape") entries.back().hasShape = true;
    return true;
  }
  bool end_array() override {
    inArray_ = false;
    return true;
  }
  bool string(string_t& text) override {
    if (depth_ != 2 || inArray_) fail("a text where none belongs");
    if (isMetadata_) {
      metadata.back().second = text;
    } else if (field_ == "dtype") {
      entries.back().dtype = text;
    }
    return true;
  }
  bool number_unsigned(number_unsigned_t number) override {
    if (!inArray_) return other();
    if (entries.back().shape.size() > limits::kTensorRank || entries.back().offsets.size() > 2) fail("a list that is too long");
    if (field_ == "shape") {
      if (number > static_cast<std::uint64_t>(INT64_MAX)) fail("a size beyond 63 bits");
      entries.back().shape.push_back(static_cast<std::int64_t>(number));
    } else {
      entries.back().offsets.push_back(number);
    }
    return true;
  }
  bool number_integer(number_integer_t) override { return other(); }
  bool number_float(number_float_t, const string_t&) override { return other(); }
  bool boolean(bool) override { return other(); }
  bool null() override { return other(); }
  bool binary(binary_t&) override { return other(); }
  bool parse_error(std::size_t byte, const std::string&, const nlohmann::detail::exception& error) override {
    throw Error{Kind::Format, "damaged safetensors file: its header is not JSON: " + validUtf8(error.what()).substr(0, 200),
                source_.where(8 + byte), kDamaged};
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error{Kind::Format, "damaged safetensors file: " + what, source_.where({}, "header"), kDamaged};
  }
  bool other() const { fail("a value of a wrong kind for '" + validUtf8(field_).substr(0, 60) + "'"); }

  const ByteSource& source_;
  int depth_ = 0;
  bool inArray_ = false, isMetadata_ = false;
  std::string field_;
  std::unordered_set<std::string> names_;
  std::set<std::string> fields_;
};

/// Element types of the format that are not read here, with the bits of an element.
constexpr std::array<std::pair<std::string_view, std::uint64_t>, 6> kUnread{
    {{"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8}, {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"F4", 4}}};

std::string shownName(const Entry& entry) { return "the tensor '" + validUtf8(entry.name).substr(0, 200) + "'"; }

/// Checks fields, offsets and size. Nothing for a tensor whose element type is not read here.
std::optional<DType> checkedType(const Entry& entry, std::uint64_t dataBytes, const ByteSource& source) {
  const auto fail = [&](const std::string& what) {
    throw Error{Kind::Format, "damaged safetensors file: " + what, source.where({}, shownName(entry)), kDamaged};
  };
  if (!entry.hasShape || entry.dtype.empty() || entry.offsets.size() != 2) fail("a field is missing");
  const auto dtype = dtypeFromSafetensors(entry.dtype);
  const auto unread = std::find_if(kUnread.begin(), kUnread.end(), [&](const auto& type) { return type.first == entry.dtype; });
  if (!dtype && unread == kUnread.end()) fail("unknown dtype '" + validUtf8(entry.dtype).substr(0, 40) + "'");
  const auto begin = entry.offsets[0], end = entry.offsets[1];
  if (begin > end || end > dataBytes) fail("its offsets do not lie in the file");
  const auto sized = dtype.value_or(DType::UInt64);  // so that bits of elements that are not read cannot overflow
  const auto counted = countedElements(entry.shape, sized);
  const auto count = counted ? *counted : elementCount(entry.shape, sized, source.where(), shownName(entry));
  if (!dtype && count * unread->second % 8 != 0) fail("its last element ends within a byte");
  const auto needed = dtype ? count * dtypeBytes(*dtype) : count * unread->second / 8;
  if (needed != end - begin)
    fail("its shape needs " + std::to_string(needed) + " bytes, its offsets span " + std::to_string(end - begin));
  return dtype;
}

/// The reference reader's rule: the tensors fill the data without holes or overlaps.
void checkTiling(const std::vector<Entry>& entries, std::uint64_t dataBytes, const ByteSource& source) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> parts;
  for (const auto& entry : entries) parts.emplace_back(entry.offsets[0], entry.offsets[1]);
  std::sort(parts.begin(), parts.end());
  std::uint64_t end = 0;
  for (const auto& [from, to] : parts) {
    if (from != end) {
      throw Error{Kind::Format,
                  std::string("damaged safetensors file: ") + (from < end ? "tensors overlap" : "a hole between tensors"),
                  source.where(), kDamaged};
    }
    end = to;
  }
  if (end != dataBytes)
    throw Error{Kind::Format, "damaged safetensors file: bytes after the last tensor", source.where(), kDamaged};
}

}  // namespace

bool looksLikeSafetensors(const ByteSource& source) {
  const auto head = source.text(0, 9);
  if (head.size() == 8) return littleEndian<std::uint64_t>(head.data()) < limits::kSafetensorsHeader;
  const bool number = std::any_of(head.begin(), head.begin() + std::min<std::ptrdiff_t>(8, std::ssize(head)),
                                  [](char c) { return c >= 0 && c < 9; });
  return head.size() == 9 && head[8] == '{' && number;  // text has no such bytes
}

CheckpointParts readSafetensors(const Bytes& source, const std::filesystem::path& path) {
  CheckpointParts parts;
  parts.path = path;
  parts.format = "safetensors";
  parts.writer = "safetensors";
  const auto length = littleEndian<std::uint64_t>(source->text(0, 8).data());
  if (length > limits::kSafetensorsHeader || length < 2 || length > source->size() - 8) {
    throw Error{Kind::Format, "damaged safetensors file: its header would be " + std::to_string(length) + " bytes long",
                source->where(0), kDamaged};
  }
  Header header(*source);
  nlohmann::json::sax_parse(source->text(8, length), &header);
  const auto dataBytes = source->size() - 8 - length;
  for (const auto& entry : header.entries) {
    const auto dtype = checkedType(entry, dataBytes, *source);
    if (!dtype) {
      parts.skipped.push_back({{entry.name}, "elements of the type " + entry.dtype + " are not read"});
      continue;
    }
    TensorInfo info{{entry.name}, {}, entry.shape, *dtype};
    TensorView view{partOf(source, 8 + length + entry.offsets[0], entry.offsets[1] - entry.offsets[0]), 0, 0,
                    rowMajorStrides(info.shape), false};
    parts.add(std::move(info), std::move(view));
  }
  checkTiling(header.entries, dataBytes, *source);
  for (auto& [key, text] : header.metadata) {
    if (key == "format" && text == "pt") parts.writer = "safetensors, from PyTorch";
    parts.scalars.push_back({{std::string("__metadata__"), key}, std::move(text)});
  }
  return parts;
}

}  // namespace spurioscope
