#include "engine/inside/session_text.h"

#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "engine/inside/demo_source.h"

namespace spurioscope::engine {
namespace {

constexpr int kSchema = 1;
constexpr std::size_t kPathBytes = 4096;  // Linux opens no longer one; long ones take much to normalise
constexpr const char* kRemedy = "Open a session that Spurioscope saved.";

/// Sources in a session are relative to it, so that a folder can be moved as a whole.
std::string relativeTo(const std::filesystem::path& session, const std::string& source) {
  if (source.empty() || isDemo(source)) return source;
  const auto base = std::filesystem::absolute(session).parent_path();
  const auto relative = std::filesystem::absolute(source).lexically_normal().lexically_relative(base.lexically_normal());
  if (relative.empty() || relative.native().size() > kPathBytes) return source;
  return isDemo(relative.native()) ? "./" + relative.string() : relative.string();  // a file of that name is not the built-in demo
}

std::string resolved(const std::filesystem::path& session, const std::string& source) {
  if (source.size() > kPathBytes)
    throw Error{Kind::Format, "a path of " + std::to_string(source.size()) + " bytes", {session.string(), {}, {}}, kRemedy};
  if (source.empty() || isDemo(source) || std::filesystem::path(source).is_absolute()) return source;
  return (std::filesystem::absolute(session).parent_path() / source).lexically_normal().string();
}

/// A number as it stands: one that the type cannot hold is refused, not cut.
template <class Integer>
Integer wholeNumber(const Json& json, const char* name, const std::filesystem::path& session) {
  if (!json.is_number()) throw Error{Kind::Format, "'" + std::string(name) + "' is no number", {session.string(), {}, {}}, kRemedy};
  const bool negative = json.is_number_integer() && !json.is_number_unsigned() && json.get<std::int64_t>() < 0;
  const bool fits = json.is_number_integer() &&
                    (negative ? std::in_range<Integer>(json.get<std::int64_t>()) : std::in_range<Integer>(json.get<std::uint64_t>()));
  if (!fits) throw Error{Kind::Range, "'" + std::string(name) + "' is no whole number in its range", {session.string(), {}, {}}, kRemedy};
  return json.get<Integer>();
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
  edit.channel = wholeNumber<int>(json.at("channel"), "channel", session);
  const auto mode = parseMode(json.at("mode").get<std::string>());
  if (!mode)
    throw Error{Kind::Format,
                "unknown mode '" + json.at("mode").get<std::string>() + "'",
                {session.string(), {}, "edits"},
                "Open it with a newer Spurioscope."};
  edit.mode = *mode;
  edit.alpha = json.value("alpha", 0.0);
  edit.std = json.value("std", edit.std);
  if (json.contains("seed")) edit.seed = wholeNumber<std::uint64_t>(json["seed"], "seed", session);
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
  return {text("preprocess"),
          text("image"),
          text("y"),
          text("split"),
          json.value("attributes", std::vector<std::string>()),
          resolved(session, text("attributeFile")),
          json.value("overlapping", std::vector<std::string>()),
          resolved(session, text("tokenizer")),
          text("text"),
          text("text2")};
}

RankRequest rankingOf(const Json& json, const std::filesystem::path& session) {
  RankRequest request;
  request.criterion = parseCriterion(json.value("criterion", std::string())).value_or(request.criterion);
  request.preset = parsePreset(json.value("preset", std::string())).value_or(request.preset);
  request.split = json.value("split", request.split);
  if (json.contains("group")) request.group = wholeNumber<int>(json["group"], "group", session);
  return request;
}

}  // namespace

std::string sessionText(const Session& session, const std::filesystem::path& file) {
  Json json{{"spurioscope", "session"}, {"schema", kSchema}};
  json["checkpoint"] = {{"source", relativeTo(file, session.checkpoint)}, {"sha256", session.checkpointSha256}};
  json["data"] = {{"source", relativeTo(file, session.data)},
                  {"fingerprint", session.dataFingerprint},
                  {"choices", choicesJson(session.dataChoices, file)}};
  json["split"] = session.split;
  json["classOrder"] = classOrderName(session.classOrder);
  json["edits"] = Json::array();
  for (const auto& edit : session.edits) json["edits"].push_back(editJson(edit, file));
  json["ranking"] = {{"criterion", criterionName(session.ranking.criterion)}, {"preset", presetName(session.ranking.preset)},
                     {"split", session.ranking.split}, {"group", session.ranking.group}};
  json["view"] = session.view.empty() ? Json::object() : parseJson(session.view, "view");
  return jsonText(json, 2) + "\n";
}

Session sessionOfText(std::string_view text, const std::filesystem::path& file) {
  const auto json = parseJson(text, file.string());
  if (!json.is_object() || json.value("spurioscope", Json()) != "session") {
    throw Error{Kind::Format, "this is no Spurioscope session", {file.string(), {}, {}}, "Open a file that Spurioscope saved (*.spurio)."};
  }
  if (const auto schema = json.value("schema", Json()); schema.is_number() && schema > kSchema) {
    throw Error{Kind::Unsupported, "the session was saved by a newer Spurioscope", {file.string(), {}, {}}, "Update Spurioscope."};
  }
  try {
    Session session;
    session.checkpoint = resolved(file, json.at("checkpoint").at("source"));
    session.checkpointSha256 = json.at("checkpoint").at("sha256");
    session.data = resolved(file, json.at("data").at("source"));
    session.dataFingerprint = json.at("data").at("fingerprint");
    session.dataChoices = choicesOf(json.at("data").value("choices", Json::object()), file);
    session.split = json.at("split");
    session.classOrder = parseClassOrder(json.value("classOrder", std::string())).value_or(ClassOrder::Automatic);
    for (const auto& edit : json.at("edits")) session.edits.push_back(editOf(edit, file));
    session.ranking = rankingOf(json.at("ranking"), file);
    session.view = jsonText(json.value("view", Json::object()));
    return session;
  } catch (const Json::exception& error) {
    throw Error{Kind::Format,
                std::string("the session is incomplete: ") + error.what(),
                {file.string(), {}, {}},
                "Open a session that Spurioscope saved."};
  }
}

}  // namespace spurioscope::engine
