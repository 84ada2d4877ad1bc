#include "tests/system/cli_run.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/file.h"

extern char** environ;

namespace spurioscope {
namespace {

std::vector<std::string> environmentFor(const TemporaryFolder& home) {
  std::vector<std::string> variables{"XDG_CACHE_HOME=" + (home / "cache").string(), "OMP_NUM_THREADS=2"};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    if (!text.starts_with("XDG_CACHE_HOME=") && !text.starts_with("OMP_NUM_THREADS=")) variables.push_back(text);
  }
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

Json CliRun::json() const {
  try {
    return Json::parse(out);
  } catch (const Json::exception& error) {
    ADD_FAILURE() << error.what() << "\nstdout: " << out.substr(0, 500) << "\nstderr: " << err.substr(0, 1000);
    return Json::object();
  }
}

namespace {

/// Starts the program with stdout in a file and stderr in a file or, where one is given, on a descriptor.
/// @returns its process id, 0: failed.
pid_t start(const TemporaryFolder& home, const std::vector<std::string>& arguments, int errDescriptor) {
  std::vector<std::string> words{SPURIOSCOPE_CLI};
  words.insert(words.end(), arguments.begin(), arguments.end());
  auto variables = environmentFor(home);
  const std::string out = (home / "stdout").string(), err = (home / "stderr").string();
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (errDescriptor < 0) posix_spawn_file_actions_addopen(&files, 2, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  else posix_spawn_file_actions_adddup2(&files, errDescriptor, 2);
  pid_t child = 0;
  const int failed = posix_spawn(&child, SPURIOSCOPE_CLI, &files, nullptr, pointers(words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&files);
  EXPECT_EQ(failed, 0) << "cannot start " << SPURIOSCOPE_CLI;
  return failed == 0 ? child : 0;
}

int exitCodeOf(pid_t child) {
  int status = 0;
  if (child != 0) ::waitpid(child, &status, 0);
  EXPECT_FALSE(WIFSIGNALED(status)) << "killed by signal " << WTERMSIG(status);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

CliRun runCli(const TemporaryFolder& home, const std::vector<std::string>& arguments) {
  const int code = exitCodeOf(start(home, arguments, -1));
  return {code, readTextFile(home / "stdout"), readTextFile(home / "stderr")};
}

RunningCli::RunningCli(const TemporaryFolder& home, const std::vector<std::string>& arguments) : home_(home) {
  int ends[2];
  EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  child_ = start(home, arguments, ends[1]);
  ::close(ends[1]);
  pipe_ = ends[0];
}

RunningCli::~RunningCli() { ::close(pipe_); }

std::optional<std::string> RunningCli::nextLine() {
  for (;;) {
    if (const auto end = read_.find('\n'); end != std::string::npos) {
      const auto line = read_.substr(0, end);
      read_.erase(0, end + 1);
      return line;
    }
    char buffer[4096];
    const auto got = ::read(pipe_, buffer, sizeof buffer);
    if (got <= 0) return std::nullopt;
    read_.append(buffer, static_cast<std::size_t>(got));
    seen_.append(buffer, static_cast<std::size_t>(got));
  }
}

void RunningCli::signal(int number) const { ::kill(child_, number); }

CliRun RunningCli::finish() {
  while (nextLine()) continue;
  const int code = exitCodeOf(child_);
  return {code, readTextFile(home_ / "stdout"), seen_};
}

}  // namespace spurioscope
