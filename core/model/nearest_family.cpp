#include "model/nearest_family.h"

#include <algorithm>
#include <set>

namespace spurioscope {
namespace {

/// The words that the keys of a family are made of, numbers inside a word as '#', and keys by which it is known.
struct FamilyWords {
  const char* inWords;
  std::set<std::string> words;
  std::vector<std::string> marks;
};

const std::vector<FamilyWords>& vocabulary() {
  static const std::vector<FamilyWords> kFamilies{
      {"ResNet with torchvision's names",
       {"conv#", "bn#", "layer#", "downsample", "shortcut", "se", "fc#", "fc", "linear"},
       {"conv1.weight", "layer1.0.conv1.weight"}},
      {"ResNet with Hugging Face's names",
       {"resnet", "embedder", "encoder", "stages", "layers", "layer", "convolution", "normalization", "shortcut", "classifier"},
       {"resnet.embedder.embedder.convolution.weight"}},
      {"pre-activation or Wide ResNet",
       {"conv#", "bn#", "bn", "block#", "layer#", "layer", "convShortcut", "shortcut", "fc", "linear"},
       {"conv1.weight", "block1.layer.0.bn1.weight"}},
      {"VGG with torchvision's names", {"features", "classifier"}, {"features.0.weight", "classifier.0.weight"}},
      {"DenseNet with torchvision's names",
       {"features", "conv#", "norm#", "denseblock#", "denselayer#", "transition#", "conv", "norm", "classifier"},
       {"features.conv0.weight", "features.denseblock1.denselayer1.norm1.weight"}},
      {"MobileNet or EfficientNet with torchvision's names",
       {"features", "conv", "block", "fc#", "classifier"},
       {"features.0.0.weight", "features.0.1.running_mean"}},
      {"EfficientNet with timm's names",
       {"conv_stem", "bn#", "blocks", "conv_pw", "conv_dw", "conv_pwl", "conv_exp", "se", "conv_reduce", "conv_expand", "conv_head",
        "classifier"},
       {"conv_stem.weight", "blocks.0.0.conv_dw.weight"}},
      {"ConvNeXt",
       {"stem", "stages", "blocks", "conv_dw", "dwconv", "pwconv#", "norm", "mlp", "fc#", "fc", "gamma", "grn", "downsample",
        "downsample_layers", "head"},
       {"stem.0.weight", "stages.0.blocks.0.conv_dw.weight"}},
      {"vision transformer",
       {"cls_token", "pos_embed", "patch_embed", "proj", "blocks", "norm#", "norm", "attn", "qkv", "mlp", "fc#", "head", "ls#", "gamma"},
       {"patch_embed.proj.weight", "pos_embed", "blocks.0.attn.qkv.weight"}},
      {"vision transformer with Hugging Face's names",
       {"vit",
        "deit",
        "dinov#",
        "beit",
        "embeddings",
        "cls_token",
        "position_embeddings",
        "patch_embeddings",
        "projection",
        "encoder",
        "layer",
        "layers",
        "attention",
        "query",
        "key",
        "value",
        "q_proj",
        "k_proj",
        "v_proj",
        "o_proj",
        "output",
        "dense",
        "intermediate",
        "mlp",
        "fc#",
        "layernorm_before",
        "layernorm_after",
        "layernorm",
        "pooler",
        "classifier"},
       {"vit.embeddings.patch_embeddings.projection.weight", "vit.embeddings.position_embeddings"}},
      {"Swin transformer",
       {"patch_embed", "layers", "blocks", "attn", "qkv", "proj", "relative_position_bias_table", "relative_position_index", "norm#",
        "norm", "mlp", "fc#", "downsample", "reduction", "head", "fc"},
       {"patch_embed.proj.weight", "layers.0.blocks.0.attn.relative_position_bias_table"}},
      {"BERT sequence classifier",
       {"bert", "roberta", "embeddings", "word_embeddings", "position_embeddings", "token_type_embeddings", "LayerNorm", "encoder", "layer",
        "attention", "self", "query", "key", "value", "output", "dense", "intermediate", "pooler", "classifier"},
       {"bert.embeddings.word_embeddings.weight", "bert.encoder.layer.0.attention.self.query.weight"}},
      {"DistilBERT sequence classifier",
       {"distilbert", "embeddings", "word_embeddings", "position_embeddings", "LayerNorm", "transformer", "layer", "attention", "q_lin",
        "k_lin", "v_lin", "out_lin", "sa_layer_norm", "ffn", "lin#", "output_layer_norm", "pre_classifier", "classifier"},
       {"distilbert.embeddings.word_embeddings.weight"}}};
  return kFamilies;
}

constexpr std::size_t kFewKeys = 2;  ///< so few say nothing

/// "denselayer12" -> "denselayer#"; "" for a word that is a number.
std::string pattern(const std::string& word) {
  const auto end = word.find_last_not_of("0123456789");
  if (end == std::string::npos) return "";
  return end + 1 == word.size() ? word : word.substr(0, end + 1) + "#";
}

enum class Speaks { NoWord, SomeWords, AllWords };

/// How many words of a key are the family's; what a parameter is called at the end does not count.
Speaks speaks(const FamilyWords& family, const std::string& key) {
  static const std::set<std::string> kLeaves{"weight", "bias", "running_mean", "running_var", "num_batches_tracked", "gamma", "beta"};
  int known = 0, words = 0;
  for (std::size_t begin = 0; begin <= key.size();) {
    const auto end = std::min(key.find('.', begin), key.size());
    const auto word = pattern(key.substr(begin, end - begin));
    const bool leaf = end == key.size() && begin > 0 && kLeaves.contains(word);
    begin = end + 1;
    if (word.empty() || leaf) continue;
    ++words;
    known += family.words.contains(word) ? 1 : 0;
  }
  return known == 0 ? Speaks::NoWord : known == words ? Speaks::AllWords : Speaks::SomeWords;
}

/// The family that most keys speak so; nothing where they are too few.
const FamilyWords* mostSpoken(const ShapeTable& shapes, Speaks least) {
  const FamilyWords* best = nullptr;
  std::size_t most = std::max(kFewKeys, shapes.size() / 3);
  for (const auto& family : vocabulary()) {
    const auto count = static_cast<std::size_t>(
        std::count_if(shapes.begin(), shapes.end(), [&](const auto& one) { return speaks(family, one.first) >= least; }));
    if (count > most) best = &family, most = count;
  }
  return best;
}

}  // namespace

NoNetwork nearestByNames(const ShapeTable& shapes) {
  const auto* best = mostSpoken(shapes, Speaks::AllWords);
  if (best == nullptr) best = mostSpoken(shapes, Speaks::SomeWords);
  NoNetwork no;
  for (const auto& [key, shape] : shapes) {
    if (best == nullptr || speaks(*best, key) != Speaks::AllWords) no.unexpected.push_back(key);
  }
  if (best == nullptr) return no;
  no.nearest = best->inWords;
  for (const auto& mark : best->marks) {
    if (!shapes.contains(mark)) no.missing.push_back(mark);
  }
  return no;
}

}  // namespace spurioscope
