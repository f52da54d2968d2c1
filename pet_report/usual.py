"""What is usual on a day where a report is published: which series, sovereign or licence was then the one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from msgspec import Struct

from pet_report.model import Customs, Licence
from pet_report.when import When


class _Lasting(Protocol):
    """What began, and may have ended."""

    @property
    def begins(self) -> When | None: ...

    @property
    def ended(self) -> When | None: ...


_Entry = TypeVar("_Entry", bound=_Lasting)


def began_after(entry: _Lasting, day: When) -> bool:
    return entry.begins is not None and entry.begins.surely_after(day)


def holds(entry: _Lasting, day: When) -> bool:
    """Whether it may have been the one on a day; on the day of a change both are."""
    ended = entry.ended is not None and day.surely_after(entry.ended)
    return not ended and not began_after(entry, day)


def on(entries: Iterable[_Entry], day: When) -> tuple[_Entry, ...]:
    """Those of a day; the latest first, which is the one where one takes over from another."""
    return tuple(each for each in reversed(tuple(entries)) if holds(each, day))


class Named(Struct, frozen=True, kw_only=True):
    """Licences that a text names, with the words that do. `any_version`: it leaves the version to the day."""

    licences: tuple[Licence, ...]
    words: tuple[int, int]
    any_version: bool


def named(text: str, customs: Customs) -> Named | None:
    """The licence that a text names, by its own name or the short one; None for all that customs do not know."""
    for licences in _families(customs.licences):
        names = "|".join(re.escape(each) for each in (_base(licences[0]), licences[0].short))
        match = re.search(rf"\b(?:{names})\b{_OF_ANOTHER_COUNTRY}{_IN_VERSION}", text, re.IGNORECASE)
        if match:
            meant = tuple(each for each in licences if match[1] in (None, _version(each)))
            return Named(licences=meant, words=match.span(), any_version=match[1] is None) if meant else None
    return None


_OF_ANOTHER_COUNTRY = r"(?!\s*[-–—]\s*(?!UK\b)(?-i:[A-Z]))"
"""Not `Open Government Licence – Canada`, which has versions of its own."""
_IN_VERSION = r"(?:[\s,(-]*(?:UK-)?(?:version|v)?[\s.]*(\d)(?:\.\d)?(?![\d.]*\d))?"


def licence_on(text: str, customs: Customs, day: When | None) -> Licence | None:
    """The licence that is meant where nothing is said but its name: `OGL`, `OGL v2`, `Open Government Licence v2.0`."""
    found = named(text, customs)
    if found is None or found.words != (0, len(text)):
        return None
    if not found.any_version:
        return found.licences[0]
    return next(iter(on(found.licences, day)), None) if day else None


def _families(licences: Sequence[Licence]) -> list[tuple[Licence, ...]]:
    """The versions of each licence."""
    shorts = dict.fromkeys(each.short for each in licences)
    return [tuple(each for each in licences if each.short == short) for short in shorts]


_VERSION = re.compile(r"\s*\bv?(\d)(?:\.\d)?$")


def _base(licence: Licence) -> str:
    return _VERSION.sub("", licence.name)


def _version(licence: Licence) -> str:
    match = _VERSION.search(licence.name)
    return match[1] if match else ""
