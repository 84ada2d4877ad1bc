#pragma once

#include <QString>
#include <QStringList>
#include <optional>

#include "engine/dataset_info.h"

namespace spurioscope::ui {

/// What a user chose for a data set, kept so that its dialog is not shown again. By the absolute path of the data set.
std::optional<engine::DataChoices> rememberedChoices(const QString& source);
void rememberChoices(const QString& source, const engine::DataChoices& choices);
void forgetChoices(const QString& source);

/// "Male, Young" as names; empty for an empty text.
std::vector<std::string> namesOf(const QString& text);
QString textOf(const std::vector<std::string>& names);

}  // namespace spurioscope::ui
