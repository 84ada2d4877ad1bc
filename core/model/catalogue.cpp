#include "model/catalogue.h"

#include <algorithm>
#include <set>

#include "model/resnet.h"

namespace spurioscope {
namespace {

using Family = Inference (*)(const ShapeTable&);
constexpr Family kFamilies[] = {inferResnet};

std::size_t misfits(const NoNetwork& no) { return no.missing.size() + no.unexpected.size(); }

}  // namespace

ShapeTable shapeTable(const Checkpoint& checkpoint) {
  ShapeTable table;
  for (const auto& [name, index] : checkpoint.stateDict()) table.emplace(name, checkpoint.tensors()[index].shape);
  return table;
}

Inference inferNetwork(const ShapeTable& shapes) {
  std::optional<NoNetwork> nearest;
  for (const auto family : kFamilies) {
    auto answer = family(shapes);
    if (std::holds_alternative<Network>(answer)) return answer;
    auto no = std::get<NoNetwork>(std::move(answer));
    if (!no.nearest.empty() && (!nearest || misfits(no) < misfits(*nearest))) nearest = std::move(no);
  }
  if (nearest) return *nearest;
  NoNetwork none;
  for (const auto& [name, shape] : shapes) none.unexpected.push_back(name);
  return none;
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

void ShapeReader::takeBatchNorm(const std::string& name, std::int64_t channels) {
  for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"}) {
    const auto shape = take(name + part, 1);
    if (!shape.empty() && shape[0] != channels) missing_.push_back(name + part);
  }
  takeOptional(name + ".num_batches_tracked");
}

bool ShapeReader::complete() const {
  if (!missing_.empty()) return false;
  const auto firstWord = [](const std::string& key) { return key.substr(0, key.find('.')); };
  std::set<std::string> own;
  for (const auto& [key, shape] : shapes_) {
    if (!left_.contains(key)) own.insert(firstWord(key));
  }
  return std::none_of(left_.begin(), left_.end(), [&](const auto& one) { return own.contains(firstWord(one.first)); });
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
