#include "engine/command_line.h"

#include <map>
#include <tuple>

#include "base/number_text.h"

namespace spurioscope::engine {
namespace {

/// The options that `--data` is given with.
std::string choiceWords(const DataChoices& choices) {
  std::string text, columns, attributes, overlapping;
  const auto add = [&](const char* option, const std::string& value) {
    if (!value.empty()) text += std::string(" ") + option + " " + shellWord(value);
  };
  const auto column = [&](const char* role, const std::string& name) {
    if (!name.empty()) columns += (columns.empty() ? "" : ",") + std::string(role) + "=" + name;
  };
  for (const auto& name : choices.attributes) attributes += (attributes.empty() ? "" : ",") + name;
  for (const auto& name : choices.overlapping) overlapping += (overlapping.empty() ? "" : ",") + name;
  column("image", choices.image);
  column("text", choices.text);
  column("text2", choices.text2);
  column("split", choices.split);
  add("--preprocess", choices.preprocess);
  add("--target", choices.y);
  add("--attribute", attributes);
  add("--overlapping", overlapping);
  add("--column", columns);
  add("--attribute-file", choices.attributeFile);
  add("--tokenizer", choices.tokenizer);
  return text;
}

std::string opening(const char* command, const std::string& checkpoint, const DataRequest& data, const std::string& split,
                    ClassOrder order) {
  std::string text = std::string("spurioscope-cli ") + command + " " + shellWord(checkpoint) + " --data " + shellWord(data.source) +
                     choiceWords(data.choices);
  if (!split.empty()) text += " --split " + split;
  if (order != ClassOrder::Automatic) text += " --class-order " + std::string(classOrderName(order));
  return text;
}

}  // namespace

std::string shellWord(const std::string& text) {
  const auto plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,@%+";
  if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string evaluateCommand(const std::string& checkpoint, const DataRequest& data, const std::string& split, ClassOrder order) {
  return opening("evaluate", checkpoint, data, split, order);
}

std::string ablateCommand(const std::string& checkpoint, const DataRequest& data, const std::string& split, const std::vector<Edit>& edits,
                          ClassOrder order) {
  if (edits.empty()) return evaluateCommand(checkpoint, data, split, order);
  std::string text = opening("ablate", checkpoint, data, split, order);
  // --mode, --alpha, --std, --from and --seed hold for the --set options behind them.
  std::tuple<Mode, double, double, std::string, std::uint64_t> last{};
  bool first = true;
  for (std::size_t i = 0; i < edits.size();) {
    const auto& edit = edits[i];
    const auto setting = std::make_tuple(edit.mode, edit.alpha, edit.std, edit.from, edit.seed);
    if (first || setting != last) {
      text += " --mode " + std::string(modeName(edit.mode)) + " --alpha " + numberText(edit.alpha);
      if (edit.mode == Mode::RandomInit || edit.mode == Mode::Noise)
        text += " --std " + numberText(edit.std) + " --seed " + std::to_string(edit.seed);
      if (edit.mode == Mode::Rewind) text += " --from " + shellWord(edit.from);
    }
    last = setting;
    first = false;
    text += " --set " + shellWord(edit.site) + ":" + std::to_string(edit.channel);
    for (++i; i < edits.size() && edits[i].site == edit.site &&
              std::make_tuple(edits[i].mode, edits[i].alpha, edits[i].std, edits[i].from, edits[i].seed) == setting;
         ++i) {
      text += "," + std::to_string(edits[i].channel);
    }
  }
  return text;
}

std::string rankCommand(const std::string& checkpoint, const DataRequest& data, const RankRequest& request, ClassOrder order) {
  std::string text = opening("rank", checkpoint, data, request.split, order) + " --criterion " +
                     std::string(criterionName(request.criterion)) + " --preset " + std::string(presetName(request.preset));
  if (request.group >= 0) text += " --group " + std::to_string(request.group);
  if (!request.sites.empty()) {
    std::string sites;
    for (const auto& site : request.sites) sites += (sites.empty() ? "" : ",") + site;
    text += " --sites " + shellWord(sites);
  }
  if (request.top > 0) text += " --top " + std::to_string(request.top);
  return text;
}

}  // namespace spurioscope::engine
