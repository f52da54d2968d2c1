"""What is saved is built again: at once, whole, and never two states at a time."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pet_report.errors import ToolFailure
from pet_report.link import forget
from pet_report.live import Live, News, Order
from pet_report.machine import Machine
from pet_report.rules import style
from pet_report.timings import Listener
from pet_report.watching import Overtaken, Stop, Watch
from tests.support import pdftext
from tests.support.builds import COMMAND, ROOT

SOUND = ROOT / "tests/projects/scripts"
PATIENCE = 120
"""Seconds; what is waited for comes long before."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return shutil.copytree(SOUND, tmp_path / "project")


def _replace(path: Path, old: str, new: str) -> None:
    """As careful editors save: a new file takes the place of the old one."""
    text = path.read_text("utf-8")
    assert old in text
    beside = path.with_suffix(".new")
    beside.write_text(text.replace(old, new, 1), encoding="utf-8")
    beside.replace(path)


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


# --- looking ------------------------------------------------------------------------------------------------------


def _saved_in_place(path: Path) -> None:
    path.write_text(path.read_text("utf-8") + "# more\n", encoding="utf-8")


def _replaced_by_a_copy_as_old_and_as_long(path: Path) -> None:
    was = path.stat()
    beside = path.with_suffix(".new")
    beside.write_text(path.read_text("utf-8")[::-1], encoding="utf-8")
    os.utime(beside, ns=(was.st_atime_ns, was.st_mtime_ns))
    beside.replace(path)


def _taken_away(path: Path) -> None:
    path.unlink()


def _a_new_file(path: Path) -> None:
    path.with_name("08-new.yaml").write_text("", encoding="utf-8")


def _own_style(path: Path) -> None:
    (path.parent.parent / "templates").mkdir()
    (path.parent.parent / "templates/theme.css").write_text("", encoding="utf-8")


def _own_words(path: Path) -> None:
    folder = path.parent.parent / "locale/cy/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "pet_report.po").write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    "save",
    [_saved_in_place, _replaced_by_a_copy_as_old_and_as_long, _taken_away, _a_new_file, _own_style, _own_words],
    ids=lambda save: save.__name__[1:],
)
def test_a_save_is_seen(project: Path, save: Callable[[Path], None]) -> None:
    watch = Watch(Machine(project).state)
    assert not watch.changed()
    save(_file(project))
    assert watch.changed()
    watch.begin()
    assert not watch.changed()


def test_what_cannot_be_looked_at_is_a_state_too() -> None:
    states = iter([1, ToolFailure("it is gone", remedy="look"), ToolFailure("it is gone", remedy="look"), 1])

    def look() -> object:
        state = next(states)
        if isinstance(state, ToolFailure):
            raise state
        return state

    watch = Watch(look)
    watch.begin()
    assert watch.changed()


def test_a_step_of_what_was_overtaken_does_not_begin() -> None:
    states = iter([1, 1, 2])
    stop = Stop(Watch(lambda: next(states)))
    stop.begins("check", "")
    with pytest.raises(Overtaken):
        stop.far("print", "report.pdf", 1, 2)


# --- building again -----------------------------------------------------------------------------------------------


def _order(*formats: str) -> Order:
    return Order(formats=formats, asked=style.Asked(), recall=forget)


def _file(project: Path) -> Path:
    return project / "groups/01-voices.yaml"


def test_rounds_follow_what_is_saved_and_keep_what_was_good(project: Path) -> None:
    file, title = _file(project), "A title that nobody else has"
    whole = file.read_text("utf-8")
    with Machine(project) as machine:
        rounds = Live(machine, _order("html", "data")).rounds()
        pages, rest = next(rounds), next(rounds)
        assert (pages.first, pages.last, rest.first, rest.last) == (True, False, False, True)
        assert set(pages.made) == {"report.html", "response.html"} & set(pages.outputs)
        assert all(name.startswith("data/") for name in rest.made)

        file.write_text(whole + "\n  bad: [", encoding="utf-8")
        broken = next(rounds)
        assert broken.found
        assert not broken.made
        assert broken.last
        assert broken.outputs == rest.outputs

        file.write_text(re.sub(r"(?m)^(\s+title:) .*$", rf"\1 {title}", whole, count=1), encoding="utf-8")
        mended = next(rounds)
        assert title in mended.outputs["report.html"].decode()
        assert mended.outputs["data/proposals.csv"] == rest.outputs["data/proposals.csv"]
        assert title in next(rounds).outputs["data/proposals.csv"].decode()


def test_a_save_while_a_build_runs_begins_it_again(project: Path) -> None:
    file, title = _file(project), "A title that nobody else has"
    begun: list[str] = []

    class Saves(Listener):
        def begins(self, name: str, about: str) -> None:  # noqa: ARG002 - as in Listener
            begun.append(name)
            if begun.count("render") == 1 and name == "render":
                text = file.read_text("utf-8")
                file.write_text(re.sub(r"(?m)^(\s+title:) .*$", rf"\1 {title}", text, count=1), encoding="utf-8")

    with Machine(project) as machine:
        news = next(Live(machine, _order("html"), lambda: (Saves(),)).rounds())
    assert begun.count("read") == 2
    assert title in news.outputs["report.html"].decode()


