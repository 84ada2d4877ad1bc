#include "fake_world.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "fake_engine.h"

namespace spurioscope::engine::fake {
namespace {

constexpr std::array<int, 6> kEpochs{0, 1, 2, 5, 10, 20};
constexpr std::array<double, 4> kFinal{0.998, 0.746, 0.228, 0.976};
constexpr std::array<double, 4> kFirst{0.71, 0.42, 0.31, 0.66};
// layer3.0.conv2 as in the pictures: channel, effect on group 2, AUROC.
struct Known {
  int channel;
  double effect, auroc;
};
constexpr std::array<Known, 12> kKnown{{{35, .040, .93}, {12, .028, .91}, {50, .022, .88}, {7, .017, .86}, {61, .014, .81}, {22,
    .008, .77},
                                        {3, .005, .69}, {44, .004, .66}, {18, .002, .61}, {29, 0, .58}, {56, -.002, .55}, {9,
                                            -.002, .52}}};

std::uint64_t hash(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

std::uint64_t hashText(const std::string& text) {
  std::uint64_t h = 1469598103934665603ull;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return h;
}

const Known* known(const std::string& site, int channel) {
  if (site != "layer3.0.conv2") return nullptr;
  const auto it = std::ranges::find(kKnown, channel, &Known::channel);
  return it == kKnown.end() ? nullptr : &*it;
}

ArchitectureInfo architecture() {
  return {"resnet", "ResNet-8 (basic blocks, widths 16-32-64)", 2, {3, 32, 32}, 77'522, false, sitesOfDemo()};
}

}  // namespace

double noise(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  return double(hash(hash(hash(a) ^ b) ^ (c * 77)) >> 11) / double(1ull << 53);
}

std::vector<SiteInfo> sitesOfDemo() {
  std::vector<SiteInfo> sites{{"conv1", "conv", 16, 32, 32, true}};
  const std::array<int, 3> widths{16, 32, 64}, sides{32, 16, 8};
  for (int stage = 0; stage < 3; ++stage) {
    const std::string block = "layer" + std::to_string(stage + 1) + ".0";
    const auto width = widths[std::size_t(stage)], side = sides[std::size_t(stage)];
    sites.push_back({block + ".conv1", "conv", width, side, side, true});
    sites.push_back({block + ".conv2", "conv", width, side, side, true});
    if (stage > 0) sites.push_back({block + ".downsample.0", "conv", width, side, side, true});
    sites.push_back({block, "block", width, side, side, false});
  }
  sites.push_back({"features", "features", 64, 1, 1, false});
  return sites;
}

std::shared_ptr<const CheckpointInfo> checkpointOf(const std::string& source) {
  auto info = std::make_shared<CheckpointInfo>();
  info->source = source;
  info->title = source.starts_with("demo") ? "fashion-backgrounds, ResNet-8" : source.substr(source.rfind('/') + 1);
  info->sha256 = "5f2c";
  info->fileBytes = 318'000;
  info->format = "torch-zip";
  info->writer = "spurioscope";
  const auto at = source.find("epoch=");
  info->epoch = at == std::string::npos ? 20 : std::stoi(source.substr(at + 6));
  for (const int epoch : kEpochs) info->epochs.push_back({"demo:epoch=" + std::to_string(epoch), epoch});
  for (const auto& site : sitesOfDemo())
    if (site.hasWeights) info->tensors.push_back({{site.name + ".weight"}, site.name + ".weight", {site.channels, 16, 3, 3},
        "float32", {}});
  if (script().unknownArchitecture) {
    info->mismatch = Mismatch{"resnet", {"layer1.0.bn1.running_var", "fc.weight"}, {"encoder.block.0.q.weight",
        "encoder.block.0.k.weight"}};
    info->epochs.clear();
  } else {
    info->architecture = architecture();
  }
  return info;
}

std::shared_ptr<const DatasetInfo> dataOf(const std::string& source) {
  auto info = std::make_shared<DatasetInfo>();
  info->source = source;
  info->name = "fashion-backgrounds";
  info->layout = "demo";
  info->fingerprint = "a1b2";
  info->classNames = {"pullover", "coat"};
  info->attributeNames = {"water", "land"};
  const bool empty = script().emptyGroup;
  info->groups = {{0, "pullover / water", 0, 0, {3498, 100, 500}, false},
                  {1, "pullover / land", 0, 1, {184, 100, empty ? 0 : 500}, true},
                  {2, "coat / water", 1, 0, {56, 100, 500}, true},
                  {3, "coat / land", 1, 1, {1057, 100, 500}, false}};
  info->minority = {1, 2};
  info->splitSizes = {4795, 400, empty ? 1500 : 2000};
  info->majority = {0, 3};
  info->preprocessing = "32 x 32, divided by 255, mean 0.45, std 0.25";
  info->height = info->width = 32;
  for (int i = 0; i < 2000; ++i) info->samples.push_back({"test/" + std::to_string(i) + ".png", i % 4, (i % 4) / 2, 2});
  return info;
}

double effectOf(const Edit& edit, int group) {
  const double share = 1 - edit.alpha;
  if (edit.site == "conv1" && edit.channel == 0) return 0;  // a constant channel
  const auto* row = known(edit.site, edit.channel);
  const double onTarget = row ? row->effect : 0.03 * (noise(hashText(edit.site), std::uint64_t(edit.channel)) - 0.6);
  const std::array<double, 4> shares{-0.02, -0.25, 1.0, -0.12};
  return share * onTarget * shares[std::size_t(group)];
}

double scoreOf(const std::string& site, int channel) {
  if (const auto* row = known(site, channel)) return 0.5 + row->effect * 12;
  return 0.45 * std::pow(noise(hashText(site), std::uint64_t(channel), 3), 3);
}

double aurocOf(const std::string& site, int channel) {
  if (const auto* row = known(site, channel)) return row->auroc;
  return 0.3 + 0.4 * noise(hashText(site), std::uint64_t(channel), 5);
}

double accuracyOf(int epoch, int group) {
  const double progress = 1 - std::exp(-double(epoch) / 3);
  const auto g = std::size_t(group);
  return epoch >= 20 ? kFinal[g] : kFirst[g] + (kFinal[g] - kFirst[g]) * progress;
}

double difficultyOf(int sample) {
  // A permutation of the group's quantiles, so that accuracies come out as they are asked for.
  return (double((sample / 4) * 271 % 500) + 0.5) / 500;
}

std::vector<float> mapOf(const std::string& site, int channel, int group, int height, int width, std::uint64_t seed) {
  std::vector<float> map(std::size_t(height) * std::size_t(width));
  const auto key = hashText(site) + std::uint64_t(channel) * 31;
  const double strength = (group == 1 || group == 2 ? 2.4 : 0.6) * (0.4 + aurocOf(site, channel));
  const double cx = 0.35 + 0.3 * noise(key, 1), cy = 0.35 + 0.4 * noise(key, 2);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const double dx = (x + 0.5) / width - cx, dy = (y + 0.5) / height - cy;
      const double bump = std::exp(-(dx * dx + dy * dy) / 0.06);
      map[std::size_t(y * width + x)] = float(strength * bump + 0.15 * noise(key + seed, std::uint64_t(x), std::uint64_t(y)));
    }
  return map;
}

Picture pictureOf(int sample, int group) {
  Picture picture{32, 32, std::vector<std::uint8_t>(32 * 32 * 3)};
  const bool water = group % 2 == 0, coat = group >= 2;
  const auto id = std::uint64_t(sample);
  const double phase = 6.28 * noise(id, 1), wave = 0.5 + noise(id, 2), shade = 60 + 170 * noise(id, 3), tint = noise(id, 4);
  for (int y = 0; y < 32; ++y)
    for (int x = 0; x < 32; ++x) {
      const double t = water ? 0.5 + 0.5 * std::sin(phase + y * wave + 2 * std::sin(x * 0.3)) : noise(id, std::uint64_t(x / 3),
          std::uint64_t(y / 2));
      double r = water ? 30 + 30 * t : 60 + 50 * t, g = water ? 90 + 60 * t : 110 + 60 * t, b = water ? 180 + 60 * t : 40 + 20 * t;
      const int half = coat ? 5 : 7, top = 7, bottom = coat ? 28 : 23;
      const bool body = std::abs(x - 16) <= half && y >= top && y <= bottom;
      const bool sleeve = std::abs(x - 16) <= half + 4 && std::abs(x - 16) > half && y >= top + 1 && y <= bottom - 4;
      if (body || sleeve) {
        const double light = shade * (0.8 + 0.2 * noise(id, std::uint64_t(x), std::uint64_t(y))) * (sleeve ? 0.8 : 1);
        r = light;
        g = light * (0.8 + 0.2 * tint);
        b = light * (0.9 + 0.1 * tint);
      }
      auto* pixel = &picture.rgb[std::size_t(y * 32 + x) * 3];
      pixel[0] = std::uint8_t(r), pixel[1] = std::uint8_t(g), pixel[2] = std::uint8_t(b);
    }
  return picture;
}

}  // namespace spurioscope::engine::fake
