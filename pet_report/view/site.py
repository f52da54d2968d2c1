"""A report as a folder of pages for the web: a first page, one for each chapter, theme and proposal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from markupsafe import Markup
from msgspec import Struct, field
from msgspec.structs import replace

from pet_report import view
from pet_report.catalogue import Catalogue
from pet_report.link import Linked
from pet_report.model import Proposal, Report
from pet_report.prose import Converted, Link
from pet_report.view import described, items, tables
from pet_report.view.finding import Finding, finding
from pet_report.view.frame import Fact, Frame, numbered
from pet_report.view.places import INDEX, REPORT, RESPONSE, Places, page_of, places, proposal_page, root, theme_page

Kind = Literal["index", "publication", "chapter", "proposal", "theme", "moved"]


class Page(Struct, frozen=True, kw_only=True):
    """One page. `raised`: by how many levels its headings stand higher than in the whole publication.

    data: what its template needs. section: the publication to which it belongs. within: the page that the contents
    shows as the reader's. described: the page for machines. url: its whole address, where the site has one.
    """

    path: str
    kind: Kind
    title: str
    about: str
    section: str
    within: str
    raised: int = 0
    url: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    earlier: Link | None = None
    later: Link | None = None
    described: Mapping[str, Any] = field(default_factory=dict)

    @property
    def root(self) -> str:
        return root(self.path)


class Listing(Struct, frozen=True, kw_only=True):
    """A line of the contents: the page of a chapter."""

    path: str
    section: str
    number: str
    title: str


class Site(Struct, frozen=True, kw_only=True):
    """books and contents by section. address: where the site stands on the web, with a slash at its end, or empty."""

    address: str
    title: str
    books: Mapping[str, view.Book]
    contents: Mapping[str, tuple[Listing, ...]]
    finding: Finding
    pages: tuple[Page, ...]


def site(linked: Linked, converted: Converted, images: Mapping[str, str], catalogue: Catalogue) -> Site:
    report = linked.project.report
    if report is None:
        raise ValueError("a project without a report has no publications")
    frames = {section: _frame(section, linked, report, converted, images, catalogue) for section in (REPORT, RESPONSE)}
    books = {section: view.book(section, frame) for section, frame in frames.items()}
    contents = {section: tuple(_rows(section, book)) for section, book in books.items()}
    shown = {each.id: _whole(frames[REPORT], each) for each in linked.proposals}
    found = finding(frames[REPORT], shown, {name: proposal_page(name) for name in shown})
    made = Site(
        address=f"{report.address.rstrip('/')}/" if report.address else "",
        title=report.title,
        books=books,
        contents=contents,
        finding=found,
        pages=(),
    )
    pages = _pages(made, frames, shown)
    return replace(made, pages=tuple(_told(made, report, each) for each in pages))


def _frame(
    section: str,
    linked: Linked,
    report: Report,
    converted: Converted,
    images: Mapping[str, str],
    catalogue: Catalogue,
) -> Frame:
    both = report.publications
    own, other = (both.report, both.response) if section == REPORT else (both.response, both.report)
    folders = (REPORT, RESPONSE) if section == REPORT else (RESPONSE, REPORT)
    where = Places(folder=section, of=places(linked, own, other, folders), here=f"{section}.html")
    return Frame(
        linked=linked, report=report, converted=converted, publication=own, companion=other, medium="screen",
        images=images, catalogue=catalogue, places=where,
    )  # fmt: skip


def _rows(section: str, book: view.Book) -> Iterator[Listing]:
    for chapter in book.chapters:
        number = chapter.number if chapter.kind == "group" else ""
        path = page_of(section, chapter.kind, chapter.anchor)
        yield Listing(path=path, section=chapter.section, number=number, title=chapter.title)


def _whole(frame: Frame, proposal: Proposal) -> items.Item:
    """A proposal with all that is known of it: as the report prints it, and its answer."""
    frame.turn_to(proposal_page(proposal.id))
    asked = items.item(frame, proposal, items.facts_known(frame.linked.proposals))
    answer = items.answer(frame, proposal, frame.linked.response_to.get(proposal.id))
    notes = (*asked.notes, *frame.writer.taken_notes())
    margin = (_link_to_group(frame, proposal), *asked.margin)
    return replace(asked, answer=answer, notes=notes, elsewhere=None, margin=margin)


def _link_to_group(frame: Frame, proposal: Proposal) -> Fact:
    group = frame.linked.group_of[proposal.id].group
    named = frame.group_name(proposal)
    return replace(named, value=frame.write(group.id, numbered(group))) if named.known else named


# --- the pages ---------------------------------------------------------------------------------------------------


def _pages(made: Site, frames: Mapping[str, Frame], shown: Mapping[str, items.Item]) -> Iterator[Page]:
    report = made.books[REPORT]
    yield Page(
        path=INDEX, kind="index", title=made.title, about=report.subtitle or made.title, section="", within=INDEX,
        data=_index(frames[REPORT]),
    )  # fmt: skip
    for section, book in made.books.items():
        yield Page(
            path=f"{section}.html", kind="publication", title=book.label, about=book.subtitle or book.title,
            section=section, within=f"{section}.html", data={"book": book},
        )  # fmt: skip
        yield from _chapters(section, book, made.contents[section])
    yield from _themes(frames[REPORT])
    yield from _proposals(frames[REPORT], shown)


def _index(frame: Frame) -> Mapping[str, Any]:
    frame.turn_to(INDEX)
    groups = [file.group for file in frame.linked.project.groups]
    return {
        "groups": list(
            zip([frame.link(each.id, numbered(each)) for each in groups], tables.by_group(frame), strict=True)
        ),
        "decisions": tables.decisions(frame),
        "themes": [(frame.link(each.id), len(_carrying(frame, each.id))) for each in frame.report.themes],
        "recorded": len(frame.linked.proposals),
    }


def _carrying(frame: Frame, theme: str) -> list[Proposal]:
    return [each for each in frame.linked.proposals if theme in each.themes]


def _chapters(section: str, book: view.Book, rows: Sequence[Listing]) -> Iterator[Page]:
    for place, (chapter, row) in enumerate(zip(book.chapters, rows, strict=True)):
        about = _sentence(chapter.lead) or f"{book.title}: {row.title}"
        yield Page(
            path=row.path, kind="chapter", title=_named(row), about=about,
            section=section, within=row.path, raised=1, data={"chapter": chapter},
            earlier=_beside(row.path, rows, place - 1), later=_beside(row.path, rows, place + 1),
        )  # fmt: skip


def _named(row: Listing) -> str:
    return f"{row.number} {row.title}".strip()


def _beside(here: str, rows: Sequence[Listing], place: int) -> Link | None:
    if not 0 <= place < len(rows):
        return None
    return Link(words=_named(rows[place]), href=root(here) + rows[place].path)


def _sentence(text: Markup) -> str:
    return " ".join(text.striptags().split())


def _themes(frame: Frame) -> Iterator[Page]:
    home = next((each.id or "_themes" for each in frame.publication.parts if each.kind == "themes"), None)
    within = page_of(REPORT, "themes", home) if home else f"{REPORT}.html"
    for theme in frame.report.themes:
        frame.turn_to(theme_page(theme.id))
        told = view.theme(frame, theme, _carrying(frame, theme.id))
        yield Page(
            path=theme_page(theme.id), kind="theme", title=theme.name, about=_sentence(told.text) or theme.name,
            section=REPORT, within=within, raised=2, data={"themes": [told], "answers": False},
        )  # fmt: skip


def _proposals(frame: Frame, shown: Mapping[str, items.Item]) -> Iterator[Page]:
    order = list(shown.values())
    for place, item in enumerate(order):
        path = proposal_page(item.id)
        group = frame.linked.group_of[item.id].group
        yield Page(
            path=path, kind="proposal", title=f"{item.number} {item.title}".strip(), about=_sentence(item.text),
            section=REPORT, within=page_of(REPORT, "group", group.id), raised=2, data={"items": [item]},
            earlier=_next_to(path, order, place - 1), later=_next_to(path, order, place + 1),
        )  # fmt: skip
        for old in item.former:
            yield Page(
                path=proposal_page(old), kind="moved", title=item.title, about=item.title, section=REPORT,
                within=path, data={"href": f"{item.id}.html"},
            )  # fmt: skip


def _next_to(here: str, order: Sequence[items.Item], place: int) -> Link | None:
    if not 0 <= place < len(order):
        return None
    item = order[place]
    return Link(words=f"{item.number} {item.title}".strip(), href=root(here) + proposal_page(item.id))


def _told(made: Site, report: Report, page: Page) -> Page:
    """The page with what it tells machines, which needs to know of all."""
    url = made.address + page.path if made.address else ""
    first = made.address + INDEX if made.address else page.root + INDEX
    if page.kind == "index":
        told = described.report(report, page.title, page.about, url, made.finding.entries, made.address)
    elif page.kind == "publication":
        title = f"{page.data['book'].title}: {page.title}"
        told = described.report(report, title, page.about, url, made.finding.entries, made.address)
    else:
        told = described.page(report, page.title, url, first)
    return replace(page, described=told, url=url)
