"""Where the time goes: the steps of a build, as a table and as a trace."""

from __future__ import annotations

import json
import re
import shutil
from itertools import count
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pet_report.timings import Clocked, Listener, Span, table, trace
from tests.support.builds import ROOT, run

PROJECT = ROOT / "tests/projects/scripts"
TRACE = {
    "type": "object",
    "required": ["traceEvents"],
    "additionalProperties": False,
    "properties": {
        "displayTimeUnit": {"enum": ["ms", "ns"]},
        "traceEvents": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "ph", "pid", "tid", "args"],
                "properties": {
                    "name": {"type": "string"}, "cat": {"type": "string"},
                    "pid": {"type": "integer"}, "tid": {"type": "integer"},
                    "ts": {"type": "number", "minimum": 0}, "dur": {"type": "number", "minimum": 0},
                    "args": {"type": "object", "additionalProperties": {"type": "string"}},
                },
                "oneOf": [
                    {"properties": {"ph": {"const": "X"}}, "required": ["ts", "dur", "cat"]},
                    {"properties": {"ph": {"const": "M"}, "name": {"enum": ["process_name", "thread_name"]},
                                    "args": {"required": ["name"]}}},
                ],
                "unevaluatedProperties": False,
            },
        },
    },
}  # fmt: skip
"""What the Trace Event Format says of complete events and of names, and nothing else."""


def _clocked(*listeners: Listener) -> Clocked:
    """Each look at the clock is a second after the one before."""
    seconds = count(0, 1_000_000_000)
    return Clocked(*listeners, now=lambda: next(seconds))


def test_each_step_has_its_time_and_its_share() -> None:
    clock = _clocked()
    with clock.step("check"):
        pass
    with clock.step("render", "report.html"):
        pass
    clock.took("print", "report.pdf, Foreword", 0, 2_000_000_000, 77)
    clock.took("print", "report.pdf, Themes, and more", 0, 1_000_000_000, 78)
    assert table(clock.spans, whole=4) == (
        "step                       seconds  share\n"
        "check                         1.00    25%\n"
        "render report.html            1.00    25%\n"
        "the rest                      2.00    50%\n"
        "together                      4.00   100%\n"
        "\n"
        "in other processes         seconds  share\n"
        "print report.pdf, 2 parts     3.00    75%\n"
    )


def test_a_step_that_fails_took_its_time_too() -> None:
    clock = _clocked()
    with pytest.raises(ValueError, match="so it is"), clock.step("check"):
        raise ValueError("so it is")
    assert [(each.name, each.seconds) for each in clock.spans] == [("check", 1.0)]


def test_whoever_listens_hears_how_far_a_step_is_and_can_end_it() -> None:
    heard: list[object] = []

    class Impatient(Listener):
        def begins(self, name: str, about: str) -> None:
            heard.append(("begins", name, about))

        def far(self, name: str, about: str, done: int, of: int) -> None:
            heard.append((name, about, done, of))
            if done == 2:
                raise InterruptedError

        def ends(self, span: Span) -> None:
            heard.append(("ends", span.name))

    def print_parts() -> None:
        with _clocked(Impatient()).step("print", "report.pdf") as step:
            for done in range(1, 9):
                step.far(done, 8)

    with pytest.raises(InterruptedError):
        print_parts()
    assert heard == [
        ("begins", "print", "report.pdf"), ("print", "report.pdf", 1, 8), ("print", "report.pdf", 2, 8),
        ("ends", "print"),
    ]  # fmt: skip


def test_a_trace_is_as_its_format_says() -> None:
    spans = [
        Span(name="print", about="a “b”\n.pdf", began=5_000, ended=9_000, worker=77),
        Span(name="check", about="", began=2_000, ended=4_500),
    ]
    read = json.loads(trace(spans, began=1_000))
    jsonschema.Draft202012Validator(TRACE).validate(read)
    steps = [each for each in read["traceEvents"] if each["ph"] == "X"]
    assert [(each["name"], each["ts"], each["dur"]) for each in steps] == [("check", 1.0, 2.5), ("print", 4.0, 4.0)]
    named = {(each["pid"], each["tid"]) for each in read["traceEvents"] if each["name"] == "thread_name"}
    assert {(each["pid"], each["tid"]) for each in steps} == named


def _sums(printed: str) -> dict[str, float]:
    lines = re.findall(r"^(\S.*?) +(\d+\.\d\d) +\d+%$", printed, re.MULTILINE)
    return {name: float(seconds) for name, seconds in lines}


def test_a_build_tells_where_its_time_went(tmp_path: Path) -> None:
    project = shutil.copytree(PROJECT, tmp_path / "project")
    asked = ("build", "--only", "html", "--only", "data", "--site", "--timings", "--trace", "t.json", "--quiet")
    done = run(*asked, where=project)
    assert done.returncode == 0
    sums = _sums(done.stderr)
    assert {"read", "check", "pandoc", "view screen", "render report.html", "data", "site", "publish"} <= set(sums)
    assert sum(sums.values()) - sums["together"] == pytest.approx(sums["together"], abs=0.1)
    assert "seconds" not in done.stdout
    read: dict[str, Any] = json.loads((project / "t.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(TRACE).validate(read)
    assert {each["name"] for each in read["traceEvents"]} >= {"check", "pandoc", "publish"}


def test_faults_have_their_time_too(tmp_path: Path) -> None:
    project = shutil.copytree(PROJECT, tmp_path / "project")
    (project / "groups/09-fault.yaml").write_text("group: {id: e", encoding="utf-8")
    done = run("build", "--timings", where=project)
    assert done.returncode == 1
    assert set(_sums(done.stderr)) == {"read", "check", "the rest", "together"}
