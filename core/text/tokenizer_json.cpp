#include "text/tokenizer_json.h"

#include <algorithm>

#include "base/error.h"
#include "text/assembled_tokenizer.h"
#include "text/byte_pairs.h"
#include "text/word_pieces.h"

namespace spurioscope {
namespace {

constexpr std::size_t kAddedTokens = 100'000;
constexpr std::int64_t kLongestWord = 1'000;  // BERT's files say 100; cutting a word costs the square of it

class JsonReader {
 public:
  JsonReader(const Json& document, const TokenizerSettings& settings, const std::string& file)
      : document_(document), settings_(settings), file_(file) {
    if (!document_.is_object()) broken("this is no description of a tokenizer", "");
  }

  std::unique_ptr<const Tokenizer> run() {
    TokenizerParts parts;
    const auto& model = object(document_, "model");
    vocabulary_ = vocabularyOfJson(object(model, "vocab"), file_);
    parts.largestId = vocabulary_.largestId();
    // Files of the first versions do not name the kind.
    const auto kind = typeOf(model).empty() ? (model.contains("merges") ? "BPE" : "WordPiece") : typeOf(model);
    readAdded(parts);
    parts.special = bareTemplate();
    if (const auto* processor = part("post_processor")) parts.special = specialOf(*processor);
    parts.paddingId = idOf(settings_.pad.value_or("")).value_or(idOf("[PAD]").value_or(idOf("<pad>").value_or(0)));
    if (kind == "WordPiece") parts.model = wordPieceModel(model);
    else if (kind == "BPE") parts.model = bytePairModel(model);
    else unsupported("model", kind);
    return assembledTokenizer(std::move(parts));
  }

 private:
  [[noreturn]] void broken(const std::string& what, const std::string& place) const {
    throw Error{Kind::Format, what, Where{file_, {}, place}, "Take the file that came with the checkpoint."};
  }
  [[noreturn]] void unsupported(const std::string& place, const std::string& kind) const {
    throw Error{
        Kind::Unsupported, "the tokenizer's part '" + kind + "' is not known", Where{file_, {}, place},
        "WordPiece with BERT's normalizer and byte-level BPE (RoBERTa, GPT-2) are known; name a folder with vocab.txt, or vocab.json and "
        "merges.txt, by --tokenizer."};
  }

  const Json& object(const Json& parent, const char* key) const {
    const auto found = parent.find(key);
    if (found == parent.end() || !found->is_object()) broken("a part is missing", key);
    return *found;
  }
  const Json* part(const char* key) const {
    const auto found = document_.find(key);
    return found == document_.end() || found->is_null() ? nullptr : &*found;
  }
  static std::string typeOf(const Json& part) {
    const auto found = part.is_object() ? part.find("type") : part.end();
    return found != part.end() && found->is_string() ? found->get<std::string>() : std::string();
  }
  bool flag(const Json& parent, const char* key, bool standard) const {
    const auto found = parent.find(key);
    if (found == parent.end() || found->is_null()) return standard;
    if (!found->is_boolean()) broken("a setting is neither true nor false", key);
    return found->get<bool>();
  }
  std::string word(const Json& parent, const char* key, const std::string& standard) const {
    const auto found = parent.find(key);
    if (found == parent.end() || found->is_null()) return standard;
    if (!found->is_string()) broken("a setting is no text", key);
    return found->get<std::string>();
  }
  std::int64_t number(const Json& value, std::int64_t low, std::int64_t high, const char* place) const {
    if (!value.is_number_integer() || value.get<std::int64_t>() < low || value.get<std::int64_t>() > high)
      broken("a number is missing or out of its range", place);
    return value.get<std::int64_t>();
  }

  std::optional<std::int32_t> idOf(const std::string& token) const {
    if (const auto found = added_.find(token)) return found;
    return vocabulary_.find(token);
  }

