#include "engine/csv_table.h"

#include "base/atomic_file.h"
#include "base/csv.h"
#include "base/number_text.h"
#include "engine/inside/guard.h"

namespace spurioscope::engine {

std::string logitHeaderCsv(int classes) {
  std::string header = "sample,split,group,label";
  for (int i = 0; i < classes; ++i) header += ",logit_" + std::to_string(i);
  return header + "\n";
}

std::string logitRowsCsv(const DatasetInfo& data, const LogitRows& rows) {
  const char* splits[] = {"train", "val", "test"};
  std::string text;
  for (std::size_t i = 0; i < rows.sample.size(); ++i) {
    const auto& sample = data.samples[static_cast<std::size_t>(rows.sample[i])];
    std::string groups;
    for (const int group : data.groupsOf(rows.sample[i])) groups += (groups.empty() ? "" : ";") + std::to_string(group);
    text += csvField(sample.name) + "," + splits[sample.split] + "," + groups + "," + std::to_string(sample.y);
    for (int c = 0; c < rows.classes; ++c)
      text += "," + numberText(static_cast<double>(rows.logits[i * static_cast<std::size_t>(rows.classes) + static_cast<std::size_t>(c)]));
    text += "\n";
  }
  return text;
}

Result<bool> requireWritable(const std::string& path) {
  return guarded([&] {
    spurioscope::requireWritable(path);
    return true;
  });
}

Result<bool> writeTextFile(const std::string& path, const std::string& text) {
  return guarded([&] {
    writeFileAtomically(path, text);
    return true;
  });
}

}  // namespace spurioscope::engine
