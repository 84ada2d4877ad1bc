#include "text/open_tokenizer.h"

#include <initializer_list>

#include "base/error.h"
#include "base/file.h"
#include "text/assembled_tokenizer.h"
#include "text/byte_pairs.h"
#include "text/tokenizer_json.h"
#include "text/word_pieces.h"

namespace spurioscope {
namespace {

constexpr std::uint64_t kTokenizerBytes = 64ull << 20;
constexpr std::uint64_t kConfigBytes = 4ull << 20;
using Path = std::filesystem::path;

bool isFile(const Path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

Json readJson(const Path& file, std::uint64_t limit) { return parseJson(readTextFile(file, limit), file.string()); }

void take(const Json& config, const char* key, std::optional<bool>& into) {
  if (const auto found = config.find(key); !into && found != config.end() && found->is_boolean()) into = found->get<bool>();
}

/// A token is written as its text, or as an object with it.
void take(const Json& config, const char* key, std::optional<std::string>& into) {
  const auto found = config.find(key);
  if (into || found == config.end()) return;
  if (found->is_string()) into = found->get<std::string>();
  else if (found->is_object() && found->contains("content") && (*found)["content"].is_string()) into = (*found)["content"].get<std::string>();
}

TokenizerSettings settingsIn(const Path& folder) {
  TokenizerSettings settings;
  for (const char* name : {"tokenizer_config.json", "config.json"}) {
    if (!isFile(folder / name)) continue;
    const auto config = readJson(folder / name, kConfigBytes);
    if (!config.is_object()) continue;
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
  return settings;
}

/// The special tokens that a vocabulary has: found in texts as they stand.
void addSpecial(TokenizerParts& parts, const Vocabulary& vocabulary, std::initializer_list<std::string> tokens, const std::string& takesLeft) {
  for (const auto& token : tokens) {
    if (const auto id = vocabulary.find(token)) parts.added.push_back({token, *id, false, token == takesLeft, false, false});
  }
}

std::int32_t required(const Vocabulary& vocabulary, const std::string& token, const std::string& file) {
  if (const auto id = vocabulary.find(token)) return *id;
  throw Error{Kind::Format, "the special token '" + token + "' is not in the vocabulary", Where{file, {}, {}},
              "Take the vocabulary that came with the checkpoint, with its tokenizer_config.json."};
}

std::unique_ptr<const Tokenizer> ofLines(const Path& file, const TokenizerSettings& settings) {
  const auto name = file.string();
  const auto vocabulary = vocabularyOfLines(readTextFile(file, kTokenizerBytes), name);
  const auto cls = settings.cls.value_or("[CLS]"), sep = settings.sep.value_or("[SEP]"), pad = settings.pad.value_or("[PAD]");
  WordPieceSettings wanted;
  wanted.unknown = settings.unknown.value_or("[UNK]");
  wanted.normalizer.lowerCase = settings.lowerCase.value_or(true);
  wanted.normalizer.handleChinese = settings.handleChinese.value_or(true);
  wanted.normalizer.stripAccents = settings.stripAccents;
  TokenizerParts parts;
  addSpecial(parts, vocabulary, {cls, sep, pad, wanted.unknown, settings.mask.value_or("[MASK]")}, "");
  parts.special = bertTemplate(required(vocabulary, cls, name), required(vocabulary, sep, name));
  parts.paddingId = vocabulary.find(pad).value_or(0);
  parts.largestId = vocabulary.largestId();
  parts.model = wordPieces(vocabulary, wanted, name);
  return assembledTokenizer(std::move(parts));
}

std::unique_ptr<const Tokenizer> ofPairs(const Path& folder, const TokenizerSettings& settings) {
  const auto name = (folder / "vocab.json").string(), mergesName = (folder / "merges.txt").string();
  const auto vocabulary = vocabularyOfJson(readJson(name, kTokenizerBytes), name);
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
  parts.model = bytePairs(vocabulary, mergesOfLines(readTextFile(mergesName, kTokenizerBytes), mergesName), wanted, mergesName);
  return assembledTokenizer(std::move(parts));
}

}  // namespace

bool holdsTokenizer(const Path& folder) {
  return isFile(folder / "tokenizer.json") || isFile(folder / "vocab.txt") || (isFile(folder / "vocab.json") && isFile(folder / "merges.txt"));
}

std::unique_ptr<const Tokenizer> openTokenizer(const Path& fileOrFolder) {
  const bool named = isFile(fileOrFolder);
  const Path folder = !named ? fileOrFolder : fileOrFolder.has_parent_path() ? fileOrFolder.parent_path() : Path(".");
  const auto chosen = [&](const char* name) { return named ? fileOrFolder.filename() == name : isFile(folder / name); };
  const auto settings = settingsIn(folder);
  if (chosen("tokenizer.json")) return tokenizerOfJson(readJson(folder / "tokenizer.json", kTokenizerBytes), settings, (folder / "tokenizer.json").string());
  if (chosen("vocab.txt") || (named && fileOrFolder.extension() == ".txt" && !chosen("merges.txt"))) return ofLines(named ? fileOrFolder : folder / "vocab.txt", settings);
  if ((chosen("vocab.json") || chosen("merges.txt")) && isFile(folder / "vocab.json") && isFile(folder / "merges.txt")) return ofPairs(folder, settings);
  if (named && fileOrFolder.extension() == ".json") return tokenizerOfJson(readJson(fileOrFolder, kTokenizerBytes), settings, fileOrFolder.string());
  throw Error{Kind::Io, "there is no tokenizer", Where{fileOrFolder.string(), {}, {}},
              "Name a folder with tokenizer.json, vocab.txt, or vocab.json and merges.txt, or one of these files."};
}

}  // namespace spurioscope
