"""Pictures made of a table's own cells: bars of squares, with their headline, their legend and their words."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from pet_report import figures
from pet_report.catalogue import Message, capital
from pet_report.model import Progress, Response
from pet_report.moment import history
from pet_report.view import words
from pet_report.view.frame import Frame, Units, numbered, units
from pet_report.when import When

ROOM = 300.0
"""Points for the bar of a row, which has the widest column for itself."""
SMALLEST = 6.0
"""Points from one square to the next under which squares of several kinds could not be told apart."""
MOST_ROWS = 12
"""More dates than these are told by month, by quarter, by year, or by several years."""
ACCEPTED = ("accepted", "accepted-in-part", "accepted-in-principle")

Moment = tuple[date, date]
"""When something was so, in an order in which an exact date comes after the stretch that ends with it."""


class Bar(Struct, frozen=True, kw_only=True):
    """A row: what it is about, how many, the squares, and the same in words for those who listen.

    count: for its own column. counted: the parts of it, in the order of the squares. known: False where there is none.
    """

    label: str
    count: int
    units: tuple[Units, ...]
    said: str
    counted: Mapping[str, int]
    known: bool = True


class Picture(Struct, frozen=True, kw_only=True):
    """A table of bars; `legend` is each state that occurs in it, with its words.

    whole: how many squares there are in all. total: the last row, where the rows add up.
    """

    headline: str
    legend: tuple[tuple[str, str], ...]
    rows: tuple[Bar, ...]
    whole: int
    stand: str
    total: Bar | None = None


def by_group(frame: Frame) -> Picture:
    """What was decided on the proposals of each group."""
    files = frame.linked.project.groups
    counted = [Counter(figures.decision_of(each, frame.linked) for each in file.proposals) for file in files]
    most = max((each.total() for each in counted), default=1)
    bars = [
        _bar(frame, numbered(file.group), each, words.DECISIONS, most)
        for file, each in zip(files, counted, strict=True)
    ]
    every = sum(counted, Counter())
    return Picture(
        headline=_decided(frame, every),
        legend=_legend(frame, every, words.DECISIONS),
        rows=tuple(bars),
        whole=every.total(),
        stand=frame.stand,
        total=_bar(frame, frame.catalogue.gettext("All recorded"), every, words.DECISIONS, 0),
    )


def over_time(frame: Frame) -> Picture:
    """How far the proposals were said to have come, at each date on which something was reported."""
    proposals = frame.linked.proposals
    responses = [frame.linked.response_to.get(each.id) for each in proposals]
    moments = _moments(frame, [entry.as_of for each in responses for entry in _told(each)])
    counted = [(label, Counter(_state(each, moment) for each in responses)) for moment, label in moments]
    every = sum((each for _, each in counted), Counter[str]())
    last = counted[-1][1] if counted else Counter(unknown=len(proposals))
    bars = [_bar(frame, label, each, words.DELIVERIES, len(proposals)) for label, each in counted]
    return Picture(
        headline=_delivered(frame, last, _last_day(responses)),
        legend=_legend(frame, every, words.DELIVERIES),
        # A row that counts all of them each time would say nothing: the column tells of how many anything was reported.
        rows=tuple(replace(bar, count=bar.count - bar.counted.get("unknown", 0)) for bar in bars),
        whole=len(proposals),
        stand=frame.stand,
    )


# --- bars --------------------------------------------------------------------------------------------------------


def _bar(frame: Frame, label: str, counted: Counter[str], labels: words.Meanings, most: int) -> Bar:
    """`most` is the number of the longest bar; 0 where none is to be drawn."""
    parts = {key: counted[key] for key in labels if counted[key]}
    said = frame.catalogue.listed(_counted(frame, labels[key][0], count) for key, count in parts.items())
    return Bar(
        label=label,
        count=counted.total(),
        units=units(*parts.items(), most=most, room=ROOM, smallest=SMALLEST) if most else (),
        said=said or frame.catalogue.gettext("None recorded"),
        counted=parts,
        known=bool(parts),
    )


def _counted(frame: Frame, label: Message, count: int) -> str:
    """`3 accepted`: a status within a sentence."""
    said = frame.catalogue.say(label)
    number, inside = frame.catalogue.number(count), said[:1].lower() + said[1:]
    return frame.catalogue.gettext("%(count)s %(status)s", count=number, status=inside)


def _legend(frame: Frame, counted: Counter[str], labels: words.Meanings) -> tuple[tuple[str, str], ...]:
    return tuple((key, frame.catalogue.say(label)) for key, (label, _) in labels.items() if counted[key])


# --- headlines ---------------------------------------------------------------------------------------------------


def _decided(frame: Frame, counted: Counter[str]) -> str:
    """The main thing: that answers are missing, where most are; else how many are accepted."""
    every, missing = counted.total(), counted["none-found"]
    ngettext, number = frame.catalogue.ngettext, frame.catalogue.number
    says = {"part": number(missing), "whole": number(every)}
    if not every:
        return frame.catalogue.gettext("No %(proposal)s is recorded")
    if missing == every:
        return ngettext(
            "No %(proposal)s has an answer on record",
            "None of the %(whole)s %(proposals)s has an answer on record",
            every, **says,
        )  # fmt: skip
    if missing * 2 >= every:
        return ngettext(
            "%(part)s of %(whole)s %(proposals)s has no answer on record",
            "%(part)s of %(whole)s %(proposals)s have no answer on record",
            missing, **says,
        )  # fmt: skip
    rest = ngettext(
        "%(count)s has no answer on record", "%(count)s have no answer on record", missing, count=number(missing)
    )
    return frame.catalogue.clauses((_accepted(frame, counted), rest if missing else ""))


def _accepted(frame: Frame, counted: Counter[str]) -> str:
    every, accepted = counted.total(), sum(counted[each] for each in ACCEPTED)
    ngettext, number = frame.catalogue.ngettext, frame.catalogue.number
    says = {"part": number(accepted), "whole": number(every)}
    return frame.share(accepted, every, none=ngettext(
        "No %(proposal)s is accepted, in full, in part or in principle",
        "None of the %(whole)s %(proposals)s is accepted, in full, in part or in principle",
        every, **says,
    ), every=ngettext(
        "The only %(proposal)s is accepted, in full, in part or in principle",
        "All %(whole)s %(proposals)s are accepted, in full, in part or in principle",
        every, **says,
    ), some=ngettext(
        "%(part)s of %(whole)s %(proposals)s is accepted, in full, in part or in principle",
        "%(part)s of %(whole)s %(proposals)s are accepted, in full, in part or in principle",
        accepted, **says,
    ))  # fmt: skip


def _delivered(frame: Frame, counted: Counter[str], last: When | None) -> str:
    every, done, unknown = counted.total(), counted["completed"], counted["unknown"]
    ngettext, number = frame.catalogue.ngettext, frame.catalogue.number
    if last is None:
        return frame.catalogue.gettext("No progress is on record of any %(proposal)s")
    says = {"part": number(done), "whole": number(every), "date": frame.date(last)}
    said = frame.share(done, every, none=ngettext(
        "No %(proposal)s was reported as completed by %(date)s",
        "None of the %(whole)s %(proposals)s was reported as completed by %(date)s",
        every, **says,
    ), every=ngettext(
        "The only %(proposal)s was reported as completed by %(date)s",
        "All %(whole)s %(proposals)s were reported as completed by %(date)s",
        every, **says,
    ), some=ngettext(
        "%(part)s of %(whole)s %(proposals)s was reported as completed by %(date)s",
        "%(part)s of %(whole)s %(proposals)s were reported as completed by %(date)s",
        done, **says,
    ))  # fmt: skip
    rest = ngettext(
        "of %(count)s no progress is on record", "of %(count)s no progress is on record", unknown, count=number(unknown)
    )
    return frame.catalogue.clauses((said, rest if unknown else ""))


def _last_day(responses: Iterable[Response | None]) -> When | None:
    """The date of the last report of all."""
    return max((entry.as_of for each in responses for entry in _told(each)), key=_moment, default=None)


# --- dates -------------------------------------------------------------------------------------------------------


def _told(response: Response | None) -> Iterator[Progress]:
    """The reports that say how far something has come."""
    yield from (entry for entry in history(response) if entry.status)


def _moment(when: When) -> Moment:
    """A date without an end stands where it begins."""
    return (when.latest, when.earliest) if when.latest < date.max else (when.earliest, when.earliest)


def _state(response: Response | None, moment: Moment) -> str:
    """The last status that had been reported by then."""
    statuses = [str(entry.status) for entry in _told(response) if _moment(entry.as_of) <= moment]
    return statuses[-1] if statuses else "unknown"


def _moments(frame: Frame, dates: Sequence[When]) -> list[tuple[Moment, str]]:
    """Up to which moment each row counts, and what it is called."""
    exact = {_moment(each): capital(frame.date(each)) for each in dates}
    made = sorted(exact.items())
    for months in (1, 3, 12, 24, 60, 120, 1200):
        if len(made) <= MOST_ROWS:
            break
        made = sorted({_end(last, months): capital(frame.date(_stretch(last, months))) for last, _ in exact}.items())
    return made


def _end(day: date, months: int) -> Moment:
    """The last day of the stretch of so many months that a day lies in; it comes after all that is in it."""
    month = (day.year * 12 + day.month - 1) // months * months + months - 1
    year, month = min(month // 12, date.max.year), month % 12 + 1
    return date(year, month, monthrange(year, month)[1]), date.max


def _stretch(day: date, months: int) -> When:
    """The stretch of so many months that a day lies in: a month, a quarter, a year or several."""
    last, _ = _end(day, months)
    if months < 12:
        first = "" if months == 1 else f"-{last.month - months + 1:02}/{last.year:04}"
        return When.parse(f"{last.year:04}{first}-{last.month:02}")
    first = "" if months == 12 else f"{max(last.year - months // 12 + 1, 1):04}/"
    return When.parse(f"{first}{last.year:04}")
