"""How a chapter of a group opens: its figures, which are also the data's gaps, and the same as squares."""

from __future__ import annotations

from msgspec import Struct

from pet_report import figures
from pet_report.model import Group, GroupFile
from pet_report.view.frame import Fact, Frame, Units, units

ROOM = 212
"""Points for the squares of a chapter, which are drawn 1.6 times as large as those of a table."""


class Opening(Struct, frozen=True, kw_only=True):
    """facts: (what kind of figure, the figure), in a row under the title. squares: one for each proposal, above it."""

    facts: tuple[tuple[str, Fact], ...]
    squares: tuple[Units, ...]


def of_group(frame: Frame, file: GroupFile) -> Opening:
    recorded = len(file.proposals)
    return Opening(facts=_group_facts(frame, file), squares=_squares(("known", recorded), _missing(file)))


def of_answers(frame: Frame, file: GroupFile) -> Opening:
    decided = sum(figures.decision_of(each, frame.linked) != "none-found" for each in file.proposals)
    completed = sum(
        figures.delivery_of(frame.linked.response_to.get(each.id)) == "completed" for each in file.proposals
    )
    recorded, number, pgettext = len(file.proposals), frame.catalogue.number, frame.catalogue.pgettext
    return Opening(
        facts=(
            ("recorded", frame.fact(pgettext("under a number", "recorded here"), number(recorded))),
            ("decided", frame.fact(pgettext("under a number", "with a decision"), number(decided))),
            ("undecided", frame.fact(pgettext("under a number", "without one"), number(recorded - decided))),
            ("completed", frame.fact(pgettext("under a number", "reported as completed"), number(completed))),
        ),
        squares=_squares(("known", decided), ("empty", recorded - decided), _missing(file)),
    )


def _missing(file: GroupFile) -> tuple[str, int]:
    """Those that were made and are not recorded, where it is known how many were made."""
    return "unknown", max((file.group.proposals_made or 0) - len(file.proposals), 0)


def _squares(*parts: tuple[str, int]) -> tuple[Units, ...]:
    return units(*parts, most=sum(count for _, count in parts), room=ROOM)


def _group_facts(frame: Frame, file: GroupFile) -> tuple[tuple[str, Fact], ...]:
    group, number, pgettext = file.group, frame.catalogue.number, frame.catalogue.pgettext
    recorded = frame.fact(pgettext("under a number", "recorded here"), number(len(file.proposals)))
    if group.kind == "unattributed":
        return (("recorded", recorded),)
    made = "" if group.proposals_made is None else number(group.proposals_made)
    members = "" if group.members is None else number(group.members)
    convenors = frame.catalogue.listed(each.name for each in group.convenors)
    return (
        ("made", frame.fact(pgettext("under a number", "%(proposals)s made"), made)),
        ("recorded", recorded),
        ("members", frame.fact(_of_members(frame, group), members)),
        ("convenor", frame.fact(_convenors(frame, group), convenors)),
    )


def _of_members(frame: Frame, group: Group) -> str:
    """Under the number of a group's members."""
    total = figures.total("members", frame.linked)
    if total is None:
        return frame.word("member", group.members or 2)
    return frame.catalogue.npgettext(
        "under a number", "of the %(count)s %(member)s", "of the %(count)s %(members)s",
        total.value, count=frame.catalogue.number(total.value),
    )  # fmt: skip


def _convenors(frame: Frame, group: Group) -> str:
    """Under the names of a group's convenors."""
    name = frame.word("convenor", max(len(group.convenors), 1))
    unsure = any(each.confidence == "partly" for each in group.convenors)
    return frame.catalogue.gettext("%(convenor)s, partly documented", convenor=name) if unsure else name
