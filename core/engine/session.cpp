#include "engine/session.h"

#include "base/atomic_file.h"
#include "base/file.h"
#include "engine/inside/guard.h"
#include "engine/inside/session_text.h"

namespace spurioscope::engine {
namespace {

constexpr std::uint64_t kMaxBytes = 16u << 20;

}  // namespace

Result<bool> saveSession(const std::string& path, const Session& session) {
  return guarded([&] {
    writeFileAtomically(path, sessionText(session, path));
    return true;
  });
}

Result<Session> loadSession(const std::string& path) {
  return guarded([&] { return sessionOfText(readTextFile(path, kMaxBytes), path); });
}

}  // namespace spurioscope::engine
