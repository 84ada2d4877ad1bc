#include "checkpoint/numpy_header.h"

#include <cctype>
#include <utility>

#include "base/json.h"
#include "base/number_text.h"
#include "checkpoint/byte_source.h"
#include "checkpoint/limits.h"

namespace spurioscope {
namespace {

constexpr auto kDamaged = "The file is damaged or incomplete; download or copy it again.";

/// Reads the one literal that a head may be: {'descr': '<f4', 'fortran_order': False, 'shape': (2, 8), } in any order of its three keys.
/// A record type's list in place of 'descr' is passed over by its brackets.
class HeadText {
 public:
  HeadText(std::string_view text, const Where& where) : text_(text), where_(where) {}

  NumpyHeader parse() {
    expect('{');
    while (!accept('}')) {
      const auto key = quoted();
      expect(':');
      if (key == "descr") once(hasType_), type();
      else if (key == "fortran_order") once(hasOrder_), header_.fortranOrder = boolean();
      else if (key == "shape") once(hasShape_), shape();
      else fail("an unknown key '" + validUtf8(key).substr(0, 40) + "'");
      if (!accept(',') && peek() != '}') fail("a comma is missing");
    }
    skipBlanks();
    if (at_ != text_.size()) fail("text behind its end");
    if (!hasType_ || !hasOrder_ || !hasShape_) fail("a key is missing");
    return std::move(header_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error{Kind::Format, "damaged NumPy file: its header has " + what, where_, kDamaged};
  }

  void skipBlanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  char peek() {
    skipBlanks();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool accept(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) fail(std::string("no '") + c + "' where one belongs");
  }
  void once(bool& seen) {
    if (std::exchange(seen, true)) fail("a key twice");
  }

  std::string quoted() {
    const char mark = peek();
    if (mark != '\'' && mark != '"') fail("no text where one belongs");
    const auto end = text_.find(mark, at_ + 1);
    if (end == text_.npos) fail("a text without an end");
    std::string out(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return out;
  }

  bool boolean() {
    skipBlanks();
    for (const std::string_view word : {"True", "False"}) {
      if (text_.substr(at_).starts_with(word)) return at_ += word.size(), word == "True";
    }
    fail("neither True nor False");
  }

  void type() {
    if (peek() == '[') {  // a record type
      header_.description = "a record";
      int depth = 0;
      do {
        if (at_ >= text_.size()) fail("a list without an end");
        const char c = text_[at_++];
        depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      } while (depth > 0);
      return;
    }
    header_.description = quoted();
    const std::string_view name = header_.description;
    if (name.size() < 2 || name.size() > 20) return;
    if (name[0] == '<' || name[0] == '>' || name[0] == '|' || name[0] == '=') {
      header_.swapBytes = name[0] == '>';
      header_.dtype = dtypeFromNumpy(name.substr(1));
    }
  }

  void shape() {
    expect('(');
    while (!accept(')')) {
      if (header_.shape.size() >= limits::kTensorRank)
        throw Error{Kind::Unsafe, "a NumPy array of more than 64 sides", where_, limits::kRemedy};
      skipBlanks();
      const auto begin = at_;
      while (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_]))) ++at_;
      const auto size = parseInteger(text_.substr(begin, at_ - begin));
      if (!size) fail("a size that is no number");
      if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // Python 2
      header_.shape.push_back(*size);
      if (!accept(',') && peek() != ')') fail("a comma is missing");
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  const Where& where_;
  NumpyHeader header_;
  bool hasType_ = false, hasOrder_ = false, hasShape_ = false;
};

}  // namespace

NumpyHeader parseNumpyHeader(std::string_view head, const Where& where) {
  const auto fail = [&](const std::string& what) -> void { throw Error{Kind::Format, "damaged NumPy file: " + what, where, kDamaged}; };
  if (!head.starts_with(kNumpyMagic) || head.size() < 10) fail("its first bytes are cut off");
  const int version = static_cast<unsigned char>(head[6]);
  if (version < 1 || version > 3) {
    throw Error{Kind::Unsupported, "a NumPy file of version " + std::to_string(version), where, "Save it again with numpy.save."};
  }
  const std::size_t begin = version == 1 ? 10 : 12;
  if (head.size() < begin) fail("its first bytes are cut off");
  const std::uint64_t length = version == 1 ? littleEndian<std::uint16_t>(head.data() + 8) : littleEndian<std::uint32_t>(head.data() + 8);
  if (begin + length > kNumpyHeadBytes)
    throw Error{Kind::Unsafe, "a NumPy file whose header claims " + std::to_string(length) + " bytes", where, limits::kRemedy};
  if (begin + length > head.size()) fail("its header is cut off");
  auto header = HeadText(head.substr(begin, static_cast<std::size_t>(length)), where).parse();
  header.dataOffset = begin + length;
  return header;
}

}  // namespace spurioscope
