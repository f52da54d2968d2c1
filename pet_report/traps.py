"""What was probably meant where a file is not YAML: each of the usual slips by its own name.

A parser says where it gave up, in its own words ("mapping values are not allowed in this context"). These are for
people: each looks at the line where the parser stopped, and at the lines before it, for one slip.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from pet_report.diagnostics import Diagnostic, Example, Rule, Severity
from pet_report.source import Place, Position, Source

WRITE = "write the line as: "
"""How a hint begins that gives a whole line."""

_VALUE = re.compile(r"""^(?P<head>\s*(?:-\s+)*[\w-]+:\s+)(?P<value>\S.*)$""")
_ITEM = re.compile(r"^(?P<head>\s*(?:-\s+)+)(?P<value>\S.*)$")
_TIGHT_COLON = re.compile(r"^(?P<head>\s*(?:-\s+)*)(?P<key>[A-Za-z_][\w-]*):(?P<value>[^\s:/].*)$")
_TIGHT_DASH = re.compile(r"^(?P<head>\s*)-(?P<value>[^\s\d-].*)$")
_BARE = re.compile(r"^(?P<head>\s*(?:-\s+)*)(?P<key>[A-Za-z_][\w-]*)\s*$")
_FIELD = re.compile(r"^(?P<indent> *)(?P<dash>(?:-\s+)*)(?P<key>[A-Za-z_][\w-]*):(?:\s|$)")
_OPENED = re.compile(r"^(?P<head>\s*(?:-\s+)*)(?P<key>[\w-]+):\s+[|>][+-]?\s*$")
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(\s.*)?$")
_ENTRY = re.compile(r"^\s*- ", re.MULTILINE)
_CURLY = "“”‘’„«»"


class Stop(Struct, frozen=True, kw_only=True):
    """Where a parser gave up on a source, and what it was doing: its words, and the place where that began."""

    source: Source
    at: Position
    problem: str
    doing: str = ""
    since: Position | None = None

    @property
    def line(self) -> str:
        return self.source.line(self.at.line)

    def begun(self) -> str:
        return self.source.line(self.since.line) if self.since else ""

    def above(self, number: int | None = None) -> int:
        """The number of the nearest line before this one, or another, with anything on it; 0 where there is none."""
        lines = range((number or self.at.line) - 1, 0, -1)
        return next((number for number in lines if _told(self.source.line(number))), 0)


def conflicts(source: Source) -> tuple[Diagnostic, ...]:
    """Every mark that a version control system left for somebody to decide."""
    if not any(mark in source.text for mark in ("<<<<<<<", ">>>>>>>")):
        return ()
    marks = ((number, _CONFLICT.match(line)) for number, line in enumerate(source.lines, start=1))
    return tuple(
        MERGE.at(
            _place(source, number, 1, len(mark[0])),
            f'"{mark[1]}" was left by a merge',
            hint=_BOTH if _share_an_end(source, number) else _DECIDE,
        )
        for number, mark in marks
        if mark
    )


_DECIDE = "keep the lines of one side, or of both, and take the mark out"
_BOTH = "take the mark out; what stands under it belongs to both sides, so copy it to each that you keep"


def _share_an_end(source: Source, number: int) -> bool:
    """Whether a mark ends two sides with an entry each, whose last lines are alike: these are written once, below."""
    below = source.line(number + 1)
    if not source.line(number).startswith(">>>>>>>") or not below.startswith(" ") or _ENTRY.match(below):
        return False
    ours, _, theirs = "\n".join(_conflict_above(source, number)).partition("\n=======")
    return all(_ENTRY.search(side) for side in (ours, theirs))


def _conflict_above(source: Source, number: int) -> list[str]:
    """The lines of the conflict that a mark ends. What another mark has ended is none of it."""
    first = number - 1
    while first > 0 and not source.line(first).startswith(("<<<<<<<", ">>>>>>>")):
        first -= 1
    return list(source.lines[max(first - 1, 0) : number - 1])


def explain(stop: Stop) -> Diagnostic | None:
    """The slip that made a parser stop, or None where it is none of the usual ones."""
    found = (look(stop) for look in _LOOKS)
    return next((each for each in found if each is not None), None)


def may_hide(source: Source) -> bool:
    """Whether it is worth looking into each value of a file; most hold nothing that could be a slip."""
    return _SIGNS.search(source.text) is not None


_SIGNS = re.compile(
    r"^[ \t]*-[^\s\d-]|(?:^|\s)#\S|[:-]\s+(?:yes|no|on|off|[0-9]{1,2}:[0-9]{2})\b", re.IGNORECASE | re.MULTILINE
)


def in_plain(source: Source, text: str, first: int, last: int) -> Iterator[Diagnostic]:
    """What an unquoted value on lines `first` to `last` hides, though it can be read."""
    for number in range(first, last + 1):
        yield from _tight_dash(source, number, text if number == first else "")
    yield from _lost_comment(source, last)
    yield from _ambiguous(source, text, first)


# --- what a parser stops at ------------------------------------------------------------------------------------------


def _tab(stop: Stop) -> Diagnostic | None:
    tab = re.match(r" *(\t+)", stop.line)
    if tab is None:
        return None
    place = _place(stop.source, stop.at.line, tab.start(1) + 1, len(tab[1]))
    return TAB.at(place, "a tab at the start of a line", hint="use spaces: two for each step inwards")


def _unclosed(stop: Stop) -> Diagnostic | None:
    """The end of the file, or a second quotation mark, inside a text that was never closed."""
    if "quoted scalar" in stop.doing and stop.since and "escape" not in stop.problem:
        return _open_quote(stop.source, stop.since.line, stop.since.column)
    if "expected" not in stop.problem:
        return None
    for number in range(stop.at.line - 1, max(stop.at.line - 12, 0), -1):
        written = _written(stop.source.line(number))
        if written and written[1][:1] in "'\"" and written[1].count(written[1][0]) % 2:
            return _open_quote(stop.source, number, len(written[0]) + 1)
    return None


def _open_quote(source: Source, line: int, column: int) -> Diagnostic:
    mark = source.line(line)[column - 1 : column]
    hint = f"{WRITE}{source.line(line).strip()}{mark}"
    return OPEN_QUOTE.at(_place(source, line, column), "this quotation mark is not closed", hint=hint)


def _escape(stop: Stop) -> Diagnostic | None:
    if "escape" not in stop.problem:
        return None
    written = _written(stop.line)
    hint = f"{WRITE}{written[0].lstrip()}'{_inside(written[1])}'" if written and "'" not in written[1] else ""
    message = "a backslash between double quotation marks begins a code, and this one is not known"
    return ESCAPE.at(_place(stop.source, stop.at.line, stop.at.column - 1, 2), message, hint=hint)


def _block(stop: Stop) -> Diagnostic | None:
    if "block scalar" not in stop.doing:
        return None
    hint = "begin the text on the next line, two spaces further in"
    place = _place(stop.source, stop.at.line, stop.at.column, len(stop.line) - stop.at.column + 1)
    return BLOCK.at(place, 'the text stands on the line of the "|" or ">"', hint=hint)


def _bracket(stop: Stop) -> Diagnostic | None:
    """A text that begins with a bracket, as a `[[reference]]` does, or a list that is not closed."""
    for number in dict.fromkeys((stop.at.line, stop.since.line if stop.since else stop.at.line)):
        written = _written(stop.source.line(number))
        if written is None or written[1][0] not in "[{":
            continue
        if "flow" not in stop.doing and (number != stop.at.line or stop.at.column <= len(written[0])):
            continue
        bracket = written[1][0]
        text = written[1].startswith(("[[", "{{")) or (number == stop.at.line and "flow" not in stop.doing)
        hint = _quoted_hint(written) if text else f'close it with "{"]" if bracket == "[" else "}"}"'
        said = "read as a list, so a text cannot begin with it" if text else "not closed"
        return BRACKET.at(_place(stop.source, number, len(written[0]) + 1), f'this "{bracket}" is {said}', hint=hint)
    return None


def _reserved(stop: Stop) -> Diagnostic | None:
    if "cannot start any token" not in stop.problem:
        return None
    character, written = stop.line[stop.at.column - 1 : stop.at.column], _written(stop.line)
    hint = _quoted_hint(written) if written else "put the text in quotation marks"
    message = f'an unquoted text cannot begin with "{character}"'
    return RESERVED.at(_place(stop.source, stop.at.line, stop.at.column), message, hint=hint)


def _curly(stop: Stop) -> Diagnostic | None:
    written = _written(stop.line)
    if written is None or written[1][0] not in _CURLY:
        return None
    hint = WRITE + written[0].lstrip() + _quote(written[1].strip(_CURLY + " "))
    message = "curly quotation marks are a part of the text; they do not hold it together"
    return CURLY.at(_place(stop.source, stop.at.line, len(written[0]) + 1), message, hint=hint)


def _second_colon(stop: Stop) -> Diagnostic | None:
    written = _written(stop.line)
    if "mapping values" not in stop.problem or written is None or len(written[0]) >= stop.at.column:
        return None
    message = "a colon and a space inside an unquoted text"
    return COLON.at(_place(stop.source, stop.at.line, stop.at.column), message, hint=_quoted_hint(written))


def _colon_in_brackets(stop: Stop) -> Diagnostic | None:
    """Between brackets a colon ends a key even without a space: `{address: https://example.org}`."""
    if "found unexpected ':'" not in stop.problem or stop.since is None or stop.since.line != stop.at.line:
        return None
    written = _written(stop.line)
    if written and written[1].startswith(("[[", "{{")):
        return None
    head, words = stop.line[: stop.since.column - 1], stop.line[stop.since.column - 1 :]
    text = re.split(r"\s*[,\]}]|\s+#", words, maxsplit=1)[0]
    hint = f"{WRITE}{head.lstrip()}{_quote(text)}{words[len(text) :]}"
    message = "a colon inside an unquoted text between brackets"
    return COLON.at(_place(stop.source, stop.at.line, stop.at.column), message, hint=hint)


def _tight_colon(stop: Stop) -> Diagnostic | None:
    for number in (stop.since.line if stop.since else 0, stop.above(), stop.at.line):
        tight = _TIGHT_COLON.match(stop.source.line(number))
        if tight:
            hint = f"{WRITE}{(tight['head'] + tight['key']).lstrip()}: {tight['value']}"
            place = _place(stop.source, number, tight.end("key") + 1)
            return SPACE_AFTER_COLON.at(place, "no space after the colon", hint=hint)
    return None


def _stopped_at_dash(stop: Stop) -> Diagnostic | None:
    if _is_out_of_place(stop) and _TIGHT_DASH.match(stop.line):
        return next(_tight_dash(stop.source, stop.at.line), None)
    number = stop.since.line if stop.since else stop.at.line
    return next(_tight_dash(stop.source, number), None) if "find expected ':'" in stop.problem else None


def _text_not_inside(stop: Stop) -> Diagnostic | None:
    """A text that begins no further in than the "|" line above it, so that its words are read as fields."""
    if stop.since is None or "find expected ':'" not in stop.problem:
        return None
    above = stop.source.line(stop.above(stop.since.line))
    opened, own = _OPENED.match(above), _indent(stop.begun())
    if opened is None or own > len(opened["head"]):
        return None
    place = _place(stop.source, stop.since.line, 1, max(own, 1))
    message = f'the text under "{above.strip()}" begins no further in than that line'
    return INDENTATION.at(place, message, hint=f"begin each line of it {_spaces(len(opened['head']) + 2)} in")


def _no_colon(stop: Stop) -> Diagnostic | None:
    bare = _BARE.match(stop.begun()) if "find expected ':'" in stop.problem else None
    if bare is None or stop.since is None:
        return None
    place = _place(stop.source, stop.since.line, bare.start("key") + 1, len(bare["key"]))
    hint = f"{WRITE}{(bare['head'] + bare['key']).lstrip()}: …"
    return NO_COLON.at(place, f'no colon after "{bare["key"]}"', hint=hint)


def _after_quote(stop: Stop) -> Diagnostic | None:
    written = _written(stop.line)
    if written is None or written[1][0] not in "'\"" or stop.at.column <= len(written[0]) + 1:
        return None
    mark, words = written[1][0], written[1]
    whole = words[1:-1] if words.endswith(mark) and mark == "'" else words
    hint = WRITE + written[0].lstrip() + _quote(whole)
    inside = mark == "'" and re.match(r"\w", stop.line[stop.at.column - 1 :])
    message = "this apostrophe ends the text" if inside else "there are words after the closing quotation mark"
    column = stop.at.column - 1 if inside else stop.at.column
    return AFTER_QUOTE.at(_place(stop.source, stop.at.line, column), message, hint=hint)


def _indentation(stop: Stop) -> Diagnostic | None:
    levels = list(_levels(stop)) if _is_out_of_place(stop) else []
    if not levels:
        return None
    own = _indent(stop.line)
    near = min(levels, key=lambda level: abs(level - own))
    hint = f"begin it {_spaces(near)} in, as its neighbours do"
    if _lacks_its_dash(stop):
        hint = f"{WRITE}- {stop.line.strip()}"
    message = f"this line begins {_spaces(own)} in, and belongs to none of the lines above it"
    return INDENTATION.at(_place(stop.source, stop.at.line, 1, max(own, 1)), message, hint=hint)


def _is_out_of_place(stop: Stop) -> bool:
    return any(words in stop.problem for words in ("mapping values", "expected key", "block end", "'-' indicator"))


def _levels(stop: Stop) -> Iterator[int]:
    """Where the line could begin, the nearest neighbour's first: an entry with entries, a field with fields."""
    fields = [match for number in _around(stop) if (match := _FIELD.match(stop.source.line(number)))]
    entries = [match for match in fields if match["dash"]] if stop.line.lstrip().startswith("- ") else []
    for match in entries or fields:
        level = len(match["indent"]) if entries else match.start("key")
        if level != _indent(stop.line):
            yield level


