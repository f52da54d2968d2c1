"""The tags and the content of a PDF: the faults that a validator passes although a reader meets them."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct

from pet_report.diagnostics import Diagnostic, Rule
from pet_report.source import Place, Position, Source
from pet_report.verify import faults
from pet_report.verify.drawn import Box
from pet_report.verify.occurrences import occurrences
from pet_report.verify.pdffile import INLINE, Annotation, Content, Document, Element, Target
from pet_report.verify.twin import EDGE, Passage, Twin, bare, comparable, same_language

SHOWN = 3
"""Examples in one finding."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Book:
    """A PDF under the name of its file, and what the HTML beside it tells, where there is any."""

    name: str
    document: Document
    twin: Twin | None = None

    @cached_property
    def source(self) -> Source:
        return Source(path=self.name, text="")

    def place(self, page: int) -> Place:
        """In a PDF the line is the page."""
        at = Position(max(page, 1), 1)
        return Place(self.source, at, at)

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        return tuple(self.document.elements())

    def of_role(self, *roles: str) -> list[Element]:
        return [each for each in self.elements if each.role in roles]

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The stretches of content between which a reader pauses."""
        return tuple(block for root in self.document.tree for block in _split(root))

    @cached_property
    def above(self) -> Mapping[int, tuple[Element, ...]]:
        """The elements that hold each one, the nearest first, by its number."""
        found: dict[int, tuple[Element, ...]] = {}
        waiting: list[tuple[Element, tuple[Element, ...]]] = [(each, ()) for each in self.document.tree]
        while waiting:
            element, above = waiting.pop()
            found[element.number] = above
            inner = (element, *above)
            waiting.extend((child, inner) for child in element.children if isinstance(child, Element))
        return found


def check(book: Book) -> Iterator[Diagnostic]:
    """Everything that the tags of a PDF have wrong."""
    if not book.document.has_tree or not book.elements:
        yield faults.UNTAGGED.at(book.place(1), "this PDF has no tags", hint=_AGAIN)
        return
    for look in CHECKS:
        yield from look(book)


_AGAIN = "build it again with `pet-report build`"


def each_page(book: Book, rule: Rule, found: Iterable[tuple[int, str]], say: str, hint: str) -> Iterator[Diagnostic]:
    """One finding for each page: `say` with its examples in place of `{}`."""
    pages: dict[int, list[str]] = defaultdict(list)
    for page, example in found:
        pages[page].append(example)
    for page, examples in sorted(pages.items()):
        yield rule.at(book.place(page), say.format(_some(examples)), hint=hint)


def _some(examples: Sequence[str]) -> str:
    shown = list(dict.fromkeys(quoted(each) for each in examples))
    more = len(shown) - SHOWN
    return ", ".join(shown[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def quoted(words: str, most: int = 60) -> str:
    words = " ".join(words.split())
    return f'"{words if len(words) <= most else words[:most] + "…"}"'


# --- words -----------------------------------------------------------------------------------------------------------


def leader_dots(book: Book) -> Iterator[Diagnostic]:
    found = ((block.page, match[0]) for block in book.blocks for match in _LEADER.finditer(block.text))
    yield from each_page(book, faults.LEADER_DOTS, found, "the row of dots {} is read aloud", _AS_ARTIFACT)


_LEADER = re.compile(r"(?:[.·․‥…_][ \u00a0]?){5,}")
_AS_ARTIFACT = "mark it as an artifact, or draw it as a border"


class Block(Struct, frozen=True, kw_only=True):
    contents: tuple[Content, ...]
    text: str

    @property
    def page(self) -> int:
        return self.contents[0].page if self.contents else 0


def _split(element: Element) -> Iterator[Block]:
    run: list[tuple[Content | None, str]] = []

    def walk(inner: Element) -> Iterator[Block]:
        if inner.instead is not None:
            first = next(inner.contents(), None)
            run.append((first, inner.instead))
            return
        for child in inner.children:
            if isinstance(child, Content):
                run.append((child, child.text))
            elif isinstance(child, Element):
                block = child.role not in INLINE
                yield from _ended(run) if block else ()
                yield from walk(child)
                yield from _ended(run) if block else ()

    yield from walk(element)
    yield from _ended(run)


def _ended(run: list[tuple[Content | None, str]]) -> Iterator[Block]:
    if run:
        yield Block(contents=tuple(each for each, _ in run if each), text="".join(text for _, text in run))
        run.clear()


def words_joined(book: Book) -> Iterator[Diagnostic]:
    found = [*_joined_by_twin(book), *_joined_by_place(book)]
    hint = "put the space at the end of a line into its text"
    yield from each_page(book, faults.WORDS_JOINED, found, "words run together: {}", hint)


def _joined_by_twin(book: Book) -> Iterator[tuple[int, str]]:
    """A number may be that of a page, and its figures stand side by side in some table of the HTML."""
    for block, word in _words(book) if book.twin else ():
        if book.twin and word not in book.twin.known and _HAS_LETTERS.search(word) and book.twin.as_several(word):
            yield _page_of(block, word), word


_HAS_LETTERS = re.compile(r"[^\W\d_]")


def _words(book: Book) -> Iterator[tuple[Block, str]]:
    """Every word that is read aloud, with its block."""
    return ((block, word) for block in book.blocks for word in block.text.split())


def _page_of(block: Block, word: str) -> int:
    pages = (each.page for each in block.contents if word[: len(word) // 2] in each.text)
    return next(pages, block.page)


def _joined_by_place(book: Book) -> Iterator[tuple[int, str]]:
    """Words without a space between them, that stand apart on one line."""
    for block in book.blocks:
        for before, after in itertools.pairwise(block.contents):
            joined = f"{before.text[-20:]}{after.text[:20]}"
            if _stand_apart(before, after) and joined in block.text:
                yield after.page, joined


def _stand_apart(before: Content, after: Content) -> bool:
    if not (before.text.strip() and after.text.strip()) or before.page != after.page:
        return False
    if before.text[-1].isspace() or after.text[0].isspace():
        return False
    height = min(before.box.top - before.box.bottom, after.box.top - after.box.bottom)
    same_line = abs(before.box.bottom - after.box.bottom) < height / 4
    return same_line and after.box.left - before.box.right > height / 3


def word_broken(book: Book) -> Iterator[Diagnostic]:
    if book.twin is None:
        return
    found = [*_with_hyphen(book, book.twin), *_with_space(book, book.twin)]
    hint = "leave out of the text what only the line end asked for"
    yield from each_page(book, faults.WORD_BROKEN, found, "a word in pieces: {}", hint)


def _with_hyphen(book: Book, twin: Twin) -> Iterator[tuple[int, str]]:
    whole = _plain_words(twin)
    for block, word in _words(book):
        inside = [match.start() for match in _HYPHEN.finditer(word)]
        if inside and _core(word) not in whole and any(_core(word[:at] + word[at + 1 :]) in whole for at in inside):
            yield _page_of(block, word), word


_HYPHEN = re.compile("(?<=\\w)[-\u2010](?=\\w)")


def _plain_words(twin: Twin) -> frozenset[str]:
    return frozenset(map(_core, twin.known))


def _core(word: str) -> str:
    """A word without the punctuation around it, and without soft hyphens."""
    return _AROUND.sub("", word.replace("\u00ad", "").replace("\u2010", "-"))


_AROUND = re.compile(r"^\W+|\W+$")


def _with_space(book: Book, twin: Twin) -> Iterator[tuple[int, str]]:
    for block in book.blocks:
        words = block.text.split()
        for before, after in itertools.pairwise(words):
            if before + after in twin.known and not (before + after).isdecimal() and not twin.follow(before, after):
                yield _page_of(block, before), f"{before} {after}"


def read_backwards(book: Book) -> Iterator[Diagnostic]:
    """Words of a script written from right to left that the HTML has, and the PDF has only from behind."""
    if book.twin is None:
        return
    known = {_letters(word) for word in book.twin.known}
    found = [
        (_page_of(block, word), word)
        for block, word in _words(book)
        if _is_from_right(word) and _letters(word) not in known and _letters(word[::-1]) in known
    ]
    hint = "give the text in the order of reading, as ActualText"
    yield from each_page(book, faults.READ_BACKWARDS, found, "letters from the last to the first: {}", hint)


def _letters(word: str) -> str:
    return "".join(letter for letter in word if letter.isalnum() or unicodedata.combining(letter))


def _is_from_right(word: str) -> bool:
    return sum(unicodedata.bidirectional(letter) in ("R", "AL") for letter in word) > 1


# --- languages -------------------------------------------------------------------------------------------------------


def language_lost(book: Book) -> Iterator[Diagnostic]:
    letters = list(_with_languages(book))
    found = dict.fromkeys((*_lost_by_twin(book, letters), *_lost_by_script(book)))
    for page, words, language in found:
        message = f"{quoted(words)} is {language}, and nothing in the tags says so"
        yield faults.LANGUAGE_LOST.at(book.place(page), message, hint="give its element the language, as Lang")


class _Spoken(Struct, frozen=True, kw_only=True):
    """Words in one language, as the tags have it."""

    text: str
    language: str
    page: int


def _with_languages(book: Book) -> Iterator[_Spoken]:
    waiting: list[tuple[Element | Content | Annotation, str]] = [
        (each, book.document.language) for each in reversed(book.document.tree)
    ]
    while waiting:
        each, language = waiting.pop()
        if isinstance(each, Element):
            language = each.language or language
            if each.instead is not None:
                yield _Spoken(text=each.instead, language=language, page=each.page)
            else:
                waiting.extend((child, language) for child in reversed(each.children))
        elif isinstance(each, Content):
            yield _Spoken(text=each.text, language=each.language or language, page=each.page)


def _lost_by_twin(book: Book, spoken: Sequence[_Spoken]) -> Iterator[tuple[int, str, str]]:
    """Passages whose language the HTML says, found again by their letters."""
    if book.twin is None or not book.twin.passages:
        return
    pieces = _Pieces(each for each in spoken if each.text.strip())
    for passage in book.twin.passages:
        yield from _lost(passage, pieces)


def _lost(passage: Passage, pieces: _Pieces) -> Iterator[tuple[int, str, str]]:
    """It is lost where it occurs, and nowhere in its language."""
    holding = list(pieces.of(passage.text))
    if holding and not any(same_language(each.language, passage.language) for each in holding):
        yield holding[0].page, passage.text, passage.language


class _Pieces:
    """What is read aloud, to find again what the HTML has as a passage.

    It may be printed in several pieces, or as a part of one, and with its letters in the order in which they are drawn.
    """

    def __init__(self, spoken: Iterable[_Spoken]) -> None:
        self.spoken = tuple(each for each in spoken if len(_letters(each.text)) >= 3)
        self.letters: dict[str, list[int]] = defaultdict(list)
        self.words: dict[str, list[int]] = defaultdict(list)
        self.parts: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for number, each in enumerate(self.spoken):
            plain = _letters(each.text)
            self.letters[_sorted_letters(each.text)].append(number)
            for word in set(each.text.split()):
                self.words[word].append(number)
            for part in {plain, plain[::-1]} if len(plain) >= _SURE else ():
                self.parts[part[:_SURE]].append((part, number))

    def of(self, text: str) -> Iterator[_Spoken]:
        """In reading order."""
        found = {*self.letters.get(_sorted_letters(text), ()), *self._around(text), *self._inside(_letters(text))}
        return (self.spoken[number] for number in sorted(found))

    def _around(self, text: str) -> Iterator[int]:
        """Those that hold the text, word by word: they have its rarest word."""
        words = text.split()
        rarest = min((self.words.get(word, ()) for word in words), key=len, default=())
        wanted = f" {' '.join(words)} "
        return (each for each in rarest if wanted in f" {' '.join(self.spoken[each].text.split())} ")

    def _inside(self, letters: str) -> Iterator[int]:
        """Those that are a part of the text."""
        for at in range(len(letters) - _SURE + 1):
            for part, number in self.parts.get(letters[at : at + _SURE], ()):
                if letters.startswith(part, at):
                    yield number


_SURE = 6
"""Letters that say where they come from."""


def _sorted_letters(text: str) -> str:
    return "".join(sorted(_letters(text)))


def _lost_by_script(book: Book) -> Iterator[tuple[int, str, str]]:
    """Without the HTML: letters that the language of the tags does not have."""
    if book.twin is not None:
        return
    for each in _with_languages(book):
        own = _SCRIPTS.get(each.language.lower().split("-")[0], "LATIN")
        for match in re.finditer(r"\w[\w\s]*\w", each.text):
            script = _script(match[0])
            if script and own == "LATIN" and script != "LATIN":
                yield each.page, match[0], f"{script.title()} script"
                break


_SCRIPTS = dict.fromkeys(("ar", "fa", "ur", "ps", "ku", "sd"), "ARABIC") | {
    "bn": "BENGALI", "he": "HEBREW", "yi": "HEBREW", "ru": "CYRILLIC", "uk": "CYRILLIC", "bg": "CYRILLIC",
    "el": "GREEK", "hi": "DEVANAGARI", "mr": "DEVANAGARI", "ne": "DEVANAGARI", "pa": "GURMUKHI", "gu": "GUJARATI",
    "ta": "TAMIL", "zh": "CJK", "ja": "CJK", "ko": "HANGUL",
}  # fmt: skip


def _script(text: str) -> str:
    """The script of most of its letters; none where they are few."""
    letters = Counter(unicodedata.name(each, "").split(" ")[0] for each in text if each.isalpha())
    (name, count), *_ = letters.most_common(1) or [("", 0)]
    return name if count > 1 and name in {"LATIN", *_SCRIPTS.values()} else ""


# --- links -----------------------------------------------------------------------------------------------------------


def links(book: Book) -> Iterator[Diagnostic]:
    yield from _nested(book)
    yield from _cut_links(book)
    yield from _untagged(book)
    described = ((link.page, f"{_told(link)}") for link in book.of_role("Link") if not _is_described(book, link))
    say, hint = "not described by its words: the link {}", "give the link its words as Contents"
    yield from each_page(book, faults.LINK_DESCRIPTION, described, say, hint)


def _nested(book: Book) -> Iterator[Diagnostic]:
    nested = (each for each in book.of_role("Link") if any(above.role == "Link" for above in book.above[each.number]))
    found = ((each.page, each.text) for each in nested)
    hint = "put what is inside behind the link"
    yield from each_page(book, faults.LINK_NESTED, found, "a link inside a link: {}", hint)


def _cut_links(book: Book) -> Iterator[Diagnostic]:
    found = []
    for element in book.elements:
        for before, after in itertools.pairwise(element.children):
            if isinstance(before, Element) and isinstance(after, Element) and before.role == after.role == "Link":
                ends, starts = list(before.annotations()), list(after.annotations())
                if ends and starts and ends[-1].target == starts[0].target and not _both_told(book, before, after):
                    found.append((before.page, f"{before.text} {after.text}"))
    hint = "make it one Link with the content and the areas of both"
    yield from each_page(book, faults.LINK_CUT, found, "one link, tagged as several: {}", hint)


def _both_told(book: Book, before: Element, after: Element) -> bool:
    """Whether two links stand side by side in the HTML too."""
    links = book.twin.links if book.twin else {}
    return bare(before.text) in links and bare(after.text) in links


def _is_described(book: Book, link: Element) -> bool:
    words = comparable(link.text) or comparable(link.alternative)
    said = [comparable(each.description) for each in _areas(link)]
    if words.isdecimal() and said and all(words in each.description.split() for each in _areas(link)):
        return True  # "Note 1", where the eye has a 1
    if any(above.role == "Note" for above in book.above[link.number]):
        return all(words in each for each in said)  # "Back to note 1", where the eye has a 1
    if book.twin is None:
        return all(_says(each.description, link.text) for each in _areas(link))
    named = book.twin.names.get(words, frozenset())
    return all(each and (each == words or each in named) for each in said)


def _says(description: str, words: str) -> bool:
    """Whether a description holds the words; what more it says, only the HTML could tell to be right."""
    said, wanted = (" ".join(each.replace("\u2060", "").split()).casefold() for each in (description, words))
    return bool(said) and f" {wanted} " in f" {said} "


def _areas(link: Element) -> Iterator[Annotation]:
    """Those of the link itself, not of one inside it."""
    for child in link.children:
        if isinstance(child, Annotation):
            yield child
        elif isinstance(child, Element) and child.role != "Link":
            yield from _areas(child)


def _told(link: Element) -> str:
    """Its words and what it says instead."""
    said = next((each.description for each in link.annotations()), "")
    return f"{' '.join(link.text.split())[:40]} ({said[:40]})"


def _untagged(book: Book) -> Iterator[Diagnostic]:
    tagged = {id(each) for link in book.of_role("Link", "Annot", "Note", "Form") for each in link.annotations()}
    loose = [each for each in book.document.annotations if each.kind == "Link" and id(each) not in tagged]
    found = [(each.page, each.description or str(each.target)) for each in loose]
    say, hint = "links that no Link element holds: {}", "refer to them in a Link element"
    yield from each_page(book, faults.LINK_UNTAGGED, found, say, hint)
    empty = [(each.page, each.text) for each in book.of_role("Link") if not any(each.annotations())]
    hint = "refer in it to the area of the link"
    yield from each_page(book, faults.LINK_UNTAGGED, empty, "a Link element without a link: {}", hint)


# --- figures, ids, heads ---------------------------------------------------------------------------------------------


def figures(book: Book) -> Iterator[Diagnostic]:
    for figure in book.of_role("Figure", "Formula"):
        page = figure.page
        wrong = _box_fault(book, figure) if page else ""
        if wrong:
            name = quoted(figure.alternative) if figure.alternative else "a figure"
            hint = "give BBox in points from the lower left corner"
            yield faults.FIGURE_BOX.at(book.place(page), f"the box of {name} {wrong}", hint=hint)
        if not figure.alternative.strip() and figure.instead is None:
            hint = "write its words between the square brackets of the picture"
            message = "a figure says nothing to those who cannot see it"
            yield faults.FIGURE_WORDS.at(book.place(page), message, hint=hint)


def _box_fault(book: Book, figure: Element) -> str:
    box, page = figure.box, book.document.pages[figure.page - 1]
    if box is None:
        return "is missing"
    if box.right - box.left < 1 or box.top - box.bottom < 1:
        return "is empty"
    if not box.within(page, slack=1):
        return "is not on the page"
    drawing = _drawing(figure)
    if drawing and not drawing.cut(page).within(box, slack=3):
        return "is not around what is drawn"
    if drawing and _area(box) > 4 * max(_area(drawing), 1):
        return "is much larger than what is drawn"
    return ""


def _drawing(figure: Element) -> Box | None:
    """Around all that is drawn of a figure on its first page; for words, where they begin, since fonts reach out."""
    boxes = [each.drawn or each.box for each in figure.contents() if each.page == figure.page]
    around = boxes[0] if boxes else None
    for each in boxes[1:]:
        around = around.around(each) if around else each
    return around


def _area(box: Box) -> float:
    return (box.right - box.left) * (box.top - box.bottom)


def ids(book: Book) -> Iterator[Diagnostic]:
    named = [each for each in book.elements if each.id]
    if named and not book.document.has_ids:
        message = f"{len(named)} elements have ids, and there is no tree of ids"
        yield faults.ID_TREE.at(book.place(1), message, hint="give the root of the tags an IDTree")
        return
    missing = [(each.page, each.id) for each in named if book.document.ids.get(each.id) != each.number]
    twice = {id_ for id_, count in Counter(each.id for each in named).items() if count > 1}
    found = [(page, f"{id_} (twice)" if id_ in twice else id_) for page, id_ in missing]
    hint = "put each id into the IDTree, with its element"
    yield from each_page(book, faults.ID_TREE, found, "ids that the tree of ids does not lead to: {}", hint)
    known = {each.number for each in named}
    for id_, number in book.document.ids.items():
        if number not in known:
            yield faults.ID_TREE.at(book.place(1), f'the tree of ids has "{id_}", and no element has it', hint=hint)


def header_scope(book: Book) -> Iterator[Diagnostic]:
    without = ((each.page, each.text) for each in book.of_role("TH") if each.scope not in ("Row", "Column", "Both"))
    say, hint = "header cells without a scope: {}", "say Row, Column or Both"
    yield from each_page(book, faults.HEADER_SCOPE, without, say, hint)


# --- what belongs to pages -------------------------------------------------------------------------------------------


def outside_tree(book: Book) -> Iterator[Diagnostic]:
    loose = [(each.page, each.text) for each in (*book.document.loose, *book.document.bare) if each.text.strip()]
    say = "neither in the tags nor an artifact: {}"
    hint = "hang it into the tree, or make it an artifact; a running head or page number is one of the kind Pagination"
    yield from each_page(book, faults.OUTSIDE_TREE, loose, say, hint)
    kinds = (each for each in book.document.artifacts if each.text.strip() and each.kind.split("/")[0] not in _KINDS)
    say = "an artifact with words, of no kind: {}"
    yield from each_page(book, faults.OUTSIDE_TREE, ((each.page, each.text) for each in kinds), say, hint)


_KINDS = ("Pagination", "Layout", "Page", "Background")


def running_head(book: Book) -> Iterator[Diagnostic]:
    """The same words, or the number of the page, at the same place at the edge of several pages, and no Pagination."""
    seen: dict[tuple[str, int, int], list[tuple[int, str]]] = defaultdict(list)
    for page, text, box in _near_edges(book):
        number = int(text) - page if text.isdecimal() and len(text) < 6 else None
        words = f"the number {number:+}" if number is not None else text
        side = 0 if number is not None else round(box.left)
        seen[words, side, round(box.bottom)].append((page, text))
    for found in seen.values():
        pages = {page for page, _ in found}
        if len(pages) >= 3:
            page, words = found[0]
            message = f"{quoted(words)} stands at the edge of {len(pages)} pages, and is read aloud"
            yield faults.RUNNING_HEAD.at(book.place(page), message, hint="make it an artifact of the kind Pagination")


def _near_edges(book: Book) -> Iterator[tuple[int, str, Box]]:
    artifacts = (each for each in book.document.artifacts if not each.kind.startswith(("Pagination", "Layout")))
    read = (each for root in book.document.tree for each in root.contents())
    every = itertools.chain(((each.page, each.text, each.box) for each in read),
                            ((each.page, each.text, each.box) for each in artifacts))  # fmt: skip
    for page, text, box in every:
        words, whole = " ".join(text.split()), book.document.pages[page - 1]
        edge = (whole.top - whole.bottom) / 12
        if (len(words) > 1 or words.isdecimal()) and not whole.bottom + edge <= box.bottom <= whole.top - edge:
            yield page, words, box


# --- what a page end cuts --------------------------------------------------------------------------------------------


def cut(book: Book) -> Iterator[Diagnostic]:
    told = set()
    for name, before in (*_cut_by_twin(book), *_cut_by_shape(book)):
        page, end = _last_page(before), before.text.strip()[-60:]
        if (page, end[-_ENOUGH:]) not in told:  # a cell is cut where its paragraph is
            told.add((page, end[-_ENOUGH:]))
            message = f"the end of the page cuts {name} in two, behind {quoted(end)}"
            hint = "make it one element, with its content on both pages"
            yield faults.CUT.at(book.place(page), message, hint=hint)


_CUTTABLE = (
    ("P", ("P", "H1", "H2", "H3", "H4", "H5", "H6", "H", "Caption", "BlockQuote"), "a paragraph"),
    ("LI", ("LI",), "an item of a list"),
    ("TD", ("TD", "TH"), "a cell of a table"),
)
"""Where the HTML must have an edge, the roles that are looked at, and their name."""


def _last_page(element: Element) -> int:
    return max((each.page for each in element.contents()), default=0)


def _cut_by_twin(book: Book) -> Iterator[tuple[str, Element]]:
    """Two elements, one on each side of a page end, whose words stand in one element of the HTML."""
    for kind, roles, name in _CUTTABLE if book.twin else ():
        for elements in _in_text_and_notes(book, roles):
            yield from ((name, each) for each in _going_on(book, kind, elements))


def _in_text_and_notes(book: Book, roles: Sequence[str]) -> tuple[list[Element], list[Element]]:
    """Apart, for on a page the notes stand between the end of its text and the text of the next page."""
    found: tuple[list[Element], list[Element]] = [], []
    for each in book.of_role(*roles):
        found[any(above.role == "Note" for above in book.above[each.number])].append(each)
    return found


def _going_on(book: Book, kind: str, elements: Iterable[Element]) -> Iterator[Element]:
    """Those with which a page ends, and whose words the HTML has in one element with those of the next page."""
    if book.twin:
        ending, beginning = _at_page_ends(elements)
        tails = {tail for ends in ending.values() for _, tail in ends if len(tail) >= 8}
        behind = _behind(book.twin.text(kind), tails)
        for page, ends in ending.items():
            heads = tuple(head for _, head in beginning.get(page + 1, ()))
            yield from (each for each, tail in ends if any(more.startswith(heads) for more in behind.get(tail, ())))


_ENOUGH = 24
"""Characters by which a place in a text is found again."""
_NEAR = 24
"""Elements next to a page end: more than a row of a table has cells."""


_Ends = Mapping[int, Sequence[tuple[Element, str]]]
"""By page: elements, each with the words at one end of it."""


def _at_page_ends(elements: Iterable[Element]) -> tuple[_Ends, _Ends]:
    """The elements by the page on which they end, and by that on which they begin; of each page those near its edge."""
    ending: dict[int, deque[tuple[Element, str]]] = defaultdict(lambda: deque(maxlen=_NEAR))
    beginning: dict[int, list[tuple[Element, str]]] = defaultdict(list)
    for each in elements:
        if words := _without_labels(each):
            ending[_last_page(each)].append((each, words[-_ENOUGH:]))
            if len(beginning[each.page]) < _NEAR:
                beginning[each.page].append((each, words[:_ENOUGH]))
    return ending, beginning


def _without_labels(element: Element) -> str:
    """Its words as the HTML has them: a bullet or a number is none of them, and a note stands elsewhere."""
    if element.instead is not None:
        return bare(element.instead)
    parts = (
        each.text if isinstance(each, Content) else _without_labels(each)
        for each in element.children
        if isinstance(each, Content) or (isinstance(each, Element) and each.role not in ("Lbl", "Note"))
    )
    return bare("".join(parts))


_AT_AN_END = re.compile(rf"\d*{EDGE}")
"""The figure that calls a note may come last; in a PDF that is a label, and not among the words of its paragraph."""


def _behind(text: str, tails: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """What the HTML has behind each of these words: nothing where an element ends with them anywhere."""
    found: dict[str, set[str]] = defaultdict(set)
    for tail, at in occurrences(text, tails):
        end = at + len(tail)
        found[tail].add(text[end : end + _ENOUGH])
    return {
        tail: frozenset() if any(_AT_AN_END.match(each) for each in behind) else frozenset(behind)
        for tail, behind in found.items()
    }


def _cut_by_shape(book: Book) -> Iterator[tuple[str, Element]]:
    """Two lists or tables with nothing between them but a page end; without the HTML, also halves of a sentence."""
    for before, after in _neighbours(book, "L"):
        if not _are_two(book, before, after):
            yield "a list", before
    for before, after in _neighbours(book, "Table"):
        if not any(each.role == "Caption" for each in after.elements()):
            yield "a table", before
    for before, after in _neighbours(book, "P") if book.twin is None else ():
        if _reads_on(before.text, after.text):
            yield "a paragraph", before


def _are_two(book: Book, before: Element, after: Element) -> bool:
    """Whether the HTML ends a list with the words of the one, or begins a list with those of the other."""
    text = book.twin.text("L") if book.twin else ""
    heads = (bare(after.text)[:_ENOUGH], _without_labels(after)[:_ENOUGH])
    return f"{_without_labels(before)[-_ENOUGH:]}{EDGE}" in text or any(f"{EDGE}{head}" in text for head in heads)


def _neighbours(book: Book, role: str) -> Iterator[tuple[Element, Element]]:
    """Elements that are read one behind the other, the first of which ends a page and the second begins the next."""
    for before, after, between in _in_order(book, role):
        if not between and _last_page(before) + 1 == after.page:
            yield before, after


def _in_order(book: Book, role: str) -> Iterator[tuple[Element, Element, bool]]:
    """Each two outermost elements of a role that follow each other, and whether any words stand between them."""
    last: Element | None = None
    between = False
    waiting: list[Element | Content | Annotation] = list(reversed(book.document.tree))
    while waiting:
        each = waiting.pop()
        if isinstance(each, Content):
            between = between or bool(each.text.strip())
        elif isinstance(each, Element) and each.role == role and each.page:
            if last is not None:
                yield last, each, between
            last, between = each, False
        elif isinstance(each, Element):
            waiting.extend(reversed(each.children))


def _reads_on(before: str, after: str) -> bool:
    """A sentence that does not end, and one that does not begin."""
    return before.strip()[-1:].isalnum() and after.strip()[:1].islower()


def head_repeated(book: Book) -> Iterator[Diagnostic]:
    """Rows of heads alone that are printed once more: in their table, or at the top of what goes on as another."""
    for table in book.of_role("Table"):
        rows = [(each, heads) for each in table.elements() if each.role == "TR" and (heads := _heads(each))]
        yield from (_repeated(book, row, heads) for row, heads in rows[1:] if heads == rows[0][1] and any(heads))
    for before, after in _neighbours(book, "Table"):
        first, again = (next(filter(None, map(_heads, table.elements())), ()) for table in (before, after))
        if any(first) and first == again and not any(each.role == "Caption" for each in after.elements()):
            yield _repeated(book, after, again)


def _repeated(book: Book, row: Element, heads: Sequence[str]) -> Diagnostic:
    message = f"the head {quoted(' | '.join(heads))} is printed again, and read as a row of the table"
    return faults.HEAD_REPEATED.at(book.place(row.page), message, hint="make the repeated head an artifact")


def _heads(row: Element) -> tuple[str, ...]:
    cells = [each for each in row.children if isinstance(each, Element)]
    return tuple(bare(each.text) for each in cells) if cells and all(each.role == "TH" for each in cells) else ()


# --- footnotes, contents ---------------------------------------------------------------------------------------------


def footnotes(book: Book) -> Iterator[Diagnostic]:
    notes = book.of_role("Note")
    expected = book.twin.notes if book.twin else 0
    if len(notes) < expected:
        message = f"the HTML has {expected} footnotes, and {len(notes)} are tagged as notes"
        yield faults.FOOTNOTE.at(book.place(1), message, hint="make each a Note with an id, linked both ways")
    tops = _tops(notes)
    called = Counter(_nearest(tops, link) for link in _outside(book, notes))
    for note in notes:
        for lacks in _lacking(note, called):
            message = f"the footnote {quoted(note.text)} {lacks}"
            yield faults.FOOTNOTE.at(book.place(note.page), message, hint="link the call to the note, and back")


def _lacking(note: Element, called: Mapping[int, int]) -> Iterator[str]:
    if not note.id:
        yield "has no id"
    if not called[note.number]:
        yield "has no call that leads to it"
    if not any(each.target and each.target.page for each in note.annotations()):
        yield "does not lead back to its call"


def _outside(book: Book, notes: Sequence[Element]) -> Iterator[Target]:
    """Where the links lead that stand in no note."""
    inside = {id(each) for note in notes for each in note.annotations()}
    for each in book.document.annotations:
        if each.target and each.target.page and id(each) not in inside:
            yield each.target


def _nearest(tops: Mapping[int, Sequence[tuple[float, int]]], target: Target) -> int:
    """The note at the height to which a link leads; 0 where there is none."""
    own = tops.get(target.page or 0, ())
    if target.y is None:
        return own[0][1] if len(own) == 1 else 0
    near = [(abs(top - target.y), number) for top, number in own]
    distance, number = min(near, default=(99, 0))
    return number if distance < 25 else 0


def _tops(notes: Iterable[Element]) -> Mapping[int, Sequence[tuple[float, int]]]:
    """By page: how high each note begins, and its number."""
    found: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for note in notes:
        heights = (each.box.top for each in note.contents() if each.page == note.page)
        found[note.page].append((max(heights, default=0), note.number))
    return found


def contents(book: Book) -> Iterator[Diagnostic]:
    tables = book.of_role("TOC")
    lines = [each for table in tables for each in table.elements() if each.role == "TOCI"]
    for line in lines:
        if not any(each.role == "Link" for each in line.elements()):
            message = f"the line {quoted(line.text)} of the contents leads nowhere"
            yield faults.CONTENTS.at(book.place(line.page), message, hint="put its link into it")
    for stray in (each for table in tables for each in _strays(table)):
        message = f"a {stray.role} stands in the contents where a TOCI belongs"
        yield faults.CONTENTS.at(book.place(stray.page), message, hint="make it a TOCI")
    expected = _expected(book)
    linked = {bare(each.text) for line in lines for each in line.elements() if each.role == "Link"}
    missing = [words for words in expected if bare(words) not in linked]
    if missing:
        message = f"no TOCI for {_some(missing)}" if tables else f"the contents, {_some(missing)}, are no TOC"
        yield faults.CONTENTS.at(book.place(_page_with(book, missing)), message, hint="make them a TOC of TOCIs")


def _strays(table: Element) -> Iterator[Element]:
    allowed = ("TOCI", "TOC", "Caption", "NonStruct")
    return (each for each in table.children if isinstance(each, Element) and each.role not in allowed)


def _expected(book: Book) -> list[str]:
    """What the contents must hold: what the HTML has, or a list of links to what the bookmarks name."""
    if book.twin:
        return [words for _, words in book.twin.contents]
    names = {bare(name) for name, _ in book.document.outline}
    for each in book.of_role("L", "TOC"):
        words = [link.text for link in each.elements() if link.role == "Link"]
        if len(words) > 2 and all(bare(word) in names for word in words):
            return words
    return []


def _page_with(book: Book, words: Sequence[str]) -> int:
    first = bare(words[0])
    return next((each.page for each in book.of_role("Link") if bare(each.text) == first and each.page), 1)


CHECKS: tuple[Callable[[Book], Iterator[Diagnostic]], ...] = (
    leader_dots, words_joined, word_broken, read_backwards, language_lost, links, figures, ids, header_scope,
    outside_tree, running_head, cut, head_repeated, footnotes, contents,
)  # fmt: skip
