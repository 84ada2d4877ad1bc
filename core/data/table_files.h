#pragma once

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <string>
#include <vector>

#include "base/csv.h"

namespace spurioscope {

/// Regular files directly in the folder whose names end so (".csv", any case), in byte order; none where it cannot be read.
std::vector<std::filesystem::path> filesIn(const std::filesystem::path& folder, std::initializer_list<std::string_view> endings);
bool endsWith(const std::filesystem::path& file, std::initializer_list<std::string_view> endings);
/// Whether a name ends as those of images do: .png, .jpg, .jpeg, .bmp, .webp.
bool isImageName(const std::filesystem::path& file);

/// Text in lower case, ASCII only.
std::string lowerCase(std::string_view text);

/// The first 64 KiB of a file, cut after the last whole line; empty where it cannot be read. For recognising.
std::string firstLines(const std::filesystem::path& file);
/// The same as a table; nothing where it is none.
std::optional<CsvTable> firstRows(const std::filesystem::path& file);

/// The folder of a file, as one can open it ("." for a bare name).
std::filesystem::path folderOf(const std::filesystem::path& file);
/// The name of the folder that holds the file or is the folder: what a data set is called.
std::string folderName(const std::filesystem::path& fileOrFolder);

/// Where images lie whose metadata is in `root`: there, or in the one subfolder (else subfolder of a subfolder) that holds the image
/// `name`; `root` where that is not clear.
std::filesystem::path folderHolding(const std::filesystem::path& root, const std::string& name);

}  // namespace spurioscope
