// spurioscope-cli: the engine without a window. Its contract (commands, keys, exit codes) is described in the manual.
#include <csignal>
#include <iostream>
#include <thread>

#include <pthread.h>

#include "app/cli/commands.h"

namespace {

/// Turns SIGINT into a stop request: the running chunk ends, nothing is left half written, the exit code is 130.
class Interrupts {
 public:
  Interrupts() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    thread_ = std::thread([this] {
      int signal = 0;
      while (sigwait(&set_, &signal) == 0) {
        if (done_) return;
        if (stop_.stop_requested()) std::_Exit(130);  // asked twice: at once
        stop_.request_stop();
      }
    });
  }
  ~Interrupts() {
    done_ = true;
    pthread_kill(thread_.native_handle(), SIGTERM);
    thread_.join();
  }
  std::stop_token token() const { return stop_.get_token(); }

 private:
  sigset_t set_{};
  std::stop_source stop_;
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

int fail(const spurioscope::engine::Failure& failure, bool json) {
  if (json) {
    std::cout << spurioscope::cli::json(failure).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
  }
  std::cerr << "error: " << failure.what << '\n';
  if (!failure.where.empty()) std::cerr << "where: " << failure.where << '\n';
  if (!failure.remedy.empty()) std::cerr << "what to do: " << failure.remedy << '\n';
  return failure.exitCode;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error to tell, not an end
  CLI::App app("Spurioscope: see and switch off the channels that a network uses for its minority groups", "spurioscope-cli");
  app.set_version_flag("--version", std::string("spurioscope-cli ") + SPURIOSCOPE_VERSION);
  app.set_help_all_flag("--help-all", "Every option of every command");
  spurioscope::cli::Commands commands(app);
  const bool json = std::any_of(argv, argv + argc, [](const char* word) { return std::string_view(word) == "--json"; });
  const auto usage = [&](const CLI::Error& error) {
    return fail(
        {"usage", error.what(), "command line", "`spurioscope-cli --help` and `spurioscope-cli COMMAND --help` tell the options.", 2},
        json);
  };
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {  // --help, --version
    return app.exit(wanted);
  } catch (const CLI::ExtrasError& error) {
    if (argc > 1 && argv[1][0] != '-' && app.get_subcommands().empty()) return fail(commands.unknown(argv[1]), json);
    return usage(error);
  } catch (const CLI::ParseError& error) {
    return usage(error);
  } catch (const spurioscope::cli::Failed& failed) {
    return fail(failed.failure, json);
  }
  const Interrupts interrupts;
  try {
    const int code = commands.run(interrupts.token());
    if (std::cout.flush()) return code;
    return fail({"io", "the answer could not be written", "standard output", "Free space on the disk, or write the answer elsewhere.", 4},
                false);
  } catch (const spurioscope::cli::Failed& failed) {
    return fail(failed.failure, json);
  } catch (const CLI::Error& error) {
    return usage(error);
  } catch (const std::exception& error) {
    return fail({"internal", error.what(), "", "This is a fault of the program; please report it.", 70}, json);
  }
}
