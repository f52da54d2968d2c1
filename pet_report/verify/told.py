"""What the sources say, against what the publications hold: every proposal, and every answer, in its wording."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from msgspec import Struct

from pet_report.authored import Authored
from pet_report.diagnostics import Diagnostic, Note
from pet_report.link import Linked
from pet_report.markdown import OPAQUE, Passage, passages
from pet_report.model import Proposal, Response
from pet_report.source import Place
from pet_report.verify import faults
from pet_report.verify.occurrences import occurrences
from pet_report.verify.twin import bare

SHORTEST = 3
"""Characters of a piece of wording that is looked for: a shorter one is found anywhere."""


class Wording(Struct, frozen=True, kw_only=True):
    """A field of the sources. pieces: its words, as `form` gives them, parted where something is looked up."""

    name: str
    place: Place
    pieces: tuple[str, ...]


class Expected(Struct, frozen=True, kw_only=True):
    """A proposal. answer: what its answer says, for publications that hold the answers."""

    id: str
    number: str
    title: Wording
    wording: tuple[Wording, ...]
    answer: tuple[Wording, ...]


class Item(Struct, frozen=True, kw_only=True):
    """A proposal as it is printed: where, and all its words as `form` gives them."""

    place: Place
    words: str


class Printed(Struct, frozen=True, kw_only=True):
    """A publication. items: by id. answers: whether it is the one that holds the answers."""

    name: str
    place: Place
    items: Mapping[str, Item]
    answers: bool


def expected(linked: Linked) -> tuple[Expected, ...]:
    return tuple(
        _expected(proposal, linked.response_to.get(proposal.id))
        for file in linked.project.groups
        for proposal in file.proposals
    )


def _expected(proposal: Proposal, response: Response | None) -> Expected:
    parts = (_wording(each, "text", f"part {each.letter}") for each in proposal.parts)
    answer = (_wording(response, name) for name in ("text", "reason", "condition")) if response else ()
    return Expected(
        id=proposal.id,
        number=str(proposal.number or ""),
        title=Wording(name="title", place=proposal.at("title"), pieces=(form(proposal.title),)),
        wording=(_wording(proposal, "text"), *parts),
        answer=tuple(answer),
    )


def _wording(model: Authored, key: str, name: str = "") -> Wording:
    return Wording(name=name or key, place=model.at(key), pieces=tuple(_pieces(getattr(model, key) or "")))


def _pieces(text: str) -> Iterator[str]:
    """What an author wrote in words; parted where something is looked up, and where print may add a page or a note."""
    for passage in passages(text):
        at = [0, *_partings(passage, text), len(passage.text)]
        for start, end in pairwise(at):
            made = map(form, passage.text[start:end].split(OPAQUE))
            yield from (each for each in made if len(each) >= SHORTEST)


def _partings(passage: Passage, text: str) -> Iterator[int]:
    """Where in a passage a note is called or a reference ends: nothing is left of these marks but a gap."""
    for (inside, outside), (next_inside, next_outside) in pairwise(passage.pieces):
        gap = text[outside + next_inside - inside : next_outside]
        if any(mark in gap for mark in ("[^", "]]", "](")):
            yield next_inside


def form(text: str) -> str:
    """Words without spaces, and with marks that typography may change all alike."""
    return bare(text).translate(_ALIKE).replace("...", "…").replace("---", "-").replace("--", "-")


_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u2010": "-", "\u2011": "-"})


def compare(proposals: Iterable[Expected], printed: Printed) -> Iterator[Diagnostic]:
    """What a publication lacks, or has otherwise."""
    again = "build it again with `pet-report build`"
    proposals = tuple(proposals)
    held = _held(proposals, printed)
    for each in proposals:
        item = printed.items.get(each.id)
        if item is None:
            message = f'"{each.id}" is not in {printed.name}'
            notes = [Note(each.title.place, "it stands here in the sources")]
            yield faults.PROPOSAL_MISSING.at(printed.place, message, hint=again, notes=notes)
            continue
        if each.number and form(each.number) not in item.words:
            message = f'"{each.id}" is printed without its number, {each.number}'
            yield faults.PROPOSAL_DIFFERS.at(item.place, message, hint=again)
        for wording in _wordings(each, printed):
            if not held[item.words].issuperset(wording.pieces):
                kind = "answer" if wording in each.answer else "proposal"
                message = f'the {wording.name} of the {kind} "{each.id}" is not printed as the sources have it'
                notes = [Note(wording.place, "the sources have it here")]
                yield faults.PROPOSAL_DIFFERS.at(item.place, message, hint=again, notes=notes)


def _wordings(each: Expected, printed: Printed) -> tuple[Wording, ...]:
    return (each.title, *each.wording, *(each.answer if printed.answers else ()))


def _held(proposals: Iterable[Expected], printed: Printed) -> Mapping[str, frozenset[str]]:
    """By the words of an item, which pieces of wording are among them: of a PDF, all items have the words of all."""
    sought: dict[str, set[str]] = defaultdict(set)
    for each in proposals:
        if item := printed.items.get(each.id):
            sought[item.words].update(piece for wording in _wordings(each, printed) for piece in wording.pieces)
    return {
        words: frozenset(piece for piece, _ in occurrences(words, pieces)) | {""} for words, pieces in sought.items()
    }


def unknown(known: Mapping[str, object], printed: Printed) -> Iterator[Diagnostic]:
    """What a publication has that the sources do not."""
    for id_, item in printed.items.items():
        if id_ not in known:
            message = f'"{id_}" is printed, and is not in the sources'
            yield faults.PROPOSAL_UNKNOWN.at(item.place, message, hint="build it again with `pet-report build`")
