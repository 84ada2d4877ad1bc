#include "ui/models/channel_filter.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>
#include <cmath>

#include "ui/models/channel_model.h"

namespace spurioscope::ui {
namespace {

const QStringList kWords{"ch", "rank", "score", "effect", "auroc", "minority", "majority", "diff", "max"};

double valueOf(const ChannelRow& row, const QString& word) {
  switch (kWords.indexOf(word)) {
    case 0: return row.ref.channel;
    case 1: return row.rank > 0 ? row.rank : NAN;
    case 2: return row.score;
    case 3: return row.effect;
    case 4: return row.auroc;
    case 5: return row.minority;
    case 6: return row.majority;
    case 7: return row.difference;
    case 8: return row.max;
    default: return NAN;
  }
}

bool meets(const ChannelRow& row, const ChannelFilter::Condition& condition) {
  if (condition.word == "off") return row.off;
  if (condition.word == "on") return !row.off;
  if (condition.comparison == 't') return QString::fromStdString(row.ref.site).contains(condition.word, Qt::CaseInsensitive);
  const double value = valueOf(row, condition.word);
  if (!std::isfinite(value)) return false;
  if (condition.comparison == '=') return std::abs(value - condition.value) < 1e-9;
  if (condition.orEqual && value == condition.value) return true;
  return condition.comparison == '<' ? value < condition.value : value > condition.value;
}

}  // namespace

bool ChannelFilter::accepts(const ChannelRow& row) const {
  return std::ranges::all_of(conditions, [&](const auto& condition) { return meets(row, condition); });
}

ChannelFilter parseChannelFilter(const QString& text) {
  static const QRegularExpression spaces("\\s+"), around("\\s*([<>]=?|=)\\s*"), term("^([a-z]+)([<>]=?|=)([-+]?[0-9.]+)$");
  ChannelFilter filter;
  QString tidy = text.trimmed().toLower().replace(around, "\\1");
  for (const QString& part : tidy.split(spaces, Qt::SkipEmptyParts)) {
    bool isNumber = false;
    const int channel = part.toInt(&isNumber);
    if (isNumber) {
      filter.conditions.push_back({"ch", '=', double(channel), false});
    } else if (const auto match = term.match(part); match.hasMatch() && kWords.contains(match.captured(1))) {
      filter.conditions.push_back({match.captured(1), match.captured(2)[0], match.captured(3).toDouble(), match.captured(2).size() > 1});
    } else if (part.contains('<') || part.contains('>') || part.contains('=')) {
      filter.problem = QCoreApplication::translate("ChannelFilter", "'%1' is not understood; try %2").arg(part, "auroc>.5");
    } else {
      filter.conditions.push_back({part, 't', 0, false});
    }
  }
  return filter;
}

const ChannelModel* ChannelProxy::channels() const { return static_cast<const ChannelModel*>(sourceModel()); }

void ChannelProxy::setFilter(const ChannelFilter& filter) {
  m_filter = filter;
  invalidateFilter();
}

ChannelRef ChannelProxy::refAt(const QModelIndex& index) const {
  return index.isValid() ? channels()->row(mapToSource(index).row()).ref : ChannelRef{};
}

bool ChannelProxy::filterAcceptsRow(int row, const QModelIndex&) const { return m_filter.accepts(channels()->row(row)); }

bool ChannelProxy::lessThan(const QModelIndex& left, const QModelIndex& right) const {
  const double a = left.data(ChannelModel::SortRole).toDouble(), b = right.data(ChannelModel::SortRole).toDouble();
  if (std::isnan(a) != std::isnan(b)) return (sortOrder() == Qt::AscendingOrder) == std::isnan(b);  // what is not known comes last
  return a < b;
}

}  // namespace spurioscope::ui
