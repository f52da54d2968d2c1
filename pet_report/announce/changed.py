"""How changes are printed: for a terminal, for programs, for a Markdown page."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from pet_report.announce.cells import visible, width, words_in_markdown
from pet_report.changes import Change, Changes, Edit, Edition
from pet_report.view.changed import ChangedField, ChangedThing, Release, Run, Section, Told

VERSION = 1
MOST = 500
"""Things of one kind that are printed; programs get them all."""


# --- for a terminal --------------------------------------------------------------------------------------------------


def as_text(told: Told, *, color: bool = False, room: int = 80) -> str:
    """Old words as `[-gone-]`, new ones as `{+added+}`, so that nothing depends on colours."""
    lines = [*_filled(_words(f"from  {told.before}"), "", color=False, room=room)]
    lines += [*_filled(_words(f"to    {told.after}"), "", color=False, room=room), *_figures(told, room)]
    lines += _nothing(told)
    for section in told.sections:
        lines += ["", _painted(visible(section.title), _BOLD, color)]
        lines += _filled(_words(section.summary), "  ", color, room)
        for entry in section.entries[:MOST]:
            lines += _entry(entry, color, room)
        lines += _more(section)
    return "\n".join(lines) + "\n"


def _figures(told: Told, room: int) -> Iterator[str]:
    """One below the other; where that is too wide, each behind its label."""
    if told.counts:
        yield ""
    widest = max((width(visible(label)) for label, _, _ in told.counts), default=0)
    for label, before, after in told.counts:
        line = f"  {visible(label)}{' ' * (widest - width(visible(label)))}  {before:>6,} → {after:,}"
        aside = [*_words(f"{label}:"), (f"{before:,} → {after:,}", "")]
        yield from [line] if width(line) <= room else _filled(aside, "  ", color=False, room=room)


def _nothing(told: Told) -> list[str]:
    return [] if told.counts or told.sections else ["", "nothing changed"]


def _entry(entry: ChangedThing, color: bool, room: int) -> Iterator[str]:
    indent = "    " if entry.within else "  "
    number = f"{entry.number} " if entry.number else ""
    heading = [*_words(f"{number}{entry.title}", _BOLD), *_words(f"[{entry.id}]"), *_words(", ".join(entry.what))]
    lines = [(line, [word for run in line.runs for word in _marked(run)]) for line in entry.lines]
    yield from _filled([*heading, *(lines[0][1] if entry.brief else ())], indent, color, room)
    for line, said in () if entry.brief else lines:
        yield from _filled([*_words(f"{line.label}:"), *said], f"{indent}    ", color, room)


def _more(section: Section) -> list[str]:
    more = len(section.entries) - MOST
    return [f"  … and {more:,} more, which `--format json` has"] if more > 0 else []


_Word = tuple[str, str]
"""A word, and how it is painted."""
_BOLD, _RED, _GREEN = "1", "31", "32"
_MARKS = {"old": ("[-", "-]", _RED), "new": ("{+", "+}", _GREEN)}


def _words(text: str, paint: str = "") -> list[_Word]:
    return [(visible(each), paint) for each in text.split()]


def _marked(run: Run) -> list[_Word]:
    begins, ends, paint = _MARKS.get(run.state, ("", "", ""))
    return _words(f"{begins}{run.text}{ends}", paint)


def _filled(words: Sequence[_Word], indent: str, color: bool, room: int) -> Iterator[str]:
    """Lines of at most `room` cells, as far as words allow; those after the first stand a little further in."""
    line, reached = indent, width(indent)
    begun = False
    for word, paint in words:
        if begun and reached + 1 + width(word) > room:
            yield line
            line, reached, begun = f"{indent}  ", width(indent) + 2, False
        line += (" " if begun else "") + _painted(word, paint, color)
        reached += width(word) + begun
        begun = True
    yield line


def _painted(text: str, paint: str, color: bool) -> str:
    return f"\x1b[{paint}m{text}\x1b[0m" if color and paint else text


def releases_as_text(releases: Sequence[Release], *, color: bool = False, room: int = 80) -> str:
    """A report's life, the newest release first."""
    if not releases:
        return "no release is made yet\n"
    return "\n".join(_release(each, color, room) for each in releases)


def _release(release: Release, color: bool, room: int) -> str:
    heading = _filled(_words(f"version {release.version}: {release.about}".rstrip(": "), _BOLD), "", color, room)
    figures = _words("; ".join(f"{label}: {count:,}" for label, count in release.figures))
    lines = [*heading, *_filled(figures, "  ", color, room)]
    body = "the first release\n" if release.first else as_text(release.told, color=color, room=room - 2)
    return "\n".join(lines) + "\n\n" + textwrap.indent(body, "  ")


# --- for programs ----------------------------------------------------------------------------------------------------