def _lacks_its_dash(stop: Stop) -> bool:
    """Whether the line stands with the entries above it, and begins with the field with which they begin."""
    own = _FIELD.match(stop.line)
    fields = (_FIELD.match(stop.source.line(number)) for number in _around(stop))
    begins = ((match["indent"], match["key"]) for match in fields if match and match["dash"])
    return own is not None and not own["dash"] and (own["indent"], own["key"]) in begins


def _around(stop: Stop) -> Iterator[int]:
    """The lines before a place, back to the nearest that begins at the margin."""
    for number in range(stop.at.line - 1, 0, -1):
        line = stop.source.line(number)
        if _told(line):
            yield number
            if _indent(line) == 0:
                return


_LOOKS: tuple[Callable[[Stop], Diagnostic | None], ...] = (
    _tab, _escape, _unclosed, _block, _reserved, _curly, _second_colon, _colon_in_brackets, _tight_colon,
    _stopped_at_dash, _text_not_inside, _no_colon, _after_quote, _bracket, _indentation,
)  # fmt: skip
"""The surest first."""


# --- what can be read, and is not what was meant ---------------------------------------------------------------------


def _tight_dash(source: Source, number: int, text: str = "") -> Iterator[Diagnostic]:
    line = source.line(number)
    tight = _TIGHT_DASH.match(line)
    if tight and (not text or text.startswith("-")):
        place = _place(source, number, len(tight["head"]) + 1)
        yield SPACE_AFTER_DASH.at(place, "no space after the dash", hint=f"{WRITE}- {tight['value']}")


