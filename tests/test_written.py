"""The file of a PDF as we write it: another reader finds in it all that was written, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pydyf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pet_report.pdfua import blanks
from pet_report.pdfua.file import File, add_names, add_tree, array, dictionary, packed, reference
from tests.test_parts import page, part, printed_here

_NO_PAGES = b"<</Type/Pages/Kids[]/Count 0>>"
_TEXTS = st.lists(st.text(max_size=12), max_size=700)


def _read(texts: list[str], contents: list[bytes]) -> pikepdf.Pdf:
    """A document whose catalogue lists texts, each an object, and streams."""
    out = io.BytesIO()
    file = File(out)
    first = file.reserve(len(texts))
    streams = [file.add_stream(*packed(each, b"/Kind/Test")) for each in contents]
    file.write(first, [blanks.string(each).encode() for each in texts])
    pages = file.add(_NO_PAGES)
    listed = {"Texts": array(reference(first + at) for at in range(len(texts))), "Streams": array(streams)}
    file.finish(file.add(dictionary({"Type": b"/Catalog", "Pages": pages, **listed})), file.add(b"<<>>"))
    out.seek(0)
    return pikepdf.open(out)


@given(_TEXTS, st.lists(st.binary(max_size=40), max_size=30))
@example(["text"] * 700, [])
def test_what_was_written_is_read(texts: list[str], contents: list[bytes]) -> None:
    """Whatever the texts hold, and however many there are: they are packed by some hundred."""
    with _read(texts, contents) as document:
        # As bytes: what a byte alone means in a PDF is not always what it means in ASCII.
        assert [bytes(each) for each in document.Root.Texts] == [_as_a_pdf_has_it(each) for each in texts]
        assert [each.read_bytes() for each in document.Root.Streams] == contents
        assert [each for each in document.check_pdf_syntax() if "does not contain any pages" not in each] == []


def _as_a_pdf_has_it(text: str) -> bytes:
    """A reader takes each end of a line for the same."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain.encode() if text.isascii() else b"\xfe\xff" + text.encode("utf-16-be")


def test_what_is_the_same_is_there_once() -> None:
    with _read(["a", "a"], [b"one", b"two", b"one"]) as document:
        streams = document.Root.Streams
        assert streams[0].objgen == streams[2].objgen != streams[1].objgen
        assert document.Root.Texts[0] == document.Root.Texts[1]


def test_an_object_that_is_never_written_is_missed() -> None:
    file = File(io.BytesIO())
    file.reserve(3)
    file.write(1, [b"1", b"2"])
    with pytest.raises(ValueError, match="no object 3"):
        file.finish(reference(1), reference(2))


_NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")))


@given(st.dictionaries(st.text("ab1-:"), st.integers(0, 9)))
@example({str(number): number for number in range(3000)})
def test_each_name_is_found(named: dict[str, int]) -> None:
    """A reader halves the tree at each branch."""
    with _trees(named) as document:
        names, numbers = pikepdf.NameTree(document.Root.Tree), pikepdf.NumberTree(document.Root.Numbers)
        assert {name: names[name] for name in named} == named
        assert [numbers[at] for at in range(len(named))] == list(named.values())


@given(st.dictionaries(_NAMES, st.integers(0, 9), max_size=300))
def test_names_in_any_script_stand_in_the_order_of_their_bytes(named: dict[str, int]) -> None:
    with _trees(named) as document:
        listed = list(_listed(document.Root.Tree))
        assert [name for name, _ in listed] == sorted(map(_as_a_pdf_has_it, named))
        assert dict(listed) == {_as_a_pdf_has_it(name): value for name, value in named.items()}


def _listed(node: pikepdf.Object) -> Iterator[tuple[bytes, int]]:
    """The names of a tree; each branch says rightly which are its first and its last."""
    entries = list(node.get("/Names", ()))
    own = [(bytes(name), int(value)) for name, value in zip(entries[::2], entries[1::2], strict=True)]
    below = [each for kid in node.get("/Kids", ()) for each in _listed(kid)]
    if "/Limits" in node:
        assert [bytes(each) for each in node.Limits] == [(own or below)[at][0] for at in (0, -1)]
    yield from own + below


def _trees(named: dict[str, int]) -> pikepdf.Pdf:
    """A document with a tree of names, and one of numbers that leads to the same."""
    out = io.BytesIO()
    file = File(out)
    tree = add_names(file, [(name, b"%d" % value) for name, value in named.items()])
    numbers = add_tree(file, "Nums", [(b"%d" % at, b"%d" % value) for at, value in enumerate(named.values())])
    pages = file.add(_NO_PAGES)
    root = {"Type": b"/Catalog", "Pages": pages, "Tree": tree, "Numbers": numbers}
    file.finish(file.add(dictionary(root)), file.add(b"<<>>"))
    out.seek(0)
    return pikepdf.open(out)


def test_texts_that_look_like_references_are_left_alone() -> None:
    """Of an object that pydyf wrote, only what refers to another becomes a blank."""
    thing = pydyf.Dictionary({"A": b"7 0 R", "B": pydyf.String("7 0 R"), "C": pydyf.String("(7 0 R) \\ 7 0 R"), "D": 7})
    written = blanks.with_blanks(thing.data, {7: "key"})
    assert blanks.fill(written.encode(), {b"key": b"9 0 R"}) == thing.data.replace(b"/A 7 0 R", b"/A 9 0 R")
    with pytest.raises(KeyError):
        blanks.with_blanks(thing.data, {})


def test_a_text_that_holds_our_own_edges_is_no_blank() -> None:
    thing = pydyf.Array([pydyf.String("a\0b\1c")])
    written = blanks.with_blanks(thing.data, {})
    assert not blanks.has_blanks(written)
    assert blanks.BETWEEN not in written
    assert blanks.string("a\0b\1c") == r"(a\000b\001c)"


def test_a_part_is_taken_whatever_its_words_look_like(tmp_path: Path) -> None:
    """Headings, links and pictures whose words are those of a PDF's own language."""
    words = "7 0 R (a) \\ endobj >> stream"
    picture = f'<img alt="{words}" src="data:image/png;base64,{_PIXEL}">'
    html = page([f'<section id="x"><h1>{words}</h1><p><a href="#x">{words}</a></p>{picture}</section>', part("a", 3)])
    content, _ = printed_here(html, tmp_path)
    with pikepdf.open(io.BytesIO(content)) as document, document.open_outline() as outline:
        assert document.check_pdf_syntax() == []
        said = [str(each.Contents) for each in document.pages[0].Annots]
        assert [each.split()[:4] for each in (outline.root[0].title, *said)] == [["7", "0", "R", "(a)"]] * 2


_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
