#include "ui/link/picture_cache.h"

#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "ui/link/text_picture.h"

namespace spurioscope::ui {
namespace {

constexpr int kCacheKilobytes = 128 * 1024;

QImage imageOf(const engine::Picture& picture) {
  if (picture.width <= 0 || picture.height <= 0 || picture.rgb.size() < std::size_t(picture.width) * std::size_t(picture.height) * 3)
    return {};
  return QImage(picture.rgb.data(), picture.width, picture.height, picture.width * 3, QImage::Format_RGB888).copy();
}

/// Of a data set of texts, where a sample has no picture.
std::optional<std::pair<QString, QString>> textOf(engine::Workbench& bench, int sample) {
  const auto text = bench.text(sample);
  if (!text.ok()) return std::nullopt;
  return std::pair(QString::fromStdString(text->first), QString::fromStdString(text->second));
}

}  // namespace

/// What the engine thread takes from while its job runs.
struct PictureCache::Queue {
  std::mutex mutex;
  std::deque<int> wanted;

  int next() {
    const std::lock_guard lock(mutex);
    if (wanted.empty()) return -1;
    const int sample = wanted.front();
    wanted.pop_front();
    return sample;
  }
};

PictureCache::PictureCache(EngineLink* link, QObject* parent)
    : QObject(parent), m_link(link), m_pictures(kCacheKilobytes), m_queue(std::make_shared<Queue>()) {}

QImage PictureCache::picture(int sample) {
  if (const QImage* image = m_pictures.object(sample)) return *image;
  if (sample >= 0 && !m_asked.contains(sample) && !m_damaged.contains(sample)) {
    m_asked.insert(sample);
    {
      const std::lock_guard lock(m_queue->mutex);
      m_queue->wanted.push_back(sample);
    }
    if (!m_running) start();
  }
  return {};
}

void PictureCache::clear() {
  m_link->cancel("pictures");
  m_queue = std::make_shared<Queue>();
  m_pictures.clear();
  m_asked.clear();
  m_damaged.clear();
  m_running = false;
}

void PictureCache::start() {
  m_running = true;
  m_link->post<bool>(
      "pictures", tr("loading pictures"), true,
      [this, queue = m_queue](engine::Workbench& bench, std::stop_token stop, const engine::ProgressSink&) -> engine::Result<bool> {
        for (int sample = queue->next(); sample >= 0 && !stop.stop_requested(); sample = queue->next()) {
          const auto picture = bench.picture(sample);
          const QImage pixels = picture.ok() ? imageOf(*picture) : QImage();
          const auto text = picture.ok() ? std::nullopt : textOf(bench, sample);
          QMetaObject::invokeMethod(this, [this, queue, sample, pixels, text] {
            if (queue != m_queue) return;
            const QImage image = text ? imageOfText(text->first, text->second) : pixels;
            m_asked.remove(sample);
            if (image.isNull())
              m_damaged.insert(sample);
            else
              m_pictures.insert(sample, new QImage(image), std::max(1, int(image.sizeInBytes() / 1024)));
            emit loaded(sample);
          }, Qt::QueuedConnection);
        }
        return true;
      },
      [this](bool) {
        m_running = false;
        bool more = false;
        {
          const std::lock_guard lock(m_queue->mutex);
          more = !m_queue->wanted.empty();
        }
        if (more)
          start();
        else
          emit becameIdle();
      });
}

}  // namespace spurioscope::ui
