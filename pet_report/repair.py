"""Hints that a machine can follow: what `check --fix` does.

A hint has one wording for each kind of repair, and this module reads it. So there is one text for people and machines,
and no repair that was not offered in words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from pet_report import traps, yamltree
from pet_report.diagnostics import Diagnostic
from pet_report.source import Place, Position, Source

MOST_ROUNDS = 8
"""One repair can uncover another fault; a chain so long does not occur."""


class Edit(Struct, frozen=True, kw_only=True):
    """Put `text` in the place of what stands there. `safe`: nothing is lost or guessed."""

    place: Place
    text: str
    safe: bool


def edit_for(finding: Diagnostic) -> Edit | None:
    """What following the hint of a finding changes, or None where only its author can know."""
    for form, safe, place_of in _FORMS:
        match = form.fullmatch(finding.hint)
        place = place_of(finding) if match else None
        if match and place is not None and place.start.line == place.end.line:
            certain = safe and finding.rule not in _DOUBTFUL
            return Edit(place=place, text=match[1] if match.groups() else "", safe=certain)
    return None


def repair(
    texts: Mapping[str, str], find: Callable[[Mapping[str, str]], Sequence[Diagnostic]], *, unsafe: bool = False
) -> dict[str, str]:
    """The files that following hints changes, by path.

    `find` gives the findings of files. A file that cannot be read as YAML is left as it is.
    """
    now = dict(texts)
    for _ in range(MOST_ROUNDS):
        edits = [edit for each in find(now) if (edit := edit_for(each)) and (edit.safe or unsafe)]
        changed = _applied(now, edits)
        if changed == now:
            break
        now = changed
    return {path: text for path, text in now.items() if text != texts[path]}


def _applied(texts: Mapping[str, str], edits: Sequence[Edit]) -> dict[str, str]:
    by_path: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_path[edit.place.source.path].append(edit)
    return {path: _edited(path, text, by_path[path]) for path, text in texts.items()}


def _edited(path: str, text: str, edits: Sequence[Edit]) -> str:
    """The text with all edits that do not touch each other; the text itself where that would spoil it."""
    if not edits or yamltree.read(Source(path=path, text=text)).root is None:
        return text
    lines = list(Source(path=path, text=text).lines)
    for edit in _apart(edits):
        start, end = edit.place.start, edit.place.end
        line = lines[start.line - 1]
        lines[start.line - 1] = (line[: start.column - 1] + edit.text + line[end.column - 1 :]).rstrip()
    made = "\n".join(lines)
    return made if yamltree.read(Source(path=path, text=made)).root is not None else text


def _apart(edits: Sequence[Edit]) -> Iterator[Edit]:
    """From the last to the first, so that none moves another; of two that overlap, the first."""
    chosen: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: edit.place.order):
        if not chosen or edit.place.start >= chosen[-1].place.end:
            chosen.append(edit)
    return reversed(chosen)


# --- where each kind of hint has its effect --------------------------------------------------------------------------


def _words(finding: Diagnostic) -> Place | None:
    return finding.place if finding.place.start < finding.place.end else None


def _line(finding: Diagnostic) -> Place:
    place = finding.place
    line = place.source.line(place.start.line)
    first = len(line) - len(line.lstrip()) + 1
    return Place(place.source, Position(place.start.line, first), Position(place.start.line, len(line) + 1))


def _value(finding: Diagnostic) -> Place:
    """From where a value begins to the end of its line, or to its comment."""
    place = finding.place
    line = place.source.line(place.start.line)
    end = len(re.split(r"\s+#", line[place.start.column - 1 :])[0]) + place.start.column
    return Place(place.source, place.start, Position(place.start.line, max(end, place.end.column)))


def _comment(finding: Diagnostic) -> Place | None:
    """A silencer beside a value; one that has its line to itself, or names other rules, is its author's business."""
    place = finding.place
    line = place.source.line(place.start.line)
    beside = line[: place.start.column - 1].strip() and line[place.start.column - 1 :].startswith("#")
    return place if beside and "," not in line[place.start.column - 1 :].partition("]")[0] else None


_FORMS: tuple[tuple[re.Pattern[str], bool, Callable[[Diagnostic], Place | None]], ...] = (
    (re.compile(r'did you mean "(.+)"\?'), False, _words),
    (re.compile(r'write it as (".+")'), False, _words),
    (re.compile(re.escape(traps.WRITE) + "([^…]+)"), True, _line),
    (re.compile(r'put it in quotation marks: (".+")'), True, _value),
    (re.compile(r"write it as a list: (\[.+\])"), True, _value),
    (re.compile(r"write the date as (.+)"), True, _words),
    (re.compile(r"take the silencer out"), True, _comment),
    (re.compile(r"leave one space"), True, _words),
)
"""The wording of a hint, whether following it is safe, and what of the line it changes."""
_DOUBTFUL = (traps.COMMENT,)
"""Whether a comment or a text was meant, the line alone cannot tell."""
