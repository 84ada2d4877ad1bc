#include "app/reader/sandbox.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <csignal>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace spurioscope::reader {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t kMachine = 0;  // no filter is written for other machines
#endif

void limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  ::setrlimit(static_cast<__rlimit_resource>(resource), &both);
}

void setLimits() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // sanitizers reserve terabytes of addresses
  limit(RLIMIT_AS, rlim_t{1} << 30);
#endif
  limit(RLIMIT_CPU, 600);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
}

/// A rule set that handles every access and allows none. ABI 1 knows the first 13 rights; more only where the kernel says so.
bool forbidPaths() {
  const auto version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return false;
  landlock_ruleset_attr rules{};
  rules.handled_access_fs = (std::uint64_t{1} << (version >= 5 ? 16 : version >= 3 ? 15 : version >= 2 ? 14 : 13)) - 1;
  const auto fd = ::syscall(SYS_landlock_create_ruleset, &rules, sizeof rules.handled_access_fs, 0);
  if (fd < 0) return false;
  const bool entered = ::syscall(SYS_landlock_restrict_self, fd, 0) == 0;
  ::close(static_cast<int>(fd));
  return entered;
}

/// System calls that stay possible.
constexpr std::array kAllowed{
    SYS_read, SYS_pread64, SYS_write, SYS_lseek, SYS_fstat, SYS_close, SYS_munmap, SYS_mremap, SYS_brk, SYS_madvise, SYS_futex,
    SYS_rt_sigreturn, SYS_rt_sigprocmask, SYS_clock_gettime, SYS_gettimeofday, SYS_getrandom, SYS_sched_yield, SYS_getpid, SYS_gettid,
    SYS_tgkill, SYS_sigaltstack, SYS_exit, SYS_exit_group, SYS_restart_syscall,
};

bool filterCalls() {
  if (kMachine == 0) return false;
  const auto statement = [](std::uint16_t code, std::uint32_t k) { return sock_filter{code, 0, 0, k}; };
  const auto jump = [](std::uint32_t k, std::uint8_t yes, std::uint8_t no) { return sock_filter{BPF_JMP | BPF_JEQ | BPF_K, yes, no, k}; };
  constexpr std::uint16_t kLoad = BPF_LD | BPF_W | BPF_ABS, kReturn = BPF_RET | BPF_K;
  std::vector<sock_filter> program{
      statement(kLoad, offsetof(seccomp_data, arch)),
      jump(kMachine, 1, 0),
      statement(kReturn, SECCOMP_RET_KILL_PROCESS),
      statement(kLoad, offsetof(seccomp_data, nr)),
  };
  for (const long call : kAllowed) {
    program.push_back(jump(static_cast<std::uint32_t>(call), 0, 1));
    program.push_back(statement(kReturn, SECCOMP_RET_ALLOW));
  }
  // Memory may be had, but none that can be executed.
  for (const long call : {long{SYS_mmap}, long{SYS_mprotect}}) {
    program.push_back(jump(static_cast<std::uint32_t>(call), 0, 3));
    program.push_back(statement(kLoad, offsetof(seccomp_data, args) + 2 * sizeof(std::uint64_t)));
    program.push_back({BPF_JMP | BPF_JSET | BPF_K, 1, 0, PROT_EXEC});
    program.push_back(statement(kReturn, SECCOMP_RET_ALLOW));
    // Where it asked for PROT_EXEC it goes on with the next comparison, which does not hold, to the refusal.
    if (call == SYS_mmap) program.push_back(statement(kLoad, offsetof(seccomp_data, nr)));
  }
  program.push_back(statement(kReturn, SECCOMP_RET_ERRNO | EPERM));
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

}  // namespace

Sandbox enterSandbox() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_DUMPABLE, 0);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  setLimits();
  Sandbox sandbox;
  sandbox.landlock = forbidPaths();
  sandbox.seccomp = filterCalls();
  return sandbox;
}

}  // namespace spurioscope::reader
