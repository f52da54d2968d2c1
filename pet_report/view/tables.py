"""Counts in tables: each row with its number, its squares, and what the number is a count of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup
from msgspec import Struct

from pet_report import figures
from pet_report.model import Figure, GroupFile, Proposal, Theme
from pet_report.prose import write_link
from pet_report.view import words
from pet_report.view.frame import Frame, Units, numbered, short, units

NARROW, WIDE = 145.0, 255.0
"""Points for the squares of a row: beside a column of meanings, and without one."""
MOST_NAMES, MOST_COLUMNS = 10, 20
"""Groups whose names have room over the columns of the grid, and groups that have room at all."""
FEW = 6
"""Up to this many in a cell, 2 and 4 begin the darker tints; above it, thirds of the largest do."""
COLUMNS = 8
"""Squares in a row of the cover, as long as they leave room."""
LABEL = 14 / 120
"""The height of a label beside the cover's squares, as a part of the width of their field."""


class Tally(Struct, frozen=True, kw_only=True):
    """One row: `state` picks the mark, `known` is False for what nobody knows.

    made: how many there should be, or are recorded of what somebody counted; None where that is not known.
    """

    label: Markup | str
    count: int | None
    units: tuple[Units, ...] = ()
    meaning: str = ""
    state: str = ""
    known: bool = True
    made: int | None = None


class Cluster(Struct, frozen=True, kw_only=True):
    """Squares of one kind on the cover; `top` is where the label stands, as a part of the field's height."""

    label: str
    count: int
    state: str
    top: float


class Field(Struct, frozen=True, kw_only=True):
    """The field of squares on a cover."""

    caption: str
    clusters: tuple[Cluster, ...]
    columns: int
    rows: int
    squares: tuple[tuple[str, int, int], ...]


class Grid(Struct, frozen=True, kw_only=True):
    """Themes by groups, or by some of them where they are many.

    heads: (number or letter, name, whether the group is known). key: the same names, where columns have no room for
    them. A cell is (count, step of its tint), or None where nothing of the group is recorded: that is not nought.
    """

    headline: str
    heads: tuple[tuple[str, str, bool], ...]
    key: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Markup, tuple[tuple[int, int] | None, ...], int], ...]
    totals: tuple[int | None, ...]
    all: int


