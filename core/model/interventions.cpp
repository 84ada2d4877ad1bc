#include "model/interventions.h"

#include "base/error.h"
#include "base/random.h"

namespace spurioscope {
namespace {

const Site& siteOf(const Graph& graph, const ChannelEdit& edit) {
  const Site* site = graph.findSite(edit.site);
  if (site == nullptr) {
    throw Error{Kind::Range, "the network has no site '" + edit.site + "'", {{}, {}, "edit"}, "`inspect` lists the sites."};
  }
  if (edit.channel < 0 || edit.channel >= site->channels) {
    throw Error{Kind::Range,
                "'" + edit.site + "' has channels 0 to " + std::to_string(site->channels - 1) + ", not " + std::to_string(edit.channel),
                {{}, {}, "edit"},
                "Name one of these channels."};
  }
  return *site;
}

bool changesWeights(Intervention kind) {
  return kind == Intervention::ZeroWeights || kind == Intervention::RandomInit || kind == Intervention::Noise ||
         kind == Intervention::Rewind;
}

/// The node that owns the site's weights.
const Node& weightsNode(const Graph& graph, const Site& site) {
  if (site.weights < 0) {
    throw Error{Kind::Usage, "'" + site.name + "' has no weights of its own", {{}, {}, "edit"},
                "Use zero-activation, mean or scale here, or edit the layers before it."};
  }
  return graph.nodes[site.weights];
}

std::uint64_t drawSeed(const ChannelEdit& edit) {
  std::uint64_t hash = splitmix64(edit.seed);
  for (const char c : edit.site) hash = splitmix64(hash ^ static_cast<unsigned char>(c));
  return splitmix64(hash ^ static_cast<std::uint64_t>(edit.channel));
}

/// The channel's own weights after the edit, [in/groups, kh, kw] (linear: [in]).
at::Tensor editedRow(const Graph& graph, const Parameters& parameters, const Site& site, const ChannelEdit& edit,
                     const EditSources& sources) {
  const auto& name = weightsNode(graph, site).parameters.at("weight");
  const auto row = parameter(parameters, name)[edit.channel];
  if (edit.intervention == Intervention::ZeroWeights) return row * edit.alpha;
  if (edit.intervention == Intervention::Rewind) {
    const auto& other = parameter(sources.other(edit.from), name);
    if (other.sizes() != parameter(parameters, name).sizes()) {
      throw Error{Kind::Shape, "'" + name + "' has another shape in the checkpoint to rewind to", {edit.from, {}, {}},
                  "Rewind only between epochs of one run."};
    }
    return other[edit.channel];
  }
  auto drawn = at::empty_like(row);
  Random random(drawSeed(edit));
  auto* values = drawn.data_ptr<float>();
  for (std::int64_t i = 0; i < drawn.numel(); ++i) values[i] = static_cast<float>(edit.std * random.normal());
  return edit.intervention == Intervention::Noise ? row + drawn : drawn;
}

/// alpha * a + constant of the site's own output. Where the step is a convolution that is the convolution of scaled weights: its
/// fused run need not be opened.
ChannelOverride affine(const FoldedGraph& graph, int step, int channel, double alpha, double constant) {
  ChannelOverride one;
  one.step = step;
  one.channel = channel;
  one.alpha = alpha;
  one.constant = constant;
  if (alpha == 0 || graph.step(step).kind != StepKind::Convolution) return one;
  const auto& convolution = *graph.step(step).convolution;
  one.kind = ChannelOverride::Kind::Recomputed;
  one.row = convolution.weight()[channel] * alpha;
  one.constant = convolution.bias()[channel].item<double>() * alpha + constant;
  return one;
}

/// An edit of activations: the same for each of the node's channels that the site's channel stands for.
std::vector<ChannelOverride> activationOverrides(const FoldedGraph& graph, const Site& site, const ChannelEdit& edit,
                                                 const EditSources& sources) {
  const auto means = edit.intervention == Intervention::Mean ? sources.mean(site, edit.channel)
                                                             : std::vector<double>(static_cast<std::size_t>(site.width), 0.0);
  std::vector<ChannelOverride> overrides;
  for (int i = 0; i < site.width; ++i) {
    overrides.push_back(affine(graph, graph.overrideStep(site), edit.channel * site.width + i, edit.alpha,
                               (1 - edit.alpha) * means[static_cast<std::size_t>(i)]));
  }
  return overrides;
}

}  // namespace

bool isIdentity(const ChannelEdit& edit) {
  const bool graded = edit.intervention == Intervention::ZeroWeights || edit.intervention == Intervention::ZeroActivation ||
                      edit.intervention == Intervention::Mean || edit.intervention == Intervention::Scale;
  return graded && edit.alpha == 1;
}

std::vector<ChannelOverride> resolveEdit(const FoldedGraph& graph, const Parameters& parameters, const ChannelEdit& edit,
                                         const EditSources& sources) {
  const Site& site = siteOf(graph.graph(), edit);
  if (!changesWeights(edit.intervention)) return activationOverrides(graph, site, edit, sources);
  weightsNode(graph.graph(), site);
  const int step = graph.weightsStep(site);
  const auto& convolution = *graph.step(step).convolution;
  // What zeroed weights leave behind once the norm is applied (the paper's code zeroes only the weight slice): the folded bias,
  // beta + gamma * (bias - mean) / sqrt(var + eps).
  const double constant = convolution.bias()[edit.channel].item<double>();
  if (edit.intervention == Intervention::ZeroWeights) {
    // Weights times alpha: the folded output becomes alpha * a + (1 - alpha) * constant.
    return {affine(graph, step, edit.channel, edit.alpha, (1 - edit.alpha) * constant)};
  }
  ChannelOverride one;
  one.step = step;
  one.channel = edit.channel;
  one.kind = ChannelOverride::Kind::Recomputed;
  one.row = (editedRow(graph.graph(), parameters, site, edit, sources) * graph.step(step).scale[edit.channel].item<double>())
                .view(convolution.weight()[edit.channel].sizes());
  one.constant = constant;
  return {one};
}

Parameters editedParameters(const Graph& graph, const Parameters& parameters, const std::vector<ChannelEdit>& edits,
                            const EditSources& sources) {
  Parameters edited = parameters;
  std::map<std::string, bool> copied;
  for (const auto& edit : edits) {
    const Site& site = siteOf(graph, edit);
    if (!changesWeights(edit.intervention)) {
      throw Error{Kind::Usage,
                  "an edit of activations cannot be written as weights",
                  {{}, {}, edit.site + ":" + std::to_string(edit.channel)},
                  "Use zero-weights, random-init, noise or rewind."};
    }
    const auto& name = weightsNode(graph, site).parameters.at("weight");
    const auto row = editedRow(graph, parameters, site, edit, sources);
    if (!std::exchange(copied[name], true)) edited[name] = edited[name].clone();
    edited[name][edit.channel].copy_(row);
  }
  return edited;
}

}  // namespace spurioscope
