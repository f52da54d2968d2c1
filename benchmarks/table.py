"""The figures of one run as tables, with the goal beside each ratio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks import peers
from benchmarks.runs import Measured

SIZES = (64, 640, 6400)
COLD = {size: f"build, nothing kept, {size:,} proposals" for size in SIZES}
CHANGED = {size: f"build after one change, {size:,} proposals" for size in SIZES}
CHECK = {size: f"check, {size:,} proposals" for size in SIZES}
UNCHANGED = "build, nothing changed, 64 proposals"
HTML_CHANGED = "build --only html after one change, 64 proposals"
SPHINX_CHANGED = f"{peers.SPHINX} after one change"
ALL_CHECKED = "HTML and PDF/UA-1, all checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """How long one may take beside another, as a ratio."""

    own: str
    beside: str
    most: str


GOALS = (
    Goal(own=COLD[64], beside=peers.TYPST, most="2.0, then 1.5"),
    Goal(own=CHANGED[64], beside=peers.TYPST, most="0.7, then 0.5"),
    Goal(own=UNCHANGED, beside=peers.TYPST, most="0.15"),
    Goal(own=HTML_CHANGED, beside=SPHINX_CHANGED, most="0.5"),
    Goal(own=CHECK[64], beside=peers.LINTERS, most="0.6"),
    Goal(own=COLD[640], beside=COLD[64], most="9"),
    Goal(own=CHANGED[640], beside=CHANGED[64], most="3"),
    Goal(own=CHECK[640], beside=CHECK[64], most="8"),
)


def table(machine: str, found: Mapping[str, Measured], missing: Mapping[str, str], *, markdown: bool = False) -> str:
    """Ratios first, then what they are made of, then what is not here."""
    write = _as_markdown if markdown else _as_text
    absent = [f"{'- ' if markdown else ''}{name} is not here: {remedy}" for name, remedy in missing.items()]
    parts = [machine, write(_ratios(found), left=2), write(_costs(found), left=2), "\n".join(absent)]
    return "\n\n".join(filter(None, parts))


def _ratios(found: Mapping[str, Measured]) -> list[list[str]]:
    head = ["what", "beside", "time", "work", "goal for time"]
    return [head, *([goal.own, goal.beside, *_ratio(found, goal), f"at most {goal.most}"] for goal in GOALS)]


def _ratio(found: Mapping[str, Measured], goal: Goal) -> list[str]:
    own, beside = found.get(goal.own), found.get(goal.beside)
    if not own or not beside:
        return ["-", "-"]
    return [f"{own.median(cost) / beside.median(cost):.2f}" for cost in ("seconds", "work")]


def _costs(found: Mapping[str, Measured]) -> list[list[str]]:
    head = ["what", "makes", "seconds", "work", "MiB, largest", "MiB, all", "pages"]
    return [head, *([name, each.makes, *_figures(each)] for name, each in found.items())]


def _figures(each: Measured) -> list[str]:
    times = [f"{each.median(cost):.2f}" for cost in ("seconds", "work")]
    return [*times, f"{each.largest:.0f}", f"{each.together:.0f}", f"{each.pages:,}" if each.pages else ""]


def _as_markdown(rows: Sequence[Sequence[str]], *, left: int) -> str:
    marks = ["---" if column < left else "---:" for column in range(len(rows[0]))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], marks, *rows[1:]))


def _as_text(rows: Sequence[Sequence[str]], *, left: int) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(f"{cell:{'<' if at < left else '>'}{widths[at]}}" for at, cell in enumerate(row)).rstrip()
        for row in rows
    )
