"""Funds: what each holds, what is asked of it and promised from it, and who has received what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup, escape

from pet_report import accounts
from pet_report.accounts import money, total
from pet_report.model import Allocation, Cost, Fund, Proposal, Round
from pet_report.view import words
from pet_report.view.frame import Fact, Frame, Units, scaled

ROOM = 120.0
"""Points for the longest bar of all funds in one currency."""
NONE = "None recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An amount of a fund: what it is, how much, its bar, and where it is said.

    figure: what stands under it where it is printed large; "" where it is not. low, high: of a range.
    """

    label: str
    amount: Fact
    note: str = ""
    figure: str = ""
    low: float = 0
    high: float = 0
    state: str = "known"
    cited: Markup = field(default_factory=Markup)
    units: tuple[Units, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What one community received; `none` where nothing is recorded of it."""

    to: str
    none: bool = False
    note: str = ""
    organisations: Fact | None = None
    amount: Fact | None = None
    average: Fact | None = None
    cited: Markup = field(default_factory=Markup)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """What was received in one period. others: nobody said who else could have received something.

    sum, organisations: of those reported; empty where there is nothing to add up.
    """

    headline: str
    second: str
    rows: tuple[Receipt, ...]
    others: bool
    sum: str
    organisations: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one proposal asks of a fund, and what it was promised."""

    proposal: Markup
    asked: Fact
    promised: Fact
    cited: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A fund. `sums` are for a list of several: announced, given out, asked, promised."""

    id: str
    name: str
    facts: tuple[Fact, ...]
    headline: str
    lines: tuple[Line, ...]
    claims: tuple[Claim, ...]
    receipts: tuple[Receipts, ...]
    sums: tuple[Fact, ...]


def funds(frame: Frame) -> tuple[Account, ...]:
    """Every fund; the bars of all that have one currency are to one scale."""
    lines = {fund.id: tuple(_lines(frame, fund)) for fund in frame.report.funds}
    most: dict[str, float] = {}
    for fund in frame.report.funds:
        most[fund.currency] = max([most.get(fund.currency, 0), *(line.high for line in lines[fund.id])])
    return tuple(_account(frame, fund, lines[fund.id], most[fund.currency]) for fund in frame.report.funds)


def _account(frame: Frame, fund: Fund, lines: Sequence[Line], most: float) -> Account:
    return Account(
        id=fund.id,
        name=fund.name,
        facts=tuple(_facts(frame, fund)),
        headline=_headline(frame, fund),
        lines=tuple(replace(line, units=_to_scale(line, most)) for line in lines),
        claims=tuple(_claims(frame, fund)),
        receipts=tuple(_receipts(fund, frame, period, given) for period, given in accounts.allocations(fund).items()),
        sums=tuple(_sums(frame, fund)),
    )


def _sums(frame: Frame, fund: Fund) -> Iterator[Fact]:
    """Costs of different periods stand side by side: they are no sum."""
    asked = accounts.asked(fund, frame.linked).items()
    yield frame.fact("Announced", money(fund.amount, fund.currency))
    yield frame.fact("Given out", money(accounts.given_out(fund), fund.currency))
    said = (escape(_said(fund, costs, period) or words.NOT_KNOWN) for period, costs in asked)
    yield frame.fact("Asked", Markup("<br>").join(said), NONE)
    yield frame.fact("Promised", money(_promised(frame, fund), fund.currency), NONE)


def _to_scale(line: Line, most: float) -> tuple[Units, ...]:
    return scaled((line.state, line.low), ("empty", line.high - line.low), most=most, room=ROOM) if most else ()


# --- what is known of a fund -------------------------------------------------------------------------------------


def _facts(frame: Frame, fund: Fund) -> Iterator[Fact]:
    yield frame.fact("Launched", str(fund.launched or ""))
    holder = frame.linked.things[fund.holder].title if fund.holder else ""
    held = escape(holder) if holder else Markup('<span class="unknown">{}</span>').format(words.NOT_KNOWN)
    notes = (held, frame.inlines(fund.holder_note))
    yield Fact(label="Held by", value=Markup(". ").join(each for each in notes if each))
    yield frame.fact("Who may apply", frame.inlines(fund.who_may_apply))
    if fund.note:
        yield Fact(label="Note", value=frame.inlines(fund.note))
    if fund.sources:
        yield Fact(label="Sources", value=frame.sources(fund.sources))


def _headline(frame: Frame, fund: Fund) -> str:
    """The main thing: what is left, else what was given out, else what was announced."""
    holds, promised, given = accounts.held(fund), _promised(frame, fund), accounts.given_out(fund)
    if holds is None:
        return "How much this fund holds is not known"
    if promised is not None:
        left = "nothing" if promised == holds else money(total((holds, -promised)), fund.currency)
        said = f"{money(promised, fund.currency)} of {money(holds, fund.currency)} is promised"
        return f"{said}; {left} is left"
    if given is not None and fund.amount is not None:
        announced = money(fund.amount, fund.currency)
        return f"{money(given, fund.currency)} was given out in {_rounds(fund)}; {announced} had been announced"
    return f"It holds {money(holds, fund.currency)}; no promise from it is recorded"


def _promised(frame: Frame, fund: Fund) -> float | None:
    known = [each.amount for each in accounts.promises(fund, frame.linked) if each.amount is not None]
    return total(known) if known else None


def _rounds(fund: Fund) -> str:
    return "one round" if len(fund.rounds) == 1 else f"{len(fund.rounds)} rounds"


# --- its amounts -------------------------------------------------------------------------------------------------


def _lines(frame: Frame, fund: Fund) -> Iterator[Line]:
    announced = _line(frame, fund, "Announced", fund.amount, sources=fund.sources)
    period = f", {fund.period}" if fund.period else ""
    yield replace(announced, note=fund.period or "", figure=f"announced{period}", state="empty")
    for each in fund.rounds:
        yield _round(frame, fund, each)
    given, several = accounts.given_out(fund), len(fund.rounds) > 1
    if several and given is not None:
        together = _line(frame, fund, "All rounds", given, note="This edition’s sum")
        yield replace(together, figure=f"given out in {_rounds(fund)}")
    yield from _asked(frame, fund)
    yield from _drawn(frame, fund)
    for when, received in accounts.allocations(fund).items():
        known = [each.amount for each in received if each.amount is not None]
        note = "As far as it is reported" + (f", for {when}" if when else "")
        yield _line(frame, fund, "Received", total(known) if known else None, note=note,
                    sources=_all_sources(received))  # fmt: skip


def _line(
    frame: Frame, fund: Fund, label: str, amount: float | None, *, note: str = "", sources: Sequence[str] = (),
    unknown: str = words.NOT_KNOWN,
) -> Line:  # fmt: skip
    fact = frame.fact(label, money(amount, fund.currency), unknown)
    return Line(label=label, amount=fact, note=note, low=amount or 0, high=amount or 0, cited=frame.cited(sources))


def _round(frame: Frame, fund: Fund, each: Round) -> Line:
    to = f"To {each.organisations:,} organisation{'' if each.organisations == 1 else 's'}" if each.organisations else ""
    note = ", ".join(part for part in (to, str(each.as_of or "")) if part)
    line = _line(frame, fund, each.label, each.amount, note=note, sources=each.sources)
    return replace(line, figure="given out in one round") if len(fund.rounds) == 1 else line


def _asked(frame: Frame, fund: Fund) -> Iterator[Line]:
    """One line for each period: `a year` and `over three years` are never added up."""
    for period, costs in accounts.asked(fund, frame.linked).items():
        low, high = _span(costs)
        yield Line(
            label="Asked",
            note=f"By {frame.plural('proposal', len(costs))}, {period or 'no period given'}",
            amount=frame.fact("", _said(fund, costs, "")),
            low=low,
            high=high,
            state="noted",
        )


def _span(costs: Sequence[tuple[Proposal, Cost]]) -> tuple[float, float]:
    known = [cost for _, cost in costs if cost.amount is not None]
    low = total(cost.amount or 0 for cost in known)
    return low, total((cost.amount or 0) if cost.to is None else cost.to for cost in known)


def _said(fund: Fund, costs: Sequence[tuple[Proposal, Cost]], period: str) -> str:
    """`£20,000 to £50,000 a year`; empty where no cost of them is known."""
    low, high = _span(costs)
    if all(cost.amount is None for _, cost in costs):
        return ""
    span = [money(low, fund.currency), *([money(high, fund.currency)] if high > low else [])]
    return f"{' to '.join(span)} {period}".strip()


def _drawn(frame: Frame, fund: Fund) -> Iterator[Line]:
    """What is promised and, where that is known, what is left."""
    promises = list(accounts.promises(fund, frame.linked))
    silent = sum(each.amount is None for each in promises)
    amount, holds = _promised(frame, fund), accounts.held(fund)
    said = f"In {_answers(len(promises) - silent)}" if amount is not None else ""
    unsaid = f"{_answers(silent)} {'does' if silent == 1 else 'do'} not say how much" if silent else ""
    note = "; ".join(part for part in (said, unsaid) if part)
    unknown = words.NOT_KNOWN if promises else NONE
    line = _line(frame, fund, "Promised", amount, note=note[:1].upper() + note[1:], unknown=unknown)
    yield replace(line, figure=f"promised to {frame.word('proposal', 2)}", state="stalled")
    if amount is not None and holds is not None:
        left = "At most: what it holds, less what is known to be promised" if silent else "What it holds, less that"
        rest = _line(frame, fund, "Left over", total((holds, -amount)), note=left)
        yield replace(rest, figure="left over, at most" if silent else "left over", state="empty")


def _answers(number: int) -> str:
    return "one answer" if number == 1 else f"{number:,} answers"


def _all_sources(facts: Sequence[Allocation]) -> list[str]:
    return list(dict.fromkeys(source for each in facts for source in each.sources))


def _claims(frame: Frame, fund: Fund) -> Iterator[Claim]:
    """Every proposal that asks for money of a fund, or was promised some, in the order of the groups."""
    asked = {
        proposal.id: (proposal, _said(fund, [(proposal, cost)], period) or "")
        for period, costs in accounts.asked(fund, frame.linked).items()
        for proposal, cost in costs
    }
    promised = {each.response.proposal: each for each in accounts.promises(fund, frame.linked)}
    for proposal in frame.linked.proposals:
        if proposal.id in asked or proposal.id in promised:
            promise = promised.get(proposal.id)
            amount = money(promise.amount, fund.currency) if promise else ""
            yield Claim(
                proposal=frame.write(proposal.id),
                asked=_or_none("Asked", frame.fact("Asked", asked[proposal.id][1]) if proposal.id in asked else None),
                promised=_or_none("Promised", frame.fact("Promised", amount) if promise else None),
                cited=frame.cited(list(promise.sources)) if promise else Markup(),
            )


def _or_none(label: str, fact: Fact | None) -> Fact:
    """What nobody asked for or promised is told, but not as loudly as an amount that is missing."""
    return fact or Fact(label=label, value=Markup('<span class="by">{}</span>').format(NONE))


# --- who received what -------------------------------------------------------------------------------------------


def _receipts(fund: Fund, frame: Frame, period: str, given: Sequence[Allocation]) -> Receipts:
    without = [each for each in dict.fromkeys(fund.communities) if each not in {one.to for one in given}]
    told = {str(each.as_of) for each in given if each.as_of}
    known = [each.amount for each in given if each.amount is not None]
    organisations = [each.organisations for each in given if each.organisations is not None]
    arithmetic = "The average is this edition’s arithmetic. It says nothing of need, of size or of how many applied."
    return Receipts(
        headline=_received(fund, period, given, without),
        second=" ".join([*([f"As told on {next(iter(told))}."] if len(told) == 1 else []), arithmetic]),
        rows=(
            *(_receipt(frame, fund, each, dated=len(told) > 1) for each in given),
            *(Receipt(to=each, none=True) for each in without),
        ),
        others=not fund.communities,
        sum=money(total(known), fund.currency) if len(known) > 1 else "",
        organisations=f"{sum(organisations):,}" if len(organisations) > 1 else "",
    )


def _received(fund: Fund, period: str, given: Sequence[Allocation], without: Sequence[str]) -> str:
    """Who has not received anything, as far as it is known; where nobody said who could, what was received."""
    during = f" for {period}" if period else ""
    if without:
        verb = "has" if len(without) == 1 else "have"
        return f"{len(without)} of {len(set(fund.communities))} communities {verb} nothing on record{during}"
    if fund.communities:
        return f"Every community that was named has something on record{during}"
    known = [each.amount for each in given if each.amount is not None]
    if not known:
        return f"How much was received{during} is not known"
    return f"{money(total(known), fund.currency)} is on record as received{during}; who else received is not known"


def _receipt(frame: Frame, fund: Fund, each: Allocation, *, dated: bool) -> Receipt:
    average = each.amount / each.organisations if each.amount is not None and each.organisations else None
    count = "" if each.organisations is None else f"{each.organisations:,}"
    return Receipt(
        to=each.to,
        note=f"As told on {each.as_of}" if dated and each.as_of else "",
        organisations=frame.fact("Organisations", count),
        amount=frame.fact("Received", money(each.amount, fund.currency)),
        average=frame.fact("Average", "" if average is None else money(round(average), fund.currency)),
        cited=frame.cited(each.sources),
    )
