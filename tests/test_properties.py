"""What holds for every input: nothing raises, every place exists, and what does not matter does not count."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pet_report import markdown, yamltree
from pet_report.announce import FORMS
from pet_report.authored import convert
from pet_report.diagnostics import Diagnostic, in_reading_order
from pet_report.fingerprint import fingerprint
from pet_report.link import link
from pet_report.load import CHANGE_LOG, load
from pet_report.model import GroupFile, Proposal
from pet_report.rules import check
from pet_report.source import Place, Source
from pet_report.when import NoSuchDay, NotADate, When
from tests.cases.project import FIRST, FOLDER, cases, found_in, read_texts, with_style

BASE = {
    **with_style(read_texts(FOLDER / "base")),
    CHANGE_LOG: 'releases:\n  - {version: "1.0", issued: 2005-11-10, changes: [{kind: theme, id: a, title: A}]}\n',
}
PATHS = tuple(FIRST.values())

settings.register_profile("moderate", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("moderate")

# --- hostile files ------------------------------------------------------------------------------------------------

AWKWARD = (
    "&a", "*a", "!!str", "!", "[", "]", "{", "}", ": ", "- ", "? ", "|", ">-", "'", '"', "#", "\t", "\r\n", "\n", "\r",
    "---", "...", "%YAML 1.1", "\x00", "\x85", "\u2028", "\ufeff", "👩\u200d👩", "e\u0301", "~", "null", "true",
    "1e999", "9" * 50, "[[", "]]", "[[count:", "<b>", "{=html}", "![](", "[^x]", "# ",
    "\\", "0x1F", "A\xa0.", "“", "[here](x)", "in order to", "ABC", "  ", "]{lang=cy}", ":::", "&amp;",
    "2005-02-30", "\ud800",
)  # fmt: skip
text_files = st.text(max_size=60) | st.lists(st.sampled_from(AWKWARD), max_size=12).map("".join)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, str]:
    """A sound file in which some stretches were taken out, doubled, or replaced with something awkward."""
    path = draw(st.sampled_from(PATHS))
    text = BASE[path]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        text = text[:start] + draw(st.sampled_from((*AWKWARD, "", text[start:end] * 2))) + text[end:]
    return path, text


@given(st.sampled_from(PATHS), text_files)
@example("report.yaml", "---")
def test_any_text_is_read_or_complained_about(path: str, text: str) -> None:
    _assert_sound_findings({**BASE, path: text})
    loaded = load((Source(path=path, text=text),))
    assert loaded.project.whole or loaded.found


@given(damaged())
@settings(max_examples=300)
def test_a_damaged_file_never_raises(file: tuple[str, str]) -> None:
    path, text = file
    _assert_sound_findings({**BASE, path: text})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
@settings(max_examples=150)
def test_any_value_in_any_field_is_read_or_complained_about(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(PATHS))
    document = _data(BASE[path])
    holder, key = data.draw(st.sampled_from(list(_fields(document))))
    holder[key] = data.draw(VALUES)
    _assert_sound_findings({**BASE, path: json.dumps(document, allow_nan=False)})


def _assert_sound_findings(texts: dict[str, str]) -> None:
    found = found_in(texts)
    for each in found:
        for place in (each.place, *(note.place for note in each.notes)):
            _assert_within(place)
    for form in FORMS.values():
        form(found, color=True, width=20).encode()


def _assert_within(place: Place) -> None:
    lines = place.source.lines
    assert place.start <= place.end
    for position in (place.start, place.end):
        assert 1 <= position.line <= len(lines)
        assert 1 <= position.column <= len(lines[position.line - 1]) + 1


# --- prose --------------------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from((*AWKWARD, "word", " ", "[a](b)", "> ", "|", "\n\n", "[[id]]", "`"))).map("".join))
@settings(max_examples=200)
@example("    \x85")
def test_items_of_prose_lie_within_it(text: str) -> None:
    for item in (*markdown.items(text), *markdown.blocks(text)):
        assert item.offset >= 0
        assert item.offset + item.length <= max(len(text), 1)


OF_BLOCKS = (
    "a", " ", "    ", "\t", "\n", "\n\n", ":", ": ", "=", "===", "-", "---", "|", "!", "*", "> ", "- ", "1. ", "`",
    "~~~\n", "&lt;", "&#91;", "\\", "http://x.y", "|-|", ":-:",
)  # fmt: skip
"""What Markdown makes blocks of, and what looks like more."""


@given(st.lists(st.sampled_from(OF_BLOCKS), max_size=12).map("".join))
@settings(max_examples=400)
@example("> a\n> ---")
@example("a | \n-|-")
def test_a_field_that_is_not_parsed_holds_nothing_of_note(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "_WORTH_READING", re.compile(""))
        parsed = tuple(markdown._found(text))
    assert tuple(markdown._found(text)) == parsed


@given(st.lists(st.sampled_from(("[[a-thing]]", "word", "*and*", ". ", "\n", "> ", "- ", "`code`")), min_size=1))
def test_a_reference_is_found_where_it_stands(parts: list[str]) -> None:
    text = "".join(parts)
    found = [item for item in markdown.items(text) if item.kind == "reference"]
    assert all(text[item.offset : item.offset + item.length] == "[[a-thing]]" for item in found)
    assert len({item.offset for item in found}) == len(found)


# --- the fingerprint ----------------------------------------------------------------------------------------------

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1)
SENTENCES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


@given(SENTENCES, SENTENCES, st.randoms())
def test_a_fingerprint_does_not_see_what_does_not_matter(title: str, text: str, chance: random.Random) -> None:
    fields = _proposal(title, text)
    shuffled = list(fields.items())
    chance.shuffle(shuffled)
    spread = {**dict(shuffled), "title": f"  {title.replace(' ', '  ')} ", "text": text.replace(" ", "\n") + "\n"}
    silent = {"themes": ["a"], "themes_basis": "editorial", "notes": "n", "sources": ["s"], "confidence": "partly"}
    assert _fingerprint(fields) == _fingerprint({**spread, **silent, "number": 9, "id": "other"})


@given(SENTENCES, SENTENCES, st.data())
def test_a_fingerprint_sees_what_matters(title: str, text: str, data: st.DataObject) -> None:
    fields = _proposal(title, text)
    changed: dict[str, Any] = data.draw(
        st.sampled_from(
            [
                {"title": title + "x"},
                {"text": text + " x"},
                {"lead": {"kind": "police"}},
                {"lead": {"kind": "government", "organisations": ["b"]}},
                {"timescale": "By 2007"},
                {"cost": {"amount": 2.0, "currency": "GBP"}},
                {"cost": {"amount": 1.0, "currency": "EUR"}},
                {"parts": [{"id": "p", "letter": "a", "text": "x"}]},
            ]
        )
    )
    assert _fingerprint(fields) != _fingerprint({**fields, **changed})


def test_a_fingerprint_does_not_see_comments_or_style() -> None:
    plain = "group: {id: g, name: G}\nproposals:\n  - {id: p, title: A title, text: Some words}\n"
    styled = (
        "# a comment\nproposals:\n  - text: >\n      Some\n\n      words\n    title: 'A title'  # a comment\n"
        '    id: "p"\ngroup:\n  name: G\n  id: g\n'
    )
    prints = {fingerprint(_group(text).proposals[0]) for text in (plain, styled)}
    assert len(prints) == 1


def _proposal(title: str, text: str) -> dict[str, Any]:
    return {
        "id": "p",
        "title": title,
        "text": text,
        "lead": {"kind": "government", "organisations": ["a", "b"]},
        "timescale": "By 2006",
        "cost": {"amount": 1.0, "currency": "GBP"},
    }


def _fingerprint(fields: dict[str, Any]) -> str:
    return fingerprint(convert(fields, Proposal))


def _group(text: str) -> GroupFile:
    return load((Source(path="groups/01.yaml", text=text),)).project.groups[0]


# --- dates --------------------------------------------------------------------------------------------------------

DAYS = st.dates(min_value=date(1, 1, 2), max_value=date(9999, 12, 30))


@given(DAYS, st.sampled_from(("%Y-%m-%d", "%Y-%m", "%Y")), st.sampled_from(("", "before ", "after ", "about ")))
def test_a_date_lies_between_its_bounds(day: date, shape: str, word: str) -> None:
    written = word + _written(day, shape)
    when = When.parse(written)
    assert when.text == written
    assert when.earliest <= when.latest
    assert When.parse(when.text) == when
    assert str(day.year) in str(when)
    if word in ("", "about "):
        assert when.earliest <= day <= when.latest


@given(DAYS, DAYS)
def test_one_date_is_surely_after_another(one: date, other: date) -> None:
    first, second = When.parse(one.isoformat()), When.parse(other.isoformat())
    assert first.surely_after(second) == (one > other)
    month = When.parse(_written(other, "%Y-%m"))
    assert not (first.surely_after(month) and month.surely_after(first))
    assert not month.surely_after(second)


@given(DAYS, st.integers(0, 4000))
def test_a_range_holds_its_ends(day: date, length: int) -> None:
    last = min(day.toordinal() + length, date.max.toordinal() - 1)
    end = day + timedelta(days=last - day.toordinal())
    when = When.parse(f"{day}/{end}")
    assert (when.earliest, when.latest) == (day, end)


@given(st.text(st.sampled_from("0123456789-/ beforaftu٣\n"), max_size=16) | st.text(max_size=12))
def test_what_is_no_date_is_refused(text: str) -> None:
    try:
        when = When.parse(text)
    except (NotADate, NoSuchDay):
        return
    assert when.text == text
    assert text.isascii()
    assert str(when)


def _written(day: date, shape: str) -> str:
    return f"{day.year:04}{shape[2:].replace('%m', f'{day.month:02}').replace('%d', f'{day.day:02}')}"


# --- references ---------------------------------------------------------------------------------------------------

IDS = st.sampled_from([f"thing-{letter}" for letter in "abcdefgh"])


@given(
    themes=st.lists(IDS, unique=True),
    named=st.lists(st.lists(IDS, unique=True, max_size=4), min_size=1, max_size=5),
    told=st.lists(IDS, max_size=4),
)
def test_every_reference_resolves_or_is_reported_once(
    themes: list[str], named: list[list[str]], told: list[str]
) -> None:
    report = _data(BASE["report.yaml"])
    report["themes"] = [{"id": each, "name": each} for each in themes]
    proposals = [
        {"id": f"proposal-{index}", "title": "T", "text": " ".join(f"[[{each}]]" for each in told), "themes": refs}
        for index, refs in enumerate(named)
    ]
    group = {"group": {"id": "example", "name": "Example"}, "proposals": proposals}
    texts = {"report.yaml": json.dumps(report), "groups/01-example.yaml": json.dumps(group)}
    drawn = Counter(each.rule.name for each in found_in(texts))
    assert drawn["theme/unknown"] == sum(each not in themes for refs in named for each in refs)
    assert drawn["prose/unknown-reference"] == len(named) * sum(each not in themes for each in told)


# --- findings -----------------------------------------------------------------------------------------------------

MANY = found_in(next(case for case in cases() if case.name == "several/nine").texts)


@given(st.lists(st.sampled_from(MANY)), st.randoms())
def test_findings_have_one_order(found: list[Diagnostic], chance: random.Random) -> None:
    shuffled = found.copy()
    chance.shuffle(shuffled)
    ordered = in_reading_order(found)
    assert in_reading_order(shuffled) == ordered
    assert in_reading_order(ordered) == ordered
    assert set(map(id, ordered)) == set(map(id, found))


@given(st.permutations(sorted(BASE.keys() - {CHANGE_LOG})))
@settings(max_examples=10)
def test_the_order_of_the_files_does_not_matter_to_what_is_found(paths: list[str]) -> None:
    texts = next(case for case in cases() if case.name == "several/nine").texts
    loaded = load(tuple(Source(path=path, text=texts[path]) for path in paths))
    said = {each.order for each in (*loaded.found, *check(link(loaded.project)))}
    assert len(said) == len(MANY)


# --- helpers ------------------------------------------------------------------------------------------------------


def _data(text: str) -> Any:
    return yamltree.data(yamltree.read(Source(path="", text=text)).root)


def _fields(document: Any) -> list[tuple[Any, Any]]:
    """Every place in a document that holds a value, as the holder and the key or index."""
    keys = document if isinstance(document, dict) else range(len(document)) if isinstance(document, list) else ()
    inside = [(document, key) for key in keys]
    return inside + [field for key in keys for field in _fields(document[key])]


@pytest.mark.parametrize("seed", range(20))
def test_what_is_related_is_what_either_names(seed: int) -> None:
    """By looking at every pair, also where two share an id, one names itself, or nothing."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    ids = [dice.choice("abcdefgh") for _ in range(9)]
    named = [dice.choices("abcdefghxy", k=dice.randint(0, 3)) for _ in ids]
    lines = [
        f"  - {{id: {id_}, title: T, text: T, related: [{', '.join(those)}]}}"
        for id_, those in zip(ids, named, strict=True)
    ]
    texts = ["\n".join([f"group: {{id: g{part}, name: G}}", "proposals:", *lines[part::2]]) for part in (0, 1)]
    linked = link(
        load(tuple(Source(path=f"groups/{number}.yaml", text=text) for number, text in enumerate(texts))).project
    )
    assert len(linked.proposals) == len(ids)
    for one in linked.proposals:
        pairs = (other for other in linked.proposals if other.id in one.related or one.id in other.related)
        assert list(map(id, linked.related(one))) == [id(other) for other in pairs if other.id != one.id]
