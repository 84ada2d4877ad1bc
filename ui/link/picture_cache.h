#pragma once

#include <QCache>
#include <QImage>
#include <QObject>
#include <memory>

#include "ui/link/engine_link.h"

namespace spurioscope::ui {

/// Pictures of samples (of texts: tiles with their words), loaded on the engine thread in the order they were last asked for;
/// the least recently used go first.
class PictureCache : public QObject {
  Q_OBJECT
 public:
  explicit PictureCache(EngineLink* link, QObject* parent = nullptr);

  /// The picture, or a null image; then it is loaded and `loaded` is emitted.
  QImage picture(int sample);
  bool damaged(int sample) const { return m_damaged.contains(sample); }
  void clear();
  bool idle() const { return !m_running; }

 signals:
  void loaded(int sample);
  void becameIdle();

 private:
  struct Queue;
  void start();

  EngineLink* m_link;
  QCache<int, QImage> m_pictures;  // cost: kilobytes
  QSet<int> m_asked;
  QSet<int> m_damaged;
  std::shared_ptr<Queue> m_queue;
  bool m_running = false;
};

}  // namespace spurioscope::ui
