"""Rules about evidence: what is said to be known must say from where."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pet_report.diagnostics import Diagnostic, Example, Rule, Severity
from pet_report.link import Linked
from pet_report.model import Convenor, Proposal

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


def fund_unsourced(linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    for fund in report.funds if report and report.sources else ():
        if not fund.sources:
            yield FUND_UNSOURCED.at(fund.at("id"), f'no source is named for "{fund.id}"', hint=_ADD)


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


def _names_sources(linked: Linked) -> bool:
    return linked.project.report is not None and bool(linked.project.report.sources)


RULES = (
    CONFIDENCE_UNSOURCED, PROGRESS_UNSOURCED, VERBATIM_UNSOURCED, CONFIDENCE_MISSING, NO_BASIS, NO_THEME,
    FUND_UNSOURCED, UNDATED, ADDRESS,
)  # fmt: skip
CHECKS = (
    confidence_unsourced, progress_unsourced, verbatim_unsourced, confidence_missing, no_basis, no_theme,
    fund_unsourced, undated, address,
)  # fmt: skip
