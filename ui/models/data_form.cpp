#include "ui/models/data_form.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>

namespace spurioscope::ui {
namespace {

QString keyOf(const QString& source) {
  const auto hash = QCryptographicHash::hash(QFileInfo(source).absoluteFilePath().toUtf8(), QCryptographicHash::Sha1);
  return "dataChoices/" + QString::fromLatin1(hash.toHex());
}

struct Field {
  const char* name;
  std::string engine::DataChoices::*member;
};
constexpr Field kFields[] = {{"preprocess", &engine::DataChoices::preprocess},
                             {"image", &engine::DataChoices::image},
                             {"y", &engine::DataChoices::y},
                             {"split", &engine::DataChoices::split},
                             {"attributeFile", &engine::DataChoices::attributeFile},
                             {"tokenizer", &engine::DataChoices::tokenizer},
                             {"text", &engine::DataChoices::text},
                             {"text2", &engine::DataChoices::text2}};
struct ListField {
  const char* name;
  std::vector<std::string> engine::DataChoices::*member;
};
constexpr ListField kLists[] = {{"attributes", &engine::DataChoices::attributes}, {"overlapping", &engine::DataChoices::overlapping}};

}  // namespace

std::optional<engine::DataChoices> rememberedChoices(const QString& source) {
  const QSettings settings;
  if (!settings.contains(keyOf(source))) return std::nullopt;
  const auto json = QJsonDocument::fromJson(settings.value(keyOf(source)).toByteArray()).object();
  engine::DataChoices choices;
  for (const auto& field : kFields) choices.*field.member = json.value(QLatin1String(field.name)).toString().toStdString();
  for (const auto& field : kLists)
    for (const auto& name : json.value(QLatin1String(field.name)).toArray())
      (choices.*field.member).push_back(name.toString().toStdString());
  return choices;
}

void rememberChoices(const QString& source, const engine::DataChoices& choices) {
  QJsonObject json;
  for (const auto& field : kFields)
    if (!(choices.*field.member).empty()) json.insert(QLatin1String(field.name), QString::fromStdString(choices.*field.member));
  for (const auto& field : kLists) {
    QJsonArray names;
    for (const auto& name : choices.*field.member) names.append(QString::fromStdString(name));
    if (!names.isEmpty()) json.insert(QLatin1String(field.name), names);
  }
  QSettings().setValue(keyOf(source), QJsonDocument(json).toJson(QJsonDocument::Compact));
}

void forgetChoices(const QString& source) { QSettings().remove(keyOf(source)); }

std::vector<std::string> namesOf(const QString& text) {
  std::vector<std::string> names;
  for (const QString& name : text.split(',', Qt::SkipEmptyParts))
    if (!name.trimmed().isEmpty()) names.push_back(name.trimmed().toStdString());
  return names;
}

QString textOf(const std::vector<std::string>& names) {
  QStringList list;
  for (const auto& name : names) list << QString::fromStdString(name);
  return list.join(", ");
}

}  // namespace spurioscope::ui
