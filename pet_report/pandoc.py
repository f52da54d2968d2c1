"""The only module that runs pandoc: Markdown to trees, a few runs for any number of fields.

To read a field by itself costs two milliseconds, for pandoc then reads the names of the extensions again. Most fields
are paragraphs, which cannot reach into one another, and those are read as one document.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pet_report import installed
from pet_report.errors import ToolFailure

Blocks = list[dict[str, Any]]
_Job = tuple[Callable[[Sequence[str]], list[tuple[str, Blocks]]], Sequence[str]]

FORMAT = (
    "commonmark-raw_html+attributes+bracketed_spans+definition_lists+fenced_divs+footnotes+pipe_tables+smart+strikeout"
    "+subscript+superscript+wikilinks_title_after_pipe"
)
FILTER = Path(__file__).with_name("fields.lua")
PROCESSES = 2
_MOST_APART, _MOST_TOGETHER = 100, 1000
"""Fields of one run: what a run holds in memory grows with them."""
_REMEDY = "run `make` again, or install the package pypandoc_binary, which brings pandoc with it"

_LINE = (
    r"(?![0-9]{1,9}[.)])(?:\*{1,2}(?=[^\W_])|_(?=[^\W_])|\[\[)?"
    r"""(?:[^\W_]|[“‘"'(£€$])[^\x00-\x1f\x7f\x85\u2028\u2029{}]*(?<! )"""
)
_PARAGRAPHS = re.compile(rf"{_LINE}(?:\n{{1,2}}{_LINE})*\n?")
"""Lines of which each begins with a word, so that none begins a list, a heading, a table, a fence or a note."""
_RULE = "\n\n***\n\n"
"""Between two such fields: none of their lines can be one."""


def read_markdown(texts: Sequence[str], counted: Counter[str] | None = None) -> list[Blocks]:
    """The blocks of each text as pandoc's JSON tree, in which a `Str` holds all words up to the next markup.

    counted: is told how many fields were read, and in how many runs. Raises ToolFailure where pandoc is missing or
    fails.
    """
    if not texts:
        return []
    kinds = {text: are_paragraphs(text) for text in dict.fromkeys(texts)}
    apart = [text for text, paragraphs in kinds.items() if not paragraphs]
    together = [text for text, paragraphs in kinds.items() if paragraphs]
    jobs = [
        *((_read_apart, part) for part in _parts(apart, _MOST_APART)),
        *((_read_together, part) for part in _parts(together, _MOST_TOGETHER)),
    ]
    if counted is not None:
        counted.update(fields=len(kinds), runs=len(jobs))
    trees = dict(itertools.chain.from_iterable(_done(jobs)))
    return [trees[text] for text in texts]


def _done(jobs: Sequence[_Job]) -> list[list[tuple[str, Blocks]]]:
    if len(jobs) == 1:
        return [read(part) for read, part in jobs]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(PROCESSES) as pool:
        return list(pool.map(lambda job: job[0](job[1]), jobs))


def are_paragraphs(text: str) -> bool:
    """Whether a field is paragraphs alone. What only looks like more is left to be read by itself."""
    return "]:" not in text and _PARAGRAPHS.fullmatch(text) is not None


def identity() -> str:
    """What tells one pandoc from another."""
    return " ".join(installed.packages("pypandoc_binary") if _own() else ()) or version()  # or it came by another way


def version() -> str:
    import pypandoc

    _use_own()
    try:
        return str(pypandoc.get_pandoc_version())
    except OSError as error:
        raise ToolFailure("pandoc is missing", remedy=_REMEDY) from error


def _own() -> Path | None:
    """The pandoc that was installed with this program, unless somebody chose another."""
    # Looked for by hand, for to load pypandoc takes longer than a build of which nothing changed.
    found = next((own for folder in sys.path if (own := Path(folder) / "pypandoc/files/pandoc").is_file()), None)
    return found if os.environ.get("PYPANDOC_PANDOC", str(found)) == str(found) else None


def _use_own() -> None:
    """Else pypandoc takes the newest that it finds on the machine, and pages differ from one to the next."""
    if own := _own():
        os.environ.setdefault("PYPANDOC_PANDOC", str(own))


def _parts(texts: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    return (texts[begin : begin + most] for begin in range(0, len(texts), most))


def _read_apart(texts: Sequence[str]) -> list[tuple[str, Blocks]]:
    # One code block on one line carries all fields into the filter, which reads each by itself.
    document = "~~~~~~\n" + json.dumps({"format": FORMAT, "texts": texts}) + "\n~~~~~~\n"
    blocks = _run(document, "commonmark", f"--lua-filter={FILTER}")
    return [(text, joined(block["c"][1])) for text, block in zip(texts, blocks, strict=True)]


def _read_together(texts: Sequence[str]) -> list[tuple[str, Blocks]]:
    found: list[Blocks] = []
    for block in _run("".join(f"{_RULE}{text}" for text in texts), FORMAT):
        if block["t"] == "HorizontalRule":
            found.append([])
        else:
            found[-1].append(block)
    return [(text, joined(blocks)) for text, blocks in zip(texts, found, strict=True)]


def _run(document: str, form: str, *options: str) -> Blocks:
    # Not by pypandoc, which starts pandoc once more to ask for its version, and loads what fetches files from the web.
    command = [_program(), f"--from={form}", "--to=json", "--sandbox", *options]
    try:
        done = subprocess.run(command, input=document.encode(), capture_output=True, check=False)
    except OSError as error:
        raise ToolFailure(f"pandoc could not be started: {error}", remedy=_REMEDY) from error
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip()
        raise ToolFailure(f"pandoc could not read the Markdown: {why}", remedy=_REMEDY)
    blocks: Blocks = json.loads(done.stdout)["blocks"]
    return blocks


def _program() -> str:
    """That which came with this program, or which somebody chose; else whatever pypandoc finds."""
    if own := _own():
        return str(own)
    import pypandoc

    try:
        return str(pypandoc.get_pandoc_path())
    except OSError as error:
        raise ToolFailure("pandoc is missing", remedy=_REMEDY) from error


def joined(part: Any) -> Any:
    """The same tree with the words of a run in one node: pandoc has one for each word, and one for each space."""
    if isinstance(part, dict):
        return {key: joined(value) for key, value in part.items()}
    if not isinstance(part, list):
        return part
    made: list[Any] = []
    words: list[str] = []
    for each in part:
        word = _word(each)
        if word is not None:
            words.append(word)
            continue
        if words:
            made.append({"t": "Str", "c": "".join(words)})
            words = []
        made.append(joined(each))
    return [*made, {"t": "Str", "c": "".join(words)}] if words else made


def _word(node: Any) -> str | None:
    kind = node.get("t") if isinstance(node, dict) else None
    if kind == "Str":
        return str(node["c"])
    return " " if kind in ("Space", "SoftBreak") else None
