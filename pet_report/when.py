"""Dates as sources give them: a day, a month, a year, or bounds on one (a subset of ISO 8601-2)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime

_ONE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

PATTERN = r"^(before |after |about )?\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?$"
"""What a date looks like, for editors; `When.parse` also knows which days exist."""


class NotADate(ValueError):
    """The text does not have the shape of a date."""


class NoSuchDay(ValueError):
    """The text has the shape of a date, but the calendar has no such day."""


class _Written:
    """What a text says: two are the same where their texts are. Not a Struct, which msgspec would read from fields."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"


class When(_Written):
    """A date as exactly as it is known: it lies between `earliest` and `latest`, both included.

    `text` is what the author wrote: `2005-09-22`, `2007-11`, `2006`, `2006-01/2006-06`,
    `before 2006-07`, `after 2006`, `about 2005-08`.
    """

    __slots__ = "earliest", "latest"

    def __init__(self, text: str, earliest: date, latest: date) -> None:
        super().__init__(text)
        self.earliest = earliest
        self.latest = latest

    @classmethod
    def parse(cls, text: str) -> When:
        word, _, rest = text.rpartition(" ")
        if word not in ("", "before", "after", "about") or not re.match(PATTERN, text, re.ASCII):
            raise NotADate(text)
        first, _, last = rest.partition("/")
        if last and word:
            raise NotADate(text)
        (earliest, _), (_, latest) = _span(first), _span(last or first)
        if latest < earliest:
            raise NoSuchDay(text)
        return cls(text, *_bounds(word, earliest, latest))

    def __str__(self) -> str:
        """In English words: `22 September 2005`, `November 2007`, `January to June 2006`, `before July 2006`."""
        word, first, last = self.parts
        if last and first[:4] == last[:4] and first.count("-") == last.count("-") == 1:
            return f"{_MONTHS[int(first[5:7]) - 1]} to {_in_words(last)}"
        words = f"{_in_words(first)} to {_in_words(last)}" if last else _in_words(first)
        return f"{word} {words}".strip()

    @property
    def parts(self) -> tuple[str, str, str]:
        """The word before it, the date or the first of two, and the second; each empty where there is none."""
        word, _, rest = self.text.rpartition(" ")
        first, _, last = rest.partition("/")
        return word, first, last

    def surely_after(self, other: When) -> bool:
        """True only where no reading of the two dates puts this one first or on the same day."""
        return self.earliest > other.latest

    @property
    def sort_key(self) -> tuple[date, date]:
        return self.latest, self.earliest


def _span(text: str) -> tuple[date, date]:
    match = _ONE.fullmatch(text)
    if match is None:
        raise NotADate(text)
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        first = date(year, month or 1, day or 1)
        if day:
            return first, first
        last_month = month or 12
        return first, date(year, last_month, monthrange(year, last_month)[1])
    except ValueError as error:
        raise NoSuchDay(text) from error


def _bounds(word: str, earliest: date, latest: date) -> tuple[date, date]:
    if word == "before":
        return date.min, date.fromordinal(max(earliest.toordinal() - 1, 1))
    if word == "after":
        return date.fromordinal(min(latest.toordinal() + 1, date.max.toordinal())), date.max
    return earliest, latest


def _in_words(text: str) -> str:
    year, *rest = text.split("-")
    month = [_MONTHS[int(rest[0]) - 1]] if rest else []
    day = [str(int(rest[1]))] if len(rest) == 2 else []
    return " ".join([*day, *month, year])


_WORDS = re.compile(r"(before |after |about )?(?:(\d{1,2})(?:st|nd|rd|th)? )?([A-Za-z]{3,9})\.?,? (\d{4})", re.ASCII)


def in_numbers(words: str) -> str | None:
    """`10 November 2005` as `2005-11-10`; None for what is no date, or could be read in two ways."""
    match = _WORDS.fullmatch(words.strip())
    month = _month(match[3]) if match else None
    if match is None or month is None:
        return None
    text = f"{match[1] or ''}{match[4]}-{month:02}" + (f"-{int(match[2]):02}" if match[2] else "")
    try:
        return When.parse(text).text
    except (NotADate, NoSuchDay):
        return None


def _month(name: str) -> int | None:
    found = [number for number, month in enumerate(_MONTHS, start=1) if month.lower().startswith(name.lower())]
    return found[0] if len(found) == 1 else None


_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(?: ?(Z|[+-]\d{2}:\d{2}))?", re.ASCII)

MOMENT_PATTERN = r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}( ?(Z|[+-]\d{2}:\d{2}))?$"
"""What a day with its time looks like, for editors."""


class Moment(_Written):
    """A time of a day: `2026-07-07 09:30`, or `2026-07-07 09:30 +01:00` where it must hold in every time zone.

    Without an offset it is the time of whoever reads it.
    """

    __slots__ = ("at",)

    def __init__(self, text: str, at: datetime) -> None:
        super().__init__(text)
        self.at = at

    @classmethod
    def parse(cls, text: str) -> Moment:
        match = _MOMENT.fullmatch(text)
        if match is None:
            raise NotADate(text)
        day, time, offset = match.groups(default="")
        try:
            return cls(text, datetime.fromisoformat(f"{day}T{time}{offset}"))
        except ValueError as error:
            raise NoSuchDay(text) from error

    @property
    def day(self) -> When:
        return When.parse(self.at.date().isoformat())

    def is_past(self, now: datetime) -> bool:
        """Whether it has come. `now` knows its time zone, which is also that of a moment without one."""
        at = self.at if self.at.tzinfo else self.at.replace(tzinfo=now.tzinfo)
        return at <= now