def as_json(found: Changes) -> str:
    """One document after `schemas/changes.schema.json`, whose keys are only ever added to."""
    text = json.dumps({"version": VERSION, **document(found)}, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def releases_as_json(issues: Sequence[Changes]) -> str:
    """One document; `changes` of each release is after `schemas/changes.schema.json`, and null in the first."""
    releases = [
        {**_edition(each.after), "since": None if _is_first(each) else each.before.name,
         "counts": [{"subject": one.subject, "name": one.name, "count": one.after} for one in each.counts],
         "changes": None if _is_first(each) else {"version": VERSION, **document(each)}}
        for each in issues
    ]  # fmt: skip
    return json.dumps({"version": VERSION, "releases": releases}, ensure_ascii=False, indent=2) + "\n"


def _is_first(found: Changes) -> bool:
    return found.before.name == found.after.name


def document(found: Changes) -> dict[str, Any]:
    """The changes as mappings and lists."""
    return {
        "changed": bool(found),
        "before": _edition(found.before),
        "after": _edition(found.after),
        "counts": [
            {"subject": each.subject, "name": each.name, "before": each.before, "after": each.after}
            for each in found.counts
        ],
        "things": [_thing(each) for each in found.things],
        "names": dict(sorted(found.names.items())),
    }


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "name": edition.name,
        "title": edition.title,
        "edition": edition.edition or None,
        "issued": edition.issued or None,
        "whole": edition.whole,
    }


def _thing(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "id": change.id,
        "act": change.act,
        "what": list(change.what),
        "title": change.title,
        "number": change.number or None,
        "former_id": change.former or None,
        "proposal": change.of or None,
        "group": change.group or None,
        "edits": [_edit(each) for each in change.edits],
    }


def _edit(edit: Edit) -> dict[str, Any]:
    said: dict[str, Any] = {
        "field": edit.field, "key": edit.key or None, "how": edit.how, "act": edit.act,
        "old": list(edit.old), "new": list(edit.new),
    }  # fmt: skip
    if edit.how == "words":
        said["words"] = [{"old": each.old, "new": each.new} for each in edit.pieces]
    return said


# --- for a page ------------------------------------------------------------------------------------------------------


def releases_as_markdown(releases: Sequence[Release]) -> str:
    """A page for a report's life, the newest release first."""
    blocks = ["# Change log", *([] if releases else ["No release is made yet."])]
    for each in releases:
        about = f": {words_in_markdown(each.about)}" if each.about else ""
        blocks.append(f"## Version {words_in_markdown(each.version)}{about}")
        blocks.append("; ".join(f"{words_in_markdown(label)}: {count:,}" for label, count in each.figures) + ".")
        blocks.append("The first release." if each.first else as_markdown(each.told, level=3).strip())
    return "\n\n".join(blocks) + "\n"


def as_markdown(told: Told, *, level: int = 1) -> str:
    """A page, its headings from `level` on. Nothing that an author wrote is Markdown in it."""
    head = "#" * level
    blocks = [f"{head} Changes", f"From {words_in_markdown(told.before)} to {words_in_markdown(told.after)}."]
    blocks += [figures_in_markdown(told), "Nothing changed." if _nothing(told) else ""]
    for section in told.sections:
        entries = [each for entry in section.entries[:MOST] for each in entry_in_markdown(entry)]
        blocks += [f"{head}# {words_in_markdown(section.title)}", f"{words_in_markdown(section.summary)}."]
        blocks += ["\n".join(entries), *(f"{each.strip()}." for each in _more(section))]
    return "\n\n".join(filter(None, blocks)) + "\n"


def figures_in_markdown(told: Told) -> str:
    rows = [
        f"| {words_in_markdown(label)} | {before:,} | {after:,} |"
        for label, before, after in told.counts
    ]  # fmt: skip
    return "\n".join(["| Figure | Before | After |", "| --- | ---: | ---: |", *rows]) if rows else ""


def entry_in_markdown(entry: ChangedThing) -> Iterator[str]:
    """The items of a list: what happened to a thing, and under it which words."""
    indent = "  " if entry.within else ""
    number = f"{entry.number} " if entry.number else ""
    heading = f"{indent}- **{words_in_markdown(number + entry.title)}** ({words_in_markdown(entry.id)})"
    heading += f": {words_in_markdown(', '.join(entry.what))}" if entry.what else ""
    yield f"{heading} {_runs_in_markdown(entry.lines[0])}" if entry.brief else heading
    if not entry.brief:
        yield from (f"{indent}  - {words_in_markdown(each.label)}: {_runs_in_markdown(each)}" for each in entry.lines)


def _runs_in_markdown(line: ChangedField) -> str:
    """Old words struck through, new ones in bold."""
    marks = {"old": "~~", "new": "**"}
    runs = [f"{marks.get(run.state, '')}{words_in_markdown(run.text)}{marks.get(run.state, '')}" for run in line.runs]
    return " ".join(runs)
