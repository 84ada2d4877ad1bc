// bench_opening screen|read FILE WARM: milliseconds in which FILE opens for the first time in a process (WARM, a small file, goes before). screen: all
// that the first screen shows (tensors with names and shapes, scalars, warnings, the network's description), as the window asks the engine for it;
// read: the file opened and every tensor's bytes read and kept.
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "checkpoint/checkpoint.h"
#include "engine/workbench.h"

namespace {

std::size_t screen(const std::string& file) {
  spurioscope::engine::Workbench bench;
  const auto info = bench.inspect(file, false);
  return info.ok() ? (*info)->tensors.size() : 0;
}

std::size_t read(const std::string& file, std::vector<std::unique_ptr<std::byte[]>>& kept) {
  const auto checkpoint = spurioscope::readCheckpoint(file);
  for (std::size_t i = 0; i < checkpoint->tensors().size(); ++i) {
    const auto size = checkpoint->tensorBytes(i);
    kept.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
    checkpoint->readBytes(i, {kept.back().get(), size});
  }
  return checkpoint->tensors().size();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const bool whole = std::string_view(argv[1]) == "read";
  std::vector<std::unique_ptr<std::byte[]>> kept;
  const auto open = [&](const char* file) { return whole ? read(file, kept) : screen(file); };
  open(argv[3]);
  const auto start = std::chrono::steady_clock::now();
  const auto tensors = open(argv[2]);
  std::cout << std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count() << "\n";
  return tensors > 0 ? 0 : 1;
}
