"""What is printed of one proposal and of its answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup, escape
from msgspec import Struct

from pet_report import coverage, figures
from pet_report.catalogue import capital
from pet_report.escaping import bare
from pet_report.model import Commitment, Cost, Lead, Progress, Proposal, Response
from pet_report.moment import history, is_overdue
from pet_report.prose import Link
from pet_report.rewording import Change, changes, quoted, wording_answered
from pet_report.view import words
from pet_report.view.frame import Fact, Frame

SHORT = 1400
"""Characters of an item that is kept on one page; a longer one may go on overleaf, or pages would stay half empty."""


PAGE = 10
"""Letters that the page number behind a link takes up, with the words around it."""


_LABEL, _ROW = 40, 60
"""The room that the name of a fact takes, or what a row of a table says besides its text: in letters."""


class Part(Struct, frozen=True, kw_only=True):
    anchor: str
    letter: str
    text: Markup


class Item(Struct, frozen=True, kw_only=True):
    """A proposal; `answer` is set in the response, `elsewhere` links to the same one in the companion.

    keep: it stays on one page. room: the points of height that its facts need beside it. former: the ids that it had
    before, under which it is still found.
    """

    id: str
    number: str
    title: str
    text: Markup
    parts: tuple[Part, ...]
    margin: tuple[Fact, ...]
    fields: tuple[Fact, ...]
    lead: Fact
    keep: bool
    room: int
    notes: tuple[tuple[str, Markup], ...]
    elsewhere: Link | None = None
    answer: Answer | None = None
    former: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """Letters of all that is said of it, with their markup."""
        answer = self.answer
        answered = [answer.text, answer.reason, *(row.text for row in answer.progress)] if answer else []
        return sum(map(len, (self.text, *(part.text for part in self.parts), *answered)))

    @property
    def printed(self) -> int:
        """Letters of all that its chapter prints of it; some 1,400 fill a page."""
        answer = self.answer
        facts = [*self.margin, *self.fields, *(answer.margin if answer else ())]
        rows = [_ROW + len(each.text) for each in answer.promises] if answer else []
        rows += [_ROW] * len(answer.progress) if answer else []
        said = (bare(each.value) if "<" in each.value else each.value for each in facts)
        return self.length + len(self.title) + sum(_LABEL + len(each) for each in said) + sum(rows)

    @property
    def keep_as_row(self) -> bool:
        """It stays on one page as a row of three columns, which are half as wide as the column of an item."""
        asked = len(self.text) + sum(len(part.text) for part in self.parts)
        answered = (len(self.answer.text) + len(self.answer.reason)) if self.answer else 0
        reported = 90 * len(self.answer.progress) if self.answer else 0
        return max(asked, answered * 5 // 4, reported * 5 // 4) < SHORT // 2


class Row(Struct, frozen=True, kw_only=True):
    """A dated report of progress, or a commitment."""

    when: str
    known: bool
    state: str
    status: str
    text: Markup
    by: str
    cited: Markup


class Promise(Struct, frozen=True, kw_only=True):
    anchor: str
    text: Markup
    owner: Fact
    due: Fact
    standing: Markup
    order: tuple[object, ...]
    proposal: Markup
    department: str
    cited: Markup


class Answer(Struct, frozen=True, kw_only=True):
    """`state` is the decision as the format writes it; `label` and `meaning` are its words.

    delivery: how far it had come on the day of the edition, by the latest report. marks: what must not be overlooked
    before it is final.
    """

    state: str
    label: str
    meaning: str
    text: Markup
    reason: Markup
    condition: Markup
    margin: tuple[Fact, ...]
    promises: tuple[Promise, ...]
    progress: tuple[Row, ...]
    note: Markup
    keep: bool
    room: int
    delivery: Fact
    marks: tuple[Fact, ...] = ()

    @property
    def found(self) -> bool:
        return self.state != "none-found"


def item(frame: Frame, proposal: Proposal, ever: frozenset[str]) -> Item:
    """A proposal as the report prints it. Fields that are known of no proposal at all are told once, elsewhere."""
    text = frame.blocks(proposal.text, 3)
    parts = tuple(_part(frame, each) for each in proposal.parts)
    fields = tuple(_fields(frame, proposal, ever))
    margin = tuple(_margin(frame, proposal, ever))
    return Item(
        id=proposal.id,
        number=proposal.number or "",
        title=proposal.title,
        text=text,
        parts=parts,
        margin=margin,
        fields=fields,
        lead=lead_fact(frame, proposal.lead),
        keep=len(text) + sum(len(bare(fact.value)) + 60 for fact in fields) < SHORT,
        room=room(margin, proposal.title),
        notes=tuple(frame.writer.taken_notes()),
        elsewhere=_elsewhere(frame, proposal),
        former=former_ids(frame, proposal),
    )


def answered(frame: Frame, proposal: Proposal) -> Item:
    """A proposal with its answer, as the response prints it: the wording in full, so that one document is enough."""
    waiting = bool(frame.writer.notes)
    kept: Item | None = frame.answered.get(id(proposal))
    if kept and not waiting:
        return kept
    frame.writer.apart = False
    made = _answered(frame, proposal)
    # Footnotes and headings are others where a text is repeated, and links where it stands on another page.
    if not (waiting or frame.writer.apart or frame.places):
        frame.answered[id(proposal)] = made
    return made


def _answered(frame: Frame, proposal: Proposal) -> Item:
    text = frame.blocks(proposal.text, 3)
    response = frame.linked.response_to.get(proposal.id)
    margin = (lead_fact(frame, proposal.lead, frame.catalogue.gettext("Lead proposed")),)  # the chapter is the group's
    related = frame.linked.related(proposal)
    return Item(
        id=proposal.id,
        number=proposal.number or "",
        title=proposal.title,
        text=text,
        parts=tuple(_part(frame, each) for each in proposal.parts),
        margin=margin,
        fields=(_see_also(frame, related),) if related else (),
        lead=lead_fact(frame, proposal.lead),
        keep=len(text) < SHORT,
        room=room(margin, proposal.title),
        elsewhere=_elsewhere(frame, proposal),
        former=former_ids(frame, proposal),
        answer=answer(frame, proposal, response),
        notes=tuple(frame.writer.taken_notes()),
    )


def answer(frame: Frame, proposal: Proposal, response: Response | None) -> Answer:
    state = response.decision if response else "none-found"
    label, meaning = map(frame.catalogue.say, words.DECISIONS[state])
    text = frame.blocks(response.text, 4) if response else Markup()
    margin = tuple(_answer_margin(frame, response)) if response else ()
    delivery = figures.delivery_of(response)
    return Answer(
        state=state,
        label=label,
        meaning=meaning,
        text=text,
        reason=frame.blocks(response.reason, 4) if response else Markup(),
        condition=frame.blocks(response.condition, 4) if response else Markup(),
        margin=margin,
        promises=tuple(promise(frame, response, each) for each in response.commitments) if response else (),
        progress=tuple(_progress(frame, each) for each in history(response)),
        note=frame.inlines(response.notes) if response else Markup(),
        keep=len(text) < SHORT,
        room=room(margin, label),
        delivery=Fact(label=delivery, value=delivered(frame, delivery), known=delivery != "unknown"),
        marks=tuple(_marks(frame, proposal, response)),
    )


MOST_CHANGES = 3


def _marks(frame: Frame, proposal: Proposal, response: Response | None) -> Iterator[Fact]:
    """What stands in the way of a final edition, for all to see."""
    _ = frame.catalogue.gettext
    match coverage.state_of(proposal, frame.linked):
        case "missing" if response is None:
            yield frame.fact(_("Not yet answered"), _("No answer is on record."))
        case "stale":
            lines = _lines_of(_said_of_changes(frame, _changed(proposal, response)))
            yield Fact(label=_("The wording has changed since it was answered"), value=lines)
        case "predated":
            yield frame.fact(_("Answered before it was proposed"), _("One of the two dates is wrong."))
        case "duplicate":
            yield frame.fact(_("Answered twice"), _("Only the first of the two answers is printed."))


def _said_of_changes(frame: Frame, changed: tuple[Change, ...]) -> Iterator[str]:
    if not changed:
        yield frame.catalogue.gettext("The wording that was answered is not on record.")
    yield from (_change(frame, each) for each in changed[:MOST_CHANGES])
    more = len(changed) - MOST_CHANGES
    if more > 0:
        count = frame.catalogue.number(more)
        yield frame.catalogue.ngettext(
            "There is %(count)s more change.", "There are %(count)s more changes.", more, count=count
        )


def _change(frame: Frame, change: Change) -> str:
    """`The text said "until ten", and says now "until midnight".`"""
    _ = frame.catalogue.gettext
    field, _part, letter = change.field.partition(" ")
    known = words.FIELDS.get(field)
    name = frame.catalogue.say(known) if known else frame.catalogue.pgettext("field", "part %(letter)s", letter=letter)
    old, new = (quoted(f"{change.before} {each} {change.after}") for each in (change.old, change.new))
    if not change.old and not change.before:
        return _("%(Field)s is new.", field=name)
    if not change.old:
        return _("%(Field)s now also says %(new)s.", field=name, new=quoted(change.new))
    if not change.new:
        return _("%(Field)s no longer says %(old)s.", field=name, old=quoted(change.old))
    return _("%(Field)s said %(old)s, and says now %(new)s.", field=name, old=old, new=new)


def _changed(proposal: Proposal, response: Response | None) -> tuple[Change, ...]:
    if response is None:
        return ()
    # Not from the history of a repository: who builds from a copy of the files must get the same bytes.
    old = wording_answered(response)
    return changes(old, proposal) if old else ()


def _lines_of(lines: Iterable[str]) -> Markup:
    return Markup("<br>").join(escape(line) for line in lines)


def promise(frame: Frame, response: Response, commitment: Commitment) -> Promise:
    _ = frame.catalogue.gettext
    when = commitment.due.sort_key if commitment.due else ()
    return Promise(
        anchor=commitment.id,
        text=frame.inlines(commitment.text),
        owner=frame.fact(_("Owner"), _name(frame, commitment.owner) or frame.inlines(commitment.owner_note)),
        due=frame.fact(_("Due"), frame.inlines(commitment.due_note) or frame.date(commitment.due), _("No date")),
        standing=_standing(frame, response, commitment),
        order=(not when, when, commitment.id),
        proposal=frame.write(response.proposal),
        department=_name(frame, commitment.owner) or frame.plain(commitment.owner_note),
        cited=frame.cited(commitment.sources),
    )


def _standing(frame: Frame, response: Response, commitment: Commitment) -> Markup:
    """Whether a promise was kept, replaced, or is late on the day of the edition; empty while it is only open."""
    if commitment.kept:
        return escape(frame.catalogue.gettext("Kept %(date)s", date=frame.date(commitment.kept)))
    if commitment.superseded_by:
        other = frame.write(commitment.superseded_by)
        return escape(frame.catalogue.gettext("Superseded by %(other)s", other=other))
    late = is_overdue(commitment, response, frame.report.issued)
    day = frame.date(frame.report.issued)
    return escape(frame.catalogue.gettext("Overdue on %(date)s", date=day)) if late else Markup()


def lead_fact(frame: Frame, lead: Lead | None, label: str = "") -> Fact:
    """Who is asked to act: the organisations, or the kind where none is named; then the author's words."""
    label = label or frame.catalogue.gettext("Lead")
    if lead is None:
        return frame.fact(label, None)
    named = _names(frame, lead.organisations) or frame.catalogue.say(words.LEADS[lead.kind])
    return frame.fact(label, frame.catalogue.sentences((escape(named), frame.inlines(lead.note))))


