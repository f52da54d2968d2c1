"""What is damaged: the projects of this repository, and the cases of yaml-test-suite; and what is known to hurt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
GROUP, RESPONSE, REPORT = "groups/01-example.yaml", "groups/01-example.response.yaml", "report.yaml"

Files = Mapping[str, bytes]
"""A project: the content of its files, by path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """`path`: the file of the project that is out of the ordinary."""

    name: str
    path: str
    files: Files


def read(folder: Path) -> dict[str, bytes]:
    paths = [folder / REPORT, *sorted((folder / "groups").glob("*.yaml"))]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


BASE = read(ROOT / "tests/cases/base")
PROJECTS = {"base": BASE, "skeleton": read(ROOT / "pet_report/skeleton"), "real": read(ROOT)}


def suite() -> list[dict[str, Any]]:
    """The cases of yaml-test-suite: `id`, `yaml`, and `json` or `fail`."""
    cases: list[dict[str, Any]] = json.loads((Path(__file__).parent / "yaml-test-suite/cases.json").read_text("utf-8"))
    return cases


SUITE = [
    Input(name=f"yaml-test-suite {case['id']} as {path}", path=path, files={**BASE, path: case["yaml"].encode()})
    for case in suite()
    for path in (REPORT, GROUP, RESPONSE)
]


def _within(text: str) -> str:
    """A group file with this text in a proposal."""
    head = "group: {id: example, name: Example}\nproposals:\n  - id: first-proposal\n    title: A title\n    text: |\n"
    return head + "".join(f"      {line}\n" for line in text.split("\n"))


_HEAD = "group: {id: example, name: Example}\n"
_FEW, _MANY = 3_000, 60_000
_TEXTS = {
    "deep brackets": "group: " + "[" * _MANY,
    "deep braces": "{a: " * _MANY,
    "deep blocks": "\n".join(" " * depth + "a:" for depth in range(_FEW)),
    "deep dashes": "- " * _MANY + "a",
    "deep keys": "? " * _MANY + "a",
    "aliases": "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(50)),
    "an alias of itself": "&a [*a]",
    "a merge key": "a: &a {b: c}\nd: {<<: *a}",
    "tags": "!!python/object/apply:os.system ['true']",
    "NUL bytes": "group: {id: a\0b, name: \0}",
    "only NUL bytes": "\0" * _MANY,
    "a huge word": _HEAD + "proposals:\n  - id: " + "a" * 1_900_000,
    "a huge reference": "group: " + "a" * 1_900_000,
    "a huge quoted text": 'group: {id: example, name: "' + "a\\n" * 600_000 + '"}',
    "a huge block": _within("words and words\n" * 80_000),
    "a huge comment": _HEAD + "# " + "x" * 1_900_000,
    "huge emptiness": "\n" * 1_900_000 + _HEAD,
    "many items": _HEAD + "proposals:\n" + "  - a\n" * 300_000,
    "many keys": "".join(f"key-{n}: a\n" for n in range(120_000)),
    "many keys in braces": "{" + ",".join(f"k{n}: a" for n in range(120_000)) + "}",
    "many unknown fields": "".join(f"key-{n}: a\n" for n in range(_FEW)) + _HEAD,
    "one key many times": "group: a\n" * _MANY,
    "many brackets": "group: " + "[]," * 600_000,
    "many empty proposals": _HEAD + "proposals:\n" + "  - {}\n" * 2_000,
    "many wrong values": _HEAD + "proposals:\n" + "  - {id: 1, title: no, text: [], themes: x}\n" * 1_000,
    "many twins": _HEAD + "proposals:\n" + "  - {id: a, title: A, text: A, number: 1}\n" * 2_000,
    "many unknown references": _within("".join(f"See [[nobody-{n}]].\n" for n in range(5_000))),
    "many unknown themes": _HEAD
    + "proposals:\n  - id: a\n    title: A\n    text: A\n    themes:\n"
    + "".join(f"      - theme-{n}\n" for n in range(5_000)),
    "many documents": "---\n" * _MANY,
    "many anchors": "".join(f"k{n}: &a{n} a\n" for n in range(_MANY)),
    "many silencers": "# pet: ignore[theme/unused] because\n" * 10_000 + _HEAD,
    "many quotation marks": _HEAD + "'" * _MANY,
    "many conflicts": "<<<<<<< HEAD\n" * 10_000,
    "many tabs": "\t" * _MANY + "a: b",
    "many stray colons": "group: " + "a: " * _MANY,
    "prose of brackets": _within("[" * _FEW),
    "prose of closed brackets": _within("[" * _FEW + "]" * _FEW),
    "prose of links": _within("[a](" * 10_000),
    "prose of pictures": _within("![" * 10_000 + "](a)" * 10_000),
    "prose of stars": _within("*a **a " * 10_000),
    "prose of ticks": _within("".join("a" + "`" * n for n in range(400))),
    "prose of quotations": _within("> " * _FEW + "a"),
    "prose of lists": _within("- " * _FEW + "a"),
    "prose of elements": _within("<a " * 10_000),
    "prose of comments": _within("<!-- " * 10_000),
    "prose of braces": _within("{=" * _MANY),
    "prose of references": _within("[[" * _FEW),
    "prose of footnotes": _within("[^a]" * 10_000 + "\n\n" + "[^a]: x\n\n" * 1_000),
    "prose of tables": _within("|" * 5_000 + "\n" + "|-" * 5_000 + "\n" + "|" * 5_000),
    "prose of definitions": _within("".join(f"[a{n}]: x\n" for n in range(5_000)) + "[a]" * 5_000),
    "a huge count": _within("[[count:" + "a=b " * 10_000 + "]]"),
    "a long number": "group: {id: a, name: A, members: " + "9" * 100_000 + "}",
    "a long date": "format: 1\ntitle: A\nissued: " + "2005-" * 10_000,
    "an infinite number": "group: {id: a, name: A, members: 1e999}",
    "a directive": "%YAML 9.9\n---\n" + _HEAD,
    "an escape of half a letter": 'group: {id: example, name: "\\ud800"}',
    "an escape of nothing": 'group: {id: example, name: "\\0\\x07\\u2028"}',
    "a carriage return": _HEAD.replace("\n", "\r") + "proposals: []\r",
    "next line": "group: {id: example, name: Exa\x85mple}",
}
_CONTENTS = {
    "bytes of every kind": bytes(range(256)) * 100,
    "half a letter": b"group: {id: example, name: Caf\xc3",
    "a surrogate": b"group: {id: example, name: \xed\xa0\x80}",
    "an overlong letter": b"group: {id: example, name: \xc0\xaf}",
    "UTF-16": _HEAD.encode("utf-16"),
    "UTF-32": _HEAD.encode("utf-32"),
    "two marks": b"\xef\xbb\xbf\xef\xbb\xbf" + _HEAD.encode(),
    "nothing": b"",
    "a mark alone": b"\xef\xbb\xbf",
    "the largest": b"# " + b"x" * 2_000_000,
}
HOSTILE = [
    Input(name=f"{name} as {path}", path=path, files={**BASE, path: content})
    for name, content in {**{name: text.encode() for name, text in _TEXTS.items()}, **_CONTENTS}.items()
    for path in (REPORT, GROUP, RESPONSE)
]
FIXED = (*SUITE, *HOSTILE)
