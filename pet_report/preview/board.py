"""What the browser shows at the moment: written by the one who builds, read by any number of readers."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from threading import Condition
from typing import Any

from pet_report import pipeline
from pet_report.diagnostics import Diagnostic, Severity
from pet_report.live import News
from pet_report.timings import Listener

MOST = 200
"""Findings that are shown; who mends these sees the others."""
_TITLE = re.compile(r"<title>([^<]*)</title>")
_STAGES = {"read": "pages", "print": "PDFs"}


class Board(Listener):
    """Its state has a number, which rises with each change. `token`: what a page of ours knows, and no other."""

    def __init__(self, token: str, *, opens: bool) -> None:
        self.token = token
        self._changed = Condition()
        self._number = 0
        self._said = b""
        self._outputs: Mapping[str, bytes] = {}
        self._listed: Sequence[Mapping[str, str]] = ()
        self._places: Mapping[str, tuple[str, int, int]] = {}
        self._fresh: set[str] = set()
        self._state: dict[str, Any] = {
            "token": token, "opens": opens, "making": "pages", "done": 0, "of": 0, "seconds": None,
            "findings": [], "more": 0, "errors": 0, "warnings": 0, "failure": None, "blocked": False, "outputs": [],
        }  # fmt: skip
        self._say()

    # --- for the one who builds ---

    def begins(self, name: str, about: str) -> None:  # noqa: ARG002 - as in Listener
        if name in _STAGES:
            if name == "read":
                self._fresh = set()
            self._say(making=_STAGES[name], done=0, of=0)

    def far(self, name: str, about: str, done: int, of: int) -> None:  # noqa: ARG002 - as in Listener
        self._say(done=done, of=of)

    def page(self, name: str, content: bytes) -> None:
        """One page is made, and the reader need not wait for the others. What is found is told with them."""
        self._fresh = self._fresh | {name}
        self._put({**self._outputs, name: content})
        self._say()

    def show(self, news: News) -> None:
        shown = [each for each in news.found if each.severity is not Severity.NOTE]
        self._fresh = self._fresh | set(news.made)
        self._put(news.outputs)
        self._places = {_key(each): _place(each) for each in shown[:MOST]}
        failure = news.failure and {"message": news.failure.message, "hint": news.failure.remedy}
        self._say(
            making="" if news.last else "PDFs",
            seconds=round(news.seconds, 1),
            findings=[_finding(each) for each in shown[:MOST]],
            more=max(0, len(shown) - MOST),
            errors=sum(each.severity is Severity.ERROR for each in shown),
            warnings=sum(each.severity is Severity.WARNING for each in shown),
            failure=failure,
            blocked=news.first and not news.made,
        )

    def _put(self, outputs: Mapping[str, bytes]) -> None:
        """Only what is new is looked into."""
        known, before = {each["name"]: each for each in self._listed}, self._outputs
        self._listed = [
            known[name] if name in known and before.get(name) is content else _entry(name, content)
            for name, content in sorted(outputs.items())
            if name.endswith((".html", ".pdf", ".css"))
        ]
        self._outputs = outputs

    def _say(self, **changes: object) -> None:
        with self._changed:
            self._state |= changes
            self._state["outputs"] = [{**each, "fresh": each["name"] in self._fresh} for each in self._listed]
            # What is no letter, in a path, has no UTF-8; its escape is JSON too.
            self._said = json.dumps(self._state).encode()
            self._number += 1
            self._changed.notify_all()

    # --- for those who read ---

    def read(self, after: int = 0, seconds: float = 0) -> tuple[int, bytes]:
        """The state and its number; waits so long for one after the number that somebody has."""
        with self._changed:
            self._changed.wait_for(lambda: self._number > after, seconds)
            return self._number, self._said

    def output(self, name: str) -> bytes | None:
        return self._outputs.get(name)

    def place(self, key: str) -> tuple[str, int, int] | None:
        """File, line and column of something that is found at the moment; of nothing else."""
        return self._places.get(key)


def _place(found: Diagnostic) -> tuple[str, int, int]:
    return found.place.source.path, found.place.start.line, found.place.start.column


def _key(found: Diagnostic) -> str:
    return ":".join(map(str, _place(found)))


def _finding(found: Diagnostic) -> dict[str, str]:
    return {
        "severity": found.severity.value, "rule": found.rule.name, "message": found.message, "hint": found.hint,
        "place": _key(found),
    }  # fmt: skip


def _entry(name: str, content: bytes) -> Mapping[str, str]:
    """What the browser needs to know of a page that it may show, or of its styles. `mark` changes with the content."""
    return {"name": name, "kind": _kind(name), "title": _title(name, content), "mark": _mark(content)}


def _kind(name: str) -> str:
    path = PurePosixPath(name)
    if path.parts[0] == pipeline.SITE:
        return "site" if name == f"{pipeline.SITE}/index.html" else "part"
    return path.suffix[1:]


def _title(name: str, content: bytes) -> str:
    found = _TITLE.search(content[:20_000].decode("utf-8", "replace")) if name.endswith(".html") else None
    return html.unescape(found[1]).strip() if found else name


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
