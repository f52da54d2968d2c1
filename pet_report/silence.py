"""Findings that somebody decided to live with, and said why: `# pet: ignore[rule] reason`.

A silencer stands on the line of a finding or alone on the line above; in the first lines of a file it is for the whole
file; in `report.yaml`, under `ignore`, for the project. A silenced error still stands in the way of a publication: it
says that something cannot be printed, and no reason changes that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct, field

from pet_report import yamltree
from pet_report.diagnostics import Diagnostic, Example, Rule, Severity, in_reading_order, suggest
from pet_report.load import BYTE_ORDER_MARK, Project
from pet_report.source import Place, Position, Source

_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*pet:\s*(?P<what>.*)$")
_FORM = re.compile(r"ignore\[(?P<rules>[^\]]*)\]\s*(?P<reason>.*)$")
_LINE_END = re.compile(r"\r\n?|\n")
_RULE = re.compile(r"[\w/-]+")


class Hearing(Struct, frozen=True, kw_only=True):
    """What is still to be heard, what was silenced, and what is wrong with the silencers."""

    found: tuple[Diagnostic, ...]
    silenced: tuple[Diagnostic, ...]


class _Silencer(Struct, kw_only=True):
    """lines: what it covers in its file; None: all. path None: every file."""

    rule: str
    place: Place
    path: str | None
    lines: range | None
    used: bool = field(default=False)


def hear(
    found: Sequence[Diagnostic], project: Project, known: Sequence[str], *, asleep: Collection[str] = ()
) -> Hearing:
    """Set aside what is silenced. `known`: the names of all rules; `asleep`: of those that were not looked at."""
    silencers, faults = _silencers(project, known)
    by_place = _by_place(silencers)
    silenced: list[Diagnostic] = []
    left: list[Diagnostic] = []
    for each in found:
        (silenced if _is_silenced(each, by_place) else left).append(each)
    # Where something could not be read, what a silencer speaks of may be among what was left out.
    unused = (each for each in silencers if not each.used and each.rule not in asleep)
    idle = [_useless(each) for each in unused] if project.whole else []
    return Hearing(found=in_reading_order((*left, *faults, *idle)), silenced=tuple(silenced))


_Key = tuple[str, str | None, int | None]
"""A rule; the file in which, and the line on which, a silencer speaks for it; None for all of them."""


def _by_place(silencers: Sequence[_Silencer]) -> Mapping[_Key, list[_Silencer]]:
    found: dict[_Key, list[_Silencer]] = defaultdict(list)
    for each in silencers:
        for line in each.lines or (None,):
            found[each.rule, each.path, line].append(each)
    return found


def _is_silenced(finding: Diagnostic, by_place: Mapping[_Key, list[_Silencer]]) -> bool:
    rule, path, line = finding.rule.name, finding.place.source.path, finding.place.start.line
    keys = ((rule, path, line), (rule, path, None), (rule, None, None))
    covering = [each for key in keys for each in by_place.get(key, ())]
    for each in covering:
        each.used = True
    return bool(covering)


def _useless(silencer: _Silencer) -> Diagnostic:
    message = f'nothing here breaks "{silencer.rule}"'
    return USELESS.at(silencer.place, message, hint="take the silencer out")


def _silencers(project: Project, known: Sequence[str]) -> tuple[list[_Silencer], list[Diagnostic]]:
    silencers: list[_Silencer] = []
    faults: list[Diagnostic] = []
    for each in project.report.ignore if project.report else ():
        place = each.at("rule")
        silencers += [_Silencer(rule=each.rule, place=place, path=None, lines=None)] if each.rule in known else []
        faults += [] if each.rule in known else [_unknown(place, each.rule, known)]
    for source in project.sources:
        if "pet:" in source.text:
            for place, what, lines in _comments(source):
                made, wrong = _read(place, what, lines, known)
                silencers += made
                faults += wrong
    return silencers, faults


def _read(
    place: Place, what: str, lines: range | None, known: Sequence[str]
) -> tuple[list[_Silencer], list[Diagnostic]]:
    form = _FORM.match(what)
    rules = [*_RULE.finditer(form["rules"])] if form else []
    if form is None or not rules:
        hint = "write it as: # pet: ignore[theme/unused] because …"
        return [], [MALFORMED.at(place, f'"pet: {what[:40]}" is no silencer', hint=hint)]
    if not form["reason"]:
        return [], [REASON.at(place, "a silencer without a reason", hint="say after the bracket why nothing is wrong")]
    path = place.source.path
    made = [_Silencer(rule=rule[0], place=place, path=path, lines=lines) for rule in rules if rule[0] in known]
    start = place.source.line(place.start.line).index("[", place.start.column - 1) + 2
    return made, [
        _unknown(_word(place, start + rule.start(), start + rule.end()), rule[0], known)
        for rule in rules
        if rule[0] not in known
    ]


def _word(place: Place, first: int, last: int) -> Place:
    return Place(place.source, Position(place.start.line, first), Position(place.start.line, last))


def _unknown(place: Place, rule: str, known: Sequence[str]) -> Diagnostic:
    return UNKNOWN.at(place, f'no rule is called "{rule}"', hint=suggest(rule, known))


# --- comments --------------------------------------------------------------------------------------------------------


def _comments(source: Source) -> Iterator[tuple[Place, str, range | None]]:
    """Each comment that speaks to us, what it says, and the lines that it covers."""
    root = yamltree.read(source).root
    texts = _Texts(root)
    first = root.place.start.line if root else 1
    for number, line in enumerate(source.lines, start=1):
        comment = _COMMENT.search(line) if "pet:" in line else None
        if comment is None or texts.hold(number, comment.start() + 1):
            continue
        place = Place(source, Position(number, comment.start() + 1), Position(number, len(line) + 1))
        alone = not line[: comment.start()].strip()
        covered = None if number < first else texts.covered(_below(source, number) if alone else number)
        yield place, comment["what"].strip(), covered


class _Texts:
    """The texts and other values of a file, by the lines on which they stand."""

    def __init__(self, root: yamltree.Node | None) -> None:
        self._on: dict[int, list[yamltree.Scalar]] = defaultdict(list)
        for each in yamltree.nodes(root) if root else ():
            if isinstance(each, yamltree.Scalar):
                for line in range(each.place.start.line, each.last_line + 1):
                    self._on[line].append(each)

    def hold(self, line: int, column: int) -> bool:
        """Whether a place is inside a text, where a `#` is a letter."""
        return any(_holds(each, line, column) for each in self._on.get(line, ()))

    def covered(self, line: int) -> range:
        """The line, and with it all lines of a text that begins there: no comment can stand inside one."""
        lasts = (each.last_line for each in self._on.get(line, ()) if each.place.start.line == line)
        return range(line, max([line, *lasts]) + 1)

    def start(self, line: int) -> int:
        """The line on which the text begins that `line` is a part of."""
        return min([line, *(each.place.start.line for each in self._on.get(line, ()))])


def _holds(scalar: yamltree.Scalar, line: int, column: int) -> bool:
    """A plain text ends at a comment, and a block begins below its mark."""
    if scalar.style in ("|", ">"):
        return scalar.place.start.line < line <= scalar.last_line
    return not scalar.plain and scalar.place.start < Position(line, column) < scalar.stop


def _below(source: Source, number: int) -> int:
    """The next line that is not a comment."""
    lines = range(number + 1, len(source.lines) + 1)
    told = (each for each in lines if source.line(each).strip() and not source.line(each).lstrip().startswith("#"))
    return next(told, number)


# --- writing ---------------------------------------------------------------------------------------------------------


def add(found: Sequence[Diagnostic], sources: Sequence[Source], reason: str) -> dict[str, str]:
    """The files with a silencer above each finding, by path: to adopt the tool on what is there.

    What cannot be silenced, because its file cannot be read or because it is about a silencer, is left out, and so is
    what goes away with the writing.
    """
    texts = {}
    for source in sources:
        root = yamltree.read(source).root
        own = [each for each in found if each.place.source.path == source.path and each.rule not in _LEFT_OUT]
        if root is not None and own:
            texts[source.path] = _with_silencers(source, root, own, reason)
    return texts


def _with_silencers(source: Source, root: yamltree.Node, found: Sequence[Diagnostic], reason: str) -> str:
    texts = _Texts(root)
    wanted: dict[int, list[str]] = {}
    for each in found:
        rules = wanted.setdefault(texts.start(each.place.start.line), [])
        rules += [each.rule.name] if each.rule.name not in rules else []
    silencers = {number: f"# pet: ignore[{', '.join(rules)}] {reason}" for number, rules in wanted.items()}
    text = _put(silencers, source, root)
    if _means_the_same(text, root):
        return text
    # Beside the first line of a text of several lines there is no room for a comment.
    harmless = {
        number: each for number, each in silencers.items() if _means_the_same(_put({number: each}, source, root), root)
    }
    return _put(harmless, source, root)


def _put(silencers: Mapping[int, str], source: Source, root: yamltree.Node) -> str:
    """The text with each silencer above its line; all lines end as they did."""
    ends = [*_LINE_END.findall(source.text), ""]
    lines = list(source.lines)
    for number, silencer in silencers.items():
        line = lines[number - 1]
        # Above the first line it would speak for the whole file.
        if number <= root.place.start.line:
            lines[number - 1] = f"{line}  {silencer}"
        else:
            indent = line[: len(line) - len(line.lstrip())]
            lines[number - 1] = f"{indent}{silencer}{ends[number - 2]}{line}"
    return "".join(line + end for line, end in zip(lines, ends, strict=True))


def _means_the_same(text: str, root: yamltree.Node) -> bool:
    again = yamltree.read(Source(path="", text=text)).root
    return again is not None and yamltree.data(again) == yamltree.data(root)


# --- rules -----------------------------------------------------------------------------------------------------------


def _rule(fault: str, summary: str, why: str, bad: str, good: str) -> Rule:
    example = Example(part="file", bad=bad + _GROUP, good=good + _GROUP)
    return Rule(name=f"silence/{fault}", severity=Severity.WARNING, summary=summary, why=why, example=example)


_GROUP = "group:\n  id: example\n  name: Example\n"

USELESS = _rule(
    "useless",
    "a silencer that silences nothing",
    "What was at fault has been mended, or the silencer stands on another line than the fault; the next fault of its "
    "kind would go unheard.",
    "# pet: ignore[theme/unused] kept for the next edition\n",
    "",
)
REASON = _rule(
    "reason-missing",
    "a silencer without a reason",
    "Whoever reads it in a year cannot tell whether it still holds.",
    "# pet: ignore[theme/unused]\n",
    "",
)
UNKNOWN = _rule(
    "unknown-rule",
    "a silencer for a rule that does not exist",
    "A misspelt name silences nothing.",
    "# pet: ignore[theme/unusd] kept for the next edition\n",
    "",
)
MALFORMED = _rule(
    "malformed",
    "a comment that speaks to this tool in words that it does not know",
    "It was probably meant as a silencer, and silences nothing.",
    "# pet: ignore theme/unused\n",
    "",
)
RULES = (USELESS, REASON, UNKNOWN, MALFORMED)
_LEFT_OUT = (*RULES, BYTE_ORDER_MARK)
