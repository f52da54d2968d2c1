"""Rules about what stands before the text: paper and ISBN, who presented it, rights, and until when it is secret."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from pet_report import usual
from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity, suggest
from pet_report.link import Linked
from pet_report.model import Identifier, Paper, Presented, Publication, Report, Series
from pet_report.source import Place
from pet_report.standards import fault, same_for_all, standard
from pet_report.when import When


def _presented(presented: str) -> str:
    return (
        "publications:\n"
        "  report: {title: Example, label: Report, file: report, parts: [{kind: groups}]}\n"
        "  response:\n"
        "    {title: Example, label: Response, file: response, parts: [{kind: answers}],\n"
        f"    presented: {{{presented}}}}}\n"
    )


def _rule(name: str, severity: Severity, summary: str, why: str, bad: str, good: str, beside: str = "") -> Rule:
    example = Example(part="report", bad=bad, good=good, beside=beside)
    return Rule(name=name, severity=severity, summary=summary, why=why, example=example)


_LAID = "by: the Home Secretary, command_of: Her Majesty, date: 2005-11"
_FINAL = "edition: consultation\nissued: 2005-11-10"
_WRONG, _RIGHT = "{kind: ISBN, value: 978-1-4028-9462-5}", "{kind: ISBN, value: 978-1-4028-9462-6}"

IMPOSSIBLE = _rule(
    "identifier/impossible",
    Severity.ERROR,
    "an ISBN or ISSN that is none",
    "Its last digit is computed from the others, so a slip can be seen. Libraries and booksellers could not find the "
    "publication, and what is printed cannot be taken back.",
    f"identifiers: [{_WRONG}]",
    f"identifiers: [{_RIGHT}]",
)
REPEATED = _rule(
    "identifier/repeated",
    Severity.ERROR,
    "one ISBN for two publications",
    "An ISBN is that of one publication in one form. A bookseller who is asked for the one would send the other.",
    "identifiers:\n- {kind: ISBN, value: 978-1-4028-9462-6}\n- {kind: ISBN, value: 9781402894626}",
    "identifiers:\n- {kind: ISBN, value: 978-1-4028-9462-6}",
)
SERIES_UNKNOWN = _rule(
    "series/unknown",
    Severity.ERROR,
    "a series of papers that there is not",
    "Papers are found by their series and number. A parliament of another country has series of its own: `customs` "
    "names them.",
    _presented(f"{_LAID}, paper: {{series: CN, number: 6000}}"),
    _presented(f"{_LAID}, paper: {{series: Cm, number: 6000}}"),
)
SERIES_OUT_OF_TIME = _rule(
    "series/out-of-time",
    Severity.WARNING,
    "a series of papers that was not used at that time",
    "When a series has come near to number 10,000 another takes its place. Under the wrong letters the paper of "
    "another decade is found.",
    _presented(f"{_LAID}, paper: {{series: CP, number: 600}}"),
    _presented(f"{_LAID}, paper: {{series: Cm, number: 600}}"),
)
PAPER_MALFORMED = _rule(
    "paper/malformed",
    Severity.ERROR,
    "a paper number that its series cannot have",
    "The letters are given as `series`, and the number alone as `number`; some series end with a number that is known.",
    _presented(f"{_LAID}, paper: {{series: Cm, number: Cm 6000}}"),
    _presented(f"{_LAID}, paper: {{series: Cm, number: 6000}}"),
)
SESSION_MISSING = _rule(
    "paper/session-missing",
    Severity.WARNING,
    "a paper of a house without its session",
    "The papers of a house begin again at 1 with each session of parliament: without it the number is that of many.",
    _presented(f"{_LAID}, paper: {{series: HC, number: 600}}"),
    _presented(f"{_LAID}, paper: {{series: HC, number: 600, session: 2005-06}}"),
)
UNNUMBERED = _rule(
    "presented/unnumbered",
    Severity.WARNING,
    "a Command Paper, or a paper that a house had printed, without its number",
    "Such papers are numbered before they are laid, and are found by their number. In a draft none is expected yet.",
    _presented(_LAID),
    _presented(f"{_LAID}, paper: {{series: Cm, number: 6000}}"),
    _FINAL,
)
UNDATED = _rule(
    "presented/undated",
    Severity.WARNING,
    "a presented paper that does not say when",
    "The title page gives the month and the year in which it was laid. In a draft no date is expected yet.",
    _presented("by: the Home Secretary"),
    _presented("by: the Home Secretary, date: 2005-11"),
    _FINAL,
)
DRAFT = _rule(
    "presented/draft",
    Severity.WARNING,
    "a draft that says that it was presented",
    "What is laid before a parliament is final, or is put to consultation. A draft that says that it was laid may be "
    "taken for what was.",
    _presented(f"{_LAID}, paper: {{series: Cm, number: 6000}}") + "edition: draft",
    _presented(f"{_LAID}, paper: {{series: Cm, number: 6000}}") + "edition: consultation",
)
SOVEREIGN = _rule(
    "sovereign/out-of-time",
    Severity.WARNING,
    "a paper in the name of who did not reign then",
    "A paper is presented by command of whoever reigns on that day; the words are often copied from an older paper.",
    _presented("by: the Home Secretary, command_of: His Majesty, date: 2005-11"),
    _presented("by: the Home Secretary, command_of: Her Majesty, date: 2005-11"),
)
LICENCE = _rule(
    "licence/out-of-time",
    Severity.WARNING,
    "a licence that was not to be had on the day of issue, or had been replaced",
    "Nobody could put a text under a licence that did not exist yet. The statement is often copied from a newer paper, "
    "or from an older one. `OGL` alone prints the version of the day.",
    "licence: Open Government Licence v1.0\nissued: 2014-03-01",
    "licence: Open Government Licence v2.0\nissued: 2014-03-01",
)
COPYRIGHT_YEAR = _rule(
    "copyright/year",
    Severity.WARNING,
    "a copyright of another year than that of the edition",
    "The year is that in which the edition is first published. It is often left as it was in an earlier one.",
    "copyright: © Example Trust 2004\nissued: 2005-11-10",
    "copyright: © Example Trust 2005\nissued: 2005-11-10",
)
EMBARGO_OVER = _rule(
    "embargo/over",
    Severity.WARNING,
    "an embargo that had ended when the edition was issued",
    "Every page would ask readers to keep secret what has been public since. It was forgotten, or one of the two dates "
    "is a slip.",
    "embargo: {until: '2005-11-09 09:30'}\nissued: 2005-11-10",
    "embargo: {until: '2005-11-10 09:30'}\nissued: 2005-11-10",
)
EMBARGO_AFTER_ISSUE = _rule(
    "embargo/after-issue",
    Severity.WARNING,
    "an edition that is issued while it is still secret",
    "A final edition or one for consultation is public from its date of issue, so its embargo ends on that day at the "
    "latest. A draft may be secret for longer.",
    "embargo: {until: '2005-11-11 09:30'}\nissued: 2005-11-10\nedition: consultation",
    "embargo: {until: '2005-11-10 09:30'}\nissued: 2005-11-10\nedition: consultation",
)

# --- numbers -----------------------------------------------------------------------------------------------------


def impossible(linked: Linked) -> Iterator[Diagnostic]:
    for identifier in _identifiers(linked):
        name = standard(identifier.kind)
        wrong = fault(name, identifier.value) if name else ""
        if wrong:
            message = f'"{identifier.value}" is no {name}: {wrong}'
            yield IMPOSSIBLE.at(identifier.at("value"), message, hint="copy it again from where it was given")


def repeated(linked: Linked) -> Iterator[Diagnostic]:
    first: dict[str, Identifier] = {}
    for identifier in _identifiers(linked):
        if standard(identifier.kind) != "ISBN" or fault("ISBN", identifier.value):
            continue
        before = first.setdefault(same_for_all(identifier.value), identifier)
        if before is not identifier:
            notes = [Note(before.at("value"), "first given here")]
            message = f'"{identifier.value}" is given twice'
            hint = "take it out where it was not given"
            yield REPEATED.at(identifier.at("value"), message, hint=hint, notes=notes)


def _identifiers(linked: Linked) -> Iterator[Identifier]:
    report = linked.project.report
    if report is not None:
        yield from report.identifiers
        yield from (each for publication in _publications(report) for each in publication.identifiers)


def series_unknown(linked: Linked) -> Iterator[Diagnostic]:
    for laid in _laid(linked):
        paper, known = laid.presented.paper, [each.name for each in laid.report.customs.series]
        if paper and paper.series not in known:
            hint = suggest(paper.series, known, few=9) or 'declare it under "series" in "customs"'
            yield SERIES_UNKNOWN.at(paper.at("series"), f'"{paper.series}" is not a series of papers', hint=hint)


def series_out_of_time(linked: Linked) -> Iterator[Diagnostic]:
    for laid, paper, series in _numbered(linked):
        if laid.day and not usual.holds(series, laid.day):
            alike = [each for each in laid.report.customs.series if each.numbering == series.numbering]
            fitting = usual.on(alike, laid.day)
            hint = f'did you mean "{fitting[0].name}"?' if fitting else "correct the series or the date"
            message = f'no paper of "{laid.day.text}" is in the series "{series.name}", which {_span(series)}'
            yield SERIES_OUT_OF_TIME.at(paper.at("series"), message, hint=hint, notes=[laid.dated])


def _span(series: Series) -> str:
    begins = f"began in {series.begins}" if series.begins else ""
    ended = f"ended in {series.ended}" if series.ended else ""
    return " and ".join(filter(None, (begins, ended)))


_WITH_VOLUME, _OF_YEAR = r"\d+(?:-(?:[IVXLC]+|[ivxlc]+|\d+))?", r"\d{4}/\d+"
_SHAPES = {
    "running": (_WITH_VOLUME, "1234 or 1234-I"),
    "sessional": (_WITH_VOLUME, "29 or 29-I"),
    "yearly": (_OF_YEAR, "2020/12"),
}
"""By how a series is numbered: what a number looks like, and examples."""


def paper_malformed(linked: Linked) -> Iterator[Diagnostic]:
    for _, paper, series in _numbered(linked):
        shape, example = _SHAPES[series.numbering]
        if not re.fullmatch(shape, paper.number, re.ASCII):
            found = re.findall(rf"(?<![\w/-]){shape}(?![\w/-])", paper.number, re.ASCII)
            hint = f'did you mean "{found[0]}"?' if len(found) == 1 else f"write the number alone, as in {example}"
            message = f'"{paper.number}" is not a number of the series "{series.name}"'
            yield PAPER_MALFORMED.at(paper.at("number"), message, hint=hint)
        elif series.last is not None and int(re.split(r"\D", paper.number)[0]) > series.last:
            message = f'"{paper.number}" was never given: the last of the series "{series.name}" was {series.last}'
            yield PAPER_MALFORMED.at(paper.at("number"), message, hint="correct the number or the series")


def session_missing(linked: Linked) -> Iterator[Diagnostic]:
    for _, paper, series in _numbered(linked):
        if series.numbering == "sessional" and not paper.session:
            message = f'"{series.name} {paper.number}" begins again with each session, and none is named'
            yield SESSION_MISSING.at(paper.at("number"), message, hint='add "session: …", as in 2026-27')


# --- that it was presented -----------------------------------------------------------------------------------------


def unnumbered(linked: Linked) -> Iterator[Diagnostic]:
    for laid in _laid(linked):
        by_command = bool(laid.presented.command_of)
        if (by_command or laid.presented.ordered_printed) and not laid.presented.paper and not laid.in_draft:
            place = laid.presented.located().key("command_of" if by_command else "ordered_printed")
            kind = "a Command Paper" if by_command else "a paper that a house had printed"
            hint = 'add "paper: {series: …, number: …}"'
            yield UNNUMBERED.at(place or laid.place, f"{kind} has a number, and none is given", hint=hint)


def undated(linked: Linked) -> Iterator[Diagnostic]:
    for laid in _laid(linked):
        if laid.presented.date is None and not laid.in_draft:
            hint = 'add "date: …", a month or a day'
            yield UNDATED.at(laid.place, "it is not said when it was presented", hint=hint)


def presented_draft(linked: Linked) -> Iterator[Diagnostic]:
    for laid in _laid(linked):
        if laid.in_draft:
            notes = [Note(laid.report.at("edition"), "this edition is a draft")]
            hint = 'leave "presented" out until it is laid, or say "edition: final"'
            yield DRAFT.at(laid.place, "a draft is not presented", hint=hint, notes=notes)


def sovereign(linked: Linked) -> Iterator[Diagnostic]:
    for laid in _laid(linked):
        day, text, reigns = laid.day, (laid.presented.command_of or "").casefold(), laid.report.customs.sovereigns
        known = [each for each in reigns if text.startswith(each.style.casefold())]
        if day and known and not usual.on(known, day):
            fitting = usual.on(reigns, day)
            hint = f'did you mean "{fitting[0].style}"?' if fitting else "correct the words or the date"
            place = laid.presented.located("command_of").within(0, len(known[0].style))
            message = f'nobody who reigned in "{day.text}" is "{known[0].style}"'
            yield SOVEREIGN.at(place, message, hint=hint, notes=[laid.dated])


# --- rights and secrecy --------------------------------------------------------------------------------------------


def licence(linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    found = usual.named(report.licence, report.customs) if report and report.licence else None
    if report and report.issued and found and not usual.on(found.licences, report.issued):
        place = report.located("licence").within(found.words[0], found.words[1] - found.words[0])
        fitting = usual.on(report.customs.licences, report.issued)
        hint = f'did you mean "{fitting[0].name}"?' if fitting else "leave it out, or write the terms that were given"
        first = found.licences[0]
        then = "did not exist yet" if usual.began_after(first, report.issued) else "had been replaced"
        message = f'the licence "{first.name}" {then} on the date of this edition, "{report.issued.text}"'
        yield LICENCE.at(place, message, hint=hint, notes=[_issued(report)])


_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)", re.ASCII)


def copyright_year(linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    years = list(_YEAR.finditer(report.copyright)) if report and report.copyright else []
    if report is None or report.issued is None or not years:
        return
    latest = max(years, key=lambda year: int(year[0]))
    first, last = report.issued.earliest.year, report.issued.latest.year
    if not first <= int(latest[0]) <= last:
        place = report.located("copyright").within(latest.start(), 4)
        message = f'"{latest[0]}" is not the year of this edition, "{report.issued.text}"'
        hint = f'did you mean "{last}"?' if first == last else "write the year in which it was first published"
        yield COPYRIGHT_YEAR.at(place, message, hint=hint, notes=[_issued(report)])


def embargo(linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    if report is None or report.issued is None or report.embargo is None:
        return
    until, place = report.embargo.until, report.embargo.at("until")
    if report.issued.surely_after(until.day):
        message = f'"{until.text}" had passed when this edition was issued, "{report.issued.text}"'
        yield EMBARGO_OVER.at(place, message, hint='take "embargo" out, or correct the date', notes=[_issued(report)])
    elif until.day.surely_after(report.issued) and report.edition != "draft":
        message = f'"{until.text}" is after the date of this edition, "{report.issued.text}"'
        hint = "correct one of the two dates"
        yield EMBARGO_AFTER_ISSUE.at(place, message, hint=hint, notes=[_issued(report)])


# --- what they share -----------------------------------------------------------------------------------------------


class _Laid(Struct, frozen=True, kw_only=True):
    """A publication that is presented."""

    report: Report
    publication: Publication
    presented: Presented

    @property
    def in_draft(self) -> bool:
        return self.report.edition == "draft"

    @property
    def day(self) -> When | None:
        return self.presented.date or self.report.issued

    @property
    def dated(self) -> Note:
        return Note(self.presented.at("date"), "presented then") if self.presented.date else _issued(self.report)

    @property
    def place(self) -> Place:
        return self.publication.located().key("presented") or self.presented.at()


def _laid(linked: Linked) -> Iterator[_Laid]:
    report = linked.project.report
    for publication in _publications(report) if report else ():
        if report and publication.presented:
            yield _Laid(report=report, publication=publication, presented=publication.presented)


def _numbered(linked: Linked) -> Iterator[tuple[_Laid, Paper, Series]]:
    """Papers of a series that is known."""
    for laid in _laid(linked):
        paper = laid.presented.paper
        series = next((each for each in laid.report.customs.series if paper and each.name == paper.series), None)
        if paper and series:
            yield laid, paper, series


def _publications(report: Report) -> tuple[Publication, Publication]:
    return report.publications.report, report.publications.response


def _issued(report: Report) -> Note:
    return Note(report.at("issued"), "the date of this edition")


RULES = (
    IMPOSSIBLE, REPEATED, SERIES_UNKNOWN, SERIES_OUT_OF_TIME, PAPER_MALFORMED, SESSION_MISSING, UNNUMBERED, UNDATED,
    DRAFT, SOVEREIGN, LICENCE, COPYRIGHT_YEAR, EMBARGO_OVER, EMBARGO_AFTER_ISSUE,
)  # fmt: skip
CHECKS = (
    impossible, repeated, series_unknown, series_out_of_time, paper_malformed, session_missing, unnumbered, undated,
    presented_draft, sovereign, licence, copyright_year, embargo,
)  # fmt: skip
