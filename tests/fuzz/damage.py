"""How a sound file is damaged: its bytes and lines, or the values of its tree."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from random import Random
from typing import Any

from ruamel.yaml import YAML

from pet_report import yamltree
from pet_report.source import Source
from tests.fuzz.seeds import FIXED, PROJECTS, SUITE, Files, Input

AWKWARD = (
    "&a", "*a", "!!str ", "!", "[", "]", "{", "}", ": ", "- ", "? ", "|\n", ">-\n", "'", '"', "#", " #", "\t", "\r\n",
    "\n", "\r", "\n---\n", "\n...\n", "%YAML 1.1\n", "\0", "\x85", "\u2028", "\ufeff", "👩\u200d👩", "e\u0301", "~",
    "null", "true", "no", "1e999", "9" * 50, "[[", "]]", "[[count:", "[[count:members", "<b>", "{=html}", "![](",
    "[^x]", "# ", "\\", "0x1F", "2005-02-30", "<<: ", "<<<<<<< ", "# pet: ignore[", "# pet: ignore[theme/unused] x\n",
    "|+\n\n\n", ">2\n", "  ", "    ", "“", "`", "```\n", "***", "|a|\n|-|\n", "\\x", "@", "%", ",",
)  # fmt: skip


def damaged(seed: int, number: int) -> Input:
    """The input of this number: the same whenever it is asked for."""
    chance = Random(f"{seed} {number}")  # noqa: S311 - it must be possible to do it again
    files = _project(chance)
    path = chance.choice(sorted(files))
    content = files[path]
    if chance.random() < 0.4:
        content = _other_values(content, chance)
    for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
        content = chance.choice(_WAYS)(content, chance)
    return Input(name=f"seed {seed}, number {number}", path=path, files={**files, path: content})


def mixed(seed: int, number: int) -> Input:
    """Damaged files, and every fourth time one of those that are always the same, until all of them were tried."""
    turn, rest = divmod(number, 4)
    return FIXED[turn] if rest == 3 and turn < len(FIXED) else damaged(seed, number)


def _project(chance: Random) -> Files:
    """A small project; of a large one the report with one of its groups and the answers to it."""
    if chance.random() < 0.1:
        return chance.choice(SUITE).files
    files = PROJECTS[chance.choice(("base", "skeleton", "real", "real"))]
    groups = sorted(path for path in files if path.startswith("groups/") and ".response." not in path)
    chosen = chance.choice(groups).removesuffix(".yaml")
    return {path: content for path, content in files.items() if path == "report.yaml" or path.startswith(chosen)}


# --- bytes and lines -------------------------------------------------------------------------------------------------


def _stretch(content: bytes, chance: Random) -> tuple[int, int]:
    start = chance.randint(0, len(content))
    return start, min(len(content), start + int(chance.expovariate(1 / 20)))


def _put_awkward(content: bytes, chance: Random) -> bytes:
    start, end = _stretch(content, chance)
    word = chance.choice(AWKWARD).encode() * chance.choice((1, 1, 1, 2, 50))
    return content[:start] + word + content[chance.choice((start, end)) :]


def _take_out(content: bytes, chance: Random) -> bytes:
    start, end = _stretch(content, chance)
    return content[:start] + content[end:]


def _copy(content: bytes, chance: Random) -> bytes:
    start, end = _stretch(content, chance)
    to = chance.randint(0, len(content))
    return content[:to] + content[start:end] * chance.choice((1, 2, 30)) + content[to:]


def _flip(content: bytes, chance: Random) -> bytes:
    if not content:
        return content
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]


def _cut_off(content: bytes, chance: Random) -> bytes:
    return content[: chance.randint(0, len(content))]


def _change_a_line(content: bytes, chance: Random) -> bytes:
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    line = lines[at]
    lines[at : at + 1] = chance.choice(
        (
            [], [line, line], [b"  " + line], [line.removeprefix(b"  ")], [b" " + line], [b"# " + line], [line, b""],
            [line + b"  # a remark"], [line + b" "], [line.replace(b": ", b":")], [line.replace(b": ", b":\n")],
            [line.replace(b"'", b'"')], [b"  # a remark", line], [line.swapcase()], [line.replace(b"- ", b"-")],
        )
    )  # fmt: skip
    return b"\n".join(lines)


def _move_a_line(content: bytes, chance: Random) -> bytes:
    lines = content.split(b"\n")
    line = lines.pop(chance.randrange(len(lines)))
    lines.insert(chance.randint(0, len(lines)), line)
    return b"\n".join(lines)


def _save_elsewhere(content: bytes, chance: Random) -> bytes:
    text = content.decode("utf-8", "replace")
    encoding = chance.choice(("utf-8-sig", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1"))
    return chance.choice((text, text.replace("\n", "\r\n"), text.replace("\n", "\r"))).encode(encoding, "replace")


_WAYS: tuple[Callable[[bytes, Random], bytes], ...] = (
    _put_awkward, _put_awkward, _put_awkward, _take_out, _take_out, _copy, _flip, _cut_off,
    _change_a_line, _change_a_line, _change_a_line, _move_a_line, _save_elsewhere,
)  # fmt: skip


# --- values ----------------------------------------------------------------------------------------------------------


def _values(content: bytes) -> Any:
    root = yamltree.read(Source(path="", text=content.decode("utf-8", "replace"))).root
    return yamltree.data(root)


VALUES = [_values(content) for files in PROJECTS.values() for content in files.values()]
"""Every file of every project, as plain values: what other places hold is put where it does not belong."""


def _other_values(content: bytes, chance: Random) -> bytes:
    """The file with some values changed, written in one of the ways in which people and programs write YAML."""
    document = _values(content)
    if not isinstance(document, dict | list):
        return content
    document = json.loads(json.dumps(document))
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        holder = _inside(document, chance)
        if holder:
            key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
            chance.choice(_CHANGES)(holder, key, chance)
    return _written(document, chance)


def _inside(document: Any, chance: Random) -> Any:
    """Some mapping or list of a document: one of the many small ones as likely as one of the few large ones."""
    while True:
        parts = document.values() if isinstance(document, dict) else document
        inner = [each for each in parts if isinstance(each, dict | list) and each]
        if not inner or chance.random() < 0.3:
            return document
        document = chance.choice(inner)


def _anything(chance: Random) -> Any:
    other = _inside(chance.choice([each for each in VALUES if each]), chance)
    kept = chance.choice(list(other.values()) if isinstance(other, dict) else other)
    word = chance.choice(AWKWARD)
    return chance.choice(
        (
            None, True, False, 0, -1, 10**30, 0.1, 1e300, "", " ", "\n", word, word * 20,
            f"words {word} words\n\n{word}", "2005-02-30", "before 2005", "a " * 5_000, [], {}, [[]], {"": None},
            {"id": "a"}, [None], kept, kept, kept,
        )
    )  # fmt: skip


def _replace(holder: Any, key: Any, chance: Random) -> None:
    holder[key] = _anything(chance)


def _remove(holder: Any, key: Any, _: Random) -> None:
    del holder[key]


def _wrap(holder: Any, key: Any, chance: Random) -> None:
    for _ in range(chance.choice((1, 1, 2, 60))):
        holder[key] = chance.choice(([holder[key]], {"a": holder[key]}))


def _rename(holder: Any, key: Any, chance: Random) -> None:
    if isinstance(holder, dict):
        holder[chance.choice((f"{key}s", str(key)[:-1], str(key).upper(), chance.choice(AWKWARD)))] = holder.pop(key)


def _multiply(holder: Any, key: Any, chance: Random) -> None:
    if isinstance(holder, list):
        holder[key:key] = [holder[key]] * chance.choice((1, 2, 100))
    elif isinstance(holder[key], str):
        holder[key] *= chance.choice((2, 100))


_CHANGES = (_replace, _replace, _remove, _wrap, _rename, _multiply)


def _written(document: Any, chance: Random) -> bytes:
    if chance.random() < 0.2:
        return json.dumps(document, ensure_ascii=chance.random() < 0.5, indent=chance.choice((None, 1, 4))).encode()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = chance.choice((False, False, None))
    yaml.width = chance.choice((20, 80, 1_000_000))
    yaml.allow_unicode = chance.random() < 0.8
    yaml.map_indent, yaml.sequence_indent, yaml.sequence_dash_offset = chance.choice(((2, 2, 0), (2, 4, 2), (4, 6, 3)))
    yaml.representer.ignore_aliases = lambda *_: True
    stream = io.BytesIO()
    yaml.dump(document, stream)
    return stream.getvalue()
