"""What each input goes through, and what must hold behind each door."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from xml.etree import ElementTree

from pet_report import files, layout, pipeline, repair, silence, yamltree
from pet_report.announce import FORMS
from pet_report.diagnostics import Diagnostic, blocks, in_reading_order
from pet_report.rules import CATALOGUE
from pet_report.source import Place, Source
from tests.fuzz.seeds import Input

Tick = Callable[[str], None]
"""Told the name of each door before it is opened: each has its time to itself."""

REASON = "for the sake of the argument"


class Fell(AssertionError):
    """Something did not hold that must hold for every input."""


def demand(holds: object, what: str) -> None:
    if not holds:
        raise Fell(what)


def go_through(put: Input, tick: Tick) -> None:
    """Every door, with one input. Raises Fell, or whatever the program itself raised."""
    tick("reading")
    read = [files.decode(content, name) for name, content in put.files.items()]
    sources = tuple(source for source, _ in read if source is not None)
    unread = tuple(each for _, faults in read for each in faults)
    for source, faults in read:
        demand(source is not None or blocks(faults), "a file is refused without a finding")
    tick("check")
    checked = pipeline.check(sources, unread)
    _sound_findings(checked)
    for name, form in FORMS.items():
        tick(f"the form {name}")
        _printed(name, form(checked.found, color=False, width=40), checked.found)
        form(checked.found, color=True, width=200).encode()
    own = next((each for each in sources if each.path == put.path), None)
    if own is not None:
        _laid_out(own, checked.found, tick)
        _silenced(own, sources, checked.found, tick)
        _repaired(own, sources, tick)


def _sound_findings(checked: pipeline.Checked) -> None:
    every = (*checked.found, *checked.silenced)
    demand(checked.linked.project.whole or blocks(every), "something was left out without a finding")
    demand(checked.found == in_reading_order(checked.found), "the findings are not in order")
    for each in every:
        demand(each.rule is CATALOGUE.get(each.rule.name), f"{each.rule.name} is not in the catalogue")
        demand(each.message, f"{each.rule.name} says nothing")
        for place in (each.place, *(note.place for note in each.notes)):
            demand(_is_there(place), f"{each.rule.name} points to nowhere: {place}")


def _is_there(place: Place) -> bool:
    lines = place.source.lines
    inside = (
        1 <= each.line <= len(lines) and 1 <= each.column <= len(lines[each.line - 1]) + 1
        for each in (place.start, place.end)
    )  # fmt: skip
    return place.start <= place.end and all(inside)


def _printed(form: str, told: str, found: Sequence[Diagnostic]) -> None:
    told.encode()
    if form in ("json", "sarif"):
        json.loads(told)
    if form == "junit":
        ElementTree.fromstring(told)
    if form == "concise":
        demand(len(told.split("\n")) == len(found) + 1, "not one line for each finding")


# --- what writes -----------------------------------------------------------------------------------------------------


def _laid_out(source: Source, found: Sequence[Diagnostic], tick: Tick) -> None:
    """fmt keeps every value and comment, is done in one go, and refuses nothing that check finds no fault with."""
    tick("fmt")
    text = layout.laid_out(source)
    if text is None:
        own = [each for each in found if each.place.source.path == source.path]
        demand(blocks(own), "fmt refuses a file with which check finds no fault")
        return
    tick("what fmt made")
    demand(_data(text) == _data(source.text), "fmt changes a value")
    demand(_hashes(text) >= _hashes(source.text), "fmt loses a comment")
    tick("fmt again")
    again = layout.laid_out(Source(path=source.path, text=text))
    demand(again == text, "fmt is not done in one go")


def _silenced(own: Source, sources: Sequence[Source], found: Sequence[Diagnostic], tick: Tick) -> None:
    """Silencers change no value and bring no fault; what each was put beside is no longer heard."""
    wanted = [each for each in found if each.place.source.path == own.path]
    tick("silence")
    for path, text in silence.add(wanted, sources, REASON).items():
        tick("what silencers made")
        demand(_data(text) == _data(own.text), "silencers change a value")
        tick("check of the silenced")
        again, faults = files.decode(text.encode(), path)
        changed = tuple(again if again and each.path == path else each for each in sources)
        left = [each for each in pipeline.check(changed, faults).found if each.place.source.path == path]
        demand({each.rule.name for each in left} <= {each.rule.name for each in wanted}, "silencers are a fault")
        heard = sum(each.rule not in silence.RULES for each in left)
        demand(REASON not in text or heard < len(wanted), "silencers silence nothing")


def _repaired(own: Source, sources: Sequence[Source], tick: Tick) -> None:
    """Repairs end; what could be read can be read after them."""

    def find(texts: dict[str, str]) -> tuple[Diagnostic, ...]:
        tick("check of the repaired")
        return pipeline.check(tuple(Source(path=path, text=text) for path, text in texts.items())).found

    texts = {each.path: each.text.replace("\r\n", "\n") for each in sources}
    for unsafe in (False, True):
        tick("repair")
        made = repair.repair(texts, find, unsafe=unsafe)  # type: ignore[arg-type]  # a dict is a mapping
        tick("what was repaired")
        for path, text in made.items():
            demand(yamltree.read(Source(path=path, text=text)).root is not None, "a repair spoils a file")
        if not unsafe and own.path in made:
            demand(_hashes(made[own.path]) <= _hashes(own.text), "a safe repair adds a comment")


def _data(text: str) -> object:
    return yamltree.data(yamltree.read(Source(path="", text=text)).root)


def _hashes(text: str) -> int:
    return text.count("#")


def findings_of(put: Input) -> Iterator[Diagnostic]:
    """What `check` says of an input: to look into one by hand."""
    read = [files.decode(content, name) for name, content in put.files.items()]
    sources = tuple(source for source, _ in read if source is not None)
    yield from pipeline.check(sources, tuple(each for _, faults in read for each in faults)).found
