#pragma once

#include <QString>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/checkpoint_info.h"
#include "engine/edit.h"
#include "engine/statistics.h"
#include "ui/document/channel_ref.h"

namespace spurioscope::ui {

/// What the next channel that is switched off gets.
struct EditTool {
  engine::Mode mode = engine::Mode::ZeroWeights;
  double alpha = 0;
  double std = 0.01;
  std::uint64_t seed = 0;
  std::string from;  ///< Rewind: a checkpoint's source

  bool operator==(const EditTool&) const = default;
};

/// The document proper: what is switched off, and how. Every change makes a new one (see EditCommand).
struct EditSet {
  EditTool tool;
  std::vector<engine::Edit> edits;

  bool contains(const ChannelRef& ref) const;
  bool operator==(const EditSet&) const = default;
};

std::set<ChannelRef> channelsOf(const std::vector<engine::Edit>& edits);
engine::Edit editOf(const EditTool& tool, const ChannelRef& ref);
/// Whether the tool can be used on the site (weights modes need weights).
bool admits(const EditTool& tool, const engine::SiteInfo& site);

/// The channels that are on go off; when all are off already, they go on again.
EditSet toggled(const EditSet& present, const Channels& channels);
EditSet inverted(const EditSet& present, const Channels& scope);
/// Exactly the first `k` channels of the ranking that the tool can be used on.
EditSet withTop(const EditSet& present, const engine::Ranking& ranking, int k, std::span<const engine::SiteInfo> sites);
EditSet withAlpha(const EditSet& present, double alpha);
/// Edits on sites that cannot take the mode are dropped.
EditSet withTool(const EditSet& present, const EditTool& tool, std::span<const engine::SiteInfo> sites);
EditSet cleared(const EditSet& present);

/// How many of the first channels of the ranking are exactly what is switched off; -1 when the set is another one.
int topOf(const EditSet& present, const engine::Ranking& ranking, std::span<const engine::SiteInfo> sites);

QString modeText(engine::Mode mode);  ///< "zero weights"

}  // namespace spurioscope::ui
