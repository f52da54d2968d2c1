"""Publications to PDFs in processes of their own: each part is laid out once, apart, and kept for the next build.

A part is what begins on a page of its own. What it looks like depends on itself, and on little else: how many footnotes
stand before it, and for how many digits there is room in the numbers of pages. The numbers themselves, and the side of
the sheet on which a page lies, are set when the parts are joined. So a change costs what it touches: WeasyPrint alone
would lay the whole out three times, and a long whole costs more than its length.

The room is guessed from the length of the whole, and kept rather too wide than too narrow; a part that refers to a page
of more digits is laid out again. The guess depends on the publication alone, not on what an earlier build knew, and
room only grows, so that every build ends at the same pages.
"""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from multiprocessing.util import get_temp_dir
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any

import msgspec

from pet_report import offspring, pdf
from pet_report.cache import Cache, content_hash
from pet_report.errors import ToolFailure
from pet_report.journal import UNHEARD, Journal, Step
from pet_report.pdf import Needs
from pet_report.pdfua.packed import unpack_extent
from pet_report.pdfua.tags import Attachment, Extent, page_numbers, side_of
from pet_report.pieces import Piece, cut, digits_expected
from pet_report.store import Store

_MOST_PROCESSES = 8
_MOST_ROUNDS = 12


class Printer:
    """Makes PDFs. Where there is one, what prints is being loaded, in another process; it may print many times.

    `counted` holds how many parts, pages and boxes were laid out, for whoever wants to see that little was.
    """

    def __init__(self, fonts: Path, processes: int | None = None, *, cache: Cache | None = None) -> None:
        self._processes = processes or _cores()
        self._spool = tempfile.TemporaryDirectory(prefix="pet-report-")
        context, sockets = _kind_of_processes()
        started = (str(fonts), self._spool.name, sockets)
        self._pool = ProcessPoolExecutor(self._processes, context, initializer=_start, initargs=started)
        self._cache = cache or Cache(Store(None))
        self._versions = {**pdf.versions(), "zlib": zlib.ZLIB_RUNTIME_VERSION, "fonts": _hash_of(fonts)}
        self._starting, self._started = Lock(), 0
        self.counted: Counter[str] = Counter()

    def __enter__(self) -> Printer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            offspring.end_all(self._pool)
        self._pool.shutdown(cancel_futures=True)
        self._spool.cleanup()

    def start(self) -> None:
        """Start all processes, once. It waits until what prints is loaded, so it may be called ahead, in a thread."""
        with self._starting, offspring.undisturbed(), suppress(RuntimeError):  # nothing is to be printed any more
            for _ in range(self._processes - self._started):
                self._pool.submit(pdf.warm)
                self._started += 1

    def print_pages(
        self,
        pages: Iterable[tuple[str, str]],
        attachments: Callable[[], Sequence[Attachment]] = tuple,
        *,
        journal: Journal = UNHEARD,
    ) -> Callable[[], dict[str, bytes]]:
        """Begin to print each named HTML page as it comes; what is returned waits for the PDFs, by the same names.

        Waiting raises ToolFailure for whatever WeasyPrint complains of. Each PDF holds all attachments. journal hears
        of each publication and of each part; where it stops the waiting, what was not begun is not printed.
        """
        self.start()
        spool = Path(tempfile.mkdtemp(dir=self._spool.name))
        press = _Press(pool=self._pool, spool=spool, cache=self._cache, versions=self._versions, counted=self.counted,
                       journal=journal, begun=[])  # fmt: skip
        jobs = {name: _Publication(name, cut(html), press) for name, html in pages}
        given = attachments()  # asked for now: the processes have work, and this one has time
        for each in jobs.values():
            each.join_when_printed(given)
        return lambda: self._wait(jobs, press)

    def _wait(self, jobs: Mapping[str, _Publication], press: _Press) -> dict[str, bytes]:
        try:
            joining = {name: job.finish() for name, job in jobs.items()}
            return {name: self._joined(jobs[name], job) for name, job in joining.items()}
        except BrokenProcessPool as error:
            raise ToolFailure("a process that prints a PDF was ended, perhaps for lack of memory",
                              remedy=pdf.REMEDY) from error  # fmt: skip
        finally:
            for each in press.begun:
                each.cancel()
            shutil.rmtree(press.spool, ignore_errors=True)

    def _joined(self, publication: _Publication, job: Future[_Timed]) -> bytes:
        name, journal = publication.name, publication.press.journal
        with journal.step("join", name) as step:
            joined = _result(job, lambda: step.far(0, 0))
        journal.took("join", name, joined.began, joined.ended, joined.worker)
        return publication.whole.read_bytes()


class _Timed(msgspec.Struct, frozen=True, kw_only=True):
    """What a process gave back, when it began and ended, and which it was."""

    made: Any
    began: int
    ended: int
    worker: int


