"""Our publications as Markdown and AsciiDoc: what pandoc and Asciidoctor make into the same words."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.printed import printed_pages
from pet_report import files

PANDOC = next((own for folder in sys.path if (own := Path(folder) / "pypandoc/files/pandoc").is_file()), Path("pandoc"))
"""Ours, so that all have the same."""
_AUTHORED = Path(__file__).with_name("authored.lua")
_MARKDOWN = "markdown-grid_tables-simple_tables-multiline_tables-raw_html-smart"
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
_CONTENTS = re.compile(r'<nav class="contents".*?</nav>', re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>")


def write(folder: Path, project: Path) -> dict[str, str]:
    """`report.md`, `report.adoc`, `response.md` and `response.adoc`, by name; the folder is for what comes between.

    They are made of the pages that we print, with the same words, headings, lists, tables, notes and links. Lists of
    contents are left out, for each tool makes its own; so are layout, and pictures of figures that stand beside them.
    """
    folder.mkdir(parents=True)
    return {name: text for pdf, page in printed_pages(project).items() for name, text in _sources(folder, pdf, page)}


def _sources(folder: Path, pdf: str, page: str) -> Iterator[tuple[str, str]]:
    stem = pdf.removesuffix(".pdf")
    body, title = _BODY.search(page), _TITLE.search(page)
    if not body or not title:
        raise ValueError(f"what is printed as {pdf} is no page")
    bare = folder / f"{stem}.html"
    bare.write_text(_CONTENTS.sub("", body[1]), encoding="utf-8")
    yield f"{stem}.md", f'---\ntitle: "{title[1]}"\nlang: en-GB\n---\n\n{_converted(bare, _MARKDOWN)}'
    yield f"{stem}.adoc", f"= {title[1]}\n:toc:\n:lang: en-GB\n\n{_converted(bare, 'asciidoc')}"


def _converted(page: Path, form: str) -> str:
    command: list[str | Path] = [
        PANDOC,
        "--from=html-auto_identifiers",
        f"--to={form}",
        "--wrap=none",
        f"--lua-filter={_AUTHORED}",
        page,
    ]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


def rest(texts: list[str]) -> list[str]:
    """Fields in Markdown as reStructuredText, all in one run."""
    mark = "THE-NEXT-FIELD"
    command: list[str | Path] = [PANDOC, "--from=commonmark_x-smart", "--to=rst", "--wrap=none"]
    together = f"\n\n{mark}\n\n".join(texts)
    done = subprocess.run(command, input=together, capture_output=True, check=True, encoding="utf-8")
    found = [each.strip() for each in done.stdout.split(mark)]
    if len(found) != len(texts):
        raise ValueError("a field reached into the next")
    return found


def style_of_fonts() -> str:
    """Our fonts for WeasyPrint: else the letters of some languages would be missing."""
    faces = sorted(files.fonts_folder().glob("*-Regular.ttf"))
    rules = [f'@font-face {{ font-family: "{each.stem}"; src: url("{each.as_uri()}") }}' for each in faces]
    names = ", ".join(f'"{each.stem}"' for each in reversed(faces))
    return "\n".join([*rules, f"body {{ font-family: {names}, sans-serif }}", ""])
