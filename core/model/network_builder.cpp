#include "model/network_builder.h"

#include <algorithm>
#include <set>

namespace spurioscope {

bool isRectifier(Function function) { return function == Function::Relu || function == Function::Relu6; }

int NetworkBuilder::images(const std::string& firstKey, std::int64_t side) {
  const auto shape = keys_.shape(firstKey);
  const int channels = shape.size() == 4 ? static_cast<int>(shape[1]) : 0;
  architecture().input = {channels, side, side};
  return add({.op = Op::Input, .name = "input", .channels = channels});
}

void NetworkBuilder::site(const std::string& name, SiteKind kind, int weights, int normed, int value) {
  const bool behind = value != normed && !isRectifier(graph().nodes[value].function);
  graph().sites.push_back({name, kind, behind ? value : normed, weights, value, channels(value), 1});
}

int NetworkBuilder::convolution(const std::string& name, int input, const ConvolutionOptions& options) {
  const auto shape = keys_.take(name + ".weight", 4);
  const std::int64_t in = channels(input);
  if (shape.empty() || in <= 0) return input;
  const auto groups = in % shape[1] == 0 ? in / shape[1] : 0;
  if (groups < 1 || shape[0] % groups != 0) {
    keys_.misfit(name + ".weight");
    return input;
  }
  const auto padding = [&](std::int64_t kernel) { return options.padding >= 0 ? options.padding : options.dilation * (kernel - 1) / 2; };
  Node node{.op = Op::Convolution, .name = name, .inputs = {input}, .channels = static_cast<int>(shape[0])};
  node.window = {{shape[2], shape[3]},
                 {options.stride, options.stride},
                 {padding(shape[2]), padding(shape[3])},
                 {options.dilation, options.dilation},
                 groups};
  if (options.same && options.stride > 1) {  // with a stride of 1 it is the usual padding
    Node pad{.op = Op::PadSame, .name = name + ".pad", .inputs = {input}, .channels = channels(input), .window = node.window};
    node.window.padding = {0, 0};
    node.inputs = {add(std::move(pad))};
  }
  node.parameters["weight"] = name + ".weight";
  if (keys_.has(name + ".bias") && keys_.takeVector(name + ".bias", shape[0])) node.parameters["bias"] = name + ".bias";
  const int conv = add(std::move(node));
  const int normed = options.norm.empty() ? conv : norm(options.norm, conv, options.eps);
  const int value = options.function ? activation(name + ".act", normed, *options.function) : normed;
  if (options.function) nameFollower(options.norm.empty() ? name : options.norm, value);
  if (options.site) site(options.siteName.empty() ? name : options.siteName, SiteKind::Convolution, conv, normed, value);
  return value;
}

int NetworkBuilder::norm(const std::string& name, int input, double eps) {
  Node node{.op = Op::BatchNorm, .name = name, .inputs = {input}, .channels = channels(input), .eps = eps};
  constexpr std::pair<const char*, const char*> kRoles[] = {
      {"weight", ".weight"}, {"bias", ".bias"}, {"mean", ".running_mean"}, {"variance", ".running_var"}};
  for (const auto& [role, suffix] : kRoles) {
    keys_.takeVector(name + suffix, node.channels);
    node.parameters[role] = name + suffix;
  }
  keys_.takeOptional(name + ".num_batches_tracked");
  return add(std::move(node));
}

int NetworkBuilder::activation(const std::string& name, int input, Function function) {
  return add({.op = Op::Activation, .name = name, .inputs = {input}, .channels = channels(input), .function = function});
}

int NetworkBuilder::maxPool(const std::string& name, int input, std::int64_t kernel, std::int64_t stride, std::int64_t padding,
                            bool ceiling) {
  const Window window{{kernel, kernel}, {stride, stride}, {padding, padding}, {1, 1}, 1, ceiling};
  return add({.op = Op::MaxPool, .name = name, .inputs = {input}, .channels = channels(input), .window = window});
}

int NetworkBuilder::averagePool(const std::string& name, int input, std::int64_t kernel, std::int64_t stride) {
  const Window window{{kernel, kernel}, {stride, stride}, {0, 0}, {1, 1}, 1};
  return add({.op = Op::AveragePool, .name = name, .inputs = {input}, .channels = channels(input), .window = window});
}

int NetworkBuilder::globalPool(const std::string& name, int input) {
  return add({.op = Op::AdaptivePool, .name = name, .inputs = {input}, .channels = channels(input)});
}

int NetworkBuilder::globalMaxPool(const std::string& name, int input) {
  return add({.op = Op::GlobalMaxPool, .name = name, .inputs = {input}, .channels = channels(input)});
}

int NetworkBuilder::add(const std::string& name, int a, int b) {
  if (channels(a) != channels(b)) {  // the nearest weights are what does not fit
    int at = b;
    while (at > 0 && graph().nodes[at].op != Op::Convolution && graph().nodes[at].op != Op::Linear) at = graph().nodes[at].inputs[0];
    if (graph().nodes[at].has("weight")) keys_.misfit(graph().nodes[at].parameters["weight"]);
  }
  return add({.op = Op::Add, .name = name, .inputs = {a, b}, .channels = channels(a)});
}

int NetworkBuilder::concatenate(const std::string& name, std::vector<int> inputs) {
  int sum = 0;
  for (const int input : inputs) sum += channels(input);
  return add({.op = Op::Concatenate, .name = name, .inputs = std::move(inputs), .channels = sum});
}

int NetworkBuilder::linear(const std::string& name, int input, std::string weight, std::string bias) {
  if (weight.empty()) weight = name + ".weight";
  if (bias.empty()) bias = name + ".bias";
  const auto shape = keys_.take(weight);
  const bool matrix = shape.size() == 2 || (shape.size() == 4 && shape[2] == 1 && shape[3] == 1);
  if (shape.empty()) return input;
  if (!matrix || shape[1] != channels(input)) {
    keys_.misfit(weight);
    return input;
  }
  Node node{.op = Op::Linear, .name = name, .inputs = {input}, .channels = static_cast<int>(shape[0])};
  node.parameters["weight"] = weight;
  if (keys_.has(bias) && keys_.takeVector(bias, shape[0])) node.parameters["bias"] = bias;
  return add(std::move(node));
}

int NetworkBuilder::hidden(const std::string& name, const std::string& activationName, int input, Function function) {
  const int layer = linear(name, input);
  if (layer == input) return input;
  const int value = activation(activationName, layer, function);
  site(name, SiteKind::Hidden, layer, layer, value);
  return value;
}

int NetworkBuilder::layerNorm(const std::string& name, int input, double eps) {
  Node node{.op = Op::LayerNorm, .name = name, .inputs = {input}, .channels = channels(input), .eps = eps};
  const bool old = !keys_.has(name + ".weight") && keys_.has(name + ".gamma");  // as the first BERT checkpoints call them
  for (const auto& [role, word] : {std::pair("weight", old ? ".gamma" : ".weight"), std::pair("bias", old ? ".beta" : ".bias")}) {
    keys_.takeVector(name + word, node.channels);
    node.parameters[role] = name + word;
  }
  return add(std::move(node));
}

int NetworkBuilder::responseNorm(const std::string& name, int input) {
  Node node{.op = Op::ResponseNorm, .name = name, .inputs = {input}, .channels = channels(input)};
  const bool original = keys_.has(name + ".gamma");
  for (const auto& [role, word] : {std::pair("weight", original ? ".gamma" : ".weight"), std::pair("bias", original ? ".beta" : ".bias")}) {
    std::int64_t count = 1;
    for (const auto size : keys_.take(name + word)) count *= size;
    if (count != node.channels) keys_.misfit(name + word);
    node.parameters[role] = name + word;
  }
  return add(std::move(node));
}

int NetworkBuilder::scale(const std::string& key, int input) {
  std::int64_t count = 1;
  for (const auto size : keys_.take(key)) count *= size;
  if (count != channels(input)) keys_.misfit(key);
  return add({.op = Op::Scale, .name = key, .inputs = {input}, .channels = channels(input), .parameters = {{"weight", key}}});
}

int NetworkBuilder::times(const std::string& name, int input, double factor) {
  return add({.op = Op::Scale, .name = name, .inputs = {input}, .channels = channels(input), .factor = factor});
}

int NetworkBuilder::squeezeExcite(const std::string& name, const std::string& reduce, const std::string& expand, int input,
                                  Function function, Function gate) {
  const int pooled = globalPool(name + ".avgpool", input);
  const int before = linear(reduce, pooled);
  const int reduced = activation(name + ".activation", before, function);
  const int opened = linear(expand, reduced);
  const int gated = activation(name + ".scale_activation", opened, gate);
  if (before != pooled) site(reduce, SiteKind::Hidden, before, before, reduced);
  if (opened != reduced) site(expand, SiteKind::BlockOutput, opened, opened, gated);
  // What timm and Hugging Face call the same parts.
  alias(name + ".squeeze", pooled);
  alias(name + ".bn", before);
  alias({name + ".act", name + ".act1", name + ".act_reduce"}, reduced);
  alias({name + ".gate", name + ".act_expand"}, gated);
  if (channels(gated) != channels(input)) keys_.misfit(expand + ".weight");
  return add({.op = Op::Multiply, .name = name, .inputs = {input, gated}, .channels = channels(input)});
}

int NetworkBuilder::attention(const std::string& name, std::vector<int> inputs, int heads) {
  const int width = channels(inputs.back()) / (inputs.size() == 1 ? 3 : 1);
  if (heads < 1 || width % heads != 0) {
    keys_.misfit(graph().nodes[inputs[0]].parameters["weight"]);
    heads = 1;
  }
  if (graph().takesTokens) inputs.push_back(0);
  const int node = add({.op = Op::Attention, .name = name, .inputs = std::move(inputs), .channels = width, .heads = heads});
  graph().sites.push_back({name, SiteKind::Head, node, -1, node, heads, width / heads});
  return node;
}

void NetworkBuilder::alias(const std::string& name, int node) {
  if (!graph().findModule(name)) graph().modules.emplace(name, node);
}

void NetworkBuilder::alias(std::initializer_list<std::string> names, int node) {
  for (const auto& name : names) alias(name, node);
}

int NetworkBuilder::normBefore(int value) const {
  const auto& nodes = network_.graph.nodes;
  if (nodes[value].op != Op::Activation) return value;
  const int before = nodes[value].inputs[0];
  return nodes[before].op == Op::BatchNorm ? before : value;
}

void NetworkBuilder::normSite(const std::string& name, int value) {
  site(name, SiteKind::BlockOutput, -1, normBefore(value), value);
}

void NetworkBuilder::blockSite(const std::string& name, int value) {
  graph().sites.push_back({name, SiteKind::BlockOutput, value, -1, value, channels(value), 1});
}

void NetworkBuilder::featuresSite(int value) {
  graph().sites.push_back({"features", SiteKind::Features, value, -1, value, channels(value), 1});
}

void NetworkBuilder::head(const std::vector<std::string>& names, int input) {
  constexpr int kParts = 16;
  const auto lastLinear = [&](const std::string& name) {
    int last = -1;
    for (int i = 0; i < kParts; ++i) {
      if (keys_.shape(name + "." + std::to_string(i) + ".weight").size() == 2) last = i;
    }
    return last;
  };
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const std::string& name) { return keys_.has(name + ".weight") || lastLinear(name) >= 0; });
  const auto& name = found == names.end() ? names.front() : *found;
  int value = input;
  int last = keys_.has(name + ".weight") ? -1 : lastLinear(name);
  for (int i = 0; i < last; ++i) {
    value = headPart(name, i, value);
    alias(name + "." + std::to_string(i), value);  // Dropout, Flatten
  }
  const int logits = linear(last < 0 ? name : name + "." + std::to_string(last), value);
  if (logits == value) return;
  graph().logits = logits;
  // The paper's models: Sequential(Linear, Softmax).
  graph().outputsProbabilities = last == 0;
  if (last == 0) network_.probabilities = {name, name + ".1"};
  architecture().classes = channels(logits);
}

