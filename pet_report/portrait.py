"""Everything that is known of one thing with an id, in words: its fields, its answer, and all that names it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from pet_report import coverage, figures, listing, mentions
from pet_report.announce.cells import in_markdown as escaped
from pet_report.announce.cells import paragraph_in_markdown, visible
from pet_report.announce.rows import Column, Table, as_csv, as_markdown, as_text, document, filled, shown
from pet_report.authored import Authored, Refers, fields_of
from pet_report.catalogue import Message
from pet_report.fingerprint import fingerprint
from pet_report.link import Linked, Thing
from pet_report.markdown import REFERENCE
from pet_report.model import Cost, Group, Lead, Proposal, Reference, Response, Theme
from pet_report.moment import history
from pet_report.view import words
from pet_report.when import When


class Fact(Struct, frozen=True, kw_only=True):
    label: str
    text: str


class Section(Struct, frozen=True, kw_only=True):
    """Facts, or a table; `prose` has no labels."""

    title: str = ""
    prose: str = ""
    facts: tuple[Fact, ...] = ()
    table: Table | None = None


class Portrait(Struct, frozen=True, kw_only=True):
    """`said`: what kind of thing it is, its id and where it stands. `plain`: all of it, for programs."""

    title: str
    said: str
    sections: tuple[Section, ...]
    plain: Mapping[str, Any]


def portrait(id_: str, linked: Linked) -> Portrait | None:
    """What has this id, or had it before; None where nothing has."""
    renamed = linked.former.get(id_)
    thing = linked.things.get(renamed.id if renamed and id_ not in linked.things else id_)
    if thing is None:
        return None
    place = thing.model.at()
    formerly = f", formerly {id_}" if thing.id != id_ else ""
    return Portrait(
        title=_Words(linked).prose(thing.title),
        said=f"{_kind(thing, linked)} {thing.id}{formerly}, in {place.source.path}:{place.start.line}",
        sections=tuple(_sections(thing, linked)),
        plain=_plain_portrait(thing, linked),
    )


# --- its parts ---------------------------------------------------------------------------------------------------


def _kind(thing: Thing, linked: Linked) -> str:
    report = linked.project.report
    names = {"proposal": report.wording.proposal[0], "group": report.wording.group[0]} if report else {}
    return names.get(thing.kind, thing.kind).capitalize()


def _sections(thing: Thing, linked: Linked) -> Iterator[Section]:
    said, model = _Words(linked), thing.model
    if isinstance(model, Proposal):
        yield from _of_proposal(model, linked)
    elif isinstance(model, Group):
        yield Section(facts=said.facts(model, but=("id",)))
        yield _named(listing.proposals(linked, {"group": [model.id]}), "Recorded")
    else:
        yield Section(facts=(*_home(model, linked), *said.facts(model, but=("id",))))
    yield _named(mentions.naming(thing, linked), "Named by")


def _home(model: Authored, linked: Linked) -> Iterator[Fact]:
    """What a promise or a lettered part belongs to."""
    said = _Words(linked)
    for _, response in linked.responses:
        if any(each is model for each in response.commitments):
            yield Fact(label="promised for", text=said.name(response.proposal))
    for proposal in linked.proposals:
        if any(each is model for each in proposal.parts):
            yield Fact(label="part of", text=said.name(proposal.id))


def _of_proposal(proposal: Proposal, linked: Linked) -> Iterator[Section]:
    said = _Words(linked)
    group = Fact(label="group", text=said.name(linked.group_of[proposal.id].group.id))
    seal = Fact(label="fingerprint", text=fingerprint(proposal))
    yield Section(facts=(group, *said.facts(proposal, but=("id", "title", "text", "parts", "related")), seal))
    parts = [f"({each.letter}) {each.text}" for each in proposal.parts]
    yield Section(title="Wording", prose=said.prose("\n\n".join([proposal.text, *parts])))
    response = linked.response_to.get(proposal.id)
    yield from _answer(response, linked) if response else (Section(title="Answer", prose="None is recorded."),)
    yield _named(_related(proposal, linked), "Related")


def _answer(response: Response, linked: Linked) -> Iterator[Section]:
    said = _Words(linked)
    label, meaning = words.DECISIONS[response.decision]
    place = response.at()
    facts = (
        Fact(label="decision", text=f"{label.text}. {meaning.text}"),
        *said.facts(response, but=("proposal", "answers", "accepted", "decision", "commitments", "progress")),
        *([_answered(response, linked)] if response.answers else []),
        Fact(label="stands in", text=f"{place.source.path}:{place.start.line}"),
    )
    yield Section(title="Answer", facts=facts)
    yield _named(_commitments(response, said), "Commitments")
    yield _named(_progress(response, said), "Progress")


def _answered(response: Response, linked: Linked) -> Fact:
    proposal = linked.proposal(response.proposal)
    stale = proposal is not None and coverage.is_stale(response, proposal)
    said = "another wording than that of today: `pet-report coverage` says more" if stale else "the wording of today"
    return Fact(label="answers", text=f"{response.answers}, {said}")


def _named(table: Table, title: str) -> Section:
    return Section(title=title, table=table) if table.rows else Section()


def _commitments(response: Response, said: _Words) -> Table:
    columns = _columns("id", "promise", "owner", "due", "kept")
    rows = [
        (
            each.id,
            said.prose(each.text),
            said.name(each.owner) if each.owner else said.prose(each.owner_note or ""),
            said.prose(each.due_note or "") or each.due,
            each.kept,
        )
        for each in response.commitments
    ]
    return Table(columns=columns, rows=tuple(rows))


def _progress(response: Response, said: _Words) -> Table:
    columns = _columns("date", "status", "by", "report", "sources")
    rows = [
        (
            each.as_of,
            words.DELIVERIES[each.status][0].text if each.status else "Statement",
            each.by,
            said.prose(each.text or ""),
            tuple(each.sources),
        )
        for each in history(response)
    ]
    return Table(columns=columns, rows=tuple(rows))


def _related(proposal: Proposal, linked: Linked) -> Table:
    rows = [
        (each.id, each.title, linked.group_of[each.id].group.id, _side(proposal, each))
        for each in linked.related(proposal)
    ]
    return Table(columns=_columns("id", "title", "group", "named by"), rows=tuple(rows))


def _side(proposal: Proposal, other: Proposal) -> str:
    if other.id in proposal.related:
        return "both" if proposal.id in other.related else "this one"
    return "the other"


def _columns(*heads: str) -> tuple[Column, ...]:
    return tuple(Column(key=each.replace(" ", "_"), head=each, whole=each in ("id", "date", "place")) for each in heads)


# --- for programs ------------------------------------------------------------------------------------------------


def _plain_portrait(thing: Thing, linked: Linked) -> dict[str, Any]:
    place, model = thing.model.at(), thing.model
    told = {
        "kind": thing.kind,
        "id": thing.id,
        "title": thing.title,
        "path": place.source.path,
        "line": place.start.line,
        "fields": plain(model),
        "named_by": _rows(mentions.naming(thing, linked)),
    }
    if not isinstance(model, Proposal):
        return told
    response = linked.response_to.get(model.id)
    return {
        **told,
        "group": linked.group_of[model.id].group.id,
        "fingerprint": fingerprint(model),
        "answer": plain(response) if response else None,
        "related": _rows(_related(model, linked)),
    }


def _rows(table: Table) -> list[dict[str, Any]]:
    return [dict(zip((each.key for each in table.columns), row, strict=True)) for row in table.rows]


def plain(value: object) -> Any:
    """Values as authors wrote them; what was left out is null, or an empty list."""
    if isinstance(value, Authored):
        return {name: plain(getattr(value, name)) for name in type(value).__struct_fields__}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.text if isinstance(value, When) else value


# --- in words ----------------------------------------------------------------------------------------------------

_LABELS: dict[tuple[type[Authored], str], Mapping[str, Message]] = {
    (Proposal, "text_status"): words.TEXT_STATUSES,
    (Proposal, "confidence"): words.CONFIDENCES,
    (Response, "basis"): words.BASES,
    (Theme, "kind"): words.THEME_KINDS,
    (Reference, "read"): words.READ,
}


class _Words(Struct, frozen=True):
    """Says what fields hold, with what they refer to by its title."""

    linked: Linked

    def facts(self, model: Authored, *, but: tuple[str, ...] = ()) -> tuple[Fact, ...]:
        """A line for each field that holds anything."""
        named = ((name, self._value(model, name)) for name in type(model).__struct_fields__ if name not in but)
        return tuple(Fact(label=name.replace("_", " "), text=text) for name, text in named if text)

    def name(self, id_: str) -> str:
        thing = self.linked.things.get(id_)
        return f"{thing.title} ({id_})" if thing else id_

    def prose(self, text: str) -> str:
        """Markdown as it is, with the names and figures that its references stand for."""
        return REFERENCE.sub(lambda match: match[2] or self._referred(match[1].strip()), text).strip()

    def _referred(self, target: str) -> str:
        if not target.startswith(figures.PREFIX):
            return self.linked.things[target].title if target in self.linked.things else target
        try:
            return figures.in_words(figures.parse(target), self.linked)
        except figures.BadCount:
            return f"[[{target}]]"

    def _value(self, model: Authored, name: str) -> str:
        value = getattr(model, name)
        if isinstance(value, list):
            texts = [self._one(model, name, each) for each in value]
            return ";\n".join(texts)
        return "" if value is None else self._one(model, name, value)

    def _one(self, model: Authored, name: str, value: object) -> str:
        match value:
            case Lead():
                organisations = ", ".join(map(self.name, value.organisations))
                return self._joined(words.LEADS[value.kind].text, organisations, self.prose(value.note or ""))
            case Cost():
                return self._joined(self._money(value), self.prose(value.note or ""))
            case Authored():
                return "; ".join(f"{fact.label}: {fact.text}" for fact in self.facts(value))
            case str():
                return self._text(model, name, value)
        return shown(value) if isinstance(value, int | float) else str(value)

    def _text(self, model: Authored, name: str, value: str) -> str:
        marks = {each: mark for each, mark, _ in fields_of(type(model))}
        if isinstance(marks.get(name), Refers):
            return self.name(value)
        label = _LABELS.get((type(model), name), {}).get(value)
        return label.text if label else self.prose(value)

    def _money(self, cost: Cost) -> str:
        span = " to ".join(shown(each) for each in (cost.amount, cost.to) if each is not None)
        return " ".join(filter(None, [cost.currency if span else "", span, cost.period or ""]))

    def _joined(self, *texts: str) -> str:
        return "; ".join(filter(None, texts))


# --- its forms ---------------------------------------------------------------------------------------------------


def in_text(portrait: Portrait, *, room: int = 80) -> str:
    """For a terminal of `room` cells."""
    parts = [_text_of(each, room) for each in portrait.sections]
    head = "\n".join([*filled(portrait.title, room), *filled(portrait.said, room)]) + "\n"
    return "\n".join(filter(None, [head, *parts]))


def _text_of(section: Section, room: int) -> str:
    title = f"{section.title.upper()}\n" if section.title else ""
    widest = max((len(each.label) for each in section.facts), default=0) + _GAP
    lines = [line for each in section.facts for line in _labelled(each, widest, room)]
    lines += [f"  {line}".rstrip() for line in _paragraphs(section.prose, room - _GAP)]
    table = as_text(section.table, room=room) if section.table else ""
    body = "".join(f"{line}\n" for line in lines) + table
    return title + body if body else ""


_GAP = 2


def _labelled(fact: Fact, widest: int, room: int) -> Iterator[str]:
    for number, line in enumerate(_paragraphs(fact.text, room - widest)):
        yield f"{'' if number else fact.label:{widest}}{line}".rstrip()


def _paragraphs(text: str, room: int) -> list[str]:
    """Lines of at most `room` cells; an empty one between paragraphs, a new one for each item of a list."""
    lines: list[str] = []
    for paragraph in filter(str.strip, _EMPTY.split(text)):
        lines += [""] if lines else []
        lines += [line for item in _ITEM.split(paragraph) for line in filled(item, room)]
    return lines


_EMPTY = re.compile(r"\n[ \t]*\n")
_ITEM = re.compile(r"(?<=;)\n|\n(?=[ \t]*(?:[-*+] |\d+[.)] |\[\^))")


def in_markdown(portrait: Portrait, *, room: int = 0) -> str:  # noqa: ARG001 - one shape for all forms
    """For a page; prose is Markdown already, and stays so."""
    parts = [f"## {escaped(portrait.title)}", paragraph_in_markdown(portrait.said)]
    for section in portrait.sections:
        parts += [f"### {escaped(section.title)}"] if section.title else []
        parts += ["\n".join(f"- **{each.label}:** {escaped(' '.join(each.text.split()))}" for each in section.facts)]
        parts += [_harmless(section.prose), as_markdown(section.table).rstrip() if section.table else ""]
    return "\n\n".join(filter(None, parts)) + "\n"


def _harmless(prose: str) -> str:
    """Markdown without HTML, and without what is invisible."""
    return "\n".join(visible(line).replace("<", "&lt;") for line in prose.split("\n"))


def in_json(portrait: Portrait, *, room: int = 0) -> str:  # noqa: ARG001 - one shape for all forms
    return document(portrait.plain)


def in_csv(portrait: Portrait, *, room: int = 0) -> str:  # noqa: ARG001 - one shape for all forms
    """For a spreadsheet: a row for each fact; of a table, for each of its cells that says something."""
    columns = (Column(key="part", head="part"), Column(key="field", head="field"), Column(key="value", head="value"))
    rows = [("", "title", portrait.title), ("", "what", portrait.said)]
    rows += [(section.title, *pair) for section in portrait.sections for pair in _pairs(section)]
    return as_csv(Table(columns=columns, rows=tuple(rows)))


def _pairs(section: Section) -> Iterator[tuple[str, str]]:
    if section.prose:
        yield "text", section.prose
    yield from ((each.label, each.text) for each in section.facts)
    for number, row in enumerate(section.table.rows if section.table else (), start=1):
        cells = zip(section.table.columns, row, strict=True) if section.table else ()
        yield from ((f"{number} {column.head}", said) for column, cell in cells if (said := shown(cell)))


FORMS = {"table": in_text, "json": in_json, "csv": in_csv, "md": in_markdown}
