#pragma once

#include <QString>
#include <compare>
#include <string>
#include <vector>

namespace spurioscope::ui {

/// A channel: (site, index).
struct ChannelRef {
  std::string site;
  int channel = -1;

  bool valid() const { return channel >= 0 && !site.empty(); }
  auto operator<=>(const ChannelRef&) const = default;
};

using Channels = std::vector<ChannelRef>;

/// "layer3.0.conv2 : 35"
inline QString channelText(const ChannelRef& ref) {
  return QStringLiteral("%1 : %2").arg(QString::fromStdString(ref.site)).arg(ref.channel);
}

}  // namespace spurioscope::ui
