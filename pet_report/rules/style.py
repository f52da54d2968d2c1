"""Rules of house style: what reads badly without being wrong. None is in force until a project asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity, or_its_start, suggest
from pet_report.link import Linked
from pet_report.model import Report

if TYPE_CHECKING:
    from pet_report.ownwords import OwnWords
    from pet_report.wording import Dictionary

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


class OpenDictionary(Protocol):
    """Opens the dictionary of a language; None where there is none and nobody insists on it.

    needed: the project names the rule, so it relies on it, and a run that left it out would pass for one that found
    nothing: then ToolFailure is raised. Who asks for all rules asks for what this machine can do.
    """

    def __call__(self, language: str, *, needed: bool) -> Dictionary | None: ...


def _no_dictionary(language: str, *, needed: bool) -> None:  # noqa: ARG001 - for runs that want no findings
    return None


class Asked(Struct, frozen=True, kw_only=True):
    """What a run asks for beyond what `report.yaml` does. also: names of rules, or `all`."""

    also: tuple[str, ...] = ()
    open_dictionary: OpenDictionary = _no_dictionary


class InForce(Struct, frozen=True, kw_only=True):
    """The rules to look with; `dictionary` is there where one of them needs it."""

    names: frozenset[str] = frozenset()
    language: str = "en-GB"
    dictionary: Dictionary | None = None

    @property
    def asleep(self) -> frozenset[str]:
        """Rules that find nothing whatever the files say."""
        return frozenset(rule.name for rule in WHERE_ASKED) - self.names


def in_force(report: Report | None, asked: Asked) -> InForce:
    language = report.language if report else "en-GB"
    wanted = {*(report.style if report else ()), *asked.also}
    looked_at = [rule for rule in WHERE_ASKED if language.partition("-")[0] == "en" or rule not in _OF_ENGLISH]
    names = frozenset(rule.name for rule in looked_at if ALL in wanted or rule.name in wanted)
    if MISSPELLING.name not in names:
        return InForce(names=names, language=language)
    dictionary = asked.open_dictionary(language, needed=MISSPELLING.name in wanted)
    return InForce(names=names if dictionary else names - {MISSPELLING.name}, language=language, dictionary=dictionary)


def check(linked: Linked, force: InForce) -> Iterator[Diagnostic]:
    """What the rules in force find."""
    if not force.names:
        return
    # Imported here because most projects ask for none of it, and an editor waits for every one.
    from pet_report.ownwords import OwnWords

    text = OwnWords(linked=linked, language=force.language, dictionary=force.dictionary)
    for rule, look in WHERE_ASKED.items():
        if rule.name in force.names:
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


def long_sentence(text: OwnWords) -> Iterator[Diagnostic]:
    for each in text.words:
        for start, end, count in each.sentences(text.language) if not each.passage.heading else ():
            if count > MOST_WORDS:
                first = " ".join(each.shown(start, end).split()[:_FIRST])
                message = f'{count} words from "{first}" to the full stop'
                hint = f"make two of it: {MOST_WORDS} words are enough for one"
                yield LONG_SENTENCE.at(each.place(start, end), message, hint=hint)


def click_here(text: OwnWords) -> Iterator[Diagnostic]:
    for each in text.words:
        for start, end in each.empty_links():
            message = f'"{each.shown(start, end)}" does not say where the link leads'
            yield CLICK_HERE.at(each.place(start, end), message, hint="let its words name what it leads to")


def unexpanded_abbreviation(text: OwnWords) -> Iterator[Diagnostic]:
    # It reasons from absence: what explains the letters may be among what could not be read.
    for short, places in text.riddles().items() if text.linked.project.whole else ():
        first, *others = places
        notes = [Note(others[0], f"the first of {len(others)} more" if others[1:] else "used again")] if others else []
        hint = f'write "Its Full Name ({short})" here, or list it under "words" if every reader knows it'
        yield ABBREVIATION.at(first, f'"{short}" is never written out', hint=hint, notes=notes)


def jargon(text: OwnWords) -> Iterator[Diagnostic]:
    for each in text.words:
        for start, end, instead in text.advice(each):
            message = f'"{each.shown(start, end)}" can be said more plainly'
            yield JARGON.at(each.place(start, end), message, hint=f"in plain words: {instead}")


def title_case(text: OwnWords) -> Iterator[Diagnostic]:
    for each in text.words:
        odd = text.raised_without_need(each)
        if len(odd) > 1:
            message = f'"{odd[0]}" and {len(odd) - 1} more begin with a capital'
            hint = 'write it like a sentence, and list under "words" what is a name'
            yield TITLE_CASE.at(each.place(0, len(each.text)), message, hint=hint)


def double_space(text: OwnWords) -> Iterator[Diagnostic]:
    for each in text.words:
        for start, end in each.wide_gaps():
            message = f"{end - start} spaces where one is meant"
            yield DOUBLE_SPACE.at(each.place(start + 1, end), message, hint="leave one space")


def misspelling(text: OwnWords) -> Iterator[Diagnostic]:
    for each in text.words:
        for start, end, hint in text.misspelt(each):
            message = f'"{each.shown(start, end)}" is not in the dictionary'
            yield MISSPELLING.at(each.place(start, end), message, hint=hint)


_FIRST = 4
"""Words by which a sentence is known."""
WHERE_ASKED: Mapping[Rule, Callable[[OwnWords], Iterator[Diagnostic]]] = {
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
