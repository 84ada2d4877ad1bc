// Texts of different lengths in one chunk: padding must change nothing.
#include <gtest/gtest.h>

#include <ATen/ATen.h>

#include "analysis/activation_statistics.h"
#include "analysis/ranking.h"
#include "analysis/sweep.h"
#include "analysis/token_batches.h"
#include "tests/model/tiny_networks.h"

namespace spurioscope {
namespace {

/// A token a byte, 2 in front and 3 behind.
class ByteTokenizer final : public Tokenizer {
 public:
  TokenSequence encode(std::string_view text, std::optional<std::string_view>, int maxTokens) const override {
    TokenSequence out{{2}, {}};
    for (const char c : text.substr(0, static_cast<std::size_t>(maxTokens - 2))) out.ids.push_back(static_cast<unsigned char>(c));
    out.ids.push_back(3);
    out.segments.assign(out.ids.size(), 0);
    return out;
  }
  std::int32_t paddingId() const override { return 0; }
  std::int32_t largestId() const override { return 127; }
  int largestSegment() const override { return 0; }
  std::string description() const override { return "bytes"; }
};

class TextsOfSeveralLengths : public testing::Test {
 protected:
  TextsOfSeveralLengths() {
    Dataset dataset;
    dataset.holdsTexts = true;
    dataset.classNames = dataset.attributeNames = {"0", "1"};
    auto all = std::make_shared<std::vector<SampleText>>();
    for (int i = 0; i < 24; ++i) {
      dataset.samples.push_back({std::to_string(i), i % 2, i / 2 % 2, 0, Split::Test});
      all->push_back({std::string(static_cast<std::size_t>(1 + (i * 7) % 13), static_cast<char>('a' + i)), {}});
    }
    findGroups(dataset);
    data = {std::make_shared<const Dataset>(std::move(dataset)), nullptr, all};
    tokens = std::make_shared<TokenBatches>(all, std::make_shared<ByteTokenizer>(), 12);
  }

  SplitChunks chunks(int chunk) const {
    return SplitChunks(data, Split::Test, chunk, 0, at::kCPU, 1, std::make_shared<DamagedSamples>(), tokens);
  }
  ActivationStatistics statistics(int chunk) const {
    Executor executor(tiny.folded, 12, 1, 1 << 22);
    auto pass = chunks(chunk);
    NoProgress progress;
    return gatherStatistics(executor, *data.dataset, pass, {}, {}, progress);
  }

  const TinyNetwork tiny{ReferenceName{"hf_Bert_32_2_2"}};
  OpenDataset data;
  std::shared_ptr<TokenBatches> tokens;
};

constexpr double kClose = 2e-4;  // float32 sums in another order, of values up to 10

TEST_F(TextsOfSeveralLengths, ABatchIsAsLongAsItsLongest) {
  const std::vector<int> some{0, 5};  // 1 and 10 bytes
  const auto batch = tokens->batch(some);
  EXPECT_EQ(batch.sizes(), (std::vector<std::int64_t>{2, 3, 12, 1}));
  EXPECT_EQ(batch.select(1, 1).sum().item<std::int64_t>(), 3 + 12);
  EXPECT_EQ(batch[0][0][3].item<std::int64_t>(), 0);
}

TEST_F(TextsOfSeveralLengths, StatisticsCountSeenTokensOnly) {
  const auto padded = statistics(8), alone = statistics(1);
  ASSERT_EQ(padded.sites.size(), tiny.network.graph.sites.size());
  for (std::size_t s = 0; s < padded.sites.size(); ++s) {
    const auto &a = padded.sites[s], &b = alone.sites[s];
    EXPECT_EQ(a.height * a.width, 1);
    for (std::size_t i = 0; i < a.mean.size(); ++i) {
      EXPECT_NEAR(a.mean[i], b.mean[i], kClose) << a.site;
      EXPECT_NEAR(a.max[i], b.max[i], kClose) << a.site;
    }
    for (std::size_t i = 0; i < a.nodeMean.size(); ++i) EXPECT_NEAR(a.nodeMean[i], b.nodeMean[i], kClose) << a.site;
    for (std::size_t i = 0; i < a.map.size(); ++i) EXPECT_NEAR(a.map[i], b.map[i], kClose) << a.site;
  }
}

TEST_F(TextsOfSeveralLengths, ASweepCountsAsEachTextAloneDoes) {
  std::vector<std::vector<ChannelOverride>> candidates;
  for (const auto& site : tiny.network.graph.sites) {
    for (const int channel : {0, 1}) candidates.push_back(tiny.resolve({site.name, channel, Intervention::ZeroActivation}));
    if (site.weights >= 0) candidates.push_back(tiny.resolve({site.name, 1, Intervention::ZeroWeights}));
  }
  NoProgress progress;
  const auto sweep = [&](int chunk) {
    Executor executor(tiny.folded, 12, 1, 64 << 20);
    auto pass = chunks(chunk);
    return sweepCandidates(executor, *data.dataset, pass, tiny.none(), candidates, {0, 1}, {}, progress);
  };
  const auto padded = sweep(5), alone = sweep(1);
  EXPECT_EQ(padded.correctBefore, alone.correctBefore);
  for (std::size_t i = 0; i < candidates.size(); ++i) EXPECT_EQ(padded.candidates[i].correctAfter, alone.candidates[i].correctAfter) << i;
}

TEST_F(TextsOfSeveralLengths, RankingsByGradientsAreThoseOfTextsAlone) {
  std::vector<const Site*> sites;
  for (const auto& site : tiny.network.graph.sites) sites.push_back(&site);
  auto pass = chunks(5);
  const std::vector<int> samples{0, 3, 5, 8, 11}, targets{0, 1, 1, 0, 1};
  const auto inputs = [&](std::span<const int> some) { return pass.inputs(some, {}); };
  NoProgress progress;
  const auto rank = [&](int batch) {
    return rankByTaylor(tiny.network.graph, tiny.parameters, sites, samples, targets, LossOf::Logits, inputs, batch, {}, progress);
  };
  const auto padded = rank(5), alone = rank(1);
  ASSERT_GT(padded.front().score, 0);
  for (std::size_t i = 0; i < 10; ++i) EXPECT_NEAR(padded[i].score, alone[i].score, 1e-3 * padded.front().score);
}

}  // namespace
}  // namespace spurioscope
