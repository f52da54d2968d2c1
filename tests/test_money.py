"""Money on the page: what a fund holds, what is asked and promised, who has received what and who has not."""

from __future__ import annotations

import re

import pytest

from pet_report import accounts
from pet_report.accounts import money as written
from pet_report.view import _next_steps, _priorities, money
from pet_report.view.frame import Frame
from tests.support.frames import answered, frame

FUNDS = """funds:
  - id: example-fund
    name: Example fund
    amount: 5000000
    currency: GBP
    holder: home-office
    sources: [example-source]
"""


def _with(fund: str, *answers: str, costs: tuple[str, ...] = (), more: str = "") -> Frame:
    """A project whose fund has these lines too, and that has more funds."""
    texts = dict(answered(*(answers or ("decision: accepted",)), proposals=max(len(answers), len(costs), 1)))
    for number, cost in enumerate(costs, start=1):
        line = f"title: Number {number}"
        texts["groups/01-example.yaml"] = texts["groups/01-example.yaml"].replace(line, f"{line}, cost: {cost}")
    assert FUNDS in texts["report.yaml"]
    lines = FUNDS + "".join(f"    {line}\n" for line in fund.strip().splitlines()) + more
    texts["report.yaml"] = texts["report.yaml"].replace(FUNDS, lines)
    return frame(texts)


def _told(shown: Frame) -> list[tuple[str, str]]:
    return [(line.label, str(line.amount.value)) for line in money.funds(shown)[0].lines]


def test_amounts_of_different_periods_are_never_added() -> None:
    asking = ("{amount: 100, to: 300, currency: GBP, fund: example-fund, period: a year}",
              "{amount: 50, currency: GBP, fund: example-fund, period: a year}",
              "{amount: 7, currency: GBP, fund: example-fund}",
              "{amount: 9000, currency: GBP, period: a year}")  # fmt: skip
    shown = _with("", costs=asking)
    assert [each for each in _told(shown) if each[0] == "Asked"] == [("Asked", "£150 to £350"), ("Asked", "£7")]
    assert str(money.funds(shown)[0].sums[2].value) == "£150 to £350 a year<br>£7"


def test_each_period_has_a_table_of_its_own() -> None:
    shown = _with("""
allocations:
  - {to: Rural libraries, amount: 100, organisations: 4, period: "2004"}
  - {to: Town libraries, amount: 50, organisations: 2, period: "2004"}
  - {to: Rural libraries, amount: 70, period: "2005"}
""")
    first, second = money.funds(shown)[0].receipts
    assert (first.sum, first.organisations, second.sum) == ("£150", "6", "")
    assert [str(row.average.value) for row in first.rows if row.average] == ["£25", "£25"]
    assert [row.average.known for row in second.rows if row.average] == [False]
    assert first.headline == "£150 is on record as received for 2004; who else received is not known"
    assert first.others


@pytest.mark.parametrize(
    ("communities", "headline", "without"),
    [
        ("[Rural libraries]", "Every community that was named has something on record for 2004", []),
        ("[Rural libraries, Prisons]", "1 of 2 communities has nothing on record for 2004", ["Prisons"]),
        ("[Prisons, Rural libraries, Schools]", "2 of 3 communities have nothing on record for 2004",
         ["Prisons", "Schools"]),
    ],
)  # fmt: skip
def test_who_has_received_nothing_is_told_by_name(communities: str, headline: str, without: list[str]) -> None:
    shown = _with(f"""
communities: {communities}
allocations: [{{to: Rural libraries, amount: 100, period: "2004"}}]
""")
    told = money.funds(shown)[0].receipts[0]
    assert told.headline == headline
    assert [row.to for row in told.rows if row.none] == without
    assert not told.others


