"""A project that is built again whenever something is saved: the pages first, and then what takes longer."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from pet_report import pipeline
from pet_report.diagnostics import Diagnostic, blocks
from pet_report.errors import ToolFailure
from pet_report.link import Recall
from pet_report.machine import Machine
from pet_report.rules import style
from pet_report.timings import Clocked, Listener
from pet_report.watching import Overtaken, Stop, Watch
from pet_report.when import When


class News(Struct, frozen=True, kw_only=True):
    """What came of a save so far.

    outputs: all that there is now, of whatever save. made: the names of those that are new. seconds: since the save was
    seen. first, last: whether this is the first that is told of a save, and the last.
    """

    outputs: Mapping[str, bytes]
    made: Sequence[str] = ()
    checked: pipeline.Checked | None = None
    found: tuple[Diagnostic, ...] = ()
    files: int = 0
    failure: ToolFailure | None = None
    first: bool
    last: bool
    seconds: float


class Order(Struct, frozen=True, kw_only=True):
    """What is to be made of each state of the project."""

    formats: tuple[str, ...]
    asked: style.Asked
    recall: Recall
    strict: bool = False
    day: Callable[[pipeline.Checked], When | None] = lambda _: None

    def stages(self) -> tuple[tuple[str, ...], ...]:
        """What is read in a browser comes before all else."""
        pages = tuple(each for each in self.formats if each in _PAGES)
        others = tuple(each for each in self.formats if each not in _PAGES)
        return tuple(each for each in (pages, others) if each)


_PAGES = ("html", pipeline.SITE)


class Live(Struct):
    """listeners: make who is to hear of the steps of one round. reader: who looks at the pages meanwhile."""

    machine: Machine
    order: Order
    listeners: Callable[[], tuple[Listener, ...]] = tuple
    reader: pipeline.Reader = pipeline.NOBODY
    _made: dict[tuple[str, ...], Mapping[str, bytes]] = field(default_factory=dict)

    def rounds(self) -> Iterator[News]:
        """For ever: what is overtaken by a save is left, and begun again with what stands there now."""
        watch = Watch(self.machine.state)
        while True:
            watch.begin()
            with contextlib.suppress(Overtaken):
                yield from self._round(Clocked(Stop(watch), *self.listeners()))
                watch.wait()

    def _round(self, clock: Clocked) -> Iterator[News]:
        try:
            yield from self._told(clock)
        except ToolFailure as failure:
            clock.rest()
            yield News(outputs=self._outputs(), failure=failure, first=True, last=True, seconds=clock.seconds())

    def _told(self, clock: Clocked) -> Iterator[News]:
        with clock:
            checked, count = self.machine.check(self.order.asked, self.order.recall, clock)
            day = self.order.day(checked)
        if blocks(checked.found, strict=self.order.strict):
            built = pipeline.Built(found=checked.found)
            yield self._news(built, clock, checked=checked, files=count, first=True, last=True)
            return
        stages = self._stages()
        for turn, stage in enumerate(stages, 1):
            with clock:
                built = self.machine.build(
                    checked, stage, strict=self.order.strict, day=day, there=self._outputs(), journal=clock,
                    reader=self.reader,
                )  # fmt: skip
            if built.outputs:
                self._made[stage] = built.outputs
            last = turn == len(stages) or not built.outputs
            yield self._news(built, clock, checked=checked, files=count, first=turn == 1, last=last)
            if last:
                return

    def _stages(self) -> tuple[tuple[str, ...], ...]:
        """A site offers the PDFs: where there were none yet, it is made once more when there are."""
        stages = self.order.stages()
        again = pipeline.SITE in self.order.formats and len(self._made) < len(stages)
        return (*stages, stages[0]) if again else stages

    def _news(self, built: pipeline.Built, clock: Clocked, **told: Any) -> News:
        return News(
            outputs=self._outputs(), made=tuple(built.outputs), found=built.found, seconds=clock.seconds(), **told
        )

    def _outputs(self) -> dict[str, bytes]:
        together: dict[str, bytes] = {}
        for stage in self.order.stages():
            together |= self._made.get(stage, {})
        return dict(sorted(together.items()))
