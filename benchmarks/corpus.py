"""Projects of any size, invented from a seed: the same bytes on every machine, every field of the format in use."""

from __future__ import annotations

import argparse
import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks import grammar
from benchmarks.grammar import Dice, capital
from pet_report.authored import convert
from pet_report.fingerprint import fingerprint
from pet_report.model import Proposal

SEED = 2005
ISSUED = date(2011, 9, 30)
COUNTED = "2010-12-31"
"""When the declared figures were true."""
WIDTH = 88

Record = dict[str, Any]
"""A mapping of the format, in the order in which an author would write it."""


def write(
    folder: Path, proposals: int, seed: int = SEED, *, responses: bool = True, all_answered: bool = False
) -> None:
    """A project of so many proposals in a new folder."""
    write_files(folder, project(proposals, seed, responses=responses, all_answered=all_answered))


def write_files(folder: Path, made: Mapping[str, Record]) -> None:
    (folder / "groups").mkdir(parents=True)
    for name, record in made.items():
        (folder / name).write_text(as_yaml(record), encoding="utf-8", newline="\n")


def project(
    proposals: int, seed: int = SEED, *, responses: bool = True, all_answered: bool = False
) -> dict[str, Record]:
    """The files of a project by name, `report.yaml` last, for it counts what the others hold.

    One proposal in eight has no answer, unless all are to be answered: then the edition is a final one.
    """
    plan = _plan(proposals, seed, all_answered=all_answered)
    asked = _groups(plan)
    answered = [_response_file(plan, file) for file in asked] if responses else []
    files = {f"groups/{_stem(plan, file)}.yaml": file for file in asked}
    files |= {f"groups/{_stem(plan, file)}.response.yaml": each for file, each in zip(asked, answered, strict=False)}
    return {**files, "report.yaml": _report(plan, asked, answered)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is decided before anything is written: how many there are of everything, and what it is called."""

    seed: int
    all_answered: bool
    titles: tuple[str, ...]
    ids: tuple[str, ...]
    homes: tuple[int, ...]
    groups: tuple[str, ...]
    themes: tuple[str, ...]
    organisations: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    funds: tuple[str, ...]

    def dice(self, *name: object) -> Dice:
        """Each thing has dice of its own, so that one more field here changes nothing there."""
        return Dice(self.seed, *name)

    @property
    def size(self) -> int:
        return len(self.ids)

    @property
    def departments(self) -> list[str]:
        return [each for each, kind in self.organisations if kind == "department"]

    def numbered(self, group: int) -> bool:
        """False for the place of proposals whose group is not known."""
        return group < len(self.groups) - 1 or len(self.groups) < 3


def _plan(size: int, seed: int, *, all_answered: bool) -> _Plan:
    if size < 1:
        raise ValueError("a project has at least one proposal")
    titles = tuple(grammar.title(Dice(seed, "title", index)) for index in range(size))
    count = max(1, min(size, round(size**0.467)))
    groups = tuple(_different(f"{each} group" for each in _cycled(grammar.SUBJECTS, grammar.PLACES, count)))
    organisations = _organisations_of(min(size, 12 + count))
    return _Plan(
        seed=seed,
        all_answered=all_answered,
        titles=titles,
        ids=tuple(_different(titles)),
        homes=tuple(_shares(size, count, Dice(seed, "shares"))),
        groups=groups,
        themes=tuple(f"theme-{_slug(each)}" for each in grammar.THEMES[: min(size, 10 + count // 4)]),
        organisations=organisations,
        sources=tuple(f"src-{number:03}" for number in range(1, min(size, round(size**0.5 * 4)) + 1)),
        funds=tuple(f"fund-{_slug(place)}" for place in grammar.PLACES[: min(12, 2 + count // 10)]),
    )


def _shares(size: int, groups: int, dice: Dice) -> Iterator[int]:
    """To which group each proposal belongs: some groups have three times as many as others."""
    weights = [0.5 + dice.between(0, 100) / 100 for _ in range(groups)]
    begun = 0.0
    ends = [(begun := begun + weight) / sum(weights) * (size - groups) for weight in weights]
    for group, end in enumerate(ends):
        first = ends[group - 1] if group else 0.0
        yield from [group] * (1 + round(end) - round(first))


def _organisations_of(count: int) -> tuple[tuple[str, str], ...]:
    departments = [(f"org-{_slug(name)}", "department") for name, _ in grammar.DEPARTMENTS]
    kinds = ("police", "community", "public-body", "community", "other")
    names = _local_bodies(count)
    others = [(f"org-{_slug(name)}", kinds[index % len(kinds)]) for index, name in enumerate(names)]
    return tuple([*departments, *others][:count])


def _local_bodies(count: int) -> list[str]:
    endings = ("Police", "Faith Association", "Health Board", "Women’s Forum", "Mediation Service")
    pairs = [(place, endings[index % 5]) for index, place in enumerate(grammar.PLACES * len(endings))]
    return [f"{place} {ending}" for place, ending in dict.fromkeys(pairs)][:count]


# --- groups and what they propose --------------------------------------------------------------------------------


def _groups(plan: _Plan) -> list[Record]:
    return [_group_file(plan, group) for group in range(len(plan.groups))]


def _group_file(plan: _Plan, group: int) -> Record:
    own = [index for index, home in enumerate(plan.homes) if home == group]
    head = _group(plan, group, len(own)) if plan.numbered(group) else _unattributed(plan, group)
    return {"group": head, "proposals": [_proposal(plan, index) for index in own]}


def _group(plan: _Plan, group: int, made: int) -> Record:
    dice, own = plan.dice("group", group), plan.groups[group]
    name = _group_name(group)
    return _filled(
        id=own,
        number=group + 1,
        name=f"{name}: {grammar.title(dice)}" if dice.chance(0.3) else name,
        short_name=name,
        convenors=[_convenor(plan, dice) for _ in range(dice.between(0, 2))],
        members=dice.between(9, 24),
        proposals_made=made,
        lead=f"The group made [[count:made group={own} as=words]] proposals, "
        f"[[count:proposals group={own} lead=government]] of them for Government to lead.",
        introduction=_prose(plan, dice, paragraphs=3, note=True),
        terms_of_reference="\n".join(f"{n}. To {grammar.write(dice, '{act} {where}')}." for n in range(1, 5)),
        note=f"Pages {group * 9 + 7} to {group * 9 + 15} of the printed papers." if dice.chance(0.5) else None,
        sources=dice.several(plan.sources, 2),
    )


def _unattributed(plan: _Plan, group: int) -> Record:
    introduction = _prose(plan, plan.dice("group", group), paragraphs=1, note=False)
    return {"id": plan.groups[group], "kind": "unattributed", "name": "Group not known", "introduction": introduction}


def _convenor(plan: _Plan, dice: Dice) -> Record:
    sure = dice.pick(("documented", "partly"))
    note = "Named by one of two accounts." if sure == "partly" else None
    return _filled(name=grammar.write(dice, "{name}"), confidence=sure, note=note, sources=[dice.pick(plan.sources)])


def _proposal(plan: _Plan, index: int) -> Record:
    dice, own = plan.dice("proposal", index), plan.ids[index]
    printed = plan.numbered(plan.homes[index])
    status = dice.weighted({"verbatim": 7, "paraphrase": 3}) if printed else "paraphrase"
    return _filled(
        id=own,
        number=str(index + 1) if printed else None,
        title=plan.titles[index],
        text=_text(plan, dice, index),
        text_status=status,
        rationale=_prose(plan, dice, paragraphs=1, note=False) if dice.chance(0.4) else None,
        parts=_parts(plan, dice, own),
        lead=_lead(plan, dice, index),
        group_basis=_group_basis(dice, printed),
        themes=_first_and(plan.themes, index, dice, 2),
        themes_basis=dice.pick(("editorial", "Named in the report")),
        related=[each for each in dice.several(plan.ids, dice.between(0, 3)) if each != own],
        timescale=grammar.write(dice, "{timescale}") if dice.chance(0.5) else None,
        cost=_cost(plan, dice),
        evidence=_prose(plan, dice, paragraphs=1, note=True) if dice.chance(0.3) else None,
        sources=_first_and(plan.sources, index, dice, 3),
        confidence=dice.weighted({"documented": 6, "partly": 3, "uncertain": 1}),
        notes=capital(grammar.write(dice, "{witness} had asked for it {ago}.")) if dice.chance(0.2) else None,
        former_ids=[f"{own}-draft"] if dice.chance(0.03) else None,
    )


def _group_basis(dice: Dice, printed: bool) -> str | None:
    if not printed:
        return "No account names the group."
    return "Printed in the group’s own chapter." if dice.chance(0.2) else None


def _lead(plan: _Plan, dice: Dice, index: int) -> Record | None:
    """The first proposals name every organisation once, so that none is declared for nothing."""
    organisation, kind = plan.organisations[index % len(plan.organisations)]
    if index >= len(plan.organisations) and dice.chance(0.1):
        return None
    leading = {"department": "government", "public-body": "partnership"}.get(kind, kind)
    others = dice.several([each for each in plan.departments if each != organisation], dice.between(0, 1))
    note = f"With {grammar.write(dice, '{people}')}" if dice.chance(0.3) else None
    return _filled(kind=leading, organisations=[organisation, *others], note=note)


def _parts(plan: _Plan, dice: Dice, own: str) -> list[Record]:
    count = dice.between(2, 5) if dice.chance(0.2) else 0
    return [
        {"id": f"{own}-{letter}", "letter": letter, "text": _prose(plan, dice, paragraphs=1, note=False, short=True)}
        for letter in "abcde"[:count]
    ]


def _cost(plan: _Plan, dice: Dice) -> Record | None:
    if not dice.chance(0.4):
        return None
    amount = dice.between(2, 90) * 10 ** dice.between(3, 6)
    upper = amount * 2 if dice.chance(0.4) else None
    period = dice.pick((None, "a year", "over three years"))
    note = "At the prices of 2010." if dice.chance(0.2) else None
    fund = dice.pick(plan.funds) if amount < 2_000_000 else None
    return _filled(amount=amount, to=upper, currency="GBP", period=period, fund=fund, note=note)


# --- answers -----------------------------------------------------------------------------------------------------

DECISIONS = {
    "accepted": 22, "accepted-in-part": 14, "accepted-in-principle": 12, "noted": 12, "under-consideration": 10,
    "for-communities": 8, "superseded": 4, "not-accepted": 12, "none-found": 6,
}  # fmt: skip
_STEPS = {
    "accepted": ("not-started", "in-progress", "in-progress", "completed"),
    "accepted-in-part": ("not-started", "in-progress", "stalled"),
    "accepted-in-principle": ("not-started", "stalled", "in-progress"),
    "under-consideration": ("not-started", "no-action-reported"),
    "for-communities": ("in-progress", None, "completed"),
    "superseded": ("in-progress", "superseded"),
    "not-accepted": ("not-taken-forward",),
    "noted": ("no-action-reported",),
    "none-found": (None,),
}


def _response_file(plan: _Plan, file: Record) -> Record:
    group = file["group"]["id"]
    introduction = _prose(plan, plan.dice("answers", group), paragraphs=2, note=True)
    answered = [
        each for each in file["proposals"] if plan.all_answered or not plan.dice("answered", each["id"]).chance(0.125)
    ]
    return {
        "group": group,
        "introduction": introduction,
        "responses": [_response(plan, each) for each in answered],
    }


def _response(plan: _Plan, proposal: Record) -> Record:
    own = proposal["id"]
    dice = plan.dice("response", own)
    decision = dice.weighted(DECISIONS)
    successor = dice.pick(plan.ids)
    if (decision == "superseded" and successor == own) or (decision == "none-found" and plan.all_answered):
        decision = "noted"
    said = decision != "none-found"
    decided = date(2007, 1, 1) + timedelta(days=dice.between(0, 700))
    return _filled(
        proposal=own,
        answers=fingerprint(convert(proposal, Proposal)) if said else None,
        decision=decision,
        decided=_day(decided, dice) if said else None,
        reason=_words(dice, "{reason}", 2) if said and decision != "accepted" else None,
        condition=_words(dice, "{condition}", 1) if decision == "accepted-in-principle" else None,
        basis=dice.pick((None, "existing-work", "new")) if said else None,
        departments=dice.several(plan.departments, dice.between(1, 2)) if said else None,
        text=_answer(plan, dice) if said else None,
        funding=_funding(plan, dice) if decision in ("accepted", "accepted-in-part") else None,
        commitments=_commitments(plan, dice, own, decided) if decision.startswith("accepted") else None,
        progress=_progress(plan, dice, decision, decided),
        superseded_by=successor if decision == "superseded" else None,
        sources=dice.several(plan.sources, dice.between(1, 2)) if said else None,
        notes="The reply came in two letters." if dice.chance(0.1) else None,
    )


def _answer(plan: _Plan, dice: Dice) -> str:
    first = _words(dice, "{answer}", dice.between(1, 4))
    if dice.chance(0.15):
        return f"{first}\n\nSee also [[{dice.pick(plan.ids)}]].[^1]\n\n[^1]: [[{dice.pick(plan.sources)}]]."
    return f"{first}\n\n{_words(dice, '{answer}', 3)}" if dice.chance(0.3) else first


def _funding(plan: _Plan, dice: Dice) -> Record | None:
    if not dice.chance(0.4):
        return None
    return _filled(
        fund=dice.pick(plan.funds) if dice.chance(0.7) else None,
        amount=dice.between(2, 80) * 5000 if dice.chance(0.7) else None,
        currency="GBP",
        note="From money already set aside." if dice.chance(0.3) else None,
    )


def _commitments(plan: _Plan, dice: Dice, own: str, decided: date) -> list[Record]:
    return [_commitment(plan, dice, f"{own}-promise-{n}", decided) for n in range(1, dice.between(0, 3) + 1)]


def _commitment(plan: _Plan, dice: Dice, own: str, decided: date) -> Record:
    due = decided + timedelta(days=dice.between(400, 1500))
    owner = dice.pick(plan.departments)
    elsewhere = dice.chance(0.15)
    # What was due before this edition was kept; of the rest nobody can say yet.
    kept = due - timedelta(days=dice.between(0, 60)) if due < ISSUED else None
    fund = dice.pick(plan.funds) if dice.chance(0.2) else None
    priced = fund is not None and dice.chance(0.7)
    return _filled(
        id=own,
        text=capital(grammar.write(dice, "{promise}")),
        owner=None if elsewhere else owner,
        owner_note="A board that is still to be appointed" if elsewhere else None,
        due=_day(due, dice) if dice.chance(0.8) else None,
        due_note="Before the summer, if Parliament has time" if dice.chance(0.2) else None,
        kept=kept.isoformat() if kept else None,
        fund=fund,
        amount=dice.between(1, 20) * 5000 if priced else None,
        currency="GBP" if priced else None,
        sources=[dice.pick(plan.sources)],
    )


def _progress(plan: _Plan, dice: Dice, decision: str, decided: date) -> list[Record]:
    steps = _STEPS[decision]
    told = dice.between(0, len(steps))
    days = [decided + timedelta(days=60 + 250 * step + dice.between(0, 90)) for step in range(told)]
    return [
        _filled(
            as_of=_day(day, dice),
            status=status,
            by=capital(grammar.write(dice, "{witness}")),
            text=capital(grammar.write(dice, "{news}")) if dice.chance(0.8) else None,
            sources=dice.several(plan.sources, dice.between(1, 2)),
        )
        for day, status in zip(days, steps, strict=False)
    ]


def _day(day: date, dice: Dice) -> str:
    """A date to the day, or only to the month."""
    return day.isoformat() if dice.chance(0.7) else day.isoformat()[:7]


# --- the report --------------------------------------------------------------------------------------------------


def _report(plan: _Plan, asked: Sequence[Record], answered: Sequence[Record]) -> Record:
    dice = plan.dice("report")
    return _filled(
        format=1,
        title="Working Together in Practice",
        short_title="Working Together",
        issuer="The Secretariat of the Working Groups",
        issued=ISSUED.isoformat(),
        edition="final" if plan.all_answered else "consultation",
        language="en-GB",
        contact="secretariat@working-groups.example",
        alternative_formats="Write to the secretariat for large print, audio or braille.",
        copyright="© The Secretariat of the Working Groups, 2011",
        licence="It may be copied, in whole or in part, if its source is named.",
        identifiers=[{"kind": "Paper number", "value": f"WG {plan.seed}"}],
        about="Nothing in this report is real. It was invented, to see how long a report of "
        "[[count:proposals]] proposals takes to make.",
        details=[{"label": "Groups", "text": "[[count:groups as=Words]], with [[count:members]] members"}],
        publications={"report": _report_book(plan, dice), "response": _response_book(plan, dice)},
        declared=_declared(asked, answered),
        reported_counts=_reported(plan, dice),
        themes=[_theme(plan, index) for index in range(len(plan.themes))],
        organisations=_organisations(plan),
        funds=[_fund(plan, index, answered) for index in range(len(plan.funds))],
        announcements=[_announcement(plan, number) for number in range(1, 4 + len(plan.groups) // 10)],
        follow_up={"text": _prose(plan, dice, paragraphs=2, note=True), "contact": "The secretariat",
                   "next_review": "2012-09"},
        priorities=_priorities(plan, dice),
        sources=[_source(plan, number) for number in range(1, len(plan.sources) + 1)],
    )  # fmt: skip


_CRITERIA = {
    "cost": ("Cost", "What it costs in the first year.", ("low", "middling", "high")),
    "readiness": ("Readiness", "How soon it can begin.", ("ready", "within a year", "later")),
    "reach": ("Reach", "How many people it reaches.", ("few", "many", "nearly all")),
}


def _priorities(plan: _Plan, dice: Dice) -> Record:
    return {
        "by": "The secretariat",
        "as_of": "2011-06-30",
        "criteria": [{"id": own, "name": name, "text": text} for own, (name, text, _) in _CRITERIA.items()],
        "order": [
            {"proposal": each, "reason": capital(grammar.write(dice, "{reason}")),
             "marks": [{"criterion": own, "mark": dice.pick(marks)} for own, (_, _, marks) in _CRITERIA.items()]}
            for each in dice.several(plan.ids, 12)
        ],
        "sources": [dice.pick(plan.sources)],
    }  # fmt: skip


def _report_book(plan: _Plan, dice: Dice) -> Record:
    lead = "[[count:groups as=Words]] groups made [[count:proposals]] proposals; this is what they asked for."
    return {
        "title": "Working Together in Practice",
        "label": "Report",
        "subtitle": f"What {len(plan.groups)} working groups propose",
        "file": "report",
        "foot": "[[count:proposals]] proposals of [[count:groups]] groups",
        "parts": [
            {"kind": "text", "id": "foreword", "title": "Foreword", "section": "Opening", "lead": lead,
             "text": _long(plan, dice, sections=2)},
            {"kind": "summary", "id": "all-proposals"},
            {"kind": "groups", "section": "What the groups propose"},
            {"kind": "themes", "section": "Across the groups",
             "lead": "[[count:themes as=Words]] themes run through the proposals."},
            {"kind": "grid"},
            {"kind": "announcements"},
            {"kind": "unknown", "text": _prose(plan, dice, paragraphs=1, note=False)},
            {"kind": "terms", "section": "Reference"},
            {"kind": "sources"},
            {"kind": "organisations"},
        ],
    }  # fmt: skip


def _response_book(plan: _Plan, dice: Dice) -> Record:
    return {
        "title": "Working Together in Practice",
        "label": "Government response",
        "subtitle": "What was answered, and what came of it",
        "file": "response",
        "foot": "[[count:proposals decision=none-found]] of [[count:proposals]] proposals without an answer",
        "parts": [
            {"kind": "text", "id": "response-foreword", "title": "Foreword", "section": "Opening",
             "text": _prose(plan, dice, paragraphs=4, note=True)},
            {"kind": "glance"},
            {"kind": "by-group"},
            {"kind": "over-time"},
            {"kind": "answers", "section": "The answers"},
            {"kind": "table", "section": "All answers together"},
            {"kind": "themes"},
            {"kind": "grid"},
            {"kind": "commitments"},
            {"kind": "funds"},
            {"kind": "priorities"},
            {"kind": "unanswered"},
            {"kind": "next-steps"},
            {"kind": "sources", "section": "Reference"},
        ],
    }  # fmt: skip


def _declared(asked: Sequence[Record], answered: Sequence[Record]) -> list[Record]:
    """Figures that the data adds up to."""
    proposals = [each for file in asked for each in file["proposals"]]
    groups = [file["group"] for file in asked if file["group"].get("kind") != "unattributed"]
    led: set[str] = {each["id"] for each in proposals if each.get("lead", {}).get("kind") == "government"}
    responses = [each for file in answered for each in file["responses"] if each["proposal"] in led]
    states = [state for each in responses for state in _statuses(each)[-1:]]
    rows: list[Record] = [
        {"label": label, "delivery": state, "value": states.count(state)}
        for state, label in (("completed", "Done"), ("in-progress", "Begun"), ("not-started", "Agreed, not begun"))
    ]
    rest = len(led) - sum(row["value"] for row in rows)
    return [
        _figure("groups", "groups", "groups", len(groups)),
        _figure("members", "members", "members", sum(each["members"] for each in groups)),
        _figure("proposals", "proposals", "proposals", len(proposals)),
        _figure("government-led", "proposals led by Government", "proposals", len(led),
                where={"lead": "government"}, breakdown=[*rows, {"label": "Otherwise, or not said", "value": rest}],
                text="[[count:declared government-led as=Words]] were for Government to lead."),
    ]  # fmt: skip


def _figure(own: str, label: str, counts: str, value: int, **more: object) -> Record:
    figure = _filled(id=own, label=label, counts=counts, value=value, as_of=COUNTED, by="The secretariat")
    return {**figure, "sources": ["src-001"], **more}


def _statuses(response: Record) -> list[str]:
    told = [each for each in response.get("progress", []) if each["as_of"] <= COUNTED]
    return [each["status"] for each in told if each.get("status")]


def _reported(plan: _Plan, dice: Dice) -> list[Record]:
    return [
        {"as_of": f"20{year:02}-11", "by": capital(grammar.write(dice, "{witness}")),
         "text": f"{dice.between(2, 40)} in {dice.between(50, 90)} have begun", "of": plan.size,
         "sources": [dice.pick(plan.sources)]}
        for year in (8, 9, 10)
    ]  # fmt: skip


def _theme(plan: _Plan, index: int) -> Record:
    dice = plan.dice("theme", index)
    return _filled(
        id=plan.themes[index],
        name=grammar.THEMES[index],
        kind=dice.pick(("cross-cutting", "emerging", None)),
        description=_words(dice, "What is asked for so that nobody can say that {problem}.", 1),
        basis=dice.pick(("editorial", "Named in the report")),
        sources=dice.several(plan.sources, dice.between(0, 2)),
    )


def _organisations(plan: _Plan) -> list[Record]:
    local: list[tuple[str, str | None]] = [(name, None) for name in _local_bodies(len(plan.organisations))]
    names = [*grammar.DEPARTMENTS, *local]
    note = "It was set up for one year, and has gone on since."
    return [
        _filled(id=own, name=name, short_name=abbreviation, kind=kind, note=note if index % 7 == 3 else None)
        for index, ((own, kind), (name, abbreviation)) in enumerate(zip(plan.organisations, names, strict=False))
    ]


def _fund(plan: _Plan, index: int, answered: Sequence[Record]) -> Record:
    """It holds more than was promised from it or given out in a year: what would be too much is the rules' affair."""
    dice, place = plan.dice("fund", index), grammar.PLACES[index]
    communities = [f"Groups in {each}" for each in dice.several(grammar.PLACES, 8)]
    allocations = [
        {"to": each, "amount": dice.between(100, 900) * 1111, "organisations": dice.between(3, 60), "period": year,
         "as_of": f"{year}-12-31", "sources": [dice.pick(plan.sources)]}
        for year in ("2009", "2010")
        for each in communities
        if dice.chance(0.7)
    ]  # fmt: skip
    spent = max(_promised(plan.funds[index], answered), 8_000_000)
    return _filled(
        id=plan.funds[index],
        name=f"{place} Fund for First Steps",
        amount=(spent // 500_000 + dice.between(1, 8)) * 500_000,
        currency="GBP",
        period="three years",
        launched=f"200{dice.between(6, 8)}-0{dice.between(1, 9)}",
        holder=dice.pick(plan.departments) if dice.chance(0.7) else None,
        holder_note="A panel of nine advises on it." if dice.chance(0.5) else None,
        who_may_apply="Small charities, and groups that are not yet charities.",
        rounds=[{"label": f"{order} round", "amount": dice.between(2, 60) * 25_000,
                 "organisations": dice.between(10, 300), "as_of": "2009-04", "sources": [dice.pick(plan.sources)]}
                for order in ("First", "Second", "Third")],
        communities=communities,
        allocations=allocations,
        note="What was not spent in one year could be kept for the next." if dice.chance(0.5) else None,
        sources=dice.several(plan.sources, 2),
    )  # fmt: skip


def _promised(fund: str, answered: Sequence[Record]) -> int:
    """Everything that the answers draw on a fund."""
    responses = [each for file in answered for each in file["responses"]]
    drawn = [each for response in responses for each in (response.get("funding"), *response.get("commitments", []))]
    return sum(each.get("amount", 0) for each in drawn if each and each.get("fund") == fund)


def _announcement(plan: _Plan, number: int) -> Record:
    dice = plan.dice("announcement", number)
    return {
        "id": f"announcement-{number}",
        "date": f"2006-{1 + number % 12:02}-{dice.between(1, 28):02}",
        "title": grammar.title(dice),
        "by": capital(grammar.write(dice, "{actor}")),
        "proposals": dice.several(plan.ids, 3),
        "text": _prose(plan, dice, paragraphs=1, note=True),
        "sources": dice.several(plan.sources, 2),
    }


def _source(plan: _Plan, number: int) -> Record:
    dice = plan.dice("source", number)
    dated = dice.chance(0.9)
    return _filled(
        id=plan.sources[number - 1],
        title=grammar.title(dice),
        publisher=dice.pick(("The Eastmere Courier", "Records of the House", "Written evidence", None)),
        date=f"{dice.between(2004, 2009)}-{dice.between(1, 12):02}" if dated else None,
        date_note=None if dated else "undated, about 2006",
        address=f"https://www.example.org/papers/{number:03}" if dice.chance(0.8) else None,
        read=dice.pick(("full", "opening", "part", "second-hand", "not-retrieved", None)),
        note="The second page is missing in the copy that was read." if dice.chance(0.15) else None,
    )


# --- prose -------------------------------------------------------------------------------------------------------


def _text(plan: _Plan, dice: Dice, index: int) -> str:
    """From one sentence to several pages; the third of every forty is long, so that small projects have one too."""
    if index % 40 == 2:
        return _long(plan, dice, sections=dice.between(4, 9))
    if dice.chance(0.25):
        return capital(grammar.write(dice, "{act} {where}.")) + "\n"
    return _prose(plan, dice, paragraphs=dice.between(1, 3), note=dice.chance(0.2))


def _long(plan: _Plan, dice: Dice, *, sections: int) -> str:
    written = []
    for number, heading in enumerate(dice.several(grammar.RULES["heading"], sections)):
        written.append(f"# {heading}\n")
        written.append(_prose(plan, dice, paragraphs=dice.between(1, 3), note=number == 0))
        written.append(_BLOCKS[number % len(_BLOCKS)](plan, dice) + "\n")
    return "\n".join(written)


def _prose(plan: _Plan, dice: Dice, *, paragraphs: int, note: bool, short: bool = False) -> str:
    """Paragraphs, sometimes with a block between them, a reference and a footnote."""
    made = [grammar.paragraph(dice, 1 if short else dice.between(2, 5)) for _ in range(paragraphs)]
    if dice.chance(0.3):
        made[-1] += f" {_reference(plan, dice)}"
    if not short and dice.chance(0.25):
        made.insert(1, dice.pick(_BLOCKS)(plan, dice))
    if note:
        made[0] += "[^1]"
        made.append(f"[^1]: [[{dice.pick(plan.sources)}]]; {_lower(grammar.paragraph(dice, 1))}")
    return "\n\n".join(_filled_lines(each) for each in made) + "\n"


def _reference(plan: _Plan, dice: Dice) -> str:
    proposal, theme = dice.pick(plan.ids), dice.pick(plan.themes)
    return dice.weighted(
        {
            f"See [[{proposal}]].": 5,
            f"It goes together with [[{proposal}|another proposal of this report]].": 4,
            f"Compare [[{theme}]].": 2,
            f"[[{dice.pick(plan.funds)}]] was meant for such work.": 1,
            f"[[{dice.pick(plan.organisations)[0]}]] was asked for its view.": 1,
            f"[[count:proposals theme={theme} as=Words]] proposals share this theme.": 1,
            "The account is [on the web](https://www.example.org/papers/account).": 1,
        }
    )


def _list(_: _Plan, dice: Dice) -> str:
    marks = ("- ",) * 3 if dice.chance(0.6) else ("1. ", "2. ", "3. ")
    return "\n".join(f"{mark}{capital(grammar.write(dice, '{act}'))}" for mark in marks)


def _nested_list(_: _Plan, dice: Dice) -> str:
    inner = "\n".join(f"  - {grammar.write(dice, '{worker}')}" for _ in range(3))
    return f"- {capital(grammar.write(dice, '{act}'))}:\n\n{inner}\n\n- {capital(grammar.write(dice, '{act}'))}"


def _table(_: _Plan, dice: Dice) -> str:
    rows = [
        f"| {place} | {dice.between(2, 90)} | {dice.between(100, 9000):,} | {capital(grammar.write(dice, '{limit}'))} |"
        for place in dice.several(grammar.PLACES, dice.between(3, 6))
    ]
    return "\n".join(["| District | Places | People | What was found |", "| --- | ---: | ---: | --- |", *rows])


def _block_quotation(_: _Plan, dice: Dice) -> str:
    return f"> {grammar.paragraph(dice, 2)}"


def _foreign_block(_: _Plan, dice: Dice) -> str:
    language, words = grammar.quotation(dice)
    return f"::: {{lang={language}}}\n{words}\n:::"


def _foreign_words(_: _Plan, dice: Dice) -> str:
    language, words = grammar.quotation(dice)
    return f"Over the door stands [{words}]{{lang={language}}}, and {_lower(grammar.paragraph(dice, 1))}"


_BLOCKS = (_list, _table, _block_quotation, _foreign_block, _nested_list, _foreign_words)


def _words(dice: Dice, pattern: str, sentences: int) -> str:
    return " ".join(capital(grammar.write(dice, pattern)) for _ in range(sentences))


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _filled_lines(block: str) -> str:
    """Lines as an author would break them: never inside a reference, and blocks that have lines stay as they are."""
    if "\n" in block or block.startswith("|"):
        return block
    whole = re.sub(r"\[[^\]\n]*\]+(\{[^}]*\})?", lambda match: match[0].replace(" ", "\0"), block)
    mark = "> " if whole.startswith("> ") else ""
    lines = textwrap.wrap(whole.removeprefix(mark), WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(mark + line for line in lines).replace("\0", " ")


# --- names -------------------------------------------------------------------------------------------------------


def _stem(plan: _Plan, file: Record) -> str:
    own = file["group"]["id"]
    return f"{plan.groups.index(own) + 1:02}-{own}"


def _group_name(group: int) -> str:
    return _cycled(grammar.SUBJECTS, grammar.PLACES, group + 1)[group]


def _cycled(first: Sequence[str], second: Sequence[str], count: int) -> list[str]:
    """`count` different names: the first ones alone, and then each with a place."""
    rounds = [[name if not turn else f"{name} in {second[turn - 1]}" for name in first] for turn in range(len(second))]
    return [name for each in rounds for name in each][:count]


def _first_and(things: Sequence[str], index: int, dice: Dice, most: int) -> list[str]:
    """One in turn, so that everything is named by somebody, and a few by chance."""
    return list(dict.fromkeys([things[index % len(things)], *dice.several(things, dice.between(0, most))]))


def _different(names: Iterator[str] | Sequence[str]) -> Iterator[str]:
    """Ids that look like the names; those that would be the same get a number."""
    used: dict[str, int] = {}
    for name in names:
        own = "-".join(_slug(name).split("-")[:6])
        used[own] = used.get(own, 0) + 1
        yield own if used[own] == 1 else f"{own}-{used[own]}"


def _slug(name: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", name.lower().replace("’", "")))


def _filled(**fields: object) -> Record:
    """Without what is not known."""
    return {name: value for name, value in fields.items() if value is not None and value != []}


# --- YAML, as people write it ------------------------------------------------------------------------------------


def as_yaml(record: Record) -> str:
    return "\n".join(_mapping(record, "")) + "\n"


def _mapping(record: Mapping[str, object], indent: str) -> Iterator[str]:
    for name, value in record.items():
        head = f"{indent}{name}:"
        if isinstance(value, Mapping):
            yield head
            yield from _mapping(value, indent + "  ")
        elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            yield head
            for item in value:
                yield from _item(item, indent + "  ")
        elif isinstance(value, list):
            yield from _list_of_words(head, value, indent)
        elif isinstance(value, str) and "\n" in value.strip():
            yield f"{head} |"
            yield from (f"{indent}  {line}".rstrip() for line in value.rstrip("\n").split("\n"))
        elif isinstance(value, str) and len(head) + len(value) > WIDTH:
            yield f"{head} >-"
            yield from (f"{indent}  {line}" for line in _filled_lines(value.strip()).split("\n"))
        else:
            yield f"{head} {_scalar(value)}"


def _item(record: Mapping[str, object], indent: str) -> Iterator[str]:
    first, *rest = _mapping(record, indent + "  ")
    yield f"{indent}- {first[len(indent) + 2 :]}"
    yield from rest


def _list_of_words(head: str, words: Sequence[object], indent: str) -> Iterator[str]:
    written = f"{head} [{', '.join(_scalar(word) for word in words)}]"
    if len(written) <= WIDTH:
        yield written
        return
    yield head
    yield from (f"{indent}  - {_scalar(word)}" for word in words)


_PLAIN = re.compile(r"[A-Za-z][\w ’.,;()/+-]*[\w’.)]|[0-9]+(-[0-9]+){1,2}")


def _scalar(value: object) -> str:
    if isinstance(value, str) and not _PLAIN.fullmatch(value):
        return json.dumps(value.rstrip("\n"), ensure_ascii=False)
    return str(value).lower() if isinstance(value, bool) else str(value)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("proposals", type=int, help="how many")
    parser.add_argument("folder", type=Path, help="a folder that does not exist yet")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--without-responses", action="store_true")
    parser.add_argument("--all-answered", action="store_true", help="a final edition, in which nothing is left open")
    chosen = parser.parse_args()
    responses, all_answered = not chosen.without_responses, chosen.all_answered
    write(chosen.folder, chosen.proposals, chosen.seed, responses=responses, all_answered=all_answered)


if __name__ == "__main__":
    main()
