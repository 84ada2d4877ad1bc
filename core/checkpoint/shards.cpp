#include <map>
#include <set>
#include <utility>

#include "base/json.h"
#include "checkpoint/formats.h"
#include "checkpoint/limits.h"
#include "checkpoint/read_parts.h"

namespace spurioscope {
namespace {

[[noreturn]] void damaged(const ByteSource& source, const std::string& what) {
  throw Error{Kind::Format, "damaged shard index: " + what, source.where(), "Download the whole folder again."};
}

/// Tensor name -> shard file, of {"metadata": ..., "weight_map": {...}}.
std::map<std::string, std::string> weightMap(const ByteSource& source) {
  if (source.size() > limits::kShardIndexBytes) throw Error{Kind::Unsafe, "the shard index is too long", source.where(), limits::kRemedy};
  const auto text = source.text(0, source.size());
  const auto tree = nlohmann::json::parse(text, nullptr, false);
  if (!tree.is_object() || !tree.contains("weight_map") || !tree["weight_map"].is_object()) damaged(source, "it has no weight_map");
  std::map<std::string, std::string> out;
  for (const auto& [name, shard] : tree["weight_map"].items()) {
    if (!shard.is_string()) damaged(source, "a shard that is not named by text");
    out.emplace(name, shard.get<std::string>());
  }
  return out;
}

bool isPlainFileName(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find_first_of(std::string_view("/\\\0", 3)) == name.npos;
}

}  // namespace

bool looksLikeShardIndex(const ByteSource& source) {
  const auto head = source.text(0, 4096);
  const auto begin = head.find_first_not_of(" \t\r\n");
  if (begin == head.npos || head[begin] != '{') return false;
  return source.size() <= limits::kShardIndexBytes && source.text(0, source.size()).find("\"weight_map\"") != std::string::npos;
}

CheckpointParts readShards(const Bytes& source, const std::filesystem::path& path) {
  const auto map = weightMap(*source);
  std::map<std::string, std::size_t> wanted;  // shard -> number of its tensors in the map
  for (const auto& [name, shard] : map) ++wanted[shard];
  if (wanted.empty() || wanted.size() > limits::kShards) damaged(*source, "it names " + std::to_string(wanted.size()) + " shards");
  CheckpointParts all;
  all.files.push_back(source);
  for (const auto& [shard, count] : wanted) {
    if (!isPlainFileName(shard))
      throw Error{Kind::Unsafe,
                  "the shard '" + validUtf8(shard).substr(0, 200) + "' is not a file of the same folder",
                  source->where(),
                  "An index names files beside it only; do not use it."};
    const auto shardPath = path.parent_path() / shard;
    const auto file = openFile(shardPath);
    auto parts = readParts(file, shardPath, false);
    all.files.push_back(file);
    all.format = parts.format;
    all.writer = parts.writer + ", in shards";
    std::set<std::string> found;
    for (std::size_t i = 0; i < parts.tensors.size(); ++i) {
      const auto name = pathText(parts.tensors[i].path);
      const auto entry = map.find(name);
      if (entry == map.end() || entry->second != shard) continue;
      found.insert(name);
      all.add(std::move(parts.tensors[i]), std::move(parts.views[i]), parts.inState[i] != 0);
    }
    if (found.size() != count) damaged(*source, "the shard '" + validUtf8(shard) + "' lacks tensors that the index promises");
    for (auto& item : parts.skipped) all.skipped.push_back(std::move(item));
    for (auto& text : parts.warnings) all.warnings.push_back(shard + ": " + text);
    for (auto& text : parts.foreignGlobals) all.foreignGlobals.push_back(std::move(text));
  }
  return all;
}

}  // namespace spurioscope
