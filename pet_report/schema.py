"""JSON Schemas of the three kinds of file, from the same models that validate them.

`python -m pet_report.schema` writes them into the package, where editors and other programs find them.
"""

from __future__ import annotations

import json
from pathlib import Path

from pet_report.model import Authored, GroupFile, Report, ResponseFile

FOLDER = Path(__file__).with_name("schemas")
KINDS: dict[str, type[Authored]] = {"report": Report, "group": GroupFile, "response": ResponseFile}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, str]:
    """The text of each schema by file name."""
    return {f"{name}.schema.json": _text(kind) for name, kind in KINDS.items()}


def _text(kind: type[Authored]) -> str:
    schema = {"$schema": DIALECT, **kind.model_json_schema()}
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
