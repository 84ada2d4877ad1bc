#include "model/catalogue.h"

#include <algorithm>
#include <limits>

#include "model/families.h"
#include "model/nearest_family.h"

namespace spurioscope {
namespace {

using Family = Inference (*)(const ShapeTable&, const NetworkHints&);
constexpr Family kFamilies[] = {inferPreactivation, inferResnet,      inferHfResnet,         inferResnet9,  inferLenet,
                                inferVgg,           inferDensenet,    inferMobilenet,        inferHfMobilenet, inferTimmEfficientnet,
                                inferConvnext,      inferVit,         inferSwin,             inferBert};

std::size_t misfits(const NoNetwork& no) { return no.missing.size() + no.unexpected.size(); }

}  // namespace

ShapeTable shapeTable(const Checkpoint& checkpoint) {
  ShapeTable table;
  for (const auto& [name, index] : checkpoint.stateDict()) table.emplace(name, checkpoint.tensors()[index].shape);
  return table;
}

Inference inferNetwork(const ShapeTable& shapes, const NetworkHints& hints) {
  std::optional<NoNetwork> nearest;
  for (const auto family : kFamilies) {
    auto answer = family(shapes, hints);
    if (std::holds_alternative<Network>(answer)) return answer;
    auto no = std::get<NoNetwork>(std::move(answer));
    if (!no.nearest.empty() && (!nearest || misfits(no) < misfits(*nearest))) nearest = std::move(no);
  }
  return nearest ? *nearest : nearestByNames(shapes);
}

Graph weightsOnly(const ShapeTable& shapes) {
  Graph graph;
  graph.add({.op = Op::Input, .name = "input"});
  for (const auto& [key, shape] : shapes) {
    if (shape.size() < 2 || shape.size() > 5 || std::any_of(shape.begin(), shape.end(), [](auto size) { return size <= 0; })) continue;
    constexpr std::string_view kSuffix = ".weight";
    const auto name = key.ends_with(kSuffix) ? key.substr(0, key.size() - kSuffix.size()) : key;
    const int channels = static_cast<int>(std::min<std::int64_t>(shape[0], std::numeric_limits<int>::max()));
    const bool matrix = shape.size() == 2;
    const int node = graph.add(
        {.op = matrix ? Op::Linear : Op::Convolution, .name = name, .inputs = {0}, .channels = channels, .parameters = {{"weight", key}}});
    graph.sites.push_back({name, matrix ? SiteKind::Hidden : SiteKind::Convolution, node, node, node, channels, 1});
  }
  return graph;
}

}  // namespace spurioscope
