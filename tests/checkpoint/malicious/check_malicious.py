#!/usr/bin/env python3
"""check_malicious.py CLI FOLDER [INDEX.json...]: opens every file of FOLDER (made by make_malicious.py), and the damaged and hostile ones of
checkpoint indices, with `CLI inspect FILE --json` under strace, and checks for each:

- nothing was run or reached: one execve, no process, no socket, no file opened for writing, made, renamed or removed;
- the verdict of the index: exit code, kind of error, foreign globals listed;
- at most 256 MB at the peak, and less than one second of processor time (strace's included) - for refused files; opened ones are told.

Prints a line per failure and a count. Exit 1 on a failure; 77 (skipped) where strace is missing or may not trace: the rest was checked then.
"""
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

MEMORY_MB, SECONDS = 256, 1.0
CANARY = "/tmp/spurioscope_canary"
EXIT_OF_REFUSED = {"format": 3, "unsafe": 3, "unsupported": 3, "shape": 3, "range": 3, "io": 4}
TRACED = ("execve,execveat,fork,vfork,clone,clone3,%network,open,openat,openat2,creat,truncate,ftruncate,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,"
          "mkdirat,link,linkat,symlink,symlinkat,mknod,mknodat,chmod,fchmod,fchmodat,chown,fchown,lchown,fchownat,setxattr,ptrace,kill,memfd_create,mount")


def forbidden(log):
    """The traced calls that a passive reader does not make."""
    found, runs = [], 0
    for line in log.splitlines():
        line = re.sub(r"^\d+ +", "", line)
        call = re.match(r"(\w+)\(", line)
        if call is None:
            continue  # an exit, a signal, the second half of an interrupted call
        name = call.group(1)
        if name == "execve":
            runs += 1
            if runs > 1:
                found.append(line)
        elif name in ("open", "openat", "openat2"):
            if re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE", line):
                found.append(line)
        elif name in ("clone", "clone3"):
            if "CLONE_THREAD" not in line:
                found.append(line)
        else:
            found.append(line)
    return found


def measured(command):
    """Runs a command. -> exit code, standard output, peak memory in MB and processor seconds, both with its children, wall seconds"""
    begin = time.monotonic()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode("utf-8", "replace")
    return process.returncode, text, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime, time.monotonic() - begin


def verdict_fault(verdict, code, text):
    try:
        answer = json.loads(text)
    except ValueError:
        return f"exit {code}, and its answer is no JSON: {text[:100]!r}"
    if code == 0:
        if "refused" in verdict:
            return "it opened, but must be refused"
        missing = [name for name in verdict.get("opens", []) if name not in answer["foreignGlobals"]]
        return f"not listed as foreign: {missing}" if missing else None
    error = answer.get("error", {})
    kind = error.get("kind")
    if EXIT_OF_REFUSED.get(kind) != code or not error.get("what") or not error.get("where"):
        return f"exit {code}, error {error}"
    if "any" in verdict:
        return None
    wanted = verdict.get("refused", verdict.get("opens_or"))
    return None if kind == wanted else f"refused as '{kind}' ({error['what']}), expected {verdict}"


class Check:
    def __init__(self, cli, traces):
        self.cli, self.traces = cli, traces

    def __call__(self, path, verdict):
        with tempfile.NamedTemporaryFile(prefix="strace") as log:
            tracer = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "signal=none", "-e", "trace=" + TRACED, "-o", log.name] if self.traces else []
            code, text, memory, seconds, wall = measured(tracer + [self.cli, "inspect", path, "--json"])
            calls = log.read().decode("utf-8", "replace") if self.traces else ""
        faults = [f"forbidden call: {call[:200]}" for call in forbidden(calls)]
        if self.traces and "execve(" not in calls:
            faults.append("strace saw nothing")
        if fault := verdict_fault(verdict, code, text):
            faults.append(fault)
        if code != 0 and memory > MEMORY_MB:
            faults.append(f"{memory:.0f} MB")
        if code != 0 and seconds > SECONDS:
            faults.append(f"{seconds:.2f} s")
        return faults, memory, seconds, wall, code


def can_trace():
    if shutil.which("strace") is None:
        return "strace is not installed"
    probe = subprocess.run(["strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "true"], capture_output=True, text=True)
    return "" if probe.returncode == 0 else "strace may not trace here: " + probe.stderr.strip()[:200]


def fixtures(index):
    with open(index, encoding="utf-8") as file:
        entries = json.load(file)["entries"]
    folder = os.path.dirname(os.path.abspath(index))
    verdicts = {"refused": None, "inert": {"any": True}, "opens_or_refused": {"any": True}}
    for entry in entries:
        if entry["verdict"] not in verdicts or not entry["file"].startswith(("hostile", "malformed")):
            continue
        yield os.path.join(folder, entry["file"]), verdicts[entry["verdict"]] or {"any": True, "refused": "any"}


def main(cli, folder, *indices):
    reason = can_trace()
    with open(os.path.join(folder, "index.json"), encoding="utf-8") as file:
        work = [(os.path.join(folder, name), verdict) for name, verdict in json.load(file).items()]
    made = len(work)
    for index in indices:
        work += fixtures(index)
    check = Check(cli, not reason)
    failed, opened = 0, 0
    most = {"memory": (0, ""), "seconds": (0, ""), "wall": (0, "")}
    with concurrent.futures.ThreadPoolExecutor(max(1, min(4, os.cpu_count() or 1))) as pool:
        for (path, _), (faults, memory, seconds, wall, code) in zip(work, pool.map(lambda one: check(*one), work)):
            opened += code == 0
            failed += bool(faults)
            for fault in faults:
                print(os.path.basename(path) + ": " + fault, flush=True)
            if code != 0:
                for key, value in (("memory", memory), ("seconds", seconds), ("wall", wall)):
                    most[key] = max(most[key], (value, os.path.basename(path)))
    if os.path.exists(CANARY):
        print("something ran:", CANARY, "exists")
        failed += 1
    print(f"{len(work)} malicious files ({made} made, {len(work) - made} fixtures): {opened} opened inert, {len(work) - opened} refused, {failed} faults")
    print(f"refused files: at most {most['memory'][0]:.0f} MB ({most['memory'][1]}), {most['seconds'][0]:.2f} s of processor ({most['seconds'][1]}), "
          f"{most['wall'][0]:.2f} s on the clock ({most['wall'][1]})")
    if failed:
        return 1
    if reason:
        print("SKIPPED: what the program asks of the system was not watched:", reason)
        return 77
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
