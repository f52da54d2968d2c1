"""New groups, proposals, answers and themes, written into files that hold others already; a value put right.

What is there is not written anew: the one change to a file is the stretch that was put in. So an author's comments,
gaps and line ends stay, and a reviewer sees nothing but what is new.
"""

from __future__ import annotations

import json
import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pet_report import layout, load, yamltree
from pet_report.source import Position, Source
from pet_report.yamltree import Node, Scalar

Fields = Mapping[str, Any]
"""An entry as its author would write it: texts, numbers, None, and lists and mappings of these."""
LONGEST_ID = 40
_SHORT = 3
"""The lines after its first that an entry may have and stand close to the next."""
_MODELINE = "# yaml-language-server: $schema=../schemas/{}.schema.json\n\n"


def slug(words: str) -> str:
    """An id made from a title: lower-case words and hyphens; empty where no letter has a Latin form.

    At most 40 characters, cut between words.
    """
    latin = unicodedata.normalize("NFKD", words.replace("ß", "ss").replace("’", "").replace("'", ""))
    plain = latin.encode("ascii", "ignore").decode().lower()
    return textwrap.shorten(" ".join(re.findall("[a-z0-9]+", plain)), LONGEST_ID, placeholder="").replace(" ", "-")


def group_file(group: Fields) -> str:
    """A file for a new group, which has proposed nothing yet."""
    return _MODELINE.format("group") + "\n".join(["group:", *_entry(group, "  "), "", "proposals: []", ""])


def response_file(group: str) -> str:
    """A file for the answers to a group's proposals, of which there are none yet."""
    return _MODELINE.format("response") + f"group: {_words(group, 'a: {}')}\n\nresponses: []\n"


def position(source: Source, key: str, name: str, order: Sequence[str], value: str) -> int:
    """Where an entry belongs in the list under `key`: behind all that stand before it in `order`.

    name: the field of an entry that `order` has the values of.
    """
    root = yamltree.read(source).root
    items = root.child(key) if root else None
    earlier = order[: order.index(value)]
    found = [
        number
        for number, item in enumerate(items.items if isinstance(items, yamltree.Sequence) else (), start=1)
        if getattr(item.child(name), "text", None) in earlier
    ]
    return max(found, default=0)


Path = Sequence[str | int]
"""The way from the root of a file to a value: keys, and indices of lists."""


def inserted(source: Source, path: Path, fields: Fields, index: int | None = None) -> str | None:
    """The text of a file with an entry more in the list at `path`, at `index` or at the end.

    None where that cannot be done by putting something in, as in a file that cannot be read.
    """
    holder = _holder(source, path)
    before = _list(holder, path) if holder is not None else None
    if holder is None or before is None:
        return None
    index = len(before) if index is None else index
    wanted = _changed(source, path, [*before[:index], dict(fields), *before[index:]])
    return _first_that_says(wanted, source, _attempts(source, holder, path, index, fields))


def put(source: Source, path: Path, word: str) -> str | None:
    """The text of a file with one word as the value at `path`; None where that cannot be done."""
    holder = _holder(source, path)
    if holder is None:
        return None
    old = holder.child(path[-1])
    if isinstance(old, Scalar) and old.place.start < old.place.end:
        line = source.line(old.place.start.line)
        written = line[: old.place.start.column - 1] + word + line[old.place.end.column - 1 :]
        made = _replaced(source, old.place.start.line, written)
    else:
        made = _field_added(source, holder, path, [f"{path[-1]}: {word}"])
    return _first_that_says(_changed(source, path, word), source, [made])


def _holder(source: Source, path: Path) -> yamltree.Mapping | None:
    """What holds the value at `path`, where it has the key no more than once and the file is no flow of brackets."""
    root = yamltree.read(source).root
    if not isinstance(root, yamltree.Mapping) or root.stop is not None:
        return None
    holder: Node | None = root
    for step in path[:-1]:
        holder = holder.child(step) if holder is not None else None
    once = isinstance(holder, yamltree.Mapping) and sum(key.text == path[-1] for key, _ in holder.entries) < 2
    return holder if once and isinstance(holder, yamltree.Mapping) else None


def _changed(source: Source, path: Path, value: object) -> object:
    """The values of a file, one of them another."""
    whole = yamltree.data(yamltree.read(source).root)
    inside = whole
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    return whole