/// Part i of a Sequential head in front of its last linear layer: BatchNorm, or a linear layer with the norm and the ReLU behind it.
int NetworkBuilder::headPart(const std::string& name, int i, int input) {
  const auto part = name + "." + std::to_string(i), next = name + "." + std::to_string(i + 1);
  const auto isNorm = [&](const std::string& key) { return keys_.has(key + ".running_mean"); };
  if (isNorm(part) && !graph().findModule(part)) return norm(part, input);
  if (keys_.shape(part + ".weight").size() != 2) return input;
  const int layer = linear(part, input);
  if (layer == input) return input;
  const int normed = isNorm(next) ? norm(next, layer) : layer;
  const int value = activation(name + "." + std::to_string(i + (normed == layer ? 1 : 2)), normed, Function::Relu);
  site(part, SiteKind::Hidden, layer, normed, value);
  assume("ReLU behind the hidden layer '" + part + "' of the head");
  return value;
}

int NetworkBuilder::headsFor(std::int64_t width, std::int64_t usual) {
  if (hints_.heads) return *hints_.heads;
  if (hints_.headWidth && width % *hints_.headWidth == 0) return static_cast<int>(width / *hints_.headWidth);
  // ViT-H, -g and -G have 16 heads whatever their width.
  std::int64_t dimension = width == 1280 || width == 1408 || width == 1664 ? width / 16 : usual > 0 && width % usual == 0 ? usual : 64;
  // Small networks of tests and teaching have narrow heads.
  if (width < 128 || width % dimension != 0) {
    for (const std::int64_t narrow : {16, 8, 4, 2, 1}) {
      dimension = narrow;
      if (width % narrow == 0) break;
    }
  }
  const auto heads = static_cast<int>(width / dimension);
  assume(std::to_string(heads) + " attention heads (" + std::to_string(dimension) +
         " channels each; the tensors do not tell: --network heads=N)");
  return heads;
}

