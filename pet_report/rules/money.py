"""Rules about money: no fund gives more than it holds, and no amount is added to one of another kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate

from pet_report.accounts import allocations, given_out, held, money, promises, total
from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity, suggest
from pet_report.link import Linked
from pet_report.model import Commitment, Cost, Fund, Funding
from pet_report.source import Place


def _fund(more: str) -> str:
    return f"funds: [{{id: example-fund, name: Example fund, currency: GBP, sources: [example-source], {more}}}]"


OVER_ALLOCATED = Rule(
    name="fund/over-allocated",
    severity=Severity.ERROR,
    summary="more is promised from a fund, or was given out in one period, than it holds",
    why="Money can be spent once. Whoever was promised the part that is not there will be told so after they have "
    "planned with it.",
    example=Example(
        part="response",
        bad="funding: {fund: example-fund, amount: 5000001, currency: GBP}",
        good="funding: {fund: example-fund, amount: 5000000, currency: GBP}",
    ),
)
CURRENCY = Rule(
    name="fund/currency",
    severity=Severity.ERROR,
    summary="an amount in another currency than that of the fund",
    why="The two cannot be added or compared, so nobody could say what is left of the fund.",
    example=Example(
        part="response",
        bad="funding: {fund: example-fund, amount: 20000, currency: EUR}",
        good="funding: {fund: example-fund, amount: 20000, currency: GBP}",
    ),
)
NO_CURRENCY = Rule(
    name="amount/no-currency",
    severity=Severity.ERROR,
    summary="an amount of money without its currency",
    why="A number alone is no amount of money: it can neither be printed nor be compared.",
    example=Example(
        part="response",
        bad="funding: {fund: example-fund, amount: 20000}",
        good="funding: {fund: example-fund, amount: 20000, currency: GBP}",
    ),
)
ROUNDS_EXCEED = Rule(
    name="fund/rounds-exceed",
    severity=Severity.NOTE,
    summary="more was given out in rounds than had been announced",
    why="It can be so, and the publication prints both. But a reader will ask, and a nought too many looks the same.",
    example=Example(
        part="report",
        bad=_fund("amount: 100, rounds: [{label: First round, amount: 150}]"),
        good=_fund("amount: 200, rounds: [{label: First round, amount: 150}]"),
    ),
)
UNLISTED = Rule(
    name="fund/unlisted-community",
    severity=Severity.WARNING,
    summary="money for somebody who is not among the communities of the fund",
    why="The list says who can receive something, and shows who has not: one that is spelt in two ways would have "
    "received something in one row and nothing in the next.",
    example=Example(
        part="report",
        bad=_fund("communities: [Rural libraries], allocations: [{to: Rural libary, amount: 100}]"),
        good=_fund("communities: [Rural libraries], allocations: [{to: Rural libraries, amount: 100}]"),
    ),
)


def over_allocated(linked: Linked) -> Iterator[Diagnostic]:
    """At the amount with which it becomes too much."""
    for fund in _funds(linked):
        promised = [(each.amount, each.place) for each in promises(fund, linked) if each.amount is not None]
        yield from _too_much(fund, promised, "is promised")
        for period, given in allocations(fund).items():
            known = [(each.amount, each.at("amount")) for each in given if each.amount is not None]
            yield from _too_much(fund, known, f"was given out{f' in {period}' if period else ''}")


def _too_much(fund: Fund, amounts: list[tuple[float, Place]], doing: str) -> Iterator[Diagnostic]:
    limit = held(fund)
    everything = total(amount for amount, _ in amounts)
    if limit is None or everything <= limit:
        return
    holds = money(limit, fund.currency)
    reached = accumulate((amount for amount, _ in amounts), lambda one, other: total((one, other)))
    place = next(place for (_, place), so_far in zip(amounts, reached, strict=True) if so_far > limit)
    message = f'{money(everything, fund.currency)} {doing} from "{fund.id}", which holds {holds}'
    hint = f"take {money(total((everything, -limit)), fund.currency)} away, or correct what the fund holds"
    yield OVER_ALLOCATED.at(place, message, hint=hint, notes=[_holding(fund, holds), *_largest(amounts, place)])


def _holding(fund: Fund, holds: str) -> Note:
    if fund.amount == held(fund):
        return Note(fund.at("amount"), f"it holds {holds}")
    return Note(fund.rounds[-1].at("amount"), f"with this round it holds {holds}")


def _largest(amounts: Iterable[tuple[float, Place]], place: Place) -> Iterator[Note]:
    """The largest of the others: the likeliest to be a slip."""
    others = sorted((each for each in amounts if each[1] != place), key=lambda each: -each[0])
    yield from (Note(other, "the largest of the others") for _, other in others[:1])


def currency(linked: Linked) -> Iterator[Diagnostic]:
    funds = {fund.id: fund for fund in _funds(linked)}
    for spoken in _spoken_of(linked):
        fund = funds.get(spoken.fund or "")
        if fund is not None and spoken.currency not in (None, fund.currency):
            message = f'"{spoken.currency}" is not the currency of "{fund.id}"'
            hint = f"say how much it is in {fund.currency}, or name another fund"
            notes = [Note(fund.at("currency"), f"the fund is in {fund.currency}")]
            yield CURRENCY.at(spoken.at("currency"), message, hint=hint, notes=notes)


def no_currency(linked: Linked) -> Iterator[Diagnostic]:
    funds = {fund.id: fund for fund in _funds(linked)}
    for spoken in _spoken_of(linked):
        if spoken.amount is not None and spoken.currency is None:
            fund = funds.get(spoken.fund or "")
            hint = f'add "currency: {fund.currency if fund else "…"}"'
            yield NO_CURRENCY.at(spoken.at("amount"), f"{money(spoken.amount, None)} has no currency", hint=hint)


def rounds_exceed(linked: Linked) -> Iterator[Diagnostic]:
    for fund in _funds(linked):
        given = given_out(fund)
        if given is not None and fund.amount is not None and given > fund.amount:
            said, announced = money(given, fund.currency), money(fund.amount, fund.currency)
            message = f'the rounds of "{fund.id}" come to {said}, and {announced} was announced'
            hint = "correct an amount, or leave it: the publication prints both"
            notes = [Note(fund.rounds[0].at("amount"), "the rounds begin here")]
            yield ROUNDS_EXCEED.at(fund.at("amount"), message, hint=hint, notes=notes)


def unlisted(linked: Linked) -> Iterator[Diagnostic]:
    for fund in _funds(linked):
        for each in fund.allocations if fund.communities else ():
            if each.to not in fund.communities:
                message = f'"{each.to}" is not among the communities of "{fund.id}"'
                hint = suggest(each.to, fund.communities) or 'add it to "communities"'
                notes = [Note(fund.at("communities", 0), "they are listed here")]
                yield UNLISTED.at(each.at("to"), message, hint=hint, notes=notes)


def _funds(linked: Linked) -> list[Fund]:
    return linked.project.report.funds if linked.project.report else []


def _spoken_of(linked: Linked) -> Iterator[Cost | Funding | Commitment]:
    """Everything that carries an amount and may name a fund."""
    yield from (proposal.cost for proposal in linked.proposals if proposal.cost is not None)
    for _, response in linked.responses:
        if response.funding is not None:
            yield response.funding
        yield from response.commitments


RULES = (OVER_ALLOCATED, CURRENCY, NO_CURRENCY, ROUNDS_EXCEED, UNLISTED)
CHECKS = (over_allocated, currency, no_currency, rounds_exceed, unlisted)
