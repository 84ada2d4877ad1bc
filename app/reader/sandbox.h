#pragma once

namespace spurioscope::reader {

/// Which of the walls stand; the kernel may lack some.
struct Sandbox {
  bool landlock = false, seccomp = false;
};

/// Gives up everything that reading an already open file does not need, for good: memory beyond 1 GiB, processor time beyond 10 minutes,
/// writing files, core dumps, new privileges, all paths (Landlock), all system calls but reading, writing, memory and leaving (seccomp:
/// others fail with EPERM; so no open, no socket, no execve). Call it before the first byte of the file is parsed.
Sandbox enterSandbox();

}  // namespace spurioscope::reader
