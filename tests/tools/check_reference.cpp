// check_reference FILE.json...: builds each reference network by the documented rule, runs it, and compares logits, module
// outputs and interventions with the real implementation's, within each file's tolerance. Prints a line per quantity with its
// largest difference, a closing count, and exits 1 on any failure.
#include <ATen/ATen.h>

#include <cmath>
#include <cstdio>
#include <iostream>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/number_text.h"
#include "checkpoint/parameter_names.h"
#include "model/catalogue.h"
#include "model/difference.h"
#include "model/differentiable.h"
#include "model/executor.h"
#include "model/interventions.h"
#include "tests/tools/reference_rule.h"

namespace spurioscope::testing {
namespace {

at::Tensor matrix(const Json& rows) {
  const auto n = static_cast<std::int64_t>(rows.size()), c = static_cast<std::int64_t>(rows.at(0).size());
  auto out = at::empty({n, c}, at::kDouble);
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j < c; ++j) out[i][j] = rows[i][j].get<double>();
  }
  return out;
}

at::Tensor vectorOf(const Json& values) {
  std::vector<double> all = values.get<std::vector<double>>();
  return at::from_blob(all.data(), {static_cast<std::int64_t>(all.size())}, at::kDouble).clone();
}

double maxDifference(const at::Tensor& a, const at::Tensor& b) {
  return (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
}

std::string listed(const std::string& word, const std::vector<std::string>& keys) {
  constexpr std::size_t kShown = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(keys.size(), kShown); ++i) text += (i == 0 ? word : " ") + keys[i];
  return keys.size() > kShown ? text + " and " + std::to_string(keys.size() - kShown) + " more" : text;
}

/// What an intervention names is no site of the network.
struct NoSite {};

class Reference {
 public:
  explicit Reference(const std::string& file) : file_(file), json_(parseJson(readTextFile(file), file)) {}

  void check() {
    build();
    const auto& expected = json_.at("expected");
    logitsMax_ = expected.at("logits_abs_max").get<double>();
    const double tolerance = tolerated(expected.at("f32_vs_f64_max_abs").get<double>());
    const auto logits = matrix(expected.at("logits_f64"));
    const auto values = runDifferentiable(network_.graph, parameters_, input_);
    within("logits, differentiable", maxDifference(logitsOf(network_.graph, values), logits), tolerance);
    within("logits, fused", maxDifference(executor_->logits(none(), chunk_), logits), tolerance);
    if (expected.contains("probabilities_f64")) {
      within("probabilities",
             maxDifference(at::softmax(logitsOf(network_.graph, values).to(at::kDouble), 1), matrix(expected["probabilities_f64"])),
             tolerance);
      holds("the head is known to end in a softmax", network_.graph.outputsProbabilities);
    }
    for (const auto& module : json_.at("modules")) checkModule(module, values);
    std::vector<Json> elsewhere;
    for (const auto& intervention : json_.at("interventions")) {
      try {
        checkIntervention(intervention);
      } catch (const NoSite&) {
        elsewhere.push_back(intervention);
      }
    }
    checkElsewhere(elsewhere);
  }

  int passed = 0, failed = 0;

 private:
  void build() {
    ShapeTable shapes;
    // As the reader of a checkpoint does: prefixes that training code puts in front are taken off.
    std::vector<std::string> keys;
    for (const auto& tensor : json_.at("tensors")) keys.push_back(tensor.at("key"));
    const auto plain = withoutPrefixes(keys);
    std::map<std::string, std::string> nameOf;
    for (std::size_t i = 0; i < keys.size(); ++i) nameOf[keys[i]] = plain[i];
    for (const auto& tensor : json_.at("tensors")) shapes[nameOf[tensor.at("key")]] = tensor.at("shape").get<std::vector<std::int64_t>>();
    if (!keys.empty() && keys.front().ends_with(plain.front()))
      prefix_ = keys.front().substr(0, keys.front().size() - plain.front().size());
    const auto inference = inferNetwork(shapes, hints());
    if (const auto* no = std::get_if<NoNetwork>(&inference)) {
      std::string what = "the architecture is not known (nearest: " + (no->nearest.empty() ? "none" : no->nearest) + ")";
      what += listed(", missing ", no->missing) + listed(", unexpected ", no->unexpected);
      throw Error{Kind::Unsupported, what, {file_, {}, {}}, {}};
    }
    network_ = std::get<Network>(inference);
    for (const auto& tensor : json_.at("tensors")) {
      if (tensor.at("dtype") != "float32") continue;
      const std::string key = tensor.at("key"), name = nameOf[key];
      const auto& fill = tensor.at("fill");
      parameters_[name] = ruleTensor(key, shapes[name], fill.at("offset"), fill.at("scale"), fill.at("abs"));
      within("sum of " + key, std::abs(parameters_[name].sum(at::kDouble).item<double>() - tensor.at("sum").get<double>()), 1e-4, true);
    }
    const auto& input = json_.at("input");
    if (input.at("kind") == "tokens") {
      input_ = ruleTokens(input);
    } else {
      input_ = ruleImage(input.at("shape").get<std::vector<std::int64_t>>());
      within("sum of the input", std::abs(input_.sum(at::kDouble).item<double>() - input["sum"].get<double>()), 1e-4, true);
    }
    fold();
    chunk_ = Chunk{0, input_.size(0),
                   [this] { return network_.graph.takesTokens ? input_ : input_.contiguous(at::MemoryFormat::ChannelsLast); }};
  }

