#include "ui/models/network_model.h"

#include <QStringList>

namespace spurioscope::ui {

void NetworkModel::setSites(const std::vector<engine::SiteInfo>& sites) {
  beginResetModel();
  m_stages.clear();
  Node all{tr("all layers"), tr("all layers"), {}, 0, {}};
  for (const auto& site : sites) {
    const QString name = QString::fromStdString(site.name);
    const QString stage = name.section('.', 0, 0), rest = name.section('.', 1);
    all.sites.push_back(site.name);
    all.channels += site.channels;
    if (m_stages.empty() || m_stages.back().title != stage) m_stages.push_back({stage, stage, {}, 0, {}});
    Node& node = m_stages.back();
    node.sites.push_back(site.name);
    node.channels += site.channels;
    if (rest.isEmpty()) continue;
    const QString label = site.kind == "block" ? tr("%1 (block output)").arg(rest) : rest;
    node.children.push_back({label, name, {site.name}, site.channels, {}});
  }
  if (!m_stages.empty()) m_stages.insert(m_stages.begin(), std::move(all));
  endResetModel();
}

const NetworkModel::Node* NetworkModel::nodeAt(const QModelIndex& index) const {
  if (!index.isValid()) return nullptr;
  const auto parent = index.internalId();
  return parent == 0 ? &m_stages[std::size_t(index.row())] : &m_stages[parent - 1].children[std::size_t(index.row())];
}

std::vector<std::string> NetworkModel::sitesAt(const QModelIndex& index) const {
  const Node* node = nodeAt(index);
  return node ? node->sites : std::vector<std::string>{};
}

QModelIndex NetworkModel::find(const std::vector<std::string>& sites) const {
  for (int s = 0; s < int(m_stages.size()); ++s) {
    const Node& stage = m_stages[std::size_t(s)];
    for (int c = 0; c < int(stage.children.size()); ++c)
      if (stage.children[std::size_t(c)].sites == sites) return createIndex(c, 0, quintptr(s + 1));
    if (stage.sites == sites) return createIndex(s, 0, quintptr(0));
  }
  return {};
}

QModelIndex NetworkModel::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) return {};
  return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : quintptr(0));
}

QModelIndex NetworkModel::parent(const QModelIndex& child) const {
  if (!child.isValid() || child.internalId() == 0) return {};
  return createIndex(int(child.internalId() - 1), 0, quintptr(0));
}

int NetworkModel::rowCount(const QModelIndex& parent) const {
  if (!parent.isValid()) return int(m_stages.size());
  if (parent.internalId() != 0 || parent.column() != 0) return 0;
  return int(m_stages[std::size_t(parent.row())].children.size());
}

int NetworkModel::columnCount(const QModelIndex&) const { return 2; }

QVariant NetworkModel::data(const QModelIndex& index, int role) const {
  const Node* node = nodeAt(index);
  if (!node) return {};
  switch (role) {
    case Qt::DisplayRole: return index.column() == 0 ? node->label : tr("%1 ch").arg(node->channels);
    case Qt::TextAlignmentRole: return index.column() == 0 ? QVariant() : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ToolTipRole: return tr("%1: %2 channels that can be switched off").arg(node->title).arg(node->channels);
    case TitleRole: return node->title;
    case SitesRole: {
      QStringList names;
      for (const auto& name : node->sites) names << QString::fromStdString(name);
      return names;
    }
    default: return {};
  }
}

}  // namespace spurioscope::ui
