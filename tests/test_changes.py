"""What changed between two versions: each edit is told as what it is, and nothing else is told."""

from __future__ import annotations

import copy
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from ruamel.yaml import YAML

from pet_report import changes, files
from pet_report.changes import Changes, Edit, compare
from pet_report.link import Linked, link
from pet_report.load import load
from pet_report.source import Source
from tests.support.builds import ROOT
from tests.support.library import (
    CHILDREN,
    PLANTED,
    READERS,
    Files,
    library,
    linked,
    sets,
    sunday,
    supersede,
)


def told(found: Changes) -> set[tuple[str, ...]]:
    """Each change of each thing, as short as it can be told."""
    whole = {(each.kind, each.id, each.act) for each in found.things if each.act != "changed"}
    changed = [each for each in found.things if each.act == "changed"]
    return whole | {(each.kind, each.id, edit.field, edit.act) for each in changed for edit in each.edits}


@pytest.mark.parametrize("name", PLANTED)
def test_an_edit_is_told_as_what_it_is_and_nothing_else_is(name: str) -> None:
    plant, expected = PLANTED[name]
    after = library()
    plant(after)
    assert told(compare(linked(library()), linked(after))) == expected


@pytest.mark.parametrize("name", PLANTED)
def test_the_way_back_mirrors_the_way_there(name: str) -> None:
    before, after = library(), library()
    PLANTED[name][0](after)
    _assert_mirrors(linked(before), linked(after))


WHAT = {
    "reworded": "reworded", "retitled": "retitled", "renumbered": "renumbered", "moved": "moved", "renamed": "renamed",
    "added": "added", "withdrawn": "withdrawn", "decided": "decision", "answered": "decision", "later": "due",
    "kept": "kept", "superseded": "superseded", "figure": "figure", "theme renamed": "retitled", "progress": "delivery",
}  # fmt: skip


@pytest.mark.parametrize("name", WHAT)
def test_it_has_a_name(name: str) -> None:
    after = library()
    PLANTED[name][0](after)
    found = compare(linked(library()), linked(after))
    assert WHAT[name] in {what for each in found.things for what in each.what}


def test_a_renumbering_alone_is_no_rewording() -> None:
    after = library()
    for file in (READERS, CHILDREN):
        for proposal in after[file]["proposals"]:
            proposal["number"] += "0"
    found = compare(linked(library()), linked(after))
    assert [each.what for each in found.things] == [("renumbered",)] * 3


def test_the_figures_are_counted_in_both() -> None:
    after = library()
    PLANTED["answered"][0](after)
    counts = {
        (each.subject, each.name): (each.before, each.after)
        for each in compare(linked(library()), linked(after)).counts
    }
    assert counts["proposals", ""] == (3, 3)
    assert counts["coverage", "answered"] == (1, 2)
    assert counts["coverage", "missing"] == (2, 1)
    assert counts["decision", "accepted"] == (1, 2)
    assert ("decision", "noted") not in counts


def test_white_space_is_no_change_and_words_are() -> None:
    after = library()
    sunday(after)["text"] = "Open  the library\n\non **Sundays**  too."
    assert not compare(linked(library()), linked(after))
    sunday(after)["text"] = "Unlock our library on **Sundays**"
    [change] = compare(linked(library()), linked(after)).things
    [edit] = change.edits
    assert [(each.old, each.new) for each in edit.pieces if each.changed] == [
        ("Open the", "Unlock our"),
        ("too.", ""),
    ]


def test_a_promise_stands_behind_its_proposal() -> None:
    after = library()
    sets(sunday, title="Open Sundays")(after)
    supersede(after)
    PLANTED["added"][0](after)
    found = compare(linked(library()), linked(after))
    assert [each.id for each in found.of("proposal", "commitment")] == ["sunday", "rota", "new-rota", "cocoa"]


# --- properties ------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(st.sampled_from(sorted(PLANTED)), max_size=4, unique=True), dice=st.randoms(use_true_random=False)
)
def test_how_files_are_written_is_no_change(names: list[str], dice: random.Random) -> None:
    """Order of keys and of lists of names, block or flow style, quotes, comments, the names of the files."""
    project = _with(names)
    other = {
        path.replace("groups/0", f"groups/{dice.choice('0147')}"): _shuffled(data, dice)
        for path, data in project.items()
    }
    found = compare(linked(project), linked(other, _in_block_style))
    assert not found, told(found)


def _shuffled(data: Any, dice: random.Random) -> Any:
    if isinstance(data, dict):
        keys = dice.sample(sorted(data), len(data))
        return {key: _shuffled(data[key], dice) for key in keys}
    if isinstance(data, list) and data and isinstance(data[0], str):
        return dice.sample(data, len(data))
    return [_shuffled(each, dice) for each in data] if isinstance(data, list) else data


def _in_block_style(data: Any) -> str:
    made = io.StringIO()
    YAML().dump(data, made)
    return f"# A comment.\n{made.getvalue()}"


