#include "engine/inside/guard.h"

#include <c10/util/Exception.h>

#include <new>

#include "base/error.h"

namespace spurioscope::engine {

Failure failureOf(std::exception_ptr exception) {
  const auto outOfMemory = [](const std::string& detail) {
    return Failure{"memory", "there is not enough memory" + detail, "",
                   "Close other programs, use smaller images or lower the budget of kept values.", exitCode(Kind::Memory)};
  };
  try {
    std::rethrow_exception(exception);
  } catch (const Error& error) {
    return {std::string(kindName(error.kind())), error.what(), error.where().text(), error.remedy(), exitCode(error.kind())};
  } catch (const std::bad_alloc&) {
    return outOfMemory("");
  } catch (const c10::OutOfMemoryError&) {
    return outOfMemory(" on the device");
  } catch (const c10::Error& error) {
    const std::string what = error.what_without_backtrace();
    if (what.find("can't allocate memory") != std::string::npos) return outOfMemory("");
    return {"internal", "the tensor library failed: " + what, "",
            "This is a fault of the program; please report it with the file that caused it.", exitCode(Kind::Internal)};
  } catch (const std::exception& error) {
    return {"internal", error.what(), "", "This is a fault of the program; please report it.", exitCode(Kind::Internal)};
  } catch (...) {
    return {"internal", "something was thrown that is no exception", "", "This is a fault of the program; please report it.",
            exitCode(Kind::Internal)};
  }
}

void SinkProgress::report(std::string_view phase, std::uint64_t done, std::uint64_t total) {
  if (!sink_) return;
  if (phase != info_.phase) {
    info_.phase = phase;
    phaseStart_ = 0;
    watch_.restart();
  }
  info_.done = done;
  info_.total = total;
  const double seconds = watch_.seconds();
  constexpr double kSettled = 0.05;  // seconds before a rate means anything
  info_.perSecond = seconds > kSettled ? static_cast<double>(done - std::min(done, phaseStart_)) / seconds : 0;
  info_.secondsLeft = total > 0 && info_.perSecond > 0 ? static_cast<double>(total - std::min(done, total)) / info_.perSecond : -1;
  sink_(info_);
}

}  // namespace spurioscope::engine
