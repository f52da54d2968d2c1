"""The only module that runs pandoc: Markdown to trees, one run for any number of fields."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pet_report.errors import ToolFailure

_FILTER = Path(__file__).with_name("fields.lua")
_REMEDY = "run `make` again, or install the package pypandoc_binary, which brings pandoc with it"


def read_markdown(texts: Sequence[str]) -> list[list[dict[str, Any]]]:
    """The blocks of each text as pandoc's JSON tree. Raises ToolFailure where pandoc is missing or fails."""
    if not texts:
        return []
    import pypandoc

    # One code block on one line carries all fields into the filter, which reads each by itself.
    document = "~~~~~~\n" + json.dumps(list(texts)) + "\n~~~~~~\n"
    options = ["--sandbox", f"--lua-filter={_FILTER}"]
    try:
        tree = pypandoc.convert_text(document, to="json", format="commonmark", extra_args=options)
    except (OSError, RuntimeError) as error:
        raise ToolFailure(f"pandoc could not read the Markdown: {error}", remedy=_REMEDY) from error
    return [block["c"][1] for block in json.loads(tree)["blocks"]]


def version() -> str:
    import pypandoc

    try:
        return str(pypandoc.get_pandoc_version())
    except OSError as error:
        raise ToolFailure("pandoc is missing", remedy=_REMEDY) from error
