#include "data/preprocessing.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/number_text.h"

namespace spurioscope {
namespace {

constexpr int kMaxSide = 4096;
constexpr double kMaxLongSide = 1 << 24;
constexpr std::array<float, 3> kImageNetMean{0.485f, 0.456f, 0.406f}, kImageNetStd{0.229f, 0.224f, 0.225f};

Preprocessing squashed(const char* name) {
  return {.name = name, .resize = {256, 256}, .crop = {224, 224}, .mean = kImageNetMean, .std = kImageNetStd};
}

Preprocessing native(const char* name, std::array<float, 3> mean, std::array<float, 3> std, int channels = 3) {
  return {.name = name, .exact = true, .channels = channels, .mean = mean, .std = std};
}

Preprocessing faces(const char* name) {
  return {.name = name, .firstCrop = {178, 178}, .resize = {224, 224}, .crop = {224, 224}, .mean = kImageNetMean, .std = kImageNetStd};
}

std::string sizeText(Size size) { return std::to_string(size.width) + "x" + std::to_string(size.height); }

std::string valuesText(const std::array<float, 3>& values, int channels) {
  std::string text;
  for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) text += (c == 0 ? "" : " ") + fixedText(values[c], 3);
  return text;
}

[[noreturn]] void wrong(std::string_view word, const std::string& what) {
  throw Error{Kind::Usage, "'" + std::string(word) + "' " + what, Where{{}, {}, "--preprocess"},
              "Use a name, or settings like resize=256x256,crop=224,mean=0.485/0.456/0.406,std=0.229/0.224/0.225."};
}

std::vector<std::string_view> parts(std::string_view text, char separator) {
  std::vector<std::string_view> all;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    all.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return all;
}

int sideOf(std::string_view word, std::string_view text) {
  const auto value = parseInteger(text);
  if (!value || *value < 1 || *value > kMaxSide) wrong(word, "is not a size from 1 to " + std::to_string(kMaxSide) + " pixels");
  return static_cast<int>(*value);
}

/// "224" is square.
Size sizeOf(std::string_view word, std::string_view text) {
  const auto sides = parts(text, 'x');
  if (sides.size() > 2) wrong(word, "is not N or WxH");
  return {sideOf(word, sides.front()), sideOf(word, sides.back())};
}

std::array<float, 3> valuesOf(std::string_view word, std::string_view text, bool positive) {
  const auto numbers = parts(text, '/');
  std::array<float, 3> values{};
  if (numbers.size() != 1 && numbers.size() != 3) wrong(word, "needs one number or three, joined by '/'");
  for (std::size_t c = 0; c < 3; ++c) {
    const auto value = parseNumber(numbers.size() == 1 ? numbers[0] : numbers[c]);
    if (!value || !(*value > -1e3 && *value < 1e3) || (positive && *value <= 0)) {
      wrong(word, positive ? "needs positive numbers" : "needs numbers");
    }
    values[c] = static_cast<float>(*value);
  }
  return values;
}

/// Reads settings in the order in which they are written: a crop before the resize is the first crop.
class Settings {
 public:
  explicit Settings(Preprocessing start) : result_(std::move(start)) {}

  void read(std::string_view word) {
    const auto equals = word.find('=');
    if (equals == std::string_view::npos) wrong(word, "is neither the first word nor a setting");
    const std::string_view key = word.substr(0, equals), value = word.substr(equals + 1);
    if (key == "resize") {
      takeGeometry();
      if (result_.resize != Size{} || result_.shortSide > 0) wrong(word, "is a second resize");
      if (cropped_) result_.firstCrop = std::exchange(result_.crop, Size{});
      if (value.find('x') == std::string_view::npos) result_.shortSide = sideOf(word, value);
      else result_.resize = sizeOf(word, value);
    } else if (key == "crop") {
      takeGeometry();
      if (result_.crop != Size{}) wrong(word, "is a second crop on the same side of the resize");
      result_.crop = sizeOf(word, value);
      cropped_ = true;
    } else if (key == "mean") {
      result_.mean = valuesOf(word, value, false);
    } else if (key == "std") {
      result_.std = valuesOf(word, value, true);
    } else if (key == "channels") {
      if (value != "1" && value != "3") wrong(word, "is not channels=1 or channels=3");
      result_.channels = value == "1" ? 1 : 3;
    } else if (key == "pillow") {
      if (value != "12" && value != "13") wrong(word, "is not pillow=12 (and before) or pillow=13 (and later)");
      result_.passes = value == "12" ? PassOrder::WidthFirst : PassOrder::Pillow13;
    } else {
      wrong(word, "is not a setting: resize, crop, mean, std, channels and pillow are");
    }
  }

  Preprocessing finished(std::string_view text) {
    if (geometry_ && result_.crop == Size{}) {
      if (result_.shortSide > 0) wrong(text, "keeps the aspect, so images would differ in size; add crop=N");
      result_.crop = result_.resize;
    }
    if (geometry_ && result_.resize != Size{} &&
        (result_.crop.width > result_.resize.width || result_.crop.height > result_.resize.height)) {
      wrong(text, "crops more than the resize leaves");
    }
    if (result_.shortSide > 0 && std::max(result_.crop.width, result_.crop.height) > result_.shortSide) {
      wrong(text, "crops more than the shorter side has after the resize");
    }
    result_.name = std::string(text);
    return std::move(result_);
  }

 private:
  void takeGeometry() {
    if (std::exchange(geometry_, true)) return;
    result_.firstCrop = result_.resize = result_.crop = {};
    result_.shortSide = 0;
    result_.exact = false;
  }

