#include "app/cli/options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <type_traits>

namespace spurioscope::cli {
namespace {

template <class Number>
std::optional<Number> parsed(const std::string& text) {
  Number value{};
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  return text;
}

const std::vector<std::string> kSplits{"train", "val", "test"};
const std::vector<std::string> kModes{"zero-weights", "zero-activation", "mean", "scale", "random-init", "noise", "rewind"};
const std::vector<std::string> kOrders{"auto", "identity", "reversed"};

}  // namespace

void failUsage(const std::string& what, const std::string& option, const std::string& remedy) {
  throw Failed{{"usage", what, option, remedy, 2}};
}

void requireWord(const std::string& word, const std::vector<std::string>& known, const std::string& option, const std::string& what) {
  if (std::find(known.begin(), known.end(), word) == known.end())
    failUsage("'" + word + "' is not " + what, option, "Use " + listed(known) + ".");
}

template <class Number>
CLI::Option* addNumber(CLI::App& command, const std::string& name, Number& target, Number low, Number high, const std::string& help) {
  return command.add_option_function<std::string>(name, [&target, low, high, name](const std::string& text) {
    const auto value = parsed<Number>(text);
    const bool whole = std::is_integral_v<Number>;
    const auto words = [](Number number) {
      std::array<char, 64> buffer;
      return std::string(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr);
    };
    if (!value || !(*value >= low && *value <= high)) {
      failUsage("'" + text + "' is not a" + (whole ? " whole" : "") + " number from " + words(low) + " to " + words(high), name,
                "Give one in this range.");
    }
    target = *value;
  }, help);
}

template CLI::Option* addNumber(CLI::App&, const std::string&, int&, int, int, const std::string&);
template CLI::Option* addNumber(CLI::App&, const std::string&, double&, double, double, const std::string&);
template CLI::Option* addNumber(CLI::App&, const std::string&, std::uint64_t&, std::uint64_t, std::uint64_t, const std::string&);

CLI::Option* addOutput(CLI::App& command, const std::string& name, std::string& target, const std::string& help) {
  return command.add_option_function<std::string>(name, [&target, name](const std::string& text) {
    if (text.empty()) failUsage("the name of the file is empty", name, "Name a file to write.");
    target = text;
  }, help);
}

void CommonOptions::addTo(CLI::App& command) {
  command.add_flag("--json", json, "One JSON document on stdout; everything else on stderr");
  command.add_option_function<std::string>("--progress", [this](const std::string& word) {
    requireWord(word, {"auto", "json", "none"}, "--progress", "a kind of progress");
    progress = word;
  }, "auto (a line on a terminal), json (NDJSON on stderr) or none");
  command.add_option("--device", settings.device, "auto, cpu, cuda or cuda:N");
  addNumber(command, "--threads", settings.threads, 0, 1024, "Threads of the CPU; 0: OMP_NUM_THREADS or all cores");
  addNumber(command, "--kept-mb", keptMb, std::uint64_t{16}, std::uint64_t{1} << 22, "Memory for kept values, in MB (512)");
  command.add_option(
      "--network", settings.network,
      "What tensors do not tell of a network: norm-eps=E, heads=N, activation=NAME, padding=same, window=N, image=N, by commas");
  command.add_option("--tokenizer", settings.tokenizer,
                     "Folder or file of a text network's tokenizer (tokenizer.json, vocab.txt, or vocab.json and merges.txt); beside the "
                     "checkpoint when left out");
  addNumber(command, "--max-tokens", settings.maxTokens, 8, 1 << 20,
            "Longest text in tokens; what the network takes, at most 512, when left out");
  command.add_option("--cache-folder", settings.cacheFolder, "Where preprocessed images are kept");
  command.add_flag_callback("--no-cache", [this] { settings.useCache = false; }, "Neither read nor write the cache of preprocessed images");
}

void DataOptions::addTo(CLI::App& command) {
  command.add_option(
      "--preprocess", choices.preprocess,
      "What is done to images instead of the layout's own: a name (waterbirds-eval, celeba-group-dro, torchvision-imagenet, none, ...) "
      "or resize=256x256,crop=224,mean=0.485/0.456/0.406,std=0.229/0.224/0.225");
  command.add_option("--target", choices.y, "The column or attribute that is the class");
  command.add_option("--attribute", choices.attributes, "The columns or attributes that are the attribute; none: class = group")
      ->delimiter(',');
  command
      .add_option("--overlapping", choices.overlapping,
                  "Columns of yes and no, each with groups of its own, which may overlap; instead of --attribute")
      ->delimiter(',');
  command
      .add_option("--column", columns,
                  "image=NAME (or text=NAME,text2=NAME),y=NAME,attribute=NAME,split=NAME: which columns of a CSV (or arrays of an HDF5 "
                  "file) are what")
      ->delimiter(',');
  command.add_option("--attribute-file", choices.attributeFile,
                     "A CSV that names an attribute for every sample of a data set that has none");
}

engine::DataRequest DataOptions::request(const std::string& path) const {
  engine::DataChoices all = choices;
  for (const auto& text : columns) {
    const auto equals = text.find('=');
    const std::string role = text.substr(0, equals), name = equals == std::string::npos ? "" : text.substr(equals + 1);
    if (name.empty()) throw CLI::ValidationError("--column", "'" + text + "' is not ROLE=NAME");
    auto* single = role == "image"   ? &all.image
                   : role == "text"  ? &all.text
                   : role == "text2" ? &all.text2
                   : role == "y"     ? &all.y
                   : role == "split" ? &all.split
                                     : nullptr;
    if (role == "attribute") {
      all.attributes.push_back(name);
    } else if (single == nullptr) {
      throw CLI::ValidationError("--column", "'" + role + "' is not a role: image, text, text2, y, attribute and split are");
    } else if (!single->empty()) {
      throw CLI::ValidationError("--column", "'" + role + "' is named twice");
    } else {
      *single = name;
    }
  }
  return {path, all};
}

void addSplits(CLI::App& command, std::vector<std::string>& splits, const std::string& oneSplit) {
  const std::string words = oneSplit.empty() ? "train, val, test; all when left out" : "train, val or test (" + oneSplit + ")";
  command.add_option_function<std::vector<std::string>>("--split", [&splits, oneSplit](const std::vector<std::string>& given) {
    for (const auto& word : given) requireWord(word, kSplits, "--split", "a split");
    if (!oneSplit.empty() && given.size() > 1) failUsage("this command takes one split", "--split", "Run it once for each split.");
    for (const auto& word : given) {
      if (std::find(splits.begin(), splits.end(), word) == splits.end()) splits.push_back(word);
    }
  }, words)->delimiter(',');
}

void Subject::addTo(CLI::App& command, const std::string& oneSplit) {
  command.add_option("CHECKPOINT", checkpoint, "A checkpoint file, demo or demo:epoch=N")->required();
  command.add_option("--data", data, "A data set's folder or metadata file, or demo")->required();
  addSplits(command, splits, oneSplit);
  command.add_option_function<std::string>("--class-order", [this](const std::string& word) {
    requireWord(word, kOrders, "--class-order", "an order of classes");
    classOrder = *engine::parseClassOrder(word);
  }, "How output columns are read: auto (checked on training samples), identity (column c is class c) or reversed");
  dataOptions.addTo(command);
}

void EditOptions::addTo(CLI::App& command, bool withSet) {
  command_ = &command;
  if (withSet) command.add_option("--set", sets_, "site:channel[,channel...], repeatable")->required()->allow_extra_args(false);
  command.add_option("--mode", modes_, "zero-weights, zero-activation, mean, scale, random-init, noise or rewind")->allow_extra_args(false);
  command.add_option("--alpha", alphas_, "Strength: 0 is fully off, 1 untouched")->allow_extra_args(false);
  command.add_option("--std", stds_, "Standard deviation of random-init and noise (0.01)")->allow_extra_args(false);
  command.add_option("--from", froms_, "Checkpoint to rewind to")->allow_extra_args(false);
  command.add_option("--seed", seeds_, "Seed of random-init and noise, and of --random")->allow_extra_args(false);
}

std::vector<EditOptions::Occurrence> EditOptions::inOrder() const {
  std::vector<Occurrence> occurrences;
  std::map<const CLI::Option*, std::size_t> used;
  for (const auto* option : command_->parse_order()) {
    const auto& results = option->results();
    auto& next = used[option];
    if (next < results.size()) occurrences.push_back({option, results[next++]});
  }
  return occurrences;
}

void EditOptions::apply(engine::Edit& edit, const std::string& option, const std::string& text) {
  if (option == "--mode") {
    requireWord(text, kModes, option, "a mode");
    edit.mode = *engine::parseMode(text);
  } else if (option == "--from") {
    edit.from = text;
  } else if (option == "--seed") {
    const auto seed = parsed<std::uint64_t>(text);
    if (!seed) failUsage("'" + text + "' is not a seed", option, "Give 0 or a positive integer.");
    edit.seed = *seed;
  } else {
    const auto value = parsed<double>(text);
    if (!value || !(*value > -1e30 && *value < 1e30)) failUsage("'" + text + "' is not a number", option, "Write it as 0.5 or 1e-2.");
    if (option == "--std" && *value < 0)
      failUsage("a standard deviation is not negative, '" + text + "' is", option, "Give 0 or a positive number.");
    (option == "--alpha" ? edit.alpha : edit.std) = *value;
  }
}

std::vector<std::string> EditOptions::without(const std::vector<engine::Edit>& edits) const {
  const auto none = [&](auto uses) { return std::none_of(edits.begin(), edits.end(), [&](const auto& edit) { return uses(edit.mode); }); };
  const auto drawn = [](engine::Mode mode) { return mode == engine::Mode::RandomInit || mode == engine::Mode::Noise; };
  std::vector<std::string> idle;
  if (!alphas_.empty() && none([&](auto mode) { return !drawn(mode) && mode != engine::Mode::Rewind; })) idle.push_back("--alpha");
  if (!stds_.empty() && none(drawn)) idle.push_back("--std");
  if (!froms_.empty() && none([](auto mode) { return mode == engine::Mode::Rewind; })) idle.push_back("--from");
  return idle;
}

engine::Edit EditOptions::edit() const {
  engine::Edit edit;
  for (const auto& [option, text] : inOrder()) {
    const auto name = option->get_name();
    if (name == "--mode" || name == "--alpha" || name == "--std" || name == "--from" || name == "--seed") apply(edit, name, text);
  }
  return edit;
}

std::vector<engine::Edit> EditOptions::edits() const {
  const auto occurrences = inOrder();
  std::vector<engine::Edit> edits;
  for (std::size_t i = 0; i < occurrences.size(); ++i) {
    if (occurrences[i].option->get_name() != "--set") continue;
    engine::Edit setting;
    std::map<std::string, bool> before;
    for (std::size_t k = 0; k < occurrences.size(); ++k) {
      const auto name = occurrences[k].option->get_name();
      if (name != "--mode" && name != "--alpha" && name != "--std" && name != "--from" && name != "--seed") continue;
      if (k > i && before[name]) continue;
      before[name] = true;
      apply(setting, name, occurrences[k].text);
    }
    const auto& text = occurrences[i].text;
    const auto colon = text.rfind(':');
    if (colon == std::string::npos || colon + 1 == text.size())
      failUsage("'" + text + "' is not site:channel[,channel...]", "--set", "Write for example layer4.1.conv2:35,112.");
    setting.site = text.substr(0, colon);
    for (std::size_t begin = colon + 1; begin <= text.size();) {
      const auto end = std::min(text.find(',', begin), text.size());
      const auto channel = parsed<int>(text.substr(begin, end - begin));
      if (!channel || *channel < 0)
        failUsage("'" + text + "' names no channel at '" + text.substr(begin) + "'", "--set", "Channels are numbers from 0.");
      setting.channel = *channel;
      edits.push_back(setting);
      begin = end + 1;
    }
  }
  return edits;
}

}  // namespace spurioscope::cli