/// In a Sequential the function behind part "features.18.1" is the module "features.18.2".
void NetworkBuilder::nameFollower(const std::string& before, int function) {
  const auto dot = before.rfind('.');
  const auto number = before.substr(dot + 1);
  if (dot == std::string::npos || number.empty() || number.find_first_not_of("0123456789") != std::string::npos || number.size() > 3)
    return;
  graph().modules.emplace(before.substr(0, dot + 1) + std::to_string(std::stoi(number) + 1), function);
}

/// A module that only holds others ("layer2.0.downsample", "features.3") gives what the last of them gives.
void NetworkBuilder::nameContainers() {
  std::set<std::string> named;
  std::map<std::string, int> last;
  for (std::size_t i = 1; i < graph().nodes.size(); ++i) {
    const auto& name = graph().nodes[i].name;
    named.insert(name);
    for (auto dot = name.rfind('.'); dot != std::string::npos && dot > 0; dot = name.rfind('.', dot - 1))
      last[name.substr(0, dot)] = static_cast<int>(i);
  }
  for (const auto& [name, node] : last) {
    if (!named.contains(name) && !network_.probabilities.contains(name)) graph().modules.emplace(name, node);
  }
}

Inference NetworkBuilder::finish(const std::string& family, const std::string& inWords, const std::string& name) {
  if (!keys_.complete() || architecture().classes < 1) return keys_.report(inWords);
  nameContainers();
  architecture().family = family;
  architecture().name = name;
  network_.ignored = keys_.left();
  return std::move(network_);
}

}  // namespace spurioscope
