"""What changed from one version of a project to another: things and what is said of them, and the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, get_args

from msgspec import Struct, field

from pet_report import coverage, figures
from pet_report.facts import KINDS, Field, How, Kind, Said, Subject, subjects
from pet_report.fingerprint import plain
from pet_report.link import Linked
from pet_report.model import Decision
from pet_report.rewording import Piece, compared

Act = Literal["added", "gone", "changed"]
What = Literal[
    "added", "withdrawn", "renamed", "moved", "renumbered", "retitled", "reworded", "decision", "answer", "delivery",
    "progress", "due", "kept", "superseded", "figure", "details",
]  # fmt: skip
"""What happened to a thing. renamed: its id is another. due: a promise was moved in time. details: all the rest."""
WHATS: tuple[What, ...] = get_args(What)


class Edit(Struct, frozen=True, kw_only=True):
    """One thing that is said otherwise. `old` or `new` is empty where it was not said before, or is no longer.

    how: what the items are: a text, a word or number, a date, ids. key: which of several of this name.
    """

    field: str
    key: str = ""
    how: How = "value"
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    @property
    def act(self) -> Act:
        return "added" if not self.old else "changed" if self.new else "gone"

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Of a text: old and new word by word."""
        return compared("".join(self.old), "".join(self.new))

    @property
    def gone(self) -> tuple[str, ...]:
        """Of names: those that were there before."""
        return tuple(each for each in self.old if each not in self.new)

    @property
    def added(self) -> tuple[str, ...]:
        return tuple(each for each in self.new if each not in self.old)


class Change(Struct, frozen=True, kw_only=True):
    """What is otherwise with one thing.

    id, title, number: as they are now, or were last. former: its id before, where that was another. of: the proposal
    of a commitment. group: that of a proposal. edits: in the order of the format; of what was added or is gone, all.
    """

    kind: Kind
    id: str
    act: Act
    title: str = ""
    number: str = ""
    former: str = ""
    of: str = ""
    group: str = ""
    edits: tuple[Edit, ...] = ()

    @property
    def what(self) -> tuple[What, ...]:
        """What happened to it, the most important first."""
        if self.act != "changed":
            return ("added" if self.act == "added" else "withdrawn",)
        found = {what_of(self.kind, each) for each in self.edits}
        return tuple(each for each in WHATS if each in found)


class Count(Struct, frozen=True, kw_only=True):
    """A figure computed from the data, before and after. subject: of what. name: which of them: `answered`."""

    subject: str
    name: str = ""
    before: int
    after: int


class Edition(Struct, frozen=True, kw_only=True):
    """A version of the project. issued: as the author wrote the date. whole: whether all of it could be read."""

    name: str
    title: str = ""
    edition: str = ""
    issued: str = ""
    whole: bool = True


class Changes(Struct, frozen=True, kw_only=True):
    """Everything that is otherwise, in the order of the report. names: what the ids in it are called, the new first."""

    before: Edition
    after: Edition
    counts: tuple[Count, ...]
    things: tuple[Change, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.things) or any(each.before != each.after for each in self.counts)

    def of(self, *kinds: Kind) -> tuple[Change, ...]:
        return tuple(each for each in self.things if each.kind in kinds)


def compare(before: Linked, after: Linked, names: tuple[str, str] = ("before", "after")) -> Changes:
    """What changed. `names`: what the two versions are called."""
    old, new = subjects(before), subjects(after)
    pairs = _paired(old, new)
    same = {one.id: other.id for one, other in pairs if one and other and one.id != other.id}
    found = [change for one, other in pairs if (change := _change(one, other, same))]
    return Changes(
        before=_edition(before, names[0]),
        after=_edition(after, names[1]),
        counts=tuple(_counts(before, after)),
        things=tuple(_in_order(found, [*(each.id for each in new), *(each.id for each in old)])),
        names={each.id: each.title for each in (*old, *new)},
    )


def what_of(kind: Kind, edit: Edit) -> What:
    """What it is called that this is said otherwise."""
    if edit.field == "id":
        return "renamed"
    by_field: Mapping[str, What] = {"proposal": _OF_PROPOSALS, "commitment": _OF_COMMITMENTS}.get(kind, _OF_OTHERS)
    if kind == "figure" and edit.field == "value":
        return "figure"
    return by_field.get(edit.field, "details")


_OF_PROPOSALS: Mapping[str, What] = {
    "group": "moved", "number": "renumbered", "title": "retitled", "text": "reworded", "parts": "reworded",
    "lead": "reworded", "timescale": "reworded", "cost": "reworded", "decision": "decision", "decided": "decision",
    "reason": "answer", "condition": "answer", "basis": "answer", "departments": "answer", "answer": "answer",
    "funding": "answer", "superseded_by": "answer", "delivery": "delivery", "progress": "progress",
}  # fmt: skip
_OF_COMMITMENTS: Mapping[str, What] = {
    "proposal": "moved", "text": "reworded", "due": "due", "due_note": "due", "kept": "kept",
    "superseded_by": "superseded",
}  # fmt: skip
_OF_OTHERS: Mapping[str, What] = {
    "name": "retitled", "title": "retitled", "number": "renumbered", "text": "reworded", "lead": "reworded",
    "introduction": "reworded", "answers_introduction": "reworded",
}  # fmt: skip


# --- which is which --------------------------------------------------------------------------------------------------


Pair = tuple[Subject | None, Subject | None]


