"""YAML that remembers where everything stands; the only module that knows ruamel.

The tree is built from parser events, not from loaded objects: events keep both copies of a repeated key and the
place of an alias, and need no recursion, so that nesting can be bounded before it does harm. Scalars follow the
core schema of YAML 1.2: `no`, `on` and `2005-09-22` are text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from collections.abc import Sequence as Sequence_
from functools import lru_cache
from operator import itemgetter
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from pet_report import traps
from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity
from pet_report.source import Place, Position, Source

DEEPEST = 40
"""Nested collections; the format itself needs seven."""

MOST = 50_000
"""Keys, values and lists in a file; the largest that we know has a tenth as many."""

Value = str | int | float | bool | None
Path = Sequence_[str | int]
"""Keys and indexes, from the root of a tree inwards."""


class Scalar(Struct, frozen=True, kw_only=True):
    """style: `|`, `>`, `'`, `"`, or nothing for a plain text. stop: where it ends; its place is its first line."""

    place: Place
    value: Value
    text: str
    style: str
    stop: Position

    @property
    def plain(self) -> bool:
        return not self.style

    @property
    def literal(self) -> bool:
        return self.style == "|"

    @property
    def last_line(self) -> int:
        # A block of text ends where the next line begins.
        return self.stop.line - (self.stop.column == 1 and self.stop.line > self.place.start.line)

    def child(self, step: str | int) -> Node | None:  # noqa: ARG002 - a scalar has no parts
        return None

    def key(self, step: str | int) -> Place | None:  # noqa: ARG002 - nor keys
        return None

    def within(self, offset: int, length: int) -> Place:
        """The exact stretch in a plain or literal scalar; else its start alone, as folding and escapes move words."""
        lines = self._lines()
        if lines is None:
            return Place(self.place.source, self.place.start, self.place.start)
        return Place(self.place.source, _point(lines, offset), _point(lines, offset + length))

    @property
    def exact(self) -> bool:
        """Whether `within` can tell places inside this scalar."""
        return self._lines() is not None

    def _lines(self) -> list[tuple[int, int, int]] | None:
        """For each line of the value: the offset at which it starts, its line and column in the file."""
        source, start = self.place.source, self.place.start
        if self.literal:
            return _literal_lines(source, start.line + 1, self.text)
        written = source.line(start.line)[start.column - 1 :]
        shift = 1 if written[:1] in "'\"" else 0
        if "\n" not in self.text and written[shift:].startswith(self.text):
            return [(0, start.line, start.column + shift)]
        return None


class Sequence(Struct, kw_only=True):
    """`stop` is where a list between brackets ends; None where each item stands after a dash."""

    place: Place
    stop: Position | None = None
    items: list[Node] = field(default_factory=list)

    def child(self, step: str | int) -> Node | None:
        return self.items[step] if isinstance(step, int) and step < len(self.items) else None

    def key(self, step: str | int) -> Place | None:  # noqa: ARG002 - items have no keys
        return None

    def within(self, offset: int, length: int) -> Place:  # noqa: ARG002 - a list has no characters
        return self.place


class Mapping(Struct, kw_only=True):
    """Its place is that of its first key: a mapping has no mark of its own. `stop`: as in a list."""

    begin: Place
    stop: Position | None = None
    entries: list[tuple[Scalar, Node]] = field(default_factory=list)
    _by_name: dict[object, tuple[Scalar, Node]] | None = None

    def named(self, name: object) -> tuple[Scalar, Node] | None:
        """The last entry of this name."""
        if self._by_name is None:
            self._by_name = {key.text: (key, value) for key, value in self.entries}
        return self._by_name.get(name)

    def become(self, entries: Sequence_[tuple[Scalar, Node]]) -> None:
        """Hold other entries."""
        self.entries[:] = entries
        self._by_name = None

    @property
    def place(self) -> Place:
        return self.entries[0][0].place if self.entries else self.begin

    def child(self, step: str | int) -> Node | None:
        entry = self.named(step)
        return entry[1] if entry else None

    def key(self, step: str | int) -> Place | None:
        entry = self.named(step)
        return entry[0].place if entry else None

    def within(self, offset: int, length: int) -> Place:  # noqa: ARG002 - a mapping has no characters
        return self.place


Node = Scalar | Sequence | Mapping


class Reading(Struct, frozen=True, kw_only=True):
    """`root` is None where the file could not be parsed, and for an empty file."""

    root: Node | None
    found: tuple[Diagnostic, ...] = ()


def read(source: Source) -> Reading:
    """Read one YAML document, with everything that is wrong with its form."""
    # Imported here because whoever asks about files that are remembered reads no YAML.
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    control = _CONTROL.search(source.text)
    if control:
        place = _at_offset(source, control.start())
        return Reading(root=None, found=(CHARACTER.at(place, f"character U+{ord(control[0]):04X} is not allowed"),))
    conflicts = traps.conflicts(source)
    if conflicts:
        return Reading(root=None, found=conflicts)
    builder = _Builder(source)
    try:
        for event in YAML(typ="safe", pure=False).parse(source.text):
            builder.take(event)
    except _Refused as refused:
        builder.found.append(refused.diagnostic)
        return Reading(root=None, found=tuple(builder.found))
    except YAMLError as error:
        builder.found.append(_syntax(source, error))
        return Reading(root=None, found=tuple(builder.found))
    if builder.root is not None:
        builder.found.extend(_repeated_keys(builder.root))
        builder.found.extend(_hidden(source, builder.root))
    return Reading(root=builder.root, found=tuple(builder.found))


def data(node: Node | None) -> Any:
    """The plain values of a tree; the last of repeated keys counts."""
    if isinstance(node, Mapping):
        return {key.text: data(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [data(item) for item in node.items]
    return node.value if node is not None else None


def nodes(root: Node) -> Iterator[Node]:
    """Every node of a tree, a parent before its parts."""
    yield root
    parts = root.items if isinstance(root, Sequence) else []
    parts = [value for _, value in root.entries] if isinstance(root, Mapping) else parts
    for part in parts:
        yield from nodes(part)


def take_out(root: Node, paths: Sequence_[Path]) -> list[Node | None]:
    """Remove the values at `paths` from the tree, or the nearest things around them that are there; what was removed.

    All at once, so that a thousand faults in one list cost no more than its length.
    """
    held = [_holder(root, path) for path in paths]
    taken = [parent.child(step) for parent, step in held]
    gone: dict[int, tuple[Node, set[str | int]]] = {}
    for parent, step in held:
        gone.setdefault(id(parent), (parent, set()))[1].add(step)
    for parent, steps in gone.values():
        if isinstance(parent, Mapping):
            parent.become([entry for entry in parent.entries if entry[0].text not in steps])
        elif isinstance(parent, Sequence):
            parent.items[:] = [item for index, item in enumerate(parent.items) if index not in steps]
    return taken


def _holder(root: Node, path: Path) -> tuple[Node, str | int]:
    """The list or mapping from which to take the value at a path, and its place there."""
    parent = root
    for step in path[:-1]:
        inner = parent.child(step)
        if inner is None or isinstance(inner, Scalar):
            return parent, step
        parent = inner
    return parent, path[-1]


def put(root: Node, path: Path, value: Value) -> bool:
    """Let the scalar at `path` have another value, and stand where it stood; False where there is none."""
    parent = _parent(root, path)
    old = parent.child(path[-1]) if parent is not None else None
    if not isinstance(old, Scalar):
        return False
    new = replace(old, value=value)
    if isinstance(parent, Mapping):
        parent.become([(key, new if each is old else each) for key, each in parent.entries])
    elif isinstance(parent, Sequence) and isinstance(path[-1], int):
        parent.items[path[-1]] = new
    return True


def rename(root: Node, path: Path, name: str) -> bool:
    """Give the key at `path` another name, unless its mapping has that one already."""
    parent = _parent(root, path)
    if not isinstance(parent, Mapping) or parent.key(name) is not None:
        return False
    parent.become([(replace(key, text=name) if key.text == path[-1] else key, value) for key, value in parent.entries])
    return True


def _parent(root: Node, path: Path) -> Node | None:
    parent: Node | None = root
    for step in path[:-1]:
        parent = parent.child(step) if parent is not None else None
    return parent


def has_key(root: Node, name: str) -> bool:
    return any(isinstance(node, Mapping) and node.key(name) is not None for node in nodes(root))


# --- building --------------------------------------------------------------------------------------------------


class _Refused(Exception):
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


class _Builder:
    """Takes parser events one by one and grows the tree."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root: Node | None = None
        self.found: list[Diagnostic] = []
        self._open: list[tuple[Sequence | Mapping, list[Scalar]]] = []
        self._documents = 0
        self._count = 0

    def take(self, event: Any) -> None:
        handler = getattr(self, "_" + type(event).__name__, None)
        if handler is not None:
            handler(event)

    def _DocumentStartEvent(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            raise _Refused(DOCUMENTS.at(self._place(event), "a second document begins here"))

    def _AliasEvent(self, event: Any) -> None:
        message = f'alias "*{event.anchor}" is not allowed'
        raise _Refused(ALIAS.at(self._place(event), message, hint="write the value out, or give it an id"))

    def _ScalarEvent(self, event: Any) -> None:
        self._refuse_marks(event)
        value = event.value if event.style else _resolve(event.value)
        stop = Position(event.end_mark.line + 1, event.end_mark.column + 1)
        self._add(Scalar(place=self._place(event), value=value, text=event.value, style=event.style or "", stop=stop))

    def _SequenceStartEvent(self, event: Any) -> None:
        self._enter(event, Sequence(place=self._place(event)))

    def _MappingStartEvent(self, event: Any) -> None:
        self._enter(event, Mapping(begin=self._place(event)))

    def _SequenceEndEvent(self, event: Any) -> None:
        self._leave(event)

    def _MappingEndEvent(self, event: Any) -> None:
        self._leave(event)

    def _leave(self, event: Any) -> None:
        node, _ = self._open.pop()
        # The end of a block has no characters of its own.
        if event.end_mark.index > event.start_mark.index:
            node.stop = Position(event.end_mark.line + 1, event.end_mark.column + 1)

    def _enter(self, event: Any, node: Sequence | Mapping) -> None:
        self._refuse_marks(event)
        if len(self._open) >= DEEPEST:
            raise _Refused(DEEP.at(self._place(event), f"more than {DEEPEST} levels of nesting"))
        self._add(node)
        self._open.append((node, []))

    def _add(self, node: Node) -> None:
        self._count += 1
        if self._count > MOST:
            raise _Refused(LARGE.at(node.place, f"more than {MOST:,} keys and values in one file"))
        if not self._open:
            self.root = node
            return
        parent, waiting = self._open[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif waiting:
            parent.entries.append((waiting.pop(), node))
        elif isinstance(node, Scalar):
            waiting.append(node)
        else:
            raise _Refused(KEY.at(node.place, "a key must be one word or phrase, not a list or a mapping"))

    def _refuse_marks(self, event: Any) -> None:
        if event.anchor:
            place = self._place(event)
            raise _Refused(ALIAS.at(place, f'anchor "&{event.anchor}" is not allowed', hint="take the mark out"))
        tag = getattr(event, "tag", None)
        if tag:
            raise _Refused(TAG.at(self._place(event), f'tag "{tag}" is not allowed', hint="take the tag out"))

    def _place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        first = Position(start.line + 1, start.column + 1)
        last = Position(end.line + 1, end.column + 1)
        if first.line > len(self.source.lines):
            # What is not there, behind a mark that ends the file, libyaml places on the line after it.
            first = last = Position(len(self.source.lines), len(self.source.lines[-1]) + 1)
        if last.line > first.line:
            # A block ends where the next key begins; what an author sees as its place is its first line.
            last = Position(first.line, len(self.source.line(first.line)) + 1)
        return Place(self.source, first, last)


_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]|^\ufeff", re.MULTILINE
)
"""The line ends of U+0085, U+2028 and U+2029 are refused with them: parsers do not agree that they end lines.

A byte-order mark inside a file, where one file was put behind another, moves every column of its line.
"""
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def _resolve(text: str) -> Value:
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= 40 and _INT.fullmatch(text):
        return int(text)
    if len(text) <= 40 and _FLOAT.fullmatch(text):
        return float(text)
    return text