  void fold() {
    executor_.reset();
    graph_ = std::make_shared<FoldedGraph>(network_.graph, parameters_, at::kCPU);
    executor_ = std::make_unique<Executor>(graph_, input_.size(2), input_.size(3), 1ull << 30);
  }

  /// What the tensors do not tell, as the file says it was.
  NetworkHints hints() const {
    const auto known = json_.value("hyperparameters", Json::object());
    auto hints = merged(hintsOf(known), hintsOf(known.value("config", Json::object())));
    hints.timm = hints.timm || madeBy("timm");
    const auto name = timmName();
    return name.empty() ? hints : merged(hints, hintsOf(Json{{"architecture", name}}));
  }

  /// The name that timm built the network by, which tells what the tensors do not: "timm.create_model('tf_efficientnet_b0', ...)".
  std::string timmName() const {
    const std::string builder = json_.value("builder", ""), call = "create_model('";
    const auto begin = builder.find(call);
    return begin == std::string::npos ? ""
                                      : builder.substr(begin + call.size(), builder.find('\'', begin + call.size()) - begin - call.size());
  }

  /// "library" is a word, or an object with a name and a version.
  bool madeBy(const std::string& library) const {
    const auto found = json_.find("library");
    if (found == json_.end()) return false;
    const auto name = found->is_object() ? found->value("name", Json()) : *found;
    return name.is_string() && name.get<std::string>().starts_with(library);
  }

  std::string withoutPrefix(const std::string& name) const { return name.starts_with(prefix_) ? name.substr(prefix_.size()) : name; }
  std::string nameIn(const Json& entry) const { return withoutPrefix(entry.at("module").get<std::string>()); }

  OverrideSet none() const { return OverrideSet(*graph_, {}); }

  double tolerated(double f32) const { return std::max(10 * f32, 1e-5 * logitsMax_); }

  void checkModule(const Json& module, const std::vector<at::Tensor>& values) {
    const std::string name = nameIn(module);
    const bool probabilities = network_.probabilities.contains(name);
    const auto node = probabilities ? network_.graph.logits : network_.graph.findModule(name);
    if (!holds("module " + name + " exists", node.has_value())) return;
    auto written = asWritten(values[*node].to(at::kDouble), module);
    if (const auto* windows = windowsAround(name)) written = inWindows(values[*node].to(at::kDouble), *windows, module);
    if (probabilities) written = at::softmax(written, 1);
    const auto value = oneForAll(written, module);
    if (!holds("module " + name + " has the reference's shape", value.sizes().vec() == module.at("shape").get<std::vector<std::int64_t>>()))
      return;
    const double absMax = module.at("abs_max").get<double>();
    const double tolerance = std::max(10 * module.at("f32_vs_f64").at("max_abs").get<double>(), 1e-5 * absMax);
    const auto flat = value.flatten();
    const auto indices = vectorOf(module.at("probe_index")).to(at::kLong);
    double worst = maxDifference(flat.index_select(0, indices), vectorOf(module.at("probe")));
    const auto channelDim = module.at("channel_dim").get<std::int64_t>();
    worst = std::max(worst, maxDifference(value.movedim(channelDim, 0).flatten(1).mean(1), vectorOf(module.at("channel_mean"))));
    worst = std::max({worst, std::abs(flat.mean().item<double>() - module.at("mean").get<double>()),
                      std::abs(flat.std(true).item<double>() - module.at("std").get<double>()),
                      std::abs(flat.abs().max().item<double>() - absMax)});
    within("module " + name, worst, tolerance);
  }

