"""Funds: what each holds, what is asked of it and promised from it, and who has received what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape
from msgspec import Struct, field
from msgspec.structs import replace

from pet_report import accounts
from pet_report.accounts import total
from pet_report.catalogue import capital
from pet_report.model import Allocation, Cost, Fund, Proposal, Round
from pet_report.view.frame import Fact, Frame, Units, scaled
from pet_report.view.items import span

ROOM = 120.0
"""Points for the longest bar of all funds in one currency."""


class Line(Struct, frozen=True, kw_only=True):
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


class Receipt(Struct, frozen=True, kw_only=True):
    """What one community received; `none` where nothing is recorded of it."""

    to: str
    none: bool = False
    note: str = ""
    organisations: Fact | None = None
    amount: Fact | None = None
    average: Fact | None = None
    cited: Markup = field(default_factory=Markup)


class Receipts(Struct, frozen=True, kw_only=True):
    """What was received in one period. others: nobody said who else could have received something.

    sum, organisations: of those reported; empty where there is nothing to add up.
    """

    headline: str
    second: str
    rows: tuple[Receipt, ...]
    others: bool
    sum: str
    organisations: str


class Claim(Struct, frozen=True, kw_only=True):
    """What one proposal asks of a fund, and what it was promised."""

    proposal: Markup
    asked: Fact
    promised: Fact
    cited: Markup


class Account(Struct, frozen=True, kw_only=True):
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
    _, money = frame.catalogue.gettext, frame.catalogue.money
    asked = accounts.asked(fund, frame.linked).items()
    yield frame.fact(_("Announced"), money(fund.amount, fund.currency))
    yield frame.fact(_("Given out"), money(accounts.given_out(fund), fund.currency))
    said = (escape(_said(frame, fund, costs, period) or _("Not known")) for period, costs in asked)
    yield frame.fact(_("Asked"), Markup("<br>").join(said), _("None recorded"))
    yield frame.fact(_("Promised"), money(_promised(frame, fund), fund.currency), _("None recorded"))


def _to_scale(line: Line, most: float) -> tuple[Units, ...]:
    return scaled((line.state, line.low), ("empty", line.high - line.low), most=most, room=ROOM) if most else ()


# --- what is known of a fund -------------------------------------------------------------------------------------


def _facts(frame: Frame, fund: Fund) -> Iterator[Fact]:
    _ = frame.catalogue.gettext
    yield frame.fact(_("Launched"), frame.date(fund.launched))
    holder = frame.linked.things[fund.holder].title if fund.holder else ""
    held = escape(holder) if holder else Markup('<span class="unknown">{}</span>').format(_("Not known"))
    notes = frame.catalogue.sentences((held, frame.inlines(fund.holder_note)))
    yield Fact(label=_("Held by"), value=escape(notes))
    yield frame.fact(_("Who may apply"), frame.inlines(fund.who_may_apply))
    if fund.note:
        yield Fact(label=_("Note"), value=frame.inlines(fund.note))
    if fund.sources:
        yield Fact(label=_("Sources"), value=frame.sources(fund.sources))


def _headline(frame: Frame, fund: Fund) -> str:
    """The main thing: what is left, else what was given out, else what was announced."""
    holds, promised, given = accounts.held(fund), _promised(frame, fund), accounts.given_out(fund)
    _ = frame.catalogue.gettext
    if holds is None:
        return _("How much this fund holds is not known")
    says = {"part": _money(frame, fund, promised), "whole": _money(frame, fund, holds)}
    if promised == holds:
        return _("%(part)s of %(whole)s is promised; nothing is left", **says)
    if promised is not None:
        left = _money(frame, fund, total((holds, -promised)))
        return _("%(part)s of %(whole)s is promised; %(left)s is left", left=left, **says)
    if given is not None and fund.amount is not None:
        rounds, count = len(fund.rounds), frame.catalogue.number(len(fund.rounds))
        return frame.catalogue.ngettext(
            "%(given)s was given out in one round; %(announced)s had been announced",
            "%(given)s was given out in %(count)s rounds; %(announced)s had been announced",
            rounds, count=count, given=_money(frame, fund, given), announced=_money(frame, fund, fund.amount),
        )  # fmt: skip
    return _("It holds %(amount)s; no promise from it is recorded", amount=says["whole"])


def _money(frame: Frame, fund: Fund, amount: float | None) -> str:
    return frame.catalogue.money(amount, fund.currency)


def _promised(frame: Frame, fund: Fund) -> float | None:
    known = [each.amount for each in accounts.promises(fund, frame.linked) if each.amount is not None]
    return total(known) if known else None


def _given_out(frame: Frame, rounds: int) -> str:
    """Under the sum of what was given out."""
    return frame.catalogue.ngettext(
        "given out in one round", "given out in %(count)s rounds", rounds, count=frame.catalogue.number(rounds)
    )


# --- its amounts -------------------------------------------------------------------------------------------------


def _lines(frame: Frame, fund: Fund) -> Iterator[Line]:
    _ = frame.catalogue.gettext
    announced = _line(frame, fund, _("Announced"), fund.amount, sources=fund.sources)
    figure = _("announced, %(period)s", period=fund.period) if fund.period else _("announced")
    yield replace(announced, note=fund.period or "", figure=figure, state="empty")
    for each in fund.rounds:
        yield _round(frame, fund, each)
    given, several = accounts.given_out(fund), len(fund.rounds) > 1
    if several and given is not None:
        together = _line(frame, fund, _("All rounds"), given, note=_("This edition’s sum"))
        yield replace(together, figure=_given_out(frame, len(fund.rounds)))
    yield from _asked(frame, fund)
    yield from _drawn(frame, fund)
    for when, received in accounts.allocations(fund).items():
        known = [each.amount for each in received if each.amount is not None]
        note = _("As far as it is reported, for %(period)s", period=when) if when else _("As far as it is reported")
        yield _line(frame, fund, _("Received"), total(known) if known else None, note=note,
                    sources=_all_sources(received))  # fmt: skip


def _line(
    frame: Frame, fund: Fund, label: str, amount: float | None, *, note: str = "", sources: Sequence[str] = (),
    unknown: str = "",
) -> Line:  # fmt: skip
    fact = frame.fact(label, _money(frame, fund, amount), unknown)
    return Line(label=label, amount=fact, note=note, low=amount or 0, high=amount or 0, cited=frame.cited(sources))


def _round(frame: Frame, fund: Fund, each: Round) -> Line:
    count = each.organisations or 0
    to = frame.catalogue.ngettext(
        "To %(count)s organisation", "To %(count)s organisations", count, count=frame.catalogue.number(count)
    )
    note = frame.catalogue.listed((to if count else "", frame.date(each.as_of)))
    line = _line(frame, fund, each.label, each.amount, note=note, sources=each.sources)
    return replace(line, figure=_given_out(frame, 1)) if len(fund.rounds) == 1 else line


def _asked(frame: Frame, fund: Fund) -> Iterator[Line]:
    """One line for each period: `a year` and `over three years` are never added up."""
    for period, costs in accounts.asked(fund, frame.linked).items():
        low, high = _span(costs)
        yield Line(
            label=frame.catalogue.gettext("Asked"),
            note=_by_how_many(frame, len(costs), period),
            amount=frame.fact("", _said(frame, fund, costs, "")),
            low=low,
            high=high,
            state="noted",
        )


def _by_how_many(frame: Frame, count: int, period: str) -> str:
    ngettext, says = frame.catalogue.ngettext, {"count": frame.catalogue.number(count), "period": period}
    if period:
        return ngettext(
            "By %(count)s %(proposal)s, %(period)s", "By %(count)s %(proposals)s, %(period)s", count, **says
        )
    return frame.catalogue.ngettext(
        "By %(count)s %(proposal)s, no period given", "By %(count)s %(proposals)s, no period given", count, **says
    )


def _span(costs: Sequence[tuple[Proposal, Cost]]) -> tuple[float, float]:
    known = [cost for _, cost in costs if cost.amount is not None]
    low = total(cost.amount or 0 for cost in known)
    return low, total((cost.amount or 0) if cost.to is None else cost.to for cost in known)


def _said(frame: Frame, fund: Fund, costs: Sequence[tuple[Proposal, Cost]], period: str) -> str:
    """`£20,000 to £50,000 a year`; empty where no cost of them is known."""
    low, high = _span(costs)
    if all(cost.amount is None for _, cost in costs):
        return ""
    amounts = [_money(frame, fund, low), *([_money(frame, fund, high)] if high > low else [])]
    return span(frame, amounts, period)


def _drawn(frame: Frame, fund: Fund) -> Iterator[Line]:
    """What is promised and, where that is known, what is left."""
    _ = frame.catalogue.gettext
    promises = list(accounts.promises(fund, frame.linked))
    silent = sum(each.amount is None for each in promises)
    amount, holds = _promised(frame, fund), accounts.held(fund)
    note = capital(frame.catalogue.clauses(_answers(frame, len(promises) - silent, silent)))
    unknown = "" if promises else _("None recorded")
    line = _line(frame, fund, _("Promised"), amount, note=note, unknown=unknown)
    yield replace(line, figure=_("promised to %(proposals)s"), state="stalled")
    if amount is not None and holds is not None:
        left = (
            _("At most: what it holds, less what is known to be promised") if silent else _("What it holds, less that")
        )
        rest = _line(frame, fund, _("Left over"), total((holds, -amount)), note=left)
        yield replace(rest, figure=_("left over, at most") if silent else _("left over"), state="empty")


def _answers(frame: Frame, telling: int, silent: int) -> Iterator[str]:
    """In how many answers an amount is promised, and how many do not say how much."""
    ngettext, number = frame.catalogue.ngettext, frame.catalogue.number
    if telling:
        yield ngettext("in one answer", "in %(count)s answers", telling, count=number(telling))
    if silent:
        yield ngettext(
            "one answer does not say how much", "%(count)s answers do not say how much", silent, count=number(silent)
        )


def _all_sources(facts: Sequence[Allocation]) -> list[str]:
    return list(dict.fromkeys(source for each in facts for source in each.sources))


def _claims(frame: Frame, fund: Fund) -> Iterator[Claim]:
    """Every proposal that asks for money of a fund, or was promised some, in the order of the groups."""
    _ = frame.catalogue.gettext
    asked = {
        proposal.id: (proposal, _said(frame, fund, [(proposal, cost)], period) or "")
        for period, costs in accounts.asked(fund, frame.linked).items()
        for proposal, cost in costs
    }
    promised = {each.response.proposal: each for each in accounts.promises(fund, frame.linked)}
    for proposal in frame.linked.proposals:
        if proposal.id in asked or proposal.id in promised:
            promise = promised.get(proposal.id)
            amount = _money(frame, fund, promise.amount) if promise else ""
            yield Claim(
                proposal=frame.write(proposal.id),
                asked=frame.fact(_("Asked"), asked[proposal.id][1])
                if proposal.id in asked
                else _none(frame, _("Asked")),
                promised=frame.fact(_("Promised"), amount) if promise else _none(frame, _("Promised")),
                cited=frame.cited(list(promise.sources)) if promise else Markup(),
            )


def _none(frame: Frame, label: str) -> Fact:
    """What nobody asked for or promised is told, but not as loudly as an amount that is missing."""
    said = frame.catalogue.gettext("None recorded")
    return Fact(label=label, value=Markup('<span class="by">{}</span>').format(said))


# --- who received what -------------------------------------------------------------------------------------------


def _receipts(fund: Fund, frame: Frame, period: str, given: Sequence[Allocation]) -> Receipts:
    without = [each for each in dict.fromkeys(fund.communities) if each not in {one.to for one in given}]
    _ = frame.catalogue.gettext
    told = {frame.date(each.as_of) for each in given if each.as_of}
    known = [each.amount for each in given if each.amount is not None]
    organisations = [each.organisations for each in given if each.organisations is not None]
    arithmetic = _("The average is this edition’s arithmetic. It says nothing of need, of size or of how many applied.")
    return Receipts(
        headline=_received(frame, fund, period, given, without),
        second=" ".join([*([_("As told on %(date)s.", date=next(iter(told)))] if len(told) == 1 else []), arithmetic]),
        rows=(
            *(_receipt(frame, fund, each, dated=len(told) > 1) for each in given),
            *(Receipt(to=each, none=True) for each in without),
        ),
        others=not fund.communities,
        sum=_money(frame, fund, total(known)) if len(known) > 1 else "",
        organisations=frame.catalogue.number(sum(organisations)) if len(organisations) > 1 else "",
    )


def _received(frame: Frame, fund: Fund, period: str, given: Sequence[Allocation], without: Sequence[str]) -> str:
    """Who has not received anything, as far as it is known; where nobody said who could, what was received."""
    _ = frame.catalogue.gettext
    if without:
        return _without(frame, period, len(without), len(set(fund.communities)))
    if not fund.communities:
        return _in_all(frame, fund, period, [each.amount for each in given if each.amount is not None])
    if period:
        return _("Every community that was named has something on record for %(period)s", period=period)
    return _("Every community that was named has something on record")


def _in_all(frame: Frame, fund: Fund, period: str, known: Sequence[float]) -> str:
    _, amount = frame.catalogue.gettext, _money(frame, fund, total(known))
    if not known and period:
        return _("How much was received for %(period)s is not known", period=period)
    if not known:
        return _("How much was received is not known")
    if not period:
        return _("%(amount)s is on record as received; who else received is not known", amount=amount)
    return _(
        "%(amount)s is on record as received for %(period)s; who else received is not known",
        amount=amount, period=period,
    )  # fmt: skip


def _without(frame: Frame, period: str, part: int, whole: int) -> str:
    ngettext, number = frame.catalogue.ngettext, frame.catalogue.number
    says = {"part": number(part), "whole": number(whole), "period": period}
    if period:
        return ngettext(
            "%(part)s of %(whole)s communities has nothing on record for %(period)s",
            "%(part)s of %(whole)s communities have nothing on record for %(period)s",
            part, **says,
        )  # fmt: skip
    return ngettext(
        "%(part)s of %(whole)s communities has nothing on record",
        "%(part)s of %(whole)s communities have nothing on record",
        part, **says,
    )  # fmt: skip


def _receipt(frame: Frame, fund: Fund, each: Allocation, *, dated: bool) -> Receipt:
    average = each.amount / each.organisations if each.amount is not None and each.organisations else None
    _ = frame.catalogue.gettext
    count = "" if each.organisations is None else frame.catalogue.number(each.organisations)
    return Receipt(
        to=each.to,
        note=_("As told on %(date)s", date=frame.date(each.as_of)) if dated and each.as_of else "",
        organisations=frame.fact(_("Organisations"), count),
        amount=frame.fact(_("Received"), _money(frame, fund, each.amount)),
        average=frame.fact(_("Average"), "" if average is None else _money(frame, fund, round(average))),
        cited=frame.cited(each.sources),
    )
