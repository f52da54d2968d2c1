"""Rules of house style: what reads badly without being wrong. None is in force until a project asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pet_report import plain
from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity, or_its_start, suggest
from pet_report.link import Linked
from pet_report.markdown import OPAQUE
from pet_report.model import Report
from pet_report.ownwords import WORD, OwnWords, bare, language_of
from pet_report.source import Place

MOST_WORDS = 25
"""In a sentence, after GOV.UK: longer ones are read twice, or not to the end."""
ALL = "all"
"""Under `style` in report.yaml: every rule of the family."""


def _rule(fault: str, severity: Severity, summary: str, why: str, bad: str, good: str) -> Rule:
    def part(words: str) -> str:
        return f"text_status: paraphrase\ntext: |\n  {words}\n"

    example = Example(part="proposal", bad=part(bad), good=part(good))
    return Rule(name=f"style/{fault}", severity=severity, summary=summary, why=why, example=example)


LONG_SENTENCE = _rule(
    "long-sentence",
    Severity.WARNING,
    f"a sentence of more than {MOST_WORDS} words",
    "Few readers hold so much in mind until the full stop, and those who listen to it cannot look back.",
    "The council should, as soon as it can find the money and a warm room that is large enough, open a youth club "
    "that is run by those who go there.",
    "The council should open a youth club. It should be run by those who go there.",
)
CLICK_HERE = _rule(
    "click-here",
    Severity.WARNING,
    "a link whose words do not say where it leads",
    'Whoever listens to a page hears its links without what stands around them; on paper, "here" is nowhere.',
    "For the timetable, [click here](https://example.org/bus).",
    "See [the timetable of the bus](https://example.org/bus).",
)
ABBREVIATION = _rule(
    "unexpanded-abbreviation",
    Severity.WARNING,
    "an abbreviation that the project never writes out",
    "What is a daily word in one office is a riddle in the next.",
    "The YCA should run the bus.",
    "The Youth Club Association (YCA) should run the bus.",
)
JARGON = _rule(
    "jargon",
    Severity.NOTE,
    "a word for which the style guide of GOV.UK has a plainer one",
    "Words that could stand in any report say little about this one, and are hard on those who learn English.",
    "Utilise the bus in order to facilitate visits.",
    "Use the bus to help with visits.",
)
TITLE_CASE = _rule(
    "title-case",
    Severity.NOTE,
    "a heading with capitals where a sentence has none",
    "Capitals tell names from other words; where every word has one they tell nothing, and slow the reader down.",
    "# When the Youth Club Opens Its Doors",
    "# When the youth club opens its doors",
)
DOUBLE_SPACE = _rule(
    "double-space",
    Severity.WARNING,
    "more than one space between two words",
    "It is left over from a change, or from a typewriter, and hides the next change in a comparison.",
    "Open every weekday.  Close at ten.",
    "Open every weekday. Close at ten.",
)
MISSPELLING = _rule(
    "misspelling",
    Severity.WARNING,
    "a word that is not in the dictionary",
    "It is misspelt, or spelt as elsewhere; or it is a name, which belongs into the list under `words`.",
    "The proposel is to open every weekday.",
    "The proposal is to open every weekday.",
)
UNKNOWN = Rule(
    name="style/unknown-rule",
    severity=Severity.WARNING,
    summary="a rule of style that does not exist",
    why="A misspelt name turns nothing on, and everyone believes that it is looked at.",
    example=Example(part="report", bad="style: [style/click-hear]", good="style: [style/click-here]"),
)


# --- what is in force --------------------------------------------------------------------------------------------


class Dictionary(Protocol):
    """The words of a language."""

    def knows(self, word: str) -> bool: ...

    def near(self, word: str) -> Sequence[str]:
        """What was probably meant, the likeliest first."""


class OpenDictionary(Protocol):
    """Opens the dictionary of a language; None where there is none and nobody insists on it.

    needed: the project names the rule, so it relies on it, and a run that left it out would pass for one that found
    nothing: then ToolFailure is raised. Who asks for all rules asks for what this machine can do.
    """

    def __call__(self, language: str, *, needed: bool) -> Dictionary | None: ...


def _no_dictionary(language: str, *, needed: bool) -> None:  # noqa: ARG001 - for runs that want no findings
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a run asks for beyond what `report.yaml` does. also: names of rules, or `all`."""

    also: tuple[str, ...] = ()
    open_dictionary: OpenDictionary = _no_dictionary


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The rules to look with; `dictionary` is there where one of them needs it."""

    names: frozenset[str] = frozenset()
    dictionary: Dictionary | None = None

    @property
    def asleep(self) -> frozenset[str]:
        """Rules that find nothing whatever the files say."""
        return frozenset(rule.name for rule in WHERE_ASKED) - self.names


def in_force(report: Report | None, asked: Asked) -> InForce:
    wanted = {*(report.style if report else ()), *asked.also}
    names = {rule.name for rule in WHERE_ASKED if ALL in wanted or rule.name in wanted}
    if MISSPELLING.name not in names:
        return InForce(names=frozenset(names))
    dictionary = asked.open_dictionary(language_of(report), needed=MISSPELLING.name in wanted)
    return InForce(names=frozenset(names if dictionary else names - {MISSPELLING.name}), dictionary=dictionary)


def check(linked: Linked, force: InForce) -> Iterator[Diagnostic]:
    """What the rules in force find."""
    if force.names:
        text = _Text(linked=linked, dictionary=force.dictionary)
        for rule, look in WHERE_ASKED.items():
            if rule.name in force.names and (text.english or rule not in _OF_ENGLISH):
                yield from map(or_its_start, look(text))


def unknown_rule(linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    if report is None:
        return
    names = [ALL, *(rule.name for rule in WHERE_ASKED)]
    for index, name in enumerate(report.style):
        if name not in names:
            hint = suggest(name, names, few=len(names))
            yield UNKNOWN.at(report.at("style", index), f'no rule of style is called "{name}"', hint=hint)


# --- the rules ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Text(OwnWords):
    """`dictionary` is there where spelling is looked at."""

    dictionary: Dictionary | None = None


def long_sentence(text: _Text) -> Iterator[Diagnostic]:
    # A library of its own, which `check` does not wait for where nobody asks for it.
    from pet_report.sentences import sentences

    for each in text.words:
        for start, end in sentences(each.text, text.language) if not each.passage.heading else ():
            count = sum(map(_is_word, each.text[start:end].split()))
            if count > MOST_WORDS:
                first = " ".join(_shown(each.text[start:end]).split()[:_FIRST])
                hint = f"make two of it: {MOST_WORDS} words are enough for one"
                yield LONG_SENTENCE.at(
                    each.place(start, end), f'{count} words from "{first}" to the full stop', hint=hint
                )


def click_here(text: _Text) -> Iterator[Diagnostic]:
    for each in text.words:
        for start, end in each.passage.links:
            if _SAYS_NOTHING.fullmatch(each.text, start, end):
                message = f'"{_shown(each.text[start:end])}" does not say where the link leads'
                hint = "let the words of the link name what it leads to"
                yield CLICK_HERE.at(each.place(start, end), message, hint=hint)


def unexpanded_abbreviation(text: _Text) -> Iterator[Diagnostic]:
    # It reasons from absence: what explains the letters may be among what could not be read.
    if not text.linked.project.whole:
        return
    known = {*plain.EVERYBODY_KNOWS, *text.listed, *_expanded(text)}
    used: dict[str, list[Place]] = {}
    for each in text.words:
        for match in _LETTERS.finditer(each.text):
            short = match[0].removesuffix("s")
            if _is_abbreviation(short) and not {match[0], short} & known:
                used.setdefault(short, []).append(each.place(*match.span()))
    for short, places in used.items():
        first, *others = sorted(places, key=lambda place: place.order)
        notes = [Note(others[0], f"the first of {len(others)} more" if others[1:] else "used again")] if others else []
        hint = f'write "Its Full Name ({short})" here, or list it under "words" if every reader knows it'
        yield ABBREVIATION.at(first, f'"{short}" is never written out', hint=hint, notes=notes)


def jargon(text: _Text) -> Iterator[Diagnostic]:
    for each in text.words:
        own = text.without_others(each.text)
        for match, instead in plain.advised_against(own):
            if match[0][0].islower() or _BEGINS.search(own[max(0, match.start() - 3) : match.start()]):
                message = f'"{_shown(match[0])}" can be said more plainly'
                yield JARGON.at(each.place(*match.span()), message, hint=f"in plain words: {instead}")


def title_case(text: _Text) -> Iterator[Diagnostic]:
    for each in text.words:
        odd = _raised_without_need(each.text, text) if each.passage.heading else ()
        if len(odd) > 1:
            message = f'"{odd[0]}" and {len(odd) - 1} more begin with a capital'
            hint = 'write it like a sentence, and list under "words" what is a name'
            yield TITLE_CASE.at(each.place(0, len(each.text)), message, hint=hint)


def double_space(text: _Text) -> Iterator[Diagnostic]:
    for each in text.words:
        for match in _SPACES.finditer(each.text):
            start, end = match.span()
            # Between them may stand what a reader does not see as a word: the mark of a note.
            if each.passage.written(start, end)[1] == end - start:
                message = f"{end - start} spaces where one is meant"
                yield DOUBLE_SPACE.at(each.place(start + 1, end), message, hint="leave one space")


def misspelling(text: _Text) -> Iterator[Diagnostic]:
    spelling = _Spelling(text)
    for each in text.words:
        for match in _SPELT.finditer(text.without_others(each.text)):
            hint = spelling.hint(match[0])
            if hint:
                message = f'"{match[0]}" is not in the dictionary'
                yield MISSPELLING.at(each.place(*match.span()), message, hint=hint)


WHERE_ASKED: Mapping[Rule, Callable[[_Text], Iterator[Diagnostic]]] = {
    LONG_SENTENCE: long_sentence,
    CLICK_HERE: click_here,
    ABBREVIATION: unexpanded_abbreviation,
    JARGON: jargon,
    TITLE_CASE: title_case,
    DOUBLE_SPACE: double_space,
    MISSPELLING: misspelling,
}
_OF_ENGLISH = (CLICK_HERE, JARGON, TITLE_CASE)
RULES = (*WHERE_ASKED, UNKNOWN)
CHECKS = (unknown_rule,)
"""What is looked at in every project; what is not stands in `WHERE_ASKED`."""


# --- words -------------------------------------------------------------------------------------------------------

_SAYS_NOTHING = re.compile(
    r"\W*(?:please\s)?(?:(?:click|tap|press)(?:\son)?(?:\s(?:here|this|this\slink))?|here|this|link"
    r"|(?:this|the)\s(?:link|page|website|site)|(?:(?:find\sout|learn|read|see)\s)?more(?:\shere)?"
    r"|(?:more|further)\s(?:details|information))\W*",
    re.IGNORECASE,
)
_FIRST = 4
"""Words by which a sentence is known."""
_BEGINS = re.compile(r"(?:^|[.!?:…]\W*)\Z")
_SPACES = re.compile(r"(?<=\S) {2,}(?=\S)")
_LETTERS = re.compile(r"(?<![\w@.])[^\W\d_]++(?:&[^\W\d_]++)*+(?![\w@])")
_SPELT = re.compile(rf"(?<![\w@./’'-]){WORD.pattern}(?![\w@/-]|\.\w)")
_ROMAN = re.compile(r"[IVX]+")
_LONGEST = 6
"""Letters of an abbreviation in capitals; what is longer is a word that is shouted."""
_MOST_SUGGESTIONS = 100
"""Words for which near ones are sought, as that takes long: a text with more is in another language."""


def _shown(words: str) -> str:
    """In one line."""
    return re.sub(f"{OPAQUE}+", "…", " ".join(words.split()))


def _is_word(chunk: str) -> bool:
    """Not a dash. A title that a reference prints is one word: its length is not this author's doing."""
    return any(letter.isalnum() or letter == OPAQUE for letter in chunk)


