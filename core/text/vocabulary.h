#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/json.h"

namespace spurioscope {

/// The tokens of a vocabulary and their ids.
class Vocabulary {
 public:
  /// Later numbers win where a token stands twice. @throws Error{Kind::Range} for an id outside [0, 2^24).
  void add(std::string token, std::int64_t id, const std::string& file);

  std::optional<std::int32_t> find(std::string_view token) const;
  std::size_t size() const { return ids_.size(); }
  std::int32_t largestId() const { return largest_; }
  std::size_t longestBytes() const { return longest_; }  ///< of the longest token

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> ids_;
  std::int32_t largest_ = -1;
  std::size_t longest_ = 0;
};

/// vocab.txt: a token a line, numbered from 0. @throws Error{Kind::Format} without any token; as Vocabulary::add.
Vocabulary vocabularyOfLines(std::string_view text, const std::string& file);
/// vocab.json, or the "vocab" of tokenizer.json: token -> id. @throws Error{Kind::Format}; as Vocabulary::add.
Vocabulary vocabularyOfJson(const Json& object, const std::string& file);

}  // namespace spurioscope
