"""Money: what a fund holds, what is asked of it, promised from it and given out; never added across currencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import fsum

from msgspec import Struct

from pet_report.link import Linked
from pet_report.model import Allocation, Commitment, Cost, Fund, Proposal, Response
from pet_report.source import Place

_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
_LARGE = ((1e9, "bn"), (1e6, "m"))


class Promise(Struct, frozen=True, kw_only=True):
    """What one answer draws on a fund: `amount` is None where it does not say how much.

    place: where the last amount of it is written.
    """

    response: Response
    amount: float | None
    place: Place
    sources: tuple[str, ...]


def money(amount: float | None, currency: str | None) -> str:
    """`£5m`, `£7.75m`, `£1,447,307`: short only where nothing is lost."""
    if amount is None:
        return ""
    sign = _SIGNS.get(currency or "", f"{currency} " if currency else "")
    for size, letter in _LARGE:
        if amount >= size and round(amount / size, 2) * size == amount:
            return f"{sign}{amount / size:.2f}".rstrip("0").rstrip(".") + letter
    return f"{sign}{amount:,.0f}" if amount == int(amount) else f"{sign}{amount:,.2f}"


def total(amounts: Iterable[float]) -> float:
    """To the hundredth, so that two sums of the same amounts are the same."""
    return round(fsum(amounts), 2)


def given_out(fund: Fund) -> float | None:
    """The sum of its rounds; None where there is none, or the amount of one is not known."""
    known = [each.amount for each in fund.rounds if each.amount is not None]
    return total(known) if known and len(known) == len(fund.rounds) else None


def held(fund: Fund) -> float | None:
    """What was announced, or what its rounds come to where that is more; None where neither is known."""
    return max((each for each in (fund.amount, given_out(fund)) if each is not None), default=None)


def promises(fund: Fund, linked: Linked) -> Iterator[Promise]:
    """What the answers draw on a fund, one for each answer that names it."""
    for _, response in linked.responses:
        given = _given(fund, response)
        own = [each for each in response.commitments if each.fund == fund.id and each.superseded_by is None]
        spent = [each for each in own if _counts(each, fund)]
        # What an answer gives is what its commitments spend: the same money, written twice, counts once.
        if given is not None and given >= total(each.amount or 0 for each in spent):
            yield Promise(
                response=response, amount=given, place=response.at("funding", "amount"), sources=tuple(response.sources)
            )
        elif spent:
            yield Promise(
                response=response,
                amount=total(each.amount or 0 for each in spent),
                place=spent[-1].at("amount"),
                sources=tuple(dict.fromkeys(one for each in spent for one in each.sources)),
            )
        elif own or (response.funding and response.funding.fund == fund.id):
            yield Promise(
                response=response, amount=None, place=response.at("proposal"), sources=tuple(response.sources)
            )


def allocations(fund: Fund) -> Mapping[str, list[Allocation]]:
    """By period, in the order in which the periods are first named; "" for those without one."""
    periods: dict[str, list[Allocation]] = {}
    for each in fund.allocations:
        periods.setdefault(each.period or "", []).append(each)
    return periods


def asked(fund: Fund, linked: Linked) -> Mapping[str, list[tuple[Proposal, Cost]]]:
    """The costs that a fund is asked to pay, by period, in its currency; "" for those that are asked for once."""
    periods: dict[str, list[tuple[Proposal, Cost]]] = {}
    for proposal in linked.proposals:
        cost = proposal.cost
        if cost is not None and cost.fund == fund.id and cost.currency == fund.currency:
            periods.setdefault(cost.period or "", []).append((proposal, cost))
    return periods


def _given(fund: Fund, response: Response) -> float | None:
    funding = response.funding
    if funding is None or funding.fund != fund.id or funding.currency not in (None, fund.currency):
        return None
    return funding.amount


def _counts(commitment: Commitment, fund: Fund) -> bool:
    return commitment.amount is not None and commitment.currency in (None, fund.currency)