def cover(frame: Frame, kinds: Sequence[tuple[str, int, str]]) -> Field:
    """A field with one square for each proposal: (label, count, state) in order."""
    total = sum(count for _, count, _ in kinds)
    columns = max(COLUMNS, round(total**0.5))
    states = [state for _, count, state in kinds for _ in range(count)]
    rows = max(1, -(-total // columns))
    clusters, begun, last = [], 0, -1.0
    for label, count, state in kinds:
        if count:
            # Labels stand where their squares begin, but never on top of one another.
            top = max(begun // columns / rows, last + LABEL * columns / rows if last >= 0 else 0)
            clusters.append(Cluster(label=label, count=count, state=state, top=round(top, 4)))
            begun, last = begun + count, top
    squares = tuple((state, index % columns, index // columns) for index, state in enumerate(states))
    caption = _caption(frame, total)
    return Field(caption=caption, clusters=tuple(clusters), columns=columns, rows=rows, squares=squares)


def _caption(frame: Frame, total: int) -> str:
    count = frame.catalogue.number(total)
    if frame.report.issued is None:
        return frame.catalogue.ngettext(
            "%(count)s %(proposal)s, one square each", "%(count)s %(proposals)s, one square each", total, count=count
        )
    return frame.catalogue.ngettext(
        "%(count)s %(proposal)s, one square each, %(stand)s",
        "%(count)s %(proposals)s, one square each, %(stand)s",
        total, count=count, stand=frame.stand,
    )  # fmt: skip


def decisions(frame: Frame) -> tuple[Tally, ...]:
    counted = Counter(figures.decision_of(each, frame.linked) for each in frame.linked.proposals)
    return _tallies(frame, counted, words.DECISIONS, unknown="none-found")


def deliveries(frame: Frame) -> tuple[Tally, ...]:
    responses = frame.linked.response_to
    counted = Counter(figures.delivery_of(responses.get(each.id)) for each in frame.linked.proposals)
    return _tallies(frame, counted, words.DELIVERIES, unknown="unknown")


def breakdown(figure: Figure, frame: Frame) -> tuple[Tally, ...]:
    """The rows of a declared figure, each beside what is recorded of it until that date."""
    most = max((row.value for row in figure.breakdown), default=1)
    return tuple(
        Tally(
            label=row.label,
            count=row.value,
            state=row.delivery or "other",
            made=figures.recorded_in(row, figure, frame.linked),
            units=units((row.delivery or "other", row.value), most=most, room=WIDE),
        )
        for row in figure.breakdown
    )


def by_group(frame: Frame) -> tuple[Tally, ...]:
    """How many each group made, and how many of them are recorded."""
    files = frame.linked.project.groups
    most = max((max(len(file.proposals), file.group.proposals_made or 0) for file in files), default=1)
    rows = []
    for file in files:
        recorded, made = len(file.proposals), file.group.proposals_made
        missing = max((made or recorded) - recorded, 0)
        rows.append(
            Tally(
                label=numbered(file.group),
                count=recorded,
                made=made,
                known=file.group.kind == "group",
                units=units(("known", recorded), ("unknown", missing), most=most, room=WIDE),
            )
        )
    return tuple(rows)


def missing_fields(frame: Frame) -> tuple[tuple[str, str], ...]:
    """For each field, of how many of the recorded proposals it is not known."""
    proposals = frame.linked.proposals
    _ = frame.catalogue.gettext
    tests: tuple[tuple[str, Iterable[bool]], ...] = (
        (_("Official wording"), (each.text_status == "verbatim" for each in proposals)),
        (_("Printed number"), (each.number is not None for each in proposals)),
        (frame.word("group").capitalize(), (_attributed(frame, each) for each in proposals)),
        (_("Lead"), (each.lead is not None for each in proposals)),
        (_("Timescale"), (each.timescale is not None for each in proposals)),
        (_("Cost"), (each.cost is not None for each in proposals)),
    )
    found = [(label, _how_many(frame, sum(known), len(proposals))) for label, known in tests]
    return (*found, *_attributed_members(frame))


def _attributed_members(frame: Frame) -> Iterator[tuple[str, str]]:
    """Of how many of the members that were declared it is known to which group they belonged."""
    total = figures.total("members", frame.linked)
    if total is not None:
        known = figures.recorded(total, frame.linked)
        label = frame.word("member", 2).capitalize()
        part, whole = frame.catalogue.number(known), frame.catalogue.number(total.value)
        yield label, frame.catalogue.ngettext(
            "%(part)s of the %(whole)s is counted to one of the %(groups)s by any source.",
            "%(part)s of the %(whole)s are counted to one of the %(groups)s by any source.",
            known, part=part, whole=whole,
        )  # fmt: skip


def grids(frame: Frame) -> tuple[Grid, ...]:
    """One table; several where the groups are too many for one."""
    files, themes = frame.linked.project.groups, frame.report.themes
    carried = {theme.id: _carried(theme, files) for theme in themes}
    sums = {theme.name: sum(each or 0 for each in carried[theme.id]) for theme in themes}
    every = len(frame.linked.proposals)
    headline = _commonest(frame, sums, every)
    most = max((each or 0 for row in carried.values() for each in row), default=0)
    crowded = frame.medium == "large" or len(files) > MOST_NAMES
    heads = [_head(place, file, crowded) for place, file in enumerate(files)]
    return tuple(
        Grid(
            headline=frame.catalogue.gettext("%(headline)s, continued", headline=headline) if first else headline,
            heads=tuple(heads[first:last]),
            key=tuple((sign, name) for sign, name, _ in heads[first:last]) if crowded else (),
            rows=tuple(
                (
                    write_link(frame.link(theme.id), print=False),
                    tuple(
                        None if each is None else (each, _step(each, most)) for each in carried[theme.id][first:last]
                    ),
                    sums[theme.name],
                )
                for theme in themes
            ),
            totals=tuple(len(file.proposals) or None for file in files[first:last]),
            all=every,
        )
        for first, last in _stretches(len(files))
    )


def _carried(theme: Theme, files: Sequence[GroupFile]) -> list[int | None]:
    """How many proposals of each group carry a theme."""
    return [sum(theme.id in each.themes for each in file.proposals) if file.proposals else None for file in files]


def _head(place: int, file: GroupFile, crowded: bool) -> tuple[str, str, bool]:
    """A group without a number has a letter where only that has room."""
    letters = (chr(ord("A") + place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)
    sign = str(file.group.number or (letters if crowded else ""))
    return sign, short(file.group), file.group.kind == "group"


def _step(count: int, most: int) -> int:
    """How dark a cell is: few, several, many."""
    if most <= FEW:
        return min((count + 2) // 2, 3) if count > 1 else count
    return -(-count * 3 // most)


def _stretches(columns: int) -> list[tuple[int, int]]:
    """From where to where the groups of each table go, so that the tables are about as wide."""
    tables = max(1, -(-columns // MOST_COLUMNS))
    return [(columns * each // tables, columns * (each + 1) // tables) for each in range(tables)]


def _commonest(frame: Frame, carried: dict[str, int], every: int) -> str:
    """The theme that most proposals carry; where several share the first place, both or how many they are."""
    most = max(carried.values(), default=0)
    first = [name for name, count in carried.items() if count == most]
    _, ngettext = frame.catalogue.gettext, frame.catalogue.ngettext
    says = {"part": frame.catalogue.number(most), "whole": frame.catalogue.number(every)}
    if not most:
        return ngettext(
            "No %(proposal)s carries a theme", "None of the %(whole)s %(proposals)s carries a theme", every, **says
        )
    if len(first) == 1:
        return frame.share(most, every, none="", every=ngettext(
            "%(theme)s is the commonest theme: the only %(proposal)s carries it",
            "%(theme)s is the commonest theme: all %(whole)s %(proposals)s carry it",
            every, theme=first[0], **says,
        ), some=ngettext(
            "%(theme)s is the commonest theme: %(part)s of %(whole)s %(proposals)s carries it",
            "%(theme)s is the commonest theme: %(part)s of %(whole)s %(proposals)s carry it",
            most, theme=first[0], **says,
        ))  # fmt: skip
    two, count = len(first) == 2, frame.catalogue.number(len(first))
    named = (
        _("%(first)s and %(second)s", first=first[0], second=first[1]) if two else _("%(count)s themes", count=count)
    )
    return frame.share(most, every, none="", every=ngettext(
        "%(themes)s share the first place: the only %(proposal)s carries each",
        "%(themes)s share the first place: all %(whole)s %(proposals)s carry each",
        every, themes=named, **says,
    ), some=ngettext(
        "%(themes)s share the first place: %(part)s of %(whole)s %(proposals)s carries each",
        "%(themes)s share the first place: %(part)s of %(whole)s %(proposals)s carry each",
        most, themes=named, **says,
    ))  # fmt: skip


def _tallies(frame: Frame, counted: Counter[str], labels: words.Meanings, *, unknown: str) -> tuple[Tally, ...]:
    most = max(counted.values(), default=1)
    return tuple(
        Tally(
            label=frame.catalogue.say(label),
            meaning=frame.catalogue.say(meaning),
            count=counted[key],
            state=key,
            known=key != unknown,
            units=units((key, counted[key]), most=most, room=NARROW),
        )
        for key, (label, meaning) in labels.items()
        if counted[key]
    )


def _attributed(frame: Frame, proposal: Proposal) -> bool:
    return frame.linked.group_of[proposal.id].group.kind == "group"


def _how_many(frame: Frame, known: int, total: int) -> str:
    _, number = frame.catalogue.gettext, frame.catalogue.number
    return frame.share(
        known,
        total,
        none=_("Not known for any of the %(whole)s.", whole=number(total)),
        every=_("Known for all of the %(whole)s.", whole=number(total)),
        some=_("Not known for %(part)s of the %(whole)s.", part=number(total - known), whole=number(total)),
    )