  void readAdded(TokenizerParts& parts) {
    const auto* all = part("added_tokens");
    if (all == nullptr) return;
    if (!all->is_array() || all->size() > kAddedTokens) broken("this is no list of at most 100,000 tokens", "added_tokens");
    for (const auto& one : *all) {
      if (!one.is_object()) broken("a token is no object", "added_tokens");
      AddedToken token{
          word(one, "content", ""),        static_cast<std::int32_t>(number(one.value("id", Json()), 0, (1 << 24) - 1, "added_tokens")),
          flag(one, "single_word", false), flag(one, "lstrip", false),
          flag(one, "rstrip", false),      flag(one, "normalized", true)};
      added_.add(token.content, token.id, file_);
      parts.added.push_back(std::move(token));
    }
  }

  std::unique_ptr<const TokenModel> wordPieceModel(const Json& model) const {
    WordPieceSettings wanted;
    wanted.unknown = word(model, "unk_token", "[UNK]");
    wanted.prefix = word(model, "continuing_subword_prefix", "##");
    wanted.longestWord =
        static_cast<int>(number(model.value("max_input_chars_per_word", Json(100)), 1, kLongestWord, "max_input_chars_per_word"));
    auto& normalizer = wanted.normalizer;
    if (const auto* given = part("normalizer")) {
      if (typeOf(*given) != "BertNormalizer") unsupported("normalizer", typeOf(*given));
      normalizer.cleanText = flag(*given, "clean_text", true);
      normalizer.handleChinese = flag(*given, "handle_chinese_chars", true);
      normalizer.lowerCase = flag(*given, "lowercase", true);
      if (given->contains("strip_accents") && !(*given)["strip_accents"].is_null())
        normalizer.stripAccents = flag(*given, "strip_accents", true);
    } else {
      normalizer = {false, false, false, false};
    }
    normalizer.lowerCase = settings_.lowerCase.value_or(normalizer.lowerCase);
    normalizer.handleChinese = settings_.handleChinese.value_or(normalizer.handleChinese);
    if (settings_.stripAccents) normalizer.stripAccents = settings_.stripAccents;
    const auto* cutter = part("pre_tokenizer");
    if (cutter == nullptr || typeOf(*cutter) != "BertPreTokenizer")
      unsupported("pre_tokenizer", cutter == nullptr ? "null" : typeOf(*cutter));
    return wordPieces(vocabulary_, wanted, file_);
  }

  std::unique_ptr<const TokenModel> bytePairModel(const Json& model) const {
    if (const auto* normalizer = part("normalizer")) unsupported("normalizer", typeOf(*normalizer));
    const auto* cutter = part("pre_tokenizer");
    if (cutter == nullptr || typeOf(*cutter) != "ByteLevel") unsupported("pre_tokenizer", cutter == nullptr ? "null" : typeOf(*cutter));
    for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"}) {
      if (!word(model, key, "").empty()) unsupported(std::string("model, ") + key, word(model, key, ""));
    }
    if (flag(model, "byte_fallback", false)) unsupported("model", "byte_fallback");
    BytePairSettings wanted;
    wanted.addPrefixSpace = settings_.addPrefixSpace.value_or(flag(*cutter, "add_prefix_space", true));
    wanted.splitWords = flag(*cutter, "use_regex", true);
    wanted.fuseUnknown = flag(model, "fuse_unk", false);
    wanted.wholeWordsFirst = flag(model, "ignore_merges", false);
    if (const auto unknown = word(model, "unk_token", ""); !unknown.empty()) wanted.unknown = unknown;
    const auto list = model.find("merges");
    if (list == model.end() || !list->is_array()) broken("a part is missing", "merges");
    Merges merges;
    for (const auto& one : *list) {
      if (one.is_string()) {
        const auto line = mergesOfLines(one.get<std::string>(), file_);
        merges.insert(merges.end(), line.begin(), line.end());
      } else if (one.is_array() && one.size() == 2 && one[0].is_string() && one[1].is_string()) {
        merges.emplace_back(one[0].get<std::string>(), one[1].get<std::string>());
      } else {
        broken("a merge is not two tokens", "merges");
      }
    }
    return bytePairs(vocabulary_, merges, wanted, file_);
  }

