"""Run one command in a room without network, with one disk of its own and hard limits.

    python tools/isolated.py --see VENV --see clip.mp4=/clip/clip.mp4 -- VENV/bin/faceproof ...

The inner wall of ADR 22: bubblewrap with namespaces, a filter of system calls and resource
limits. Linux only; needs no root, and no daemon. What the command prints is printed once it has
ended well, its standard error is thrown away unless asked for, and ``--report`` says how it ended.
Exit 0: it ended well; 1: it did not; 2: asked wrongly.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import selectors
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

NOBODY = 65534
"""Who runs it when root asks: root's processes are not counted by the kernel."""

_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",  # noqa: S108 - in the room
    "TMPDIR": "/tmp",  # noqa: S108
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
}
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")

_MIB = 1 << 20
_CLONE_NEWUSER = 0x10000000

# Numbers of Linux' arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h:
# what a detector never needs, and what exploits of kernels went through.
_DENIED = {
    "x86_64": {
        "ptrace": 101, "add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272,
        "setns": 308, "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161,
        "perf_event_open": 298, "bpf": 321, "userfaultfd": 323, "io_uring_setup": 425,
        "io_uring_enter": 426, "io_uring_register": 427, "process_vm_readv": 310,
        "process_vm_writev": 311, "kcmp": 312, "open_by_handle_at": 304, "shmget": 29,
        "memfd_create": 319, "move_mount": 429, "fsopen": 430, "open_tree": 428,
        "vmsplice": 278,
    },
    "aarch64": {
        "ptrace": 117, "add_key": 217, "request_key": 218, "keyctl": 219, "unshare": 97,
        "setns": 268, "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51,
        "perf_event_open": 241, "bpf": 280, "userfaultfd": 282, "io_uring_setup": 425,
        "io_uring_enter": 426, "io_uring_register": 427, "process_vm_readv": 270,
        "process_vm_writev": 271, "kcmp": 272, "open_by_handle_at": 265, "shmget": 194,
        "memfd_create": 279, "move_mount": 429, "fsopen": 430, "open_tree": 428,
        "vmsplice": 75,
    },
}  # fmt: skip
_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_FIRST_X32 = 0x40000000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a command may use at most.

    Attributes:
        memory_mb: private memory, of each process.
        processes: with their threads, at a time.
        output_kb: of standard output; one byte more ends the command.
        scratch_mb: of the one writable folder, which is gone afterwards.
        threads: told to numerical libraries, not enforced.
    """

    wall_s: float = 120.0
    cpu_s: int = 240
    memory_mb: int = 4096
    processes: int = 64
    output_kb: int = 64
    scratch_mb: int = 256
    threads: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended.

    Attributes:
        end: ``ok``, ``failed`` (an exit code that is not 0), ``signal`` (too much processor time
            is one), ``wall`` or ``output``.
        exit_code: its own; None where it was stopped.
        wall_s: from before the room was made.
    """

    end: str
    exit_code: int | None
    wall_s: float


