#pragma once

#include <vector>

#include "data/dataset.h"

namespace spurioscope {

/// The fixed order in which the samples of a split are evaluated, so that running figures are telling from the first chunk on.
/// - Inside a group the samples are shuffled with a fixed seed, so a prefix is a random sample of each group.
/// - Every chunk of `chunk` samples holds each group that is not yet complete, minority groups first, and spends half of its
///   places on them until they are complete; majority groups are held back so that they last at least as long.
/// - With more groups than places in a chunk, groups take turns instead.
/// - Where groups overlap, a sample counts in several: then every stratum (Dataset::stratumOf) is spread evenly over the whole order, at
///   seeded places, so that a prefix is a proportional sample of each group and its running figures are unbiased.
/// Deterministic: the same data set, split and chunk give the same order. Cost O(N * G), O(N log N) for many groups.
/// @returns indices into dataset.samples, each sample of the split once.   @throws Error{Kind::Range} when chunk < 1.
std::vector<int> stratifiedOrder(const Dataset& dataset, Split split, int chunk);

}  // namespace spurioscope
