"""Everything that a template may say: a publication in one medium, chosen, sorted and counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, Protocol, TypeVar

from markupsafe import Markup, escape
from msgspec import Struct, field
from msgspec.structs import replace

from pet_report import changelog, figures
from pet_report.catalogue import Catalogue, capital
from pet_report.fonts import Outline
from pet_report.link import Linked
from pet_report.model import (
    Announcement,
    Figure,
    Group,
    GroupFile,
    Organisation,
    Part,
    Proposal,
    Publication,
    Ranked,
    Reference,
    Theme,
)
from pet_report.moment import history
from pet_report.prose import Converted
from pet_report.view import changed, described, front, items, money, openings, parts, pictures, tables, words
from pet_report.view.finding import Finding, finding
from pet_report.view.frame import Fact, Frame, Medium, numbered, short
from pet_report.when import When


class Chapter(Struct, frozen=True, kw_only=True):
    """One heading of the first level and what stands under it; `data` is what its template needs.

    kind: that of the part, which names its template. anchor: its name in links. title: its heading. running: the same
    for the head of the page. section: the heading in the contents that begins with it. number: that of the group it
    is about. known: False for the place of those whose group is not known. lead: the words under the heading. text:
    what the author wrote for it. notes: its footnotes, each with its name. joined: it stands on the page of the
    chapter before it. continued: it goes on with the chapter before it, which is long, on a page of its own.
    """

    kind: str
    anchor: str
    title: str
    running: str
    joined: bool = False
    continued: bool = False
    section: str = ""
    number: str = ""
    known: bool = True
    lead: Markup = field(default_factory=Markup)
    text: Markup = field(default_factory=Markup)
    notes: tuple[tuple[str, Markup], ...] = ()
    data: parts.Data = field(default_factory=parts.Text)


class Book(Struct, frozen=True, kw_only=True):
    """A publication in one medium.

    medium: what it is read on. kind: which of the two it is. file: its name, without an ending. language: as in
    report.yaml. title, label, subtitle: as report.yaml says them. running: the title for the head of each page.
    foot: the line for the foot of each page. draft: whether it is one. edition: which, in words. issued: the date of
    the edition in words. issued_iso: the same in figures; both empty where there is none. stand: as of which date all
    is counted, to end a sentence. issuer: who issues it. companion: the other publication, its name without an ending.
    companion_label: what the other is called. presented: its title page, where it is laid before a parliament.
    embargo: until when it waits, in words. notices: what a reader must know before anything else, and at the foot of
    each page of print. cover: the squares on the cover. about: what the author says of the edition. verso: what is to
    be known of the edition. chapters: the parts in order. words: what this report calls things: `words.proposals`,
    `words.Group`. page: what stands before and after the number of a page behind a link. mark: the word behind the
    text of a draft, drawn. finding: what a reader can look for in it, on a screen. described: what
    it tells machines of itself. address: where it can be had on the web, if that is known.
    """

    medium: Medium
    kind: Literal["report", "response"]
    file: str
    language: str
    title: str
    label: str
    subtitle: str
    running: str
    foot: str
    address: str
    draft: bool
    edition: str
    issued: str
    issued_iso: str
    stand: str
    issuer: str
    companion: str
    companion_label: str
    presented: front.Title | None
    embargo: str
    notices: tuple[str, ...]
    cover: tables.Field
    about: Markup
    verso: tuple[Fact, ...]
    chapters: tuple[Chapter, ...]
    words: Mapping[str, str]
    page: tuple[str, str]
    mark: Outline | None
    finding: Finding | None = None
    described: Mapping[str, Any] = field(default_factory=dict)

    @property
    def print(self) -> bool:
        return self.medium != "screen"


def books(
    linked: Linked,
    converted: Converted,
    images: Mapping[str, str],
    medium: Medium,
    catalogue: Catalogue,
    mark: Outline | None = None,
    first: str = "",
) -> Iterator[Book]:
    """The report and the response, each made when it is asked for; in that order, or `first` the one of that name."""
    report = linked.project.report
    if report is None:
        raise ValueError("a project without a report has no publications")
    both = report.publications
    make = [("report", both.report, both.response), ("response", both.response, both.report)]
    for kind, own, other in sorted(make, key=lambda each: first and each[1].file != first):
        yield book(kind, Frame(
            linked=linked, report=report, converted=converted, publication=own, companion=other,
            medium=medium, images=images, catalogue=catalogue, mark=mark,
        ))  # fmt: skip


def book(kind: str, frame: Frame) -> Book:
    report, publication = frame.report, frame.publication
    made = Book(
        medium=frame.medium,
        kind="report" if kind == "report" else "response",
        file=publication.file,
        language=report.language,
        title=publication.title,
        label=publication.label,
        subtitle=publication.subtitle or "",
        running=_titled(frame, report.short_title or report.title, publication),
        foot=front.foot(frame),
        address=front.address(frame),
        draft=report.edition == "draft",
        edition=frame.catalogue.say(words.EDITIONS[report.edition]),
        issued=frame.date(report.issued),
        issued_iso=report.issued.earliest.isoformat() if report.issued else "",
        stand=frame.stand,
        issuer=report.issuer or "",
        companion=frame.companion.file,
        companion_label=frame.companion.label,
        presented=front.title(frame),
        embargo=front.embargo(frame),
        notices=front.notices(frame),
        cover=_cover(kind, frame),
        about=frame.blocks(report.about),
        verso=tuple(_verso(frame)),
        chapters=tuple(_chapters(frame)),
        words=words.of_report(report),
        page=_page(frame),
        mark=frame.mark,
    )
    found = _finding(frame, made.chapters)
    return replace(made, finding=found, described=_described(frame, made, found)) if found else made


def _described(frame: Frame, made: Book, found: Finding) -> Mapping[str, Any]:
    """What the one file tells machines; a part of it is a place in it."""
    title = _titled(frame, made.title, frame.publication)
    return described.report(frame.report, title, made.subtitle, made.address, found.entries)


def _finding(frame: Frame, chapters: Sequence[Chapter]) -> Finding | None:
    shown = {item.id: item for chapter in chapters for item in getattr(chapter.data, "items", ())}
    return finding(frame, shown) if shown and not (frame.print or frame.places) else None


def _page(frame: Frame) -> tuple[str, str]:
    before, _, after = frame.catalogue.gettext(", page\N{NO-BREAK SPACE}%(number)s", number="\0").partition("\0")
    return before, after


def _titled(frame: Frame, title: str, publication: Publication) -> str:
    """`Open libraries: government response`."""
    return frame.catalogue.gettext("%(title)s: %(label)s", title=title, label=publication.label.lower())


def _cover(kind: str, frame: Frame) -> tables.Field:
    recorded = len(frame.linked.proposals)
    total = figures.total("proposals", frame.linked)
    missing = max((total.value if total else recorded) - recorded, 0)
    unknown = (frame.catalogue.pgettext("on the cover, after a number", "not known"), missing, "unknown")
    if kind == "report":
        here = frame.catalogue.pgettext("on the cover, after a number", "recorded here")
        return tables.cover(frame, [(here, recorded, "known"), unknown])
    answers = sum(figures.decision_of(each, frame.linked) != "none-found" for each in frame.linked.proposals)
    answered = frame.catalogue.pgettext("on the cover, after a number", "answered")
    without = frame.catalogue.pgettext("on the cover, after a number", "no answer found")
    return tables.cover(frame, [(answered, answers, "known"), (without, recorded - answers, "empty"), unknown])


def _verso(frame: Frame) -> Iterator[Fact]:
    report, _ = frame.report, frame.catalogue.gettext
    for row in report.details:
        yield Fact(label=row.label, value=frame.inlines(row.text))
    if frame.publication.presented:
        yield Fact(label=_("Presented"), value=front.laid(frame, frame.publication.presented))
    yield frame.fact(_("Companion"), _titled(frame, frame.companion.title, frame.companion))
    yield frame.fact(_("Edition"), frame.catalogue.say(words.EDITIONS[report.edition]))
    yield frame.fact(_("Issued by"), report.issuer, _("Not given"))
    day = frame.linked.day
    if day:
        yield frame.fact(
            _("As it stood"),
            _(
                "%(date)s. Only what had been answered, promised and reported by then is counted and printed.",
                date=frame.date(day),
            ),
        )
    else:
        yield frame.fact(_("Date of this edition"), frame.date(report.issued), _("Not given"))
    yield frame.fact(_("Copyright and licence"), front.rights(frame), _("Not given"))
    yield frame.fact(_("ISBN, paper number"), front.numbers(frame) or _("None assigned"))
    if frame.publication.available_at:
        yield Fact(label=_("Available at"), value=front.where(frame.publication.available_at))
    yield frame.fact(_("Contact"), report.contact, _("Not given"))
    yield frame.fact(_("Other formats"), frame.inlines(report.alternative_formats), _("Not given"))


# --- chapters --------------------------------------------------------------------------------------------------


def _chapters(frame: Frame) -> Iterator[Chapter]:
    section = ""
    for part in frame.publication.parts:
        section = part.section or ""
        expand = _EXPANDING.get(part.kind)
        for chapter in expand(frame, section) if expand else (_chapter(frame, part, section),):
            yield from _divided(chapter) if frame.print else (chapter,)


def _chapter(frame: Frame, part: Part, section: str) -> Chapter:
    frame.turn(part.kind, part.id or f"_{part.kind}")
    title = part.title or (frame.catalogue.say(words.PARTS[part.kind]) if part.kind in words.PARTS else "")
    lead, text = frame.inlines(part.lead), frame.blocks(part.text)
    data = _DATA[part.kind](frame) if part.kind in _DATA else parts.Text()
    return Chapter(
        kind=part.kind,
        anchor=part.id or f"_{part.kind}",
        title=title,
        running=title,
        section=section,
        lead=lead,
        text=text,
        notes=tuple(frame.writer.taken_notes()),
        data=data,
    )


_ROWS_TOGETHER = 250
"""A list or table with more rows is printed in several: to lay out one of thousands takes hours and gigabytes."""
_LETTERS_TOGETHER = 12_000
"""A table of what is said word for word, or a chapter of proposals, likewise: of some ten pages, so that a changed word
has few laid out again. At the foot of the last one room may be left, as it is where a proposal is kept together."""


def _divided(chapter: Chapter) -> Iterator[Chapter]:
    """The chapter; a long one as several, each of whole groups, themes or proposals."""
    for index, data in enumerate(_runs(chapter.data)):
        if index == 0:
            yield replace(chapter, data=data)
        else:
            anchor = f"_{chapter.anchor}-{index + 1}"  # nothing that an author names begins so
            yield replace(chapter, data=data, continued=True, section="", anchor=anchor, notes=())


def _runs(data: parts.Data) -> Sequence[parts.Data]:
    match data:
        case parts.Summary():
            return [replace(data, groups=run) for run in _together(data.groups)]
        case parts.Themes():
            return [replace(data, themes=run) for run in _together(data.themes)]
        case parts.Group() | parts.Answers():
            return [replace(data, items=run) for run in _shared_out(data.items, lambda each: each.printed)]
        case parts.Table():
            return [replace(data, groups=run) for run in _table_runs(data.groups)]
        case parts.Changes():
            return [replace(data, releases=run) for run in _together(data.releases)]
    return [data]


class _Holder(Protocol):
    @property
    def rows(self) -> Sequence[object]: ...


_Held = TypeVar("_Held", bound=_Holder)


def _together(holders: Sequence[_Held], letters: Callable[[_Held], int] = lambda _: 0) -> list[tuple[_Held, ...]]:
    """Whole groups or themes in runs; a new one begins where there would be too many rows, or where enough is said."""
    runs: list[tuple[_Held, ...]] = [()]
    for holder in holders:
        rows = sum(len(each.rows) for each in (*runs[-1], holder))
        if runs[-1] and (rows > _ROWS_TOGETHER or sum(map(letters, runs[-1])) >= _LETTERS_TOGETHER):
            runs.append(())
        runs[-1] = (*runs[-1], holder)
    return runs


def _letters(group: parts.Rows) -> int:
    return sum(item.length for item in group.rows)


def _table_runs(groups: Sequence[parts.Rows]) -> Iterator[tuple[parts.Rows, ...]]:
    """Whole groups together; of a long one each run begins with the name of the group again."""
    if not groups:
        yield ()
        return
    for *before, last in _together(groups, _letters):
        first, *more = _shared_out(last.rows, lambda each: each.length)
        yield *before, replace(last, rows=first)
        yield from ((replace(last, rows=rows),) for rows in more)


def _shared_out(proposals: Sequence[items.Item], letters: Callable[[items.Item], int]) -> list[tuple[items.Item, ...]]:
    """In runs of nearly the same length, as many as give each about as much as may stand together."""
    whole = sum(map(letters, proposals))
    count = max(1, round(whole / _LETTERS_TOGETHER))
    runs: list[tuple[items.Item, ...]] = [()]
    before = 0
    for each in proposals:
        if before * count >= whole * len(runs) and runs[-1]:
            runs.append(())
        runs[-1] = (*runs[-1], each)
        before += letters(each)
    return runs


def _group_chapters(frame: Frame, section: str) -> Iterator[Chapter]:
    ever = items.facts_known(frame.linked.proposals)
    for index, file in enumerate(frame.linked.project.groups):
        group = file.group
        frame.turn("group", group.id)
        lead, text = frame.inlines(group.lead), frame.blocks(group.introduction)
        note, notes = frame.inlines(group.note), tuple(frame.writer.taken_notes())
        yield Chapter(
            kind="group",
            anchor=group.id,
            title=group.name,
            running=f"{group.number or ''} {short(group)}".strip(),
            section=section if index == 0 else "",
            number=str(group.number or ""),
            known=group.kind == "group",
            lead=lead,
            text=text,
            notes=notes,
            data=parts.Group(
                opening=openings.of_group(frame, file),
                note=note,
                sources=frame.sources(group.sources) if group.sources else Markup(),
                items=tuple(items.item(frame, each, ever) for each in file.proposals),
            ),
        )


def _answer_chapters(frame: Frame, section: str) -> Iterator[Chapter]:
    responses = {file.group: file for file in frame.linked.project.responses}
    for index, file in enumerate(frame.linked.project.groups):
        group = file.group
        frame.turn("answers", group.id)
        found = responses.get(group.id)
        text = frame.blocks(found.introduction) if found else Markup()
        title = _answers_to(frame, group)
        yield Chapter(
            kind="answers",
            anchor=group.id,
            title=title,
            running=title,
            joined=not file.proposals,
            section=section if index == 0 else "",
            number=str(group.number or ""),
            known=group.kind == "group",
            text=text,
            notes=tuple(frame.writer.taken_notes()),
            data=parts.Answers(
                opening=openings.of_answers(frame, file),
                items=tuple(items.answered(frame, each) for each in file.proposals),
            ),
        )


def _answers_to(frame: Frame, group: Group) -> str:
    _, name = frame.catalogue.gettext, short(group)
    if group.kind != "group":
        return _("Answers: %(name)s", name=name[:1].lower() + name[1:])
    if not group.number:
        return _("Answers to %(name)s", name=name)
    return _("Answers to %(group)s\N{NO-BREAK SPACE}%(number)s: %(name)s", number=group.number, name=name)


_EXPANDING = {"groups": _group_chapters, "answers": _answer_chapters}


# --- data of the other parts -------------------------------------------------------------------------------------


def _summary(frame: Frame) -> parts.Summary:
    return parts.Summary(groups=tuple(_listed(frame, file) for file in frame.linked.project.groups))


def _listed(frame: Frame, file: GroupFile) -> parts.Listed:
    return parts.Listed(
        anchor=file.group.id,
        name=file.group.name,
        number=file.group.number,
        made=file.group.proposals_made,
        known=file.group.kind == "group",
        rows=tuple((frame.link(each.id), each.id, items.lead_fact(frame, each.lead)) for each in file.proposals),
    )


def _themes(frame: Frame) -> parts.Themes:
    carrying: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in frame.linked.proposals:
        for theme_id in proposal.themes:
            carrying[theme_id].append(proposal)
    themes = tuple(theme(frame, each, carrying[each.id]) for each in frame.report.themes)
    return parts.Themes(themes=themes, answers=frame.answers)


def theme(frame: Frame, of: Theme, carrying: Sequence[Proposal]) -> parts.Theme:
    """A theme, and the proposals that carry it."""
    _ = frame.catalogue.gettext
    kind = frame.catalogue.say(words.THEME_KINDS[of.kind]) if of.kind else ""
    margin = [
        frame.fact(_("Kind"), kind, _("Not stated")),
        frame.fact(_("Basis"), capital(of.basis or ""), _("Not stated")),
    ]
    if of.sources:
        margin.append(Fact(label=_("Sources"), value=frame.sources(of.sources)))
    return parts.Theme(
        id=of.id,
        name=of.name,
        text=frame.inlines(of.description),
        rows=tuple((frame.link(each.id), frame.group_name(each), _answered(frame, each)) for each in carrying),
        margin=tuple(margin),
        total=len(frame.linked.proposals),
        room=items.room(margin, of.name),
    )


def _answered(frame: Frame, proposal: Proposal) -> tuple[Fact, Fact] | None:
    """What was decided and what was last reported, where the publication is that of the answers."""
    if not frame.answers:
        return None
    state = figures.decision_of(proposal, frame.linked)
    decided = Fact(
        label=state, value=escape(frame.catalogue.say(words.DECISIONS[state][0])), known=state != "none-found"
    )
    return decided, _said(frame, proposal.id)


def _grid(frame: Frame) -> parts.Grids:
    return parts.Grids(grids=tables.grids(frame))


def _announcements(frame: Frame) -> parts.Announcements:
    made = tuple(_announcement(frame, each) for each in frame.report.announcements)
    return parts.Announcements(announcements=made, notes=tuple(frame.writer.taken_notes()))


def _announcement(frame: Frame, announcement: Announcement) -> parts.Announcement:
    _ = frame.catalogue.gettext
    date = frame.date(announcement.date)
    margin = [frame.fact(_("Date"), date), frame.fact(_("By"), announcement.by, _("Not stated"))]
    if announcement.sources:
        margin.append(Fact(label=_("Sources"), value=frame.sources(announcement.sources)))
    return parts.Announcement(
        id=announcement.id,
        title=announcement.title,
        text=frame.blocks(announcement.text, 3),
        rows=tuple((frame.link(each), _said(frame, each)) for each in announcement.proposals),
        margin=tuple(margin),
        room=items.room(margin, announcement.title),
    )


def _said(frame: Frame, proposal: str) -> Fact:
    """The last that was reported of a proposal, with its date."""
    response = frame.linked.response_to.get(proposal)
    entries = [entry for entry in history(response) if entry.status]
    if not entries:
        return frame.fact("", None)
    state, date = str(entries[-1].status), frame.date(entries[-1].as_of)
    said = frame.catalogue.gettext("%(status)s, %(date)s", status=items.delivered(frame, state), date=date)
    return Fact(label=state, value=escape(said))


def _unknown(frame: Frame) -> parts.Unknown:
    total = figures.total("proposals", frame.linked)
    recorded = len(frame.linked.proposals)
    return parts.Unknown(
        rows=tables.by_group(frame),
        recorded=recorded,
        total=total.value if total else None,
        missing=max(total.value - recorded, 0) if total else 0,
        fields=tables.missing_fields(frame) if recorded else (),
    )


def _terms(frame: Frame) -> parts.Terms:
    groups = [file.group for file in frame.linked.project.groups if file.group.kind == "group"]
    rows = tuple((numbered(group), frame.blocks(group.terms_of_reference, 3)) for group in groups)
    return parts.Terms(rows=rows, notes=tuple(frame.writer.taken_notes()))


def _sources(frame: Frame) -> parts.Sources:
    return parts.Sources(rows=tuple(_source(frame, each) for each in frame.report.sources))


def _source(frame: Frame, source: Reference) -> parts.Source:
    read = words.READ.get(source.read or "")
    return parts.Source(
        number=frame.number_of(source),
        id=source.id,
        title=source.title,
        publisher=source.publisher,
        date=frame.fact("", source.date_note or frame.date(source.date), frame.catalogue.gettext("undated")),
        address=source.address,
        read=capital(frame.catalogue.say(read)) if read else "",
        note=frame.inlines(source.note),
    )


def _organisations(frame: Frame) -> parts.Organisations:
    named: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in frame.linked.proposals:
        response = frame.linked.response_to.get(proposal.id)
        ids = [
            *(proposal.lead.organisations if proposal.lead else ()),
            *(response.departments if response else ()),
        ]
        for one in dict.fromkeys(ids):
            named[one].append(proposal)
    kinds = []
    for kind, label in words.ORGANISATION_KINDS.items():
        rows = tuple(
            _organisation(frame, each, named[each.id])
            for each in sorted(frame.report.organisations, key=lambda each: each.name.casefold())
            if each.kind == kind
        )
        if rows:
            kinds.append((frame.catalogue.say(label), rows))
    return parts.Organisations(kinds=tuple(kinds))


def _organisation(frame: Frame, organisation: Organisation, named: Sequence[Proposal]) -> parts.Organisation:
    return parts.Organisation(
        id=organisation.id,
        name=organisation.name,
        short=organisation.short_name,
        note=frame.inlines(organisation.note),
        links=tuple(frame.link(proposal.id) for proposal in named),
    )


def _glance(frame: Frame) -> parts.Glance:
    shown = [each for each in frame.report.declared if each.breakdown and not _is_later(frame, each.as_of)]
    declared = tuple(_declared(frame, each) for each in shown)
    # Where a part shows the delivery over time, the counts of others stand beside it.
    reported = () if frame.holds("over-time") else _reported(frame)
    return parts.Glance(
        decisions=tables.decisions(frame),
        deliveries=tables.deliveries(frame),
        recorded=len(frame.linked.proposals),
        until=_span_of_reports(frame),
        declared=declared,
        reported=reported,
        notes=tuple(frame.writer.taken_notes()),
    )


def _declared(frame: Frame, figure: Figure) -> parts.Declared:
    return parts.Declared(
        id=figure.id,
        label=figure.label,
        value=figure.value,
        as_of=frame.date(figure.as_of),
        by=figure.by,
        rows=tables.breakdown(figure, frame),
        recorded=figures.recorded(figure, frame.linked),
        text=frame.blocks(figure.text),
        cited=frame.cited(figure.sources),
    )


def _is_later(frame: Frame, when: When | None) -> bool:
    """Whether something was said only after the day from which the publication is seen."""
    return frame.linked.day is not None and when is not None and when.surely_after(frame.linked.day)


def _reported(frame: Frame) -> tuple[parts.Count, ...]:
    """How others have counted the same proposals."""
    return tuple(
        parts.Count(
            when=capital(frame.date(each.as_of)),
            by=each.by,
            text=frame.inlines(each.text),
            of=each.of,
            cited=frame.cited(each.sources),
        )
        for each in frame.report.reported_counts
    )


def _span_of_reports(frame: Frame) -> str:
    """`4 July 2006 to 11 May 2009`: the dates of the last report of each proposal."""
    last = []
    for response in frame.linked.response_to.values():
        dates = [entry.as_of for entry in history(response) if entry.status]
        last.extend(dates[-1:])
    ordered = sorted(last, key=lambda each: each.sort_key)
    if not ordered:
        return ""
    first, final = frame.date(ordered[0]), frame.date(ordered[-1])
    return first if ordered[0] == ordered[-1] else frame.catalogue.span(first, final)


def _table(frame: Frame) -> parts.Table:
    frame.writer.silent = True
    groups = tuple(
        parts.Rows(
            number=file.group.number,
            name=file.group.name,
            rows=tuple(items.answered(frame, each) for each in file.proposals),
        )
        for file in frame.linked.project.groups
        if file.proposals
    )
    frame.writer.silent = False
    return parts.Table(groups=groups, recorded=len(frame.linked.proposals))


def _commitments(frame: Frame) -> parts.Commitments:
    promises = [
        items.promise(frame, response, each)
        for response in (frame.linked.response_to[key] for key in _answered_ids(frame))
        for each in response.commitments
    ]
    departments: dict[str, list[items.Promise]] = defaultdict(list)
    for each in promises:
        departments[each.department].append(each)
    by_department = sorted(departments.items(), key=lambda pair: (not pair[0], pair[0].casefold()))
    return parts.Commitments(
        by_department=tuple((name, tuple(those)) for name, those in by_department),
        by_date=tuple(sorted(promises, key=lambda each: each.order)),
    )


def _answered_ids(frame: Frame) -> list[str]:
    return [each.id for each in frame.linked.proposals if each.id in frame.linked.response_to]


def _funds(frame: Frame) -> parts.Funds:
    return parts.Funds(funds=money.funds(frame), stand=frame.stand)


def _by_group(frame: Frame) -> parts.ByGroup:
    return parts.ByGroup(picture=pictures.by_group(frame))


def _over_time(frame: Frame) -> parts.OverTime:
    picture, reported = pictures.over_time(frame), _reported(frame)
    return parts.OverTime(picture=picture, reported=reported, notes=tuple(frame.writer.taken_notes()))


def _priorities(frame: Frame) -> parts.Priorities:
    ranked = frame.report.priorities
    if ranked is None:
        return parts.Priorities()
    columns = [(each.id, each.name) for each in ranked.criteria]
    order = tuple(
        parts.Place(
            proposal=frame.write(each.proposal),
            reason=frame.inlines(each.reason),
            marks=tuple(_mark(frame, each, own, name) for own, name in columns),
        )
        for each in ranked.order
    )
    _ = frame.catalogue.gettext
    facts = [frame.fact(_("Ranked by"), ranked.by), frame.fact(_("When"), frame.date(ranked.as_of))]
    return parts.Priorities(
        headline=_ranked(frame, len({each.proposal for each in ranked.order}), len(frame.linked.proposals)),
        criteria=tuple((each.name, frame.inlines(each.text)) for each in ranked.criteria),
        order=order,
        facts=(*facts, frame.fact(_("Sources"), frame.sources(ranked.sources), _("None named"))),
    )


def _ranked(frame: Frame, part: int, whole: int) -> str:
    ngettext, number = frame.catalogue.ngettext, frame.catalogue.number
    says = {"part": number(part), "whole": number(whole)}
    return frame.share(
        part,
        whole,
        none=ngettext("No %(proposal)s is ranked", "None of the %(whole)s %(proposals)s is ranked", whole, **says),
        every=ngettext("The only %(proposal)s is ranked", "All %(whole)s %(proposals)s are ranked", whole, **says),
        some=ngettext(
            "%(part)s of %(whole)s %(proposals)s is ranked", "%(part)s of %(whole)s %(proposals)s are ranked",
            part, **says,
        ),
    )  # fmt: skip


def _mark(frame: Frame, ranked: Ranked, criterion: str, name: str) -> Fact:
    given = next((each.mark for each in ranked.marks if each.criterion == criterion), "")
    return frame.fact(name, given, frame.catalogue.gettext("No mark"))


def _unanswered(frame: Frame) -> parts.Unanswered:
    without = [each for each in frame.linked.proposals if figures.decision_of(each, frame.linked) == "none-found"]
    rows = tuple((frame.link(each.id), frame.group_name(each), _said(frame, each.id)) for each in without)
    return parts.Unanswered(rows=rows, total=len(frame.linked.proposals))


def _next_steps(frame: Frame) -> parts.NextSteps:
    follow, ranked = frame.report.follow_up, frame.report.priorities
    _ = frame.catalogue.gettext
    if frame.holds("priorities"):
        ranked = None
    return parts.NextSteps(
        follow=frame.blocks(follow.text) if follow else Markup(),
        facts=(
            frame.fact(_("How to reach them"), follow.contact),
            frame.fact(_("Next review"), frame.date(follow.next_review)),
        ) if follow else (),
        criteria=tuple(each.name for each in ranked.criteria) if ranked else (),
        order=tuple(frame.link(each.proposal) for each in ranked.order) if ranked else (),
        notes=tuple(frame.writer.taken_notes()),
    )  # fmt: skip


def _changes(frame: Frame) -> parts.Changes:
    """From the record that the project holds: what was issued later than the day that is asked for, nobody knew."""
    log, day = frame.linked.project.change_log, frame.linked.day
    issues = [
        each for each in (log.releases if log else ()) if not (day and each.issued and each.issued.surely_after(day))
    ]
    releases = tuple(changed.release(changelog.read(each), frame.catalogue) for each in issues)
    known = frame.linked.of_kind("proposal", "group")
    entries = (entry for each in releases for entry in each.rows if entry.id in known)
    links = {each.id: frame.write(each.id, f"{each.number} {each.title}".strip()) for each in entries}
    return parts.Changes(releases=releases, links=links)


_DATA: Mapping[str, Callable[[Frame], parts.Data]] = {
    "summary": _summary,
    "themes": _themes,
    "grid": _grid,
    "announcements": _announcements,
    "unknown": _unknown,
    "terms": _terms,
    "sources": _sources,
    "organisations": _organisations,
    "glance": _glance,
    "table": _table,
    "commitments": _commitments,
    "by-group": _by_group,
    "over-time": _over_time,
    "funds": _funds,
    "priorities": _priorities,
    "unanswered": _unanswered,
    "next-steps": _next_steps,
    "changes": _changes,
}
