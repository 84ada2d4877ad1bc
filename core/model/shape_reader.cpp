#include "model/shape_reader.h"

#include <algorithm>
#include <set>

namespace spurioscope {

namespace {

/// Whether a word of a key speaks of the inside of a network. What bears such a name changes the answer: it may not be ignored.
/// A "normalizer" in front of the network is preprocessing, which the user chooses.
bool namesAPart(const std::string& word) {
  if (word.starts_with("normaliz") || word.starts_with("normalis")) return false;
  constexpr const char* kParts[] = {"embed", "pos",   "rope",   "norm", "pool",      "conv",       "block",   "stage",
                                    "stem",  "token", "layers", "attn", "attention", "downsample", "upsample"};
  return std::any_of(std::begin(kParts), std::end(kParts), [&](const char* part) { return word.find(part) != std::string::npos; });
}

}  // namespace

bool ShapeReader::hasUnder(const std::string& prefix) const {
  const auto found = shapes_.lower_bound(prefix);
  return found != shapes_.end() && found->first.starts_with(prefix);
}

std::vector<std::int64_t> ShapeReader::shape(const std::string& key) const {
  const auto found = shapes_.find(key);
  return found == shapes_.end() ? std::vector<std::int64_t>{} : found->second;
}

std::vector<std::int64_t> ShapeReader::take(const std::string& key, std::size_t rank) {
  const auto found = shapes_.find(key);
  if (found == shapes_.end() || (rank > 0 && found->second.size() != rank) ||
      std::any_of(found->second.begin(), found->second.end(), [](auto size) { return size <= 0; })) {
    missing_.push_back(key);
    return {};
  }
  left_.erase(key);
  return found->second;
}

void ShapeReader::takeAllUnder(const std::string& prefix) {
  auto first = left_.lower_bound(prefix);
  while (first != left_.end() && first->first.starts_with(prefix)) first = left_.erase(first);
}

bool ShapeReader::takeVector(const std::string& key, std::int64_t length) {
  const auto shape = take(key, 1);
  if (shape.empty()) return false;
  if (shape[0] != length) missing_.push_back(key);
  return shape[0] == length;
}

bool ShapeReader::complete() const {
  if (!missing_.empty() || refused_) return false;
  const auto firstWord = [](const std::string& key) { return key.substr(0, key.find('.')); };
  std::set<std::string> own;
  for (const auto& [key, shape] : shapes_) {
    if (!left_.contains(key)) own.insert(firstWord(key));
  }
  return std::none_of(left_.begin(), left_.end(),
                      [&](const auto& one) { return own.contains(firstWord(one.first)) || namesAPart(firstWord(one.first)); });
}

std::vector<std::string> ShapeReader::left() const {
  std::vector<std::string> keys;
  for (const auto& [key, shape] : left_) keys.push_back(key);
  return keys;
}

NoNetwork ShapeReader::report(std::string nearest) const {
  NoNetwork no{std::move(nearest), missing_, {}};
  for (const auto& [key, shape] : left_) {
    if (std::find(missing_.begin(), missing_.end(), key) == missing_.end()) no.unexpected.push_back(key);
  }
  return no;
}

}  // namespace spurioscope
