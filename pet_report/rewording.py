"""What a proposal said when it was answered, and what it says now, word by word."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from msgspec import Struct

from pet_report.fingerprint import fingerprint, plain
from pet_report.model import AnsweredCost, AnsweredLead, AnsweredWording, Cost, Lead, Proposal, Response
from pet_report.source import Place

AROUND = 2
"""Words that are shown on each side of a change, and that may stand between two that are shown as one."""
WIDTH = 88


class Change(Struct, frozen=True, kw_only=True):
    """A stretch of one field that reads otherwise. `old` is empty where words were added, `new` where they are gone.

    before, after: the words on either side, which are the same in both. place: where the new words stand, or what
    would hold them.
    """

    field: str
    old: str
    new: str
    before: str
    after: str
    place: Place

    def __str__(self) -> str:
        """`the text said "until ten", and says now "until midnight"`."""
        old, new = (quoted(f"{self.before} {each} {self.after}") for each in (self.old, self.new))
        if not self.old:
            return f"the {self.field} now also says {quoted(self.new)}" if self.before else f"the {self.field} is new"
        if not self.new:
            return f"the {self.field} no longer says {quoted(self.old)}"
        return f"the {self.field} said {old}, and says now {new}"


def changes(old: AnsweredWording | Proposal, new: Proposal) -> tuple[Change, ...]:
    """Everything that counts for the fingerprint and differs, in the order of the fields."""
    return tuple(_changes(old, new))


class Piece(Struct, frozen=True, kw_only=True):
    """Some words of two versions of a text. `old` and `new` are the same where both have them."""

    old: str
    new: str

    @property
    def changed(self) -> bool:
        return self.old != self.new


def compared(old: str, new: str) -> tuple[Piece, ...]:
    """Two versions of a text from beginning to end: what both have, and what only one has. White space does not count.

    The old words of all pieces are the old text, the new words the new one.
    """
    before, after = _words(old), _words(new)
    made: list[Piece] = []
    reached = 0
    for (a, b), (c, d) in _stretches(before, after):
        made += [_same(before[reached:a]), Piece(old=" ".join(before[a:b]), new=" ".join(after[c:d]))]
        reached = b
    return tuple(each for each in (*made, _same(before[reached:])) if each.old or each.new)


def _same(words: Sequence[str]) -> Piece:
    return Piece(old=" ".join(words), new=" ".join(words))


def wording_answered(response: Response) -> AnsweredWording | None:
    """The wording that the answer was last accepted for, where the file still holds it."""
    held = (each.wording for each in reversed(response.accepted) if each.answers == response.answers)
    return next((each for each in held if fingerprint(each) == response.answers), None)


def kept(proposal: Proposal | AnsweredWording) -> dict[str, Any]:
    """The wording as an entry of a response holds it: the fields of `AnsweredWording` that have something to say."""
    lead, cost = proposal.lead, proposal.cost
    fields = {
        "title": _line(proposal.title),
        "text": _block(proposal.text),
        "parts": [{"letter": part.letter, "text": _block(part.text)} for part in proposal.parts],
        "lead": _known(kind=lead.kind, organisations=lead.organisations, note=lead.note) if lead else None,
        "timescale": _line(proposal.timescale) if proposal.timescale else None,
        "cost": _kept_cost(cost) if cost else None,
    }
    return _known(**fields)


def _kept_cost(cost: Cost | AnsweredCost) -> dict[str, Any]:
    """Amounts without a point where an author would write none."""
    amount, to = (int(each) if each is not None and each == int(each) else each for each in (cost.amount, cost.to))
    return _known(amount=amount, to=to, currency=cost.currency, period=cost.period)


def quoted(words: str, most: int = 90) -> str:
    """Words in quotation marks, their middle left out where they are many."""
    words = plain(words)
    if len(words) > most:
        words = f"{words[: most // 2].rstrip()} … {words[-most // 2 :].lstrip()}"
    return f'"{words}"'


# --- comparing -------------------------------------------------------------------------------------------------------


def _changes(old: AnsweredWording | Proposal, new: Proposal) -> Iterator[Change]:
    yield from _in_text("title", old.title, new.title, new, "title")
    yield from _in_text("text", old.text, new.text, new, "text")
    yield from _in_parts(old, new)
    yield from _in_value("lead", _lead(old.lead), _lead(new.lead), new.at("lead"))
    yield from _in_text("timescale", old.timescale, new.timescale, new, "timescale")
    yield from _in_value("cost", _cost(old.cost), _cost(new.cost), new.at("cost"))


def _in_parts(old: AnsweredWording | Proposal, new: Proposal) -> Iterator[Change]:
    before = {plain(part.letter): part.text for part in old.parts}
    for index, part in enumerate(new.parts):
        label = f"part {part.letter}"
        yield from _in_text(label, before.pop(plain(part.letter), ""), part.text, new, "parts", index, "text")
    for letter, text in before.items():
        yield _whole(f"part {letter}", plain(text), "", new.at("parts"))


def _in_value(field: str, old: str, new: str, place: Place) -> Iterator[Change]:
    if old != new:
        yield _whole(field, old, new, place)


def _whole(field: str, old: str, new: str, place: Place) -> Change:
    return Change(field=field, old=old, new=new, before="", after="", place=place)


def _in_text(field: str, old: str | None, new: str | None, holder: Proposal, *path: str | int) -> Iterator[Change]:
    """The stretches of words that differ. White space does not count."""
    spans = [match.span() for match in re.finditer(r"\S+", new or "")]
    before, after = _words(old), _words(new)
    for (a, b), (c, d) in _stretches(before, after):
        lead, tail = before[max(a - AROUND, 0) : a], before[b : b + AROUND]
        place = holder.at(*path)
        if c < d:
            place = holder.located(*path).within(spans[c][0], spans[d - 1][1] - spans[c][0])
        yield Change(
            field=field,
            old=" ".join(before[a:b]),
            new=" ".join(after[c:d]),
            before=" ".join(lead),
            after=" ".join(tail),
            place=place,
        )


def _stretches(old: Sequence[str], new: Sequence[str]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """What differs, as ranges of the two; what lies close together is one."""
    found: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for tag, a, b, c, d in _differences(old, new):
        if tag == "equal":
            continue
        if found and a - found[-1][0][1] <= AROUND:
            (first, _), (begun, _) = found.pop()
            found.append(((first, b), (begun, d)))
        else:
            found.append(((a, b), (c, d)))
    return found


def _differences(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """As difflib tells them; in one piece where too many words are alike to try how they lie best."""
    begun = _alike(old, new)
    ended = _alike(old[begun:][::-1], new[begun:][::-1])
    a, b, c, d = begun, len(old) - ended, begun, len(new) - ended
    counts = Counter(new[c:d])
    if sum(counts[word] for word in old[a:b]) > _MOST_ALIKE:
        return [("replace", a, b, c, d)]
    inside = SequenceMatcher(None, old[a:b], new[c:d], autojunk=False).get_opcodes()
    return [("equal", 0, begun, 0, begun), *((tag, i + a, j + a, k + c, m + c) for tag, i, j, k, m in inside)]


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words at the beginning are the same."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


_MOST_ALIKE = 1_000_000
"""Pairs of equal words; the texts of a long report have a tenth of it."""


def _words(text: str | None) -> list[str]:
    return unicodedata.normalize("NFC", text or "").split()


def _lead(lead: Lead | AnsweredLead | None) -> str:
    if lead is None:
        return ""
    return "; ".join(each for each in (lead.kind, ", ".join(sorted(lead.organisations)), plain(lead.note)) if each)


def _cost(cost: Cost | AnsweredCost | None) -> str:
    if cost is None:
        return ""
    span = " to ".join(f"{each:,.10g}" for each in (cost.amount, cost.to) if each is not None)
    return " ".join(each for each in (cost.currency, span, plain(cost.period)) if each)


# --- keeping ---------------------------------------------------------------------------------------------------------


def _line(text: str) -> str:
    return text if len(text) <= WIDTH and "\n" not in text else _block(text)


def _block(text: str) -> str:
    """As it stands in a block of text. Where an author wrote one long line it is broken: that does not count."""
    lines = textwrap.dedent(text.expandtabs(4)).strip().split("\n")
    if len(lines) == 1 and len(lines[0]) > WIDTH:
        lines = textwrap.wrap(lines[0], WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines) + "\n"


def _known(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