@settings(max_examples=80, deadline=None)
@given(
    first=st.lists(st.sampled_from(sorted(PLANTED)), max_size=3, unique=True),
    second=st.lists(st.sampled_from(sorted(PLANTED)), max_size=5, unique=True),
)
def test_any_two_versions_mirror_each_other(first: list[str], second: list[str]) -> None:
    _assert_mirrors(linked(_with(first)), linked(_with(second)))


def _assert_mirrors(before: Linked, after: Linked) -> None:
    there, back = compare(before, after), compare(after, before)
    assert not compare(before, before)
    assert _sorted(there) == _sorted(_turned(back))
    for change in there.things:
        for edit in change.edits:
            if edit.how == "words":
                assert " ".join(each.old for each in edit.pieces if each.old) == "".join(edit.old)
                assert " ".join(each.new for each in edit.pieces if each.new) == "".join(edit.new)


def _sorted(found: Changes) -> tuple[object, ...]:
    """Things are called by the ids of the later version, which is another one on the way back."""
    things = ((each.kind, each.act, tuple(sorted(_renamed_back(edit) for edit in each.edits))) for each in found.things)
    return (*sorted(map(repr, things)), *sorted(map(repr, found.counts)))


def _renamed_back(edit: Edit) -> str:
    return repr(edit).replace("open-sunday", "sunday").replace("silence", "quiet")


def _turned(found: Changes) -> Changes:
    """The same seen from the other end."""
    acts: dict[str, changes.Act] = {"added": "gone", "gone": "added", "changed": "changed"}
    return replace(
        found,
        counts=tuple(replace(each, before=each.after, after=each.before) for each in found.counts),
        things=tuple(
            replace(
                each, act=acts[each.act], edits=tuple(replace(edit, old=edit.new, new=edit.old) for edit in each.edits)
            )
            for each in found.things
        ),
    )


def _with(names: list[str]) -> Files:
    project = library()
    for name in names:
        try:
            changed = copy.deepcopy(project)
            PLANTED[name][0](changed)
        except (LookupError, KeyError):  # another edit took away what this one needs
            continue
        project = changed
    return project


# --- the real case, and hard ones ------------------------------------------------------------------------------------


def _real() -> Linked:
    return link(load(files.read_sources(ROOT)[0]).project)


def test_the_real_case_is_the_same_as_itself() -> None:
    assert not compare(_real(), _real())


@settings(max_examples=60, deadline=None)
@given(dice=st.randoms(use_true_random=False))
def test_every_field_of_the_real_case_is_compared(dice: random.Random) -> None:
    """Whatever value is changed in the files, something is told, but for what says nothing to readers."""
    path, steps = dice.choice(REAL_LEAVES)
    changed = copy.deepcopy(REAL)
    holder = changed[path]
    for step in steps[:-1]:
        holder = holder[step]
    holder[steps[-1]] += " otherwise"
    sources = tuple(Source(path=name, text=json.dumps(data, default=str)) for name, data in changed.items())
    loaded = load(sources)
    assume(not loaded.found)  # what only some words may stand for can be read as one of them
    assert compare(BEFORE, link(loaded.project)), (path, steps)


def _leaves(data: Any, steps: tuple[Any, ...]) -> Any:
    """The way to each text."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield from _leaves(value, (*steps, key))
    if isinstance(data, str):
        yield steps


BEFORE = _real()
REAL = {each.path: YAML(typ="safe", pure=True).load(each.text) for each in files.read_sources(ROOT)[0]}
QUIET = {"format", "ignore", "style", "words", "answers", "accepted", "former_ids", "kind", "id"}
REAL_LEAVES = [(path, way) for path, data in REAL.items() for way in _leaves(data, ()) if not QUIET & {*way}]


def test_nothing_at_all_is_compared_too() -> None:
    nothing = link(load(()).project)
    found = compare(nothing, _real())
    assert {each.act for each in found.things} == {"added"}
    assert not compare(nothing, nothing)
    assert not found.before.whole


def test_what_could_not_be_read_is_said() -> None:
    project = library()
    broken = (
        Source(path="report.yaml", text=json.dumps(project["report.yaml"])),
        Source(path=READERS, text="group: ["),
    )
    found = compare(linked(project), link(load(broken).project))
    assert found.before.whole
    assert not found.after.whole


def test_an_edit_knows_what_was_added_to_names() -> None:
    edit = Edit(field="themes", how="names", old=("a", "b"), new=("b", "c"))
    assert (edit.gone, edit.added) == (("a",), ("c",))


def test_texts_in_other_scripts_are_compared_by_word() -> None:
    before, after = library(), library()
    sunday(before)["text"] = "نقترح أن تفتح المكتبة أبوابها"
    sunday(after)["text"] = "نقترح أن تغلق المكتبة أبوابها"
    [change] = compare(linked(before), linked(after)).things
    assert [(each.old, each.new) for each in change.edits[0].pieces if each.changed] == [("تفتح", "تغلق")]


def test_it_does_not_matter_where_the_project_lies(tmp_path: Path) -> None:
    for path, data in library().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(json.dumps(data), encoding="utf-8")
    assert not compare(linked(library()), link(load(files.read_sources(tmp_path)[0]).project))
