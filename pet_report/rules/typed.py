"""Figures that somebody typed: what a sentence counts must agree with what is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from pet_report import figures
from pet_report.authored import MarkedValue
from pet_report.diagnostics import Diagnostic, Example, Rule, Severity, or_its_start
from pet_report.link import Linked
from pet_report.markdown import passages
from pet_report.model import Proposal, ReportedCount

TYPED = Rule(
    name="figure/typed",
    severity=Severity.WARNING,
    summary="a typed figure that is none of those that can be counted",
    why="It was right once, or a slip of the pen: readers will count. A computed figure cannot disagree.",
    example=Example(
        part="proposal",
        bad="notes: It is one of all 62 proposals.",
        good="notes: It is one of all [[count:proposals]] proposals.",
    ),
)
_BETWEEN = r"(?:of|the|these|those|its|our|their|all|such|other|published|recorded)"
"""Words that may stand between a figure and what it counts. More would catch figures of something else."""
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")


class _Counted(Struct, frozen=True, kw_only=True):
    """What a report counts, and what it calls it."""

    linked: Linked
    language: str
    kinds: Mapping[str, str]
    figures: dict[str, frozenset[int]] = field(default_factory=dict)

    @property
    def pattern(self) -> re.Pattern[str]:
        nouns = "|".join(r"\s+".join(map(re.escape, name.split())) for name in self.kinds)
        return re.compile(rf"(?<![\w,.’'-])([\w,-]*\w)((?:\s+{_BETWEEN})*\s+)({nouns})\b", re.IGNORECASE)

    def known(self, kind: str) -> frozenset[int]:
        if kind not in self.figures:
            self.figures[kind] = figures.known(kind, self.linked)
        return self.figures[kind]


def typed(linked: Linked) -> Iterator[Diagnostic]:
    """Quiet where something could not be read: it would be missing from every figure."""
    report = linked.project.report
    if report is None or not linked.project.whole:
        return
    wording = report.wording
    kinds = {wording.proposal[1]: "proposals", wording.group[1]: "groups", wording.member[1]: "members"}
    counted = _Counted(linked=linked, language=report.language, kinds=kinds)
    pattern = counted.pattern
    # Most texts count nothing: to look for one word is far cheaper than to look for a figure before it.
    nouns = {name.split()[-1].lower() for name in kinds}
    for value in linked.prose:
        lowered = value.value.lower()
        counts = any(noun in lowered for noun in nouns) and pattern.search(value.value)
        if counts and not _belongs_to_others(value):
            yield from map(or_its_start, _in_field(value, counted, pattern))


def _in_field(value: MarkedValue, counted: _Counted, pattern: re.Pattern[str]) -> Iterator[Diagnostic]:
    for passage in passages(value.value):
        for match in pattern.finditer(passage.text):
            number = _number(match[1], counted.language)
            kind = counted.kinds[" ".join(match[3].lower().split())]
            if number is None or number in counted.known(kind) or _is_quoted(passage.text, match.start()):
                continue
            place = value.located.within(*passage.written(*match.span(1)))
            right = _nearest(number, kind, counted.linked)
            message = f'"{match[1]}" is no figure that can be counted of {match[3]}; {right.words}'
            yield TYPED.at(place, message, hint=f'did you mean "{right.written(match[1])}"?')


def _number(word: str, language: str) -> int | None:
    number = None if _YEAR.fullmatch(word) else figures.number_in(word, language)
    return number if number is not None and number > 1 else None


class _Right(Struct, frozen=True, kw_only=True):
    """A figure that can be computed, and what is said of it."""

    query: str
    words: str

    def written(self, word: str) -> str:
        """In figures, or in words where the author wrote words."""
        if word[0].isdigit():
            return f"[[{self.query}]]"
        return f"[[{self.query} as={'Words' if word[0].isupper() else 'words'}]]"


def _nearest(number: int, kind: str, linked: Linked) -> _Right:
    """What was probably meant: what is recorded, or what was declared."""
    recorded = figures.compute(figures.Query(subject=kind), linked)
    total = figures.total(kind, linked)
    if total is not None and abs(total.value - number) < abs(recorded - number):
        return _Right(query=f"count:declared {total.id}", words=f"{total.value:,} are declared")
    return _Right(query=f"count:{kind}", words=f"there are {recorded:,}")


def _belongs_to_others(value: MarkedValue) -> bool:
    """What somebody else said is theirs, right or wrong: official wording, and counts as they were reported."""
    owner = value.owner
    official = isinstance(owner, Proposal) and owner.text_status == "verbatim" and value.path[0] == "text"
    return official or isinstance(owner, ReportedCount)


def _is_quoted(text: str, position: int) -> bool:
    before = text[:position]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


RULES = (TYPED,)
CHECKS = (typed,)
