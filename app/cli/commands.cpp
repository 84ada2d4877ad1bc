#include "app/cli/commands.h"

#include <cstdio>
#include <fstream>
#include <iostream>

#include "app/cli/progress.h"
#include "engine/csv_table.h"

namespace spurioscope::cli {
namespace {

constexpr int kPartial = 6;  // some images could not be read

int exitFor(bool damaged) { return damaged ? kPartial : 0; }

/// For answers that do not list them: names the samples that were left out. @returns the exit code.
int tellDamaged(const engine::Workbench& bench) {
  const auto damaged = bench.damaged();
  for (const auto& one : damaged) std::cerr << "warning: left out " << one.name << ": " << one.reason << '\n';
  return exitFor(!damaged.empty());
}

}  // namespace

void print(const Context& context, const Json& json, const std::string& text) {
  if (context.common.json) std::cout << json.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  else std::cout << text;
  std::cout.flush();
}

void openBoth(engine::Workbench& bench, const Subject& subject, Context& context) {
  take(bench.openCheckpoint(subject.checkpoint, context.stop, context.progress));
  take(bench.openData(subject.dataOptions.request(subject.data), context.stop, context.progress));
  for (const auto& warning : bench.checkpoint()->warnings) std::cerr << "warning: " << warning << '\n';
  for (const auto& problem : bench.data()->problems) std::cerr << "problem: " << problem << '\n';
}

std::vector<std::string> splitsOf(const engine::Workbench& bench, const std::vector<std::string>& asked) {
  if (!asked.empty()) return asked;
  std::vector<std::string> splits;
  const char* names[] = {"train", "val", "test"};
  for (std::size_t i = 0; i < 3; ++i) {
    std::int64_t n = 0;
    for (const auto& group : bench.data()->groups) n += group.counts[i];
    if (n > 0) splits.push_back(names[i]);
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
  app.require_subcommand(1);
}

CLI::App* Commands::command(CLI::App& app, const char* name, const char* what, std::function<int(Context&)> action) {
  auto* sub = app.add_subcommand(name, what);
  common_.addTo(*sub);
  sub->callback([this, action = std::move(action)] { chosen_ = action; });
  return sub;
}

int Commands::run(std::stop_token stop) {
  ProgressPrinter printer(common_.progress);
  Context context{common_, stop, [&printer](const engine::ProgressInfo& info) { printer.show(info); }};
  return chosen_(context);
}

void Commands::addInspect(CLI::App& app) {
  auto file = std::make_shared<std::string>();
  auto checksums = std::make_shared<bool>(false);
  auto* sub = command(app, "inspect", "What a checkpoint file holds, without running anything inside it", [=](Context& context) {
    engine::Workbench bench(context.common.settings);
    const auto info = take(bench.inspect(*file, *checksums));
    print(context, json(*info), table(*info));
    return 0;
  });
  sub->add_option("FILE", *file, "A checkpoint file, demo or demo:epoch=N")->required();
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
    engine::Workbench bench(context.common.settings);
    openBoth(bench, *subject, context);
    Json document = Json::object();
    std::string text, rows;
    bool damaged = false;
    int classes = 0;
    for (const auto& split : splitsOf(bench, subject->splits)) {
      const auto outcome = take(bench.evaluate(split, {}, {}, context.stop, context.progress));
      document[split] = json(outcome.after);
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
  sub->add_option("--logits", *logitsFile, "Write the logits of every sample to this CSV file");
}

void Commands::addStatistics(CLI::App& app) {
  auto subject = std::make_shared<Subject>();
  auto out = std::make_shared<std::string>();
  auto* sub = command(app, "statistics", "One pass over all sites: mean, variance, max, AUROC and maps of every channel and group", [=](Context& context) {
    engine::Workbench bench(context.common.settings);
    openBoth(bench, *subject, context);
    const std::string split = subject->splits.empty() ? "test" : subject->splits.front();
    if (subject->splits.size() > 1) throw CLI::ValidationError("--split", "statistics takes one split");
    const auto statistics = take(bench.statistics(split, context.stop, context.progress));
    take(bench.writeStatistics(split, *out, context.stop, context.progress));
    Json document{{"split", split}, {"samples", statistics->samples}, {"aurocSamples", statistics->aurocSamples}, {"seconds", statistics->seconds}, {"out", *out}, {"sites", Json::array()}};
    std::string text = split + ": " + std::to_string(statistics->samples) + " samples, " + std::to_string(statistics->sites.size()) + " sites -> " + *out + "\n";
    for (const auto& site : statistics->sites) document["sites"].push_back({{"name", site.site}, {"channels", site.channels}, {"height", site.height}, {"width", site.width}});
    print(context, document, text);
    return tellDamaged(bench);
  });
  subject->addTo(*sub);
  sub->add_option("--out", *out, "HDF5 file to write")->required();
}

void Commands::addRank(CLI::App& app) {
  auto subject = std::make_shared<Subject>();
  auto request = std::make_shared<engine::RankRequest>();
  auto criterion = std::make_shared<std::string>("gradient");
  auto preset = std::make_shared<std::string>("corrected");
  auto* sub = command(app, "rank", "Channels ordered by a criterion", [=](Context& context) {
    engine::Workbench bench(context.common.settings);
    openBoth(bench, *subject, context);
    request->criterion = *engine::parseCriterion(*criterion);
    request->preset = *engine::parsePreset(*preset);
    if (subject->splits.size() > 1) throw CLI::ValidationError("--split", "rank takes one split");
    if (!subject->splits.empty()) request->split = subject->splits.front();
    const auto ranking = take(bench.rank(*request, context.stop, context.progress));
    print(context, json(*ranking), table(*ranking));
    return tellDamaged(bench);
  });
  subject->addTo(*sub);
  sub->add_option("--criterion", *criterion, "magnitude, gradient, taylor or activation")->check(CLI::IsMember({"magnitude", "gradient", "taylor", "activation"}));
  sub->add_option("--preset", *preset, "paper (the published code, with its quirks) or corrected")->check(CLI::IsMember({"paper", "corrected"}));
  sub->add_option("--group", request->group, "The selecting group; the smallest minority group of training when left out")->check(CLI::NonNegativeNumber);
  sub->add_option("--sites", request->sites, "Shell globs on site names")->delimiter(',');
  sub->add_option("--top", request->top, "How many channels; all when left out")->check(CLI::PositiveNumber);
}

void Commands::addAblate(CLI::App& app) {
  auto subject = std::make_shared<Subject>();
  auto options = std::make_shared<EditOptions>();
  auto repeats = std::make_shared<int>(1);
  auto* sub = command(app, "ablate", "Accuracy of every group before and after edits", [=](Context& context) {
    const auto edits = options->edits();
    engine::Workbench bench(context.common.settings);
    openBoth(bench, *subject, context);
    const auto answer = ablate(bench, splitsOf(bench, subject->splits), edits, *repeats, context);
    print(context, answer.json, answer.text);
    return exitFor(answer.damaged);
  });
  subject->addTo(*sub);
  options->addTo(*sub, true);
  sub->add_option("--repeats", *repeats, "Repeat random edits with the following seeds")->check(CLI::Range(1, 1000));
}

void Commands::addSweep(CLI::App& app) {
  auto subject = std::make_shared<Subject>();
  auto request = std::make_shared<engine::SweepRequest>();
  auto options = std::make_shared<EditOptions>();
  auto* sub = command(app, "sweep", "One edit at a time over many channels", [=](Context& context) {
    request->edit = options->edit();
    request->seed = request->edit.seed;
    request->splits = subject->splits;
    engine::Workbench bench(context.common.settings);
    openBoth(bench, *subject, context);
    const auto result = take(bench.sweep(*request, context.stop, context.progress));
    const Json document{{"edits", result.edits}, {"seconds", result.seconds}, {"samples", result.samples}, {"forwardEquivalents", result.forwardEquivalents}, {"out", request->outFile}};
    print(context, document, std::to_string(result.edits) + " edits on " + std::to_string(result.samples) + " samples -> " + request->outFile + "\n");
    return tellDamaged(bench);
  });
  subject->addTo(*sub);
  options->addTo(*sub, false);
  sub->add_option("--sites", request->sites, "Shell globs on site names; all convolutions when left out")->delimiter(',');
  sub->add_option("--random", request->randomPerSite, "Only K channels drawn from each site, seeded")->check(CLI::PositiveNumber);
  sub->add_option("--out", request->outFile, "CSV file to write")->required();
}

}  // namespace spurioscope::cli
