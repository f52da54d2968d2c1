"""What one command costs: seconds, work and memory, of itself and of all that it starts.

A small program of its own, run as a file: a process counts the memory of the one that started it as its own, and the
benchmark holds whole corpora. It knows nothing of this package.
"""

import contextlib
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

_BETWEEN_LOOKS = 0.05


def main() -> None:
    """Run the arguments as a command, and print its costs as JSON. Ends as it ends."""
    with tempfile.TemporaryFile() as complaints:
        _adopt_orphans()
        begun = time.perf_counter()
        process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=complaints, stderr=complaints)
        together = _Largest(process.pid)
        code = process.wait()
        seconds = time.perf_counter() - begun
        _wait_for_orphans()
        if code:
            complaints.seek(0)
            sys.stderr.write(complaints.read().decode("utf-8", "replace")[-4000:])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    costs = {"seconds": seconds, "work": used.ru_utime + used.ru_stime, "largest": used.ru_maxrss / unit}
    print(json.dumps({**costs, "together": together.end()}))
    sys.exit(min(abs(code), 125))


def _adopt_orphans() -> None:
    """What others leave behind becomes a child of this process, where the system knows that: its work counts too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1)


def _wait_for_orphans() -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


_SET_CHILD_SUBREAPER = 36
"""For Linux."""


class _Largest:
    """The most memory that all processes held at one moment, in MiB, looked at many times a second; 0 without /proc."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._most = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def end(self) -> float:
        self._ended.set()
        self._thread.join()
        return self._most / 1024 / 1024

    def _look(self) -> None:
        while not self._ended.wait(_BETWEEN_LOOKS):
            self._most = max(self._most, sum(map(_resident, _family(self._process))))


def _family(process: int) -> set[int]:
    found = {process}
    with contextlib.suppress(OSError, ValueError):
        for path in Path(f"/proc/{process}/task").glob("*/children"):
            for child in path.read_text().split():
                found |= _family(int(child))
    return found


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0


if __name__ == "__main__":
    main()