def _repeated_keys(root: Node) -> Iterator[Diagnostic]:
    for node in nodes(root):
        first: dict[str, Scalar] = {}
        for key, _ in node.entries if isinstance(node, Mapping) else ():
            if key.text in first:
                notes = [Note(first[key.text].place, "first written here")]
                yield DUPLICATE_KEY.at(
                    key.place, f'"{key.text}" is written twice', hint="keep one of the two", notes=notes
                )
            first.setdefault(key.text, key)


def _hidden(source: Source, root: Node) -> Iterator[Diagnostic]:
    for node in nodes(root) if traps.may_hide(source) else ():
        if isinstance(node, Scalar) and node.plain:
            yield from traps.in_plain(source, node.text, node.place.start.line, node.last_line)


def _syntax(source: Source, error: Exception) -> Diagnostic:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or "this is not YAML"
    place = _at_mark(source, mark)
    slip = traps.explain(_stop(source, error, place, problem))
    if slip is not None:
        return slip
    begun = _at_mark(source, getattr(error, "context_mark", None))
    notes = []
    if getattr(error, "context_mark", None) and begun.start != place.start:
        notes = [Note(begun, f"{getattr(error, 'context', None) or 'begun'}, which begins here")]
    return SYNTAX.at(place, f"cannot read this as YAML: {problem}", notes=notes)