  /// What is the same for every sample (positions) a module may give once.
  static at::Tensor oneForAll(const at::Tensor& value, const Json& module) {
    const bool once = module.at("shape")[0] == 1 && value.size(0) > 1;
    return once && value.eq(value.narrow(0, 0, 1)).all().item<bool>() ? value.narrow(0, 0, 1).contiguous() : value;
  }

  /// The attention in windows that the module is a part of, where it gives its output window by window.
  const Node* windowsAround(const std::string& module) const {
    for (const auto& node : network_.graph.nodes) {
      if (node.op == Op::WindowAttention && (module == node.name || module.starts_with(node.name + "."))) return &node;
    }
    return nullptr;
  }

  /// [N, C, h, w] as [N * windows, places of a window, C], if that is what the module gives and no window hangs over the edge.
  static at::Tensor inWindows(const at::Tensor& value, const Node& node, const Json& module) {
    const auto shape = module.at("shape").get<std::vector<std::int64_t>>();
    const auto n = value.size(0), c = value.size(1), h = value.size(2), w = value.size(3), high = node.size[0], wide = node.size[1];
    if (shape.size() != 3 || shape[0] == n || h % high != 0 || w % wide != 0) return asWritten(value, module);
    const auto map = at::roll(value, {high >= h ? 0 : -node.index, wide >= w ? 0 : -node.index}, {2, 3});
    return map.view({n, c, h / high, high, w / wide, wide}).permute({0, 2, 4, 3, 5, 1}).reshape({-1, high * wide, c});
  }

  /// A value [N, C, h, w] in the shape that the module gives it: [N, T, C], [N, C, 1], [N, h, w, C] or [N, C].
  static at::Tensor asWritten(const at::Tensor& value, const Json& module) {
    const auto shape = module.at("shape").get<std::vector<std::int64_t>>();
    if (shape.size() == 3 && shape[1] == value.size(1) && shape[2] == 1) return value.flatten(2);
    if (shape.size() == 3) return value.flatten(2).transpose(1, 2).contiguous();
    if (shape.size() == 2) return value.flatten(1);
    const auto channelDim = module.at("channel_dim").get<std::int64_t>();
    return (channelDim == 3 || channelDim == -1 ? value.permute({0, 2, 3, 1}) : value).contiguous();
  }

  /// Site and channels of the site that stand for channels of a module.
  std::pair<std::string, std::vector<int>> target(const Json& intervention) const {
    const auto channels = intervention.at("channels").get<std::vector<int>>();
    if (intervention.at("kind") != "activation_input") return {siteFor(intervention), channels};
    // Whatever the module reads: attention heads before the output projection.
    const auto node = network_.graph.findModule(nameIn(intervention));
    if (node) {
      for (const auto& site : network_.graph.sites) {
        if (site.value != network_.graph.nodes[*node].inputs[0]) continue;
        std::vector<int> units;
        for (const int channel : channels) {
          if (channel % site.width == 0) units.push_back(channel / site.width);
        }
        if (units.size() * static_cast<std::size_t>(site.width) == channels.size()) return {site.name, units};
      }
    }
    throw NoSite{};
  }

  /// Whether a channel of zeros stays one, and nothing else becomes zero by it: what such a node reads and gives can be switched off
  /// at either side.
  static bool keepsZero(const Node& node) {
    switch (node.op) {
      case Op::Activation: return node.function != Function::Sigmoid && node.function != Function::HardSigmoid;
      case Op::Scale:
      case Op::MaxPool:
      case Op::AveragePool:
      case Op::AdaptivePool:
      case Op::GlobalMaxPool:
      case Op::PadZeros:
      case Op::PadSame:
      case Op::SelectToken:
      case Op::MeanTokens: return true;
      default: return false;
    }
  }

  const Site* siteAt(int node) const {
    for (const auto& site : network_.graph.sites) {
      if (site.width == 1 && (site.node == node || site.value == node)) return &site;
    }
    return nullptr;
  }

