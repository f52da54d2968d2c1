"""How long it takes, and on how much memory: figures of one run, to be compared with one another.

Machines differ and are noisy, so each figure is the median of several runs taken in turns, and what counts is the
ratio. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import corpus
from benchmarks.printed import printed_pages
from pet_report import files, load
from pet_report.printer import Printer

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT / "pet_report/schemas"
COMMAND = (sys.executable, "-m", "pet_report.cli")
_YAMLLINT = (sys.executable, "-m", "yamllint", "-d", "{extends: relaxed, rules: {line-length: disable}}")
_CHECK_JSONSCHEMA = (sys.executable, "-m", "check_jsonschema", "--no-cache", "--schemafile")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: seconds on the clock, and the largest resident set of the process itself, in MiB."""

    seconds: float
    memory: float


def measure(command: Sequence[str | Path]) -> Run:
    """Run a whole process. Raises where it does not end well."""
    begun = time.perf_counter()
    process = subprocess.Popen([str(each) for each in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return Run(seconds=time.perf_counter() - begun, memory=usage.ru_maxrss / 1024)


def in_turns(times: int, *tasks: Callable[[], Run]) -> list[Run]:
    """The medians of each task's runs, taken A B A B … so that a slow minute falls on all of them."""
    runs: list[list[Run]] = [[] for _ in tasks]
    for _ in range(times):
        for kept, task in zip(runs, tasks, strict=True):
            kept.append(task())
    return [
        Run(seconds=statistics.median(each.seconds for each in kept), memory=max(each.memory for each in kept))
        for kept in runs
    ]


def show(label: str, run: Run, note: str = "") -> None:
    print(f"{label:46} {run.seconds:8.2f} s {run.memory:8.0f} MiB  {note}")


def checks(folder: Path, times: int, sizes: Sequence[int]) -> None:
    """`check` as a whole process: the real case against starting Python, and how it grows."""
    nothing = [sys.executable, "-c", "pass"]
    real, python = in_turns(times, lambda: measure([*COMMAND, "check", "--project", ROOT]), lambda: measure(nothing))
    show("starting Python", python)
    show("check, the real case", real, f"{real.seconds / python.seconds:.1f} times starting Python")
    for size in sizes:
        project = folder / str(size)
        corpus.write(project, size, 1)
        [run] = in_turns(times, lambda project=project: measure([*COMMAND, "check", "--project", project]))  # type: ignore[misc]  # bound now
        show(f"check, {size} proposals", run, f"{run.seconds / real.seconds:.1f} times the real case")


def answers(folder: Path, times: int) -> None:
    """Questions about 640 proposals, once their files are remembered."""
    project = folder / "640"
    os.environ["PET_REPORT_CACHE"] = str(folder / "cache")
    measure([*COMMAND, "stats", "--project", project])
    someone = next(iter(corpus.project(640, 1).values()))["proposals"][0]["id"]
    for question in (["list"], ["stats"], ["coverage"], ["show", someone], ["similar"]):
        [run] = in_turns(times, lambda question=question: measure([*COMMAND, *question, "--project", project]))  # type: ignore[misc]  # bound now
        show(f"{question[0]}, 640 proposals", run)


def linters(folder: Path, times: int, sizes: Sequence[int]) -> None:
    """`check` against the two programs that a project would else be checked with: the form of the YAML, and its fields.

    A schema is for one kind of file, so check-jsonschema runs three times. Neither looks whether a reference leads
    anywhere, or whether figures add up.
    """
    projects = {"the real case": ROOT}
    for size in sizes:
        corpus.write(folder / f"lint-{size}", size, 1)
        projects[f"{size} proposals"] = folder / f"lint-{size}"
    for label, project in projects.items():
        kinds = _by_schema(project)
        commands = [[*_YAMLLINT, *itertools.chain(*kinds.values())]]
        commands += [[*_CHECK_JSONSCHEMA, SCHEMAS / name, *paths] for name, paths in kinds.items()]
        own, *others = in_turns(
            times,
            lambda project=project: measure([*COMMAND, "check", "--project", project]),  # type: ignore[misc]  # bound now
            *(lambda command=command: measure(command) for command in commands),
        )
        together = sum(each.seconds for each in others)
        show(f"check, {label}", own, f"{own.seconds / together:.2f} times the two together")
        show("  yamllint", others[0])
        show("  check-jsonschema, once for each schema", Run(
            seconds=sum(each.seconds for each in others[1:]), memory=max(each.memory for each in others[1:])
        ))  # fmt: skip


def _by_schema(project: Path) -> dict[str, list[Path]]:
    """The files of a project by the name of their schema."""
    groups = sorted((project / "groups").glob("*.yaml"))
    answers = [path for path in groups if path.name.endswith(load.RESPONSE_ENDING)]
    return {
        "report.schema.json": [project / load.REPORT],
        "group.schema.json": [path for path in groups if path not in answers],
        "response.schema.json": answers,
    }


def builds(folder: Path, times: int) -> None:
    """A build, against rendering its two PDFs with WeasyPrint alone, side by side in two processes."""
    pages = printed_pages(ROOT)
    whole, alone = in_turns(
        times,
        lambda: measure([*COMMAND, "build", "--project", ROOT, "--output", folder / "out"]),
        lambda: side_by_side(pages),
    )
    show("a build, the real case", whole)
    difference = whole.seconds - alone.seconds
    show("its two PDFs alone, side by side", alone, f"a build takes {whole.seconds / alone.seconds:.2f} times that")
    print(f"{'what a build adds to its PDFs':46} {difference:8.2f} s")


def side_by_side(pages: dict[str, str]) -> Run:
    """The printer alone, with its start: two new processes, nothing else."""
    begun = time.perf_counter()
    with Printer(files.fonts_folder()) as press:
        press.print_pages(pages.items())()
    return Run(seconds=time.perf_counter() - begun, memory=0)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one run of each, and no 6,400 proposals")
    quick = parser.parse_args().quick
    times, sizes = (1, (64, 640)) if quick else (5, (64, 640, 6400))
    with tempfile.TemporaryDirectory() as folder:
        checks(Path(folder), times, sizes)
        answers(Path(folder), times)
        linters(Path(folder), times, sizes[:2])
        builds(Path(folder), 1 if quick else 3)


if __name__ == "__main__":
    main()
