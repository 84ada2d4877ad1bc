#include "analysis/site_selection.h"

#include <fnmatch.h>

#include "base/error.h"

namespace spurioscope {

bool globMatches(const std::string& pattern, const std::string& text) {
  return ::fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
}

bool isUsualSite(const Site& site, bool weights) {
  return site.kind == SiteKind::Convolution || site.kind == SiteKind::Hidden || (!weights && site.kind == SiteKind::Head);
}

std::vector<const Site*> selectSites(const Graph& graph, const std::vector<std::string>& globs) {
  std::vector<bool> used(globs.size(), false);
  std::vector<const Site*> chosen;
  for (const auto& site : graph.sites) {
    bool matches = false;
    for (std::size_t i = 0; i < globs.size(); ++i) {
      if (globMatches(globs[i], site.name)) matches = used[i] = true;
    }
    if (matches) chosen.push_back(&site);
  }
  for (std::size_t i = 0; i < globs.size(); ++i) {
    if (!used[i]) {
      throw Error{Kind::Usage, "'" + globs[i] + "' matches no site of this network", {{}, {}, "--sites"}, "`inspect` lists the sites."};
    }
  }
  return chosen;
}

}  // namespace spurioscope
