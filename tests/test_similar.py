"""Suggestions of related proposals: what is alike is found and explained, what is common counts for nothing."""

from __future__ import annotations

import json

import pytest

from pet_report import similar
from pet_report.link import Linked, link
from pet_report.load import load
from pet_report.source import Source
from tests.cases.project import FOLDER, found_in, read_texts

BASE = read_texts(FOLDER / "base")
LIGHTS = ("Lamps along the towpath", "Put lamps along the towpath, so that rowers see the bank at night.")
LAMPS = ("A lamp for each towpath", "Put a lamp along the towpath: the rower should see the bank by night.")
BELLS = ("Ring the bells", "Ring the bells of the chapel on market days.")


def _group(id_: str, *proposals: tuple[str, str], related: str = "") -> str:
    items = [
        {"id": f"{id_}-{at}", "title": title, "text": text, **({"related": [related]} if related else {})}
        for at, (title, text) in enumerate(proposals)
    ]
    return json.dumps({"group": {"id": id_, "name": id_}, "proposals": items}, ensure_ascii=False)


def _linked(**groups: str) -> Linked:
    texts = {"report.yaml": BASE["report.yaml"], **{f"groups/{name}.yaml": text for name, text in groups.items()}}
    loaded = load(tuple(Source(path=path, text=text) for path, text in texts.items()))
    assert loaded.found == ()
    return link(loaded.project)


def test_what_is_alike_is_found_and_explained() -> None:
    linked = _linked(a=_group("a", LIGHTS, BELLS), b=_group("b", LAMPS))
    [pair] = similar.pairs(linked, 20)
    assert (pair.one.id, pair.other.id) == ("a-0", "b-0")
    assert pair.score >= 50
    assert {"lamps", "towpath", "rowers", "night"} <= set(pair.shared)  # `lamps` and `lamp` are one word


def test_a_score_is_the_part_of_the_words_that_both_use() -> None:
    one, other = ("Tall masts", "red green blue"), ("Tall masts", "red white black")
    [pair] = similar.pairs(_linked(a=_group("a", one), b=_group("b", other)), 1)
    assert set(pair.shared) == {"tall", "masts", "red"}
    assert pair.score == round(100 * 2 * 3 / (5 + 5))
    assert similar.pairs(_linked(a=_group("a", one), b=_group("b", other)), 61) == ()


def test_proposals_of_one_group_are_no_news_to_it() -> None:
    assert similar.pairs(_linked(a=_group("a", LIGHTS, LAMPS)), 1) == ()


@pytest.mark.parametrize("sides", [("b-0", ""), ("", "a-0"), ("b-0", "a-0")])
def test_those_that_name_each_other_need_no_suggestion(sides: tuple[str, str]) -> None:
    first, second = sides
    assert similar.pairs(_linked(a=_group("a", LIGHTS, related=first), b=_group("b", LAMPS, related=second)), 1) == ()


def test_words_that_the_whole_project_uses_count_for_nothing() -> None:
    groups = {f"g{at}": _group(f"g{at}", (f"Thing{'x' * at}", "the council should pay for it soon")) for at in range(9)}
    assert similar.pairs(_linked(**groups), 1) == ()
    fewer = {name: groups[name] for name in ("g1", "g2")}
    assert len(similar.pairs(_linked(**fewer), 1)) == 1, "the same words are rare in a project of two"


def test_words_of_other_scripts_are_whole_words() -> None:
    one, other = ("গান গাওয়ার দল", "নদীর ধারে গান গাওয়ার দল"), ("দল", "নদীর ধারে গান গাওয়ার দল")
    [pair] = similar.pairs(_linked(a=_group("a", one), b=_group("b", other)), 50)
    assert "গাওয়ার" in pair.shared


def test_it_is_never_more_than_a_note_and_naming_the_other_ends_it() -> None:
    texts = {**BASE, "groups/05-a.yaml": _group("a", LIGHTS), "groups/06-b.yaml": _group("b", LAMPS)}
    [found] = [each for each in found_in(texts) if each.rule.name == "proposal/similar"]
    assert found.severity == "note"
    assert 'add "related: [b-0]" here' in found.hint
    texts["groups/05-a.yaml"] = _group("a", LIGHTS, related="b-0")
    assert "proposal/similar" not in [each.rule.name for each in found_in(texts)]
