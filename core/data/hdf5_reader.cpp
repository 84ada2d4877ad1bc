#include "data/hdf5_reader.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <csignal>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/progress.h"

namespace spurioscope {
namespace {

using Clock = std::chrono::steady_clock;

std::filesystem::path readerProgram(const Hdf5Reader::Options& options) {
  if (!options.program.empty()) return options.program;
  if (const char* named = std::getenv("SPURIOSCOPE_READER"); named != nullptr && named[0] != '\0') return named;
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "spurioscope-reader";
}

/// What a reader that misbehaves looks like from here.
[[noreturn]] void misbehaved(const std::string& what, const std::filesystem::path& file) {
  throw Error{Kind::Unsafe, what, Where{file.string(), {}, {}},
              "The file is damaged or made to do harm, or needs more than 1 GiB to read. Write it again with h5py, plain or with gzip."};
}

[[noreturn]] void refuse(reader::Problem problem, const std::filesystem::path& file, const std::string& array) {
  const bool damaged = problem == reader::Problem::NotHdf5 || problem == reader::Problem::Unreadable;
  throw Error{damaged ? Kind::Format : Kind::Unsafe, reader::problemText(problem),
              Where{file.string(), {}, array.empty() ? "" : "array '" + array + "'"},
              damaged ? "Download or copy it again." : "Write the arrays into one plain file (h5py, gzip at most)."};
}

}  // namespace

/// The child, and this side's end of the socket.
class Hdf5Reader::Process {
 public:
  Process(const std::filesystem::path& program, int file) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) fail(program, errno);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, file, 63);  // first out of the way: 0 to 3 may be among the descriptors themselves
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], 0);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, 63, 3);
    std::string name = program.string();
    char* arguments[] = {name.data(), nullptr};
    char* environment[] = {nullptr};
    const int code = ::posix_spawn(&pid_, name.c_str(), &actions, nullptr, arguments, environment);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    socket_ = ends[0];
    if (code != 0) {
      pid_ = -1;
      ::close(socket_);
      fail(program, code);
    }
  }
  ~Process() {
    ::close(socket_);
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// @returns false when the other end is gone
  bool send(std::span<const std::byte> bytes) const {
    while (!bytes.empty()) {
      const auto n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return false;
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
    return true;
  }

  enum class Received { All, Ended, TooLate };

  /// Waits in short turns, so that a stop is seen. @throws Error{Kind::Cancelled}
  Received receive(std::span<std::byte> into, Clock::time_point deadline, const std::stop_token& stop) const {
    while (!into.empty()) {
      throwIfStopped(stop);
      if (Clock::now() > deadline) return Received::TooLate;
      pollfd waiting{socket_, POLLIN, 0};
      if (::poll(&waiting, 1, 50) <= 0) continue;
      const auto n = ::recv(socket_, into.data(), into.size(), MSG_DONTWAIT);
      if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (n <= 0) return Received::Ended;
      into = into.subspan(static_cast<std::size_t>(n));
    }
    return Received::All;
  }

 private:
  [[noreturn]] static void fail(const std::filesystem::path& program, int code) {
    throw Error{Kind::Io, std::string("cannot start the program that reads HDF5 files: ") + std::strerror(code),
                Where{program.string(), {}, {}},
                "spurioscope-reader must lie beside this program (or be named by SPURIOSCOPE_READER); install Spurioscope again."};
  }

  pid_t pid_ = -1;
  int socket_ = -1;
};

Hdf5Reader::Hdf5Reader(const std::filesystem::path& file) : Hdf5Reader(file, Options{}) {}

Hdf5Reader::Hdf5Reader(const std::filesystem::path& file, Options options)
    : file_(file), options_(std::move(options)), fd_(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  struct stat info {};
  if (fd_ >= 0 && ::fstat(fd_, &info) == 0 && S_ISREG(info.st_mode)) return;
  const int code = errno;
  if (fd_ >= 0) ::close(fd_);
  throw Error{Kind::Io, fd_ >= 0 ? "this is not a regular file" : std::string("cannot open the file: ") + std::strerror(code),
              Where{file.string(), {}, {}}, "Check the path and that you may read it."};
}

Hdf5Reader::~Hdf5Reader() {
  process_.reset();
  ::close(fd_);
}

FileIdentity Hdf5Reader::identity() const { return identityOf(fd_); }

std::vector<std::byte> Hdf5Reader::ask(reader::Kind kind, const reader::Request& request, reader::Kind expected, std::uint64_t limit,
                                       std::stop_token stop) const {
  const std::lock_guard lock(asking_);
  auto process = std::move(process_);  // comes back only after an answer in order
  if (!process) process = std::make_unique<Process>(readerProgram(options_), fd_);
  const auto payload = reader::packRequest(request);
  const reader::Header question{reader::kMagic, kind, payload.size()};
  const auto deadline = Clock::now() + options_.deadline;
  const auto require = [&](Process::Received received) {
    if (received == Process::Received::Ended) misbehaved("the process that reads the file died", file_);
    if (received == Process::Received::TooLate) misbehaved("reading the file takes too long and was stopped", file_);
  };
  // Where it is gone already, what it left behind is read, and then its end.
  if (process->send(std::as_bytes(std::span{&question, 1}))) process->send(payload);
  reader::Header header;
  require(process->receive(std::as_writable_bytes(std::span{&header, 1}), deadline, stop));
  const bool failure = header.kind == reader::Kind::Failure && header.length == sizeof(reader::Problem);
  if (header.magic != reader::kMagic || (!failure && (header.kind != expected || header.length > limit))) {
    misbehaved("the process that reads the file gave an answer that cannot be right", file_);
  }
  std::vector<std::byte> answer(header.length);
  require(process->receive(answer, deadline, stop));
  process_ = std::move(process);
  if (!failure) return answer;
  reader::Problem problem{};
  std::memcpy(&problem, answer.data(), sizeof problem);
  refuse(problem, file_, request.path);
}

std::vector<reader::Array> Hdf5Reader::list(std::stop_token stop) const {
  const auto answer = ask(reader::Kind::List, {}, reader::Kind::Listing, reader::kMaxListingBytes, stop);
  if (auto arrays = reader::unpackListing(answer)) return std::move(*arrays);
  misbehaved("the process that reads the file gave a list that cannot be right", file_);
}

void Hdf5Reader::bytes(const std::string& array, std::uint64_t first, std::uint64_t rows, std::span<std::uint8_t> out,
                       std::stop_token stop) const {
  const auto answer = ask(reader::Kind::Bytes, {array, first, rows}, reader::Kind::Values, out.size(), stop);
  if (answer.size() != out.size()) misbehaved("the process that reads the file gave too few values", file_);
  std::memcpy(out.data(), answer.data(), out.size());
}

std::vector<double> Hdf5Reader::table(const std::string& array, std::uint64_t first, std::uint64_t rows, std::uint64_t columns,
                                      std::stop_token stop) const {
  const std::uint64_t bytes = rows * columns * sizeof(double);
  const auto answer = ask(reader::Kind::Numbers, {array, first, rows}, reader::Kind::Values, bytes, stop);
  if (answer.size() != bytes) misbehaved("the process that reads the file gave another number of values", file_);
  std::vector<double> values(rows * columns);
  std::memcpy(values.data(), answer.data(), answer.size());
  return values;
}

std::vector<double> Hdf5Reader::numbers(const std::string& array, std::uint64_t count, std::stop_token stop) const {
  const auto answer = ask(reader::Kind::Numbers, {array, 0, count}, reader::Kind::Values, count * sizeof(double), stop);
  if (answer.size() != count * sizeof(double)) misbehaved("the process that reads the file gave too few values", file_);
  std::vector<double> values(count);
  std::memcpy(values.data(), answer.data(), answer.size());
  return values;
}

}  // namespace spurioscope
