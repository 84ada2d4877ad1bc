#pragma once

#include <string>
#include <vector>

#include "model/graph.h"

namespace spurioscope {

/// Shell-style match: '*' any characters (dots too), '?' one, '[abc]' one of these.
bool globMatches(const std::string& pattern, const std::string& text);

/// What is ranked or swept when no site is named: convolutions and hidden units, and attention heads where weights do not matter.
bool isUsualSite(const Site& site, bool weights);

/// Sites that match any of the globs, in the order of the network. @throws Error{Kind::Usage} for a glob that matches none.
std::vector<const Site*> selectSites(const Graph& graph, const std::vector<std::string>& globs);

}  // namespace spurioscope
