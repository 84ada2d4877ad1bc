#include "records/run_record.h"

#include <array>

#include "base/error.h"

namespace spurioscope {

std::span<const RecordFormat* const> recordFormats() {
  static const std::array all{&kGroupDroLog, &kJttPredictions, &kEvolutionTensors, &kFeldmanZhang, &kDfrResults, &kWildsPredictions};
  return all;
}

const RecordFormat* recordFormatOf(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return nullptr;
  for (const RecordFormat* format : recordFormats()) {
    if (format->recognises(file)) return format;
  }
  return nullptr;
}

RunRecord readRunRecord(const std::filesystem::path& file) {
  if (const auto* format = recordFormatOf(file)) {
    RunRecord record = format->read(file);
    record.kind = format->kind;
    return record;
  }
  std::string known;
  for (const RecordFormat* format : recordFormats()) known += std::string(known.empty() ? "" : "; ") + format->description;
  throw Error{Kind::Unsupported, "the file is no record of a run that is known here", Where{file.string(), {}, {}},
              "Known are: " + known + "."};
}

}  // namespace spurioscope
