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
    for (const auto& intervention : json_.at("interventions")) checkIntervention(intervention);
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
    graph_ = std::make_shared<FoldedGraph>(network_.graph, parameters_, at::kCPU);
    executor_ = std::make_unique<Executor>(graph_, input_.size(2), input_.size(3), 1ull << 30);
    chunk_ = Chunk{0, input_.size(0),
                   [this] { return network_.graph.takesTokens ? input_ : input_.contiguous(at::MemoryFormat::ChannelsLast); }};
  }

  /// What the tensors do not tell, as the file says it was.
  NetworkHints hints() const {
    const auto known = json_.value("hyperparameters", Json::object());
    auto hints = merged(hintsOf(known), hintsOf(known.value("config", Json::object())));
    hints.timm = hints.timm || madeBy("timm");
    return hints;
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
    throw Error{Kind::Unsupported, "no site for the input of '" + intervention.at("module").get<std::string>() + "'", {file_, {}, {}}, {}};
  }

  static bool keepsZero(const Node& node) {
    return node.op == Op::Activation && node.function != Function::Sigmoid && node.function != Function::HardSigmoid;
  }

  std::string siteFor(const Json& intervention) const {
    if (intervention.at("kind") == "weight") {
      const auto key = withoutPrefix(intervention.at("key"));
      return key.substr(0, key.size() - std::string(".weight").size());
    }
    const std::string module = nameIn(intervention);
    if (network_.graph.findSite(module) != nullptr) return module;
    for (const auto& site : network_.graph.sites) {
      if (network_.graph.nodes[site.node].name == module || network_.graph.nodes[site.value].name == module) return site.name;
      if (const auto node = network_.graph.findModule(module); node && (*node == site.node || *node == site.value)) return site.name;
    }
    // A norm set to zero in front of a function that keeps zero: the same as zero behind it.
    if (const auto node = network_.graph.findModule(module)) {
      const auto users = network_.graph.users()[static_cast<std::size_t>(*node)];
      for (const auto& site : network_.graph.sites) {
        if (users.size() == 1 && users[0] == site.node && keepsZero(network_.graph.nodes[users[0]])) return site.name;
      }
    }
    throw Error{Kind::Unsupported, "no site for the module '" + module + "'", {file_, {}, {}}, {}};
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
    const auto [site, channels] = target(intervention);
    std::vector<ChannelOverride> overrides;
    std::vector<ChannelEdit> edits;
    for (const int channel : channels) {
      edits.push_back({site, channel, kind == "weight" ? Intervention::ZeroWeights : Intervention::ZeroActivation, 0, 0, 0, {}});
      const auto some = resolveEdit(*graph_, parameters_, edits.back(), {});
      overrides.insert(overrides.end(), some.begin(), some.end());
    }
    const auto expected = matrix(intervention.at("logits_f64"));
    const double tolerance = tolerated(intervention.at("f32_vs_f64_max_abs").get<double>());
    const OverrideSet set(*graph_, overrides);
    const std::string name = kind + " " + site;
    within(name + ", full run", maxDifference(executor_->logits(set, chunk_), expected), tolerance);
    executor_->kept().clear();
    const auto result = DifferenceEvaluator(*executor_).evaluate(none(), set, chunk_);
    within(name + ", by difference", maxDifference(result.logits[0], expected), tolerance);
    if (kind == "weight") {
      const auto really = editedParameters(network_.graph, parameters_, edits, {});
      within(name + ", edited state dict",
             maxDifference(logitsOf(network_.graph, runDifferentiable(network_.graph, really, input_)), expected), tolerance);
    }
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
