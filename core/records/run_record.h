#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace spurioscope {

/// One curve. x, y and, where given, low and high (95 %) have the same length. Of a histogram y are the values and x is empty.
struct RecordSeries {
  std::string name;
  int group = -1;  ///< the group that it is of; -1: of none
  std::vector<double> x, y, low, high;
};

struct RecordPanel {
  enum class Kind { Lines, Bars, Histogram };
  Kind kind = Kind::Lines;
  std::string title, xLabel, yLabel;
  std::vector<std::string> categories;  ///< Bars: one for each index of the series
  std::vector<RecordSeries> series;
};

struct RecordTable {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

/// What training or evaluation code of the field left behind about a run: curves and tables that need neither the model nor the data.
struct RunRecord {
  std::string kind;                  ///< the format's word: "group-dro-log"
  std::string title;
  std::vector<std::string> files;    ///< that it was read from, the one asked for first
  std::vector<RecordPanel> curves;   ///< the first is what is looked at first
  std::vector<RecordTable> tables;
  std::vector<std::string> notes;    ///< what one must know to read them right
};

/// One format. A new one is one file that defines such a value and one line in run_record.cpp.
struct RecordFormat {
  const char* kind;
  const char* description;
  /// By content (for tensors, whose content has no names, also by the names of the files). Cheap, never throws.
  bool (*recognises)(const std::filesystem::path& file);
  /// @throws Error{Kind::Format, Kind::Unsafe, Kind::Io}
  RunRecord (*read)(const std::filesystem::path& file);
};

extern const RecordFormat kGroupDroLog, kEvolutionTensors, kJttPredictions, kWildsPredictions, kDfrResults, kFeldmanZhang;

std::span<const RecordFormat* const> recordFormats();

/// The format of a file, or null when it is no record.
const RecordFormat* recordFormatOf(const std::filesystem::path& file);

/// @throws Error{Kind::Unsupported} naming the known formats when it is none of them; as the format's reader.
RunRecord readRunRecord(const std::filesystem::path& file);

}  // namespace spurioscope