@pytest.mark.parametrize(
    ("fund", "answers", "headline"),
    [
        ("", [], "It holds £5m; no promise from it is recorded"),
        ("rounds: [{label: First, amount: 100}]", [], "£100 was given out in one round; £5m had been announced"),
        ("rounds: [{label: First, amount: 100}, {label: Second, amount: 1}]", [],
         "£101 was given out in 2 rounds; £5m had been announced"),
        ("", ["funding: {fund: example-fund, amount: 2000000, currency: GBP}"], "£2m of £5m is promised; £3m is left"),
        ("", ["funding: {fund: example-fund, amount: 5000000, currency: GBP}"],
         "£5m of £5m is promised; nothing is left"),
        ("", ["funding: {fund: example-fund}"], "It holds £5m; no promise from it is recorded"),
    ],
)  # fmt: skip
def test_the_headline_of_a_fund_says_the_main_thing(fund: str, answers: list[str], headline: str) -> None:
    assert money.funds(_with(fund, *(f"decision: accepted, {each}" for each in answers)))[0].headline == headline


def test_promises_without_an_amount_are_told_and_leave_at_most_the_rest() -> None:
    shown = _with("", "decision: accepted, funding: {fund: example-fund}",
                  "decision: accepted, funding: {fund: example-fund, amount: 1000000, currency: GBP}")  # fmt: skip
    account = money.funds(shown)[0]
    promised, left = account.lines[-2:]
    assert (str(promised.amount.value), promised.note) == ("£1m", "In one answer; one answer does not say how much")
    assert (str(left.amount.value), left.figure) == ("£4m", "left over, at most")
    assert [str(each.promised.value) for each in account.claims] == ["Not known", "£1m"]


def test_money_that_an_answer_gives_and_its_commitments_spend_counts_once() -> None:
    promise = "{id: a-letter, text: A letter, fund: example-fund, amount: 300, currency: GBP}"
    replaced = "{id: old, text: Old, fund: example-fund, amount: 9, currency: GBP, superseded_by: a-letter}"
    both = f"decision: accepted, commitments: [{promise}, {replaced}]"
    shown = _with("", f"{both}, funding: {{fund: example-fund, amount: 200, currency: GBP}}")
    made = list(accounts.promises(shown.report.funds[0], shown.linked))
    assert [each.amount for each in made] == [300]
    assert made[0].place.source.line(made[0].place.start.line)[made[0].place.start.column - 1 :].startswith("300")


def test_bars_of_one_currency_are_to_one_scale() -> None:
    shown = _with(
        "",
        more="""\
  - {id: small, name: Small, amount: 2500000, currency: GBP}
  - {id: far, name: Far, amount: 10, currency: EUR}
""",
    )
    widths = [fund.lines[0].units[0].width for fund in money.funds(shown)]
    assert widths == [money.ROOM, money.ROOM / 2, money.ROOM]


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [(5e6, "GBP", "£5m"), (1447307, "GBP", "£1,447,307"), (0.5, "EUR", "€0.50"), (7.75e6, "CHF", "CHF 7.75m")],
)
def test_amounts_are_short_only_where_nothing_is_lost(amount: float, currency: str, said: str) -> None:
    assert written(amount, currency) == said


# --- priorities ---------------------------------------------------------------------------------------------------

RANKED = """priorities:
  by: The secretariat
  criteria: [{id: reach, name: Reach, text: How many it reaches.}, {id: cost, name: Cost}]
  order:
    - {proposal: p-2, reason: It can begin., marks: [{criterion: cost, mark: low}, {criterion: reach, mark: most}]}
    - {proposal: p-1, reason: It waits., marks: [{criterion: cost, mark: high}]}
"""


def _ranked(parts: str) -> Frame:
    texts = dict(answered(proposals=3))
    texts["report.yaml"] = texts["report.yaml"].replace("      - kind: commitments\n", parts) + RANKED
    return frame(texts)


def test_the_order_of_priority_has_a_column_for_each_criterion() -> None:
    told = _priorities(_ranked("      - kind: priorities\n"))
    assert told.headline == "2 of 3 proposals are ranked"
    assert [[str(mark.value) for mark in row.marks] for row in told.order] == [
        ["most", "low"],
        ["No mark", "high"],
    ]
    assert [re.sub("<.*?>", "", row.proposal) for row in told.order] == ["Number 2", "Number 1"]


@pytest.mark.parametrize(("parts", "printed"), [("priorities", False), ("commitments", True)])
def test_the_order_is_printed_once(parts: str, printed: bool) -> None:
    told = _next_steps(_ranked(f"      - kind: {parts}\n"))
    assert bool(told.order) is printed
    assert bool(told.criteria) is printed
