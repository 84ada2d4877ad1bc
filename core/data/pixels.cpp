#include "data/pixels.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "base/error.h"

namespace spurioscope {

void requireReadable(std::span<const int> samples, std::size_t known, std::span<const std::uint8_t> out,
                     const PixelSource& source) {
  if (out.size() != samples.size() * source.sampleBytes()) {
    throw Error{Kind::Shape, "room for " + std::to_string(out.size()) + " bytes of pixels, " +
                                 std::to_string(samples.size() * source.sampleBytes()) + " are needed", {}, {}};
  }
  for (const int sample : samples) {
    if (sample < 0 || static_cast<std::size_t>(sample) >= known) {
      throw Error{Kind::Range, "there is no sample " + std::to_string(sample) + "; the data set has " + std::to_string(known),
                  {}, {}};
    }
  }
}

std::string reasonOf(const Error& error, const std::string& place) {
  const std::string where = error.where().text();
  return (where.empty() ? place : where) + ": " + error.what() + (error.remedy().empty() ? "" : ". " + error.remedy());
}

std::vector<DamagedSample> readOneByOne(const PixelSource& source, std::span<const int> samples, std::size_t known,
                                        std::span<std::uint8_t> out, const std::stop_token& stop,
                                        const std::function<void(int, std::span<std::uint8_t>)>& one,
                                        const std::function<std::string(int)>& place) {
  requireReadable(samples, known, out, source);
  const std::size_t bytes = source.sampleBytes();
  std::vector<DamagedSample> damaged;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    throwIfStopped(stop);
    const auto pixels = out.subspan(i * bytes, bytes);
    try {
      one(samples[i], pixels);
    } catch (const Error& error) {
      if (error.kind() == Kind::Cancelled) throw;
      std::fill(pixels.begin(), pixels.end(), std::uint8_t{0});
      damaged.push_back({samples[i], reasonOf(error, place(samples[i]))});
    }
  }
  return damaged;
}

std::vector<DamagedSample> readParallel(const PixelSource& source, std::span<const int> samples, std::span<std::uint8_t> out,
                                        int threads, std::stop_token stop) {
  constexpr std::size_t kPiece = 8;
  const std::size_t cores = threads > 0 ? static_cast<std::size_t>(threads) : std::max(1u, std::thread::hardware_concurrency());
  const std::size_t pieces = (samples.size() + kPiece - 1) / kPiece, bytes = source.sampleBytes();
  if (pieces < 2 || cores < 2 || out.size() != samples.size() * bytes) return source.read(samples, out, stop);
  std::vector<std::vector<DamagedSample>> damaged(pieces);
  std::atomic<std::size_t> next = 0;
  std::exception_ptr failure;
  std::mutex failing;
  const auto work = [&] {
    try {
      for (std::size_t piece = next++; piece < pieces; piece = next++) {
        const std::size_t first = piece * kPiece, n = std::min(kPiece, samples.size() - first);
        damaged[piece] = source.read(samples.subspan(first, n), out.subspan(first * bytes, n * bytes), stop);
      }
    } catch (...) {
      const std::lock_guard lock(failing);
      failure = std::current_exception();
      next = pieces;
    }
  };
  {
    std::vector<std::jthread> pool;
    for (std::size_t i = 1; i < std::min(cores, pieces); ++i) pool.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
  std::vector<DamagedSample> all;
  for (auto& some : damaged) all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  return all;
}

void normalise(std::span<const std::uint8_t> pixels, const Preprocessing& preprocessing, std::span<float> out) {
  const auto channels = static_cast<std::size_t>(preprocessing.channels);
  if (pixels.size() != out.size() || pixels.size() % channels != 0) {
    throw Error{Kind::Shape, std::to_string(pixels.size()) + " pixel values do not fit " + std::to_string(out.size()) +
                                 " normalised ones", {}, {}};
  }
  std::array<std::array<float, 256>, 3> table;
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t value = 0; value < 256; ++value) {
      table[c][value] = (static_cast<float>(value) / 255.0f - preprocessing.mean[c]) / preprocessing.std[c];
    }
  }
  if (channels == 1) {
    for (std::size_t i = 0; i < pixels.size(); ++i) out[i] = table[0][pixels[i]];
    return;
  }
  for (std::size_t i = 0; i < pixels.size(); i += 3) {
    out[i] = table[0][pixels[i]];
    out[i + 1] = table[1][pixels[i + 1]];
    out[i + 2] = table[2][pixels[i + 2]];
  }
}

}  // namespace spurioscope
