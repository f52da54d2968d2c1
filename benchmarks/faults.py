"""Faults put into a sound project on purpose, each with what a checker must say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.corpus import SEED, Record, project
from benchmarks.grammar import Dice


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Seeded:
    """A fault: the rule that it breaks, the file, and the entry that the finding is in: a proposal, or its answer."""

    rule: str
    path: str
    entry: str


@dataclass(slots=True, kw_only=True)
class _Pair:
    """A proposal and its answer, in their files; the answer is always there."""

    asked: Record
    answer: Record
    asked_path: str
    answers_path: str
    answers: list[Record]


def seeded(proposals: int, rate: float, seed: int = SEED) -> tuple[dict[str, Record], list[Seeded]]:
    """A project in which every proposal was answered soundly, and then `rate` of them got each kind of fault.

    No proposal gets two, so that none can hide another.
    """
    made = project(proposals, seed, all_answered=True)
    made["report.yaml"]["edition"] = "consultation"
    for figure in made["report.yaml"]["declared"]:
        figure.pop("breakdown", None)  # it counts the very reports that are spoilt here
    pairs = list(_pairs(made))
    pairs = Dice(seed, "faults").several(pairs, len(pairs))
    each = round(len(pairs) * rate)
    if each * len(FAULTS) > len(pairs):
        raise ValueError(f"{len(FAULTS)} kinds of fault at {rate:.0%} are more than there are proposals")
    told = [
        Seeded(rule=rule, path=getattr(pair, _WHERE.get(rule, "answers_path")), entry=spoil(pair))
        for number, (rule, spoil) in enumerate(FAULTS)
        for pair in pairs[number * each : (number + 1) * each]
    ]
    return made, sorted(told)


def _pairs(made: dict[str, Record]) -> Iterator[_Pair]:
    for path, file in made.items():
        answers_path = path.removesuffix(".yaml") + ".response.yaml"
        if answers_path in made:
            answers = made[answers_path]["responses"]
            by_id = {each["proposal"]: each for each in answers}
            for asked in file["proposals"]:
                yield _Pair(
                    asked=asked,
                    answer=by_id[asked["id"]],
                    asked_path=path,
                    answers_path=answers_path,
                    answers=answers,
                )


def _own(pair: _Pair) -> str:
    return str(pair.asked["id"])


# --- each fault, and the entry in which it is found ------------------------------------------------------------------


def _missing(pair: _Pair) -> str:
    pair.answers.remove(pair.answer)
    return _own(pair)


def _stale(pair: _Pair) -> str:
    pair.asked["title"] += " at once"
    return _own(pair)


def _orphaned(pair: _Pair) -> str:
    gone = f"{_own(pair)}-gone"
    pair.answers.append({"proposal": gone, "decision": "accepted", "sources": pair.asked["sources"][:1]})
    return gone


def _decided(pair: _Pair, **fields: str) -> str:
    """What was not answered before is answered now, and that needs a source."""
    pair.answer |= {"sources": pair.asked["sources"][:1], **fields}
    return _own(pair)


def _duplicate(pair: _Pair) -> str:
    again = {key: value for key, value in pair.answer.items() if key not in ("commitments", "superseded_by")}
    pair.answers.append({**again, "decision": "accepted", "sources": pair.asked["sources"][:1]})
    return _own(pair)


def _predated(pair: _Pair) -> str:
    pair.asked["proposed"] = "2010-05-01"
    return _own(pair)


def _without_reason(pair: _Pair) -> str:
    pair.answer.pop("reason", None)
    return _decided(pair, decision="noted")


def _without_condition(pair: _Pair) -> str:
    pair.answer.pop("condition", None)
    return _decided(pair, decision="accepted-in-principle", reason="Money is short.")


def _without_successor(pair: _Pair) -> str:
    pair.answer.pop("superseded_by", None)
    return _decided(pair, decision="superseded", reason="It was merged.")


def _progress(*entries: tuple[str, str], sources: bool = True) -> Callable[[_Pair], str]:
    def spoil(pair: _Pair) -> str:
        source = {"sources": pair.asked["sources"][:1]} if sources else {}
        pair.answer["progress"] = [{"as_of": day, "status": status, "by": "A", **source} for day, status in entries]
        return _own(pair)

    return spoil


def _overdue(pair: _Pair) -> str:
    pair.answer.pop("progress", None)
    source = pair.asked["sources"][:1]
    pair.answer["commitments"] = [{"id": f"{_own(pair)}-late", "text": "A letter", "due": "2010-04", "sources": source}]
    return _own(pair)


def _documented(pair: _Pair) -> str:
    pair.asked |= {"confidence": "documented", "text_status": "paraphrase", "sources": []}
    return _own(pair)


def _unknown_theme(pair: _Pair) -> str:
    pair.asked["themes"] = [*pair.asked["themes"], "theme-that-nobody-declared"]
    return _own(pair)


def _no_theme(pair: _Pair) -> str:
    pair.asked["themes"] = []
    return _own(pair)


def _unknown_department(pair: _Pair) -> str:
    pair.answer["departments"] = ["org-that-nobody-declared"]
    return _own(pair)


def _dangling(pair: _Pair) -> str:
    pair.answer["notes"] = "See [[what-is-not-here]]."
    return _own(pair)


def _typed_figure(pair: _Pair) -> str:
    pair.answer["notes"] = "It is one of 9,999 proposals."
    return _own(pair)


FAULTS: tuple[tuple[str, Callable[[_Pair], str]], ...] = (
    ("response/missing", _missing),
    ("response/stale", _stale),
    ("response/orphaned", _orphaned),
    ("response/duplicate", _duplicate),
    ("response/predated", _predated),
    ("response/reason-missing", _without_reason),
    ("response/condition-missing", _without_condition),
    ("response/successor-missing", _without_successor),
    ("progress/unsourced", _progress(("2010-02", "in-progress"), sources=False)),
    ("date/order", _progress(("2010-02", "completed"), ("2009-02", "in-progress"))),
    ("progress/backwards", _progress(("2010-02", "completed"), ("2010-04", "in-progress"))),
    ("commitment/overdue", _overdue),
    ("confidence/unsourced", _documented),
    ("theme/unknown", _unknown_theme),
    ("theme/none", _no_theme),
    ("organisation/unknown", _unknown_department),
    ("prose/unknown-reference", _dangling),
    ("figure/typed", _typed_figure),
)
"""Rule, and what breaks it."""
_WHERE = dict.fromkeys(("response/missing", "confidence/unsourced", "theme/unknown", "theme/none"), "asked_path")
"""The rules that speak of the proposal; the others speak of its answer."""


def entry_at(lines: Any, line: int) -> str:
    """The id of the entry that a line of a file is in; entries stand after a dash, two spaces in."""
    for text in reversed(lines[:line]):
        for head in ("  - id: ", "  - proposal: "):
            if text.startswith(head):
                return str(text.removeprefix(head))
    return ""
