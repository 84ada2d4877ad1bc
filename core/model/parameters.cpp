#include "model/parameters.h"

#include "base/error.h"

namespace spurioscope {

const at::Tensor& parameter(const Parameters& parameters, const std::string& name) {
  const auto found = parameters.find(name);
  if (found == parameters.end()) throw Error{Kind::Internal, "parameter '" + name + "' is missing", {}, {}};
  return found->second;
}

const at::Tensor& parameterOf(const Parameters& parameters, const Node& node, const std::string& role) {
  return parameter(parameters, node.parameters.at(role));
}

std::vector<std::string> parameterNames(const Graph& graph) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {  // a table that several nodes read stands once
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const auto& node : graph.nodes) {
    for (const auto& [role, key] : node.parameters) add(key);
    for (const auto& key : node.prefix) add(key);
  }
  return names;
}

Parameters loadParameters(const Checkpoint& checkpoint, const Graph& graph) {
  Parameters parameters;
  std::vector<FloatsOf> wanted;
  for (const auto& name : parameterNames(graph)) {
    const auto found = checkpoint.stateDict().find(name);
    if (found == checkpoint.stateDict().end()) throw Error{Kind::Internal, "parameter '" + name + "' is missing", {}, {}};
    auto tensor = at::empty(checkpoint.tensors()[found->second].shape, at::kFloat);
    wanted.push_back({found->second, {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())}});
    parameters.emplace(name, std::move(tensor));
  }
  checkpoint.readFloat32(wanted);
  return parameters;
}

}  // namespace spurioscope
