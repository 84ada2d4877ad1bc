#include "model/difference.h"

#include <c10/core/InferenceMode.h>

#include "model/candidate_run.h"

namespace spurioscope {

double DifferenceEvaluator::cost(const OverrideSet& reference, const OverrideSet& candidate, const Chunk& chunk) const {
  const auto planned = plan(reference, candidate);
  return planned.multiplications + executor_.pending(planned.references, reference, chunk.id);
}

DifferenceResult DifferenceEvaluator::evaluate(const OverrideSet& reference, const OverrideSet& candidate, const Chunk& chunk,
                                               std::stop_token stop) {
  const c10::InferenceMode inference;
  const auto planned = plan(reference, candidate);
  const auto references = executor_.run(planned.references, reference, chunk, stop);
  executor_.spend(planned.multiplications * static_cast<double>(chunk.n));
  return CandidateRun(executor_, planned, reference, Candidates{candidate, {}}, references, chunk, stop).run();
}

DifferenceResult DifferenceEvaluator::evaluateMany(const OverrideSet& reference, std::span<const std::vector<ChannelOverride>> candidates,
                                                   const Chunk& chunk, std::stop_token stop) {
  const c10::InferenceMode inference;
  auto first = reference.all();
  first.insert(first.end(), candidates.front().begin(), candidates.front().end());
  const OverrideSet representative(executor_.graph(), std::move(first));
  const auto planned = plan(reference, representative);
  const auto references = executor_.run(planned.references, reference, chunk, stop);
  executor_.spend(planned.multiplications * static_cast<double>(chunk.n * static_cast<std::int64_t>(candidates.size())));
  return CandidateRun(executor_, planned, reference, Candidates{reference, candidates}, references, chunk, stop).run();
}

}  // namespace spurioscope
