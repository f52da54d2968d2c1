"""What we can say to an author: a rule that was broken, where, and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from pet_report.source import Place

LONGEST = 300
"""Characters of a message."""


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class Example(Struct, frozen=True, kw_only=True):
    """YAML that breaks the rule and YAML that keeps it, laid over a small sound project by the tests.

    `part` says where it belongs: `file` (a whole group file), `report`, `group`, `proposal`,
    `response`, `responses` (a whole response file), or `changelog` (the whole file). `beside`: what `report.yaml`
    says in both.
    """

    part: str
    bad: str
    good: str
    beside: str = ""


class Rule(Struct, frozen=True, kw_only=True):
    """A property of good sources, named for the fault: `family/fault`."""

    name: str
    severity: Severity
    summary: str
    why: str
    example: Example | None = None

    def at(self, place: Place, message: str, *, hint: str = "", notes: Iterable[Note] = ()) -> Diagnostic:
        return Diagnostic(rule=self, place=place, message=_shortened(message), hint=hint, notes=tuple(notes))


def _shortened(message: str) -> str:
    """A message quotes its author, who may have put a whole text where one word belongs."""
    if len(message) <= LONGEST:
        return message
    return f"{message[: LONGEST * 2 // 3]} … {message[-(LONGEST // 3) :]}"


class Note(Struct, frozen=True):
    """A second place that explains the first ("first used here")."""

    place: Place
    text: str


class Diagnostic(Struct, frozen=True, kw_only=True):
    """One finding. `hint`, when followed, makes it go away."""

    rule: Rule
    place: Place
    message: str
    hint: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    @property
    def order(self) -> tuple[object, ...]:
        return *self.place.order, self.rule.name, self.message


def or_its_start(finding: Diagnostic) -> Diagnostic:
    """Where only the start of a text could be shown, because folding or escapes moved its words, say so."""
    if finding.place.start < finding.place.end:
        return finding
    return replace(finding, message=f"{finding.message}, somewhere in the text that begins here")


def in_reading_order(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each finding once, by path, line, column, rule: the same on every platform."""
    return tuple({each.order: each for each in sorted(found, key=lambda each: each.order)}.values())


def blocks(found: Iterable[Diagnostic], *, strict: bool = False) -> bool:
    """True where the findings stand in the way of a publication."""
    worst = Severity.WARNING if strict else Severity.ERROR
    return any(each.severity.rank <= worst.rank for each in found)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one known word that was probably meant, or None where none is near or two are as near."""
    close = get_close_matches(word.lower(), sorted(set(known)), n=2, cutoff=0.6)
    if len(close) == 2 and abs(_distance(word, close[0]) - _distance(word, close[1])) < 0.02:
        return None
    return close[0] if close else None


def suggest(word: str, known: Iterable[str], *, few: int = 8) -> str:
    """A hint that names the nearest known word, or all of them where they are few."""
    words = sorted(set(known))
    near = nearest(word, words)
    if near is not None:
        return f'did you mean "{near}"?'
    if 0 < len(words) <= few:
        return "use one of: " + ", ".join(words)
    return ""


def with_article(noun: str) -> str:
    """`a theme`, `an organisation`."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def _distance(word: str, other: str) -> float:
    return SequenceMatcher(None, word.lower(), other).ratio()
