"""Pages and their tags to one file that can be read aloud and kept: joined, tagged, said to conform. Knows pikepdf."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from pet_report.pdfua.shape import shape
from pet_report.pdfua.tags import Attachment, Part


def publish(parts: Sequence[Part], attachments: Sequence[Attachment], read_font: Callable[[str], bytes]) -> bytes:
    """One PDF of all parts, PDF/UA-1 and PDF/A-3a. The same parts and attachments give the same bytes.

    read_font: gives the content of a font's file by its name.
    """
    # Imported here: a process that only hands out the work does not need it.
    import pikepdf

    from pet_report.pdfua.archive import attach, say_what_it_conforms_to
    from pet_report.pdfua.join import join, moved, shifts_of
    from pet_report.pdfua.write import write_tags

    with pikepdf.Pdf.open(io.BytesIO(parts[0].content)) as whole:
        starts = join(whole, parts, read_font)
        tags = [shape(moved(part.tags, shifts_of(part, start))) for start, part in zip(starts, parts, strict=True)]
        write_tags(whole, list(zip(starts, tags, strict=True)))
        attach(whole, attachments)
        say_what_it_conforms_to(whole)
        out = io.BytesIO()
        whole.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def version() -> str:
    """Of QPDF, which writes the bytes."""
    import pikepdf

    return str(pikepdf.__libqpdf_version__)
