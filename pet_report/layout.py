"""One way to write a file: what `pet-report fmt` makes of it.

Keys stand in the order of the reference, two spaces further in with each step, and lists two spaces further in than
their key. A text of several lines stands after `|` or `>-`. What an author chose between is left: one line or several,
brackets or dashes, `|` or `>`. Comments stay with what they stand above or beside; a file keeps every one, and every
value.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from pet_report import load, yamltree
from pet_report.authored import Authored
from pet_report.source import Position, Source
from pet_report.yamltree import Node, Scalar

STEP = 2
WIDEST = 96


def laid_out(source: Source) -> str | None:
    """The text as it should be written, or None where it cannot be: because it cannot be read."""
    root = yamltree.read(source).root
    if not isinstance(root, yamltree.Mapping):
        return None
    text = _between_braces(source) if root.stop is not None else _Writer(source, root).write(load.kind_of(source))
    again = yamltree.read(Source(path=source.path, text=text)).root
    # Whatever was overlooked here must never cost an author a word.
    return text if again is not None and yamltree.data(again) == yamltree.data(root) else None


def _between_braces(source: Source) -> str:
    """A file that a program wrote: its lines as they stand."""
    return "\n".join(source.lines).strip("\n") + "\n"


@dataclass(slots=True)
class _Writer:
    source: Source
    root: yamltree.Mapping
    leads: dict[int, list[str]] = field(init=False)
    """By the number of the line above which they stand: comments, and an empty line for a gap."""

    def __post_init__(self) -> None:
        self.leads = _leads(self.source, self.root)

    def write(self, kind: type[Authored]) -> str:
        first = self.root.entries[0][0].place.start.line
        # What stands above the first key speaks of the file, and stays there whatever key is first.
        head = self.leads.pop(first, [])
        tail = self.leads.pop(0, [])
        body = self._mapping(self.root, 0, kind)
        if head[-1:] == body[:1] == [""]:
            body = body[1:]  # the gap above a key that was not the first
        lines = "\n".join([*head, *body, *tail])
        return lines.strip("\n") + "\n"

    # Each of these gives whole lines, the first beginning at `indent`.

    def _mapping(self, node: yamltree.Mapping, indent: int, kind: type[Authored] | None) -> list[str]:
        order = {name: number for number, name in enumerate(kind.__struct_fields__)} if kind else {}
        entries = sorted(node.entries, key=lambda entry: order.get(entry[0].text, len(order)))
        lines: list[str] = []
        for key, value in entries:
            lines += self._lead(key.place.start.line, indent)
            inner = load.model_of(kind, key.text) if kind else None
            head = f"{' ' * indent}{self._token(key)}:"
            lines += self._entry(head, self._after_colon(key, value), value, indent, inner)
        return lines

    def _entry(self, head: str, remark: str, value: Node, indent: int, kind: type[Authored] | None) -> list[str]:
        if isinstance(value, Scalar) or value.stop is not None:
            # Where the value begins further down, there is no room for the comment once it does not.
            return [*([" " * indent + remark] if remark else []), *self._inline(head, value, indent)]
        inside = (
            self._mapping(value, indent + STEP, kind)
            if isinstance(value, yamltree.Mapping)
            else self._sequence(value, indent + STEP, kind)
        )
        return [f"{head}  {remark}" if remark else head, *inside]

    def _sequence(self, node: yamltree.Sequence, indent: int, kind: type[Authored] | None) -> list[str]:
        lines: list[str] = []
        for item in node.items:
            lines += self._lead(dash_line(self.source, item), indent)
            lines += self._item(item, indent, kind)
        return lines

    def _item(self, item: Node, indent: int, kind: type[Authored] | None) -> list[str]:
        if isinstance(item, Scalar) or item.stop is not None:
            above = [" " * indent + remark] if (remark := self._beside_dash(item)) else []
            return [*above, *self._inline(" " * indent + "-", item, indent)]
        inside = (
            self._mapping(item, indent + STEP, kind)
            if isinstance(item, yamltree.Mapping)
            else self._sequence(item, indent + STEP, kind)
        )
        first = next(number for number, line in enumerate(inside) if line.strip() and line.strip()[0] != "#")
        above = [" " * indent + line.strip() for line in inside[:first] if line]
        above += [" " * indent + remark] if (remark := self._beside_dash(item)) else []
        return [*above, " " * indent + "- " + inside[first].lstrip(), *inside[first + 1 :]]

    # --- values ---

    def _inline(self, head: str, value: Node, indent: int) -> list[str]:
        """A value that begins on the line of its key or dash."""
        if isinstance(value, Scalar) and value.style in ("|", ">"):
            return self._block(head, value, indent)
        if isinstance(value, Scalar) and value.place.start.line != value.last_line:
            first, *rest = _several_lines(head, value, indent)
            remark = self._remark(value.stop)
            return [f"{first}  {remark}" if remark else first, *rest]
        words = [_quoted(value, self._token(value))] if isinstance(value, Scalar) else self._flow(value, indent)
        remark = self._remark(_stop(value))
        lines = [f"{head} {words[0]}".rstrip(), *words[1:]]
        lines[-1] += f"  {remark}" if remark else ""
        return lines

    def _flow(self, node: yamltree.Mapping | yamltree.Sequence, indent: int) -> list[str]:
        start = _begin(node)
        stop = _stop(node)
        lines = list(self.source.lines[start.line - 1 : stop.line])
        lines[-1] = lines[-1][: stop.column - 1]
        lines[0] = lines[0][start.column - 1 :]
        return [
            lines[0].rstrip(),
            *(" " * (indent + STEP) + line.strip() if line.strip() else "" for line in lines[1:]),
        ]

    def _block(self, head: str, value: Scalar, indent: int) -> list[str]:
        """The text as it stands, further in by one step than its key; an indicator of its indentation is not needed."""
        start = value.place.start
        mark = self.source.line(start.line)[start.column - 1 :].rstrip()
        if value.text and not value.text.endswith("\n"):
            # Also where the file ends in the midst of its last line, which here gets an end.
            mark = re.sub(r"^([|>]\d?)[+-]?", r"\1-", mark)
        lines = self.source.lines[start.line : last_line(value)]
        body = textwrap.dedent("\n".join(lines)).split("\n") if lines else []
        pad = " " * (indent + STEP)
        return [f"{head} {mark}", *(pad + line if line else "" for line in body)]

    # --- comments ---

    def _lead(self, line: int, indent: int) -> list[str]:
        return [" " * indent + each if each else "" for each in self.leads.pop(line, [])]

    def _after_colon(self, key: Scalar, value: Node) -> str:
        """A comment on the line of a key whose value begins further down."""
        if _begin(value).line == key.stop.line:
            return ""
        rest = self.source.line(key.stop.line)[key.stop.column - 1 :].lstrip().removeprefix(":").strip()
        return rest if rest.startswith("#") else ""

    def _beside_dash(self, item: Node) -> str:
        """A comment on the line of a dash whose item begins further down."""
        line = dash_line(self.source, item)
        _, _, remark = self.source.line(line).partition("#")
        return f"#{remark}".rstrip() if remark and line < item.place.start.line else ""

    def _remark(self, stop: Position) -> str:
        rest = self.source.line(stop.line)[stop.column - 1 :].strip()
        return rest if rest.startswith("#") else ""

    def _token(self, scalar: Scalar) -> str:
        start, stop = scalar.place.start, scalar.stop
        return self.source.line(start.line)[start.column - 1 : stop.column - 1].rstrip()


def _leads(source: Source, root: Node) -> dict[int, list[str]]:
    """The comments and gaps above each line that begins something; under 0 those at the end."""
    inside = {line for node in yamltree.nodes(root) for line in _inner_lines(node)}
    anchors = sorted({line for node in yamltree.nodes(root) for line in _anchors(source, node)} - inside)
    found: dict[int, list[str]] = {}
    waiting: list[str] = []
    for number, line in enumerate(source.lines, start=1):
        if anchors and number == anchors[0]:
            found[anchors.pop(0)], waiting = waiting, []
        elif number not in inside and (not line.strip() or line.lstrip().startswith("#")):
            waiting += [line.strip()] if line.strip() or waiting[-1:] != [""] else []
    found[0] = waiting
    return found


def _inner_lines(node: Node) -> range:
    """The lines after the first that a text, or what stands in brackets, takes up."""
    if isinstance(node, Scalar):
        return range(node.place.start.line + 1, last_line(node) + 1)
    if node.stop is None:
        return range(0)
    start = _begin(node)
    return range(start.line + 1, node.stop.line + 1)


def last_line(scalar: Scalar) -> int:
    """Empty lines after a block of text are a gap before what follows, unless its mark keeps them with a `+`."""
    source, last = scalar.place.source, scalar.last_line
    mark = source.line(scalar.place.start.line)[scalar.place.start.column - 1 :].split("#")[0]
    while (
        scalar.style in ("|", ">")
        and "+" not in mark
        and last > scalar.place.start.line
        and not source.line(last).strip()
    ):
        last -= 1
    return last


def _anchors(source: Source, node: Node) -> Iterator[int]:
    if isinstance(node, yamltree.Mapping) and node.stop is None:
        yield from (key.place.start.line for key, _ in node.entries)
    if isinstance(node, yamltree.Sequence) and node.stop is None:
        yield from (dash_line(source, item) for item in node.items)


def dash_line(source: Source, item: Node) -> int:
    """The line of the dash before an item, which may stand on a line of its own."""
    start = _begin(item)
    for number in range(start.line, 0, -1):
        before = source.line(number)[: start.column - 1] if number == start.line else source.line(number)
        if before.split("#")[0].rstrip().endswith("-"):
            return number
    return start.line


def _several_lines(head: str, value: Scalar, indent: int) -> list[str]:
    """A text between quotation marks, or without any, that runs over several lines."""
    pad = " " * (indent + STEP)
    text = value.text
    if "\n" not in text and "  " not in text and text == text.strip():
        lines = textwrap.wrap(text, WIDEST - len(pad), break_long_words=False, break_on_hyphens=False)
        return [f"{head} >-", *(pad + line for line in lines)]
    mark = "|" if text.endswith("\n") and not text.endswith("\n\n") else "|+" if text.endswith("\n") else "|-"
    return [f"{head} {mark}", *(pad + line if line else "" for line in text.removesuffix("\n").split("\n"))]


def _quoted(value: Scalar, token: str) -> str:
    """Double quotation marks, unless the text holds one."""
    plain = value.style == "'" and not set('"\\') & set(value.text)
    return f'"{value.text}"' if plain else token


def _begin(node: Node) -> Position:
    return node.begin.start if isinstance(node, yamltree.Mapping) else node.place.start


def _stop(node: Node) -> Position:
    if node.stop is None:
        raise ValueError("what stands on lines of its own has no end")
    return node.stop
