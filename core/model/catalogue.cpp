#include "model/catalogue.h"

#include <algorithm>

#include "model/families.h"

namespace spurioscope {
namespace {

using Family = Inference (*)(const ShapeTable&, const NetworkHints&);
constexpr Family kFamilies[] = {inferResnet, inferVgg, inferDensenet, inferMobilenet, inferTimmEfficientnet,
                                inferConvnext, inferVit, inferSwin, inferBert};

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
  if (nearest) return *nearest;
  NoNetwork none;
  for (const auto& [name, shape] : shapes) none.unexpected.push_back(name);
  return none;
}

}  // namespace spurioscope
