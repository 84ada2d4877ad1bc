#include "app/cli/commands.h"

namespace spurioscope::cli {

namespace {

/// Seeds differ between repeats, so random edits are drawn anew; the others give the same answer each time.
std::vector<engine::Edit> withSeedShift(std::vector<engine::Edit> edits, int shift) {
  for (auto& edit : edits) edit.seed += static_cast<std::uint64_t>(shift);
  return edits;
}

}  // namespace

AblateAnswer ablate(engine::Workbench& bench, const std::vector<std::string>& splits, const std::vector<engine::Edit>& edits, int repeats,
                    Context& context) {
  AblateAnswer answer;
  answer.json = {{"before", Json::object()}, {"after", Json::object()}, {"change", Json::object()}, {"changedLogits", 0}};
  std::int64_t changed = 0;
  for (const auto& split : splits) {
    Json repeated = Json::array();
    for (int repeat = 0; repeat < repeats; ++repeat) {
      const auto outcome = take(bench.evaluate(split, withSeedShift(edits, repeat), {}, context.stop, context.progress));
      answer.text += table(outcome) + "\n";
      answer.damaged = answer.damaged || !outcome.after.damaged.empty();
      if (repeat == 0) {
        answer.json["before"][split] = json(outcome.before);
        answer.json["after"][split] = json(outcome.after);
        answer.json["change"][split] = json(outcome.change);
        changed += outcome.changedLogits;
      }
      repeated.push_back({{"after", json(outcome.after)}, {"change", json(outcome.change)}, {"changedLogits", outcome.changedLogits}});
    }
    if (repeats > 1) answer.json["repeats"][split] = std::move(repeated);
  }
  answer.json["changedLogits"] = changed;
  return answer;
}

void Commands::addDemo(CLI::App& app) {
  auto splits = std::make_shared<std::vector<std::string>>();
  auto* sub = command(app, "demo", "The built-in demo and its headline ablation: the five channels of largest gradient on group 2",
                      [=](Context& context) {
                        engine::Workbench bench(context.common.settings);
                        Subject subject;
                        subject.checkpoint = subject.data = "demo";
                        openBoth(bench, subject, context);
                        engine::RankRequest request;
                        request.group = 2;
                        request.top = 5;
                        const auto ranking = take(bench.rank(request, context.stop, context.progress));
                        std::vector<engine::Edit> edits;
                        for (const auto& one : ranking->channels) {
                          engine::Edit edit;
                          edit.site = one.site;
                          edit.channel = one.channel;
                          edits.push_back(std::move(edit));
                        }
                        auto answer = ablate(bench, splitsOf(bench, *splits), edits, 1, context);
                        answer.json["channels"] = json(*ranking)["channels"];
                        print(context, answer.json,
                              "switched off (zero weights), the largest gradients on group 2's poorest training samples:\n" +
                                  table(*ranking) + "\n" + answer.text);
                        return 0;
                      });
  addSplits(*sub, *splits);
}

}  // namespace spurioscope::cli