def room(see: list[tuple[Path, str]], limits: Limits) -> list[str]:
    """Arguments of bubblewrap: nothing is there but what is named here."""
    environment = _ENVIRONMENT | dict.fromkeys(_THREADS, str(limits.threads))
    half = str(limits.scratch_mb * _MIB // 2)
    return [
        "--unshare-user", "--unshare-all", "--disable-userns",
        "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "room",
        "--clearenv", *(w for pair in environment.items() for w in ("--setenv", *pair)),
        "--ro-bind", "/usr", "/usr",
        *(w for top in ("bin", "lib", "lib64") for w in ("--symlink", f"usr/{top}", f"/{top}")),
        "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache",
        "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev",
        "--size", half, "--tmpfs", "/dev/shm",  # noqa: S108
        "--size", half, "--tmpfs", "/tmp",  # noqa: S108
        *(w for path, place in see for w in ("--ro-bind", str(path), place)),
        "--remount-ro", "/", "--chdir", "/tmp",  # noqa: S108
    ]  # fmt: skip


def filter_program(machine: str) -> bytes:
    """A seccomp program that answers EPERM to what is denied; ENOSYS to ``clone3``.

    A program that is refused `clone3` goes on with `clone`, whose flags can be read.
    """
    load, equal, at_least, masked, give = 0x20, 0x15, 0x35, 0x45, 0x06
    allow, kill, eperm, enosys = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
    clone = {"x86_64": 56, "aarch64": 220}[machine]
    checks = [  # (code, k) of a jump that denies when it holds
        *((equal, number) for number in sorted(_DENIED[machine].values())),
        (at_least, _FIRST_X32),
    ]
    body = [(load, 0, 0, 4), (equal, 1, 0, _ARCH[machine]), (give, 0, 0, kill), (load, 0, 0, 0)]
    for code, k in checks:
        body += [(code, 0, 1, k), (give, 0, 0, eperm)]
    body += [(equal, 0, 1, 435), (give, 0, 0, enosys)]
    body += [(equal, 0, 3, clone), (load, 0, 0, 16), (masked, 0, 1, _CLONE_NEWUSER)]
    body += [(give, 0, 0, eperm), (give, 0, 0, allow)]
    return b"".join(struct.pack("=HBBI", *one) for one in body)


def run(
    command: list[str],
    see: list[tuple[Path, str]],
    limits: Limits,
    *,
    errors: IO[bytes] | None = None,
) -> tuple[Ended, bytes]:
    """Run a command in a room; its output is at most what the limits allow.

    Args:
        command: an argument list; its program must be seen.
        see: what it sees, read-only, and where.
        limits: what it may use.
        errors: takes its standard error; without it nobody does.
    """
    with tempfile.TemporaryFile() as program:
        program.write(filter_program(platform.machine()))
        program.seek(0)
        began = time.monotonic()
        process = subprocess.Popen(  # noqa: S603 - an argument list; to run it is the point
            ["bwrap", *room(see, limits), "--seccomp", str(program.fileno()), "--", *command],  # noqa: S607
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors or subprocess.DEVNULL,
            pass_fds=[program.fileno()],
            env={"PATH": os.environ.get("PATH", os.defpath)},
            preexec_fn=lambda: _confine(limits),  # noqa: PLW1509 - no thread runs beside
        )
        try:
            output, stopped = _listen(process, limits, until=began + limits.wall_s)
        finally:
            process.kill()
        code = process.wait()
    return Ended(
        end=stopped or _kind(code),
        exit_code=None if stopped or code < 0 else code,
        wall_s=round(time.monotonic() - began, 3),
    ), output


def _confine(limits: Limits) -> None:
    """Between fork and exec: limits first, then whoever may not raise them."""
    hard = {
        resource.RLIMIT_CPU: limits.cpu_s,
        resource.RLIMIT_DATA: limits.memory_mb * _MIB,
        resource.RLIMIT_FSIZE: limits.scratch_mb * _MIB,
        resource.RLIMIT_NPROC: limits.processes,
        resource.RLIMIT_NOFILE: 1024,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    for kind, most in hard.items():
        resource.setrlimit(kind, (most, most))
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


def _listen(
    process: subprocess.Popen[bytes], limits: Limits, *, until: float
) -> tuple[bytes, str | None]:
    """What it says until it closes its output, and why it had to be stopped, if it had."""
    assert process.stdout is not None  # noqa: S101 - we asked for the pipe
    output = b""
    with selectors.DefaultSelector() as ready, process.stdout as pipe:
        ready.register(pipe, selectors.EVENT_READ)
        while (left := until - time.monotonic()) > 0:
            if not ready.select(left):
                break
            chunk = os.read(pipe.fileno(), 1 << 16)
            if not chunk:
                return output, _wait(process, until)
            output += chunk
            if len(output) > limits.output_kb << 10:
                return b"", "output"
    return b"", "wall"


def _wait(process: subprocess.Popen[bytes], until: float) -> str | None:
    try:
        process.wait(max(0.0, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        return "wall"
    return None


def _kind(code: int) -> str:
    """Of bubblewrap's exit code: it says 128 + n of a command that signal n ended."""
    if code == 0:
        return "ok"
    return "signal" if code > 128 or code < 0 else "failed"


def _seen(text: str) -> tuple[Path, str]:
    path, _, place = text.partition("=")
    if not Path(path).exists():
        raise argparse.ArgumentTypeError(f"{path}: is not there")
    where = PurePosixPath(place or Path(path).absolute())
    if not where.is_absolute() or ".." in where.parts:
        raise argparse.ArgumentTypeError(f"{place}: expected an absolute place in the room")
    return Path(path).resolve(), str(where)


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="isolated", description=(__doc__ or "").split("\n")[0])
    least = Limits()
    parser.add_argument("--see", type=_seen, action="append", default=[], metavar="PATH[=PLACE]")
    parser.add_argument("--report", type=Path, help="JSON of how it ended")
    parser.add_argument("--show-errors", action="store_true", help="its standard error is ours")
    for name, value in asdict(least).items():
        kind = type(value)
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, default=value, metavar="N")
    parser.add_argument("command", nargs="+")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    """Run it, print what it printed if it ended well, say how it ended."""
    asked = _arguments(words)
    limits = Limits(**{name: getattr(asked, name) for name in asdict(Limits())})
    if min(asdict(limits).values()) <= 0:
        sys.stderr.write("isolated: a limit is not above 0\n")
        return 2
    if platform.machine() not in _DENIED:
        sys.stderr.write(f"isolated: no system calls known of {platform.machine()}\n")
        return 2
    if shutil.which("bwrap") is None:
        sys.stderr.write("isolated: bwrap is not installed; apt-get install bubblewrap\n")
        return 2
    errors = sys.stderr.buffer if asked.show_errors else None
    ended, output = run(asked.command, asked.see, limits, errors=errors)
    if asked.report is not None:
        asked.report.write_text(json.dumps(asdict(ended)) + "\n")
    if ended.end == "ok":
        sys.stdout.buffer.write(output)
        return 0
    sys.stderr.write(f"isolated: {ended.end}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