def _paired(old: Sequence[Subject], new: Sequence[Subject]) -> list[Pair]:
    """Each thing with what it was before: by its id, else by one that it had, else by a name that no other has."""
    made: list[Pair] = []
    for kind in KINDS:
        before = {each.id: each for each in old if each.kind == kind}
        after = {each.id: each for each in new if each.kind == kind}
        found = [(before[id_], after[id_]) for id_ in after if id_ in before]
        for alike in (_was_called, _has_the_name):
            rest = _without(before, (one for one, _ in found)), _without(after, (other for _, other in found))
            found += _matching(*rest, alike)
        made += found
        made += [(None, each) for each in _without(after, (other for _, other in found))]
        made += [(each, None) for each in _without(before, (one for one, _ in found))]
    return made


def _without(things: Mapping[str, Subject], taken: Iterable[Subject]) -> list[Subject]:
    ids = {each.id for each in taken}
    return [each for each in things.values() if each.id not in ids]


def _matching(
    old: Sequence[Subject], new: Sequence[Subject], alike: Callable[[Subject, Subject], bool]
) -> list[tuple[Subject, Subject]]:
    """The pairs of which neither has a second partner."""
    found = [(one, other) for one in old for other in new if alike(one, other)]
    first, second = (Counter(each.id for each in side) for side in (tuple(zip(*found, strict=True)) or ((), ())))
    return [(one, other) for one, other in found if first[one.id] == second[other.id] == 1]


def _was_called(old: Subject, new: Subject) -> bool:
    """Either way round, so that it does not matter which of two versions is taken for the older one."""
    return old.id in new.former or new.id in old.former


def _has_the_name(old: Subject, new: Subject) -> bool:
    return old.kind not in ("proposal", "commitment", "part", "publication") and plain(old.title) == plain(new.title)


# --- what is otherwise -----------------------------------------------------------------------------------------------


def _change(old: Subject | None, new: Subject | None, same: Mapping[str, str]) -> Change | None:
    now = new or old
    if now is None:
        return None
    edits = tuple(_edits(old, new, same))
    if old and new and not edits:
        return None
    return Change(
        kind=now.kind,
        id=now.id,
        act="added" if old is None else "changed" if new else "gone",
        title=plain(now.title),
        number=now.number,
        former=old.id if old and old.id != now.id else "",
        of=same.get(now.of, now.of),
        group=_group(now, same),
        edits=edits,
    )


def _edits(old: Subject | None, new: Subject | None, same: Mapping[str, str]) -> Iterator[Edit]:
    before = {_today(name, same): _named_today(said, same) for name, said in (old.said if old else {}).items()}
    after = new.said if new else {}
    if old and new and old.id != new.id:
        yield Edit(field="id", old=(old.id,), new=(new.id,))
    for name in (*after, *(each for each in before if each not in after)):
        one, other = before.get(name), after.get(name)
        if _meant(one) != _meant(other):
            yield Edit(
                field=name.name, key=name.key, how=(other or one or _NOTHING).how, old=_items(one), new=_items(other)
            )


_NOTHING = Said("value", ())


def _items(said: Said | None) -> tuple[str, ...]:
    if said is None:
        return ()
    return tuple(map(plain, said.items)) if said.how == "words" else said.items


def _meant(said: Said | None) -> tuple[str, ...] | None:
    return tuple(map(plain, said.items)) if said else None


def _today(name: Field, same: Mapping[str, str]) -> Field:
    return name._replace(key=same.get(name.key, name.key))


def _named_today(said: Said, same: Mapping[str, str]) -> Said:
    """With the ids that things have now: that one was given another is told once, and not wherever it is named."""
    if said.how not in ("names", "order"):
        return said
    items = [same.get(each, each) for each in said.items]
    return said._replace(items=tuple(sorted(items) if said.how == "names" else items))


def _group(now: Subject, same: Mapping[str, str]) -> str:
    said = now.said.get(Field("group"))
    return same.get(said.items[0], said.items[0]) if said else ""


def _in_order(found: Sequence[Change], ids: Sequence[str]) -> list[Change]:
    """In the order of the report, a commitment behind its proposal; what is gone comes last."""
    place = {id_: at for at, id_ in reversed(list(enumerate(ids)))}

    def order(each: Change) -> tuple[int, int, int]:
        kind: Kind = "proposal" if each.kind == "commitment" else each.kind
        holder = each.of if each.kind == "commitment" else each.id
        return KINDS.index(kind), place.get(holder, len(place)), 0 if each.kind == kind else place[each.id] + 1

    return sorted(found, key=order)


# --- figures ---------------------------------------------------------------------------------------------------------


def _edition(linked: Linked, name: str) -> Edition:
    report = linked.project.report
    if report is None:
        return Edition(name=name, whole=False)
    return Edition(
        name=name,
        title=plain(report.title),
        edition=report.edition,
        issued=report.issued.text if report.issued else "",
        whole=linked.project.whole,
    )


def _counts(before: Linked, after: Linked) -> Iterator[Count]:
    """What publications count, where there is any of it in one of the two."""
    old, new = _counted(before), _counted(after)
    for subject, name in dict.fromkeys((*new, *old)):
        key = subject, name
        if old[key] or new[key] or not name:
            yield Count(subject=subject, name=name, before=old[key], after=new[key])


def _counted(linked: Linked) -> Counter[tuple[str, str]]:
    proposals = linked.proposals
    states = Counter(state for _, state in coverage.covered(linked))
    decisions = Counter(figures.decision_of(each, linked) for each in proposals)
    deliveries = Counter(figures.delivery_of(linked.response_to.get(each.id)) for each in proposals)
    found = {("proposals", ""): len(proposals), ("groups", ""): len(linked.groups)}
    found |= {("commitments", ""): len(linked.of_kind("commitment"))}
    found |= {("coverage", each): states[each] for each in coverage.STATES}
    found |= {("decision", each): decisions[each] for each in get_args(Decision)}
    found |= {("delivery", each): deliveries[each] for each in sorted(deliveries)}
    return Counter(found)
