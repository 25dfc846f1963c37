"""Small jobs that run in worker processes, and a program that runs some of them."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2

from faceproof.core import replacing, sha256_of
from faceproof.core.errors import MediaError
from faceproof.engine import Done, Job, run_jobs


def job(name: str, call: Callable[..., Done], *args: object):
    return Job(key=sha256_of([name, call.__name__]), label=name, call=call, args=args)


def write(path: Path, text: str):
    """Appends to a log beside the output each time it truly runs."""
    with path.with_suffix(".log").open("a") as log:
        log.write("ran\n")
    path.write_text(text)
    return Done({"length": len(text), "pair": (1, 2)}, (path,))


def fail(line: str):
    raise MediaError(line)


def fail_once(flag: Path):
    if not flag.exists():
        flag.touch()
        raise MediaError("the disk was busy")
    return Done("came back")


def count_and_fail(log: Path):
    with log.open("a") as file:
        file.write("tried\n")
    raise MediaError("never")


def crash():
    raise ZeroDivisionError("a fault of ours")


def forget(path: Path):
    return Done(None, (path,))


def undisturbed(number: int, place: Path):
    """Fails when another job runs in the same process at the same time."""
    with (place / str(os.getpid())).open("x"):
        time.sleep(0.02)
    (place / str(os.getpid())).unlink()
    return Done(number)


def describe_worker():
    return Done([os.getpid(), cv2.getNumThreads(), os.environ["OPENBLAS_NUM_THREADS"]])


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(flag: Path):
    if not flag.exists():
        flag.touch()
        die()
    return Done("survived")


def linger(folder: Path, name: str):
    """Holds an unfinished file open until someone ends it."""
    with replacing(folder / f"{name}.bin") as temporary:
        temporary.write_bytes(b"half")
        (folder / f"{name}.{os.getpid()}.pid").touch()
        time.sleep(60)
    return Done(None)


def main(folder: Path):
    jobs = [job(f"linger-{i}", linger, folder, str(i)) for i in range(6)]
    run_jobs(jobs, markers=folder / "markers", workers=2)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored below a background shell
    main(Path(sys.argv[1]))
