"""What a project sends to print, without printing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pet_report import files, outline, pandoc, pdf, pipeline, xlsx
from pet_report.pdfua.tags import Attachment


def printed_pages(project: Path) -> dict[str, str]:
    """The HTML that a project's PDFs are printed from, by the PDFs' names."""
    return {name: page for name, page in published_pages(project, ("pdf",)).items() if name.endswith(".pdf")}


def published_pages(project: Path, formats: Sequence[str] = ("html", "pdf")) -> dict[str, str]:
    """The HTML of a project's publications, also of those that are printed from it; by the names of the files."""
    kept: dict[str, str] = {}

    def keep(pages: Iterable[tuple[str, str]], _: Callable[[], Sequence[Attachment]]) -> Callable[[], dict[str, bytes]]:
        kept.update(pages)
        return dict

    tools = pipeline.Tools(
        read_markdown=pandoc.read_markdown,
        print_pages=keep,
        read_picture=lambda address: files.read_picture(project, address),
        templates=files.templates(project),
        catalogues=files.catalogues(project),
        write_workbook=xlsx.write,
        outline=lambda words: outline.draw(words, files.fonts_folder()),
        font=files.font_content,
        font_address=pdf.FONTS,
    )
    built = pipeline.build(pipeline.check(*files.read_sources(project)), tools, formats=formats)
    shown = {name: content.decode() for name, content in built.outputs.items() if name.endswith(".html")}
    return {**kept, **shown}