def delivered(frame: Frame, delivery: str) -> Markup:
    return escape(frame.catalogue.say(words.DELIVERIES[delivery][0]))


def room(margin: Iterable[Fact], title: str) -> int:
    """The points of height that a heading and the facts below it need in the margin, rather too many than too few."""
    lines = sum(1 + sum(_lines(part) for part in str(fact.value).split("<br>")) for fact in margin)
    return 13 + 21 * (1 + len(title) // 48) + 15 * lines + 5 * len(tuple(margin))


def _lines(value: str) -> int:
    """Lines of the margin, which holds about two dozen letters in one."""
    pages = value.count('class="page"') * PAGE
    return 1 + (len(bare(Markup(value))) + pages) // 24


def former_ids(frame: Frame, proposal: Proposal) -> tuple[str, ...]:
    """The ids that it had before; none that something else has now, or one link would lead to two places."""
    return tuple(each for each in dict.fromkeys(proposal.former_ids) if each not in frame.linked.things)


def facts_known(proposals: tuple[Proposal, ...]) -> frozenset[str]:
    """The fields that are known of at least one proposal."""
    names = ("number", "timescale", "cost", "confidence", "lead")
    return frozenset(name for name in names if any(getattr(each, name) is not None for each in proposals))


# --- helpers, in the order in which they are called --------------------------------------------------------------


def _part(frame: Frame, part: object) -> Part:
    return Part(anchor=part.id, letter=part.letter, text=frame.blocks(part.text, 3))  # type: ignore[attr-defined]


def _margin(frame: Frame, proposal: Proposal, ever: frozenset[str]) -> Iterator[Fact]:
    _, say = frame.catalogue.gettext, frame.catalogue.say
    if "number" in ever and proposal.number is None:
        yield frame.fact(_("Printed number"), None)
    yield lead_fact(frame, proposal.lead)
    if proposal.themes:
        yield frame.fact(_("Themes"), Markup("<br>").join(frame.write(each) for each in proposal.themes))
    if "confidence" in ever:
        confidence = words.CONFIDENCES.get(proposal.confidence or "")
        yield frame.fact(_("Confidence"), say(confidence) if confidence else None)
    if proposal.text_status == "not-retrieved":
        yield frame.fact(_("Wording"), None, _("Not retrieved"))


def _fields(frame: Frame, proposal: Proposal, ever: frozenset[str]) -> Iterator[Fact]:
    _ = frame.catalogue.gettext
    if proposal.rationale:
        yield Fact(label=_("Why"), value=frame.blocks(proposal.rationale, 3))
    if proposal.evidence:
        yield Fact(label=_("Evidence"), value=frame.blocks(proposal.evidence, 3))
    if "timescale" in ever:
        yield frame.fact(_("Timescale"), frame.inlines(proposal.timescale))
    if "cost" in ever:
        yield frame.fact(_("Cost"), _cost(frame, proposal.cost))
    if proposal.group_basis:
        yield Fact(label=_("Group"), value=frame.inlines(proposal.group_basis))
    if proposal.notes:
        yield Fact(label=_("Note"), value=frame.inlines(proposal.notes))
    related = frame.linked.related(proposal)
    if related:
        yield _see_also(frame, related)
    if proposal.sources:
        yield Fact(label=_("Sources"), value=frame.sources(proposal.sources))


def _see_also(frame: Frame, related: tuple[Proposal, ...]) -> Fact:
    links = frame.catalogue.clauses(frame.write(each.id) for each in related)
    return Fact(label=frame.catalogue.gettext("See also"), value=escape(links))


def _elsewhere(frame: Frame, proposal: Proposal) -> Link | None:
    home = "answers" if frame.holds("groups") else "groups"
    if not any(part.kind == home for part in frame.companion.parts):
        return None
    _ = frame.catalogue.gettext
    said = (
        _("The answer in full: %(title)s", title=proposal.title)
        if home == "answers"
        else _("As the report prints it: %(title)s", title=proposal.title)
    )
    if frame.places:
        return Link(words=said, href=frame.places.href(proposal.id))
    return Link(words=said, href=f"{frame.companion.file}.html#{proposal.id}")


def _cost(frame: Frame, cost: Cost | None) -> Markup:
    if cost is None:
        return Markup()
    amounts = [frame.catalogue.money(each, cost.currency) for each in (cost.amount, cost.to) if each is not None]
    return escape(frame.catalogue.clauses((escape(span(frame, amounts, cost.period)), frame.inlines(cost.note))))


def span(frame: Frame, amounts: Sequence[str], period: str | None) -> str:
    """`£20,000 to £50,000 a year`: of one amount or two, and a period in the author's words."""
    said = frame.catalogue.span(*amounts) if len(amounts) == 2 else "".join(amounts)
    if said and period:
        return frame.catalogue.pgettext("money", "%(amount)s %(period)s", amount=said, period=period)
    return said or period or ""


def _answer_margin(frame: Frame, response: Response) -> Iterator[Fact]:
    _ = frame.catalogue.gettext
    if response.decided:
        yield frame.fact(_("Decided"), frame.date(response.decided))
    if response.decision != "none-found":
        yield frame.fact(_("Department"), _names(frame, response.departments))
        basis = words.BASES.get(response.basis or "")
        yield frame.fact(_("Basis"), frame.catalogue.say(basis) if basis else None, _("Not stated"))
    elif response.departments:
        yield frame.fact(_("Department"), _names(frame, response.departments))
    if response.funding:
        yield frame.fact(_("Funding"), _funding(frame, response))
    if response.superseded_by:
        yield Fact(label=_("Superseded by"), value=frame.write(response.superseded_by))
    if response.sources:
        yield Fact(label=_("Sources"), value=frame.sources(response.sources))


def _funding(frame: Frame, response: Response) -> Markup:
    funding = response.funding
    if funding is None:
        return Markup()
    said = [
        escape(frame.catalogue.money(funding.amount, funding.currency)),
        frame.write(funding.fund) if funding.fund else Markup(),
        frame.inlines(funding.note),
    ]
    return escape(frame.catalogue.clauses(said))


def _progress(frame: Frame, entry: Progress) -> Row:
    state = entry.status or ""
    return Row(
        when=capital(frame.date(entry.as_of)),
        known=bool(state),
        state=state,
        status=frame.catalogue.say(words.DELIVERIES[state][0]) if state else frame.catalogue.gettext("Statement"),
        text=frame.inlines(entry.text),
        by=entry.by,
        cited=frame.cited(entry.sources),
    )


def _names(frame: Frame, organisations: Iterable[str]) -> str:
    return frame.catalogue.listed(_name(frame, each) for each in organisations)


def _name(frame: Frame, organisation: str | None) -> str:
    return frame.linked.things[organisation].title if organisation else ""
