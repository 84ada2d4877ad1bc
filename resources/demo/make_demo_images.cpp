// Chooses the demo's garments from Fashion-MNIST and writes garments.bin:
//   make_demo_images [FOLDER WITH THE FOUR IDX .gz FILES] OUT
// Deterministic: the same package gives the same bytes. Training and validation garments come from Fashion-MNIST's training
// file, without overlap; test garments from its test file.
#include <array>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <zlib.h>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/random.h"
#include "data/demo_garments.h"

namespace spurioscope {
namespace {

constexpr std::uint64_t kChoiceSeed = 61531;
constexpr std::array<int, 2> kFashionLabel{2, 4};  // pullover, coat
/// Samples by split and group, as in Waterbirds (train, val); the test groups have the same size.
constexpr std::array<std::array<std::size_t, 4>, 3> kCounts{{{3498, 184, 56, 1057}, {467, 466, 133, 133}, {500, 500, 500, 500}}};

struct Idx {
  std::vector<std::uint8_t> images, labels;
};

std::vector<std::uint8_t> unzipped(const std::filesystem::path& path, std::size_t headerBytes) {
  const gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) {
    throw Error{Kind::Io, "cannot open the file", Where{path.string(), {}, {}}, "Install Debian's package dataset-fashion-mnist."};
  }
  std::vector<std::uint8_t> bytes(64u << 20);
  const int n = gzread(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
  if (n < static_cast<int>(headerBytes)) throw Error{Kind::Format, "the IDX file is damaged", Where{path.string(), {}, {}}, {}};
  return {bytes.begin() + static_cast<std::ptrdiff_t>(headerBytes), bytes.begin() + n};
}

Idx readIdx(const std::filesystem::path& folder, const std::string& stem) {
  Idx idx{unzipped(folder / (stem + "-images-idx3-ubyte.gz"), 16), unzipped(folder / (stem + "-labels-idx1-ubyte.gz"), 8)};
  if (idx.images.size() != idx.labels.size() * kGarmentPixels) {
    throw Error{Kind::Format, "images and labels do not fit each other", Where{folder.string(), {}, stem}, {}};
  }
  return idx;
}

/// Indices of the pictures of a class, in a seeded random order.
std::vector<std::uint32_t> shuffledOfClass(const Idx& idx, int y, Random& random) {
  std::vector<std::uint32_t> indices;
  for (std::size_t i = 0; i < idx.labels.size(); ++i) {
    if (idx.labels[i] == kFashionLabel[static_cast<std::size_t>(y)]) indices.push_back(static_cast<std::uint32_t>(i));
  }
  random.shuffle(indices);
  return indices;
}

/// Samples of the given splits, taken from one file; a garment is used once. Each split is shuffled over its groups.
std::vector<GarmentRecord> choose(const Idx& idx, const std::vector<std::uint8_t>& splits, Random& random) {
  std::array<std::vector<std::uint32_t>, 2> unused{shuffledOfClass(idx, 0, random), shuffledOfClass(idx, 1, random)};
  std::vector<GarmentRecord> records;
  for (const std::uint8_t split : splits) {
    std::vector<GarmentRecord> ofSplit;
    for (std::uint8_t group = 0; group < 4; ++group) {
      for (std::size_t i = 0; i < kCounts[split][group]; ++i) {
        ofSplit.push_back({unused[group / 2].back(), split, group});
        unused[group / 2].pop_back();
      }
    }
    random.shuffle(ofSplit);
    records.insert(records.end(), ofSplit.begin(), ofSplit.end());
  }
  return records;
}

void make(const std::filesystem::path& folder, const std::filesystem::path& out) {
  Random random(kChoiceSeed);
  const Idx train = readIdx(folder, "train"), test = readIdx(folder, "t10k");
  auto records = choose(train, {0, 1}, random);
  const auto testRecords = choose(test, {2}, random);
  records.insert(records.end(), testRecords.begin(), testRecords.end());
  std::vector<std::uint8_t> pixels;
  for (const GarmentRecord& record : records) {
    const auto& images = record.split == 2 ? test.images : train.images;
    const auto first = images.begin() + static_cast<std::ptrdiff_t>(record.index * kGarmentPixels);
    pixels.insert(pixels.end(), first, first + kGarmentPixels);
  }
  const auto bytes = packGarments(records, pixels);
  AtomicFile file(out);
  file.write(bytes);
  file.commit();
  std::printf("%zu garments, %zu bytes -> %s\n", records.size(), bytes.size(), out.c_str());
}

}  // namespace
}  // namespace spurioscope

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) {
    std::fprintf(stderr, "usage: make_demo_images [FOLDER] OUT\n");
    return 2;
  }
  try {
    spurioscope::make(argc == 3 ? argv[1] : "/usr/share/datasets/fashion-mnist", argv[argc - 1]);
  } catch (const spurioscope::Error& error) {
    std::fprintf(stderr, "%s: %s %s\n", error.where().text().c_str(), error.what(), error.remedy().c_str());
    return spurioscope::exitCode(error.kind());
  }
}
