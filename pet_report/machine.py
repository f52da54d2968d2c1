"""`pipeline.build` with the programs, fonts and files that this machine has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pet_report import files, pipeline
from pet_report.cache import Cache
from pet_report.store import Store
from pet_report.when import When


def build(
    checked: pipeline.Checked,
    root: Path,
    formats: tuple[str, ...],
    *,
    strict: bool = False,
    day: When | None = None,
    read_picture: Callable[[str], bytes] | None = None,
    version: str = "",
    cache: Cache | None = None,
) -> pipeline.Built:
    """Build with the programs and files of this machine. read_picture: from elsewhere than the project's folder.

    cache: what was made before, and need not be made again; None where everything is to be.
    """
    # Imported here: a command that finds faults first does not load what prints.
    from pet_report import outline, pdf, printer, xlsx
    from pet_report.trees import Trees

    trees = Trees(cache or Cache(Store(None)), str(root.resolve()))

    def tools(print_pages: Callable[..., Callable[[], dict[str, bytes]]]) -> pipeline.Tools:
        return pipeline.Tools(
            read_markdown=trees.read_markdown,
            print_pages=print_pages,
            read_picture=read_picture or (lambda address: files.read_picture(root, address)),
            templates=files.templates(root),
            catalogues=files.catalogues(root),
            write_workbook=xlsx.write,
            outline=lambda words: outline.draw(words, files.fonts_folder()),
            font=files.font_content,
            font_address=pdf.FONTS,
        )

    asked: dict[str, Any] = {"formats": formats, "strict": strict, "day": day, "version": version}
    if not {"pdf", "large-print"} & set(formats):
        return pipeline.build(checked, tools(lambda *_: dict), **asked)
    with printer.Printer(files.fonts_folder()) as press:
        return pipeline.build(checked, tools(press.print_pages), **asked)
