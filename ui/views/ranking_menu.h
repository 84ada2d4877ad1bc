#pragma once

#include <QMenu>

#include "ui/document/document.h"

namespace spurioscope::ui {

/// The one place where criterion, preset, the ranking's split and the selecting group are chosen.
class RankingMenu : public QMenu {
  Q_OBJECT
 public:
  RankingMenu(Document* document, QWidget* parent = nullptr);

  static QString summary(const Document& document);  ///< "by gradient, coat / water"
  static QString details(const Document& document);
  static QString criterionText(engine::Criterion criterion);

 private:
  void fill();
  template <class Value>
  void choice(const QString& text, Value engine::RankRequest::*field, const Value& value);

  Document* m_document;
};

}  // namespace spurioscope::ui