  std::int32_t namedId(const Json& processor, const char* key) const {
    const auto found = processor.find(key);
    if (found == processor.end() || !found->is_array() || found->size() != 2)
      broken("a special token is missing", std::string("post_processor, ") + key);
    return static_cast<std::int32_t>(number((*found)[1], 0, (1 << 24) - 1, key));
  }

  SpecialTemplate specialOf(const Json& processor) const {
    const auto kind = typeOf(processor);
    if (kind == "BertProcessing") return bertTemplate(namedId(processor, "cls"), namedId(processor, "sep"));
    if (kind == "RobertaProcessing") return robertaTemplate(namedId(processor, "cls"), namedId(processor, "sep"));
    if (kind == "ByteLevel") return bareTemplate();  // it only moves the offsets
    if (kind == "TemplateProcessing") return {pieces(processor, "single", 0), pieces(processor, "pair", 1)};
    if (kind == "Sequence" && processor.contains("processors") && processor["processors"].is_array()) {
      std::optional<SpecialTemplate> only;
      for (const auto& one : processor["processors"]) {
        if (typeOf(one) == "ByteLevel") continue;
        if (only || typeOf(one) == "Sequence") unsupported("post_processor", "Sequence");
        only = specialOf(one);
      }
      return only.value_or(bareTemplate());
    }
    unsupported("post_processor", kind);
  }

  /// @param seconds  how often the second text stands in it; the first one stands once, else its length could not be bounded
  std::vector<TemplatePiece> pieces(const Json& processor, const char* key, std::ptrdiff_t seconds) const {
    const std::string place = std::string("post_processor, ") + key;
    const auto list = processor.find(key);
    if (list == processor.end() || !list->is_array()) broken("a part is missing", place);
    std::vector<TemplatePiece> out;
    for (const auto& one : *list) {
      const bool text = one.is_object() && one.contains("Sequence");
      if (!text && !(one.is_object() && one.contains("SpecialToken"))) broken("a piece is neither a text nor a special token", place);
      const auto& inside = one[text ? "Sequence" : "SpecialToken"];
      if (!inside.is_object()) broken("a piece is no object", place);
      const auto segment = static_cast<std::uint8_t>(number(inside.value("type_id", Json(0)), 0, 255, "type_id"));
      const auto name = word(inside, "id", "");
      if (text) {
        if (name != "A" && name != "B") broken("a text is neither A nor B", place);
        out.push_back({name == "A" ? TemplatePiece::Kind::First : TemplatePiece::Kind::Second, 0, segment});
        continue;
      }
      for (const auto id : specialIds(processor, name, place)) out.push_back({TemplatePiece::Kind::Token, id, segment});
    }
    const auto times = [&](TemplatePiece::Kind kind) {
      return std::count_if(out.begin(), out.end(), [=](const auto& piece) { return piece.kind == kind; });
    };
    if (times(TemplatePiece::Kind::First) != 1 || times(TemplatePiece::Kind::Second) != seconds)
      unsupported(place, "a text that is left out or stands twice");
    return out;
  }

  std::vector<std::int32_t> specialIds(const Json& processor, const std::string& name, const std::string& place) const {
    const auto table = processor.find("special_tokens");
    if (table == processor.end() || !table->is_object() || !table->contains(name))
      broken("the special token '" + name + "' is not described", place);
    const auto& entry = (*table)[name];
    if (!entry.is_object() || !entry.contains("ids") || !entry["ids"].is_array())
      broken("the special token '" + name + "' has no numbers", place);
    std::vector<std::int32_t> ids;
    for (const auto& id : entry["ids"]) ids.push_back(static_cast<std::int32_t>(number(id, 0, (1 << 24) - 1, "special_tokens")));
    return ids;
  }

  const Json& document_;
  const TokenizerSettings& settings_;
  const std::string& file_;
  Vocabulary vocabulary_, added_;
};

}  // namespace

std::unique_ptr<const Tokenizer> tokenizerOfJson(const Json& document, const TokenizerSettings& settings, const std::string& file) {
  return JsonReader(document, settings, file).run();
}

}  // namespace spurioscope