def test_what_hinders_a_round_is_over_in_the_next(project: Path) -> None:
    own = project / "templates/parts"
    own.mkdir(parents=True)
    (own / "cover.html").write_text("{{ nothing.of.this }}", encoding="utf-8")
    with Machine(project) as machine:
        rounds = Live(machine, _order("html")).rounds()
        failed = next(rounds)
        assert isinstance(failed.failure, ToolFailure)
        assert "cover.html" in failed.failure.message
        (own / "cover.html").unlink()
        assert next(rounds).made


def test_a_site_offers_the_files_that_were_printed_after_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Machine(project) as machine:
        monkeypatch.setattr(machine, "_printer", _Press)
        rounds = Live(machine, _order("html", "pdf", "site")).rounds()
        news: list[News] = [next(rounds)]
        while not news[-1].last:
            news.append(next(rounds))
    assert [each.first for each in news] == [True, False, False]
    assert "site/report.pdf" in news[-1].outputs
    assert b"report.pdf" in news[-1].outputs["site/index.html"]


class _Press:
    def print_pages(self, pages: Iterator[tuple[str, str]], *_: object, **__: object) -> Callable[[], dict[str, bytes]]:
        printed = {name: b"%PDF-" for name, _ in pages}
        return lambda: printed

    def __exit__(self, *_: object) -> None: ...


# --- the command --------------------------------------------------------------------------------------------------


@contextmanager
def _watching(project: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], Callable[[], str]]]:
    said = project.parent / "said.txt"
    environment = {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
    with said.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [*COMMAND, "build", "--watch", *options], cwd=project, env=environment, text=True, stdout=file, stderr=file,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield process, lambda: said.read_text("utf-8")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def test_the_command_builds_again_and_ends_quietly(project: Path) -> None:
    with _watching(project, "--only", "html") as (process, said):
        _until(lambda: said().count("watching; Ctrl-C ends it") == 1)
        page = (project / "build/report.html").read_bytes()
        (project / "groups/09-fault.yaml").write_text(
            "group: {id: e, name: E}\nproposals:\n  - {id: p, title: T, text: X, themes: [nowhere]}\n", encoding="utf-8"
        )
        _until(lambda: said().count("watching; Ctrl-C ends it") == 2)
        assert "error[theme/unknown]" in said()
        assert "nothing was written; what was built before is as it was" in said()
        assert (project / "build/report.html").read_bytes() == page
        _replace(project / "groups/09-fault.yaml", ", themes: [nowhere]", "")
        _until(lambda: said().count("watching; Ctrl-C ends it") == 3)
        assert (project / "build/report.html").read_bytes() != page
        _interrupt(process)
        assert process.wait(PATIENCE) == 130
        assert "Traceback" not in said()


def _interrupt(process: subprocess.Popen[str]) -> None:
    """As a terminal does: all that belong together hear it."""
    os.killpg(process.pid, signal.SIGINT)


def _alive(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("later", [0.0, 0.3, 1.0], ids=lambda later: f"{later} s later")
def test_whatever_was_started_ends_with_it_also_while_it_begins_or_prints(project: Path, later: float) -> None:
    with _watching(project) as (process, said):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        _until(lambda: "report.html" in said() and len(children.read_text().split()) >= 2)
        time.sleep(later)
        started = children.read_text().split()
        _interrupt(process)
        assert process.wait(PATIENCE) == 130
        _until(lambda: not any(_alive(each) for each in started))
        assert "Traceback" not in said()
    assert not list(project.glob(".build*"))


def test_saves_while_it_prints_are_not_waited_for_and_start_nothing_new(project: Path) -> None:
    file = _file(project)
    with _watching(project, "--only", "html", "--only", "pdf") as (process, said):
        _until(lambda: "watching; Ctrl-C ends it" in said())
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        started = children.read_text().split()
        for turn in range(3):
            pages = said().count("report.html")
            text = file.read_text("utf-8")
            file.write_text(re.sub(r"(?m)^(\s+title:) .*$", rf"\1 Title {turn}", text, count=1), encoding="utf-8")
            _until(lambda: said().count("report.html") > pages)  # noqa: B023 - called at once
        _until(lambda: said().count("watching; Ctrl-C ends it") >= 2)
        assert children.read_text().split() == started
        assert said().count("report.pdf") <= 3, "each save was printed to its end"
        assert any("Title 2" in page for page in pdftext.page_texts(project / "build/report.pdf"))


def test_what_tells_of_one_build_is_not_for_many(project: Path) -> None:
    with _watching(project, "--timings") as (process, said):
        assert process.wait(PATIENCE) == 2
        assert "leave out --watch" in said()
