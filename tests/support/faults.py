"""What our own checker of finished files finds in the tags of a PDF."""

from pathlib import Path

from pet_report.source import Source
from pet_report.verify import htmlfile, pdffile, tags, twin


def faults(pdf: Path, html: Path | None = None) -> list[str]:
    """In words; with the HTML of the same publication beside it, also what the PDF alone does not tell."""
    beside = twin.twin(htmlfile.read(Source(path=html.name, text=html.read_text("utf-8")))) if html else None
    found = tags.check(tags.Book(name=pdf.name, document=pdffile.read(pdf.read_bytes()), twin=beside))
    return [f"{each.rule.name}: {each.message}" for each in found]
