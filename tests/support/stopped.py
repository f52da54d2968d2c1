"""A command that is stopped at the first, second, third … step that changes something on the disk.

Run as `python -m tests.support.stopped` with a `Job` as JSON on standard input; prints what came of each run. The steps
are those that Python itself tells to whoever audits it: the program knows nothing of it. Each run is a child of one
process that has imported everything already, so that hundreds take seconds.
"""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support.builds import ROOT

CHANGES = {"os.rename", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.remove", "os.chmod", "os.chown", "open"}
_EXCHANGE = "ctypes.dlopen"
"""Comes right before two folders change places."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """pristine: the folder as it is before each run. command: `{}` stands for the folder of the run.

    fault: the name of an error that a step fails with; "" where the process is killed before it. most: of more steps
    than that, some are chosen by a seed.
    """

    pristine: str
    work: str
    command: tuple[str, ...]
    fault: str = ""
    most: int = 1000


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """step: which one was the last. folder: what is left. code: negative where a signal ended it."""

    step: int
    folder: Path
    code: int
    said: str


def stop(job: Job) -> list[Run]:
    """A run for each step, and last one that is not stopped."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.stopped"], input=json.dumps(dataclasses.asdict(job)), text=True,
        capture_output=True, cwd=ROOT, check=False,
        env={"PATH": os.environ["PATH"], "HOME": "/nowhere", "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "0"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [Run(**{**each, "folder": Path(each["folder"])}) for each in json.loads(done.stdout)]


def _all(job: Job) -> list[dict[str, Any]]:
    last = _one(job, 0)
    steps: Sequence[int] = range(1, last["step"] + 1)
    if len(steps) > job.most:
        dice = random.Random(7)  # noqa: S311  # the same steps each time, so that a failure comes again
        steps = sorted(dice.sample(steps, job.most))
    return [*(_one(job, step) for step in steps), last]


def _one(job: Job, step: int) -> dict[str, Any]:
    """In a copy of the folder; a step of 0 is never reached, and the steps are counted."""
    folder = Path(job.work) / f"{step}"
    shutil.copytree(job.pristine, folder, symlinks=True)
    said, counted = Path(job.work) / f"{step}.said", Path(job.work) / f"{step}.steps"
    child = os.fork()
    if child == 0:
        out = os.open(said, os.O_WRONLY | os.O_CREAT)
        os.dup2(out, 1)
        os.dup2(out, 2)
        _run(job, folder, step, counted)
    _, status = os.waitpid(child, 0)
    reached = int(counted.read_text()) if step == 0 else step
    return {"step": reached, "folder": str(folder), "code": os.waitstatus_to_exitcode(status), "said": said.read_text()}


def _run(job: Job, folder: Path, step: int, counted: Path) -> None:
    from pet_report import cli

    count = 0
    fault = getattr(errno, job.fault) if job.fault else 0

    def look(event: str, told: tuple[Any, ...]) -> None:
        nonlocal count
        if not _changes(event, told, str(folder)) or (fault and event == _EXCHANGE):
            return
        count += 1
        if count == step and not fault:
            os.kill(os.getpid(), signal.SIGKILL)
        if count == step:
            raise OSError(fault, os.strerror(fault), str(told[0]))

    sys.argv = ["pet-report", *(each.replace("{}", str(folder)) for each in job.command)]
    sys.addaudithook(look)
    code: Any = 0
    try:
        cli.main()
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdout.flush()
        if step == 0:
            counted.write_text(str(count))
        os._exit(code if isinstance(code, int) else 1 if code else 0)


def _changes(event: str, told: tuple[Any, ...], folder: str) -> bool:
    if event == _EXCHANGE:
        return told[0] is None
    if event not in CHANGES or not str(told[0]).startswith(folder):
        return False
    return event != "open" or bool(told[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


if __name__ == "__main__":
    from pet_report.cli import COMMANDS

    asked = json.load(sys.stdin)
    for name in COMMANDS.values():
        __import__(f"pet_report.cli.{name.split('.')[0]}")
    json.dump(_all(Job(**{**asked, "command": tuple(asked["command"])})), sys.stdout)