  Preprocessing result_;
  bool geometry_ = false, cropped_ = false;
};

}  // namespace

std::span<const NamedPreprocessing> namedPreprocessings() {
  static const std::vector<NamedPreprocessing> all{
      {"waterbirds-eval", "group_DRO, DFR, AFR, Silent-Majority on Waterbirds", squashed("waterbirds-eval")},
      {"dfr-squash", "DFR and Silent-Majority on CelebA too: the whole picture is squashed", squashed("dfr-squash")},
      {"wilds-waterbirds", "WILDS on Waterbirds", squashed("wilds-waterbirds")},
      {"spuco", "SpuCoBirds, SpuCoDogs, SpuCoAnimals, with ImageNet's mean and std", squashed("spuco")},
      {"celeba-group-dro", "group_DRO and SubpopBench on CelebA", faces("celeba-group-dro")},
      {"wilds-celeba", "WILDS on CelebA", faces("wilds-celeba")},
      {"wilds-camelyon17", "WILDS on Camelyon17: native size", native("wilds-camelyon17", kImageNetMean, kImageNetStd)},
      {"imagenet-native", "native size, ImageNet's mean and std", native("imagenet-native", kImageNetMean, kImageNetStd)},
      {"torchvision-imagenet", "torchvision's classification models: shorter side 256, crop 224",
       {.name = "torchvision-imagenet", .shortSide = 256, .crop = {224, 224}, .mean = kImageNetMean, .std = kImageNetStd}},
      {"urbancars", "UrbanCars: native size, values from 0 to 1", native("urbancars", {0, 0, 0}, {1, 1, 1})},
      {"cifar10", "CIFAR-10: native size", native("cifar10", {0.4914f, 0.4822f, 0.4465f}, {0.2023f, 0.1994f, 0.2010f})},
      {"mnist", "MNIST: native size, grey", native("mnist", {0.1307f, 0.1307f, 0.1307f}, {0.3081f, 0.3081f, 0.3081f}, 1)},
      {"fashion-mnist", "Fashion-MNIST: native size, grey",
       native("fashion-mnist", {0.2860f, 0.2860f, 0.2860f}, {0.3530f, 0.3530f, 0.3530f}, 1)},
      {"half", "mean and std 0.5, native size (localizing-memorization)", native("half", {0.5f, 0.5f, 0.5f}, {0.5f, 0.5f, 0.5f})},
      {"none", "native size, values from 0 to 1", native("none", {0, 0, 0}, {1, 1, 1})},
  };
  return all;
}

Preprocessing preprocessingNamed(std::string_view name) {
  std::string known;
  for (const auto& one : namedPreprocessings()) {
    if (one.name == name) return one.preprocessing;
    known += (known.empty() ? "" : ", ") + std::string(one.name);
  }
  throw Error{Kind::Usage, "there is no preprocessing '" + std::string(name) + "'", Where{{}, {}, "--preprocess"},
              "Known are " + known + "; or give settings like resize=256x256,crop=224."};
}

Preprocessing paperEvaluation() { return squashed("waterbirds-eval"); }

Preprocessing parsePreprocessing(std::string_view text, const Preprocessing& standard) {
  if (text.empty()) return standard;
  auto words = parts(text, ',');
  Preprocessing start = standard;
  if (words.front().find('=') == std::string_view::npos) {
    start = preprocessingNamed(words.front());
    words.erase(words.begin());
    if (words.empty()) return start;
  }
  Settings settings(std::move(start));
  for (const std::string_view word : words) settings.read(word);
  return settings.finished(text);
}

Size resizedSize(const Preprocessing& preprocessing, Size image) {
  if (preprocessing.resize != Size{}) return preprocessing.resize;
  if (preprocessing.shortSide == 0) return image;
  // torchvision: int(size * long / short), the division in double, the result cut off.
  const auto [shorter, longer] = std::minmax(image.width, image.height);
  const double exact = static_cast<double>(std::int64_t{preprocessing.shortSide} * longer) / shorter;
  if (exact > kMaxLongSide) {
    throw Error{Kind::Shape,
                "an image of " + sizeText(image) + " pixels would be " + numberText(exact) + " pixels long after the resize",
                {},
                "Choose a preprocessing that does not keep the aspect, like resize=256x256."};
  }
  const int grown = static_cast<int>(exact);
  return image.width <= image.height ? Size{preprocessing.shortSide, grown} : Size{grown, preprocessing.shortSide};
}

std::string Preprocessing::text() const {
  std::string text = channels == 1 ? "grey, " : "";
  if (firstCrop != Size{}) text += "centre crop " + sizeText(firstCrop) + ", ";
  if (resize != Size{}) text += "resize " + sizeText(resize);
  if (shortSide > 0) text += "resize the shorter side to " + std::to_string(shortSide);
  if (resize != Size{} || shortSide > 0) {
    text += passes == PassOrder::Pillow13 ? " (bilinear as Pillow 13), " : " (bilinear as Pillow before 13), ";
  }
  if (exact) text += "native size " + sizeText(crop) + ", ";
  else if (crop != resize) text += "centre crop " + sizeText(crop) + ", ";
  return text + "mean " + valuesText(mean, channels) + ", std " + valuesText(std, channels);
}

std::string Preprocessing::pixelKey() const {
  return sizeText(firstCrop) + ' ' + sizeText(resize) + ' ' + std::to_string(shortSide) + ' ' + sizeText(crop) + ' ' +
         std::to_string(exact) + ' ' + std::to_string(channels) + ' ' + std::to_string(static_cast<int>(passes));
}

}  // namespace spurioscope
