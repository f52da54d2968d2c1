"""Whether each proposal is answered, and whether each answer still answers it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Literal, get_args

from msgspec import Struct

from pet_report.fingerprint import FORM, fingerprint
from pet_report.link import Linked
from pet_report.model import GroupFile, Proposal, Response
from pet_report.when import When

State = Literal["answered", "missing", "stale", "predated", "duplicate"]
"""Of a proposal. Missing: no decision is on record. Stale: its wording has changed since. Predated: it is younger than
its answer. Duplicate: it has two answers. An answer to nothing is orphaned, which is no state of a proposal."""
STATES: tuple[State, ...] = get_args(State)


class Row(Struct, frozen=True, kw_only=True):
    """How the proposals of a group stand: `counts` add up to `proposals`; `orphaned` answers are beside them."""

    group: GroupFile
    proposals: int
    counts: Mapping[State, int]
    orphaned: int


def by_group(linked: Linked) -> tuple[Row, ...]:
    """A row for each group, in their order."""
    states = {proposal.id: state for proposal, state in covered(linked)}
    orphaned = Counter(file.group for file, each in linked.responses if each.proposal not in linked.group_of)
    return tuple(
        Row(
            group=file,
            proposals=len(file.proposals),
            counts=Counter(states[each.id] for each in file.proposals),
            orphaned=orphaned[file.group.id],
        )
        for file in linked.project.groups
    )


def covered(linked: Linked) -> tuple[tuple[Proposal, State], ...]:
    """Every proposal with its state, in the order of the groups."""
    return tuple((each, state_of(each, linked)) for each in linked.proposals)


def state_of(proposal: Proposal, linked: Linked) -> State:
    response = linked.response_to.get(proposal.id)
    if proposal.id in linked.answered_twice:
        return "duplicate"
    if response is None or not is_answer(response):
        return "missing"
    if is_stale(response, proposal):
        return "stale"
    return "predated" if is_predated(response, proposal, linked) else "answered"


def is_answer(response: Response | None) -> bool:
    """False for an entry that only says that no answer was found."""
    return response is not None and response.decision != "none-found"


def is_stale(response: Response, proposal: Proposal) -> bool:
    """Whether the answer was given to another wording; False where it does not say to which."""
    known = bool(FORM.fullmatch(response.answers or ""))
    return known and response.answers != fingerprint(proposal)


def proposed(proposal: Proposal, linked: Linked) -> When | None:
    """Since when the proposal stands as it does: its own date, else that of its group's report."""
    return proposal.proposed or linked.group_of[proposal.id].group.reported


def is_predated(response: Response, proposal: Proposal, linked: Linked) -> bool:
    """Whether the answer is surely older than what it answers."""
    since = proposed(proposal, linked)
    return bool(response.decided and since and since.surely_after(response.decided))
