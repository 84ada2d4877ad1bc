#include "text/added_tokens.h"

#include <algorithm>
#include <utility>

#include "text/unicode.h"

namespace spurioscope {

void AddedTokens::add(std::u32string content, const AddedToken& token) {
  if (content.empty()) return;
  lengths_[content[0]].insert(content.size());
  tokens_.insert_or_assign(std::move(content), token);
}

AddedTokens::Tokens::const_iterator AddedTokens::longestAt(std::u32string_view text) const {
  const auto lengths = lengths_.find(text[0]);
  if (lengths == lengths_.end()) return tokens_.end();
  for (const auto length : lengths->second) {
    if (length > text.size()) continue;
    if (const auto found = tokens_.find(text.substr(0, length)); found != tokens_.end()) return found;
  }
  return tokens_.end();
}

std::vector<TextPart> AddedTokens::split(std::u32string_view text) const {
  std::vector<TextPart> parts;
  std::size_t done = 0;
  for (std::size_t at = 0; at < text.size() && !tokens_.empty();) {
    const auto found = longestAt(text.substr(at));
    if (found == tokens_.end()) {
      ++at;
      continue;
    }
    const auto& token = found->second;
    std::size_t begin = at, end = at + found->first.size();
    at = end;
    const bool touched = (begin > 0 && isWordCharacter(text[begin - 1])) || (end < text.size() && isWordCharacter(text[end]));
    if (token.singleWord && touched) continue;
    while (token.takesLeft && begin > done && isSpace(text[begin - 1])) --begin;
    while (token.takesRight && end < text.size() && isSpace(text[end])) ++end;
    begin = std::max(begin, done);  // blanks that the token before took
    if (begin > done) parts.push_back({text.substr(done, begin - done), -1});
    parts.push_back({text.substr(begin, end - begin), token.id});
    done = end;
  }
  if (done < text.size()) parts.push_back({text.substr(done), -1});
  return parts;
}

}  // namespace spurioscope
