#include "text/vocabulary.h"

#include <algorithm>

#include "base/error.h"

namespace spurioscope {
namespace {

constexpr std::int64_t kIds = 1 << 24;

}  // namespace

void Vocabulary::add(std::string token, std::int64_t id, const std::string& file) {
  if (id < 0 || id >= kIds) {
    throw Error{Kind::Range, "the token '" + validUtf8(token) + "' has the number " + std::to_string(id), Where{file, {}, {}},
                "Numbers of tokens go from 0 to 16,777,215; take the file that came with the checkpoint."};
  }
  longest_ = std::max(longest_, token.size());
  largest_ = std::max(largest_, static_cast<std::int32_t>(id));
  ids_.insert_or_assign(std::move(token), static_cast<std::int32_t>(id));
}

std::optional<std::int32_t> Vocabulary::find(std::string_view token) const {
  const auto found = ids_.find(token);
  return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

Vocabulary vocabularyOfLines(std::string_view text, const std::string& file) {
  Vocabulary vocabulary;
  std::int64_t id = 0;
  for (std::size_t begin = 0; begin < text.size(); ++id) {
    const auto end = std::min(text.find('\n', begin), text.size());
    auto line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    vocabulary.add(std::string(line), id, file);
    begin = end + 1;
  }
  if (id == 0) throw Error{Kind::Format, "the vocabulary is empty", Where{file, {}, {}}, "Take the file that came with the checkpoint."};
  return vocabulary;
}

Vocabulary vocabularyOfJson(const Json& object, const std::string& file) {
  if (!object.is_object() || object.empty()) {
    throw Error{Kind::Format, "the vocabulary is no table of tokens and numbers", Where{file, {}, "vocab"},
                "Take the file that came with the checkpoint."};
  }
  Vocabulary vocabulary;
  for (const auto& [token, id] : object.items()) {
    if (!id.is_number_integer())
      throw Error{Kind::Format, "the token '" + token + "' has no number", Where{file, {}, "vocab"},
                  "Take the file that came with the checkpoint."};
    vocabulary.add(token, id.get<std::int64_t>(), file);
  }
  return vocabulary;
}

}  // namespace spurioscope