def _timed(make: Callable[..., object], *arguments: object) -> _Timed:
    began = time.monotonic_ns()
    made = make(*arguments)
    if gc.get_count()[0] > _MOST_LEFT:
        gc.collect()
    return _Timed(made=made, began=began, ended=time.monotonic_ns(), worker=os.getpid())


def _result(job: Future[_Timed], meanwhile: Callable[[], None]) -> _Timed:
    """Waits, but not without a look around."""
    while not wait([job], timeout=_LOOKS_EVERY).done:
        meanwhile()
    return job.result()


_LOOKS_EVERY = 0.05
"""Seconds."""
_MOST_LEFT = 100_000
"""How many objects may be left behind before somebody sees which of them may be thrown away."""


def _cores() -> int:
    """Those that this process may use; each holds some hundred megabytes while it prints."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(2, min(usable, _MOST_PROCESSES))


def _kind_of_processes() -> tuple[BaseContext, str]:
    """How to start them, and the folder in which that leaves something to be taken away, if any.

    They are forked from one in which what prints is loaded, where the system is made for that: once for all is half of
    the work for two. Its socket must have a short name, and lie in a folder that can hold one.
    """
    if sys.platform == "linux" and len(tempfile.gettempdir()) <= _LONGEST_FOLDER:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["pet_report.pdf.ahead"])
        with suppress(OSError), offspring.undisturbed():
            forkserver.ensure_running()
            return context, str(get_temp_dir())
    return multiprocessing.get_context("spawn"), ""


_LONGEST_FOLDER = 60
"""Letters; Linux has 107 for the whole name."""


def _start(fonts: str, spool: str, sockets: str) -> None:
    """Make a process ready to print.

    What is loaded stays, so nobody need look through it for what may be thrown away; nor through a document while it is
    laid out, for it is needed as a whole, and then goes as a whole, but for some crumbs.
    """
    offspring.end_with_parent(partial(_clear, spool, sockets))
    pdf.prepare(fonts)
    with suppress(ToolFailure):  # said when there is something to print
        pdf.warm()
    gc.freeze()
    gc.disable()


def _clear(spool: str, sockets: str) -> None:
    pdf.clear()
    shutil.rmtree(spool, ignore_errors=True)
    if sockets and not offspring.has_parent():
        shutil.rmtree(sockets, ignore_errors=True)


def _hash_of(fonts: Path) -> str:
    return content_hash(b"".join(path.read_bytes() for path in sorted(fonts.glob("*.ttf"))))


class _Press(msgspec.Struct, frozen=True, kw_only=True):
    """What all publications of one run share.

    spool: a folder for the parts that are printed, so that those of thousands of pages are in no process's memory.
    """

    pool: ProcessPoolExecutor
    spool: Path
    cache: Cache
    versions: Mapping[str, str]
    counted: Counter[str]
    journal: Journal
    begun: list[Future[_Timed]]
    _numbers: Iterator[int] = msgspec.field(default_factory=itertools.count)

    def place(self) -> Path:
        """Where the next part is put, or the whole."""
        return self.spool / str(next(self._numbers))

    def submit(self, make: Callable[..., object], *arguments: object) -> Future[_Timed]:
        job = self.pool.submit(_timed, make, *arguments)
        self.begun.append(job)
        return job


# --- laid out until every number has the digits that were kept free for it -------------------------------------------


class _Job(msgspec.Struct, frozen=True, kw_only=True):
    """A part that is being printed, or was before. place: where it lies then, packed. keep: it, once it is printed."""

    place: Path
    kept: Extent | None = None
    printing: Future[_Timed] = msgspec.field(default_factory=Future)
    keep: Callable[[_Timed], None] = lambda _: None

    @property
    def extent(self) -> Extent:
        """What others must know of it; it waits."""
        if self.kept is not None:
            return self.kept
        extent: Extent = self.printing.result().made
        return extent

    def finish(self, meanwhile: Callable[[], None]) -> None:
        """Wait, and look around."""
        meanwhile()
        if self.kept is None:
            self.keep(_result(self.printing, meanwhile))


@dataclass(slots=True)
class _Publication:
    """whole: where its PDF lies, once its parts are joined."""

    name: str
    pieces: Sequence[Piece]
    press: _Press
    whole: Path = field(init=False)
    _notes: list[int] = field(init=False)
    _called: list[str] = field(init=False)
    _needs: list[Needs] = field(init=False)
    _jobs: list[_Job] = field(init=False)
    _attachments: Sequence[Attachment] = ()
    _joining: Future[_Timed] | None = None
    _joins: Lock = field(default_factory=Lock)
    _again: bool = False

    def __post_init__(self) -> None:
        self.whole = self.press.place()
        self._notes = list(itertools.accumulate((piece.notes for piece in self.pieces), initial=0))
        self._called = list(_names(self.pieces))
        room = digits_expected(self.pieces)
        self._needs = [self._need(at, "right", room if piece.targets else 0) for at, piece in enumerate(self.pieces)]
        self._jobs = [self._print(at) for at in range(len(self.pieces))]

    def join_when_printed(self, attachments: Sequence[Attachment]) -> None:
        """Let the parts be joined when the last is there, if each has the room that it needs; nobody need wait."""
        self._attachments = attachments
        for job in self._jobs:
            if job.kept is None:
                job.printing.add_done_callback(lambda _: self._join_ahead())
        self._join_ahead()

    def _join_ahead(self) -> None:
        """In whatever thread. What goes wrong will go wrong again for whoever waits."""
        with self._joins, suppress(Exception):
            first = [job for job in self._jobs if job.kept is None]
            if not self._again and all(job.printing.done() for job in first) and not self._changed():
                self._join()

    def _join(self) -> Future[_Timed]:
        if self._joining is None:
            parts = [each.place for each in self._jobs], [each.extent for each in self._jobs]
            self._joining = self.press.submit(pdf.publish, *parts, self._attachments, self.whole)
        return self._joining

    def finish(self) -> Future[_Timed]:
        """What joins the parts, when each is laid out with room for the numbers that it gets."""
        with self.press.journal.step("print", self.name) as step:
            self._settle(step)
        with self._joins:
            return self._join()

    def _settle(self, step: Step) -> None:
        for done, job in enumerate(self._jobs):
            job.finish(partial(step.far, done, len(self._jobs)))
        self._refuse_dead_links([each.extent for each in self._jobs])
        for _ in range(_MOST_ROUNDS):
            changed = self._changed()
            if not changed:
                return
            with self._joins:
                self._again = True
            for at, need in changed.items():
                self._needs[at] = need
                self._jobs[at] = self._print(at)
            for at in changed:
                self._jobs[at].finish(partial(step.far, len(self._jobs), len(self._jobs)))
        raise ToolFailure(f"the page numbers of {self.name} do not settle", remedy="please send us its sources")

    def _changed(self) -> dict[int, Needs]:
        """By its place, each part that needs something else than it had."""
        needs = enumerate(self._true_needs([each.extent for each in self._jobs]))
        return {at: need for at, need in needs if need != self._needs[at]}

    def _true_needs(self, extents: Sequence[Extent]) -> Iterator[Needs]:
        """What each part needs when all are as long as they are now; never less room than it had: so this ends."""
        numbers = page_numbers(extents)
        starts = itertools.accumulate((extent.pages for extent in extents), initial=1)
        for at, (extent, start) in enumerate(zip(extents, starts, strict=False)):
            had = self._needs[at]
            digits = max((len(str(numbers[each])) for each in self.pieces[at].targets), default=0)
            yield self._need(at, side_of(start) if extent.sided else had.side, max(digits, had.digits))

    def _need(self, at: int, side: str, digits: int) -> Needs:
        return Needs(side=side, notes=self._notes[at], digits=digits, called=self._called[at])

    def _print(self, at: int) -> _Job:
        """Begin to print a part, where it was not printed before."""
        piece, needs, press = self.pieces[at], self._needs[at], self.press
        label, place = f"print: {self.name}, {piece.title}", press.place()
        inputs = {**press.versions, "styles": content_hash(piece.head), "text": content_hash(piece.body),
                  "notes before": str(needs.notes), "side": needs.side,
                  "digits of pages referred to": str(needs.digits), "ids of tags": needs.called}  # fmt: skip
        kept = press.cache.get(label, inputs)
        if kept is not None:
            place.write_bytes(kept)
            return _Job(place=place, kept=unpack_extent(kept))

        def keep(timed: _Timed) -> None:
            press.journal.took("print", f"{self.name}, {piece.title}", timed.began, timed.ended, timed.worker)
            if press.cache.keeps:
                press.cache.put(label, inputs, place.read_bytes())
            press.counted.update(parts=1, pages=timed.made.pages, boxes=timed.made.boxes)

        html = piece.head, piece.body, piece.foot
        return _Job(place=place, printing=press.submit(pdf.print_packed, self.name, html, needs, place), keep=keep)

    def _refuse_dead_links(self, extents: Sequence[Extent]) -> None:
        known = {anchor for extent in extents for anchor in extent.anchors}
        asked = {target for piece in self.pieces for target in piece.shown}
        dead = {target for extent in extents for target in extent.linked} | asked
        if dead - known:
            raise ToolFailure(f"{self.name} refers to #{min(dead - known)}, which is nowhere in it",
                              remedy="look at the project's own templates")  # fmt: skip


def _names(pieces: Sequence[Piece]) -> Iterator[str]:
    """What the ids of each part begin with. It follows from the text alone: what is put before it changes nothing."""
    seen: Counter[str] = Counter()
    for piece in pieces:
        name = content_hash(piece.body)[:_LETTERS_OF_A_NAME]
        yield f"{name}.{seen[name]}" if seen[name] else name
        seen[name] += 1


_LETTERS_OF_A_NAME = 8
