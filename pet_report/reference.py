"""The references in `docs/reference`, made from the rules, the models, the view and the commands themselves.

`python -m pet_report.reference FOLDER` writes them; a test fails when those in the repository are stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner

from pet_report import cli, rules, scaffold, schema, shapes, validation
from pet_report.diagnostics import Example, Rule
from pet_report.release import gates
from pet_report.verify import faults

_MADE = "<!-- Made by `python -m pet_report.reference docs/reference`; do not edit. -->\n"


def pages() -> dict[str, str]:
    """The text of each page by file name."""
    return {"rules.md": _rules(), "fields.md": _fields(), "commands.md": _commands(), "templates.md": _templates()}


# --- rules -------------------------------------------------------------------------------------------------------


def _rules() -> str:
    intro = "Each finding of `pet-report check` names its rule. `pet-report explain NAME` says the same as this page.\n"
    parts = [_MADE, "# Rules\n", intro]
    parts += [_rule(rule) for _, rule in sorted(rules.CATALOGUE.items())]
    parts += ["# Rules of releases\n", "What `pet-report release` asks beyond a build.\n"]
    parts += [_rule(rule) for _, rule in sorted(gates.CATALOGUE.items())]
    parts += ["# Rules of finished files\n", "What `pet-report verify` looks for; in a PDF the line is the page.\n"]
    parts += [_rule(rule) for _, rule in sorted(faults.CATALOGUE.items())]
    return "\n".join(parts)


def _rule(rule: Rule) -> str:
    head = f"## {rule.name}\n\n*{rule.severity.value}*: {rule.summary}.\n\n{rule.why}\n"
    return head + (_sides(rule.example) if rule.example else "")


def _sides(example: Example) -> str:
    beside = f", where `report.yaml` says `{example.beside}`" if example.beside else ""
    return f"\nAt fault{beside}:\n\n{_fenced(example.bad)}\nSound:\n\n{_fenced(example.good)}"


def _fenced(text: str) -> str:
    # What cannot be printed is shown by its number, as in an editor.
    shown = "".join(letter if letter.isprintable() or letter == "\n" else f"\\x{ord(letter):02x}" for letter in text)
    return f"````text\n{shown.rstrip()}\n````\n"


# --- fields ------------------------------------------------------------------------------------------------------


def _fields() -> str:
    parts = [
        _MADE,
        "# Fields\n",
        "What may stand in each kind of file. `groups/README.md` explains it with examples.\n",
    ]
    seen: set[str] = set()
    for name, kind in schema.KINDS.items():
        tree = validation.schema(kind)
        parts.append(f"## A {name} file\n\n{_table(tree)}")
        parts += [f"### {part}\n\n{_table(inner)}" for part, inner in _new(tree.get("$defs", {}), seen)]
    return "\n".join(parts)


def _new(parts: Mapping[str, Any], seen: set[str]) -> Iterator[tuple[str, Any]]:
    for name, part in sorted(parts.items()):
        if name not in seen and "properties" in part:
            seen.add(name)
            yield name, part


def _table(model: Mapping[str, Any]) -> str:
    needed = model.get("required", [])
    rows = [
        f"| `{name}`{' (needed)' if name in needed else ''} | {_type(field)} | {field['description']} "
        f"| {_example(field)} |"
        for name, field in model["properties"].items()
    ]
    said = model.get("description", "")
    return f"{said}\n\n| field | holds | meaning | for example |\n| --- | --- | --- | --- |\n" + "\n".join(rows) + "\n"


def _example(field: Mapping[str, Any]) -> str:
    """The first example of a field, in one line of YAML."""
    return f"`{scaffold.written(field['examples'][0])}`"


def _type(field: Mapping[str, Any]) -> str:
    """What a field holds, in plain words."""
    if "anyOf" in field:
        kinds = [_type(each) for each in field["anyOf"] if each.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "enum" in field or "const" in field:
        return ", ".join(f"`{each}`" for each in field.get("enum", [field.get("const")]))
    if field.get("type") == "array":
        return f"a list of: {_type(field.get('items', {}))}"
    if "pattern" in field and isinstance(field.get("type"), list):
        return "a date"
    words = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}
    names = field.get("type", "text")
    return " or ".join(words.get(each, each) for each in ([names] if isinstance(names, str) else names))


# --- templates ---------------------------------------------------------------------------------------------------


def _templates() -> str:
    intro = (
        "What a template may say: `book`; in a part of it also `chapter` and `data`; on a page of `build --site`\n"
        "also `site` and `page`. [The guide](../templates.md) shows how. *Markup* is printed as it is, for it was\n"
        "made safe; *text* is escaped where it is printed.\n"
    )
    heads = [_MADE, "# Templates\n", intro, f"## What data is\n\n{shapes.kinds()}", "## Shapes\n"]
    return "\n".join([*heads, *shapes.all_shapes()])


# --- commands ----------------------------------------------------------------------------------------------------


def _commands() -> str:
    parts = [_MADE, "# Commands\n", _help([])]
    parts += [f"## pet-report {' '.join(path)}\n\n{_help(path)}" for path in _paths(typer.main.get_command(cli.app))]
    return "\n".join(parts)


def _paths(command: object, before: tuple[str, ...] = ()) -> Iterator[list[str]]:
    """Every command, and after each one those that it holds."""
    for name, inner in sorted(getattr(command, "commands", {}).items()):
        yield [*before, name]
        yield from _paths(inner, (*before, name))


def _help(arguments: list[str]) -> str:
    shown = CliRunner(env={"COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}).invoke(cli.app, [*arguments, "--help"])
    return f"```text\n{shown.output.strip()}\n```\n".replace("Usage: root ", "Usage: pet-report ")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
