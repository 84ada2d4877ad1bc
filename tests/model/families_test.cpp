#include <gtest/gtest.h>

#include <ATen/ATen.h>

#include "model/difference.h"
#include "model/differentiable.h"
#include "tests/model/random_edits.h"

namespace spurioscope {
namespace {

/// Every family of the catalogue, small; agreement with the real implementation is checked by the reference.* tests.
class FamilyOf : public ::testing::TestWithParam<const char*> {
 protected:
  TinyNetwork tiny{ReferenceName{GetParam()}, 3};
};

INSTANTIATE_TEST_SUITE_P(Networks, FamilyOf,
                         ::testing::Values("tiny_vgg", "tiny_densenet", "tiny_mobilenet", "tiny_efficientnet", "tiny_convnext", "tiny_vit",
                                           "tiny_swin", "tiny_timm_vit", "tiny_timm_registers", "tiny_timm_resnet", "hf_Bert_32_2_2",
                                           "hf_DistilBert_32_2_2", "hf_Roberta_32_2_2", "hf_ViT_32_1_2", "tiny_resnet9",
                                           "tiny_cifar_resnet", "tiny_head_of_parts", "tiny_timm_distilled", "tiny_timm_swin",
                                           "tiny_efficientnet_v2", "tiny_mobilenet_v3", "tiny_swin_v2", "tiny_wide_resnet",
                                           "tiny_preactivation", "tiny_hf_resnet", "tiny_hf_convnext", "tiny_hf_convnext_v2",
                                           "tiny_hf_swin", "tiny_hf_swin_v2", "tiny_hf_dinov2", "tiny_timm_tf_efficientnet",
                                           "tiny_timm_efficientnet_v2", "tiny_timm_mobilenet_v3", "tiny_timm_convnext_v2",
                                           "tiny_timm_swin_v2", "hf_Electra_32_2_2", "tiny_timm_densenet", "tiny_timm_beit",
                                           "tiny_timm_beit_shared", "tiny_lenet", "tiny_head_softmax", "tiny_hf_mobilenet_v1",
                                           "tiny_hf_mobilenet_v2", "tiny_hf_efficientnet", "tiny_hf_beit", "tiny_hf_beit_shared",
                                           "tiny_hf_clip", "tiny_hf_siglip", "tiny_hf_deit_teacher", "tiny_timm_se_resnet"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(FamilyOf, BothExecutorsAgreeAtEverySite) {
  const auto& graph = tiny.network.graph;
  const auto plain = runDifferentiable(graph, tiny.parameters, tiny.images);
  auto executor = tiny.executor();
  std::vector<int> targets{tiny.folded->logits()};
  for (const auto& site : graph.sites) targets.push_back(tiny.folded->valueStep(site));
  const auto values = executor.run(targets, tiny.none(), tiny.chunk());
  EXPECT_LT(relativeDifference(values[targets[0]].flatten(1), logitsOf(graph, plain)), kSameLogits);
  for (std::size_t i = 0; i < graph.sites.size(); ++i) {
    EXPECT_LT(relativeDifference(values[targets[i + 1]], plain[graph.sites[i].value]), kSameLogits) << graph.sites[i].name;
  }
}

TEST_P(FamilyOf, RandomSetsByDifferenceEqualAFullRun) { expectRandomSetsToEqualFullRuns(tiny, 25, 2 << 20); }

TEST_P(FamilyOf, ManyCandidatesEqualEachAloneAtEverySite) {
  auto executor = tiny.executor(2 << 20);
  DifferenceEvaluator evaluator(executor);
  for (const auto& site : tiny.network.graph.sites) {
    std::vector<std::vector<ChannelOverride>> candidates;
    const auto mode = site.weights >= 0 ? Intervention::ZeroWeights : Intervention::ZeroActivation;
    for (int channel = 0; channel < std::min(site.channels, 3); ++channel) candidates.push_back(tiny.resolve({site.name, channel, mode}));
    const auto result = evaluator.evaluateMany(tiny.none(), candidates, tiny.chunk());
    for (std::size_t k = 0; k < candidates.size(); ++k) {
      EXPECT_LT(relativeDifference(result.logits[static_cast<std::int64_t>(k)], tiny.logits(OverrideSet(*tiny.folded, candidates[k]))),
                kSameLogits)
          << site.name << ":" << k;
    }
  }
}

TEST_P(FamilyOf, WeightEditsEqualTheEditedStateDict) {
  for (const auto& site : tiny.network.graph.sites) {
    if (site.weights < 0) continue;
    for (const auto mode : {Intervention::ZeroWeights, Intervention::Noise}) {
      const std::vector<ChannelEdit> edits{{site.name, std::min(1, site.channels - 1), mode, 0, 0.3, 5}};
      const auto edited = editedParameters(tiny.network.graph, tiny.parameters, edits, tiny.sources());
      const auto expected = logitsOf(tiny.network.graph, runDifferentiable(tiny.network.graph, edited, tiny.images));
      EXPECT_LT(relativeDifference(tiny.logits(tiny.overrides(edits)), expected), kSameLogits) << site.name;
    }
  }
}

}  // namespace
}  // namespace spurioscope
