"""JSON Schemas of the four kinds of file, from the same models that validate them, and of the data made of them.

`python -m pet_report.schema` writes them into the package; `pet-report schema` writes a project's own, which know its
ids, so that an editor offers them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pet_report import validation
from pet_report.authored import REFERS, Authored
from pet_report.data import written
from pet_report.model import ChangeLog, GroupFile, Report, ResponseFile
from pet_report.release import manifest

FOLDER = Path(__file__).with_name("schemas")
KINDS: dict[str, type[Authored]] = {
    "report": Report, "group": GroupFile, "response": ResponseFile, "changelog": ChangeLog,
}  # fmt: skip
DIALECT = "https://json-schema.org/draft/2020-12/schema"
EXAMPLES = {
    "theme": "opening-hours",
    "organisation": "town-council",
    "fund": "reading-fund",
    "source": "readers-meeting",
    "proposal": "open-on-sundays",
    "group": "readers",
}
"""The ids that the models' examples refer to: in a project's own schemas, ids of the project stand in their place."""


def schemas(ids: Mapping[str, Sequence[str]] | None = None) -> dict[str, str]:
    """The text of each schema by file name. `ids`: by kind, what a reference to such a thing may say."""
    return {f"{name}.schema.json": _text(kind, ids) for name, kind in KINDS.items()}


def of_outputs() -> dict[str, str]:
    """The schemas of what the program itself writes, for those who read it."""
    told = {"manifest.schema.json": json.dumps(manifest.schema(), indent=1, ensure_ascii=False) + "\n"}
    return {**told, written.SCHEMA: written.schema()}


def _text(kind: type[Authored], ids: Mapping[str, Sequence[str]] | None) -> str:
    schema = {"$schema": DIALECT, **validation.schema(kind)}
    if ids is not None:
        _name_ids(schema, ids)
        _refer_to(schema, {EXAMPLES[kind]: min(known) for kind, known in ids.items() if kind in EXAMPLES and known})
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


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


def _refer_to(schema: Any, known: Mapping[str, str]) -> None:
    """Let every example speak of what the project has."""
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        _refer_to(part, known)
    if isinstance(schema, dict) and "examples" in schema:
        schema["examples"] = _said_with(schema["examples"], known)


def _said_with(example: Any, known: Mapping[str, str]) -> Any:
    if isinstance(example, list):
        return [_said_with(each, known) for each in example]
    if isinstance(example, dict):
        return {name: _said_with(each, known) for name, each in example.items()}
    return known.get(example, example)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in {**schemas(), **of_outputs()}.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
