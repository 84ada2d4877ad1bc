#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "model/difference.h"

namespace spurioscope {

/// What is evaluated: one candidate (any set of overrides) or many (each some overrides of one step).
struct Candidates {
  const OverrideSet& common;                            ///< one: the candidate itself; many: the reference
  std::span<const std::vector<ChannelOverride>> many;   ///< empty: one
  std::int64_t count() const { return many.empty() ? 1 : static_cast<std::int64_t>(many.size()); }
};

/// Carries out a DifferencePlan: step by step what differs from the reference, for K candidates at once.
class CandidateRun {
 public:
  CandidateRun(Executor& executor, const DifferencePlan& plan, const OverrideSet& reference, Candidates candidates,
               const Executor::Values& references, const Chunk& chunk, std::stop_token stop);

  DifferenceResult run();

 private:
  /// One step's value while candidates are evaluated; shapes as in DifferencePlan.
  struct State {
    Change change = Change::None;
    at::Tensor values;    ///< Channels: [K, n, h, w, m] contiguous
    at::Tensor channels;  ///< Channels: [K, m] int64 on the CPU
    at::Tensor full;      ///< Full: [K * n, C, h, w] channels-last
    at::Tensor moved;     ///< [K, n] bool, samples whose value may differ; undefined of Channels: where the values say so
  };

  void keep(int step);
  void release(int step);
  bool deferred(int step) const;
  const at::Tensor& reference(int step) const { return references_[step]; }
  at::Tensor materialized(int step) const;
  std::array<std::int64_t, 2> sizeOf(int step) const;
  static at::Tensor constantsOf(const std::vector<ChannelOverride>& overrides);
  ChannelOverride overrideOrPlain(int step, int channel) const;
  at::Tensor difference(int input, at::Tensor& moved) const;
  at::Tensor movedOf(int step) const;
  at::Tensor movedOfInputs(int step) const;
  at::Tensor movedWithOwn(int step, at::Tensor moved) const;

  State compute(int step);
  State wholly(int step);
  State ownChannels(int step);
  State convolution(int step);
  State fused(int step);
  State activation(int step);
  State byChannel(int step);
  State add(int step);
  State addReference(const State& changed, int other) const;
  State multiplyByReference(int step) const;
  State concatenate(int step);
  State site(int step);

  Executor& executor_;
  const FoldedGraph& graph_;
  const DifferencePlan& plan_;
  const OverrideSet& reference_;
  Candidates candidates_;
  const Executor::Values& references_;
  std::int64_t n_;
  int chunk_;
  std::int64_t tokens_;
  std::stop_token stop_;
  std::vector<State> states_;
  std::vector<int> usesLeft_;
};

}  // namespace spurioscope
