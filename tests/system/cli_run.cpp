#include "tests/system/cli_run.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

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

CliRun runCli(const TemporaryFolder& home, const std::vector<std::string>& arguments) {
  std::vector<std::string> words{SPURIOSCOPE_CLI};
  words.insert(words.end(), arguments.begin(), arguments.end());
  auto variables = environmentFor(home);
  const std::string out = (home / "stdout").string(), err = (home / "stderr").string();
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&files, 2, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t child = 0;
  const int failed = posix_spawn(&child, SPURIOSCOPE_CLI, &files, nullptr, pointers(words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&files);
  EXPECT_EQ(failed, 0) << "cannot start " << SPURIOSCOPE_CLI;
  int status = 0;
  if (failed == 0) ::waitpid(child, &status, 0);
  EXPECT_FALSE(WIFSIGNALED(status)) << "killed by signal " << WTERMSIG(status);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, readTextFile(out), readTextFile(err)};
}

}  // namespace spurioscope
