"""The whole compiler on one screen: load, link, check, convert, view, render, publish. START HERE."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct, field

from pet_report import fonts, prose, rules, silence
from pet_report.authored import Authored
from pet_report.diagnostics import Diagnostic, blocks, in_reading_order
from pet_report.journal import UNHEARD, Journal
from pet_report.link import Linked, Recall, forget, link
from pet_report.load import load
from pet_report.moment import as_of
from pet_report.prose import Converted, Tree
from pet_report.rules import style
from pet_report.rules.against import against
from pet_report.source import Source
from pet_report.when import When

if TYPE_CHECKING:
    from pet_report.catalogue import Catalogue
    from pet_report.data import Said, WriteWorkbook
    from pet_report.pdfua.tags import Attachment
    from pet_report.render import Codes, Templates
    from pet_report.view import Book
    from pet_report.view.frame import Medium
    from pet_report.view.site import Site

NOTHING_MORE = style.Asked()
SITE = "site"
"""A folder of pages: what to ask for, and the folder's name."""
DATA = "data"
"""A folder of tables, likewise."""
PRINTED = ("pdf", "large-print")
"""The formats that are laid out in pages."""
_FORMATS = {"screen": "html", "print": "pdf", "large": "large-print"}
_ENDINGS = {"screen": ".html", "print": ".pdf", "large": "-large-print.pdf"}


class Reader(Struct, frozen=True, kw_only=True):
    """Somebody who looks at the pages for the screen while they are made.

    awaited: the name of the file that is looked at, and is made first. show: given each page as soon as it is made,
    which may be long before all is.
    """

    awaited: Callable[[], str] = str
    show: Callable[[str, bytes], None] = lambda *_: None


NOBODY = Reader()


class Tools(Struct, frozen=True, kw_only=True):
    """The outside world as the compiler sees it; a test can lend a stand-in of three lines.

    print_pages begins to print each page as it comes, asks for attachments, and what it returns waits for the PDFs.
    read_picture raises OSError where there is none. catalogues: by language, the texts of what publications say.
    write_workbook makes an .xlsx file. outline draws words. font gives a file's content in base 64; font_address says
    where print finds a font. codes keeps what templates were compiled to. journal hears what is being made. reader
    looks at pages meanwhile.
    """

    read_markdown: Callable[[Sequence[str]], Sequence[Tree]]
    print_pages: Callable[
        [Iterable[tuple[str, str]], Callable[[], Sequence[Attachment]]], Callable[[], Mapping[str, bytes]]
    ]
    read_picture: Callable[[str], bytes]
    templates: Mapping[str, str]
    catalogues: Mapping[str, str]
    write_workbook: WriteWorkbook
    outline: Callable[[str], fonts.Outline | None]
    font: Callable[[str], str]
    font_address: str
    codes: Codes | None = None
    journal: Journal = UNHEARD
    reader: Reader = NOBODY


class Checked(Struct, frozen=True, kw_only=True):
    """`silenced`: what somebody decided to live with, and gave the reason. `misread`: the files at fault as such."""

    linked: Linked
    found: tuple[Diagnostic, ...]
    silenced: tuple[Diagnostic, ...] = ()
    misread: frozenset[str] = frozenset()


class Built(Struct, frozen=True, kw_only=True):
    """`outputs` by file name; empty where the findings stood in the way."""

    found: tuple[Diagnostic, ...]
    outputs: Mapping[str, bytes] = field(default_factory=dict)


def check(
    sources: tuple[Source, ...],
    found_before: Sequence[Diagnostic] = (),
    asked: style.Asked = NOTHING_MORE,
    recall: Recall = forget,
    before: Sequence[Source] = (),
    known: Mapping[str, Authored] = MappingProxyType({}),
) -> Checked:
    """Everything that is wrong with the sources. Starts no other program.

    found_before: what was wrong with the files as such, errors where a file could not be read.
    asked: what of house style is looked at beyond what the report asks for, and with which dictionary.
    recall: asked for a wording that was answered, where no file holds it. before: the files of an earlier version, to
    see that what is only ever added to was only added to. known: by path, what was read of files without a fault.
    """
    loaded = load(sources, whole=not blocks(found_before), known=known)
    linked = link(loaded.project, recall)
    force = style.in_force(loaded.project.report, asked)
    lost = against(linked, link(load(tuple(before)).project)) if before and linked.project.whole else ()
    found = in_reading_order((*found_before, *loaded.found, *rules.check(linked, force), *lost))
    heard = silence.hear(found, loaded.project, sorted(rules.CATALOGUE), asleep=force.asleep)
    misread = frozenset(each.place.source.path for each in loaded.found)
    return Checked(linked=linked, found=heard.found, silenced=heard.silenced, misread=misread)