def _first_that_says(wanted: object, source: Source, attempts: Iterable[str]) -> str | None:
    """Whatever was overlooked in an author's file must not change what it says."""
    for made in attempts:
        if yamltree.data(yamltree.read(Source(path=source.path, text=made)).root) == wanted:
            return made
    return None


def _list(holder: yamltree.Mapping, path: Path) -> list[Any] | None:
    """What the list at `path` holds; None where something else stands there."""
    value = holder.child(path[-1])
    if isinstance(value, yamltree.Sequence):
        return list(yamltree.data(value))
    return [] if value is None or (isinstance(value, Scalar) and value.value is None) else None


def _attempts(source: Source, holder: yamltree.Mapping, path: Path, index: int, fields: Fields) -> Iterator[str]:
    key = str(path[-1])
    value = holder.child(key)
    if value is None:
        lines = [f"{key}:", *_item(fields, "  ")] if holder.stop is None else [f"{key}: [{_flow(fields)}]"]
        yield _field_added(source, holder, path, lines)
    elif not isinstance(value, yamltree.Sequence) or not value.items:
        yield _list_begun(source, holder, key, value, _item(fields, " " * _indent_of(holder) + "  "))
    elif value.stop is not None:
        yield _at(source, _stop(value.items[-1]), f", {_flow(fields)}")
    else:
        gap = _gapped(source, value)
        yield _among(source, holder, key, value, index, fields, gap=gap)
        # Behind a text that keeps its last empty lines, one more would be part of it.
        yield _among(source, holder, key, value, index, fields, gap=not gap)


def _field_added(source: Source, holder: yamltree.Mapping, path: Path, lines: Sequence[str]) -> str:
    """A field that was not there, behind all that the format puts before it; in the file itself behind a gap."""
    if holder.stop is not None:
        return _at(source, _stop(holder.entries[-1][1]), ", " + " ".join(each.strip() for each in lines))
    pad = " " * _indent_of(holder)
    gap = [""] if len(path) == 1 and len(lines) > 1 else []
    return _put(source, _before_key(source, holder, path), [*gap, *(pad + line for line in lines)])


# --- where it goes -----------------------------------------------------------------------------------------------


def _among(
    source: Source,
    holder: yamltree.Mapping,
    key: str,
    items: yamltree.Sequence,
    index: int,
    fields: Fields,
    *,
    gap: bool,
) -> str:
    """Behind the entry before, or right under the key: what stands above the first entry stays above it."""
    indent = _indent(source.line(layout.dash_line(source, items.items[0])))
    lines = _item(fields, " " * indent)
    if index == 0:
        return _put(source, _key(holder, key).place.start.line, [*lines, ""] if gap else lines)
    after = _last_line(source, items.items[index - 1], indent)
    return _put(source, after, ["", *lines] if gap else lines)


def _gapped(source: Source, items: yamltree.Sequence) -> bool:
    """Whether an empty line stands between entries; where there is but one, whether it is so long that one belongs."""
    first = _last_line(source, items.items[0], _indent(source.line(layout.dash_line(source, items.items[0]))))
    if len(items.items) > 1:
        return not source.line(first + 1).strip()
    return first - layout.dash_line(source, items.items[0]) > _SHORT


def _list_begun(source: Source, holder: yamltree.Mapping, key: str, empty: Node, lines: list[str]) -> str:
    """In the place of `[]`, or of nothing, behind the comments that speak of the list."""
    line = _key(holder, key).place.start.line
    start, stop = empty.place.start, _stop(empty)
    if not line == start.line == stop.line:
        return source.text
    written = source.line(line)
    kept = written[: start.column - 1].rstrip() + written[stop.column - 1 :]
    opened = Source(path=source.path, text=_replaced(source, line, kept))
    return _put(opened, _with_comments(source, line, _indent_of(holder)), lines)


def _before_key(source: Source, holder: yamltree.Mapping, path: Path) -> int:
    """The last line of what the format puts before a key; the last of the holder where it puts nothing there."""
    order = list(load.model_at(load.kind_of(source), tuple(path[:-1])).__struct_fields__)
    before = order[: order.index(str(path[-1]))]
    earlier = [entry for entry in holder.entries if entry[0].text in before] or holder.entries
    indent = _indent_of(holder)
    return max(max(name.place.start.line, _last_line(source, value, indent)) for name, value in earlier)


