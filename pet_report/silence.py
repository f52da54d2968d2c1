"""Findings that somebody decided to live with, and said why: `# pet: ignore[rule] reason`.

A silencer stands on the line of a finding or alone on the line above; in the first lines of a file it is for the whole
file; in `report.yaml`, under `ignore`, for the project. A silenced error still stands in the way of a publication: it
says that something cannot be printed, and no reason changes that.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from pet_report import yamltree
from pet_report.diagnostics import Diagnostic, Example, Rule, Severity, in_reading_order, suggest
from pet_report.load import Project
from pet_report.source import Place, Position, Source

_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*pet:\s*(?P<what>.*)$")
_FORM = re.compile(r"ignore\[(?P<rules>[^\]]*)\]\s*(?P<reason>.*)$")
_RULE = re.compile(r"[\w/-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What is still to be heard, what was silenced, and what is wrong with the silencers."""

    found: tuple[Diagnostic, ...]
    silenced: tuple[Diagnostic, ...]


@dataclass(slots=True, kw_only=True)
class _Silencer:
    """lines: what it covers in its file; None: all. path None: every file."""

    rule: str
    place: Place
    path: str | None
    lines: range | None
    used: bool = field(default=False)

    def covers(self, finding: Diagnostic) -> bool:
        place = finding.place
        return (
            self.rule == finding.rule.name
            and self.path in (None, place.source.path)
            and (self.lines is None or place.start.line in self.lines)
        )


def hear(
    found: Sequence[Diagnostic], project: Project, known: Sequence[str], *, asleep: Collection[str] = ()
) -> Hearing:
    """Set aside what is silenced. `known`: the names of all rules; `asleep`: of those that were not looked at."""
    silencers, faults = _silencers(project, known)
    silenced: list[Diagnostic] = []
    left: list[Diagnostic] = []
    for each in found:
        (silenced if _is_silenced(each, silencers) else left).append(each)
    # Where something could not be read, what a silencer speaks of may be among what was left out.
    unused = (each for each in silencers if not each.used and each.rule not in asleep)
    idle = [_useless(each) for each in unused] if project.whole else []
    return Hearing(found=in_reading_order((*left, *faults, *idle)), silenced=tuple(silenced))


def _is_silenced(finding: Diagnostic, silencers: Sequence[_Silencer]) -> bool:
    covering = [each for each in silencers if each.covers(finding)]
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
    rules = _RULE.findall(form["rules"]) if form else []
    if form is None or not rules:
        hint = "write it as: # pet: ignore[theme/unused] because …"
        return [], [MALFORMED.at(place, f'"pet: {what[:40]}" is no silencer', hint=hint)]
    if not form["reason"]:
        return [], [REASON.at(place, "a silencer without a reason", hint="say after the bracket why nothing is wrong")]
    path = place.source.path
    made = [_Silencer(rule=rule, place=place, path=path, lines=lines) for rule in rules if rule in known]
    return made, [_unknown(place, rule, known) for rule in rules if rule not in known]


def _unknown(place: Place, rule: str, known: Sequence[str]) -> Diagnostic:
    return UNKNOWN.at(place, f'no rule is called "{rule}"', hint=suggest(rule, known))


# --- comments --------------------------------------------------------------------------------------------------------


def _comments(source: Source) -> Iterator[tuple[Place, str, range | None]]:
    """Each comment that speaks to us, what it says, and the lines that it covers."""
    root = yamltree.read(source).root
    scalars = [each for each in yamltree.nodes(root) if isinstance(each, yamltree.Scalar)] if root else []
    first = root.place.start.line if root else 1
    for number, line in enumerate(source.lines, start=1):
        comment = _COMMENT.search(line)
        if comment is None or any(_holds(scalar, number, comment.start() + 1) for scalar in scalars):
            continue
        place = Place(source, Position(number, comment.start() + 1), Position(number, len(line) + 1))
        alone = not line[: comment.start()].strip()
        covered = None if number < first else _covered(_below(source, number) if alone else number, scalars)
        yield place, comment["what"].strip(), covered


def _holds(scalar: yamltree.Scalar, line: int, column: int) -> bool:
    """Whether a place is inside a text, where a `#` is a letter; a plain text ends at a comment."""
    if scalar.plain:
        return False
    place = scalar.place
    if place.end.line == scalar.last_line:
        return line == place.start.line and place.start.column < column < place.end.column
    return place.start.line < line < scalar.last_line


def _below(source: Source, number: int) -> int:
    """The next line that is not a comment."""
    lines = range(number + 1, len(source.lines) + 1)
    told = (each for each in lines if source.line(each).strip() and not source.line(each).lstrip().startswith("#"))
    return next(told, number)


def _covered(line: int, scalars: Sequence[yamltree.Scalar]) -> range:
    """The line, and with it all lines of a text that begins there: no comment can stand inside one."""
    return range(line, max([line, *(each.last_line for each in scalars if each.place.start.line == line)]) + 1)


# --- writing ---------------------------------------------------------------------------------------------------------


def add(found: Sequence[Diagnostic], sources: Sequence[Source], reason: str) -> dict[str, str]:
    """The files with a silencer above each finding, by path: to adopt the tool on what is there.

    What cannot be silenced, because its file cannot be read or because it is about a silencer, is left out.
    """
    texts = {}
    for source in sources:
        root = yamltree.read(source).root
        own = [each for each in found if each.place.source.path == source.path and each.rule not in RULES]
        if root is not None and own:
            texts[source.path] = _with_silencers(source, root, own, reason)
    return texts


def _with_silencers(source: Source, root: yamltree.Node, found: Sequence[Diagnostic], reason: str) -> str:
    scalars = [each for each in yamltree.nodes(root) if isinstance(each, yamltree.Scalar)]
    wanted: dict[int, list[str]] = {}
    for each in found:
        rules = wanted.setdefault(_start(each.place.start.line, scalars), [])
        rules += [each.rule.name] if each.rule.name not in rules else []
    lines = list(source.lines)
    for number in sorted(wanted, reverse=True):
        silencer = f"# pet: ignore[{', '.join(wanted[number])}] {reason}"
        line = lines[number - 1]
        # Above the first line it would speak for the whole file.
        if number <= root.place.start.line:
            lines[number - 1] = f"{line}  {silencer}"
        else:
            lines.insert(number - 1, line[: len(line) - len(line.lstrip())] + silencer)
    return "\n".join(lines)


def _start(line: int, scalars: Sequence[yamltree.Scalar]) -> int:
    """The line on which the text begins that `line` is a part of."""
    return min([line, *(each.place.start.line for each in scalars if each.place.start.line <= line <= each.last_line)])


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
