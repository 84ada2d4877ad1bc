#include "ui/views/network_panel.h"

#include <QHeaderView>
#include <QMenu>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/delegates/tree_delegate.h"
#include "ui/look/number_text.h"
#include "ui/models/network_model.h"
#include "ui/views/overview_strip.h"

namespace spurioscope::ui {

NetworkPanel::NetworkPanel(Document* document, QWidget* parent)
    : PanelDock("networkDock", tr("Network"), parent), m_document(document), m_model(new NetworkModel(this)) {
  widget()->setMinimumWidth(286);
  m_strip = new OverviewStrip(this);
  m_tree = named(new QTreeView(this), "networkTree", tr("Layers of the network"));
  m_tree->setModel(m_model);
  m_tree->setItemDelegate(new TreeDelegate(m_tree));
  m_tree->setHeaderHidden(true);
  m_tree->setUniformRowHeights(true);
  m_tree->setIndentation(14);
  m_tree->setExpandsOnDoubleClick(true);
  m_tree->setMinimumHeight(60);
  m_tree->header()->setStretchLastSection(false);
  m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  body()->addWidget(m_strip);
  body()->addWidget(m_tree, 1);

  m_colourButton = named(new QToolButton(this), "overviewColour", tr("What the overview's colours show"));
  m_colourButton->setProperty("role", "link");
  m_colourButton->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(m_colourButton);
  menu->setObjectName("overviewColourMenu");
  const auto add = [&](const QString& text, Colour colour) {
    connect(menu->addAction(text), &QAction::triggered, this, [this, colour] {
      m_colour = colour;
      showColours();
    });
  };
  add(tr("Largest score of the ranking"), Colour::Score);
  add(tr("Largest measured effect"), Colour::Effect);
  add(tr("Largest minority AUROC"), Colour::Auroc);
  menu->addSeparator();
  connect(menu->addAction(tr("Measure the effect of every channel")), &QAction::triggered, this, [this] {
    m_colour = Colour::Effect;
    showColours();
    emit measureAllRequested();
  });
  m_colourButton->setMenu(menu);
  title()->addRight(m_colourButton);

  connect(document, &Document::checkpointChanged, this, &NetworkPanel::showNetwork);
  connect(document, &Document::selectionChanged, this, &NetworkPanel::showSelection);
  for (auto signal : {&Document::rankingChanged, &Document::effectsChanged, &Document::statisticsChanged})
    connect(document, signal, this, &NetworkPanel::showColours);
  connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
    if (!m_showing && index.isValid())
      m_document->selectScope(m_model->sitesAt(index), index.siblingAtColumn(0).data(NetworkModel::TitleRole).toString().toStdString());
  });
  m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
  connect(m_tree, &QWidget::customContextMenuRequested, this, [this](const QPoint& where) {
    const QModelIndex index = m_tree->indexAt(where);
    if (!index.isValid()) return;
    m_tree->setCurrentIndex(index.siblingAtColumn(0));
    emit menuRequested(m_tree->viewport()->mapToGlobal(where));
  });
  connect(m_strip, &OverviewStrip::chosen, this, [this](const std::vector<std::string>& sites) {
    const auto title = sites.size() == 1 ? sites.front() : tr("%1 layers").arg(sites.size()).toStdString();
    m_document->selectScope(sites, title);
  });
  showNetwork();
}

void NetworkPanel::showNetwork() {
  m_showing = true;
  m_model->setSites(m_document->sites());
  m_showing = false;
  const auto checkpoint = m_document->checkpoint();
  m_tree->setToolTip(checkpoint && checkpoint->architecture
                         ? tr("%1, %2 parameters").arg(QString::fromStdString(checkpoint->architecture->name),
                                                       countText(checkpoint->architecture->parameters))
                         : QString());
  showColours();
  showSelection();
}

std::map<std::string, double> NetworkPanel::largestValues() const {
  std::map<std::string, double> out;
  const auto raise = [&](const std::string& site, double value) {
    if (!std::isfinite(value)) return;
    const auto [it, fresh] = out.try_emplace(site, value);
    if (!fresh) it->second = std::max(it->second, value);
  };
  if (m_colour == Colour::Score && m_document->ranking())
    for (const auto& ranked : m_document->ranking()->channels) raise(ranked.site, ranked.score);
  if (m_colour == Colour::Effect)
    for (const auto& [ref, effect] : m_document->effects()) raise(ref.site, std::abs(effect.change));
  if (m_colour == Colour::Auroc && m_document->statistics())
    for (const auto& site : m_document->statistics()->sites)
      for (const float auroc : site.minorityAuroc) raise(site.site, auroc);
  return out;
}

QString NetworkPanel::valueText(double value) const {
  if (std::isnan(value)) return m_colour == Colour::Effect ? tr("effects not measured yet") : tr("not ranked");
  if (m_colour == Colour::Score) return tr("largest score %1").arg(shortText(value));
  if (m_colour == Colour::Effect) return tr("largest effect %1 points").arg(percent(value));
  return tr("largest minority AUROC %1").arg(plainText(value));
}

void NetworkPanel::showColours() {
  const QString group = m_document->groupName(m_document->selectingGroup());
  const QString what = m_colour == Colour::Score ? tr("score") : m_colour == Colour::Effect && !group.isEmpty()
      ? tr("effect on %1").arg(group)
                       : m_colour == Colour::Effect ? tr("effect") : tr("AUROC");
  m_colourButton->setVisible(m_document->hasNetwork());
  m_colourButton->setText(tr("colour: %1 \u25be").arg(what));
  std::vector<OverviewStrip::Block> blocks;
  const auto values = largestValues();
  double largest = 0;
  for (const auto& site : m_document->sites()) {
    const auto it = values.find(site.name);
    const double value = it == values.end() ? std::nan("") : it->second;
    if (std::isfinite(value)) largest = std::max(largest, value);
    blocks.push_back({site.name, std::sqrt(double(site.channels)), value,
                      tr("%1: %2 channels, %3").arg(QString::fromStdString(site.name)).arg(site.channels).arg(valueText(value))});
  }
  for (auto& block : blocks)
    if (largest > 0) block.value /= largest;
  m_strip->setBlocks(std::move(blocks));
}

void NetworkPanel::showSelection() {
  m_strip->setChosen(m_document->selection().scope);
  const QModelIndex index = m_model->find(m_document->selection().scope);
  if (index == m_tree->currentIndex()) return;
  m_showing = true;
  if (index.isValid()) {
    if (index.parent().isValid()) m_tree->expand(index.parent());
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index);
  } else {
    m_tree->clearSelection();
  }
  m_showing = false;
}

}  // namespace spurioscope::ui
