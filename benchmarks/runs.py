"""Whole processes, measured in turns: what is slow for a minute is slow for all."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

COSTS = Path(__file__).with_name("costs.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run. seconds: on the clock; work: of all processors; memory in MiB, of the largest process and of all."""

    seconds: float
    work: float
    largest: float
    together: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A command to be measured. prepare: what is done first, off the clock; it is told how often it was done before.

    pdfs: the folder in which it leaves PDFs. times: how often it is run.
    """

    name: str
    makes: str
    command: Sequence[str | Path]
    times: int
    settings: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[int], None] = lambda _: None
    pdfs: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the runs of a task cost; pages of its PDFs, 0 where it makes none."""

    makes: str
    runs: tuple[Run, ...]
    pages: int

    def median(self, cost: str) -> float:
        return float(statistics.median(getattr(run, cost) for run in self.runs))

    @property
    def largest(self) -> float:
        return max(run.largest for run in self.runs)

    @property
    def together(self) -> float:
        return max(run.together for run in self.runs)


def in_turns(tasks: Sequence[Task]) -> dict[str, Measured]:
    """By name, what each task costs; taken A B C A B C …"""
    runs: dict[str, list[Run]] = {task.name: [] for task in tasks}
    for turn in range(max((task.times for task in tasks), default=0)):
        for task in tasks:
            if turn < task.times:
                task.prepare(turn)
                runs[task.name].append(run(task.command, task.settings))
                _tell(task, turn, runs[task.name][-1])
    return {
        task.name: Measured(makes=task.makes, runs=tuple(runs[task.name]), pages=_pages(task.pdfs)) for task in tasks
    }


def run(command: Sequence[str | Path], settings: Mapping[str, str] | None = None) -> Run:
    """Run a whole process. Raises where it does not end well."""
    whole = [sys.executable, "-IS", COSTS, *command]
    usual = {name: value for name, value in os.environ.items() if name not in _OURS_ALONE}
    done = subprocess.run(
        list(map(str, whole)), env={**usual, **(settings or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stderr}")
    return Run(**json.loads(done.stdout))


_OURS_ALONE = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PYTHONDONTWRITEBYTECODE")
"""What `make bench` was told is not for the Makefiles of others; and no program compiles its modules each time."""


def plain(measured: Mapping[str, Measured]) -> dict[str, object]:
    return {name: asdict(each) for name, each in measured.items()}


def from_plain(found: Mapping[str, dict[str, object]]) -> dict[str, Measured]:
    return {name: _measured(**each) for name, each in found.items()}  # type: ignore[arg-type]  # as `plain` wrote them


def _measured(makes: str, runs: Sequence[dict[str, float]], pages: int) -> Measured:
    return Measured(makes=makes, runs=tuple(Run(**each) for each in runs), pages=pages)


def _pages(folder: Path | None) -> int:
    import pypdfium2

    return sum(len(pypdfium2.PdfDocument(path)) for path in folder.glob("*.pdf")) if folder else 0


def _tell(task: Task, turn: int, cost: Run) -> None:
    print(f"{turn + 1} of {task.times}  {task.name:60} {cost.seconds:8.2f} s", file=sys.stderr)
