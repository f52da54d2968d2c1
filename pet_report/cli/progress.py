"""What is being made, while it is made: one live line on a terminal, a line for each long step in CI, else nothing."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

import typer

from pet_report.timings import Listener, Span

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

WORDS = {
    "read": "reading files",
    "check": "checking",
    "pandoc": "converting texts",
    "view": "arranging",
    "render": "writing pages",
    "print": "printing",
    "join": "joining parts",
    "data": "writing tables",
    "site": "writing the site",
    "publish": "putting it in place",
}
SHOWN_AFTER = 0.4
"""Seconds. What is done sooner needs no display, and is not to wait for one."""
TOLD_FROM = 1.0
"""Seconds that a step must have taken to have a line in CI."""


def listeners(quiet: bool) -> tuple[Listener, ...]:
    """Who tells of progress here: nobody in a pipe, or where somebody asked for silence."""
    if quiet:
        return ()
    if sys.stderr.isatty() and os.environ.get("TERM") not in ("dumb", ""):
        return (Live(),)
    return (Lines(),) if os.environ.get("CI") not in (None, "", "false") else ()


class Lines(Listener):
    """A line for each step that took long; for logs that are read later."""

    def ends(self, span: Span) -> None:
        if not span.worker and span.seconds >= TOLD_FROM:
            typer.echo(f"{_words(span.name, span.about)}: {span.seconds:.1f} s", err=True)


class Live(Listener):
    """A line at the foot of the terminal, which goes when all is made."""

    def __init__(self) -> None:
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._shown: Progress | None = None
        self._task: TaskID | None = None
        self._now: tuple[str, int, int] = ("", 0, 0)

    def __enter__(self) -> None:
        self._timer = threading.Timer(SHOWN_AFTER, self._show)
        self._timer.daemon = True
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._timer = None
            if self._shown is not None:
                self._shown.stop()
            self._shown = None

    def begins(self, name: str, about: str) -> None:
        self._tell(_words(name, about), 0, 0)

    def far(self, name: str, about: str, done: int, of: int) -> None:
        self._tell(_words(name, about), done, of)

    def _tell(self, words: str, done: int, of: int) -> None:
        with self._lock:
            self._now = words, done, of
            self._update()

    def _update(self) -> None:
        words, done, of = self._now
        if self._shown is not None and self._task is not None:
            far = f"{done} of {of} parts" if of else ""
            self._shown.update(self._task, description=words, completed=done, total=of or None, far=far)

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.table import Column

        console = Console(stderr=True, highlight=False)
        shown = Progress(
            SpinnerColumn("line"),
            TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis")),
            TextColumn("{task.fields[far]}", markup=False, table_column=Column(no_wrap=True)),
            TimeElapsedColumn(table_column=Column(no_wrap=True)),
            console=console,
            transient=True,
        )
        with self._lock:
            if self._timer is None:
                return  # it is all made already
            self._shown, self._task = shown, shown.add_task("", total=None, far="")
            self._update()
            shown.start()


def _words(name: str, about: str) -> str:
    words = WORDS.get(name, name)
    return f"{words} {about}" if about.endswith((".html", ".pdf")) else words
