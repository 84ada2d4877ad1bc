#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spurioscope {

/// A token that is found in the text as it stands, before the text is cut: "[SEP]", "<mask>".
struct AddedToken {
  std::string content;
  std::int32_t id = 0;
  bool singleWord = false;   ///< only where no word character touches it
  bool takesLeft = false;    ///< with the blanks before it ("lstrip")
  bool takesRight = false;
  bool normalised = false;   ///< looked for in the normalised text
};

/// A part of a text: an added token, or text between them (id -1).
struct TextPart {
  std::u32string_view text;
  std::int32_t id = -1;
};

/// Finds added tokens, the leftmost first and of those at one place the longest.
class AddedTokens {
 public:
  void add(std::u32string content, const AddedToken& token);
  bool empty() const { return tokens_.empty(); }
  /// All of the text in order, without empty parts. Cost O(length * lengths of the tokens that begin with the same character).
  std::vector<TextPart> split(std::u32string_view text) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::u32string_view text) const { return std::hash<std::u32string_view>{}(text); }
  };
  using Tokens = std::unordered_map<std::u32string, AddedToken, Hash, std::equal_to<>>;

  Tokens::const_iterator longestAt(std::u32string_view text) const;

  Tokens tokens_;
  std::unordered_map<char32_t, std::set<std::size_t, std::greater<>>> lengths_;  ///< by first character, longest first
};

}  // namespace spurioscope
