"""A release beside the same one made again: which files differ, and in what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from pet_report.diagnostics import Diagnostic
from pet_report.rewording import quoted
from pet_report.source import Place, Position, Source
from pet_report.verify import faults, pdffile
from pet_report.verify.drawn import Piece
from pet_report.verify.examined import whole

_TEXT = (".html", ".css", ".js", ".json", ".csv", ".md", ".xml", ".txt", ".svg", ".yaml")


def compare(issued: Mapping[str, bytes], again: Mapping[str, bytes], hint: str) -> Iterator[Diagnostic]:
    """Each file of which the bytes differ, with the first place in which it does; those that only one has."""
    for name in sorted(issued.keys() | again.keys()):
        if name not in again:
            yield faults.DIFFERS.at(whole(name), "its sources do not give this file", hint=hint)
        elif name not in issued:
            yield faults.DIFFERS.at(whole(name), "its sources give this file too, which was not issued", hint=hint)
        elif issued[name] != again[name]:
            place, message = _first(name, issued[name], again[name])
            yield faults.DIFFERS.at(place, message, hint=hint)


def _first(name: str, issued: bytes, again: bytes) -> tuple[Place, str]:
    if name.endswith(_TEXT):
        return _in_text(name, issued, again)
    if name.endswith(".pdf"):
        return _in_paper(name, issued, again)
    return whole(name), f"it has {len(issued):,} bytes, and made again {len(again):,}; they are not the same"


def _in_text(name: str, issued: bytes, again: bytes) -> tuple[Place, str]:
    ours, theirs = (each.decode("utf-8", "replace").split("\n") for each in (again, issued))
    lines = enumerate(zip_longest(theirs, ours, fillvalue=""), start=1)
    number, (old, new) = next((at, pair) for at, pair in lines if pair[0] != pair[1])
    column = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    at = Position(number, column + 1)
    source = Source(path=name, text=issued.decode("utf-8", "replace"))
    start = max(column - 20, 0)
    message = f"it has {quoted(old[start : column + 60])}, and made again {quoted(new[start : column + 60])}"
    return Place(source, at, at), message


def _in_paper(name: str, issued: bytes, again: bytes) -> tuple[Place, str]:
    """The first page on which something stands that does not stand there in the other, or stands elsewhere."""
    try:
        old, new = pdffile.read(issued), pdffile.read(again)
    except pdffile.Unreadable as why:
        return whole(name), f"it cannot be compared: {why}"
    for page, (theirs, ours) in enumerate(zip_longest(old.pieces, new.pieces, fillvalue=()), start=1):
        if message := _on_page(theirs, ours):
            at = Position(page, 1)
            return Place(Source(path=name, text=""), at, at), f"page {page}: {message}"
    if [each.name for each in old.fonts] != [each.name for each in new.fonts]:
        return whole(name), "every page reads and stands alike; its fonts are others"
    if old.attached != new.attached:
        return whole(name), "every page reads and stands alike; the files inside it are others"
    return whole(name), "every page reads and stands alike; what differs is how the file is written"


def _on_page(theirs: tuple[Piece, ...], ours: tuple[Piece, ...]) -> str:
    for old, new in zip_longest(theirs, ours):
        said = [quoted(each.text) if each else "nothing more" for each in (old, new)]
        if old is None or new is None or old.text != new.text:
            return f"it has {said[0]}, and made again {said[1]}"
        if old.box != new.box:
            return f"{said[0]} stands elsewhere"
    return ""
