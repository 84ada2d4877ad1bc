#include "model/families.h"
#include "model/network_builder.h"

namespace spurioscope {
namespace {

/// Names of one kind of encoder; those of a layer are relative to it.
struct Names {
  std::string prefix, layer;
  const char *query, *key, *value, *projection, *attentionNorm, *hidden, *function, *output, *outputNorm, *attention;
  double eps;
};

const char* const kBertLayer = "encoder.layer.";
Names bertNames(const std::string& prefix, double eps) {
  return {prefix, kBertLayer, "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
          "attention.output.LayerNorm", "intermediate.dense", "intermediate", "output.dense", "output.LayerNorm", "attention.self", eps};
}
Names distilNames() {
  return {"distilbert.", "transformer.layer.", "attention.q_lin", "attention.k_lin", "attention.v_lin", "attention.out_lin",
          "sa_layer_norm", "ffn.lin1", "ffn.activation", "ffn.lin2", "output_layer_norm", "attention", 1e-12};
}

/// What differs beside the names: the head, and RoBERTa's count of positions.
enum class Encoder { Bert, DistilBert, Roberta, Electra };

class BertBuilder {
 public:
  BertBuilder(const ShapeTable& shapes, const NetworkHints& hints, Names names, Encoder kind)
      : build_(shapes, hints), names_(std::move(names)), kind_(kind), eps_(hints.normEps.value_or(names_.eps)) {}

  Inference run() {
    int value = embeddings();
    if (const auto wider = names_.prefix + "embeddings_project"; keys().has(wider + ".weight")) value = build_.linear(wider, value);
    const int heads = build_.headsFor(build_.channels(value));
    int depth = 0;
    for (; keys().hasUnder(layerName(depth) + "."); ++depth) value = layer(layerName(depth), value, heads);
    if (depth == 0) keys().misfit(layerName(0) + "." + names_.query + ".weight");
    const int width = build_.channels(value);
    for (const auto& whole : {names_.prefix.substr(0, names_.prefix.find('.')), names_.prefix + "encoder", names_.prefix + "transformer"})
      build_.graph().modules[whole] = value;
    head(build_.add({.op = Op::SelectToken, .name = "first_token", .inputs = {value}, .channels = width}));
    static const std::map<Encoder, std::pair<std::string, std::string>> kWords{{Encoder::Bert, {"bert", "BERT"}},
                                                                               {Encoder::DistilBert, {"distilbert", "DistilBERT"}},
                                                                               {Encoder::Roberta, {"roberta", "RoBERTa"}},
                                                                               {Encoder::Electra, {"electra", "ELECTRA"}}};
    const auto& [family, word] = kWords.at(kind_);
    return build_.finish(family, word + " sequence classifier",
                         word + " (" + std::to_string(depth) + " layers, width " + std::to_string(width) + ")");
  }

 private:
  ShapeReader& keys() { return build_.keys(); }
  std::string layerName(int number) const { return names_.prefix + names_.layer + std::to_string(number); }

  int embeddings() {
    const std::string name = names_.prefix + "embeddings";
    const auto words = keys().take(name + ".word_embeddings.weight", 2);
    const auto positions = keys().take(name + ".position_embeddings.weight", 2);
    keys().takeOptional(name + ".position_ids");
    keys().takeOptional(name + ".token_type_ids");
    auto& graph = build_.graph();
    graph.takesTokens = true;
    const int input = build_.add({.op = Op::Input, .name = "input", .channels = 3});
    const int width = words.empty() ? 0 : static_cast<int>(words[1]);
    const int first = kind_ == Encoder::Roberta ? 2 : 0;  // RoBERTa's first positions belong to padding
    const std::int64_t longest = positions.empty() ? 0 : positions[0] - first;
    build_.architecture().input = {0, longest, 1};
    const auto table = [&](const char* part, const char* role) {
      const std::string key = name + part + ".weight";
      const auto shape = keys().shape(key);
      if (!shape.empty() && (shape.size() != 2 || shape[1] != width)) keys().misfit(key);
      Node node{.op = Op::Embedding, .name = name + part, .inputs = {input}, .channels = width, .size = {longest, 1}, .index = first};
      node.parameters = {{role, key}};
      return build_.add(std::move(node));
    };
    int value = table(".word_embeddings", "weight");
    if (keys().has(name + ".token_type_embeddings.weight")) {
      keys().take(name + ".token_type_embeddings.weight", 2);
      value = build_.add(name + ".words_and_segments", value, table(".token_type_embeddings", "segments"));
    }
    value = build_.add(name + ".sum", value, table(".position_embeddings", "positions"));
    value = build_.layerNorm(name + ".LayerNorm", value, eps_);
    graph.modules[name] = value;
    build_.alias(name + ".dropout", value);
    build_.blockSite(name, value);
    return value;
  }

