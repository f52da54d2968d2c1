"""Figures computed from the data: `[[count:proposals lead=government]]`, so that no sentence can disagree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import get_args

from msgspec import Struct, field

from pet_report.coverage import STATES, state_of
from pet_report.diagnostics import with_article
from pet_report.link import Linked
from pet_report.memo import kept
from pet_report.model import BreakdownRow, Confidence, Decision, Delivery, Figure, Lead, Proposal, Response
from pet_report.moment import history, stood
from pet_report.when import NoSuchDay, NotADate, When

PREFIX = "count:"
_COUNTED = Figure.__annotations__["counts"]
_NAMED = ("declared", "not-recorded")
AS_OF = "as_of"
SUBJECTS = ("proposals", "groups", "members", "themes", "sources", "declared", "not-recorded", "made")


class BadCount(ValueError):
    """A count that cannot be computed: for the sake of which word, and what could stand in its place."""

    def __init__(self, message: str, *, word: str = "", allowed: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.word = word
        self.allowed = allowed


class Query(Struct, frozen=True, kw_only=True):
    """`count:SUBJECT NAME key=value …`."""

    subject: str
    name: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    written: str = "figures"


def parse(text: str) -> Query:
    """Read what stands between the brackets, after `count:`."""
    words = text.removeprefix(PREFIX).split()
    pairs = _pairs([word for word in words if "=" in word])
    subject, *names = [word for word in words if "=" not in word] or [""]
    if subject not in SUBJECTS:
        raise BadCount(f'"{subject}" cannot be counted', word=subject, allowed=SUBJECTS)
    written = pairs.pop("as", "figures")
    if written not in ("figures", "words", "Words"):
        message = f'a count cannot be written as "{written}"'
        raise BadCount(message, word=written, allowed=("figures", "words", "Words"))
    # What would change nothing is a slip: the author believes that it counts.
    idle = [*names[1 if subject in _NAMED else 0 :], *(key for key in pairs if not _counts(key, subject))]
    if idle:
        raise BadCount(f'"{idle[0]}" has no meaning after "{subject}"', word=idle[0])
    return Query(subject=subject, name=names[0] if names else "", filters=pairs, written=written)


def compute(query: Query, linked: Linked) -> int:
    """The figure; BadCount where the query names something that is not there."""
    match query.subject:
        case "declared" | "not-recorded":
            figure = _declared(query.name, linked)
            return figure.value - (recorded(figure, linked) if query.subject == "not-recorded" else 0)
        case "made":
            return _made(query, linked)
        case "members":
            return _members(linked)
        case "groups":
            return len(linked.groups)
        case "themes" | "sources":
            return len(linked.of_kind("theme" if query.subject == "themes" else "source"))
    return len(select(query.filters, linked))


def in_words(query: Query, linked: Linked, number: Callable[[int], str] = "{:,}".format) -> str:
    """The figure as it is printed: `24`, `twenty-four` or `Twenty-four`. `number` writes one in figures."""
    value = compute(query, linked)
    if query.written == "figures":
        return number(value)
    report = linked.project.report
    words = _spelt(value, report.language if report else "en-GB")
    return words[:1].upper() + words[1:] if query.written == "Words" else words


def recorded(figure: Figure, linked: Linked) -> int:
    """How many of what a declared figure counts are in the data."""
    if figure.counts == "groups":
        return len(linked.groups)
    if figure.counts == "members":
        return sum(group.members or 0 for group in linked.groups)
    where = figure.where.filters if figure.where else {}
    return len(select(where, linked))


def recorded_in(row: BreakdownRow, figure: Figure, linked: Linked) -> int | None:
    """How many of what a row of a breakdown counts are in the data, as it stood on the date of the figure.

    None where the row's words are not a status of this format.
    """
    if row.delivery is None or figure.counts != "proposals":
        return None
    where = figure.where.filters if figure.where else {}
    day = {AS_OF: figure.as_of.text} if figure.as_of else {}
    return len(select({**where, **day, "delivery": row.delivery}, linked))


def select(filters: Mapping[str, str | Sequence[str]], linked: Linked) -> tuple[Proposal, ...]:
    """The proposals that pass every filter; with `as_of`, by what was answered and reported until then.

    A filter that is given several values lets through what has one of them.
    """
    asked = tuple((key, _several(value)) for key, value in filters.items())
    if asked not in linked.selected:
        linked.selected[asked] = _selected(filters, linked)
    return linked.selected[asked]


def _selected(filters: Mapping[str, str | Sequence[str]], linked: Linked) -> tuple[Proposal, ...]:
    wanted = {key: _several(value) for key, value in filters.items() if key != AS_OF}
    for key, values in wanted.items():
        for value in values:
            _check_filter(key, value, linked)
    day = _day(*_several(filters[AS_OF])) if AS_OF in filters else None
    return tuple(each for each in linked.proposals if _passes(each, wanted, linked, day))


def _several(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _passes(proposal: Proposal, filters: Mapping[str, tuple[str, ...]], linked: Linked, day: When | None) -> bool:
    response = stood(linked.response_to.get(proposal.id), day)
    return all(not {*_FILTERS[key](proposal, response, linked)}.isdisjoint(each) for key, each in filters.items())


def _day(text: str) -> When:
    try:
        return When.parse(text)
    except (NotADate, NoSuchDay):
        raise BadCount(f'"{text}" is not a date: write 2005-09-22, 2005-09 or 2005', word=text) from None


def decision_of(proposal: Proposal, linked: Linked) -> str:
    """`none-found` where there is no response."""
    return _decision(linked.response_to.get(proposal.id))


def delivery_of(response: Response | None) -> str:
    """The latest status that anybody reported; `unknown` where nobody did."""
    statuses = [entry.status for entry in history(response) if entry.status]
    return statuses[-1] if statuses else "unknown"


def _decision(response: Response | None) -> str:
    return response.decision if response else "none-found"


def declared(name: str, linked: Linked) -> Figure | None:
    report = linked.project.report
    return next((each for each in report.declared if each.id == name), None) if report else None


def total(counts: str, linked: Linked) -> Figure | None:
    """The declared figure for all of one kind of thing."""
    figures = linked.project.report.declared if linked.project.report else []
    return next((each for each in figures if each.counts == counts and each.where is None), None)


def _pairs(words: list[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for word in words:
        key, _, value = word.partition("=")
        if key in pairs:
            raise BadCount(f'"{key}" is written twice', word=word)
        pairs[key] = value
    return pairs


def _counts(key: str, subject: str) -> bool:
    """Whether a filter makes a difference to what is counted; unknown ones are named by `compute`."""
    return subject == "proposals" or (subject == "made" and key == "group")


def _declared(name: str, linked: Linked) -> Figure:
    figure = declared(name, linked) or (total(name, linked) if name in get_args(_COUNTED) else None)
    if figure is None:
        ids = tuple(each.id for each in linked.project.report.declared) if linked.project.report else ()
        raise BadCount(f'no declared figure is called "{name}"', word=name, allowed=ids)
    return figure


def _made(query: Query, linked: Linked) -> int:
    known = {file.group.id: file.group.proposals_made for file in linked.project.groups}
    wanted = query.filters.get("group", "")
    if wanted not in known:
        raise BadCount(f'"{wanted}" is not a group', word=wanted, allowed=tuple(known))
    made = known[wanted]
    if made is None:
        raise BadCount(f'how many "{wanted}" made is not known', word=wanted)
    return made


def _members(linked: Linked) -> int:
    figure = total("members", linked)
    return figure.value if figure else sum(group.members or 0 for group in linked.groups)


def _check_filter(key: str, value: str, linked: Linked) -> None:
    if key not in _FILTERS:
        raise BadCount(f'"{key}" is not a filter', word=key, allowed=(*_FILTERS, AS_OF))
    allowed = values_of(key, linked)
    if value not in allowed:
        raise BadCount(f'"{value}" is not {with_article(key.replace("_", " "))}', word=value, allowed=allowed)


def values_of(key: str, linked: Linked) -> tuple[str, ...]:
    """What a filter can ask for in this project."""
    if key == "group":
        return (*linked.of_kind("group"), "unknown")
    if key in ("theme", "source"):
        return tuple(linked.of_kind("theme" if key == "theme" else "source"))
    if key == "department":
        return tuple(linked.of_kind("organisation"))
    return _CHOICES[key]


def _group(proposal: Proposal, linked: Linked) -> tuple[str, ...]:
    group = linked.group_of[proposal.id].group
    return (group.id, "unknown") if group.kind == "unattributed" else (group.id,)


_FILTERS: dict[str, Callable[[Proposal, Response | None, Linked], tuple[str, ...]]] = {
    "lead": lambda proposal, _, __: (proposal.lead.kind if proposal.lead else "unknown",),
    "theme": lambda proposal, _, __: tuple(proposal.themes),
    "group": lambda proposal, _, linked: _group(proposal, linked),
    "source": lambda proposal, _, __: tuple(proposal.sources),
    "decision": lambda _, response, __: (_decision(response),),
    "delivery": lambda _, response, __: (delivery_of(response),),
    "department": lambda _, response, __: tuple(response.departments) if response else (),
    "confidence": lambda proposal, _, __: (proposal.confidence or "unknown",),
    "text_status": lambda proposal, _, __: (proposal.text_status,),
    "coverage": lambda proposal, _, linked: (state_of(proposal, linked),),
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "lead": (*get_args(Lead.__annotations__["kind"]), "unknown"),
    "decision": get_args(Decision),
    "delivery": (*get_args(Delivery), "unknown"),
    "confidence": (*get_args(Confidence), "unknown"),
    "text_status": get_args(Proposal.__annotations__["text_status"]),
    "coverage": STATES,
}


@kept(str)
def _spelt(value: int, language: str) -> str:
    from num2words import num2words  # type: ignore[import-untyped]  # it ships no types

    try:
        return str(num2words(value, lang=language.replace("-", "_")))
    except NotImplementedError:
        return f"{value:,}"


def known(counts: str, linked: Linked) -> frozenset[int]:
    """Every figure that there is for groups, members or proposals: declared, recorded, made, of each single filter."""
    report = linked.project.report
    figures = [each for each in (report.declared if report else ()) if each.counts == counts]
    told = {each.value for each in figures} | {row.value for each in figures for row in each.breakdown}
    if counts == "groups":
        return frozenset((*told, len(linked.groups)))
    if counts == "members":
        each = {group.members for group in linked.groups if group.members is not None}
        return frozenset((*told, *each, sum(each), _members(linked)))
    return frozenset((*told, *_of_proposals(linked)))


def _of_proposals(linked: Linked) -> Iterator[int]:
    proposals, report = linked.proposals, linked.project.report
    yield len(proposals)
    yield from (total.value - len(proposals) for total in [total("proposals", linked)] if total)
    yield from (file.group.proposals_made for file in linked.project.groups if file.group.proposals_made is not None)
    yield from (each.of for each in (report.reported_counts if report else ()) if each.of is not None)
    yield from (len(each.proposals) for each in (report.announcements if report else ()))
    answers = [(each, linked.response_to.get(each.id)) for each in proposals]
    for values in _FILTERS.values():
        yield from Counter(value for each, answer in answers for value in values(each, answer, linked)).values()


def number_in(words: str, language: str) -> int | None:
    """The number that a word or a figure says: `62`, `9,999`, `sixty-two`; None for any other word."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+|\d+", words, re.ASCII):
        return int(words.replace(",", ""))
    return _numerals(language).get(words.lower())


@cache
def _numerals(language: str) -> Mapping[str, int]:
    return {_spelt(value, language): value for value in range(2, 200)}
