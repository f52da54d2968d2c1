"""What is being made, while it is made: alive on a terminal, in lines in CI, and nowhere else."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest

from pet_report.cli import progress
from pet_report.timings import Clocked, Listener, Span
from tests.support.builds import ROOT, run

PATIENCE = 60


class Terminal:
    """What was written to standard error, as a terminal gets it."""

    def __init__(self, master: int, stream: TextIO) -> None:
        self._master = master
        self.stream = stream
        self.text = ""

    def until(self, words: str) -> None:
        end = time.monotonic() + PATIENCE
        while words not in self.text:
            assert time.monotonic() < end, self.text
            if select.select([self._master], [], [], 0.1)[0]:
                self.text += os.read(self._master, 4096).decode()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    master, slave = os.openpty()
    with open(slave, "w", encoding="utf-8") as file:
        monkeypatch.setattr(progress, "SHOWN_AFTER", 0.0)
        for name, value in {"TERM": "xterm", "COLUMNS": "40", "LINES": "10"}.items():
            monkeypatch.setenv(name, value)
        for name in ("NO_COLOR", "FORCE_COLOR", "CI"):
            monkeypatch.delenv(name, raising=False)
        yield Terminal(master, file)
    os.close(master)


def test_a_terminal_has_one_line_that_goes_at_the_end(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal.stream)
    (listener,) = progress.listeners(quiet=False)
    clock = Clocked(listener)
    with clock, clock.step("print", "report.pdf") as step:
        step.far(3, 7)
        terminal.until("printing report.pdf 3 of 7 parts")
    terminal.until("\x1b[?25h")  # the cursor is there again
    sys.stderr.write("end")
    sys.stderr.flush()
    terminal.until("end")
    assert terminal.text.endswith("\x1b[2Kend")
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.text).replace("\r", "\n").splitlines()
    assert max(map(len, lines)) <= 40


def test_what_is_done_at_once_needs_no_display(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal.stream)
    monkeypatch.setattr(progress, "SHOWN_AFTER", 3600.0)
    clock = Clocked(*progress.listeners(quiet=False))
    with clock, clock.step("check"):
        pass
    sys.stderr.write("end")
    sys.stderr.flush()
    terminal.until("end")
    assert terminal.text == "end"


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("TERM", "")])
def test_a_terminal_that_cannot_go_back_is_left_alone(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal.stream)
    monkeypatch.setenv(name, value)
    assert progress.listeners(quiet=False) == ()


def test_who_asks_for_silence_has_it(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal.stream)
    assert progress.listeners(quiet=True) == ()


def test_logs_have_a_line_for_what_took_long(capsys: pytest.CaptureFixture[str]) -> None:
    lines = progress.Lines()
    for seconds, worker in ((0.9, 0), (1.5, 0), (7, 42)):
        span = Span(name="print", about="report.pdf", began=0, ended=int(seconds * 1e9), worker=worker)
        lines.ends(span)
    assert capsys.readouterr().err == "printing report.pdf: 1.5 s\n"


@pytest.mark.parametrize(
    ("environment", "kind"), [({"CI": "true"}, progress.Lines), ({"CI": "false"}, None), ({}, None)]
)
def test_only_ci_has_lines_where_there_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], kind: type[Listener] | None
) -> None:
    monkeypatch.delenv("CI", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert [type(each) for each in progress.listeners(quiet=False)] == ([kind] if kind else [])


def test_a_pipe_gets_no_display(tmp_path: Path) -> None:
    project = ROOT / "tests/projects/scripts"
    done = run("build", "--only", "html", "--no-cache", "--project", project, "--output", tmp_path)
    assert done.returncode == 0
    assert "\x1b" not in done.stderr
    assert "converting" not in done.stderr
