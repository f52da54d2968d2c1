"""Pages and their tags to one file that can be read aloud and kept: joined, tagged, said to conform. Knows pikepdf."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any, Final

from pet_report.pdfua.shape import shape
from pet_report.pdfua.tags import Attachment, Part, Tag


def warm() -> None:
    """Load what is needed, before there is work."""
    import pet_report.pdfua.join
    import pet_report.pdfua.write  # noqa: F401 - see above


def tagged(content: bytes, tags: Tag, called: str) -> bytes:
    """The PDF of a part with its tags, ready to be joined. called: what the ids of its elements begin with."""
    import pikepdf

    from pet_report.pdfua.write import hold

    with pikepdf.Pdf.open(io.BytesIO(content)) as part:
        hold(part, shape(tags), called)
        return _saved(part)


def publish(parts: Sequence[Part], attachments: Sequence[Attachment], read_font: Callable[[str], bytes]) -> bytes:
    """One PDF of all parts, PDF/UA-1 and PDF/A-3a. The same parts and attachments give the same bytes.

    read_font: gives the content of a font's file by its name.
    """
    # Imported here: a process that only hands out the work does not need it.
    import pikepdf

    from pet_report.pdfua.archive import attach, say_what_it_conforms_to
    from pet_report.pdfua.join import join

    # The others are copied into it. It must not look at its pages yet: these are set when all are there.
    largest = max(parts, key=lambda part: len(part.content))
    with pikepdf.Pdf.open(io.BytesIO(largest.content), inherit_page_attributes=False) as whole:
        join(whole, largest, parts, read_font)
        attach(whole, attachments)
        say_what_it_conforms_to(whole)
        return _saved(whole)


_COMPRESSED: Final = 5
"""Of 9; a step more makes a file 2 % smaller, and takes a tenth longer."""


def _saved(document: Any) -> bytes:
    import pikepdf

    pikepdf.settings.set_flate_compression_level(_COMPRESSED)
    out = io.BytesIO()
    document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def version() -> str:
    """Of QPDF, which writes the bytes."""
    import pikepdf

    return str(pikepdf.__libqpdf_version__)
