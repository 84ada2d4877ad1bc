// A CSV file as a data set's table, and as settings of a preprocessing.
#include <string>

#include "base/error.h"
#include "data/labelled_table.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace spurioscope;
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    parsePreprocessing(text, paperEvaluation());
  } catch (const Error&) {
  }
  try {
    const CsvTable table = parseCsv(text, "fuzz.csv");
    const DataChoices choices{.split = table.column("split") ? "" : kNoColumn};
    auto dataset = datasetOfTable(table, chooseColumns(table, choices, "fuzz.csv"), choices, "fuzz.csv");
    findGroups(dataset);
  } catch (const Error&) {
  }
  return 0;
}
