// A session file (*.spurio): any text. What was read must be written, read again and written alike.
#include <cstdlib>

#include "base/error.h"
#include "engine/inside/session_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace spurioscope;
  using namespace spurioscope::engine;
  static const std::filesystem::path file = "/sessions/a.spurio";
  std::string written;
  try {
    written = sessionText(sessionOfText({reinterpret_cast<const char*>(data), size}, file), file);
  } catch (const Error& error) {
    if (error.kind() == Kind::Internal) std::abort();
    return 0;
  }
  if (sessionText(sessionOfText(written, file), file) != written) std::abort();
  return 0;
}
