#include "text/tokenizer_files.h"

#include <initializer_list>
#include <optional>
#include <utility>

#include "base/error.h"
#include "text/assembled_tokenizer.h"
#include "text/byte_pairs.h"
#include "text/word_pieces.h"

namespace spurioscope {
namespace {

void take(const Json& config, const char* key, std::optional<bool>& into) {
  if (const auto found = config.find(key); !into && found != config.end() && found->is_boolean()) into = found->get<bool>();
}

/// A token is written as its text, or as an object with it.
void take(const Json& config, const char* key, std::optional<std::string>& into) {
  const auto found = config.find(key);
  if (into || found == config.end()) return;
  if (found->is_string()) into = found->get<std::string>();
  else if (found->is_object() && found->contains("content") && (*found)["content"].is_string())
    into = (*found)["content"].get<std::string>();
}

/// The special tokens that a vocabulary has: found in texts as they stand.
void addSpecial(TokenizerParts& parts, const Vocabulary& vocabulary, std::initializer_list<std::string> tokens,
                const std::string& takesLeft) {
  for (const auto& token : tokens) {
    if (const auto id = vocabulary.find(token)) parts.added.push_back({token, *id, false, token == takesLeft, false, false});
  }
}

std::int32_t required(const Vocabulary& vocabulary, const std::string& token, const std::string& file) {
  if (const auto id = vocabulary.find(token)) return *id;
  throw Error{Kind::Format, "the special token '" + token + "' is not in the vocabulary", Where{file, {}, {}},
              "Take the vocabulary that came with the checkpoint, with its tokenizer_config.json."};
}

}  // namespace

void addSettings(const Json& config, TokenizerSettings& settings) {
  if (!config.is_object()) return;
  take(config, "do_lower_case", settings.lowerCase);
  take(config, "strip_accents", settings.stripAccents);
  take(config, "tokenize_chinese_chars", settings.handleChinese);
  take(config, "add_prefix_space", settings.addPrefixSpace);
  take(config, "cls_token", settings.cls);
  take(config, "sep_token", settings.sep);
  take(config, "pad_token", settings.pad);
  take(config, "unk_token", settings.unknown);
  take(config, "mask_token", settings.mask);
}

std::unique_ptr<const Tokenizer> tokenizerOfLines(std::string_view text, const TokenizerSettings& settings, const std::string& file) {
  const auto vocabulary = vocabularyOfLines(text, file);
  const auto cls = settings.cls.value_or("[CLS]"), sep = settings.sep.value_or("[SEP]"), pad = settings.pad.value_or("[PAD]");
  WordPieceSettings wanted;
  wanted.unknown = settings.unknown.value_or("[UNK]");
  wanted.normalizer.lowerCase = settings.lowerCase.value_or(true);
  wanted.normalizer.handleChinese = settings.handleChinese.value_or(true);
  wanted.normalizer.stripAccents = settings.stripAccents;
  TokenizerParts parts;
  addSpecial(parts, vocabulary, {cls, sep, pad, wanted.unknown, settings.mask.value_or("[MASK]")}, "");
  parts.special = bertTemplate(required(vocabulary, cls, file), required(vocabulary, sep, file));
  parts.paddingId = vocabulary.find(pad).value_or(0);
  parts.largestId = vocabulary.largestId();
  parts.model = wordPieces(vocabulary, wanted, file);
  return assembledTokenizer(std::move(parts));
}

std::unique_ptr<const Tokenizer> tokenizerOfPairs(const Json& table, std::string_view merges, const TokenizerSettings& settings,
                                                  const std::string& vocabularyFile, const std::string& mergesFile) {
  const auto vocabulary = vocabularyOfJson(table, vocabularyFile);
  const auto cls = settings.cls.value_or("<s>"), sep = settings.sep.value_or("</s>"), pad = settings.pad.value_or("<pad>");
  const auto unknown = settings.unknown.value_or("<unk>"), mask = settings.mask.value_or("<mask>");
  BytePairSettings wanted;
  wanted.addPrefixSpace = settings.addPrefixSpace.value_or(false);
  TokenizerParts parts;
  addSpecial(parts, vocabulary, {cls, sep, pad, unknown, mask, "<|endoftext|>"}, mask);
  const auto first = vocabulary.find(cls), end = vocabulary.find(sep);
  parts.special = first && end ? robertaTemplate(*first, *end) : bareTemplate();
  parts.paddingId = vocabulary.find(pad).value_or(0);
  parts.largestId = vocabulary.largestId();
  parts.model = bytePairs(vocabulary, mergesOfLines(merges, mergesFile), wanted, mergesFile);
  return assembledTokenizer(std::move(parts));
}

}  // namespace spurioscope