def _stop(source: Source, error: Exception, place: Place, problem: str) -> traps.Stop:
    doing = getattr(error, "context", None)
    if not doing:
        return traps.Stop(source=source, at=place.start, problem=problem)
    since = _at_mark(source, getattr(error, "context_mark", None)).start
    return traps.Stop(source=source, at=place.start, problem=problem, doing=doing, since=since)


def _at_mark(source: Source, mark: Any) -> Place:
    """The character at a parser's mark; the parser may look for more behind the last line."""
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    if line > len(source.lines):
        line, column = len(source.lines), len(source.lines[-1]) + 1
    return Place(source, Position(line, column), Position(line, min(column, len(source.line(line))) + 1))


def _at_offset(source: Source, offset: int) -> Place:
    before = source.text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    return Place(source, Position(line, column), Position(line, column + 1))


@lru_cache(maxsize=64)
def _literal_lines(source: Source, first: int, text: str) -> list[tuple[int, int, int]]:
    """Remembered, because a long text may be asked for a place again and again."""
    indent = 0
    for number, words in enumerate(text.split("\n"), start=first):
        written = source.line(number)
        if words.strip() and written.endswith(words):
            indent = len(written) - len(words)
            break
    starts, offset = [], 0
    for number, words in enumerate(text.split("\n"), start=first):
        starts.append((offset, number, indent + 1))
        offset += len(words) + 1
    return starts


