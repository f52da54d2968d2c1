"""Rules about evidence: what is said to be known must say from where."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pet_report.diagnostics import Diagnostic, Example, Rule, Severity
from pet_report.link import Linked
from pet_report.model import (
    Allocation,
    Announcement,
    Commitment,
    Convenor,
    Figure,
    Proposal,
    ReportedCount,
    Response,
    Round,
)

_Sourced = Round | Allocation | Announcement | Figure | ReportedCount | Response | Commitment
_ADD = 'add "sources: […]"'

CONFIDENCE_UNSOURCED = Rule(
    name="confidence/unsourced",
    severity=Severity.ERROR,
    summary="called documented, without naming a document",
    why="Documented means that a reader can look it up.",
    example=Example(
        part="proposal", bad="confidence: documented\nsources: []", good="confidence: uncertain\nsources: []"
    ),
)
PROGRESS_UNSOURCED = Rule(
    name="progress/unsourced",
    severity=Severity.ERROR,
    summary="a report of progress without its source",
    why="The same proposals were counted as done or not done by different speakers; without a source a "
    "status is hearsay.",
    example=Example(
        part="response",
        bad="progress: [{as_of: 2005-10, status: completed, by: The minister}]",
        good="progress: [{as_of: 2005-10, status: completed, by: The minister, sources: [example-source]}]",
    ),
)
VERBATIM_UNSOURCED = Rule(
    name="verbatim/unsourced",
    severity=Severity.WARNING,
    summary="official wording without the document that it was copied from",
    why="A quotation that nobody can check is only a claim; a paraphrase should say that it is one.",
    example=Example(
        part="proposal", bad="text_status: verbatim\nsources: []", good="text_status: paraphrase\nsources: []"
    ),
)
CONFIDENCE_MISSING = Rule(
    name="confidence/missing",
    severity=Severity.NOTE,
    summary="no confidence given, where other proposals give theirs",
    why="Where some proposals say how sure they are, a reader takes silence for certainty.",
    example=Example(part="proposal", bad="confidence: null", good="confidence: documented"),
)
NO_BASIS = Rule(
    name="themes/no-basis",
    severity=Severity.NOTE,
    summary="themes without who chose them, where other proposals say so",
    why="A theme that the document names and one that an editor chose are different facts.",
    example=Example(
        part="proposal",
        bad="themes: [example-theme]\nthemes_basis: null",
        good="themes: [example-theme]\nthemes_basis: editorial",
    ),
)
NO_THEME = Rule(
    name="theme/none",
    severity=Severity.NOTE,
    summary="a proposal that belongs to no theme, in a report that has themes",
    why="Whoever reads by theme will not find it.",
    example=Example(part="proposal", bad="themes: []", good="themes: [example-theme]"),
)
ONE_GROUP = Rule(
    name="theme/one-group",
    severity=Severity.NOTE,
    summary="a theme that the proposals of one group alone carry",
    why="Themes bring together what different groups propose. One that stays within a group may be a heading of that "
    "group's chapter, or its proposals elsewhere were overlooked.",
    example=Example(
        part="proposal",
        bad="themes: [sport]",
        good="themes: [example-theme]",
        beside="themes: [{id: example-theme, name: Example theme}, {id: sport, name: Sport}]",
    ),
)
FUND_UNSOURCED = Rule(
    name="fund/unsourced",
    severity=Severity.WARNING,
    summary="a fund without a source, in a report that names sources",
    why="Amounts of money are the first thing that readers check.",
    example=Example(
        part="report",
        bad="funds: [{id: example-fund, name: Example fund, currency: GBP}]",
        good="funds: [{id: example-fund, name: Example fund, currency: GBP, sources: [example-source]}]",
    ),
)
FACT_UNSOURCED = Rule(
    name="fact/unsourced",
    severity=Severity.WARNING,
    summary="a decision, a promise, an amount or a count without its source, in a report that names sources",
    why="These are what a reader relies on and a critic looks up. Where other facts have a source, one without "
    "looks like one that nobody could find.",
    example=Example(
        part="response",
        bad="decision: accepted\nsources: []",
        good="decision: accepted\nsources: [example-source]\n"
        "commitments: [{id: a-promise, text: A letter to schools, sources: [example-source]}]",
    ),
)
UNDATED = Rule(
    name="source/undated",
    severity=Severity.NOTE,
    summary="a source without a date, and without a word about it",
    why="Readers weigh a source by its date; that it has none is worth saying too.",
    example=Example(
        part="report",
        bad="sources: [{id: example-source, title: A source}]",
        good="sources: [{id: example-source, title: A source, date_note: 'undated, autumn 2005'}]",
    ),
)
ADDRESS = Rule(
    name="source/address",
    severity=Severity.ERROR,
    summary="an address that is not one of the web",
    why="The address becomes a link; a reader must be able to follow it, and safely.",
    example=Example(
        part="report",
        bad="sources: [{id: example-source, title: A source, date: 2005, address: www.example.org}]",
        good="sources: [{id: example-source, title: A source, date: 2005, address: 'https://www.example.org'}]",
    ),
)


def confidence_unsourced(linked: Linked) -> Iterator[Diagnostic]:
    for each in _with_confidence(linked):
        if each.confidence in ("documented", "partly") and not each.sources:
            message = f'"{each.confidence}", but no source is named'
            hint = f'{_ADD}, or write "confidence: uncertain"'
            yield CONFIDENCE_UNSOURCED.at(each.at("confidence"), message, hint=hint)


def progress_unsourced(linked: Linked) -> Iterator[Diagnostic]:
    for _, response in linked.responses:
        for entry in response.progress:
            if not entry.sources:
                message = f'no source is named for what "{entry.by}" said'
                yield PROGRESS_UNSOURCED.at(entry.at("by"), message, hint=f"{_ADD} to this entry")


def verbatim_unsourced(linked: Linked) -> Iterator[Diagnostic]:
    for proposal in linked.proposals if _names_sources(linked) else ():
        if proposal.text_status == "verbatim" and not proposal.sources:
            message = f'"{proposal.id}" has the official wording, but no source is named'
            hint = f'{_ADD}, or "text_status: paraphrase" if the wording is not the official one'
            yield VERBATIM_UNSOURCED.at(proposal.at("text_status"), message, hint=hint)


def confidence_missing(linked: Linked) -> Iterator[Diagnostic]:
    proposals = linked.proposals
    if all(proposal.confidence is None for proposal in proposals):
        return
    for proposal in proposals:
        if proposal.confidence is None:
            message = f'"{proposal.id}" does not say how sure it is, as other proposals do'
            hint = 'add "confidence: documented", "partly" or "uncertain"'
            yield CONFIDENCE_MISSING.at(proposal.at("confidence"), message, hint=hint)


def no_basis(linked: Linked) -> Iterator[Diagnostic]:
    proposals = linked.proposals
    if all(proposal.themes_basis is None for proposal in proposals):
        return
    for proposal in proposals:
        if proposal.themes and proposal.themes_basis is None:
            message = f'"{proposal.id}" does not say who chose its themes, as other proposals do'
            hint = 'add "themes_basis: editorial", or name the document'
            yield NO_BASIS.at(proposal.at("themes"), message, hint=hint)


def no_theme(linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    for proposal in linked.proposals if report and report.themes else ():
        if not proposal.themes:
            message = f'"{proposal.id}" belongs to no theme'
            yield NO_THEME.at(proposal.at("themes"), message, hint='add "themes: […]"')


def one_group(linked: Linked) -> Iterator[Diagnostic]:
    """Quiet where there is but one group, and about a theme that a proposal carries whose group is not known."""
    report = linked.project.report
    groups: dict[str, set[str]] = {}
    for file in linked.project.groups:
        for proposal in file.proposals:
            for name in proposal.themes:
                groups.setdefault(name, set()).add(file.group.id if file.group.kind == "group" else "")
    for theme in report.themes if report and len(linked.groups) > 1 else ():
        carrying = groups.get(theme.id, set())
        if len(carrying) == 1 and "" not in carrying:
            message = f'only proposals of "{next(iter(carrying))}" carry the theme "{theme.id}"'
            hint = "look for proposals of other groups that belong to it, or take the theme out"
            yield ONE_GROUP.at(theme.at("id"), message, hint=hint)


def fund_unsourced(linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    for fund in report.funds if report and report.sources else ():
        if not fund.sources:
            yield FUND_UNSOURCED.at(fund.at("id"), f'no source is named for "{fund.id}"', hint=_ADD)


def fact_unsourced(linked: Linked) -> Iterator[Diagnostic]:
    for fact, field, what in _facts(linked) if _names_sources(linked) else ():
        if not fact.sources:
            yield FACT_UNSOURCED.at(fact.at(field), f"no source is named for {what}", hint=_ADD)


def undated(linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    for source in report.sources if report else ():
        if source.date is None and not (source.date_note or "").strip():
            hint = 'add "date: …", or "date_note: …" in words'
            yield UNDATED.at(source.at("id"), f'"{source.id}" has no date', hint=hint)


def address(linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    for source in report.sources if report else ():
        if source.address is not None and not _WEB.fullmatch(source.address):
            message = f'"{source.address}" is not a web address'
            yield ADDRESS.at(source.at("address"), message, hint=_web(source.address))


_WEB = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
_BARE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?", re.IGNORECASE)


def _web(written: str) -> str:
    if _BARE.fullmatch(written):
        # In quotation marks: between braces a colon inside a text would be none without.
        return f'write it as "https://{written}"'
    return "write it as https://www.example.org/page, or leave it out"


def _with_confidence(linked: Linked) -> Iterator[Proposal | Convenor]:
    for file in linked.project.groups:
        yield from file.group.convenors
        yield from file.proposals


def _facts(linked: Linked) -> Iterator[tuple[_Sourced, str, str]]:
    """Everything that needs a source: with the field to point at, and what it is called."""
    report = linked.project.report
    for fund in report.funds if report else ():
        yield from ((each, "label", f'the round "{each.label}"') for each in fund.rounds)
        yield from ((each, "to", f'what "{each.to}" received') for each in fund.allocations)
    if report:
        yield from ((each, "id", f'the announcement "{each.id}"') for each in report.announcements)
        yield from ((each, "value", f'the declared figure "{each.id}"') for each in report.declared)
        yield from ((each, "by", f'the count that "{each.by}" gave') for each in report.reported_counts)
    for _, response in linked.responses:
        if response.decision != "none-found":
            yield response, "decision", f'the decision on "{response.proposal}"'
        yield from ((each, "id", f'the commitment "{each.id}"') for each in response.commitments)


def _names_sources(linked: Linked) -> bool:
    return linked.project.report is not None and bool(linked.project.report.sources)


RULES = (
    CONFIDENCE_UNSOURCED, PROGRESS_UNSOURCED, VERBATIM_UNSOURCED, CONFIDENCE_MISSING, NO_BASIS, NO_THEME,
    ONE_GROUP, FUND_UNSOURCED, FACT_UNSOURCED, UNDATED, ADDRESS,
)  # fmt: skip
CHECKS = (
    confidence_unsourced, progress_unsourced, verbatim_unsourced, confidence_missing, no_basis, no_theme,
    one_group, fund_unsourced, fact_unsourced, undated, address,
)  # fmt: skip
