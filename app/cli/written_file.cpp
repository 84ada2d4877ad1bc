#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "app/cli/commands.h"
#include "engine/csv_table.h"

namespace spurioscope::cli {
namespace {

namespace fs = std::filesystem;

/// The first 64 KiB of a regular file; nothing of an empty one and of any other kind.
std::string headOf(const fs::path& path) {
  std::error_code notThere;
  if (!fs::is_regular_file(path, notThere)) return {};
  std::string head(64u << 10, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return head;
}

/// What statistics, sweeps and --logits write, which no command but `figure` reads: made again, it may be replaced. An HDF5 file may
/// hold the data set's images as well; that of statistics names its checkpoint among the first things that were written.
bool isFormerResult(std::string_view head) {
  if (head.starts_with("\x89HDF\r\n")) return head.find("checkpoint_sha256") != std::string_view::npos;
  constexpr std::array<std::string_view, 2> kBegins{"sample,split,group,label,logit_", "site,channel,split,group,"};
  return std::any_of(kBegins.begin(), kBegins.end(), [&](std::string_view begin) { return head.starts_with(begin); });
}

bool isText(std::string_view head) {
  head = head.substr(0, 64);
  return std::none_of(head.begin(), head.end(), [](unsigned char c) { return c < ' ' && std::isspace(c) == 0; });
}

bool isImage(std::string_view head) {
  constexpr std::array<std::string_view, 4> kBegins{"\x89PNG", "\xFF\xD8\xFF", "BM", "RIFF"};
  return std::any_of(kBegins.begin(), kBegins.end(), [&](std::string_view begin) { return head.starts_with(begin); });
}

bool liesIn(const fs::path& path, const fs::path& folder) {
  std::error_code notThere;
  const auto whole = fs::weakly_canonical(path, notThere), root = fs::weakly_canonical(folder, notThere);
  const auto [end, rest] = std::mismatch(root.begin(), root.end(), whole.begin(), whole.end());
  return end == root.end() && rest != whole.end();
}

/// Whether the file belongs to what is read when `input` is named: all of a folder; beside an index its shards, beside a table
/// images and further tables.
bool isPartOf(const fs::path& path, std::string_view head, const std::string& input) {
  std::error_code notThere;
  if (fs::is_directory(input, notThere)) return liesIn(path, input);
  const auto folder = fs::absolute(input, notThere).parent_path();
  if (input.ends_with(".index.json")) return liesIn(path, folder);
  const auto beginning = headOf(input);
  return !beginning.empty() && isText(beginning) && (isText(head) || isImage(head)) && liesIn(path, folder);
}

}  // namespace

void checkOutput(const std::string& path, const std::string& option, const std::vector<std::string>& inputs) {
  if (path.empty()) return;
  std::error_code notThere;
  for (const auto& input : inputs) {
    if (fs::equivalent(path, input, notThere)) {
      failUsage("'" + path + "' is read by this command and would be overwritten", option, "Name another file.");
    }
  }
  take(engine::requireWritable(path));
}

void checkResult(const std::string& path, const std::string& option, const std::vector<std::string>& inputs) {
  checkOutput(path, option, inputs);
  const auto head = headOf(path);
  if (head.empty() || isFormerResult(head)) return;
  for (const auto& input : inputs) {
    if (isPartOf(path, head, input)) {
      failUsage("'" + path + "' lies in or beside '" + input + "', which this command reads, and would be overwritten", option,
                "Name another file, or remove it first.");
    }
  }
}

}  // namespace spurioscope::cli