def _lost_comment(source: Source, number: int) -> Iterator[Diagnostic]:
    line = source.line(number)
    written = _written(line)
    lost = re.search(r"(?:^|(?<=\s))#\S", written[1]) if written else None
    if written and lost and written[1][0] not in "'\"|>":
        column = len(written[0]) + lost.start() + 1
        place = _place(source, number, column, len(line) - column + 1)
        message = f'"{line[column - 1 :].strip()[:40]}" is read as a comment, and is not printed'
        yield COMMENT.at(place, message, hint=_quoted_hint(written))


def _ambiguous(source: Source, text: str, number: int) -> Iterator[Diagnostic]:
    written = _written(source.line(number))
    if written and _AMBIGUOUS.fullmatch(text) and written[1].startswith(text):
        meaning = "a number" if ":" in text else "true or false"
        place = _place(source, number, len(written[0]) + 1, len(text))
        hint = WRITE + written[0].lstrip() + f'"{text}"' + written[1][len(text) :]
        yield AMBIGUOUS.at(place, f'unquoted, other programs read "{text}" as {meaning}', hint=hint)


_AMBIGUOUS = re.compile(r"yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|[0-9]{1,2}(:[0-5][0-9]){1,2}")
"""Words that YAML 1.1 took for truth values, and times that it took for numbers to the base of sixty."""


