#pragma once

#include <filesystem>
#include <memory>

#include "text/tokenizer.h"

namespace spurioscope {

/// Whether a folder holds files that openTokenizer reads.
bool holdsTokenizer(const std::filesystem::path& folder);

/// The tokenizer of a folder as Hugging Face lays it out, or one of its files: tokenizer.json, else vocab.txt (WordPiece), else vocab.json
/// with merges.txt (byte-level BPE). Settings are those of tokenizer_config.json and config.json beside it: do_lower_case, strip_accents,
/// tokenize_chinese_chars, add_prefix_space and the names of special tokens. Nothing in the files is followed or run; files are bounded.
/// @throws Error{Kind::Io} when there is none; Error{Kind::Unsafe} past 64 MiB; as tokenizerOfJson, wordPieces and bytePairs.
/// Cost: half a second for 50,000 tokens at most.
std::unique_ptr<const Tokenizer> openTokenizer(const std::filesystem::path& fileOrFolder);

}  // namespace spurioscope
