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
    throw Error{Kind::Range, "'" + edit.site + "' has channels 0 to " + std::to_string(site->channels - 1) + ", not " + std::to_string(edit.channel),
                {{}, {}, "edit"}, "Name one of these channels."};
  }
  return *site;
}

bool changesWeights(Intervention kind) {
  return kind == Intervention::ZeroWeights || kind == Intervention::RandomInit || kind == Intervention::Noise || kind == Intervention::Rewind;
}

const std::string& convolutionName(const Graph& graph, const Site& site) {
  if (site.weights < 0) {
    throw Error{Kind::Usage, "'" + site.name + "' has no weights of its own", {{}, {}, "edit"},
                "Use zero-activation, mean or scale here, or edit the convolutions before it."};
  }
  return graph.nodes[site.weights].name;
}

std::uint64_t drawSeed(const ChannelEdit& edit) {
  std::uint64_t hash = splitmix64(edit.seed);
  for (const char c : edit.site) hash = splitmix64(hash ^ static_cast<unsigned char>(c));
  return splitmix64(hash ^ static_cast<std::uint64_t>(edit.channel));
}

/// The channel's own weights after the edit, [in/groups, kh, kw].
at::Tensor editedRow(const Graph& graph, const Parameters& parameters, const Site& site, const ChannelEdit& edit, const EditSources& sources) {
  const auto name = convolutionName(graph, site) + ".weight";
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

/// gamma / sqrt(var + eps) of the norm behind a convolution; 1 without one.
double normScale(const Graph& graph, const Parameters& parameters, const Site& site, int channel) {
  const auto& norm = graph.nodes[site.node];
  if (norm.op != Op::BatchNorm) return 1;
  const double gamma = parameter(parameters, norm.name + ".weight")[channel].item<double>();
  return gamma / std::sqrt(parameter(parameters, norm.name + ".running_var")[channel].item<double>() + norm.eps);
}

ChannelOverride affine(const FoldedGraph& graph, const Site& site, int channel, double alpha, double constant) {
  ChannelOverride one;
  one.step = graph.overrideStep(site);
  one.channel = channel;
  one.alpha = alpha;
  one.constant = constant;
  if (alpha == 0 || site.weights < 0) return one;
  // alpha * a + constant of a folded convolution is the convolution of scaled weights: its fused run need not be opened.
  const auto& convolution = *graph.step(one.step).convolution;
  one.kind = ChannelOverride::Kind::Recomputed;
  one.row = convolution.weight()[channel] * alpha;
  one.constant = convolution.bias()[channel].item<double>() * alpha + constant;
  return one;
}

}  // namespace

bool isIdentity(const ChannelEdit& edit) {
  const bool graded = edit.intervention == Intervention::ZeroWeights || edit.intervention == Intervention::ZeroActivation ||
                      edit.intervention == Intervention::Mean || edit.intervention == Intervention::Scale;
  return graded && edit.alpha == 1;
}

ChannelOverride resolveEdit(const FoldedGraph& graph, const Parameters& parameters, const ChannelEdit& edit, const EditSources& sources) {
  const Site& site = siteOf(graph.graph(), edit);
  switch (edit.intervention) {
    case Intervention::ZeroActivation:
    case Intervention::Scale: return affine(graph, site, edit.channel, edit.alpha, 0);
    case Intervention::Mean: return affine(graph, site, edit.channel, edit.alpha, (1 - edit.alpha) * sources.mean(site, edit.channel));
    default: break;
  }
  convolutionName(graph.graph(), site);
  const int step = graph.overrideStep(site);
  const double constant = zeroWeightConstant(*graph.step(step).convolution)[edit.channel].item<double>();
  if (edit.intervention == Intervention::ZeroWeights) {
    // Weights times alpha: the folded output becomes alpha * a + (1 - alpha) * constant.
    return affine(graph, site, edit.channel, edit.alpha, (1 - edit.alpha) * constant);
  }
  ChannelOverride one;
  one.step = step;
  one.channel = edit.channel;
  one.kind = ChannelOverride::Kind::Recomputed;
  one.row = editedRow(graph.graph(), parameters, site, edit, sources) * normScale(graph.graph(), parameters, site, edit.channel);
  one.constant = constant;
  return one;
}

Parameters editedParameters(const Graph& graph, const Parameters& parameters, const std::vector<ChannelEdit>& edits,
                            const EditSources& sources) {
  Parameters edited = parameters;
  std::map<std::string, bool> copied;
  for (const auto& edit : edits) {
    const Site& site = siteOf(graph, edit);
    if (!changesWeights(edit.intervention)) {
      throw Error{Kind::Usage, "an edit of activations cannot be written as weights", {{}, {}, edit.site + ":" + std::to_string(edit.channel)},
                  "Use zero-weights, random-init, noise or rewind."};
    }
    const auto name = convolutionName(graph, site) + ".weight";
    const auto row = editedRow(graph, parameters, site, edit, sources);
    if (!std::exchange(copied[name], true)) edited[name] = edited[name].clone();
    edited[name][edit.channel].copy_(row);
  }
  return edited;
}

}  // namespace spurioscope