def build(
    checked: Checked,
    tools: Tools,
    *,
    formats: Sequence[str] = ("html", "pdf"),
    strict: bool = False,
    day: When | None = None,
    version: str = "",
    there: Mapping[str, bytes] = MappingProxyType({}),
) -> Built:
    """The publications, or what stands in their way; as they would have stood on a day, where one is given.

    version: of a release, which the data package names. there: outputs that were made before, for the site to offer.
    """
    errors = [each for each in checked.silenced if blocks([each])]
    if errors or blocks(checked.found, strict=strict):
        return Built(found=in_reading_order((*checked.found, *errors)))
    linked = as_of(checked.linked, day) if day else checked.linked
    with tools.journal.step("pandoc"):
        converted = prose.convert(linked, tools.read_markdown)
        pictures, missing = prose.pictures(linked, converted, tools.read_picture)
    found = in_reading_order((*checked.found, *converted.found, *missing))
    if blocks(found, strict=strict):
        return Built(found=found)
    return Built(found=found, outputs=_outputs(linked, converted, pictures, tools, formats, version, there))


def _outputs(
    linked: Linked,
    converted: Converted,
    pictures: Mapping[str, str],
    tools: Tools,
    formats: Sequence[str],
    version: str,
    there: Mapping[str, bytes],
) -> dict[str, bytes]:
    # Imported here because `check` uses none of them, and an editor waits for it.
    from pet_report.render import Templates, render
    from pet_report.view import books, words

    report = linked.project.report
    if report is None:
        raise ValueError("a project without a report has no publications")
    catalogue = words.catalogue_of(report, tools.catalogues)
    templates = Templates(tools.templates, catalogue, tools.codes)
    text = "".join([*(source.text for source in linked.project.sources), *itertools.chain(*catalogue.texts.values())])
    draft = tools.outline(catalogue.say(words.EDITIONS["draft"])) if report.edition == "draft" else None

    def pages(medium: Medium) -> Iterator[tuple[str, str]]:
        if _FORMATS[medium] not in formats:
            return
        first = tools.reader.awaited().removesuffix(_ENDINGS[medium])
        viewed = iter(books(linked, converted, pictures, medium, catalogue, draft, first))
        while book := _next(viewed, medium, tools.journal):
            with tools.journal.step("render", name := f"{book.file}{_ENDINGS[medium]}"):
                html = render(book, templates, _fonts(book, text, tools))
            yield name, html

    said = _said(linked, formats)
    wait = _print(itertools.chain(pages("print"), pages("large")), said, catalogue, tools, formats)
    shown = {}
    for name, html in pages("screen"):
        shown[name] = html.encode()
        tools.reader.show(name, shown[name])
    if said and DATA in formats:  # while others print
        from pet_report.data import package

        with tools.journal.step("data"):
            tables = package(said, catalogue, tools.write_workbook, version=version)
            shown |= {f"{DATA}/{name}": content for name, content in tables.items()}
    made = {**shown, **wait()}
    if SITE in formats:
        from pet_report.view.site import site

        with tools.journal.step("site"):
            made |= _site(site(linked, converted, pictures, catalogue), templates, text, tools, {**there, **made})
    return dict(sorted(made.items()))


def _said(linked: Linked, formats: Sequence[str]) -> Said | None:
    """What the data and the PDFs hold of it; nothing where none of these is to be made."""
    if not {DATA, *PRINTED} & set(formats):
        return None
    from pet_report.data import Said

    return Said(linked)


def _print(
    pages: Iterator[tuple[str, str]], said: Said | None, catalogue: Catalogue, tools: Tools, formats: Sequence[str]
) -> Callable[[], Mapping[str, bytes]]:
    """Begin to print, where anything is to be; to make what PDFs hold besides their pages takes time too."""
    if said is None or not set(PRINTED) & set(formats):
        return dict
    from pet_report.attachments import attachments

    return tools.print_pages(pages, lambda: attachments(said, catalogue))


def _next(viewed: Iterator[Book], medium: Medium, journal: Journal) -> Book | None:
    with journal.step("view", medium):
        return next(viewed, None)


def _site(
    made: Site, templates: Templates, text: str, tools: Tools, others: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes]]:
    """The pages of a site in a folder of their own, with the PDFs to take away."""
    from pet_report.render import render_site

    taken = {name: content for name, content in others.items() if name.endswith(".pdf")}
    faces: dict[str, bytes] = {}

    def address(face: fonts.Face) -> str:
        name = f"fonts/{face.file}.woff2"
        faces[f"assets/{name}"] = base64.b64decode(tools.font(f"{face.file}.woff2"))
        return name

    pages = render_site(made, templates, fonts.style(text, address), sorted(taken))
    for name, page in pages:
        yield f"{SITE}/{name}", page.encode()
    for name, content in {**faces, **taken}.items():
        yield f"{SITE}/{name}", content


def _fonts(book: Book, text: str, tools: Tools) -> str:
    if book.print:
        return fonts.style(text, lambda face: f"{tools.font_address}{face.file}.ttf")
    return fonts.style(text, lambda face: f"data:font/woff2;base64,{tools.font(face.file + '.woff2')}")
