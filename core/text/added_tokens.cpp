#include "text/added_tokens.h"

#include <algorithm>

#include "text/unicode.h"

namespace spurioscope {

void AddedTokens::add(std::u32string content, const AddedToken& token) {
  if (content.empty()) return;
  std::erase_if(patterns_, [&](const Pattern& one) { return one.content == content; });
  const auto place = std::find_if(patterns_.begin(), patterns_.end(), [&](const Pattern& one) { return one.content.size() < content.size(); });
  patterns_.insert(place, Pattern{std::move(content), token});
}

std::vector<TextPart> AddedTokens::split(std::u32string_view text) const {
  std::vector<TextPart> parts;
  std::u32string firsts;
  for (const auto& pattern : patterns_) firsts += pattern.content[0];
  std::size_t done = 0;
  for (auto at = text.find_first_of(firsts); at != std::u32string_view::npos; at = text.find_first_of(firsts, at)) {
    const auto found = std::find_if(patterns_.begin(), patterns_.end(), [&](const Pattern& one) { return text.substr(at).starts_with(one.content); });
    if (found == patterns_.end()) {
      ++at;
      continue;
    }
    const auto& token = found->token;
    std::size_t begin = at, end = at + found->content.size();
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
