"""Where the time of a build went: a journal with a clock, as a table and as a trace for a browser."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from msgspec import Struct

from pet_report import __version__
from pet_report.journal import Step


class Span(Struct, frozen=True, kw_only=True):
    """One step; when it began and ended, in nanoseconds of a clock that all processes of a machine share."""

    name: str
    about: str
    began: int
    ended: int
    worker: int = 0
    """The process that took the step; 0: the one that was started by hand."""

    @property
    def seconds(self) -> float:
        return (self.ended - self.began) / 1e9


class Listener:
    """Hears of steps as they happen, for as long as it is entered. To raise in `begins` or `far` ends the build."""

    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...

    def begins(self, name: str, about: str) -> None: ...
    def far(self, name: str, about: str, done: int, of: int) -> None: ...
    def ends(self, span: Span) -> None: ...


class Clocked:
    """Keeps the time of each step, and tells listeners."""

    def __init__(self, *listeners: Listener, now: Callable[[], int] = time.monotonic_ns) -> None:
        self.spans: list[Span] = []
        self._listeners = listeners
        self._now = now
        self.began = now()

    def __enter__(self) -> None:
        for each in self._listeners:
            each.__enter__()

    def __exit__(self, *_: object) -> None:
        self.rest()

    def rest(self) -> None:
        """Listeners need show nothing any more: other words follow."""
        for each in self._listeners:
            each.__exit__()

    def seconds(self) -> float:
        """Since it was made."""
        return (self._now() - self.began) / 1e9

    @contextmanager
    def step(self, name: str, about: str = "") -> Iterator[Step]:
        for each in self._listeners:
            each.begins(name, about)
        began = self._now()
        try:
            yield _Told(self._listeners, name, about)
        finally:
            self.took(name, about, began, self._now(), 0)

    def took(self, name: str, about: str, began: int, ended: int, worker: int) -> None:
        span = Span(name=name, about=about, began=began, ended=ended, worker=worker)
        self.spans.append(span)
        for each in self._listeners:
            each.ends(span)


class _Told(Struct, frozen=True):
    listeners: Sequence[Listener]
    name: str
    about: str

    def far(self, done: int, of: int) -> None:
        for each in self.listeners:
            each.far(self.name, self.about, done, of)


def table(spans: Sequence[Span], whole: float) -> str:
    """Each step with its seconds and its share of `whole`, the seconds of the build; then the other processes'.

    Those work side by side, so that theirs may come to more than the whole. A trace has each part by itself.
    """
    own = _sums(each for each in spans if not each.worker)
    others = _parts(each for each in spans if each.worker)
    own |= {"the rest": whole - sum(own.values()), "together": whole}
    lines = [("step", "seconds", "share"), *_lines(own, whole)]
    if others:
        lines += [("", "", ""), ("in other processes", "seconds", "share"), *_lines(others, whole)]
    room = max(len(name) for name, _, _ in lines)
    return "".join(f"{name:{room}}  {seconds:>7}  {share:>5}".rstrip() + "\n" for name, seconds, share in lines)


def _sums(spans: Iterator[Span]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for each in spans:
        name = f"{each.name} {each.about}".rstrip()
        sums[name] = sums.get(name, 0.0) + each.seconds
    return sums


def _parts(spans: Iterator[Span]) -> dict[str, float]:
    """The parts of a publication together: `report.pdf, Foreword` is one of `report.pdf`."""
    by_whole: dict[str, list[float]] = {}
    for each in spans:
        by_whole.setdefault(f"{each.name} {each.about.partition(', ')[0]}", []).append(each.seconds)
    return {f"{name}, {len(times)} parts" if len(times) > 1 else name: sum(times) for name, times in by_whole.items()}


def _lines(sums: dict[str, float], whole: float) -> Iterator[tuple[str, str, str]]:
    for name, seconds in sums.items():
        yield name, f"{seconds:.2f}", f"{seconds / (whole or 1):.0%}"


def trace(spans: Sequence[Span], began: int) -> str:
    """In the Trace Event Format, which the browsers' own tools, Perfetto and speedscope read. Times in microseconds."""
    own = os.getpid()
    workers = sorted({each.worker for each in spans} - {0})
    names = [_named("process_name", own, f"pet-report {__version__}"), _named("thread_name", own, "build")]
    for each in workers:
        names += [_named("process_name", each, "printing"), _named("thread_name", each, "print")]
    steps = [
        {
            "name": each.name, "cat": "build", "ph": "X", "ts": (each.began - began) / 1e3,
            "dur": (each.ended - each.began) / 1e3, "pid": each.worker or own, "tid": each.worker or own,
            "args": {"about": each.about} if each.about else {},
        }
        for each in sorted(spans, key=lambda span: span.began)
    ]  # fmt: skip
    return json.dumps({"traceEvents": [*names, *steps], "displayTimeUnit": "ms"}, ensure_ascii=False) + "\n"


def _named(what: str, process: int, name: str) -> dict[str, object]:
    return {"name": what, "ph": "M", "pid": process, "tid": process, "args": {"name": name}}
