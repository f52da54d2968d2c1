"""The record of a report's life: each release, and what changed in it, as `changelog.yaml` holds it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from pet_report import layout, yamltree
from pet_report.changes import Change, Changes, Count, Edit, Edition
from pet_report.markdown import REFERENCE
from pet_report.model import Changed, Issue
from pet_report.scaffold import written
from pet_report.source import Source

EMPTY = "# yaml-language-server: $schema=schemas/changelog.schema.json\n\nreleases: []\n"
TOLD_WHOLE = frozenset(
    ("group", "text", "parts", "decision", "due", "owner", "description", "value", "amount", "introduction")
)
"""The fields of a thing that is new, or is gone, which a reader is told; the files of the release have the others."""


def entry(found: Changes) -> dict[str, Any]:
    """A release as the file holds it. `found`: what changed in it; of the first release, from itself to itself."""
    first = found.before == found.after
    return _known(
        version=found.after.name,
        since=None if first else found.before.name,
        issued=found.after.issued,
        edition=found.after.edition,
        figures=[_recount(each, first=first) for each in found.counts if each.before or each.after],
        changes=[_changed(each) for each in found.things],
        names=[{"id": id_, "name": name} for id_, name in sorted(_named(found).items())],
    )


def order(version: str) -> tuple[object, ...]:
    """By which the numbers of releases are sorted: `1.9` before `1.10`, and `2.0-draft` before `2.0`."""
    number, hyphen, before = version.partition("-")
    return _pieces(number), not hyphen, _pieces(before), version


def _pieces(text: str) -> tuple[tuple[bool, int, str], ...]:
    """Figures as numbers, and before words."""
    found = re.findall(r"[0-9]+|[^0-9.]+", text)
    return tuple((False, int(each), "") if each.isdecimal() else (True, 0, each) for each in found)


def read(issue: Issue) -> Changes:
    """What a release says that changed in it."""
    return Changes(
        before=Edition(name=issue.since or issue.version),
        after=Edition(
            name=issue.version, edition=issue.edition or "", issued=issue.issued.text if issue.issued else ""
        ),
        counts=tuple(
            Count(
                subject=each.counts,
                name=each.which or "",
                before=each.now if each.before is None else each.before,
                after=each.now,
            )
            for each in issue.figures
        ),
        things=tuple(map(_change, issue.changes)),
        names={each.id: each.title for each in issue.changes} | {each.id: each.name for each in issue.names},
    )


def updated(source: Source, issues: Sequence[Changes], anew: str | None = None) -> str | None:
    """The text of the file with these releases in it, the newest first. None where it cannot be read.

    What it says of a release stays, for somebody may have put it right; but for `anew`, which is in preparation.
    """
    begun = Source(path=source.path, text=source.text or EMPTY)
    text = _without(begun, anew) if anew is not None else begun.text
    for index, each in enumerate(issues):
        held = Source(path=source.path, text=text) if text is not None else None
        if held is not None and each.after.name not in _versions(held):
            text = put(held, each, index)
    return text


def _versions(source: Source) -> list[str]:
    return [getattr(each.child("version"), "text", "") for each in _releases(source)]


def _releases(source: Source) -> Sequence[yamltree.Node]:
    root = yamltree.read(source).root
    held = root.child("releases") if isinstance(root, yamltree.Mapping) else None
    return held.items if isinstance(held, yamltree.Sequence) else ()


def put(source: Source, found: Changes, index: int) -> str | None:
    """The text of the file with a release more, behind `index` others; None where that cannot be done."""
    root = yamltree.read(source).root
    held = root.child("releases") if isinstance(root, yamltree.Mapping) else None
    lines = [*_item(entry(found), "  "), ""]
    if isinstance(held, yamltree.Sequence) and held.items and held.stop is None:
        text = _put(source, held.items, index, lines)
    elif root is not None and (held is None or yamltree.data(held) in (None, [])):
        text = _begun(source, lines)
    else:
        return None
    return layout.laid_out(Source(path=source.path, text=text))


def _put(source: Source, items: Sequence[yamltree.Node], index: int, lines: Sequence[str]) -> str:
    starts = [layout.dash_line(source, each) for each in items]
    above = starts[index] - 1 if index < len(items) else len(source.lines)
    before, after = (list(each) for each in (source.lines[:above], source.lines[above:]))
    gap = [""] if before[-1].strip() and index else []
    return "\n".join([*before, *gap, *lines, *after]).rstrip("\n") + "\n"


def _begun(source: Source, lines: Sequence[str]) -> str:
    """A file that has no release yet: what stands above the key stays."""
    head = [each for each in source.lines if not each.startswith("releases:")]
    return "\n".join(head).rstrip("\n") + "\n\nreleases:\n" + "\n".join(lines).rstrip("\n") + "\n"


# --- to the file -----------------------------------------------------------------------------------------------------


def _recount(count: Count, *, first: bool) -> dict[str, Any]:
    before = None if first else count.before
    return _known(counts=count.subject, which=count.name, before=before, now=count.after)


def _changed(change: Change) -> dict[str, Any]:
    told = [each for each in change.edits if change.act == "changed" or each.field in TOLD_WHOLE]
    return _known(
        kind=change.kind,
        id=change.id,
        act=None if change.act == "changed" else change.act,
        title=change.title,
        number=change.number,
        former_id=change.former,
        proposal=change.of,
        edits=[_edit(each) for each in told],
    )


def _edit(edit: Edit) -> dict[str, Any]:
    how = None if edit.how == "words" else edit.how
    return _known(field=edit.field, key=edit.key, how=how, old=list(edit.old), new=list(edit.new))


def _named(found: Changes) -> Mapping[str, str]:
    """The ids that changes name, with what they stand for; a thing that is told of says its name itself."""
    edits = [edit for change in found.things for edit in change.edits]
    named = {each for edit in edits if edit.how in ("names", "order") for each in (*edit.old, *edit.new)}
    named |= {edit.key for edit in edits} | {change.of for change in found.things}
    texts = "\n".join(text for edit in edits for text in (*edit.old, *edit.new) if edit.how == "words")
    named |= {match[1].strip() for match in REFERENCE.finditer(texts)}
    return {id_: found.names[id_] for id_ in named if found.names.get(id_, id_) != id_}


def _known(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _without(source: Source, version: str) -> str | None:
    """The text without the lines of a release; as it is where it has none of this number."""
    if yamltree.read(source).root is None:
        return None
    versions = _versions(source)
    return _cut(source, _releases(source), versions.index(version)) if version in versions else source.text


def _cut(source: Source, items: Any, index: int) -> str:
    starts = [layout.dash_line(source, each) for each in items]
    end = starts[index + 1] if index + 1 < len(items) else len(source.lines) + 1
    lines = [*source.lines[: starts[index] - 1], *source.lines[end - 1 :]]
    text = "\n".join(lines).rstrip("\n") + "\n"
    return text.replace("\nreleases:\n", "\nreleases: []\n") if len(items) == 1 else text


_WIDEST = 88


def _item(fields: Mapping[str, Any], pad: str) -> list[str]:
    """A mapping as an item of a list."""
    first, *rest = _entry(fields, pad + "  ")
    return [f"{pad}- {first.lstrip()}", *rest]


def _entry(fields: Mapping[str, Any], pad: str) -> list[str]:
    return [line for name, value in fields.items() for line in _field(name, value, pad)]


def _field(name: str, value: Any, pad: str) -> list[str]:
    """In one line where it is short; long texts, and what holds things, in lines of their own."""
    line = f"{pad}{name}: {written(value)}"
    if not isinstance(value, list) or (isinstance(value[0], str) and len(line) <= _WIDEST):
        return [line]
    inner = pad + "  "
    return [f"{pad}{name}:", *(line for each in value for line in _listed(name, each, inner))]


def _listed(name: str, value: Any, pad: str) -> list[str]:
    if isinstance(value, str):
        return _text(value, pad)
    return [f"{pad}- {written(value)}"] if name in ("figures", "names") else _item(value, pad)


def _text(text: str, pad: str) -> list[str]:
    if len(text) <= _WIDEST or not text.isprintable():
        return [f"{pad}- {written(text)}"]
    lines = textwrap.wrap(text, _WIDEST, break_long_words=False, break_on_hyphens=False)
    return [f"{pad}- >-", *(f"{pad}  {line}" for line in lines)]


# --- from the file ---------------------------------------------------------------------------------------------------


def _change(changed: Changed) -> Change:
    return Change(
        kind=changed.kind,
        id=changed.id,
        act=changed.act,
        title=changed.title,
        number=changed.number or "",
        former=changed.former_id or "",
        of=changed.proposal or "",
        edits=tuple(
            Edit(field=each.field, key=each.key or "", how=each.how, old=tuple(each.old), new=tuple(each.new))
            for each in changed.edits
        ),
    )
