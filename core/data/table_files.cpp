#include "data/table_files.h"

#include <algorithm>
#include <cctype>
#include <fstream>

#include "base/error.h"

namespace spurioscope {
namespace {

std::vector<std::filesystem::path> foldersIn(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.is_directory(error)) found.push_back(entry.path());
  }
  return found;
}

}  // namespace

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return c < 128 ? std::tolower(c) : c; });
  return lower;
}

bool endsWith(const std::filesystem::path& file, std::initializer_list<std::string_view> endings) {
  const std::string name = lowerCase(file.filename().string());
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

bool isImageName(const std::filesystem::path& file) { return endsWith(file, {".png", ".jpg", ".jpeg", ".bmp", ".webp"}); }

std::vector<std::filesystem::path> filesIn(const std::filesystem::path& folder, std::initializer_list<std::string_view> endings) {
  std::vector<std::filesystem::path> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (endsWith(entry.path(), endings) && entry.is_regular_file(error)) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string firstLines(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return {};
  std::string text(64 << 10, '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  const bool whole = stream.eof();
  if (!whole) text.resize(text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1);
  return text;
}

std::optional<CsvTable> firstRows(const std::filesystem::path& file) {
  try {
    return parseCsv(firstLines(file), file.string());
  } catch (const Error&) {
    return std::nullopt;  // not a table, or a quoted field that is longer than what was read: not recognised, which is an answer
  }
}

std::filesystem::path folderOf(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

std::string folderName(const std::filesystem::path& fileOrFolder) {
  std::error_code error;
  auto path = std::filesystem::absolute(fileOrFolder, error).lexically_normal();
  if (!std::filesystem::is_directory(path, error)) path = path.parent_path();
  return path.has_filename() ? path.filename().string() : path.parent_path().filename().string();
}

std::filesystem::path folderHolding(const std::filesystem::path& root, const std::string& name) {
  std::error_code error;
  const std::filesystem::path image = std::filesystem::path(name).lexically_normal();
  if (image.is_absolute() || image.string().starts_with("..") || std::filesystem::exists(root / image, error)) return root;
  auto level = foldersIn(root);
  for (int depth = 0; depth < 2; ++depth) {
    std::vector<std::filesystem::path> holding, below;
    for (const auto& folder : level) {
      if (std::filesystem::exists(folder / image, error)) holding.push_back(folder);
      if (depth == 0 && level.size() <= 64) {
        const auto inner = foldersIn(folder);
        below.insert(below.end(), inner.begin(), inner.end());
      }
    }
    if (!holding.empty()) return holding.size() == 1 ? holding[0] : root;
    level = std::move(below);
  }
  return root;
}

}  // namespace spurioscope
