#include "tests/engine/written_checkpoints.h"

#include <cmath>
#include <cstring>

#include "base/random.h"

namespace spurioscope {

CheckpointContent seededNetwork(const ResnetVariant& variant, std::uint64_t seed) {
  Random random(seed);
  CheckpointContent content;
  for (const auto& [name, shape] : resnetShapes(variant)) {
    std::size_t count = 1;
    double fan = 1;
    for (std::size_t i = 0; i < shape.size(); ++i) {
      count *= static_cast<std::size_t>(shape[i]);
      if (i > 0) fan *= static_cast<double>(shape[i]);
    }
    NamedTensor tensor{name, shape, DType::Float32, std::vector<std::byte>(count * sizeof(float))};
    for (std::size_t i = 0; i < count; ++i) {
      const double normal = random.normal();
      const double value = shape.size() > 1           ? std::sqrt(2 / fan) * normal
                           : name.ends_with("var")    ? 0.5 + normal * normal
                           : name.ends_with("weight") ? 1 + 0.2 * normal
                                                      : 0.2 * normal;
      setFloat(tensor, i, static_cast<float>(value));
    }
    content.tensors.push_back(std::move(tensor));
  }
  return content;
}

CheckpointContent changedDemo(const std::function<void(NamedTensor&)>& change) {
  const auto bytes = demoCheckpoint(demoEpochs().back());
  const auto demo = readCheckpoint(std::vector<std::byte>(bytes.begin(), bytes.end()), "demo");
  CheckpointContent content;
  for (const auto& [name, index] : demo->stateDict()) {
    NamedTensor tensor{name, demo->tensors()[index].shape, demo->tensors()[index].dtype, demo->readBytes(index)};
    if (change) change(tensor);
    content.tensors.push_back(std::move(tensor));
  }
  return content;
}

void setFloat(NamedTensor& tensor, std::size_t index, float value) {
  std::memcpy(tensor.bytes.data() + index * sizeof value, &value, sizeof value);
}

}  // namespace spurioscope
