"""What a reader is told of changes: sections of things, what happened to each, and old beside new words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from pet_report.catalogue import Catalogue, Message
from pet_report.changelog import TOLD_WHOLE
from pet_report.changes import Change, Changes, Count, Edit, Edition
from pet_report.facts import KINDS
from pet_report.markdown import REFERENCE
from pet_report.rewording import Piece
from pet_report.view import fields, words
from pet_report.when import NoSuchDay, NotADate, When

AROUND = 9
"""Words that are told on each side of a change."""
LONGEST = 90
"""Words that are told of a text that is new, or is gone."""


class Run(Struct, frozen=True, kw_only=True):
    """Some words: `same` in both versions, `old`, `new`, or the `gap` that stands for words that are left out."""

    state: Literal["same", "old", "new", "gap"]
    text: str


class ChangedField(Struct, frozen=True, kw_only=True):
    """What a field says otherwise. label: what the field is called."""

    label: str
    runs: tuple[Run, ...]


class ChangedThing(Struct, frozen=True, kw_only=True):
    """A thing and what happened to it.

    what: in words, the most important first. within: whether it is told under the thing before it, as a commitment is
    under its proposal. gone: whether it is no longer there. brief: whether the words of its one line need no label, for
    `what` says what they are.
    """

    id: str
    number: str
    title: str
    what: tuple[str, ...]
    within: bool
    gone: bool
    brief: bool
    lines: tuple[ChangedField, ...]


class Section(Struct, frozen=True, kw_only=True):
    """Things of one kind; commitments are among proposals. summary: how many changed how: `1 new, 3 reworded`."""

    kind: str
    title: str
    summary: str
    entries: tuple[ChangedThing, ...]


class Told(Struct, frozen=True, kw_only=True):
    """Everything that changed. before, after: the versions. counts: a label, how many before, how many after."""

    before: str
    after: str
    counts: tuple[tuple[str, int, int], ...]
    sections: tuple[Section, ...]


class Release(Struct, frozen=True, kw_only=True):
    """A release in the life of a report.

    about: its edition and date. first: whether there is none before it. figures: what could be counted, each with its
    label. told: what changed since the release before.
    """

    version: str
    about: str
    first: bool
    figures: tuple[tuple[str, int], ...]
    told: Told

    @property
    def rows(self) -> tuple[ChangedThing, ...]:
        """Everything that is told of it."""
        return tuple(entry for section in self.told.sections for entry in section.entries)


def release(found: Changes, catalogue: Catalogue) -> Release:
    """A release in words. Of the first one, what changed from itself to itself."""
    figures = ((_counted(each, catalogue), each.after) for each in found.counts if each.subject in _OF_A_RELEASE)
    return Release(
        version=found.after.name,
        about=catalogue.listed(_about(found.after, catalogue)),
        first=found.before.name == found.after.name,
        figures=tuple(figures),
        told=told(replace(found, things=tuple(_readable(each, found.names) for each in found.things)), catalogue),
    )


def _readable(change: Change, names: Mapping[str, str]) -> Change:
    """With the words that references stand for: their readers do not write the files."""
    return replace(change, edits=tuple(_read_out(each, names) for each in change.edits))


def _read_out(edit: Edit, names: Mapping[str, str]) -> Edit:
    def words_of(found: re.Match[str]) -> str:
        return str(found[2] or names.get(found[1].strip(), found[0]))

    old, new = (tuple(REFERENCE.sub(words_of, each) for each in side) for side in (edit.old, edit.new))
    # That only the target of a link is another one, its words do not show.
    return edit if edit.how != "words" or old == new else replace(edit, old=old, new=new)


_OF_A_RELEASE = ("proposals", "groups", "commitments", "coverage")
"""What a reader wants to know of a release as such."""


def told(found: Changes, catalogue: Catalogue) -> Told:
    """The changes in words."""
    return Told(
        before=_edition(found.before, catalogue),
        after=_edition(found.after, catalogue),
        counts=tuple(
            (_counted(each, catalogue), each.before, each.after) for each in found.counts if each.before != each.after
        ),
        sections=tuple(_sections(found, catalogue)),
    )


def _edition(edition: Edition, catalogue: Catalogue) -> str:
    """`1.0 (Draft, 14 May 2020)`."""
    about = catalogue.listed(_about(edition, catalogue))
    return f"{edition.name} ({about})" if about else edition.name


def _about(edition: Edition, catalogue: Catalogue) -> Iterator[str]:
    if edition.edition in words.EDITIONS:
        yield catalogue.say(words.EDITIONS[edition.edition])
    if edition.issued:
        yield _date(edition.issued, catalogue)


def _counted(count: Count, catalogue: Catalogue) -> str:
    values: Mapping[str, Mapping[str, object]] = {
        "coverage": fields.STATES, "decision": words.DECISIONS, "delivery": words.DELIVERIES,
    }  # fmt: skip
    name = _said(values.get(count.subject, {}).get(count.name), count.name, catalogue)
    message = fields.COUNTS.get(count.subject)
    return catalogue.say(message, name=name[:1].lower() + name[1:]) if message else f"{count.subject}: {count.name}"


def _said(message: object, otherwise: str, catalogue: Catalogue) -> str:
    """A word of the format as readers know it."""
    if isinstance(message, Message):
        return catalogue.say(message)
    return catalogue.say(message[0]) if isinstance(message, tuple) else otherwise


# --- sections --------------------------------------------------------------------------------------------------------


def _sections(found: Changes, catalogue: Catalogue) -> Iterator[Section]:
    for kind in KINDS:
        things = found.of("proposal", "commitment") if kind == "proposal" else found.of(kind)
        if things and kind != "commitment":
            yield Section(
                kind=kind,
                title=catalogue.say(fields.SECTIONS[kind]),
                summary=catalogue.listed(_summary(found.of(kind), catalogue)),
                entries=tuple(_entries(things, found.names, catalogue)),
            )


def _summary(things: Sequence[Change], catalogue: Catalogue) -> Iterator[str]:
    for what, word in fields.WHATS.items():
        count = sum(what in each.what for each in things)
        if count:
            yield f"{catalogue.number(count)} {catalogue.say(word)}"


def _entries(things: Sequence[Change], names: Mapping[str, str], catalogue: Catalogue) -> Iterator[ChangedThing]:
    """A commitment stands under its proposal, and brings it along where nothing else is told of it."""
    holder = ""
    for each in things:
        if each.kind == "commitment" and each.of != holder:
            title = names.get(each.of, each.of)
            yield ChangedThing(
                id=each.of, number="", title=title, what=(), within=False, gone=False, brief=False, lines=()
            )
        holder = each.of if each.kind == "commitment" else each.id
        lines = tuple(_lines(each, names, catalogue))
        yield ChangedThing(
            id=each.id,
            number=each.number,
            title=each.title or each.id,
            what=tuple(catalogue.say(fields.WHATS[what]) for what in each.what),
            within=each.kind == "commitment",
            gone=each.act == "gone",
            brief=len(each.what) == len(lines) == 1 and each.what[0] in _SAY_THEMSELVES,
            lines=lines,
        )


_SAY_THEMSELVES = ("renamed", "moved", "renumbered", "retitled", "decision", "delivery", "due", "kept", "figure")


def _lines(change: Change, names: Mapping[str, str], catalogue: Catalogue) -> Iterator[ChangedField]:
    news = {(each.field, f"{each.key}: sources") for each in change.edits if each.act != "changed"}
    for edit in change.edits:
        if (edit.field, edit.key) in news:
            continue  # that what is new has sources goes without saying
        if change.act == "changed" or (edit.field in TOLD_WHOLE and not _is_its_title(change, edit)):
            runs = _runs(edit, names, catalogue)
            yield ChangedField(label=_label(edit, names, catalogue), runs=_bounded(runs))


def _is_its_title(change: Change, edit: Edit) -> bool:
    return change.title in (*edit.old, *edit.new)


def _label(edit: Edit, names: Mapping[str, str], catalogue: Catalogue) -> str:
    """`decision`, `part a`, `progress, 14 May 2020, The librarian`."""
    name = catalogue.say(fields.FIELDS[edit.field]) if edit.field in fields.FIELDS else edit.field.replace("_", " ")
    if edit.field in _DATED:
        return catalogue.listed((name, *(_date(each, catalogue) for each in edit.key.split(", "))))
    key = fields.FIELDS.get(edit.key)
    return f"{name} {catalogue.say(key) if key else names.get(edit.key, edit.key)}".strip()


_DATED = ("progress", "reported_counts")
"""Lists whose items are told apart by a date, and by who says so."""


# --- words -----------------------------------------------------------------------------------------------------------


def _runs(edit: Edit, names: Mapping[str, str], catalogue: Catalogue) -> tuple[Run, ...]:
    match edit.how:
        case "words":
            old, new = ("".join(items) for items in (edit.old, edit.new))
            if edit.field == "progress":
                old, new = _status_first(old, catalogue), _status_first(new, catalogue)
            return _shortened(Edit(field=edit.field, how="words", old=(old,), new=(new,)).pieces)
        case "names":
            gone, added = ([names.get(each, each) for each in items] for items in (edit.gone, edit.added))
            return _both(catalogue.clauses(gone), catalogue.clauses(added))
        case "order":
            before, after = (catalogue.clauses(names.get(each, each) for each in side) for side in (edit.old, edit.new))
            return _shortened(Edit(field=edit.field, how="words", old=(before,), new=(after,)).pieces)
    before, after = ("".join(_value(edit, each, catalogue) for each in side) for side in (edit.old, edit.new))
    return _both(before, after)


def _both(old: str, new: str) -> tuple[Run, ...]:
    return tuple(run for run in (Run(state="old", text=old), Run(state="new", text=new)) if run.text)


def _shortened(pieces: Sequence[Piece]) -> tuple[Run, ...]:
    """Old and new words with some around them; a long way from a change they are left out."""
    made: list[Run] = []
    for at, each in enumerate(pieces):
        if each.changed:
            made += _both(each.old, each.new)
        else:
            made += _around(each.new.split(), first=at == 0, last=at == len(pieces) - 1)
    return tuple(made)


def _around(words_: Sequence[str], *, first: bool, last: bool) -> Iterator[Run]:
    lead, tail = (0 if first else AROUND), (0 if last else AROUND)
    if len(words_) <= lead + tail + 1:
        yield Run(state="same", text=" ".join(words_))
        return
    if lead:
        yield Run(state="same", text=" ".join(words_[:lead]))
    yield Run(state="gap", text="…")
    if tail:
        yield Run(state="same", text=" ".join(words_[-tail:]))


def _bounded(runs: Sequence[Run]) -> tuple[Run, ...]:
    """A long text that is new, or is gone, as its beginning; JSON has it all."""
    made: list[Run] = []
    for run in runs:
        told_ = run.text.split()
        made.append(Run(state=run.state, text=" ".join(told_[:LONGEST])))
        if len(told_) > LONGEST:
            made.append(Run(state="gap", text="…"))
    return tuple(made)


def _status_first(text: str, catalogue: Catalogue) -> str:
    """A report of progress begins with the status that it gives, if it gives one."""
    status, _, rest = text.partition("; ")
    if status not in words.DELIVERIES:
        return text
    return catalogue.clauses((_said(words.DELIVERIES[status], status, catalogue), rest))


def _value(edit: Edit, item: str, catalogue: Catalogue) -> str:
    if edit.how == "date":
        return _date(item, catalogue)
    return _said(_VALUES.get(edit.field, {}).get(item), item, catalogue)


_VALUES: Mapping[str, Mapping[str, object]] = {
    "decision": words.DECISIONS, "delivery": words.DELIVERIES, "edition": words.EDITIONS,
    "confidence": words.CONFIDENCES, "text_status": words.TEXT_STATUSES, "basis": words.BASES, "lead": words.LEADS,
    "read": words.READ,
}  # fmt: skip
"""By field, the words for what the format may say in it."""


def _date(text: str, catalogue: Catalogue) -> str:
    try:
        return catalogue.date(When.parse(text))
    except (NotADate, NoSuchDay):
        return text
