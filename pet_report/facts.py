"""What a project says of each thing, field by field and without its places: all that two versions are compared by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

from msgspec import Struct

from pet_report.authored import Authored, Refers, fields_of
from pet_report.figures import delivery_of
from pet_report.link import Linked
from pet_report.model import Commitment, GroupFile, Proposal, Publication, Report, Response, ResponseFile
from pet_report.when import Moment, When

Kind = Literal[
    "report", "publication", "part", "group", "proposal", "commitment", "figure", "theme", "organisation", "fund",
    "announcement", "source", "criterion",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order in which changes are told."""
How = Literal["words", "value", "date", "names", "order"]
"""words: a text, of which each word can change. value: one word or number. names: ids, in any order. order: ids in
this order."""


class Field(NamedTuple):
    """`key` tells those of a list apart: the letter of a part, the date of a report of progress."""

    name: str
    key: str = ""


class Said(NamedTuple):
    """What a field says. `items` are several where it names several things."""

    how: How
    items: tuple[str, ...]


class Subject(Struct, frozen=True, kw_only=True):
    """A thing, and what is said of it, in the order of the format.

    title: what readers call it. of: the proposal to which a commitment belongs. former: its ids of before.
    """

    kind: Kind
    id: str
    title: str
    said: Mapping[Field, Said]
    number: str = ""
    of: str = ""
    former: tuple[str, ...] = ()


_NOT_SAID = frozenset(("id", "former_ids", "criteria", "order"))
"""Ids tell things apart, and say nothing of them; what is ranked, and by what, is told by itself."""
_OF_THE_TOOL = frozenset(("format", "customs", "ignore", "style", "words"))
"""What in a report says how its files are to be read and checked, and nothing to readers."""


def subjects(linked: Linked) -> tuple[Subject, ...]:
    """Everything in a project that has a name of its own; where two share an id, the first."""
    found = [*_of_report(linked.project.report), *_groups(linked), *_proposals(linked)]
    first = {(each.kind, each.id): each for each in reversed(found)}
    return tuple(each for each in found if first[each.kind, each.id] is each)


def _of_report(report: Report | None) -> Iterator[Subject]:
    if report is None:
        return
    listed: dict[str, Sequence[Authored]] = {
        "theme": report.themes, "organisation": report.organisations, "fund": report.funds,
        "source": report.sources, "announcement": report.announcements, "figure": report.declared,
        "criterion": report.priorities.criteria if report.priorities else [],
    }  # fmt: skip
    own = [*_fields(report, skip=_OF_THE_TOOL | _HAVE_IDS), *_ranked(report)]
    yield Subject(kind="report", id="report", title=report.title, said=_mapping(own))
    for kind in KINDS:
        yield from (_subject(kind, model) for model in listed.get(kind, ()))
    for name in ("report", "response"):
        yield from _publication(name, getattr(report.publications, name))


_HAVE_IDS = frozenset(("publications", "themes", "organisations", "funds", "sources", "announcements", "declared"))


def _ranked(report: Report) -> Iterator[tuple[Field, Said]]:
    """The order of priority, and why each stands where it does."""
    order = report.priorities.order if report.priorities else []
    if order:
        yield Field("priorities", "order"), Said("order", tuple(each.proposal for each in order))
    yield from ((Field("priority", each.proposal), Said("words", (_line(each, {"proposal"}),))) for each in order)


def _publication(name: str, publication: Publication) -> Iterator[Subject]:
    said = _mapping(_fields(publication, skip={"parts"}))
    yield Subject(kind="publication", id=name, title=publication.title, said=said)
    names = _apart([(part.id or part.title or part.kind,) for part in publication.parts])
    for (own,), part in zip(names, publication.parts, strict=True):
        yield Subject(kind="part", id=f"{name}/{own}", title=part.title or own, said=_mapping(_fields(part)))


def _groups(linked: Linked) -> Iterator[Subject]:
    answers = {file.group: file for file in reversed(linked.project.responses)}
    for file in linked.project.groups:
        yield _subject("group", file.group, _introduction(answers.get(file.group.id)))


def _introduction(file: ResponseFile | None) -> Iterator[tuple[Field, Said]]:
    if file is not None and file.introduction:
        yield Field("answers_introduction"), Said("words", (file.introduction,))


def _proposals(linked: Linked) -> Iterator[Subject]:
    for file in linked.project.groups:
        for proposal in file.proposals:
            response = linked.response_to.get(proposal.id)
            yield _proposal(proposal, file, response)
            for commitment in response.commitments if response else ():
                yield _commitment(commitment, proposal)


def _proposal(proposal: Proposal, file: GroupFile, response: Response | None) -> Subject:
    said = _mapping([(Field("group"), Said("names", (file.group.id,))), *_fields(proposal), *_answer(response)])
    return Subject(
        kind="proposal", id=proposal.id, title=proposal.title, said=said, number=proposal.number or "",
        former=tuple(proposal.former_ids),
    )  # fmt: skip


