"""What stands before the text: who presented it and by what authority, its rights, and until when it waits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape
from msgspec import Struct

from pet_report import usual
from pet_report.model import Address, Licence, OrderedPrinted, Paper, Presented
from pet_report.prose import Link, is_safe, write_link
from pet_report.view.frame import Frame


class Title(Struct, frozen=True, kw_only=True):
    """The title page of a paper that is laid before a parliament.

    lines: who presents it, by what authority, and who had it printed. date: when; paper: its series and number, the
    session left out; each empty where it is not known.
    """

    lines: tuple[Markup, ...]
    date: str
    paper: str


def title(frame: Frame) -> Title | None:
    """None where the publication is not presented."""
    given = frame.publication.presented
    if given is None:
        return None
    return Title(
        lines=tuple(_lines(frame, given)),
        date=frame.catalogue.date(given.date) if given.date else "",
        paper=f"{given.paper.series} {given.paper.number}" if given.paper else "",
    )


def _lines(frame: Frame, given: Presented) -> Iterator[Markup]:
    if given.words:
        yield frame.inlines(given.words)
    elif given.by or given.command_of or given.pursuant_to or not given.address:
        yield escape(_laid(frame, given))
    if given.address:
        yield escape(_return(frame, given.address))
    if given.ordered_printed:
        yield escape(_ordered(frame, given.ordered_printed))


def _laid(frame: Frame, given: Presented) -> str:
    gettext = frame.catalogue.gettext
    match given:
        case Presented(command_of=str(sovereign), by=str(by)):
            return gettext(
                "Presented to %(parliament)s by %(by)s by Command of %(sovereign)s",
                parliament=given.to, by=by, sovereign=sovereign,
            )  # fmt: skip
        case Presented(command_of=str(sovereign)):
            return gettext(
                "Presented to %(parliament)s by Command of %(sovereign)s", parliament=given.to, sovereign=sovereign
            )
        case Presented(pursuant_to=str(law), by=str(by)):
            return gettext(
                "Presented to %(parliament)s by %(by)s pursuant to %(law)s", parliament=given.to, by=by, law=law
            )
        case Presented(pursuant_to=str(law)):
            return gettext("Presented to %(parliament)s pursuant to %(law)s", parliament=given.to, law=law)
        case Presented(by=str(by)):
            return gettext("Presented to %(parliament)s by %(by)s", parliament=given.to, by=by)
    return gettext("Presented to %(parliament)s", parliament=given.to)


def _return(frame: Frame, address: Address) -> str:
    gettext = frame.catalogue.gettext
    date = _unbroken(frame.catalogue.date(address.date)) if address.date else ""
    if date and address.asked_for:
        return gettext(
            "Return to an Address of %(house)s dated %(date)s for %(what)s",
            house=address.of, date=date, what=address.asked_for,
        )  # fmt: skip
    if address.asked_for:
        return gettext("Return to an Address of %(house)s for %(what)s", house=address.of, what=address.asked_for)
    if date:
        return gettext("Return to an Address of %(house)s dated %(date)s", house=address.of, date=date)
    return gettext("Return to an Address of %(house)s", house=address.of)


def _ordered(frame: Frame, ordered: OrderedPrinted) -> str:
    gettext = frame.catalogue.gettext
    if ordered.date is None:
        return gettext("Ordered by %(house)s to be printed", house=ordered.by)
    date = _unbroken(frame.catalogue.date(ordered.date))
    return gettext("Ordered by %(house)s to be printed on %(date)s", house=ordered.by, date=date)


def _unbroken(date: str) -> str:
    """A date that stays on one line: a year alone on the next looks like one that belongs to nothing."""
    return date.replace(" ", "\N{NO-BREAK SPACE}")


def laid(frame: Frame, given: Presented) -> Markup:
    """What the title page says, and when, for the list on its back; a date that a line says already is not repeated."""
    date = given.date if given.date and not _is_said(given) else None
    return Markup("<br>").join([*_lines(frame, given), *([escape(frame.catalogue.date(date))] if date else [])])


def _is_said(given: Presented) -> bool:
    return any(each and each.date == given.date for each in (given.address, given.ordered_printed))


def where(address: str) -> Markup:
    """A web address as a link; only its words where a page may not link there."""
    return write_link(Link(words=shown(address), href=address if is_safe(address) else None), print=False)


def address(frame: Frame) -> str:
    """Where the publication can be had, for machines; empty where nobody says, or it is no web address."""
    given = frame.publication.available_at or ""
    return given if given.startswith(("http://", "https://")) else ""


def shown(address: str) -> str:
    """A web address as it is printed: `www.example.org/x`."""
    return re.sub(r"^https?://|/$", "", address)


def numbers(frame: Frame) -> str:
    """The number of the paper, and every other by which the publication is found; empty where none was given."""
    presented = frame.publication.presented
    paper = [_paper(frame, presented.paper)] if presented and presented.paper else []
    others = (*frame.publication.identifiers, *frame.report.identifiers)
    given = (frame.catalogue.gettext("%(kind)s %(number)s", kind=each.kind, number=each.value) for each in others)
    return frame.catalogue.clauses([*paper, *given])


def _paper(frame: Frame, paper: Paper) -> str:
    number = f"{paper.series} {paper.number}"
    if paper.session is None:
        return number
    session = re.sub(r"(?<=\d)-(?=\d)", "–", paper.session)
    return frame.catalogue.gettext("%(paper)s of session %(session)s", paper=number, session=session)


def rights(frame: Frame) -> Markup:
    """Whose it is, and under what terms others may use it: those of the day of issue, where only a licence is named."""
    report = frame.report
    licence = usual.licence_on(report.licence or "", report.customs, report.issued)
    terms = _terms(frame, licence) if licence else report.licence
    return Markup("<br>").join(each for each in (report.copyright, terms) if each)


def _terms(frame: Frame, licence: Licence) -> str:
    gettext = frame.catalogue.gettext
    if licence.address is None or not is_safe(licence.address):
        return gettext("%(licence)s, except where otherwise stated", licence=licence.name)
    name = write_link(Link(words=licence.name, href=licence.address), print=False)
    address = shown(licence.address)
    return gettext("%(licence)s (%(address)s), except where otherwise stated", licence=name, address=address)


def embargo(frame: Frame) -> str:
    """`Embargoed until 09:30 on 7 July 2026`, with what the author adds; empty where nothing waits."""
    given = frame.report.embargo
    return frame.catalogue.sentences((_until(frame), given.words or "" if given else ""))


def notices(frame: Frame) -> tuple[str, ...]:
    """What a reader must know before anything else: that it is a draft, that it is not public yet."""
    return tuple(each for each in (_draft(frame), embargo(frame)) if each)


def foot(frame: Frame) -> str:
    """The same in one line, for the foot of each page; what the author wants there where there is nothing to know."""
    return frame.catalogue.sentences((_draft(frame), _until(frame))) or frame.plain(frame.publication.foot)


def _draft(frame: Frame) -> str:
    return frame.catalogue.gettext("Draft, not for publication") if frame.report.edition == "draft" else ""


def _until(frame: Frame) -> str:
    given = frame.report.embargo
    if given is None:
        return ""
    return frame.catalogue.gettext("Embargoed until %(moment)s", moment=frame.catalogue.moment(given.until))
