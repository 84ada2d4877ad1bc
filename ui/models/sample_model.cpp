#include "ui/models/sample_model.h"

#include <algorithm>

#include "ui/look/number_text.h"

namespace spurioscope::ui {
namespace {

constexpr std::size_t kMost = 500;  // of a whole group

/// @param group  the group under which it is listed; -1: its own (where groups overlap, the rarest of them)
SampleRow rowOf(const Document& document, int sample, const QString& note, const QString& tag, int group = -1) {
  const auto& all = document.data()->samples;
  if (sample < 0 || sample >= int(all.size())) return {sample, -1, QString::number(sample), note, tag};
  const auto& info = all[std::size_t(sample)];
  return {sample, group >= 0 ? group : info.group, QString::fromStdString(info.name), note, tag};
}

/// Samples whose activation lies in the range, strongest first.
std::vector<SampleRow> rowsWithin(const Document& document, const SampleQuery& query) {
  const auto detail = document.detail();
  std::vector<std::pair<float, int>> found;  // where groups overlap, a sample in several comes once
  for (std::size_t g = 0; detail && g < detail->values.size(); ++g) {
    if (query.group >= 0 && query.group != int(g)) continue;
    for (std::size_t i = 0; i < detail->values[g].size(); ++i)
      if (const float value = detail->values[g][i]; value >= query.low && value <= query.high)
        found.emplace_back(-value, detail->valueSamples[g][i]);
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::vector<SampleRow> rows;
  for (std::size_t i = 0; i < found.size() && i < kMost; ++i)
    rows.push_back(rowOf(document, found[i].second, plainText(-found[i].first), {}, query.group));
  return rows;
}

}  // namespace

std::vector<SampleRow> sampleRows(const Document& document, const SampleQuery& query) {
  std::vector<SampleRow> rows;
  if (!document.data()) return rows;
  const auto wanted = [&](int group) { return query.group < 0 || query.group == group; };
  using Kind = SampleQuery::Kind;
  if (query.kind == Kind::Top) {
    const auto detail = document.detail();
    for (std::size_t g = 0; detail && g < detail->top.size(); ++g)
      for (const auto& top : detail->top[g])
        if (wanted(int(g))) rows.push_back(rowOf(document, top.sample, plainText(top.value), {}, int(g)));
  } else if (query.kind == Kind::Range) {
    rows = rowsWithin(document, query);
  } else if (query.kind == Kind::One) {
    if (query.sample < 0) return rows;
    rows.push_back(rowOf(document, query.sample, {}, {}, query.group));
    const auto& all = document.data()->samples;
    for (std::size_t i = 0; i < all.size() && rows.size() < kMost; ++i)
      if (int(i) != query.sample && (query.group < 0 || document.data()->holds(query.group, int(i)))
          && all[i].split == all[std::size_t(query.sample)].split) rows.push_back(rowOf(document, int(i), {}, {}, query.group));
  } else if (query.kind == Kind::Damaged) {
    if (const auto outcome = document.outcome())
      for (const auto& damaged : outcome->after.damaged)
        rows.push_back({damaged.sample, -1, QString::fromStdString(damaged.name), QString::fromStdString(damaged.reason), {}});
  } else {
    const bool fixed = query.kind == Kind::Fixed;
    for (const auto& group : document.comparison())
      if (wanted(group.now.id))
        for (const int sample : fixed ? group.fixed : group.broken)
          rows.push_back(rowOf(document, sample, {}, fixed ? SampleModel::tr("fixed") : SampleModel::tr("broken"), group.now.id));
  }
  return rows;
}

SampleModel::SampleModel(PictureCache* pictures, QObject* parent) : QAbstractListModel(parent), m_pictures(pictures) {
  connect(pictures, &PictureCache::loaded, this, [this](int sample) {
    for (int i = 0; i < rowCount(); ++i)
      if (m_rows[std::size_t(i)].sample == sample) emit dataChanged(index(i), index(i), {PictureRole, DamagedRole});
  });
}

void SampleModel::setRows(std::vector<SampleRow> rows) {
  beginResetModel();
  m_rows = std::move(rows);
  endResetModel();
}

int SampleModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

QVariant SampleModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const auto& row = m_rows[std::size_t(index.row())];
  switch (role) {
    case Qt::DisplayRole: return row.name;
    case Qt::ToolTipRole: return row.note.isEmpty() ? row.name : QStringLiteral("%1\n%2").arg(row.name, row.note);
    case SampleRole: return row.sample;
    case GroupRole: return row.group;
    case NoteRole: return row.note;
    case TagRole: return row.tag;
    case PictureRole: return m_pictures->picture(row.sample);
    case DamagedRole: return m_pictures->damaged(row.sample);
    default: return {};
  }
}

}  // namespace spurioscope::ui
