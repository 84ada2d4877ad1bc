#include <cmath>

#include "app/cli/output.h"

namespace spurioscope::cli {
namespace {

Json pathJson(const std::vector<engine::PathElement>& path) {
  Json json = Json::array();
  for (const auto& element : path) std::visit([&](const auto& value) { json.push_back(value); }, element);
  return json;
}

}  // namespace

Json number(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

Json json(const engine::Failure& failure) {
  return {{"error", {{"kind", failure.kind}, {"what", failure.what}, {"where", failure.where}, {"remedy", failure.remedy}}}};
}

Json json(const engine::CheckpointInfo& info) {
  Json out{{"format", info.format}, {"writer", info.writer}, {"bytes", info.fileBytes}};
  if (!info.sha256.empty()) out["sha256"] = info.sha256;
  out["epoch"] = info.epoch ? Json(*info.epoch) : Json(nullptr);
  out["tensors"] = Json::array();
  for (const auto& tensor : info.tensors) {
    Json row{{"name", tensor.name}, {"path", pathJson(tensor.path)}, {"shape", tensor.shape}, {"dtype", tensor.dtype}};
    if (tensor.sum) row["sum"] = number(*tensor.sum);
    out["tensors"].push_back(std::move(row));
  }
  out["scalars"] = Json::array();
  for (const auto& scalar : info.scalars) {
    Json value = std::visit([](const auto& v) { return Json(v); }, scalar.value);
    if (const auto* real = std::get_if<double>(&scalar.value)) value = number(*real);
    out["scalars"].push_back({{"path", pathJson(scalar.path)}, {"value", std::move(value)}});
  }
  out["skipped"] = Json::array();
  for (const auto& item : info.skipped) out["skipped"].push_back({{"path", pathJson(item.path)}, {"reason", item.reason}});
  out["foreignGlobals"] = info.foreignGlobals;
  out["warnings"] = info.warnings;
  if (!info.architecture) {
    out["architecture"] = nullptr;
    const auto no = info.mismatch.value_or(engine::Mismatch{});
    out["mismatch"] = {
        {"missing", no.missing}, {"unexpected", no.unexpected}, {"nearest", no.nearest.empty() ? Json(nullptr) : Json(no.nearest)}};
    return out;
  }
  const auto& network = *info.architecture;
  Json sites = Json::array();
  for (const auto& site : network.sites) sites.push_back({{"name", site.name}, {"kind", site.kind}, {"channels", site.channels}});
  out["architecture"] = {{"family", network.family},           {"name", network.name},
                         {"classes", network.classes},         {"input", network.input},
                         {"parameters", network.parameters},   {"outputsProbabilities", network.outputsProbabilities},
                         {"assumptions", network.assumptions}, {"sites", sites}};
  return out;
}

Json json(const engine::DatasetInfo& info) {
  Json groups = Json::array();
  for (const auto& group : info.groups) {
    groups.push_back({{"id", group.id}, {"name", group.name}, {"y", group.y}, {"a", group.a},
                      {"counts", {{"train", group.counts[0]}, {"val", group.counts[1]}, {"test", group.counts[2]}}}});
  }
  Json columns{{"image", info.chosen.image}, {"y", info.chosen.y}, {"attribute", info.chosen.attributes}, {"split", info.chosen.split}};
  if (info.overlapping) columns["overlapping"] = info.chosen.overlapping;
  if (info.holdsTexts) columns["text"] = info.chosen.text, columns["text2"] = info.chosen.text2;
  return {{"layout", info.layout},
          {"name", info.name},
          {"classes", info.classNames},
          {"attributes", info.attributeNames},
          {"groups", groups},
          {"overlapping", info.overlapping},
          {"samples", {{"train", info.splitSizes[0]}, {"val", info.splitSizes[1]}, {"test", info.splitSizes[2]}}},
          {"minority", info.minority},
          {"majority", info.majority},
          {"preprocessing", info.preprocessing},
          {"preprocess", info.chosen.preprocess},
          {"columns", columns},
          {"size", {info.channels, info.height, info.width}},
          {"problems", info.problems},
          {"fingerprint", info.fingerprint}};
}

Json json(const engine::SplitEvaluation& evaluation) {
  Json groups = Json::array();
  for (const auto& group : evaluation.groups) {
    groups.push_back({{"id", group.id},
                      {"name", group.name},
                      {"n", group.n},
                      {"correct", group.correct},
                      {"accuracy", number(group.accuracy)},
                      {"low", number(group.low)},
                      {"high", number(group.high)},
                      {"loss", number(group.loss)}});
  }
  Json evidence = nullptr;
  if (const auto& seen = evaluation.classEvidence; seen.n > 0)
    evidence = {{"split", seen.split}, {"n", seen.n}, {"identity", seen.identity}, {"reversed", seen.reversed}};
  Json damaged = Json::array();
  for (const auto& one : evaluation.damaged) damaged.push_back({{"sample", one.name}, {"reason", one.reason}});
  return {{"groups", groups},
          {"averages",
           {{"plain", number(evaluation.plain)},
            {"adjusted", number(evaluation.adjusted)},
            {"groupMean", number(evaluation.groupMean)},
            {"worst", number(evaluation.worst)}}},
          {"worstGroup", evaluation.worstGroup},
          {"classOrder", evaluation.classOrder},
          {"classEvidence", evidence},
          {"confusion", evaluation.confusion},
          {"onePredictedClass", evaluation.onePredictedClass},
          {"damaged", damaged}};
}

Json json(const std::vector<engine::GroupChange>& change) {
  Json rows = Json::array();
  for (const auto& one : change) {
    rows.push_back({{"id", one.id},
                    {"n", one.n},
                    {"change", number(one.change)},
                    {"low", number(one.low)},
                    {"high", number(one.high)},
                    {"p", number(one.p)},
                    {"fixed", one.fixed.size()},
                    {"broken", one.broken.size()}});
  }
  return rows;
}

Json json(const engine::Ranking& ranking) {
  Json channels = Json::array();
  for (const auto& one : ranking.channels) channels.push_back({{"site", one.site}, {"channel", one.channel}, {"score", number(one.score)}});
  return {{"criterion", engine::criterionName(ranking.request.criterion)}, {"preset", engine::presetName(ranking.request.preset)},
          {"split", ranking.request.split}, {"group", ranking.request.group}, {"samples", ranking.samples}, {"channels", channels}};
}

}  // namespace spurioscope::cli
