#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "app/cli/output.h"

namespace spurioscope::cli {
namespace {

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return std::isnan(value) ? "-" : value > 0 ? "inf" : "-inf";
  std::array<char, 400> buffer;
  return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, decimals).ptr};
}

std::string percent(double share) { return std::isfinite(share) ? fixed(100 * share, 1) : "-"; }

std::string signedPercent(double share) { return (share > 0 ? "+" : "") + percent(share); }

std::string padded(std::string text, std::size_t width, bool right) {
  std::size_t shown = 0;  // code points, not bytes
  for (const char c : text) shown += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  const std::string blanks(width > shown ? width - shown : 0, ' ');
  return right ? blanks + text : text + blanks;
}

std::string averages(const engine::SplitEvaluation& evaluation) {
  return "plain " + percent(evaluation.plain) + "  adjusted " + percent(evaluation.adjusted) + "  group mean " +
         percent(evaluation.groupMean) + "  worst " + percent(evaluation.worst) + "\n";
}

std::string warnings(const engine::SplitEvaluation& evaluation) {
  std::string text;
  const bool reversed = evaluation.classOrder.size() == 2 && evaluation.classOrder[0] == 1;
  const auto& seen = evaluation.classEvidence;
  const std::string evidence = " (" + percent(seen.identity) + " % of " + std::to_string(seen.n) + " " + seen.split +
                               " samples are right in the data's order, " + percent(seen.reversed) + " % in the reversed one)";
  if (reversed) text += "note: the output columns are read in reversed class order [1, 0]" + evidence + "\n";
  else if (seen.reversed > seen.identity)
    text += "note: the output columns are read in the data's order, though the reversed one fits better" + evidence + "\n";
  if (evaluation.onePredictedClass) text += "warning: every sample is predicted as the same class\n";
  for (const auto& one : evaluation.damaged) text += "warning: left out " + one.name + ": " + one.reason + "\n";
  return text;
}

}  // namespace

std::string rows(const std::vector<std::vector<std::string>>& cells) {
  std::vector<std::size_t> widths(cells.front().size(), 0);
  for (const auto& row : cells) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : cells) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i > 0 ? "  " : "") + padded(row[i], widths[i], i > 0);
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

std::string table(const engine::CheckpointInfo& info) {
  std::string text = info.title + "\n" + info.format + ", written by " + info.writer + ", " + std::to_string(info.fileBytes) + " bytes\n";
  if (info.architecture) {
    const auto& network = *info.architecture;
    text += network.name + ", " + std::to_string(network.classes) + " classes, " + std::to_string(network.parameters) + " parameters\n";
    for (const auto& one : network.assumptions) text += "assumed: " + one + "\n";
    text += "\nsites\n";
    std::vector<std::vector<std::string>> cells{{"name", "kind", "channels"}};
    for (const auto& site : network.sites) cells.push_back({site.name, site.kind, std::to_string(site.channels)});
    text += rows(cells);
  } else if (info.mismatch) {
    text += "the network is not known" + (info.mismatch->nearest.empty() ? "" : "; nearest: " + info.mismatch->nearest) + "\n";
    for (const auto& key : info.mismatch->missing) text += "  missing or of another shape: " + key + "\n";
    for (const auto& key : info.mismatch->unexpected) text += "  unexpected: " + key + "\n";
  }
  text += "\ntensors\n";
  std::vector<std::vector<std::string>> cells{{"name", "dtype", "shape", "sum"}};
  for (const auto& tensor : info.tensors) {
    std::string shape;
    for (const auto size : tensor.shape) shape += (shape.empty() ? "" : "x") + std::to_string(size);
    cells.push_back({tensor.name, tensor.dtype, shape.empty() ? "scalar" : shape, tensor.sum ? fixed(*tensor.sum, 6) : ""});
  }
  text += rows(cells);
  for (const auto& item : info.skipped) text += "skipped: " + item.reason + "\n";
  for (const auto& name : info.foreignGlobals) text += "this file asks Python to call " + name + " (it was not called)\n";
  for (const auto& warning : info.warnings) text += "warning: " + warning + "\n";
  return text;
}

std::string table(const engine::DatasetInfo& info) {
  std::string text = info.name + " (" + info.layout + ")\n";
  std::string attributes;
  for (const auto& name : info.overlapping ? info.chosen.overlapping : info.chosen.attributes)
    attributes += (attributes.empty() ? "" : ", ") + name;
  if (!info.chosen.y.empty())
    text += "class: " + info.chosen.y + (info.overlapping ? "; overlapping groups of: " : "; attribute: ") +
            (attributes.empty() ? "none" : attributes) + "; split: " + info.chosen.split + "\n";
  text += info.chosen.preprocess + (info.chosen.preprocess.empty() ? "" : ": ") + info.preprocessing + "\n\n";
  std::vector<std::vector<std::string>> cells{{"group", "id", "train", "val", "test", ""}};
  for (const auto& group : info.groups) {
    cells.push_back({group.name, std::to_string(group.id), std::to_string(group.counts[0]), std::to_string(group.counts[1]),
                     std::to_string(group.counts[2]), group.minority ? "minority" : "majority"});
  }
  text += rows(cells);
  if (info.overlapping) text += "groups overlap: a sample is in every group that it fits, or in none; no adjusted average\n";
  for (const auto& problem : info.problems) text += "problem: " + problem + "\n";
  return text;
}

std::string table(const engine::SplitEvaluation& evaluation) {
  std::vector<std::vector<std::string>> cells{{evaluation.split, "n", "accuracy", "95 % interval", "loss", ""}};
  for (const auto& group : evaluation.groups) {
    cells.push_back({group.name, std::to_string(group.n), percent(group.accuracy),
                     "[" + percent(group.low) + ", " + percent(group.high) + "]", fixed(group.loss, 4),
                     group.id == evaluation.worstGroup ? "worst" : ""});
  }
  return rows(cells) + averages(evaluation) + warnings(evaluation);
}

std::string table(const engine::EditOutcome& outcome) {
  std::vector<std::vector<std::string>> cells{
      {outcome.after.split, "n", "before", "after", "change", "95 % interval", "p", "fixed", "broken"}};
  for (std::size_t g = 0; g < outcome.change.size(); ++g) {
    const auto& change = outcome.change[g];
    cells.push_back({outcome.after.groups[g].name, std::to_string(change.n), percent(outcome.before.groups[g].accuracy),
                     percent(outcome.after.groups[g].accuracy), signedPercent(change.change),
                     "[" + signedPercent(change.low) + ", " + signedPercent(change.high) + "]",
                     change.p < 5e-5 ? "<0.0001" : fixed(change.p, 4), std::to_string(change.fixed.size()),
                     std::to_string(change.broken.size())});
  }
  std::string text = rows(cells) + "before: " + averages(outcome.before) + "after:  " + averages(outcome.after) + warnings(outcome.after);
  if (outcome.changedLogits == 0) text += "no effect: the edit moved no sample's logits\n";
  return text;
}

std::string table(const engine::Ranking& ranking) {
  std::vector<std::vector<std::string>> cells{{"site", "channel", "score"}};
  for (const auto& one : ranking.channels) cells.push_back({one.site, std::to_string(one.channel), fixed(one.score, 6)});
  return rows(cells);
}

}  // namespace spurioscope::cli