def _point(lines: list[tuple[int, int, int]], offset: int) -> Position:
    start, line, column = lines[bisect_right(lines, offset, key=itemgetter(0)) - 1]
    return Position(line, column + offset - start)


# --- rules -----------------------------------------------------------------------------------------------------


def _rule(fault: str, summary: str, why: str, bad: str, good: str) -> Rule:
    example = Example(part="file", bad=bad, good=good)
    return Rule(name=f"yaml/{fault}", severity=Severity.ERROR, summary=summary, why=why, example=example)


_GOOD = "group:\n  id: example\n  name: Example\n"

SYNTAX = _rule(
    "syntax",
    "the file is not YAML",
    "Nothing of a file that cannot be read is in the publication, so the whole project waits until it can be.",
    "%group:\n  id: example\n  name: Example\n",
    _GOOD,
)
CHARACTER = _rule(
    "character",
    "a control character in the text",
    "Invisible characters come from copying out of other programs; they print as boxes or break the page.",
    "group:\n  id: example\n  name: Exam\x07ple\n",
    _GOOD,
)
DUPLICATE_KEY = _rule(
    "duplicate-key",
    "the same key twice in one mapping",
    "Most programs keep the last and drop the first without a word, and with it what somebody wrote.",
    "group:\n  id: example\n  name: Example\n  name: Another\n",
    _GOOD,
)
ALIAS = _rule(
    "alias",
    "an anchor or an alias",
    "A few nested aliases can stand for millions of lines, and what they stand for is not visible where they are.",
    "group: &group\n  id: example\n  name: Example\nproposals: [*group]\n",
    _GOOD,
)
TAG = _rule(
    "tag",
    "a YAML tag",
    "Tags ask the reading program to make objects; a report holds text, numbers and lists only.",
    "group:\n  id: !!str example\n  name: Example\n",
    _GOOD,
)
DEEP = _rule(
    "too-deep",
    "too many levels of nesting",
    "No part of the format is nested so deep, so this is a slip or an attack.",
    "group: " + "[" * (DEEPEST + 2) + "]" * (DEEPEST + 2) + "\n",
    _GOOD,
)
KEY = _rule(
    "key",
    "a key that is a list or a mapping",
    "Each key must be one of the words that the format knows.",
    "group:\n  id: example\n  name: Example\n  [a, b]: c\n",
    _GOOD,
)
DOCUMENTS = _rule(
    "documents",
    "more than one document in a file",
    "Only one would be read, and the other lost without a word.",
    _GOOD + "---\n" + _GOOD,
    _GOOD,
)
LARGE = Rule(
    name="file/too-large",
    severity=Severity.ERROR,
    summary="a file that is too large",
    why="No group writes so much; such a file is a slip or an attack.",
    example=Example(part="file", bad="# more than two million characters, or fifty thousand values\n", good=_GOOD),
)
"""Also found by `files`, before anything is read as YAML."""
RULES = (SYNTAX, CHARACTER, DUPLICATE_KEY, ALIAS, TAG, DEEP, KEY, DOCUMENTS, *traps.RULES)
