#include "ui/window/session_state.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace spurioscope::ui {

std::string writeView(const ViewState& view) {
  QJsonArray scope;
  for (const auto& name : view.selection.scope) scope << QString::fromStdString(name);
  const QJsonObject object{{"scope", scope},
                           {"scopeTitle", QString::fromStdString(view.selection.scopeTitle)},
                           {"site", QString::fromStdString(view.selection.current.site)},
                           {"channel", view.selection.current.channel},
                           {"mode", QString::fromLatin1(engine::modeName(view.tool.mode).data(),
                               qsizetype(engine::modeName(view.tool.mode).size()))},
                           {"alpha", view.tool.alpha},
                           {"from", QString::fromStdString(view.tool.from)},
                           {"tab", view.tab},
                           {"theme", view.dark ? "dark" : "light"}};
  return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

ViewState readView(const std::string& json) {
  const auto object = QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
  ViewState view;
  for (const auto& name : object["scope"].toArray()) view.selection.scope.push_back(name.toString().toStdString());
  view.selection.scopeTitle = object["scopeTitle"].toString().toStdString();
  view.selection.current = {object["site"].toString().toStdString(), object["channel"].toInt(-1)};
  if (view.selection.current.valid()) view.selection.channels = {view.selection.current};
  if (const auto mode = engine::parseMode(object["mode"].toString().toStdString())) view.tool.mode = *mode;
  view.tool.alpha = object["alpha"].toDouble(0);
  view.tool.from = object["from"].toString().toStdString();
  view.tab = object["tab"].toInt(0);
  view.dark = object["theme"].toString() == "dark";
  return view;
}

engine::Session sessionOf(const Document& document, int tab, bool dark) {
  engine::Session session;
  if (const auto checkpoint = document.checkpoint()) {
    session.checkpoint = checkpoint->source;
    session.checkpointSha256 = checkpoint->sha256;
  }
  if (const auto data = document.data()) {
    session.data = data->source;
    session.dataChoices = data->choices;
    session.dataFingerprint = data->fingerprint;
  }
  session.split = document.split();
  session.edits = document.editSet().edits;
  session.ranking = document.rankRequest();
  session.view = writeView({document.selection(), document.editSet().tool, tab, dark});
  return session;
}

}  // namespace spurioscope::ui
