#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spurioscope::engine {

/// Which class each output column of a network stands for.
enum class ClassOrder {
  Automatic,  ///< two classes: whichever order is right more often on training samples; else the data's
  Identity,   ///< column c is class c of the data
  Reversed,   ///< the last column is class 0
};

std::string_view classOrderName(ClassOrder order);  ///< "auto", "identity", "reversed"
std::optional<ClassOrder> parseClassOrder(std::string_view name);

/// What the automatic order is decided on: the same network read in both orders.
struct ClassOrderEvidence {
  std::string split;       ///< "train"; another split where training has no samples; empty for more or fewer than two classes
  std::int64_t n = 0;      ///< samples drawn from it (seeded); 0 where nothing was to decide
  double identity = 0;     ///< accuracy when column c is class c
  double reversed = 0;     ///< accuracy in the other order
};

}  // namespace spurioscope::engine