# --- lines -----------------------------------------------------------------------------------------------------------


def _written(line: str) -> tuple[str, str] | None:
    """What a line gives: what stands before a value, and the value."""
    match = _VALUE.match(line) or _ITEM.match(line)
    return (match["head"], match["value"].rstrip()) if match else None


def _quoted_hint(written: tuple[str, str]) -> str:
    return WRITE + written[0].lstrip() + _quote(written[1])


def _quote(words: str) -> str:
    """The words between marks that they do not hold."""
    if '"' not in words and "\\" not in words:
        return f'"{words}"'
    return "'" + words.replace("'", "''") + "'"


def _inside(words: str) -> str:
    return words[1:-1] if len(words) > 1 and words[0] == words[-1] else words.strip("\"'")


def _told(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _spaces(number: int) -> str:
    return "no spaces" if number == 0 else "1 space" if number == 1 else f"{number} spaces"


def _place(source: Source, line: int, column: int, length: int = 1) -> Place:
    return Place(source, Position(line, column), Position(line, column + length))


# --- rules -----------------------------------------------------------------------------------------------------------


def _rule(fault: str, summary: str, why: str, bad: str, good: str, severity: Severity = Severity.ERROR) -> Rule:
    example = Example(part="file", bad=_GROUP + bad, good=_GROUP + good)
    return Rule(name=f"yaml/{fault}", severity=severity, summary=summary, why=why, example=example)


_GROUP = "group:\n  id: example\n"
_NAME = "  name: Example\n"

MERGE = _rule(
    "merge-conflict",
    "the marks of a merge that nobody finished",
    "Two people changed the same lines, and both versions stand in the file until somebody decides.",
    "<<<<<<< HEAD\n  name: Example\n=======\n  name: Another\n>>>>>>> branch\n",
    _NAME,
)
TAB = _rule(
    "tab",
    "a tab at the start of a line",
    "How wide a tab is differs from screen to screen, so YAML takes spaces alone to show what belongs to what.",
    "\tname: Example\n",
    _NAME,
)
OPEN_QUOTE = _rule(
    "open-quote",
    "a quotation mark that is not closed",
    "Everything up to the next such mark, perhaps the rest of the file, is then one text.",
    "  name: 'Example\n",
    "  name: 'Example'\n",
)
AFTER_QUOTE = _rule(
    "after-quote",
    "words after the closing quotation mark",
    "A text that begins with a quotation mark ends at the next one of its kind, and an apostrophe is one.",
    "  name: 'The group's example'\n",
    '  name: "The group\'s example"\n',
)
ESCAPE = _rule(
    "escape",
    "a backslash between double quotation marks",
    "Between double quotation marks a backslash begins a code, such as \\n for a new line.",
    '  name: "Example\\project"\n',
    "  name: 'Example\\project'\n",
)
BLOCK = _rule(
    "block",
    "a text on the line of its `|`",
    "After `|` or `>` the text begins on the next line, further in than its key.",
    "  name: | Example\n",
    "  name: |\n    Example\n",
)
BRACKET = _rule(
    "bracket",
    "a bracket at the start of a text, or one that is not closed",
    "An unquoted bracket begins a list or a mapping; a text that begins with a [[reference]] needs quotation marks.",
    "  name: [[count:groups]] example\n",
    "  name: Example\n  lead: '[[count:groups]] example'\n",
)
RESERVED = _rule(
    "reserved",
    "a text that begins with a reserved character",
    "An unquoted text cannot begin with @, ` or %: YAML keeps these for itself.",
    "  name: @example\n",
    '  name: "@example"\n',
)
CURLY = _rule(
    "curly-quotes",
    "curly quotation marks where straight ones are meant",
    "Word processors make curly marks; to YAML they are letters, and a colon between them still divides the line.",
    "  name: “Example: one”\n",
    '  name: "Example: one"\n',
)
COLON = _rule(
    "colon",
    "a colon and a space in an unquoted text",
    "A colon and a space divide a key from its value, and a line can hold only one such pair.",
    "  name: Example: a group\n",
    '  name: "Example: a group"\n',
)
SPACE_AFTER_COLON = _rule(
    "space-after-colon",
    "no space after a colon",
    "Without the space the key, the colon and the value are one word.",
    "  name:Example\n",
    _NAME,
)
SPACE_AFTER_DASH = _rule(
    "space-after-dash",
    "no space after the dash of a list",
    "Without the space the dash is a part of the text, which then goes on from the line above.",
    _NAME + "  sources:\n    - one\n    -two\n",
    _NAME + "  sources: []\n",
)
NO_COLON = _rule(
    "no-colon",
    "a key without its colon",
    "A word alone on its line is neither a key nor a value.",
    "  name\n  lead: Example\n",
    _NAME + "  lead: Example\n",
)
INDENTATION = _rule(
    "indentation",
    "a line that is indented like none of its neighbours",
    "What belongs together begins in the same column; one space more or less puts a line somewhere else.",
    "    name: Example\n",
    _NAME,
)
COMMENT = _rule(
    "comment-in-text",
    "a # inside an unquoted text",
    "A space and # begin a comment: what follows is dropped without a word.",
    "  name: Example\n  lead: Example #1\n",
    "  name: Example\n  lead: 'Example #1'\n",
    Severity.WARNING,
)
AMBIGUOUS = _rule(
    "ambiguous-word",
    "a word that other programs take for something else",
    "Here `no`, `on` and 12:30 are text; programs that follow an older YAML read false, true and 750.",
    "  name: Example\n  lead: NO\n",
    '  name: Example\n  lead: "NO"\n',
    Severity.WARNING,
)
RULES = (
    MERGE, TAB, OPEN_QUOTE, AFTER_QUOTE, ESCAPE, BLOCK, BRACKET, RESERVED, CURLY, COLON, SPACE_AFTER_COLON,
    SPACE_AFTER_DASH, NO_COLON, INDENTATION, COMMENT, AMBIGUOUS,
)  # fmt: skip
