"""How long it takes, and on how much memory, beside other tools: figures of one run, to be compared with one another.

Machines differ and are noisy, so each figure is the median of several runs taken in turns, and what counts is the
ratio. Nothing here passes or fails. `docs/performance.md` says what each row means.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import corpus, peers, runs, table
from benchmarks.runs import Task

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "build/benchmark.json"
SEED = 7
COMMAND = (sys.executable, "-m", "pet_report")
BOTH = ("--only", "html", "--only", "pdf")
"""All four files: the report and the response, as HTML and as PDF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How often each is run: what matters most; what is slow; and what is large. huge: whether 6,400 are tried."""

    most: int
    slow: int
    large: int
    huge: bool

    def at_most(self, turns: int | None) -> Times:
        most, slow, large = (min(each, turns or each) for each in (self.most, self.slow, self.large))
        return Times(most=most, slow=slow, large=large, huge=self.huge)


QUICK = Times(most=3, slow=1, large=1, huge=False)
WHOLE = Times(most=7, slow=3, large=3, huge=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few runs of each, and no 6,400 proposals")
    parser.add_argument("--markdown", action="store_true", help="print the tables as docs/performance.md has them")
    parser.add_argument("--again", action="store_true", help=f"print the last ones, from {KEPT.relative_to(ROOT)}")
    parser.add_argument("--only", metavar="PATTERN", default="", help="measure what has such words in its name")
    parser.add_argument("--turns", type=int, metavar="N", help="at most so many runs of each")
    chosen = parser.parse_args()
    if not chosen.again:
        times = QUICK if chosen.quick else WHOLE
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(_taken(times.at_most(chosen.turns), chosen.only), indent=1), encoding="utf-8")
    elif not KEPT.exists():
        parser.error("nothing was measured here yet: leave out --again")
    kept = json.loads(KEPT.read_text("utf-8"))
    print(table.table(kept["machine"], runs.from_plain(kept["tasks"]), kept["missing"], markdown=chosen.markdown))


def _taken(times: Times, only: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        tasks = [task for task in _tasks(Path(folder), times) if re.search(only, task.name)]
        return {
            "machine": f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.system()} "
            f"{platform.machine()}, Python {platform.python_version()}; medians of {times.most}",
            "missing": peers.missing(),
            "tasks": runs.plain(runs.in_turns(tasks)),
        }


def _tasks(folder: Path, times: Times) -> Iterator[Task]:
    """All that is measured: what is compared stands together."""
    yield from _own(folder, 64, times.most)
    yield from _beside(folder / "64", folder / "peers", times)
    yield from _own(folder, 640, times.large)
    yield from _questions(folder / "640", folder / "questions", times.slow)
    if times.huge:
        corpus.write(folder / "6400", 6400, SEED)
        yield _check(folder / "6400", 6400, 1)
        yield _cold(folder / "6400", 6400, 1)


# --- ours -------------------------------------------------------------------------------------------------------------


def _own(folder: Path, size: int, times: int) -> Iterator[Task]:
    corpus.write(folder / f"{size}", size, SEED)
    yield _cold(folder / f"{size}", size, times)
    yield _changed(folder / f"{size}-changed", size, times)
    yield _check(folder / f"{size}", size, times)
    if size == 64:
        yield _unchanged(folder / f"{size}", times)
        yield _changed(folder / f"{size}-html", size, times, html_alone=True)


def _cold(project: Path, size: int, times: int) -> Task:
    cache, made = project.with_name(f"{project.name}-cold-cache"), project.with_name(f"{project.name}-cold")

    def prepare(_: int) -> None:
        shutil.rmtree(cache, ignore_errors=True)
        shutil.rmtree(made, ignore_errors=True)

    return Task(
        name=table.COLD[size],
        makes=table.ALL_CHECKED,
        command=_build(project, made, *BOTH),
        settings={"PET_REPORT_CACHE": str(cache)},
        times=times,
        prepare=prepare,
        pdfs=made,
    )


def _changed(project: Path, size: int, times: int, *, html_alone: bool = False) -> Task:
    """A build after one proposal was worded in another way, always in a new one."""
    cache, made = project.with_name(f"{project.name}-cache"), project.with_name(f"{project.name}-made")
    command = _build(project, made, *(("--only", "html") if html_alone else BOTH))
    settings = {"PET_REPORT_CACHE": str(cache)}
    records = corpus.project(size, SEED)
    corpus.write_files(project, records)
    name = _one_in_the_middle(records)

    def prepare(turn: int) -> None:
        if turn == 0:
            # Once changed, the wording is no longer the one that was answered: that is found once, not again and again.
            _reword(project, name, records, turn)
            runs.run(command, settings)
        _reword(project, name, records, turn + 1)

    return Task(
        name=table.HTML_CHANGED if html_alone else table.CHANGED[size],
        makes="HTML, all checked" if html_alone else table.ALL_CHECKED,
        command=command,
        settings=settings,
        times=times,
        prepare=prepare,
        pdfs=None if html_alone else made,
    )


def _unchanged(project: Path, times: int) -> Task:
    cache, made = project.with_name(f"{project.name}-kept-cache"), project.with_name(f"{project.name}-kept")
    command, settings = _build(project, made, *BOTH), {"PET_REPORT_CACHE": str(cache)}

    def prepare(turn: int) -> None:
        if turn == 0:
            runs.run(command, settings)

    return Task(name=table.UNCHANGED, makes=table.ALL_CHECKED, command=command, settings=settings, times=times,
                prepare=prepare, pdfs=made)  # fmt: skip


def _check(project: Path, size: int, times: int) -> Task:
    return Task(
        name=table.CHECK[size], makes="findings", command=[*COMMAND, "check", "--project", project], times=times
    )


def _questions(project: Path, cache: Path, times: int) -> Iterator[Task]:
    """Questions about many proposals, once their files are remembered."""
    settings = {"PET_REPORT_CACHE": str(cache)}
    someone = next(iter(corpus.project(640, SEED).values()))["proposals"][0]["id"]
    for question in (["list"], ["stats"], ["coverage"], ["show", someone], ["similar"]):
        command = [*COMMAND, *question, "--project", project]

        def prepare(turn: int, command: Sequence[str | Path] = command) -> None:
            if turn == 0:
                runs.run(command, settings)

        yield Task(name=f"{question[0]}, 640 proposals", makes="an answer", command=command, settings=settings,
                   times=times, prepare=prepare)  # fmt: skip


def _build(project: Path, made: Path, *options: str) -> list[str | Path]:
    return [*COMMAND, "build", "--quiet", "--project", project, "--output", made, *options]


def _one_in_the_middle(records: dict[str, corpus.Record]) -> str:
    """The file of a group that stands neither first nor last."""
    groups = [name for name, record in records.items() if record.get("proposals")]
    return groups[len(groups) // 2]


def _reword(project: Path, name: str, records: dict[str, corpus.Record], turn: int) -> None:
    first, *others = records[name]["proposals"]
    changed = {**first, "text": f"{_sentence(turn)}\n\n{first['text']}"}
    text = corpus.as_yaml({**records[name], "proposals": [changed, *others]})
    (project / name).write_text(text, encoding="utf-8", newline="\n")


def _sentence(turn: int) -> str:
    """Never the same, and by turns short and long."""
    more = " It is longer than the one before, so that lines move." if turn % 2 else ""
    return f"This sentence is number {turn} of those that were put here.{more}"


# --- others -----------------------------------------------------------------------------------------------------------


def _beside(project: Path, folder: Path, times: Times) -> Iterator[Task]:
    records = corpus.project(64, SEED)
    for peer in peers.write(folder, project, records):
        often = peer.name in (peers.TYPST, peers.LINTERS)
        yield Task(
            name=peer.name,
            makes=peer.makes,
            command=peer.command,
            times=times.most if often else times.slow,
            prepare=lambda _, peer=peer: peer.clear(),  # type: ignore[misc]  # bound now
            pdfs=peer.folder,
        )
        if peer.name == peers.SPHINX:
            yield _sphinx_changed(peer, records, times.most)


def _sphinx_changed(peer: peers.Peer, records: dict[str, corpus.Record], times: int) -> Task:
    """The same change as ours, in a copy of its folder."""
    folder = peer.folder.with_name("sphinx-changed")
    shutil.copytree(peer.folder, folder)
    copied = peers.Peer(name=peer.name, makes=peer.makes, folder=folder)
    name = _one_in_the_middle(records)
    path = folder / f"{Path(name).stem}.rst"
    before = path.read_text("utf-8")
    head = re.compile(rf"   :id: {records[name]['proposals'][0]['id']}\n(?:   :.*\n)*\n")

    def prepare(turn: int) -> None:
        if turn == 0:
            runs.run(copied.command)
        path.write_text(head.sub(lambda found: f"{found[0]}   {_sentence(turn)}\n\n", before), encoding="utf-8")

    return Task(name=table.SPHINX_CHANGED, makes=peer.makes, command=copied.command, times=times, prepare=prepare)


if __name__ == "__main__":
    main()
