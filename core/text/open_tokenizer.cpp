#include "text/open_tokenizer.h"

#include "base/error.h"
#include "base/file.h"
#include "text/tokenizer_files.h"

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

TokenizerSettings settingsIn(const Path& folder) {
  TokenizerSettings settings;
  for (const char* name : {"tokenizer_config.json", "config.json"}) {
    if (isFile(folder / name)) addSettings(readJson(folder / name, kConfigBytes), settings);
  }
  return settings;
}

std::unique_ptr<const Tokenizer> ofLines(const Path& file, const TokenizerSettings& settings) {
  return tokenizerOfLines(readTextFile(file, kTokenizerBytes), settings, file.string());
}

std::unique_ptr<const Tokenizer> ofPairs(const Path& folder, const TokenizerSettings& settings) {
  const auto vocabulary = folder / "vocab.json", merges = folder / "merges.txt";
  return tokenizerOfPairs(readJson(vocabulary, kTokenizerBytes), readTextFile(merges, kTokenizerBytes), settings, vocabulary.string(),
                          merges.string());
}

}  // namespace

bool holdsTokenizer(const Path& folder) {
  return isFile(folder / "tokenizer.json") || isFile(folder / "vocab.txt") ||
         (isFile(folder / "vocab.json") && isFile(folder / "merges.txt"));
}

std::unique_ptr<const Tokenizer> openTokenizer(const Path& fileOrFolder) {
  const bool named = isFile(fileOrFolder);
  const Path folder = !named ? fileOrFolder : fileOrFolder.has_parent_path() ? fileOrFolder.parent_path() : Path(".");
  const auto chosen = [&](const char* name) { return named ? fileOrFolder.filename() == name : isFile(folder / name); };
  const auto settings = settingsIn(folder);
  if (chosen("tokenizer.json"))
    return tokenizerOfJson(readJson(folder / "tokenizer.json", kTokenizerBytes), settings, (folder / "tokenizer.json").string());
  if (chosen("vocab.txt") || (named && fileOrFolder.extension() == ".txt" && !chosen("merges.txt")))
    return ofLines(named ? fileOrFolder : folder / "vocab.txt", settings);
  if ((chosen("vocab.json") || chosen("merges.txt")) && isFile(folder / "vocab.json") && isFile(folder / "merges.txt"))
    return ofPairs(folder, settings);
  if (named && fileOrFolder.extension() == ".json")
    return tokenizerOfJson(readJson(fileOrFolder, kTokenizerBytes), settings, fileOrFolder.string());
  throw Error{Kind::Io, "there is no tokenizer", Where{fileOrFolder.string(), {}, {}},
              "Name a folder with tokenizer.json, vocab.txt, or vocab.json and merges.txt, or one of these files."};
}

}  // namespace spurioscope
