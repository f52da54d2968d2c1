"""The comment under a pull request or a merge request: what it would change, and how many are answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from urllib.parse import quote

from msgspec import Struct

from pet_report.announce.cells import words_in_markdown
from pet_report.announce.changed import entry_in_markdown
from pet_report.announce.text import summary
from pet_report.changes import Changes
from pet_report.diagnostics import Diagnostic
from pet_report.view import fields
from pet_report.view.changed import ChangedThing, Section, Told

LONGEST: Mapping[str, int] = {"github": 65_536, "gitlab": 1_000_000}
"""By the service, the characters that it takes. Bytes are counted here: they are never fewer."""
_SPARE = 300
"""Bytes for the words that say how much was left out."""


class Request(Struct, frozen=True, kw_only=True):
    """What is asked for. folder: of the project in its repository. files: how many it has. preview: a web address."""

    folder: str
    found: Sequence[Diagnostic]
    files: int
    changes: Changes
    told: Told
    preview: str = ""


def comment(request: Request, service: str) -> str:
    """Markdown whose first line is a mark, by which the next one finds it. Cut between two things where it is long."""
    head = "".join(f"{each}\n\n" for each in _head(request))
    room = LONGEST[service] - _SPARE - _size(head)
    return head + _cut(_blocks(request.told.sections), room)


def mark(folder: str) -> str:
    """A line that nobody sees; two projects of one repository have two."""
    # A comment of HTML ends at two hyphens, and a folder may be called anything.
    return f"<!-- pet-report: {quote(folder or '.', safe='/').replace('--', '-%2D')} -->"


def _head(request: Request) -> Iterator[str]:
    yield mark(request.folder)
    where = f" in {words_in_markdown(request.folder)}" if request.folder else ""
    verdict = summary(request.found, files=request.files).rstrip(".")
    yield f"**pet-report**{where}: {verdict[:1].lower()}{verdict[1:]}."
    if request.preview:
        yield f"[See the publications as they would be]({request.preview})"
    yield "\n".join(_coverage(request))
    if not request.told.sections:
        yield "No proposal and no answer changes."


def _coverage(request: Request) -> Iterator[str]:
    """How many are recorded and answered; other states only where there is one."""
    yield f"| | {words_in_markdown(request.changes.before.name)} | now |"
    yield "| --- | ---: | ---: |"
    known = {(each.subject, each.name): each for each in request.changes.counts}
    for name, label in (
        ("", "Recorded"),
        *((state, f"Answers {message.text}") for state, message in fields.STATES.items()),
    ):
        count = known.get(("coverage", name) if name else ("proposals", ""))
        if count:
            yield f"| {label} | {count.before:,} | {count.after:,} |"


# --- what changes ----------------------------------------------------------------------------------------------------


class _Block(Struct, frozen=True):
    """A piece that is printed whole or not at all. things: how many things it tells of."""

    text: str
    things: int


def _blocks(sections: Iterable[Section]) -> Iterator[_Block]:
    """Proposals first. Each heading with the first thing under it; each thing with its commitments."""
    for section in sorted(sections, key=lambda each: each.kind != "proposal"):
        heading = f"### {words_in_markdown(section.title)}\n\n{words_in_markdown(section.summary)}.\n\n"
        for entries in _together(section.entries):
            lines = (line for entry in entries for line in entry_in_markdown(entry))
            yield _Block(heading + "\n".join(lines) + "\n", len(entries))
            heading = ""


def _together(entries: Sequence[ChangedThing]) -> Iterator[list[ChangedThing]]:
    held: list[ChangedThing] = []
    for entry in entries:
        if held and not entry.within:
            yield held
            held = []
        held.append(entry)
    if held:
        yield held


def _cut(blocks: Iterable[_Block], room: int) -> str:
    every = list(blocks)
    texts = [f"\n{each.text}" if each.text.startswith("#") else each.text for each in every]
    fitting = sum(size <= room for size in accumulate(map(_size, texts)))
    left = sum(each.things for each in every[fitting:])
    more = f"\n… and {left:,} more, which `pet-report diff` shows.\n" if left else ""
    return "".join(texts[:fitting]).lstrip("\n") + more


def _size(text: str) -> int:
    return len(text.encode())
