"""JSON Schemas of the three kinds of file, from the same models that validate them.

`python -m pet_report.schema` writes them into the package; `pet-report schema` writes a project's own, which know its
ids, so that an editor offers them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pet_report.model import REFERS, Authored, GroupFile, Report, ResponseFile

FOLDER = Path(__file__).with_name("schemas")
KINDS: dict[str, type[Authored]] = {"report": Report, "group": GroupFile, "response": ResponseFile}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas(ids: Mapping[str, Sequence[str]] | None = None) -> dict[str, str]:
    """The text of each schema by file name. `ids`: by kind, what a reference to such a thing may say."""
    return {f"{name}.schema.json": _text(kind, ids) for name, kind in KINDS.items()}


def _text(kind: type[Authored], ids: Mapping[str, Sequence[str]] | None) -> str:
    schema = {"$schema": DIALECT, **kind.model_json_schema()}
    if ids is not None:
        _name_ids(schema, ids)
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _name_ids(schema: Any, ids: Mapping[str, Sequence[str]]) -> None:
    """Let each reference be one of the ids of its kinds; any text where a project has none yet."""
    if isinstance(schema, list):
        for part in schema:
            _name_ids(part, ids)
    if not isinstance(schema, dict):
        return
    known = sorted({each for kind in schema.get(REFERS, ()) for each in ids.get(kind, ())})
    if known:
        schema["enum"] = known
    for part in schema.values():
        _name_ids(part, ids)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