def _answer(response: Response | None) -> Iterator[tuple[Field, Said]]:
    """What the answer says, under names that the proposal has not; that none was found is no answer."""
    if response is None:
        return
    for field, said in _fields(response, skip={"proposal", "commitments", "answers", "accepted"}):
        if said.items != ("none-found",):
            yield field._replace(name=ANSWER_NAMES.get(field.name, field.name)), said
    delivery = delivery_of(response)
    if delivery != "unknown":
        yield Field("delivery"), Said("value", (delivery,))


ANSWER_NAMES = {"text": "answer", "sources": "answer_sources", "notes": "answer_notes"}


def _commitment(commitment: Commitment, proposal: Proposal) -> Subject:
    said = _mapping([(Field("proposal"), Said("names", (proposal.id,))), *_fields(commitment)])
    return Subject(kind="commitment", id=commitment.id, title=commitment.text, said=said, of=proposal.id)


def _subject(kind: Kind, model: Any, more: Iterable[tuple[Field, Said]] = ()) -> Subject:
    title = next(str(words) for name in ("title", "name", "label", "id") if (words := getattr(model, name, None)))
    return Subject(kind=kind, id=model.id, title=title, said=_mapping([*_fields(model), *more]))


def _mapping(fields: Iterable[tuple[Field, Said]]) -> dict[Field, Said]:
    found = list(fields)
    names = _apart([field for field, _ in found])
    return {Field(*name): said for name, (_, said) in zip(names, found, strict=True)}


def _apart(names: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The same names, the second of two that are alike with a number behind it."""
    seen: Counter[tuple[str, ...]] = Counter()
    for *first, last in names:
        name = (*first, last)
        seen[name] += 1
        yield (*first, f"{last} #{seen[name]}".strip()) if seen[name] > 1 else name


# --- the fields of a model -------------------------------------------------------------------------------------------


def _fields(model: Authored, skip: Set[str] = frozenset()) -> Iterator[tuple[Field, Said]]:
    """What a model says, field by field; a model inside it field by field too, and a list of them item by item."""
    for name, value in _known(model, skip | _NOT_SAID):
        if isinstance(value, Authored):
            for field, said in _fields(value):
                yield Field(name, f"{field.name} {field.key}".strip()), said
        elif isinstance(value, list) and isinstance(value[0], Authored):
            for item in value:
                yield from _item(name, item)
        else:
            yield Field(name), _said(type(model), name, value)


def _known(model: Authored, skip: Set[str]) -> Iterator[tuple[str, Any]]:
    for name in type(model).__struct_fields__:
        value = getattr(model, name)
        if name not in skip and value is not None and value not in ("", []):
            yield name, value


def _item(name: str, item: Authored) -> Iterator[tuple[Field, Said]]:
    """An item of a list: what tells it from the others is its key, its sources stand by themselves."""
    keys = _KEYS.get(type(item).__name__, type(item).__struct_fields__[:1])
    key = ", ".join(_shown(each) for name_, each in _known(item, frozenset()) if name_ in keys)
    yield Field(name, key), Said("words", (_line(item, {*keys, "sources"}),))
    sources = getattr(item, "sources", None)
    if sources:
        yield Field(name, f"{key}: sources"), Said("names", tuple(sorted(sources)))


_KEYS = {
    "LetteredPart": ("letter",),
    "Progress": ("as_of", "by"),
    "ReportedCount": ("as_of", "by"),
    "Allocation": ("to", "period"),
}
"""By which fields the items of a list are told apart, where it is not the first of them."""


def _line(model: Authored, skip: Set[str]) -> str:
    """A small model in one line: `in-progress; The first club has opened.`"""
    return "; ".join(_shown(value) for _, value in _known(model, skip | _NOT_SAID))


def _shown(value: object) -> str:
    if isinstance(value, When):
        return value.text
    if isinstance(value, Authored):
        return _line(value, frozenset())
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return f"{value:,.15g}" if isinstance(value, float | int) else str(value)


def _said(model: type[Authored], name: str, value: Any) -> Said:
    if isinstance(value, When):
        return Said("date", (value.text,))
    if isinstance(value, list):
        known = _refers(model, name)
        return Said("names", tuple(sorted(value))) if known else Said("order", tuple(map(_shown, value)))
    if not isinstance(value, str) or _is_one_of_few(model, name):
        return Said("value", (_shown(value) if not isinstance(value, Moment) else value.text,))
    return Said("names" if _refers(model, name) else "words", (value,))


@cache
def _refers(model: type[Authored], name: str) -> bool:
    return any(each == name and isinstance(mark, Refers) for each, mark, _ in fields_of(model))


@cache
def _is_one_of_few(model: type[Authored], name: str) -> bool:
    """Whether it is a word of the format, or a number that is written as a text."""
    return _has_few(model.__annotations__[name]) or name in ("number", "currency", "language")


def _has_few(annotation: Any) -> bool:
    return get_origin(annotation) is Literal or any(map(_has_few, get_args(annotation)))
