#include "engine/inside/text_input.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "base/error.h"
#include "base/random.h"
#include "data/token_lists.h"
#include "text/open_tokenizer.h"
#include "text/token_numbers.h"

namespace spurioscope::engine {
namespace {

constexpr std::int64_t kUsualMost = 512;

/// The node that reads a table ("weight": words, "segments"); null where the network has none.
const Node* tableOf(const Graph& graph, const char* role) {
  const auto found = std::find_if(graph.nodes.begin(), graph.nodes.end(),
                                  [role](const Node& node) { return node.op == Op::Embedding && node.has(role); });
  return found == graph.nodes.end() ? nullptr : &*found;
}

const Node& wordsOf(const Graph& graph) {
  const auto* words = tableOf(graph, "weight");
  if (words == nullptr) throw Error{Kind::Internal, "a text network without a table of words", {}, {}};
  return *words;
}

std::filesystem::path tokenizerPath(const std::string& source, const Settings& settings) {
  if (!settings.tokenizer.empty()) return settings.tokenizer;
  std::error_code error;
  const std::filesystem::path path(source);
  const auto folder = std::filesystem::is_directory(path, error) ? path
                      : path.has_parent_path()                   ? path.parent_path()
                                                                 : std::filesystem::path(".");
  if (holdsTokenizer(folder)) return folder;
  throw Error{Kind::Usage,
              "the network reads texts, but there is no tokenizer beside its checkpoint",
              {folder.string(), {}, "--tokenizer"},
              "Put tokenizer.json, vocab.txt, or vocab.json and merges.txt beside the checkpoint, or name the folder that has them by "
              "--tokenizer."};
}

/// Tokens that stand in the data themselves, with how far their numbers and segments go.
std::shared_ptr<const Tokenizer> numbersIn(const std::vector<SampleText>& texts) {
  std::int32_t id = 0, segment = 0;
  for (const auto& text : texts) {
    for (const int one : parseTokens(text.first, {})) id = std::max(id, one);
    if (!text.second) continue;
    for (const int one : parseTokens(*text.second, {})) segment = std::max(segment, one);
  }
  if (segment > 1)
    throw Error{Kind::Data,
                "segment " + std::to_string(segment) + " among the token_type_ids",
                {{}, {}, "token_type_ids"},
                "Segments are 0 and 1."};
  return tokenNumbers(id, segment);
}

}  // namespace

std::shared_ptr<TokenBatches> openText(const std::string& source, const Network& network, const Parameters& parameters,
                                       const OpenDataset& data, const Settings& settings) {
  const auto& embedding = wordsOf(network.graph);
  const bool ready = data.dataset->tokens;
  const auto path = ready ? std::filesystem::path(data.dataset->path) : tokenizerPath(source, settings);
  const std::shared_ptr<const Tokenizer> tokenizer = ready ? numbersIn(*data.texts) : std::shared_ptr<const Tokenizer>(openTokenizer(path));
  const auto words = parameterOf(parameters, embedding, "weight").size(0);
  if (tokenizer->largestId() >= words) {
    throw Error{Kind::Shape,
                (ready ? std::string("the data number their tokens up to ") : std::string("the tokenizer numbers its tokens up to ")) +
                    std::to_string(tokenizer->largestId()) + ", the network knows " + std::to_string(words),
                {path.string(), {}, {}},
                "Take the tokenizer that the network was trained with (--tokenizer)."};
  }
  const auto* segments = tableOf(network.graph, "segments");
  if (segments != nullptr && tokenizer->largestSegment() >= parameterOf(parameters, *segments, "segments").size(0)) {
    throw Error{Kind::Shape, "the tokenizer tells two texts apart by segments, the network does not", {path.string(), {}, {}},
                "Take the tokenizer that the network was trained with (--tokenizer)."};
  }
  const std::int64_t longest = embedding.size[0];
  if (settings.maxTokens > longest) {
    throw Error{Kind::Usage,
                "the network takes " + std::to_string(longest) + " tokens at most",
                {{}, {}, "--max-tokens"},
                "Give a smaller number, or leave it out."};
  }
  const auto most = settings.maxTokens > 0 ? settings.maxTokens : static_cast<int>(std::min(longest, kUsualMost));
  return std::make_shared<TokenBatches>(data.texts, std::move(tokenizer), most);
}

std::int64_t usualLength(TokenBatches& tokens, std::size_t samples) {
  constexpr std::size_t kDrawn = 512;
  std::vector<int> some(samples);
  std::iota(some.begin(), some.end(), 0);
  Random(3).shuffle(some);
  some.resize(std::min(samples, kDrawn));
  return std::max<std::int64_t>(2, tokens.longest(some));
}

}  // namespace spurioscope::engine
