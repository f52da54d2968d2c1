"""Figures computed from the data: `[[count:proposals lead=government]]`, so that no sentence can disagree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import get_args

from num2words import num2words

from pet_report.link import Linked
from pet_report.model import Confidence, Decision, Delivery, Figure, Lead, Proposal, Response

PREFIX = "count:"
SUBJECTS = ("proposals", "groups", "members", "themes", "sources", "declared", "not-recorded", "made")


class BadCount(ValueError):
    """A count that cannot be computed; `hint` says what was probably meant."""

    def __init__(self, message: str, *, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.allowed = allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """`count:SUBJECT NAME key=value …`."""

    subject: str
    name: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    written: str = "figures"


def parse(text: str) -> Query:
    """Read what stands between the brackets, after `count:`."""
    words = text.removeprefix(PREFIX).split()
    pairs = dict(word.split("=", 1) for word in words if "=" in word)
    plain = [word for word in words if "=" not in word]
    if not plain or plain[0] not in SUBJECTS:
        raise BadCount(f'"{plain[0] if plain else ""}" cannot be counted', allowed=SUBJECTS)
    if len(plain) > 2:
        raise BadCount(f'"{plain[2]}" has no meaning here')
    written = pairs.pop("as", "figures")
    if written not in ("figures", "words", "Words"):
        raise BadCount(f'a count cannot be written as "{written}"', allowed=("figures", "words", "Words"))
    return Query(subject=plain[0], name=plain[1] if len(plain) > 1 else "", filters=pairs, written=written)


def compute(query: Query, linked: Linked) -> int:
    """The figure; BadCount where the query names something that is not there."""
    match query.subject:
        case "declared":
            return _declared(query.name, linked).value
        case "not-recorded":
            figure = _declared(query.name, linked)
            return figure.value - recorded(figure, linked)
        case "made":
            return _made(query, linked)
        case "members":
            return _members(linked)
        case "groups":
            return len(linked.groups)
        case "themes" | "sources":
            return len(linked.of_kind("theme" if query.subject == "themes" else "source"))
    return len(select(query.filters, linked))


def in_words(query: Query, linked: Linked) -> str:
    """The figure as it is printed: `24`, `twenty-four` or `Twenty-four`."""
    value = compute(query, linked)
    if query.written == "figures":
        return f"{value:,}"
    report = linked.project.report
    words = _spelt(value, report.language if report else "en-GB")
    return words[:1].upper() + words[1:] if query.written == "Words" else words


def recorded(figure: Figure, linked: Linked) -> int:
    """How many of what a declared figure counts are in the data."""
    if figure.counts == "groups":
        return len(linked.groups)
    if figure.counts == "members":
        return sum(group.members or 0 for group in linked.groups)
    where = figure.where.model_dump(exclude_none=True) if figure.where else {}
    return len(select(where, linked))


def select(filters: Mapping[str, str], linked: Linked) -> tuple[Proposal, ...]:
    """The proposals that pass every filter."""
    for key, value in filters.items():
        _check_filter(key, value, linked)
    return tuple(
        proposal
        for proposal in linked.proposals
        if all(value in _FILTERS[key](proposal, linked) for key, value in filters.items())
    )


def decision_of(proposal: Proposal, linked: Linked) -> str:
    """`none-found` where there is no response."""
    response = linked.response_to.get(proposal.id)
    return response.decision if response else "none-found"


def delivery_of(response: Response | None) -> str:
    """The last status that anybody reported; `unknown` where nobody did."""
    statuses = [entry.status for entry in response.progress if entry.status] if response else []
    return statuses[-1] if statuses else "unknown"


def declared(name: str, linked: Linked) -> Figure | None:
    report = linked.project.report
    return next((each for each in report.declared if each.id == name), None) if report else None


def total(counts: str, linked: Linked) -> Figure | None:
    """The declared figure for all of one kind of thing."""
    figures = linked.project.report.declared if linked.project.report else []
    return next((each for each in figures if each.counts == counts and each.where is None), None)


def _declared(name: str, linked: Linked) -> Figure:
    figure = declared(name, linked) or (total(name, linked) if name in ("groups", "members", "proposals") else None)
    if figure is None:
        ids = tuple(each.id for each in linked.project.report.declared) if linked.project.report else ()
        raise BadCount(f'no declared figure is called "{name}"', allowed=ids)
    return figure


def _made(query: Query, linked: Linked) -> int:
    known = {file.group.id: file.group.proposals_made for file in linked.project.groups}
    wanted = query.filters.get("group", "")
    if wanted not in known:
        raise BadCount(f'"{wanted}" is not a group', allowed=tuple(known))
    made = known[wanted]
    if made is None:
        raise BadCount(f'how many "{wanted}" made is not known')
    return made


def _members(linked: Linked) -> int:
    figure = total("members", linked)
    return figure.value if figure else sum(group.members or 0 for group in linked.groups)


def _check_filter(key: str, value: str, linked: Linked) -> None:
    if key not in _FILTERS:
        raise BadCount(f'"{key}" is not a filter', allowed=tuple(_FILTERS))
    allowed = _values(key, linked)
    if value not in allowed:
        raise BadCount(f'"{value}" is not a {key.replace("_", " ")}', allowed=allowed)


def _values(key: str, linked: Linked) -> tuple[str, ...]:
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


def _departments(proposal: Proposal, linked: Linked) -> tuple[str, ...]:
    response = linked.response_to.get(proposal.id)
    return tuple(response.departments) if response else ()


_FILTERS: dict[str, Callable[[Proposal, Linked], tuple[str, ...]]] = {
    "lead": lambda proposal, _: (proposal.lead.kind if proposal.lead else "unknown",),
    "theme": lambda proposal, _: tuple(proposal.themes),
    "group": _group,
    "source": lambda proposal, _: tuple(proposal.sources),
    "decision": lambda proposal, linked: (decision_of(proposal, linked),),
    "delivery": lambda proposal, linked: (delivery_of(linked.response_to.get(proposal.id)),),
    "department": _departments,
    "confidence": lambda proposal, _: (proposal.confidence or "unknown",),
    "text_status": lambda proposal, _: (proposal.text_status,),
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "lead": (*get_args(Lead.model_fields["kind"].annotation), "unknown"),
    "decision": get_args(Decision),
    "delivery": (*get_args(Delivery), "unknown"),
    "confidence": (*get_args(Confidence), "unknown"),
    "text_status": get_args(Proposal.model_fields["text_status"].annotation),
}


def _spelt(value: int, language: str) -> str:
    try:
        return str(num2words(value, lang=language.replace("-", "_")))
    except NotImplementedError:
        return f"{value:,}"
