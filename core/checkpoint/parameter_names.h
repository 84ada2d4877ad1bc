#pragma once

#include <string>
#include <vector>

namespace spurioscope {

/// Takes the prefixes off that training code puts before all names of a network: wrappers ("module.", "_orig_mod.") and containers
/// ("model.", "backbone.", "featurizer.network.", ...). A container's prefix goes only when what remains outside of it is a head or
/// a loss; "encoder." of a network that also has "embeddings." stays. Of a Sequential of a network and a linear layer ("0.conv1.weight",
/// "1.weight") the number goes, and the layer is called "head".
/// @returns the new names in the same order; all different when the given ones are
std::vector<std::string> withoutPrefixes(std::vector<std::string> names);

}  // namespace spurioscope
