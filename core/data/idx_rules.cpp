#include "data/idx_rules.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/number_text.h"

namespace spurioscope {
namespace {

constexpr std::array kNumbers{"label", "index", "brightness", "background", "red", "green", "blue"};
constexpr std::array kColours{"red", "green", "blue"};

bool isNumber(const std::string& property) { return std::find(kNumbers.begin(), kNumbers.end(), property) != kNumbers.end(); }

bool isRule(const std::string& text) {
  const auto rule = parseLabelRule(text);
  return text == "label" || text == "colour" || (rule && isNumber(rule->property));
}

class Properties {
 public:
  Properties(const Dataset& dataset, const IdxPictures& pictures, const std::string& place)
      : dataset_(dataset), pictures_(pictures), place_(place) {}

  Labels labels(const std::string& text, const char* option) const {
    if (text == "label") return labelsOf(texts("label", option), "label");
    if (text == "colour") return colours(option);
    const auto rule = parseLabelRule(text);
    if (!rule || !isNumber(rule->property)) {
      fail("'" + text + "' is no rule", option,
           "Rules are label, colour, or label, index, brightness, background, red, green or blue with a comparison or a remainder: "
           "label>=5, label%2, background>median.");
    }
    return labelsByRule(texts(rule->property, option), *rule);
  }

 private:
  [[noreturn]] void fail(const std::string& what, const char* option, const std::string& remedy) const {
    throw Error{Kind::Usage, what, Where{place_, {}, option}, remedy};
  }

  LabelTexts texts(const std::string& property, const char* option) const {
    LabelTexts texts{place_, property, {}, {}};
    for (std::size_t i = 0; i < dataset_.samples.size(); ++i) texts.values.push_back(numberText(value(property, i, option)));
    return texts;
  }

  double value(const std::string& property, std::size_t i, const char* option) const {
    const Sample& sample = dataset_.samples[i];
    if (property == "label") return sample.y;
    if (property == "index") return static_cast<double>(*parseInteger(sample.name.substr(sample.name.find('/') + 1)));
    if (property == "brightness") return mean(i, -1, false);
    if (property == "background") return mean(i, -1, true);
    return mean(i, channelOf(property, option), false);
  }

  int channelOf(const std::string& colour, const char* option) const {
    if (pictures_.channels != 3) fail("the pictures are grey, so there is no '" + colour + "'", option, "Use brightness or background.");
    return static_cast<int>(std::find(kColours.begin(), kColours.end(), colour) - kColours.begin());
  }

  Labels colours(const char* option) const {
    channelOf("colour", option);
    Labels labels{{}, {kColours.begin(), kColours.end()}};
    for (std::size_t i = 0; i < dataset_.samples.size(); ++i) {
      const std::array means{mean(i, 0, false), mean(i, 1, false), mean(i, 2, false)};
      labels.ids.push_back(static_cast<int>(std::max_element(means.begin(), means.end()) - means.begin()));
    }
    return labels;
  }

  /// Mean from 0 to 1 of one channel (-1: all), of all pixels or of the outermost ones.
  double mean(std::size_t image, int channel, bool edge) const {
    const auto [values, height, width, channels] = pictures_;
    const std::uint8_t* at =
        values.data() + image * static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
    std::uint64_t sum = 0, n = 0;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const bool outer = y == 0 || x == 0 || y == height - 1 || x == width - 1;
        for (int c = 0; c < channels; ++c, ++at) {
          if ((edge && !outer) || (channel >= 0 && c != channel)) continue;
          sum += *at, ++n;
        }
      }
    }
    return n == 0 ? 0 : static_cast<double>(sum) / (255.0 * static_cast<double>(n));
  }

  const Dataset& dataset_;
  const IdxPictures& pictures_;
  const std::string& place_;
};

}  // namespace

std::vector<NamedRule> idxRules(bool coloured) {
  std::vector<NamedRule> rules{{"label", "the label of the file"},
                               {"label%2", "even or odd label"},
                               {"label>=median", "the upper half of the labels"},
                               {"index%2", "even or odd place in the split: no property of the image, a control"},
                               {"brightness>median", "the brighter half of the images"},
                               {"background>median", "the half with the brighter outermost pixels"}};
  if (!coloured) return rules;
  rules.push_back({"colour", "the channel with the largest mean: red, green or blue"});
  for (const std::string colour : kColours) rules.push_back({colour + ">median", "the half with more " + colour});
  return rules;
}

bool areIdxRules(const std::vector<std::string>& attributes) {
  return !attributes.empty() && std::all_of(attributes.begin(), attributes.end(), isRule);
}

void takeIdxRules(Dataset& dataset, const IdxPictures& pictures, const DataChoices& choices, const std::string& place) {
  const Properties properties(dataset, pictures, place);
  std::vector<Labels> attributes;
  if (areIdxRules(choices.attributes)) {
    for (const auto& text : choices.attributes) attributes.push_back(properties.labels(text, "--attribute"));
    dataset.chosen.attributes = choices.attributes;
  }
  Labels y{{}, dataset.classNames};
  for (const Sample& sample : dataset.samples) y.ids.push_back(sample.y);
  if (!choices.y.empty()) {
    y = properties.labels(choices.y, "--target");
    dataset.chosen.y = choices.y;
  }
  takeLabels(dataset, y, combined(attributes, dataset.samples.size()));
}

}  // namespace spurioscope
