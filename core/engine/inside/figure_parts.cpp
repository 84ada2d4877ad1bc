#include "engine/inside/figure_parts.h"

#include "base/error.h"
#include "base/number_text.h"

namespace spurioscope::engine {

std::string nameWithN(const std::string& name, double n) { return name + " (n = " + numberText(n) + ")"; }

void failFormat(const std::string& file, const std::string& what, const std::string& part) {
  throw Error{Kind::Format, what, {file, {}, part}, "Give the file as the command of this program wrote it."};
}

std::string chosenKind(const std::string& wanted, const std::vector<std::string>& fitting, const std::string& file,
                       const std::string& content) {
  if (wanted.empty()) return fitting.front();
  for (const auto& kind : fitting)
    if (wanted == kind || (kind.starts_with("map:") && wanted.starts_with("map:"))) return wanted;
  std::string list;
  for (const auto& kind : fitting) list += (list.empty() ? "" : ", ") + kind;
  throw Error{
      Kind::Usage, "there is no figure '" + wanted + "' of " + content, {file, {}, "--kind"}, "Kinds that fit this file: " + list + "."};
}

}  // namespace spurioscope::engine
