"""Cases: small projects whose comments say what is wrong with them, laid over the sound one in `base`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pet_report import pipeline, yamltree
from pet_report.diagnostics import Diagnostic
from pet_report.load import CHANGE_LOG, REPORT
from pet_report.rules import style
from pet_report.source import Source

FOLDER = Path(__file__).parent
FIRST = {
    "report": REPORT,
    "group": "groups/01-example.yaml",
    "response": "groups/01-example.response.yaml",
    "changelog": CHANGE_LOG,
}
"""The file of the base that a case of this ending lays over."""

Texts = Mapping[str, str]
"""What the files of a project hold, by path."""


@dataclass(frozen=True, slots=True)
class Expected:
    """`column` is None where any will do."""

    path: str
    line: int
    column: int | None
    severity: str
    rule: str

    def meets(self, found: Diagnostic) -> bool:
        start = found.place.start
        same = (found.place.source.path, start.line, str(found.severity), found.rule.name)
        return same == (self.path, self.line, self.severity, self.rule) and self.column in (
            None,
            start.column,
        )


@dataclass(frozen=True, slots=True)
class Followed:
    """What a person who follows the hint on line `line` of `path` makes of another line; nothing: it goes."""

    path: str
    line: int
    target: str
    target_line: int
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    name: str
    texts: Texts
    expected: tuple[Expected, ...]
    followed: tuple[Followed, ...]

    def by_hand(self, found: Diagnostic) -> tuple[Followed, ...]:
        """What the case says of how the hint of a finding is followed."""
        place = found.place
        return tuple(each for each in self.followed if (each.path, each.line) == (place.source.path, place.start.line))


def read_texts(root: Path) -> dict[str, str]:
    """Every YAML file of a project: `report.yaml`, its change log, and what lies in `groups`."""
    paths = [root / REPORT, root / CHANGE_LOG, *sorted((root / "groups").glob("*.yaml"))]
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in paths if path.exists()}


@dataclass(frozen=True, slots=True, kw_only=True)
class FewWords:
    """A dictionary that knows all words but two."""

    unknown: Mapping[str, str] = field(default_factory=lambda: {"behavior": "behaviour", "proposel": "proposal"})

    def knows(self, word: str) -> bool:
        return word.lower() not in self.unknown

    def near(self, word: str) -> tuple[str, ...]:
        return (self.unknown[word.lower()],)


def found_in(texts: Texts) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with a project."""
    sources = tuple(Source(path=path, text=text) for path, text in texts.items())
    return pipeline.check(sources, (), style.Asked(open_dictionary=_few_words)).found


def _few_words(language: str, *, needed: bool) -> FewWords:  # noqa: ARG001 - the same for all
    return FewWords()


def with_style(texts: Texts) -> dict[str, str]:
    """The same project, which asks for house style."""
    return {**texts, REPORT: texts[REPORT] + "style: [all]\n"}


def cases() -> list[Case]:
    """Every case, by name: a file laid over the one of its ending, or a folder laid over the base."""
    files = [path for path in sorted(FOLDER.glob("*/*.yaml")) if path.parent.name != "base"]
    folders = [path for path in sorted(FOLDER.glob("*/*/")) if path.parent.name not in ("base", "__pycache__")]
    return [_case(path, {_laid_over(path): path.read_text("utf-8")}) for path in files] + [
        _case(path, read_texts(path)) for path in folders
    ]


def _case(path: Path, written: Texts) -> Case:
    base = with_style(read_texts(FOLDER / "base")) if path.parent.name == "style" else read_texts(FOLDER / "base")
    followed = [each for name, text in written.items() for each in _followed(name, text)]
    texts = {name: _FOLLOW.sub("", text) for name, text in written.items()}
    expected = [each for name, text in texts.items() for each in _expected(name, text)]
    laid = {name: lay_over(text, base.get(name, "")) for name, text in texts.items()}
    return Case(
        name=path.relative_to(FOLDER).as_posix().removesuffix(".yaml"),
        texts={**base, **laid},
        expected=tuple(expected),
        followed=tuple(followed),
    )


def _laid_over(path: Path) -> str:
    return FIRST[path.suffixes[-2].removeprefix(".")]


# --- comments -------------------------------------------------------------------------------------

_BESIDE = re.compile(r"#.*$")
_ONE = re.compile(r"\b(error|warning|note)(?:@(\d+))?: ([a-z]+/[a-z-]+)")
_AT = re.compile(r"^# at (\d+):(\d+) (error|warning|note): ([a-z]+/[a-z-]+)$", re.MULTILINE)
_FOLLOW = re.compile(r"^# follow (\d+)(?: at (?:([\w./-]+):)?(\d+))?:(?: (.*))?\n", re.MULTILINE)


def _followed(path: str, text: str) -> Iterator[Followed]:
    """`# follow 6: new line`, `# follow 6 at 8: new line`, `# follow 6 at groups/02-other.yaml:3: new line`."""
    for line, target, target_line, new in _FOLLOW.findall(text):
        yield Followed(path, int(line), target or path, int(target_line or line), new or None)


def _expected(path: str, text: str) -> Iterator[Expected]:
    """`# error: rule` beside a fault, `# error@12: rule` with its column, `# at 7:3 error: rule` anywhere."""
    for line, column, severity, rule in _AT.findall(text):
        yield Expected(path, int(line), int(column), severity, rule)
    for number, line in enumerate(text.split("\n"), start=1):
        comment = _BESIDE.search(line)
        if comment is not None and not _AT.match(line):
            for severity, column, rule in _ONE.findall(comment[0]):
                yield Expected(path, number, int(column) if column else None, severity, rule)


# --- laying over ----------------------------------------------------------------------------------

_KEY = re.compile(r"^(\w+):", re.MULTILINE)


def lay_over(case: str, base: str) -> str:
    """The case, its lines where they were, then what only the base has: items of its last list, and keys.

    A case that says `# alone` is left as it is.
    """
    if re.search(r"^# alone$", case, re.MULTILINE):
        return case
    keys = _KEY.findall(case)
    more = [block for key, block in _parts(base, _KEY) if key not in keys]
    last = keys[-1] if keys else ""
    if re.search(rf"^{last}:[ ]*(#.*)?$", case, re.MULTILINE):
        written = dict(_parts(base, _KEY)).get(last, "")
        items = [item for head, item in _parts(written, _ITEM) if head not in case]
        more = [*items, *more] if last in ("proposals", "responses") else more
    return case.rstrip("\n") + "\n" + "".join(more)


_ITEM = re.compile(r"^(  - \w+: \S+)", re.MULTILINE)


def _parts(text: str, head: re.Pattern[str]) -> list[tuple[str, str]]:
    """The stretches of a text that begin with `head`, each with what its group holds."""
    heads = list(head.finditer(text))
    starts = [match.start() for match in heads]
    return [(match[1], text[match.start() : end]) for match, end in zip(heads, [*starts[1:], len(text)], strict=False)]


def _can_be_read(case: Case) -> bool:
    return all(yamltree.read(Source(path=path, text=text)).root is not None for path, text in case.texts.items())


CASES_THAT_CAN_BE_READ = [case for case in cases() if _can_be_read(case)]
