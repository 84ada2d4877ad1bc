#include <filesystem>

#include "app/cli/commands.h"
#include "engine/csv_table.h"

namespace spurioscope::cli {

void checkOutput(const std::string& path, const std::string& option, const std::vector<std::string>& inputs) {
  if (path.empty()) return;
  std::error_code notThere;
  for (const auto& input : inputs) {
    if (std::filesystem::equivalent(path, input, notThere)) {
      failUsage("'" + path + "' is read by this command and would be overwritten", option, "Name another file.");
    }
  }
  take(engine::requireWritable(path));
}

}  // namespace spurioscope::cli
