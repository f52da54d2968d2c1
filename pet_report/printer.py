"""Publications to PDFs in processes of their own, laid out until every page number is right; long ones in parts.

WeasyPrint lays a document out as a whole, and a long one costs more than its length: ten times the pages took twenty
times the time and seven times the memory. Parts cost what they hold; they must be laid out twice, since none can count
the pages of another. A short publication is one part: WeasyPrint could count its pages by itself, but lays out three
times for it, and then prints numbers that are no longer true where each change of one moved something else.
"""

from __future__ import annotations

import itertools
import multiprocessing
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from pet_report import offspring, pdf, pdfua
from pet_report.attachments import Attachment
from pet_report.errors import ToolFailure
from pet_report.pdf import Layout, Needs
from pet_report.pdfua.tags import Part

PART = "<!--part-->"
"""Templates put it before what begins a page. No author can write it: prose holds no comments."""
LONG = 1_000_000
"""Characters of HTML from which a publication is printed in parts: some hundred pages."""

_CHARACTERS_OF_A_PAGE = 2500
"""Of HTML; half as many or twice as many mostly guess the same number of digits."""
_FIGURE_SPACE = "\N{FIGURE SPACE}"
_ROUNDS_BEFORE_PADDING, _MOST_ROUNDS = 3, 12


class Printer:
    """Makes PDFs. Entering it starts the processes, which load WeasyPrint meanwhile."""

    def __init__(self, fonts: Path, processes: int = 2, *, long: int = LONG) -> None:
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(processes, context, initializer=_start, initargs=(str(fonts),))
        self._warming: list[Future[None]] = []
        self._processes = processes
        self._long = long

    def __enter__(self) -> Printer:
        with offspring.undisturbed():
            self._warming = [self._pool.submit(pdf.warm) for _ in range(self._processes)]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            offspring.end_all()
        self._pool.shutdown(cancel_futures=True)

    def print_pages(
        self, pages: Iterable[tuple[str, str]], attachments: Sequence[Attachment] = ()
    ) -> Callable[[], dict[str, bytes]]:
        """Begin to print each named HTML page as it comes; what is returned waits for the PDFs, by the same names.

        Waiting raises ToolFailure for whatever WeasyPrint complains of. Each PDF holds all attachments.
        """
        jobs = {name: self._begin(name, html, attachments) for name, html in pages}
        return lambda: self._wait(jobs)

    def _begin(self, name: str, html: str, attachments: Sequence[Attachment]) -> Callable[[], bytes]:
        parts = _cut(html) if len(html) >= self._long and PART in html else (html,)
        number = "0" * len(str(len(html) // _CHARACTERS_OF_A_PAGE))
        return _InParts(name, parts, number, self._pool, attachments).finish

    def _wait(self, jobs: Mapping[str, Callable[[], bytes]]) -> dict[str, bytes]:
        try:
            return {name: job() for name, job in jobs.items()}
        except BrokenProcessPool as error:
            raise ToolFailure("a process that prints a PDF was ended, perhaps for lack of memory",
                              remedy=pdf.REMEDY) from error  # fmt: skip


def _start(fonts: str) -> None:
    """Make a process ready to print."""
    offspring.end_with_parent(pdf.clear)
    pdf.prepare(fonts)


def _cut(html: str) -> tuple[str, ...]:
    """A page for each part, with the head and the body element of the whole."""
    body = html.index(">", html.index("<body")) + 1
    end = html.rindex("</body>")
    return tuple(html[:body] + part + html[end:] for part in html[body:end].split(PART))


@dataclass(slots=True)
class _InParts:
    """A publication whose parts are laid out until every page number that is printed is right.

    number: stands for every page number at first. One as wide as those to come lets few lines break elsewhere later.
    """

    name: str
    parts: Sequence[str]
    number: str
    pool: ProcessPoolExecutor
    attachments: Sequence[Attachment]
    _first_layouts: list[Future[Layout]] = field(init=False)

    def __post_init__(self) -> None:
        self._first_layouts = [self.pool.submit(pdf.lay_out, self.name, html, self.number) for html in self.parts]

    def finish(self) -> bytes:
        layouts = [each.result() for each in self._first_layouts]
        self._refuse_dead_links(layouts)
        printed: list[tuple[Needs, Part] | None] = [None] * len(self.parts)
        for turn in range(_MOST_ROUNDS):
            needs = _needs(layouts, pad=turn >= _ROUNDS_BEFORE_PADDING)
            jobs = {
                index: self.pool.submit(pdf.print_part, self.name, self.parts[index], index, need)
                for index, need in enumerate(needs)
                if printed[index] is None or printed[index][0] != need  # type: ignore[index]
            }
            if not jobs:
                return self.pool.submit(pdfua.publish, [each[1] for each in printed if each], self.attachments).result()
            for index, job in jobs.items():
                layouts[index], part = job.result()
                printed[index] = needs[index], part
        raise ToolFailure(f"the page numbers of {self.name} do not settle", remedy="please send us its sources")

    def _refuse_dead_links(self, layouts: Sequence[Layout]) -> None:
        known = {anchor for layout in layouts for anchor in layout.anchors}
        dead = {target for layout in layouts for target in layout.linked | layout.shown} - known
        if dead:
            raise ToolFailure(f"{self.name} refers to #{min(dead)}, which is nowhere in it",
                              remedy="look at the project's own templates")  # fmt: skip


def _needs(layouts: Sequence[Layout], *, pad: bool) -> list[Needs]:
    """The first page of each part, and the numbers that it prints.

    pad: all numbers take the same room, so that none can move what it refers to, and the next round is the last.
    """
    starts = list(itertools.accumulate((layout.pages for layout in layouts), initial=1))
    notes = itertools.accumulate((layout.notes for layout in layouts), initial=0)
    width = len(str(starts[-1])) if pad else 0
    pages = {
        anchor: str(start + page - 1).rjust(width, _FIGURE_SPACE)
        for layout, start in reversed(list(zip(layouts, starts, strict=False)))
        for anchor, page in layout.anchors.items()
    }
    return [
        Needs(first=start, notes=before, numbers={target: pages[target] for target in sorted(layout.shown)})
        for layout, start, before in zip(layouts, starts, notes, strict=False)
    ]