  int layer(const std::string& name, int input, int heads) {
    const auto at = [&](const char* part) { return name + "." + part; };
    std::vector<int> parts;
    for (const char* part : {names_.query, names_.key, names_.value}) parts.push_back(build_.linear(at(part), input));
    int value = build_.attention(at(names_.attention), parts, heads);
    const int projected = build_.linear(at(names_.projection), value);
    if (kind_ == Encoder::DistilBert) build_.graph().modules[at(names_.attention)] = projected;  // the module holds its projection
    build_.alias({at("attention.output.dropout"), at("attention.output_dropout")}, projected);
    value = build_.add(name + ".add1", projected, input);
    const int middle = build_.layerNorm(at(names_.attentionNorm), value, eps_);
    value = build_.hidden(at(names_.hidden), at(names_.function), middle, build_.hints().activation.value_or(Function::Gelu));
    build_.graph().modules.emplace(at("intermediate.intermediate_act_fn"), value);
    const int output = build_.linear(at(names_.output), value);
    build_.alias({at("output.dropout"), at("ffn.dropout")}, output);
    value = build_.add(name + ".add2", output, middle);
    value = build_.layerNorm(at(names_.outputNorm), value, eps_);
    build_.graph().modules[name] = value;
    build_.blockSite(name, value);
    return value;
  }

  /// BERT: pooler (tanh) and classifier; DistilBERT: pre_classifier (ReLU) and classifier; RoBERTa and ELECTRA: classifier.dense
  /// (tanh, GELU), out_proj.
  void head(int value) {
    const std::string pooler = names_.prefix + "pooler.dense";
    if (keys().has("classifier.dense.weight")) {
      value =
          build_.hidden("classifier.dense", "classifier.activation", value, kind_ == Encoder::Electra ? Function::Gelu : Function::Tanh);
      if (keys().hasUnder(names_.prefix + "pooler.")) takeUnusedPooler(pooler);
      build_.featuresSite(value);
      build_.alias("classifier.dropout", value);
      return build_.head({"classifier.out_proj"}, value);
    }
    if (keys().has("pre_classifier.weight")) {
      value = build_.hidden("pre_classifier", "pre_classifier.activation", value, Function::Relu);
    } else {
      value = build_.hidden(pooler, names_.prefix + "pooler", value, Function::Tanh);
      build_.alias(names_.prefix + "pooler.activation", value);
    }
    build_.alias("dropout", value);
    build_.featuresSite(value);
    build_.head({"classifier", "fc", "head"}, value);
  }

  void takeUnusedPooler(const std::string& pooler) {
    keys().takeOptional(pooler + ".weight");
    keys().takeOptional(pooler + ".bias");
  }

  NetworkBuilder build_;
  Names names_;
  Encoder kind_;
  double eps_;
};

}  // namespace

Inference inferBert(const ShapeTable& shapes, const NetworkHints& hints) {
  const auto has = [&](const std::string& prefix) { return shapes.contains(prefix + "embeddings.word_embeddings.weight"); };
  if (has("distilbert.")) return BertBuilder(shapes, hints, distilNames(), Encoder::DistilBert).run();
  if (has("roberta.")) return BertBuilder(shapes, hints, bertNames("roberta.", 1e-5), Encoder::Roberta).run();
  if (has("electra.")) return BertBuilder(shapes, hints, bertNames("electra.", 1e-12), Encoder::Electra).run();
  if (has("bert.")) return BertBuilder(shapes, hints, bertNames("bert.", 1e-12), Encoder::Bert).run();
  if (has("")) return BertBuilder(shapes, hints, bertNames("", 1e-12), Encoder::Bert).run();
  return NoNetwork{};
}

}  // namespace spurioscope