def _is_abbreviation(word: str) -> bool:
    """`DfES`, `MINAB`; not `McDonald`, `XIV` or `WARNING`."""
    capitals = sum(letter.isupper() for letter in word)
    shouted = capitals == len(word) > _LONGEST
    return capitals > 1 and 2 * capitals >= len(word) and not shouted and not _ROMAN.fullmatch(word)


def _raised_without_need(heading: str, text: _Text) -> tuple[str, ...]:
    """The words that have a capital and are no names, where a heading has no other words."""
    words = WORD.findall(heading)
    if any(word[0].islower() and len(word) >= _SIGNIFICANT for word in words):
        return ()
    known = text.names | text.raised
    odd = [word for word in words[1:] if word.istitle() and len(word) > 1 and bare(word) not in known]
    # After "the", such words are one name more often than not, unless they have the small words of a sentence.
    named = bool(odd) and words[words.index(odd[0]) - 1] == "the" and not _SMALL.intersection(map(str.lower, odd))
    return () if named else tuple(odd)


_SIGNIFICANT = 5
"""Letters of a word that has a capital where headings are given them; shorter ones may go without."""
_SMALL = frozenset(
    """a an and are as at but by can do does for from has have her his how if in into is it its my no not of on or our
    she than that the their them they this to up was we were what when where which who whose why will with you your
    """.split()  # noqa: SIM905 - words are read more easily without the marks
)


