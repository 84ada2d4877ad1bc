#include "engine/session.h"

#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "engine/inside/checkpoint_source.h"
#include "engine/inside/guard.h"

namespace spurioscope::engine {
namespace {

constexpr int kSchema = 1;
constexpr std::uint64_t kMaxBytes = 16u << 20;

/// Sources in a session are relative to it, so that a folder can be moved as a whole.
std::string relativeTo(const std::filesystem::path& session, const std::string& source) {
  if (source.empty() || isDemo(source)) return source;
  const auto base = std::filesystem::absolute(session).parent_path();
  const auto relative = std::filesystem::absolute(source).lexically_normal().lexically_relative(base.lexically_normal());
  return relative.empty() ? source : relative.string();
}

std::string resolved(const std::filesystem::path& session, const std::string& source) {
  if (source.empty() || isDemo(source) || std::filesystem::path(source).is_absolute()) return source;
  return (std::filesystem::absolute(session).parent_path() / source).lexically_normal().string();
}

Json editJson(const Edit& edit, const std::filesystem::path& session) {
  Json json{{"site", edit.site}, {"channel", edit.channel}, {"mode", modeName(edit.mode)}, {"alpha", jsonNumber(edit.alpha)}};
  if (edit.mode == Mode::RandomInit || edit.mode == Mode::Noise) {
    json["std"] = edit.std;
    json["seed"] = edit.seed;
  }
  if (edit.mode == Mode::Rewind) json["from"] = relativeTo(session, edit.from);
  return json;
}

Edit editOf(const Json& json, const std::filesystem::path& session) {
  Edit edit;
  edit.site = json.at("site");
  edit.channel = json.at("channel");
  const auto mode = parseMode(json.at("mode").get<std::string>());
  if (!mode) throw Error{Kind::Format, "unknown mode '" + json.at("mode").get<std::string>() + "'", {session.string(), {}, "edits"}, "Open it with a newer Spurioscope."};
  edit.mode = *mode;
  edit.alpha = json.value("alpha", 0.0);
  edit.std = json.value("std", edit.std);
  edit.seed = json.value("seed", edit.seed);
  edit.from = resolved(session, json.value("from", std::string()));
  return edit;
}

Json choicesJson(const DataChoices& choices, const std::filesystem::path& session) {
  Json json = Json::object();
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) json[name] = text;
  };
  add("preprocess", choices.preprocess);
  add("image", choices.image);
  add("y", choices.y);
  add("split", choices.split);
  if (!choices.attributes.empty()) json["attributes"] = choices.attributes;
  add("attributeFile", relativeTo(session, choices.attributeFile));
  if (!choices.overlapping.empty()) json["overlapping"] = choices.overlapping;
  add("tokenizer", relativeTo(session, choices.tokenizer));
  add("text", choices.text);
  add("text2", choices.text2);
  return json;
}

DataChoices choicesOf(const Json& json, const std::filesystem::path& session) {
  const auto text = [&](const char* name) { return json.value(name, std::string()); };
  return {text("preprocess"), text("image"), text("y"), text("split"), json.value("attributes", std::vector<std::string>()),
          resolved(session, text("attributeFile")), json.value("overlapping", std::vector<std::string>()), resolved(session, text("tokenizer")), text("text"), text("text2")};
}

RankRequest rankingOf(const Json& json) {
  RankRequest request;
  request.criterion = parseCriterion(json.value("criterion", std::string())).value_or(request.criterion);
  request.preset = parsePreset(json.value("preset", std::string())).value_or(request.preset);
  request.split = json.value("split", request.split);
  request.group = json.value("group", request.group);
  return request;
}

}  // namespace

Result<bool> saveSession(const std::string& path, const Session& session) {
  return guarded([&] {
    Json json{{"spurioscope", "session"}, {"schema", kSchema}};
    json["checkpoint"] = {{"source", relativeTo(path, session.checkpoint)}, {"sha256", session.checkpointSha256}};
    json["data"] = {{"source", relativeTo(path, session.data)}, {"fingerprint", session.dataFingerprint}, {"choices", choicesJson(session.dataChoices, path)}};
    json["split"] = session.split;
    json["classOrder"] = classOrderName(session.classOrder);
    json["edits"] = Json::array();
    for (const auto& edit : session.edits) json["edits"].push_back(editJson(edit, path));
    json["ranking"] = {{"criterion", criterionName(session.ranking.criterion)}, {"preset", presetName(session.ranking.preset)},
                       {"split", session.ranking.split}, {"group", session.ranking.group}};
    json["view"] = session.view.empty() ? Json::object() : parseJson(session.view, "view");
    writeFileAtomically(path, jsonText(json, 2) + "\n");
    return true;
  });
}

Result<Session> loadSession(const std::string& path) {
  return guarded([&] {
    const auto json = parseJson(readTextFile(path, kMaxBytes), path);
    if (!json.is_object() || json.value("spurioscope", Json()) != "session") {
      throw Error{Kind::Format, "this is no Spurioscope session", {path, {}, {}}, "Open a file that Spurioscope saved (*.spurio)."};
    }
    if (const auto schema = json.value("schema", Json()); schema.is_number() && schema > kSchema) {
      throw Error{Kind::Unsupported, "the session was saved by a newer Spurioscope", {path, {}, {}}, "Update Spurioscope."};
    }
    try {
      Session session;
      session.checkpoint = resolved(path, json.at("checkpoint").at("source"));
      session.checkpointSha256 = json.at("checkpoint").at("sha256");
      session.data = resolved(path, json.at("data").at("source"));
      session.dataFingerprint = json.at("data").at("fingerprint");
      session.dataChoices = choicesOf(json.at("data").value("choices", Json::object()), path);
      session.split = json.at("split");
      session.classOrder = parseClassOrder(json.value("classOrder", std::string())).value_or(ClassOrder::Automatic);
      for (const auto& edit : json.at("edits")) session.edits.push_back(editOf(edit, path));
      session.ranking = rankingOf(json.at("ranking"));
      session.view = jsonText(json.value("view", Json::object()));
      return session;
    } catch (const Json::exception& error) {
      throw Error{Kind::Format, std::string("the session is incomplete: ") + error.what(), {path, {}, {}}, "Open a session that Spurioscope saved."};
    }
  });
}

}  // namespace spurioscope::engine
