#pragma once

#include <QAbstractItemModel>
#include <string>
#include <vector>

#include "engine/checkpoint_info.h"

namespace spurioscope::ui {

/// The network as a tree: all layers, then its stages in order, each with its sites.
class NetworkModel : public QAbstractItemModel {
  Q_OBJECT
 public:
  enum Role { SitesRole = Qt::UserRole, TitleRole };

  using QAbstractItemModel::QAbstractItemModel;

  void setSites(const std::vector<engine::SiteInfo>& sites);
  std::vector<std::string> sitesAt(const QModelIndex& index) const;
  QModelIndex find(const std::vector<std::string>& sites) const;  ///< the node that stands for exactly these

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

 private:
  struct Node {
    QString label;
    QString title;
    std::vector<std::string> sites;
    int channels = 0;
    std::vector<Node> children;
  };
  const Node* nodeAt(const QModelIndex& index) const;

  std::vector<Node> m_stages;
};

}  // namespace spurioscope::ui
