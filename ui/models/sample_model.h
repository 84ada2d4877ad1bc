#pragma once

#include <QAbstractListModel>

#include "ui/document/document.h"
#include "ui/link/picture_cache.h"

namespace spurioscope::ui {

struct SampleRow {
  int sample = -1;
  int group = -1;
  QString name;
  QString note;      ///< reason of damage, activation
  QString tag;       ///< "fixed", "broken"
};

/// What the query asks for, from the document's present results.
std::vector<SampleRow> sampleRows(const Document& document, const SampleQuery& query);

/// Samples with their pictures, which arrive when they are loaded.
class SampleModel : public QAbstractListModel {
  Q_OBJECT
 public:
  enum Role { SampleRole = Qt::UserRole, GroupRole, PictureRole, NoteRole, TagRole, DamagedRole };

  SampleModel(PictureCache* pictures, QObject* parent = nullptr);

  void setRows(std::vector<SampleRow> rows);

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

 private:
  PictureCache* m_pictures;
  std::vector<SampleRow> m_rows;
};

}  // namespace spurioscope::ui