  /// The site where zeros are the same as zeros at the node: there, or on the other side of what keeps zeros and is alone with them.
  const Site* siteOfZeros(int node) const {
    const auto users = network_.graph.users();
    const auto& nodes = network_.graph.nodes;
    for (int at = node;;) {
      if (const auto* site = siteAt(at)) return site;
      const auto& following = users[static_cast<std::size_t>(at)];
      if (following.size() != 1 || !keepsZero(nodes[following[0]])) break;
      at = following[0];
    }
    for (int at = node; keepsZero(nodes[at]);) {
      at = nodes[at].inputs[0];
      if (users[static_cast<std::size_t>(at)].size() != 1) break;
      if (const auto* site = siteAt(at)) return site;
    }
    return nullptr;
  }

  std::string siteFor(const Json& intervention) const {
    if (intervention.at("kind") == "weight") {
      const auto key = withoutPrefix(intervention.at("key"));
      for (const auto& site : network_.graph.sites) {
        if (site.weights >= 0 && network_.graph.nodes[site.weights].parameters.at("weight") == key) return site.name;
      }
      throw NoSite{};
    }
    const std::string module = nameIn(intervention);
    // A module and a site may share a name and be different places: the module is meant ("features" of VGG).
    if (const auto node = network_.graph.findModule(module)) {
      if (const auto* site = siteOfZeros(*node)) return site->name;
    } else if (network_.graph.findSite(module) != nullptr) {
      return module;
    }
    throw NoSite{};
  }

  /// The node that an intervention is about.
  std::optional<int> placeOf(const Json& intervention) const {
    if (intervention.at("kind") == "weight") {
      const auto key = withoutPrefix(intervention.at("key"));
      for (std::size_t i = 0; i < network_.graph.nodes.size(); ++i) {
        const auto& node = network_.graph.nodes[i];
        const bool holds = node.op == Op::Linear || node.op == Op::Convolution;
        if (holds && node.has("weight") && node.parameters.at("weight") == key) return static_cast<int>(i);
      }
      return std::nullopt;
    }
    const auto node = network_.graph.findModule(nameIn(intervention));
    if (!node || intervention.at("kind") == "activation") return node;
    return network_.graph.nodes[*node].inputs.at(0);
  }

  /// Interventions at places that the program lists no site for: each is given one, and the network is folded again around them.
  void checkElsewhere(const std::vector<Json>& interventions) {
    std::vector<Json> placed;
    for (const auto& intervention : interventions) {
      const bool weight = intervention.at("kind") == "weight";
      const auto name = withoutPrefix(intervention.at(weight ? "key" : "module"));
      const auto node = placeOf(intervention);
      if (!holds("there is a place for the intervention " + intervention.at("kind").get<std::string>() + " " + name, node.has_value()))
        continue;
      if (siteAt(*node) == nullptr || weight) {
        network_.graph.sites.push_back({name + " (no site of the program)", weight ? SiteKind::Hidden : SiteKind::BlockOutput, *node,
                                        weight ? *node : -1, *node, network_.graph.nodes[*node].channels, 1});
      }
      placed.push_back(intervention);
    }
    if (placed.empty()) return;
    fold();
    for (const auto& intervention : placed) {
      try {
        checkIntervention(intervention);
      } catch (const NoSite&) {
        holds("a place for the intervention " + intervention.dump().substr(0, 80), false);
      }
    }
  }

  /// A convolution in front of its norm has no site of its own there, but zeros at it are a number behind the norm.
  std::optional<std::vector<ChannelOverride>> zerosInFrontOfNorm(const Json& intervention) const {
    if (intervention.at("kind") != "activation") return std::nullopt;
    const auto node = network_.graph.findModule(nameIn(intervention));
    if (!node || network_.graph.nodes[*node].op != Op::Convolution) return std::nullopt;
    for (const auto& site : network_.graph.sites) {
      if (site.weights != *node || site.node == *node || network_.graph.nodes[site.node].op != Op::BatchNorm) continue;
      const int index = graph_->weightsStep(site);
      const auto& step = graph_->step(index);
      const auto& own = network_.graph.nodes[*node];
      auto behind = step.convolution->bias().to(at::kDouble);
      if (own.has("bias")) behind = behind - parameter(parameters_, own.parameters.at("bias")).to(at::kDouble) * step.scale;
      std::vector<ChannelOverride> overrides;
      for (const auto& channel : intervention.at("channels")) {
        auto& one = overrides.emplace_back();
        one.step = index, one.channel = channel.get<int>();
        one.constant = behind[one.channel].item<double>();
      }
      return overrides;
    }
    return std::nullopt;
  }

