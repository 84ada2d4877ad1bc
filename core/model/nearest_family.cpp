#include "model/nearest_family.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace spurioscope {
namespace {

/// Which share of a network's weights are kernels: none where texts are read, one where images are cut into patches.
struct Kernels {
  double least, most;
};
constexpr Kernels kNone{0, 0}, kPatchesAlone{1e-6, 0.2}, kSome{0.2, 1}, kMost{0.5, 1};

/// The words that the keys of a family are made of, numbers inside a word as '#', keys by which it is known, and its kernels.
struct FamilyWords {
  const char* inWords;
  std::set<std::string> words;
  std::vector<std::string> marks;
  Kernels kernels;
};

const std::vector<FamilyWords>& vocabulary() {
  static const std::vector<FamilyWords> kFamilies{
      {"ResNet with torchvision's names",
       {"conv#", "bn#", "layer#", "downsample", "shortcut", "se", "fc#", "fc", "linear"},
       {"conv1.weight", "layer1.0.conv1.weight"},
       kMost},
      {"ResNet with Hugging Face's names",
       {"resnet", "embedder", "encoder", "stages", "layers", "layer", "convolution", "normalization", "shortcut", "classifier"},
       {"resnet.embedder.embedder.convolution.weight"},
       kMost},
      {"pre-activation or Wide ResNet",
       {"conv#", "bn#", "bn", "block#", "layer#", "layer", "convShortcut", "shortcut", "fc", "linear"},
       {"conv1.weight", "block1.layer.0.bn1.weight"},
       kMost},
      {"VGG with torchvision's names", {"features", "classifier"}, {"features.0.weight", "classifier.0.weight"},
       kMost},
      {"DenseNet with torchvision's names",
       {"features", "conv#", "norm#", "denseblock#", "denselayer#", "transition#", "conv", "norm", "classifier"},
       {"features.conv0.weight", "features.denseblock1.denselayer1.norm1.weight"},
       kMost},
      {"MobileNet or EfficientNet with torchvision's names",
       {"features", "conv", "block", "fc#", "classifier"},
       {"features.0.0.weight", "features.0.1.running_mean"},
       kMost},
      {"EfficientNet with timm's names",
       {"conv_stem", "bn#", "blocks", "conv_pw", "conv_dw", "conv_pwl", "conv_exp", "se", "conv_reduce", "conv_expand", "conv_head",
        "classifier"},
       {"conv_stem.weight", "blocks.0.0.conv_dw.weight"},
       kMost},
      {"MobileNet or EfficientNet with Hugging Face's names",
       {"efficientnet", "mobilenet_v#", "embeddings", "convolution", "batchnorm", "normalization", "encoder", "blocks", "expansion",
        "expand_conv", "expand_bn", "depthwise_conv", "depthwise_norm", "squeeze_excite", "reduce", "expand", "projection", "project_conv",
        "project_bn", "top_conv", "top_bn", "conv_stem", "first_conv", "conv_3x#", "expand_1x#", "reduce_1x#", "conv_1x#", "layer",
        "classifier"},
       {"efficientnet.embeddings.convolution.weight", "mobilenet_v2.conv_stem.first_conv.convolution.weight"},
       kMost},
      {"ConvNeXt",
       {"stem", "stages", "blocks", "conv_dw", "dwconv", "pwconv#", "norm", "mlp", "fc#", "fc", "gamma", "grn", "downsample",
        "downsample_layers", "head"},
       {"stem.0.weight", "stages.0.blocks.0.conv_dw.weight"},
       kSome},
      {"vision transformer",
       {"cls_token", "pos_embed", "patch_embed", "proj", "blocks", "norm#", "norm", "attn", "qkv", "mlp", "fc#", "head", "ls#", "gamma"},
       {"patch_embed.proj.weight", "pos_embed", "blocks.0.attn.qkv.weight"},
       kPatchesAlone},
      {"vision transformer with Hugging Face's names",
       {"vit",
        "deit",
        "dinov#",
        "beit",
        "vision_model",
        "patch_embedding",
        "position_embedding",
        "class_embedding",
        "self_attn",
        "out_proj",
        "layer_norm#",
        "pre_layrnorm",
        "post_layernorm",
        "lambda_#",
        "relative_position_bias",
        "relative_position_bias_table",
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
       {"vit.embeddings.patch_embeddings.projection.weight", "vit.embeddings.position_embeddings"},
       kPatchesAlone},
      {"Swin transformer",
       {"patch_embed", "layers", "blocks", "attn", "qkv", "proj", "relative_position_bias_table", "relative_position_index", "norm#",
        "norm", "mlp", "fc#", "downsample", "reduction", "head", "fc"},
       {"patch_embed.proj.weight", "layers.0.blocks.0.attn.relative_position_bias_table"},
       kPatchesAlone},
      {"BERT sequence classifier",
       {"bert", "roberta", "embeddings", "word_embeddings", "position_embeddings", "token_type_embeddings", "LayerNorm", "encoder", "layer",
        "attention", "self", "query", "key", "value", "output", "dense", "intermediate", "pooler", "classifier"},
       {"bert.embeddings.word_embeddings.weight", "bert.encoder.layer.0.attention.self.query.weight"},
       kNone},
      {"DistilBERT sequence classifier",
       {"distilbert", "embeddings", "word_embeddings", "position_embeddings", "LayerNorm", "transformer", "layer", "attention", "q_lin",
        "k_lin", "v_lin", "out_lin", "sa_layer_norm", "ffn", "lin#", "output_layer_norm", "pre_classifier", "classifier"},
       {"distilbert.embeddings.word_embeddings.weight"},
       kNone}};
  return kFamilies;
}

constexpr std::size_t kFewKeys = 2;  ///< so few say nothing

/// "denselayer12" -> "denselayer#"; "" for a word that is a number.
std::string pattern(const std::string& word) {
  const auto end = word.find_last_not_of("0123456789");
  if (end == std::string::npos) return "";
  return end + 1 == word.size() ? word : word.substr(0, end + 1) + "#";
}

/// The words of a key; what a parameter is called at the end does not count.
std::vector<std::string> wordsOf(const std::string& key) {
  static const std::set<std::string> kLeaves{"weight", "bias", "running_mean", "running_var", "num_batches_tracked", "gamma", "beta"};
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin <= key.size();) {
    const auto end = std::min(key.find('.', begin), key.size());
    const auto word = pattern(key.substr(begin, end - begin));
    const bool leaf = end == key.size() && begin > 0 && kLeaves.contains(word);
    begin = end + 1;
    if (!word.empty() && !leaf) words.push_back(word);
  }
  return words;
}

std::string firstWord(const std::string& key) { return key.substr(0, key.find('.')); }

/// The word that most keys begin with ("albert"): the name of the model, which says nothing of its parts. Empty where there is none.
std::string modelName(const ShapeTable& shapes) {
  std::map<std::string, std::size_t> counts;
  for (const auto& [key, shape] : shapes) {
    if (key.find('.') != std::string::npos) ++counts[firstWord(key)];
  }
  for (const auto& [word, count] : counts) {
    if (2 * count > shapes.size()) return word;
  }
  return "";
}

/// Whether all words of a key are the family's, the name of the model aside.
bool fits(const FamilyWords& family, const std::string& key, const std::string& model) {
  auto words = wordsOf(key);
  if (!words.empty() && firstWord(key) == model && !family.words.contains(words.front())) words.erase(words.begin());
  return !words.empty() && std::all_of(words.begin(), words.end(), [&](const auto& word) { return family.words.contains(word); });
}

double shareOfKernels(const ShapeTable& shapes) {
  double kernels = 0, matrices = 0;
  for (const auto& [key, shape] : shapes) {
    kernels += shape.size() == 4 ? 1 : 0;
    matrices += shape.size() == 2 ? 1 : 0;
  }
  return kernels + matrices > 0 ? kernels / (kernels + matrices) : 0;
}

/// How much of a table's words is the family's: a word that fewer families use tells more.
double shared(const FamilyWords& family, const ShapeTable& shapes) {
  double sum = 0;
  for (const auto& [key, shape] : shapes) {
    for (const auto& word : wordsOf(key)) {
      if (!family.words.contains(word)) continue;
      sum += 1.0 / static_cast<double>(std::count_if(vocabulary().begin(), vocabulary().end(),
                                                     [&](const auto& other) { return other.words.contains(word); }));
    }
  }
  return sum;
}

/// The family with kernels as these that shares most; nothing where too few keys have a word of it.
const FamilyWords* mostShared(const ShapeTable& shapes) {
  const FamilyWords* best = nullptr;
  double most = 0;
  const auto kernels = shareOfKernels(shapes);
  for (const auto& family : vocabulary()) {
    if (kernels < family.kernels.least || kernels > family.kernels.most) continue;
    const auto speaking = static_cast<std::size_t>(std::count_if(shapes.begin(), shapes.end(), [&](const auto& one) {
      const auto words = wordsOf(one.first);
      return std::any_of(words.begin(), words.end(), [&](const auto& word) { return family.words.contains(word); });
    }));
    const auto score = shared(family, shapes);
    if (speaking > std::max(kFewKeys, shapes.size() / 3) && score > most) best = &family, most = score;
  }
  return best;
}

/// Whether the key is there, whatever the model is called.
bool hasMark(const ShapeTable& shapes, const std::string& mark) {
  const auto part = mark.substr(mark.find('.') + 1);
  return shapes.contains(mark) || std::any_of(shapes.begin(), shapes.end(), [&](const auto& one) {
           return one.first == part || (part.find('.') != std::string::npos && one.first.ends_with("." + part));
         });
}

}  // namespace

NoNetwork nearestByNames(const ShapeTable& shapes) {
  const auto* best = mostShared(shapes);
  const auto model = modelName(shapes);
  NoNetwork no;
  for (const auto& [key, shape] : shapes) {
    if (best == nullptr || !fits(*best, key, model)) no.unexpected.push_back(key);
  }
  if (best == nullptr) return no;
  no.nearest = best->inWords;
  std::copy_if(best->marks.begin(), best->marks.end(), std::back_inserter(no.missing),
               [&](const auto& mark) { return !hasMark(shapes, mark); });
  return no;
}

}  // namespace spurioscope
