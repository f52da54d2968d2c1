"""Pages and their tags to one file that can be read aloud and kept: tagged, joined, said to conform. Knows pydyf."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO

from pet_report.pdfua.shape import shape
from pet_report.pdfua.tags import Attachment, Drawn, Extent, Objects, Part, Sheet, Tag


def warm() -> None:
    """Load what is needed, before there is work."""
    import pet_report.pdfua.join
    import pet_report.pdfua.write  # noqa: F401 - see above


def written(pdf: Any, drawn: Sequence[Drawn], tags: Tag, called: str) -> tuple[Objects, list[Sheet]]:
    """What pydyf was told of a part, with its tags, ready to be joined; and its pages.

    called: what the ids of its elements begin with.
    """
    from pet_report.pdfua.write import write

    return write(pdf, drawn, shape(tags), called)


def publish(
    parts: Iterable[Part], extents: Sequence[Extent], attachments: Sequence[Attachment],
    read_font: Callable[[str], bytes], out: BinaryIO,
) -> None:  # fmt: skip
    """Write one PDF of all parts, PDF/UA-1 and PDF/A-3a. The same parts and attachments give the same bytes.

    The parts are taken one by one, and none is kept. read_font: gives the content of a font's file by its name.
    """
    # Imported here: a process that only hands out the work does not need it.
    from pet_report.pdfua.file import File
    from pet_report.pdfua.join import join

    join(parts, extents, attachments, File(out), read_font)