def _indent_of(holder: yamltree.Mapping) -> int:
    return holder.place.start.column - 1


def _last_line(source: Source, item: Node, indent: int) -> int:
    """Where an entry ends, with the comments under it that are further in than its dash."""
    return _with_comments(source, max(line for node in yamltree.nodes(item) for line in _ends(node)), indent)


def _ends(node: Node) -> Iterator[int]:
    if isinstance(node, Scalar):
        yield layout.last_line(node)
    elif node.stop is not None:
        yield node.stop.line
    else:
        yield node.place.start.line
    yield from (key.place.start.line for key, _ in node.entries) if isinstance(node, yamltree.Mapping) else ()


def _with_comments(source: Source, line: int, indent: int) -> int:
    while source.line(line + 1).lstrip().startswith("#") and _indent(source.line(line + 1)) > indent:
        line += 1
    return line


def _key(holder: yamltree.Mapping, name: str) -> Scalar:
    return next(key for key, _ in holder.entries if key.text == name)


def _stop(node: Node) -> Position:
    return node.stop or node.place.end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


# --- putting it there --------------------------------------------------------------------------------------------


def _put(source: Source, after: int, lines: Sequence[str]) -> str:
    """The text with lines put in behind line `after`, each ending as the first of the file does."""
    written = _physical(source)
    end = written[0][len(source.line(1)) :] or "\n"
    if after >= len(written) and not written[-1].endswith(("\r", "\n")):
        return source.text + "".join(end + line for line in lines)
    return "".join([*written[:after], *(line + end for line in lines), *written[after:]])


def _replaced(source: Source, line: int, text: str) -> str:
    written = _physical(source)
    written[line - 1] = text + written[line - 1][len(source.line(line)) :]
    return "".join(written)


def _at(source: Source, at: Position, text: str) -> str:
    line = source.line(at.line)
    return _replaced(source, at.line, line[: at.column - 1] + text + line[at.column - 1 :])


def _physical(source: Source) -> list[str]:
    """The lines with what ends each."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", source.text)


# --- how it is written -------------------------------------------------------------------------------------------


def _item(fields: Fields, pad: str) -> list[str]:
    first, *rest = _entry(fields, pad + "  ")
    return [f"{pad}- {first.lstrip()}", *rest]


def _entry(fields: Fields, pad: str) -> list[str]:
    return [line for name, value in fields.items() for line in _field(name, value, pad)]


def _field(name: str, value: object, pad: str) -> list[str]:
    if isinstance(value, str) and value == prose(value):
        return [f"{pad}{name}: |", *(f"{pad}  {line}" if line else "" for line in value[:-1].split("\n"))]
    if isinstance(value, Mapping) and _holds_prose(value):
        return [f"{pad}{name}:", *_entry(value, pad + "  ")]
    if isinstance(value, list) and any(_holds_prose(each) for each in value):
        return [f"{pad}{name}:", *(line for each in value for line in _item(each, pad + "  "))]
    return [f"{pad}{name}: {written(value)}"]


def written(value: object) -> str:
    """A value in one line, as it can stand behind the name of its field."""
    return _flow(value) if isinstance(value, list | dict) else _words(value, "a: {}")


def _holds_prose(value: object) -> bool:
    """Whether a value needs lines of its own, since a text of several stands in it."""
    if isinstance(value, Mapping | list):
        return any(_holds_prose(each) for each in (value.values() if isinstance(value, Mapping) else value))
    return isinstance(value, str) and value.endswith("\n")


def prose(text: str) -> str:
    """A text as it stands in a block: not further in than it need be, and with one line end behind it."""
    return textwrap.dedent(text.expandtabs(4)).strip() + "\n"


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(part) for part in value) + "]"
    return _words(value, "a: [{}]")


def _words(value: object, where: str) -> str:
    """A value as it can stand there: plain, where that is read back as it was and nobody could stumble over it."""
    if not isinstance(value, str):
        return json.dumps(value)
    reading = yamltree.read(Source(path="", text=where.replace("{}", value)))
    plain = yamltree.data(reading.root) in ({"a": value}, {"a": [value]}) and not reading.found
    return value if plain else json.dumps(value, ensure_ascii=False)
