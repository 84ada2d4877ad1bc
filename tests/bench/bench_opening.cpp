// bench_opening list|screen|whole|read FILE WARM: milliseconds in which FILE opens for the first time in a process (WARM, a small file,
// goes before). list: until every name and shape is known; screen: until the window has all that its first screen shows (tensors with names
// and shapes, scalars, the network's description); whole: until the file was also looked through for damage and numbers that are not
// finite, and hashed; read: the file opened and every tensor read into memory as the network gets it.
#include <chrono>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "checkpoint/checkpoint.h"
#include "engine/workbench.h"

namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

/// @throws std::runtime_error when the file does not open
double openMs(const std::string& file, bool whole) {
  spurioscope::engine::Workbench bench;
  const auto start = Clock::now();
  double shown = 0;
  const auto info = bench.openCheckpoint(file, {}, {}, [&](const auto&) { shown = since(start); });
  if (!info.ok()) throw std::runtime_error(info.failure().what);
  return whole ? since(start) : shown;
}

double listMs(const std::string& file) {
  const auto start = Clock::now();
  const auto checkpoint = spurioscope::readCheckpoint(file, spurioscope::Check::Later);
  std::vector<std::pair<std::string, std::vector<std::int64_t>>> rows;
  for (const auto& tensor : checkpoint->tensors()) rows.emplace_back(tensor.name, tensor.shape);
  return since(start);
}

double readMs(const std::string& file, std::vector<std::unique_ptr<float[]>>& kept) {
  const auto start = Clock::now();
  const auto checkpoint = spurioscope::readCheckpoint(file, spurioscope::Check::Later);
  std::vector<spurioscope::FloatsOf> wanted;
  for (std::size_t i = 0; i < checkpoint->tensors().size(); ++i) {
    std::size_t elements = 1;
    for (const auto size : checkpoint->tensors()[i].shape) elements *= static_cast<std::size_t>(size);
    kept.push_back(std::make_unique_for_overwrite<float[]>(elements));
    wanted.push_back({i, {kept.back().get(), elements}});
  }
  checkpoint->readFloat32(wanted);
  return since(start);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string what = argv[1];
  std::vector<std::unique_ptr<float[]>> kept;
  const auto open = [&](const char* file) {
    return what == "list" ? listMs(file) : what == "read" ? readMs(file, kept) : openMs(file, what == "whole");
  };
  open(argv[3]);
  std::cout << open(argv[2]) << "\n";
}
