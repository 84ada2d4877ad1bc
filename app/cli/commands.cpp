#include "app/cli/commands.h"

#include <algorithm>
#include <iostream>

#include "app/cli/progress.h"
#include "app/cli/record.h"
#include "engine/csv_table.h"

namespace spurioscope::cli {
namespace {

constexpr int kPartial = 6;    // some images could not be read
constexpr int kStopped = 130;  // by the user

int exitFor(bool damaged) { return damaged ? kPartial : 0; }

/// For answers that do not list them: names the samples that were left out. @returns the exit code.
int tellDamaged(const engine::Workbench& bench) {
  const auto damaged = bench.damaged();
  for (const auto& one : damaged) std::cerr << "warning: left out " << one.name << ": " << one.reason << '\n';
  return exitFor(!damaged.empty());
}

/// Outputs that are no numbers are no prediction: they count as wrong, which is told.
void tellNotNumbers(const engine::SplitEvaluation& evaluation) {
  auto lost = evaluation.samplesDone;
  for (const auto& row : evaluation.confusion) {
    for (const auto n : row) lost -= n;
  }
  if (lost > 0)
    std::cerr << "warning: " << evaluation.split << ": the network's outputs for " << lost
              << " samples are not numbers (NaN); they count as wrong\n";
}

/// Sites and channels that are not there, and sites that cannot take a mode, are wrong arguments: told before any work.
void checkEdits(const engine::CheckpointInfo& checkpoint, const std::vector<engine::Edit>& edits) {
  if (!checkpoint.architecture) return;  // said when it is to run
  const auto& sites = checkpoint.architecture->sites;
  for (const auto& edit : edits) {
    const std::string where = "--set " + edit.site + ":" + std::to_string(edit.channel);
    const auto site = std::find_if(sites.begin(), sites.end(), [&](const auto& one) { return one.name == edit.site; });
    if (site == sites.end())
      failUsage("the network has no site '" + edit.site + "'", where,
                "`spurioscope-cli inspect " + checkpoint.source + "` lists its sites.");
    if (edit.channel >= site->channels) {
      failUsage("the site '" + edit.site + "' has the channels 0 to " + std::to_string(site->channels - 1), where, "Choose one of them.");
    }
    if (std::count_if(edits.begin(), edits.end(),
                      [&](const auto& other) { return other.site == edit.site && other.channel == edit.channel; }) > 1) {
      failUsage("channel " + std::to_string(edit.channel) + " of '" + edit.site + "' is edited twice", where,
                "Give each channel one edit.");
    }
    if (!site->hasWeights && engine::modeUsesWeights(edit.mode)) {
      failUsage("the site '" + edit.site + "' has no weights of its own, so it cannot take the mode '" +
                    std::string(engine::modeName(edit.mode)) + "'",
                where, "Use zero-activation, mean or scale, or name a convolution.");
    }
  }
}

void tellIdle(const EditOptions& options, const std::vector<engine::Edit>& edits) {
  for (const auto& option : options.without(edits)) std::cerr << "warning: " << option << " has no part in this mode\n";
}

std::vector<std::string> criterionNames() {
  std::vector<std::string> names;
  for (const auto& one : engine::criteria()) names.emplace_back(one.name);
  return names;
}

void requireNoData(engine::Criterion criterion) {
  for (const auto& one : engine::criteria()) {
    if (one.criterion == criterion && one.needsData) {
      failUsage("the criterion '" + std::string(one.name) + "' looks at samples", "--data",
                "Name a data set, or use --criterion magnitude.");
    }
  }
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// Everything that a command on checkpoint and data is told to read.
std::vector<std::string> inputsOf(const Subject& subject, const Context& context) {
  std::vector<std::string> inputs{subject.checkpoint, subject.data};
  const std::string& attributes = subject.dataOptions.choices.attributeFile;
  const std::string& tokenizer = context.common.settings.tokenizer;
  if (!attributes.empty()) inputs.push_back(attributes);
  if (!tokenizer.empty()) inputs.push_back(tokenizer);
  return inputs;
}

}  // namespace

void print(const Context& context, const Json& json, const std::string& text) {
  if (context.common.json) std::cout << json.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  else std::cout << text;
  std::cout.flush();
}

void openBoth(engine::Workbench& bench, const Subject& subject, Context& context, const std::vector<engine::Edit>& edits) {
  bench.setClassOrder(subject.classOrder);
  take(bench.openCheckpoint(subject.checkpoint, context.stop, context.progress));
  checkEdits(*bench.checkpoint(), edits);
  take(bench.openData(subject.dataOptions.request(subject.data), context.stop, context.progress));
  for (const auto& warning : bench.checkpoint()->warnings) std::cerr << "warning: " << warning << '\n';
  for (const auto& problem : bench.data()->problems) std::cerr << "problem: " << problem << '\n';
}

std::vector<std::string> splitsOf(const engine::Workbench& bench, const std::vector<std::string>& asked) {
  if (!asked.empty()) return asked;
  std::vector<std::string> splits;
  const char* names[] = {"train", "val", "test"};
  for (std::size_t i = 0; i < 3; ++i) {
    if (bench.data()->splitSizes[i] > 0) splits.push_back(names[i]);
  }
  return splits;
}

Commands::Commands(CLI::App& app) {
  addInspect(app);
  addDatasets(app);
  addEvaluate(app);
  addStatistics(app);
  addRank(app);
  addAblate(app);
  addSweep(app);
  addFigure(app);
  addDemo(app);
  app.require_subcommand(0, 1);  // none is told in our own words
}

CLI::App* Commands::command(CLI::App& app, const char* name, const char* what, std::function<int(Context&)> action) {
  auto* sub = app.add_subcommand(name, what);
  commandNames_ += (commandNames_.empty() ? "" : ", ") + std::string(name);
  common_.addTo(*sub);
  sub->callback([this, action = std::move(action)] { chosen_ = action; });
  return sub;
}

engine::Failure Commands::unknown(const std::string& word) const {
  return {"usage", "'" + word + "' is not a command", "command line",
          "Use one of " + commandNames_ + "; `spurioscope-cli --help` tells what each answers.", 2};
}

int Commands::run(std::stop_token stop) {
  if (!chosen_)
    failUsage("no command is named", "command line",
              "Name one of " + commandNames_ + "; `spurioscope-cli --help` tells what each answers.");
  common_.settings.keptBytes = common_.keptMb << 20;
  ProgressPrinter printer(common_.progress);
  Context context{common_, stop, [&printer](const engine::ProgressInfo& info) { printer.show(info); }};
  return chosen_(context);
}

void Commands::addInspect(CLI::App& app) {
  auto file = std::make_shared<std::string>();
  auto checksums = std::make_shared<bool>(false);
  auto* sub =
      command(app, "inspect", "What a checkpoint or a record of a run holds, without running anything inside it", [=](Context& context) {
        if (engine::isRunRecord(*file)) return inspectRecord(*file, context);
        engine::Workbench bench(context.common.settings);
        const auto info = take(bench.inspect(*file, *checksums));
        print(context, json(*info), table(*info));
        return 0;
      });
  sub->add_option("FILE", *file,
                  "A checkpoint file, demo or demo:epoch=N; or a record of a run: logs, predictions, evolution tensors, results of DFR, "
                  "memorization scores")
      ->required();
  sub->add_flag("--checksums", *checksums, "Also the sum of every tensor and the file's SHA-256");
}

void Commands::addDatasets(CLI::App& app) {
  auto path = std::make_shared<std::string>();
  auto options = std::make_shared<DataOptions>();
  auto* sub = command(app, "datasets", "Layout, groups and problems of a data set", [=](Context& context) {
    engine::Workbench bench(context.common.settings);
    const auto info = take(bench.openData(options->request(*path), context.stop, context.progress));
    print(context, json(*info), table(*info));
    return 0;
  });
  sub->add_option("PATH", *path, "A folder, a metadata file, an HDF5 or IDX file, or demo")->required();
  options->addTo(*sub);
}

void Commands::addEvaluate(CLI::App& app) {
  auto subject = std::make_shared<Subject>();
  auto logitsFile = std::make_shared<std::string>();
  auto* sub = command(app, "evaluate", "Accuracy of every group", [=](Context& context) {
    checkResult(*logitsFile, "--logits", inputsOf(*subject, context));
    if (engine::isRunRecord(subject->checkpoint)) {
      if (!logitsFile->empty()) failUsage("predictions hold no logits", "--logits", "Leave it out, or evaluate a checkpoint.");
      return evaluatePredictions(*subject, context);
    }
    engine::Workbench bench(context.common.settings);
    openBoth(bench, *subject, context);
    Json document = Json::object();
    std::string text, rows;
    bool damaged = false;
    int classes = 0;
    for (const auto& split : splitsOf(bench, subject->splits)) {
      const auto outcome = take(bench.evaluate(split, {}, {}, context.stop, context.progress));
      document[split] = json(outcome.after);
      tellNotNumbers(outcome.after);
      text += table(outcome.after) + "\n";
      damaged = damaged || !outcome.after.damaged.empty();
      if (logitsFile->empty()) continue;
      const auto logits = take(bench.logits(split, {}, context.stop, context.progress));
      classes = logits.classes;
      rows += engine::logitRowsCsv(*bench.data(), logits);
    }
    if (!logitsFile->empty()) take(engine::writeTextFile(*logitsFile, engine::logitHeaderCsv(classes) + rows));
    print(context, document, text);
    return exitFor(damaged);
  });
  subject->addTo(*sub);
  addOutput(*sub, "--logits", *logitsFile, "Write the logits of every sample to this CSV file");
}

void Commands::addStatistics(CLI::App& app) {
  auto subject = std::make_shared<Subject>();
  auto out = std::make_shared<std::string>();
  auto* sub = command(
      app, "statistics", "One pass over all sites: mean, variance, max, AUROC and maps of every channel and group", [=](Context& context) {
        checkResult(*out, "--out", inputsOf(*subject, context));
        engine::Workbench bench(context.common.settings);
        openBoth(bench, *subject, context);
        const auto splits = splitsOf(bench, subject->splits);
        Json parts = Json::array(), document;
        std::string text;
        for (const auto& split : splits) {
          const auto statistics = take(bench.statistics(split, context.stop, context.progress));
          parts.push_back({{"split", split},
                           {"samples", statistics->samples},
                           {"aurocSamples", statistics->aurocSamples},
                           {"seconds", statistics->seconds}});
          text += split + ": " + std::to_string(statistics->samples) + " samples, " + std::to_string(statistics->sites.size()) +
                  " sites -> " + *out + "\n";
          document = parts.back();  // the keys of the last split, which is what /sites of the file holds
          document["out"] = *out;
          document["sites"] = Json::array();
          for (const auto& site : statistics->sites)
            document["sites"].push_back({{"name", site.site}, {"channels", site.channels}, {"height", site.height}, {"width", site.width}});
        }
        document["splits"] = std::move(parts);
        take(bench.writeStatistics(splits, *out, context.stop, context.progress));
        print(context, document, text);
        return tellDamaged(bench);
      });
  subject->addTo(*sub);
  addOutput(*sub, "--out", *out, "HDF5 file to write")->required();
}

void Commands::addRank(CLI::App& app) {
  auto subject = std::make_shared<Subject>();
  auto request = std::make_shared<engine::RankRequest>();
  auto* sub = command(app, "rank", "Channels ordered by a criterion", [=](Context& context) {
    engine::Workbench bench(context.common.settings);
    if (subject->data.empty()) {
      requireNoData(request->criterion);
      take(bench.openCheckpoint(subject->checkpoint, context.stop, context.progress));
    } else {
      openBoth(bench, *subject, context);
    }
    if (!subject->splits.empty()) request->split = subject->splits.front();
    const auto ranking = take(bench.rank(*request, context.stop, context.progress));
    print(context, json(*ranking), table(*ranking));
    return tellDamaged(bench);
  });
  subject->addTo(*sub, "train when left out");
  sub->get_option("--data")->required(false)->description("A data set's folder or metadata file, or demo; magnitude needs none");
  sub->add_option_function<std::string>("--criterion", [request](const std::string& word) {
    requireWord(word, criterionNames(), "--criterion", "a criterion");
    request->criterion = *engine::parseCriterion(word);
  }, joined(criterionNames()) + " (gradient)");
  sub->add_option_function<std::string>("--preset", [request](const std::string& word) {
    requireWord(word, {"paper", "corrected"}, "--preset", "a preset");
    request->preset = *engine::parsePreset(word);
  }, "paper (the published code, with its quirks) or corrected (corrected)");
  addNumber(*sub, "--group", request->group, 0, 1'000'000, "The selecting group; the smallest minority group of training when left out");
  sub->add_option("--sites", request->sites,
                  "Shell globs on site names; all convolutions, hidden units and, where the criterion leaves weights alone, attention "
                  "heads when left out")
      ->delimiter(',');
  addNumber(*sub, "--top", request->top, 1, 1'000'000'000, "How many channels; all when left out");
}

namespace {

/// What stands against writing the edited checkpoint, told before any work.
void checkSave(const std::string& path, const Subject& subject, const std::vector<engine::Edit>& edits, const Context& context) {
  if (path.empty()) return;
  auto inputs = inputsOf(subject, context);
  for (const auto& edit : edits) {
    if (!engine::modeUsesWeights(edit.mode))
      failUsage("'" + std::string(engine::modeName(edit.mode)) + "' is an edit of activations and cannot be written as weights", "--save",
                "Use zero-weights, random-init, noise or rewind, or leave --save out.");
    if (!edit.from.empty()) inputs.push_back(edit.from);
  }
  checkResult(path, "--save", inputs);
}

}  // namespace

void Commands::addAblate(CLI::App& app) {
  auto subject = std::make_shared<Subject>();
  auto options = std::make_shared<EditOptions>();
  auto repeats = std::make_shared<int>(1);
  auto save = std::make_shared<std::string>();
  auto* sub = command(app, "ablate", "Accuracy of every group before and after edits", [=](Context& context) {
    const auto edits = options->edits();
    tellIdle(*options, edits);
    checkSave(*save, *subject, edits, context);
    engine::Workbench bench(context.common.settings);
    openBoth(bench, *subject, context, edits);
    auto answer = ablate(bench, splitsOf(bench, subject->splits), edits, *repeats, context);
    if (!save->empty()) {
      take(bench.saveEdited(*save, edits));
      answer.json["saved"] = *save;
      answer.text += "edited checkpoint -> " + *save + "\n";
    }
    print(context, answer.json, answer.text);
    return exitFor(answer.damaged);
  });
  subject->addTo(*sub);
  options->addTo(*sub, true);
  addNumber(*sub, "--repeats", *repeats, 1, 1000, "Repeat random edits with the following seeds (1)");
  addOutput(*sub, "--save", *save, "Also write the checkpoint with the edits in its weights (.safetensors, else a torch zip file)");
}

void Commands::addSweep(CLI::App& app) {
  auto subject = std::make_shared<Subject>();
  auto request = std::make_shared<engine::SweepRequest>();
  auto options = std::make_shared<EditOptions>();
  auto* sub = command(app, "sweep", "One edit at a time over many channels", [=](Context& context) {
    request->edit = options->edit();
    tellIdle(*options, {request->edit});
    checkResult(request->outFile, "--out", inputsOf(*subject, context));
    request->seed = request->edit.seed;
    request->splits = subject->splits;
    request->keepPartial = true;
    engine::Workbench bench(context.common.settings);
    openBoth(bench, *subject, context);
    const auto result = take(bench.sweep(*request, context.stop, context.progress));
    Json document{{"edits", result.edits},
                  {"seconds", result.seconds},
                  {"samples", result.samples},
                  {"forwardEquivalents", result.forwardEquivalents},
                  {"out", result.outFile}};
    if (result.partial) document["partial"] = true;
    print(context, document,
          std::to_string(result.edits) + " edits on " + std::to_string(result.samples) + " samples -> " + result.outFile + "\n");
    if (result.partial) {
      std::cerr << "stopped: " << result.outFile << " holds every channel on the samples that were done; " << request->outFile
                << " is untouched\n";
      return kStopped;
    }
    return tellDamaged(bench);
  });
  subject->addTo(*sub);
  options->addTo(*sub, false);
  sub->add_option("--sites", request->sites,
                  "Shell globs on site names; all convolutions, hidden units and, where the mode leaves weights alone, attention heads "
                  "when left out")
      ->delimiter(',');
  addNumber(*sub, "--random", request->randomPerSite, 1, 1'000'000'000, "Only K channels drawn from each site, seeded");
  addOutput(*sub, "--out", request->outFile, "CSV file to write")->required();
}

}  // namespace spurioscope::cli