_IN_BRACKETS = re.compile(r"\(([^\W\d_]{2,12}(?:&[^\W\d_]+)?)\)")
_WITH_BRACKETS = re.compile(r"\b([^\W\d_]{2,12})\s\(([^()]{3,100})\)")
_NAME_BEFORE = 120
"""Characters before a bracket in which the name that it shortens begins."""


def _expanded(text: _Text) -> Iterator[str]:
    """The abbreviations that the project explains: `Full Name (ABC)`, `ABC (Full Name)`, or an everyday name."""
    whole = "\n".join(
        (*text.official, *(each.value for each in text.linked.prose), *(each.text for each in text.words))
    )
    for match in _IN_BRACKETS.finditer(whole):
        before = whole[max(0, match.start() - _NAME_BEFORE) : match.start()]
        if before.rstrip().endswith("]]") or any(_begins_alike(word, match[1]) for word in WORD.findall(before)):
            yield match[1].removesuffix("s")
    for match in _WITH_BRACKETS.finditer(whole):
        if _begins_alike(match[2], match[1]):
            yield match[1].removesuffix("s")
    yield from text.everyday


def _begins_alike(words: str, short: str) -> bool:
    return words[:1].casefold() == short[:1].casefold()


class _Spelling:
    """Looks each word up once."""

    def __init__(self, text: _Text) -> None:
        self.text, self.dictionary = text, text.dictionary
        self._hints: dict[str, str] = {}
        self._sought = 0

    def hint(self, word: str) -> str:
        """What to do about a word; nothing where it is right."""
        if word not in self._hints:
            self._hints[word] = "" if self._is_right(word) else self._way_out(word)
        return self._hints[word]

    def _is_right(self, word: str) -> bool:
        inside = bare(word)
        if len(inside) == 1 or not _LATIN.fullmatch(inside) or inside[1:] != inside[1:].lower():
            return True  # other alphabets, and names such as YouTube or DfES
        if {inside, inside.lower()} & (self.text.names | self.text.listed) or self._knows(word):
            return True
        return self._knows(inside) or ("-" in word and all(map(self._is_right, word.split("-"))))

    def _knows(self, word: str) -> bool:
        return self.dictionary is None or self.dictionary.knows(word.replace("’", "'"))

    def _way_out(self, word: str) -> str:
        self._sought += 1
        listed = 'list it under "words" in report.yaml'
        near = self.dictionary.near(word) if self.dictionary and self._sought <= _MOST_SUGGESTIONS else ()
        if not near:
            return f"if it is right, {listed}"
        return (
            f'did you mean "{near[0]}"?'
            if word[0].islower()
            else f'did you mean "{near[0]}"? If it is a name, {listed}'
        )


_LATIN = re.compile(r"[A-Za-z\u00C0-\u024F'’-]+")