  /// Logits that are switched off are no channel of a site: nothing comes behind them.
  bool checkLogitsThemselves(const Json& intervention) {
    if (intervention.at("kind") != "activation" || network_.graph.findModule(nameIn(intervention)) != network_.graph.logits) return false;
    auto logits = executor_->logits(none(), chunk_).clone();
    for (const auto& channel : intervention.at("channels")) logits.select(1, channel.get<std::int64_t>()).zero_();
    within("activation " + nameIn(intervention) + " (logits)", maxDifference(logits, matrix(intervention.at("logits_f64"))),
           tolerated(intervention.at("f32_vs_f64_max_abs").get<double>()));
    return true;
  }

  void checkIntervention(const Json& intervention) {
    if (checkLogitsThemselves(intervention)) return;
    const std::string kind = intervention.at("kind");
    if (const auto raw = zerosInFrontOfNorm(intervention)) {
      checkOverrides(kind + " " + nameIn(intervention), *raw, intervention);
      return;
    }
    const auto [site, channels] = target(intervention);
    std::vector<ChannelOverride> overrides;
    std::vector<ChannelEdit> edits;
    for (const int channel : channels) {
      edits.push_back({site, channel, kind == "weight" ? Intervention::ZeroWeights : Intervention::ZeroActivation, 0, 0, 0, {}});
      const auto some = resolveEdit(*graph_, parameters_, edits.back(), {});
      overrides.insert(overrides.end(), some.begin(), some.end());
    }
    checkOverrides(kind + " " + site, overrides, intervention);
    if (kind == "weight") {
      const auto really = editedParameters(network_.graph, parameters_, edits, {});
      within(
          kind + " " + site + ", edited state dict",
          maxDifference(logitsOf(network_.graph, runDifferentiable(network_.graph, really, input_)), matrix(intervention.at("logits_f64"))),
          tolerated(intervention.at("f32_vs_f64_max_abs").get<double>()));
    }
  }

  void checkOverrides(const std::string& name, const std::vector<ChannelOverride>& overrides, const Json& intervention) {
    const auto expected = matrix(intervention.at("logits_f64"));
    const double tolerance = tolerated(intervention.at("f32_vs_f64_max_abs").get<double>());
    const OverrideSet set(*graph_, overrides);
    within(name + ", full run", maxDifference(executor_->logits(set, chunk_), expected), tolerance);
    executor_->kept().clear();
    const auto result = DifferenceEvaluator(*executor_).evaluate(none(), set, chunk_);
    within(name + ", by difference", maxDifference(result.logits[0], expected), tolerance);
  }

  void within(const std::string& what, double difference, double tolerance, bool quiet = false) {
    const bool good = difference <= tolerance;  // NaN fails
    good ? ++passed : ++failed;
    if (good && quiet) return;
    std::cout << (good ? "ok    " : "FAIL  ") << what << ": " << numberText(difference) << " (tolerance " << numberText(tolerance) << ")\n";
  }

  bool holds(const std::string& what, bool good) {
    good ? ++passed : ++failed;
    if (!good) std::cout << "FAIL  " << what << "\n";
    return good;
  }

  std::string file_;
  std::string prefix_;  ///< of the module names, where the names of parameters lost one
  Json json_;
  Network network_;
  Parameters parameters_;
  at::Tensor input_;
  std::shared_ptr<const FoldedGraph> graph_;
  std::unique_ptr<Executor> executor_;
  Chunk chunk_;
  double logitsMax_ = 0;
};

int run(int argc, char** argv) {
  int passed = 0, failed = 0;
  for (int i = 1; i < argc; ++i) {
    std::cout << argv[i] << "\n";
    try {
      Reference reference(argv[i]);
      try {
        reference.check();
      } catch (...) {
        passed += reference.passed, failed += reference.failed;
        throw;
      }
      passed += reference.passed, failed += reference.failed;
    } catch (const std::exception& error) {
      ++failed;
      std::cout << "FAIL  " << error.what() << "\n";
    }
  }
  std::cout << passed << " passed, " << failed << " failed\n";
  return failed > 0 || passed == 0 ? 1 : 0;
}

}  // namespace
}  // namespace spurioscope::testing

int main(int argc, char** argv) { return spurioscope::testing::run(argc, argv); }
