"""All that names a thing: every field and every text of the project that refers to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec import Struct

from pet_report.announce.rows import Column, Table
from pet_report.authored import Authored, MarkedValue, Refers, fields_of
from pet_report.link import Linked, Thing
from pet_report.markdown import REFERENCE
from pet_report.model import GroupFile, Report, Response, ResponseFile

COLUMNS = tuple(
    Column(key=each, head=each, whole=each in ("id", "place")) for each in ("what", "id", "title", "field", "place")
)


class _Holder(Struct, frozen=True, kw_only=True):
    """What an author would call the surroundings of a value; `trail` leads from there to what holds the value."""

    kind: str
    id: str
    title: str
    trail: tuple[str, ...] = ()


def naming(thing: Thing, linked: Linked) -> Table:
    """Every field and every text that names a thing, in reading order."""
    naming_it = [value for value in (*linked.references, *linked.prose) if _names(value, thing.id)]
    paths = {value.owner.at().source.path for value in naming_it}
    holders = {id(model): holder for model, holder in _holders_in(paths, linked)}
    rows = []
    for value in naming_it:
        holder, place = holders[id(value.owner)], value.owner.at()
        field_ = ": ".join([*holder.trail, str(value.path[0])]).replace("_", " ")
        if (holder.kind, holder.id) != (thing.kind, thing.id):
            rows.append((holder.kind, holder.id, holder.title, field_, f"{place.source.path}:{place.start.line}"))
    return Table(columns=COLUMNS, rows=tuple(dict.fromkeys(rows)))


def _names(value: MarkedValue, id_: str) -> bool:
    return value.value == id_ if isinstance(value.mark, Refers) else _mentions(value.value, id_)


def _mentions(text: str, id_: str) -> bool:
    """Whether prose refers to an id, or counts by it."""
    if "[[" not in text or id_ not in text:
        return False
    return any(id_ in match[1].replace("=", " ").split() for match in REFERENCE.finditer(text))


def _holders_in(paths: Collection[str], linked: Linked) -> Iterator[tuple[Authored, _Holder]]:
    """All that these files hold: to look through every file for one thing takes longer than all the rest."""
    project = linked.project
    roots = (*([project.report] if project.report else []), *project.groups, *project.responses)
    for root in (each for each in roots if each.at().source.path in paths):
        yield from _holders(root, _holder(root, _Holder(kind="report", id="", title=""), linked), linked)


def _holders(model: Authored, holder: _Holder, linked: Linked) -> Iterator[tuple[Authored, _Holder]]:
    yield model, holder
    for name, _, holds in fields_of(type(model)):
        value = getattr(model, name) if holds else None
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, Authored):
                further = _Holder(kind=holder.kind, id=holder.id, title=holder.title, trail=(*holder.trail, name))
                yield from _holders(part, _holder(part, further, linked), linked)


def _holder(model: Authored, around: _Holder, linked: Linked) -> _Holder:
    if isinstance(model, Report):
        return _Holder(kind="report", id="", title=model.title)
    if isinstance(model, Response):
        answered = linked.things.get(model.proposal)
        return _Holder(kind="answer", id=model.proposal, title=answered.title if answered else "")
    if isinstance(model, ResponseFile):
        return _Holder(kind="answers", id=model.group, title="")
    if isinstance(model, GroupFile):
        return _Holder(kind="group", id=model.group.id, title=model.group.name)
    thing = linked.things.get(getattr(model, "id", None) or "")
    return _Holder(kind=thing.kind, id=thing.id, title=thing.title) if thing and thing.model is model else around
