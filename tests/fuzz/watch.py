"""A process in which inputs are tried, which the system itself ends when one takes too long, or too much.

A handler of our own would wait for a loop in C to end, which may be the very loop that does not; so the signal keeps
its meaning, and ends the process. What counts is processor time: another program that is busy makes nobody late.
"""

from __future__ import annotations

import resource
import signal
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from tests.fuzz.doors import Tick, go_through
from tests.fuzz.seeds import Input

LONGEST = 2.0
"""Seconds of processor time behind one door."""
LARGEST = 512 * 1024**2
"""Bytes that a process may take beyond those with which it begins."""

Make = Callable[[int], Input]
"""The input of a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    number: int
    input: str
    door: str
    what: str
    ended: bool = False
    """Whether the process ended with it."""

    def __str__(self) -> str:
        return f"{self.input}: {self.door}: {self.what}"


Doors = Callable[[Input, Tick], None]
"""What an input goes through."""


def falls(make: Make, numbers: Iterator[int], doors: Doors = go_through) -> Iterator[Fall | None]:
    """Try each input in a process that is begun anew after one that ended it; None for each that did no harm."""
    number = next(numbers, None)
    while number is not None:
        ours, theirs = get_context("spawn").Pipe()
        process = get_context("spawn").Process(target=_work, args=(make, doors, theirs), daemon=True)
        process.start()
        theirs.close()
        try:
            while number is not None:
                fall = _tried(ours, number, process)
                yield fall
                number = next(numbers, None)
                if fall is not None and fall.ended:
                    break
        finally:
            process.kill()
            process.join()


def _tried(ours: Connection, number: int, process: BaseProcess) -> Fall | None:
    name = door = ""
    try:
        ours.send(number)
        while True:
            kind, words = ours.recv()
            if kind == "done":
                return None
            if kind == "fell":
                return Fall(number=number, input=name, door=door, what=words)
            name, door = (words, door) if kind == "name" else (name, words)
    except (EOFError, ConnectionError):
        process.join()
        if not name:
            raise RuntimeError("the process ended before its first input") from None
        late = process.exitcode == -signal.SIGPROF
        what = f"more than {LONGEST:g} s" if late else f"the process ended with {process.exitcode}"
        return Fall(number=number, input=name, door=door, what=what, ended=True)


# --- in the process --------------------------------------------------------------------------------------------------


def _work(make: Make, doors: Doors, theirs: Connection) -> None:
    _bound_memory()
    while True:
        _try(make(theirs.recv()), doors, theirs)


def _bound_memory() -> None:
    with open("/proc/self/statm", encoding="ascii") as file:
        now = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + LARGEST, now + LARGEST))


def _try(put: Input, doors: Doors, theirs: Connection) -> None:
    def tick(door: str) -> None:
        theirs.send(("door", door))
        signal.setitimer(signal.ITIMER_PROF, LONGEST)

    theirs.send(("name", put.name))
    try:
        doors(put, tick)
    except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
        signal.setitimer(signal.ITIMER_PROF, 0)
        theirs.send(("fell", traceback.format_exc()))
        return
    signal.setitimer(signal.ITIMER_PROF, 0)
    theirs.send(("done", ""))
