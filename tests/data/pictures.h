#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "tests/base/temporary_folder.h"

namespace spurioscope {

/// One of the committed files (tests/data/files, made by make_golden.py).
inline std::filesystem::path dataFile(const std::string& name) {
  return std::filesystem::path(SPURIOSCOPE_TESTS_DIR) / "data" / "files" / name;
}

inline std::vector<std::byte> bytesOf(const std::filesystem::path& path) {
  const std::string text = readTextFile(path);
  const auto bytes = std::as_bytes(std::span{text});
  return {bytes.begin(), bytes.end()};
}

/// Puts one of the committed pictures into the folder under a name.
inline void addPicture(const TemporaryFolder& folder, const std::string& name, const std::string& picture = "rgb.png") {
  folder.write(name, readTextFile(dataFile(picture)));
}

}  // namespace spurioscope
