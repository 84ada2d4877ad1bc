#include "data/token_arrays.h"

#include <algorithm>
#include <fstream>

#include "base/error.h"
#include "data/hdf5_reader.h"
#include "data/table_files.h"

namespace spurioscope {
namespace {

constexpr const char* kIds = "input_ids";

bool isHdf5(const std::filesystem::path& file) { return firstLines(file).starts_with("\x89HDF\r\n"); }

class Hdf5Numbers final : public NumberArrays {
 public:
  Hdf5Numbers(const std::filesystem::path& file, const std::stop_token& stop)
      : name_(file.string()), reader_(file), arrays_(reader_.list(stop)) {}

  std::vector<std::string> names() const override {
    std::vector<std::string> all;
    for (const auto& array : arrays_) all.push_back(array.path.substr(1));
    return all;
  }
  std::optional<std::vector<std::uint64_t>> shape(const std::string& name) const override {
    const auto found = std::find_if(arrays_.begin(), arrays_.end(), [&](const auto& array) { return array.path == '/' + name; });
    if (found == arrays_.end()) return std::nullopt;
    if (found->problem != reader::Problem::None) {
      throw Error{found->problem == reader::Problem::Unreadable ? Kind::Format : Kind::Unsafe, reader::problemText(found->problem),
                  Where{name_, {}, "array '" + name + "'"}, "Write the arrays into one plain file (h5py, gzip at most)."};
    }
    return found->shape;
  }
  std::vector<double> numbers(const std::string& name, std::uint64_t count, std::stop_token stop) const override {
    return reader_.numbers('/' + name, count, stop);
  }
  std::vector<double> table(const std::string& name, std::uint64_t first, std::uint64_t rows, std::uint64_t columns,
                            std::stop_token stop) const override {
    return reader_.table('/' + name, first, rows, columns, stop);
  }

 private:
  std::string name_;
  Hdf5Reader reader_;
  std::vector<reader::Array> arrays_;
};

bool holdsIds(const std::filesystem::path& hdf5) {
  try {
    return Hdf5Numbers(hdf5, {}).shape(kIds).has_value();
  } catch (const Error&) {
    return false;  // the layout of images says what is wrong with the file
  }
}

/// A zip with an array of that name: the list of what it holds stands at its end.
bool isNpzWithIds(const std::filesystem::path& file) {
  constexpr std::streamoff kTail = 64 << 10;
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return false;
  std::ifstream stream(file, std::ios::binary);
  char magic[2] = {};
  if (!stream.read(magic, 2) || magic[0] != 'P' || magic[1] != 'K') return false;
  stream.seekg(0, std::ios::end);
  const auto size = static_cast<std::streamoff>(stream.tellg());
  std::string tail(static_cast<std::size_t>(std::min(size, kTail)), '\0');
  stream.seekg(size - static_cast<std::streamoff>(tail.size()));
  stream.read(tail.data(), static_cast<std::streamsize>(tail.size()));
  return tail.find(std::string(kIds) + ".npy") != std::string::npos;
}

template <class Is>
std::optional<std::filesystem::path> onlyOne(std::vector<std::filesystem::path> files, const Is& is) {
  std::erase_if(files, [&](const auto& file) { return !is(file); });
  return files.size() == 1 ? std::optional(files[0]) : std::nullopt;
}

}  // namespace

std::optional<TokenPlace> tokenPlaceOf(const std::filesystem::path& path) {
  using Kind = TokenPlace::Kind;
  const std::string idsFile = std::string(kIds) + ".npy";
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) {
    if (path.filename() == idsFile) return TokenPlace{folderOf(path), Kind::Numpy};
    if (isNpzWithIds(path)) return TokenPlace{path, Kind::Numpy};
    return isHdf5(path) && holdsIds(path) ? std::optional(TokenPlace{path, Kind::Hdf5}) : std::nullopt;
  }
  if (std::filesystem::is_regular_file(path / idsFile, error)) return TokenPlace{path, Kind::Numpy};
  if (const auto file = onlyOne(filesIn(path, {".npz"}), isNpzWithIds)) return TokenPlace{*file, Kind::Numpy};
  const auto file = onlyOne(filesIn(path, {".h5", ".hdf5"}), isHdf5);
  return file && holdsIds(*file) ? std::optional(TokenPlace{*file, Kind::Hdf5}) : std::nullopt;
}

std::unique_ptr<const NumberArrays> openTokenArrays(const TokenPlace& place, const OpenNumberArrays& openNumpy, std::stop_token stop) {
  if (place.kind == TokenPlace::Kind::Hdf5) return std::make_unique<Hdf5Numbers>(place.path, stop);
  if (openNumpy) return openNumpy(place.path);
  throw Error{Kind::Unsupported, "NumPy's files are not read here", Where{place.path.string(), {}, {}},
              "Write the arrays into an HDF5 file."};
}

}  // namespace spurioscope
