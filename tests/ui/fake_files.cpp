#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "engine/command_line.h"
#include "engine/figure.h"
#include "engine/session.h"
#include "fake_engine.h"

namespace spurioscope::engine {
namespace {

/// SPURIOSCOPE_FAKE="reversed,one-class,empty-group,unknown,hold,fail:evaluate" for pictures of states.
fake::Script scriptOfEnvironment() {
  fake::Script script;
  const char* text = std::getenv("SPURIOSCOPE_FAKE");
  std::stringstream words(text ? text : "");
  for (std::string word; std::getline(words, word, ',');) {
    if (word == "reversed") script.reversedClasses = true;
    if (word == "one-class") script.onePredictedClass = true;
    if (word == "empty-group") script.emptyGroup = true;
    if (word == "unknown") script.unknownArchitecture = true;
    if (word == "damaged") script.damaged = true;
    if (word == "texts") script.texts = true;
    if (word == "hold") script.holdEvaluation = true;
    if (word.starts_with("fail:"))
      script.failures[word.substr(5)] = {"memory", "2.1 GB were needed for a batch of 256 samples, 1.3 GB are free.",
          "batch size 256, 128 and 64 were tried",
                                         "Close other programs, or start with --threads 1 and a smaller data set.", 5};
  }
  return script;
}

std::mutex gMutex;
fake::Script gScript = scriptOfEnvironment();
std::map<std::string, int> gCalls;
std::map<std::string, Session> gSessions;
std::string gFigure;

constexpr std::array<std::string_view, 7> kModes{"zero-weights", "zero-activation", "mean", "scale", "random-init", "noise", "rewind"};
constexpr std::array<std::string_view, 4> kCriteria{"magnitude", "gradient", "taylor", "activation"};

template <class Enum, std::size_t n>
std::optional<Enum> parse(const std::array<std::string_view, n>& names, std::string_view name) {
  const auto it = std::ranges::find(names, name);
  if (it == names.end()) return std::nullopt;
  return Enum(it - names.begin());
}

}  // namespace

namespace fake {

Script script() {
  const std::lock_guard lock(gMutex);
  return gScript;
}

void setScript(const Script& script) {
  const std::lock_guard lock(gMutex);
  gScript = script;
}

std::optional<Failure> failureOf(const std::string& call) {
  const std::lock_guard lock(gMutex);
  const auto it = gScript.failures.find(call);
  if (it == gScript.failures.end()) return std::nullopt;
  return it->second;
}

int calls(const std::string& call) {
  const std::lock_guard lock(gMutex);
  return gCalls[call];
}

void count(const std::string& call) {
  const std::lock_guard lock(gMutex);
  ++gCalls[call];
}

std::string lastFigurePath() {
  const std::lock_guard lock(gMutex);
  return gFigure;
}

}  // namespace fake

std::string_view modeName(Mode mode) { return kModes[std::size_t(mode)]; }
std::optional<Mode> parseMode(std::string_view name) { return parse<Mode>(kModes, name); }
bool modeUsesWeights(Mode mode) {
  return mode == Mode::ZeroWeights || mode == Mode::RandomInit || mode == Mode::Noise || mode == Mode::Rewind;
}
std::string_view criterionName(Criterion criterion) { return kCriteria[std::size_t(criterion)]; }
std::optional<Criterion> parseCriterion(std::string_view name) { return parse<Criterion>(kCriteria, name); }
std::string_view presetName(Preset preset) { return preset == Preset::Paper ? "paper" : "corrected"; }
std::optional<Preset> parsePreset(std::string_view name) {
  return name == "paper" ? std::optional(Preset::Paper) : name == "corrected" ? std::optional(Preset::Corrected) : std::nullopt;
}

const SiteStatistics* Statistics::find(const std::string& site) const {
  const auto it = std::ranges::find(sites, site, &SiteStatistics::site);
  return it == sites.end() ? nullptr : &*it;
}

std::string shellWord(const std::string& text) { return text.find(' ') == std::string::npos ? text : "'" + text + "'"; }

std::vector<CriterionInfo> criteria() {
  return {{Criterion::Gradient, "gradient", true, true},
          {Criterion::Magnitude, "magnitude", true, false},
          {Criterion::Taylor, "taylor", false, true},
          {Criterion::Activation, "activation", false, true}};
}

std::string_view classOrderName(ClassOrder order) {
  return order == ClassOrder::Automatic ? "auto" : order == ClassOrder::Identity ? "identity" : "reversed";
}

std::string evaluateCommand(const std::string& checkpoint, const DataRequest& data, const std::string& split, ClassOrder order) {
  return "spurioscope-cli evaluate " + shellWord(checkpoint) + " --data " + shellWord(data.source) + " --split " + split +
         (order == ClassOrder::Automatic ? "" : " --class-order " + std::string(classOrderName(order)));
}

std::string ablateCommand(const std::string& checkpoint, const DataRequest& data, const std::string& split,
                          const std::vector<Edit>& edits, ClassOrder) {
  std::string out = "spurioscope-cli ablate " + shellWord(checkpoint) + " --data " + shellWord(data.source);
  for (const auto& edit : edits) out += " --set " + edit.site + ":" + std::to_string(edit.channel);
  return out + " --mode " + std::string(modeName(edits.front().mode)) + " --split " + split;
}

std::string rankCommand(const std::string& checkpoint, const DataRequest& data, const RankRequest& request, ClassOrder) {
  return "spurioscope-cli rank " + shellWord(checkpoint) + " --data " + shellWord(data.source) + " --criterion " +
         std::string(criterionName(request.criterion));
}

Result<bool> writeFigure(const Figure& figure, const std::string& path, const FigureFormat&) {
  fake::count("writeFigure");
  if (const auto failure = fake::failureOf("writeFigure")) return *failure;
  std::ofstream(path) << figure.panels.size() << " panels\n" << figure.note << '\n';
  const std::lock_guard lock(gMutex);
  gFigure = path;
  return true;
}

Result<bool> saveSession(const std::string& path, const Session& session) {
  if (const auto failure = fake::failureOf("saveSession")) return *failure;
  std::ofstream(path) << "{}\n";
  const std::lock_guard lock(gMutex);
  gSessions[path] = session;
  return true;
}

Result<Session> loadSession(const std::string& path) {
  if (const auto failure = fake::failureOf("loadSession")) return *failure;
  const std::lock_guard lock(gMutex);
  const auto it = gSessions.find(path);
  if (it == gSessions.end()) return Failure{"io", "'" + path + "' is no session.", path, "Choose a *.spurio file.", 4};
  return it->second;
}

}  // namespace spurioscope::engine
