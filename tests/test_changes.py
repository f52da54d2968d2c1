"""What changed between two versions: each edit is told as what it is, and nothing else is told."""

from __future__ import annotations

import copy
import io
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from pet_report import changes, files
from pet_report.changes import Changes, Edit, compare
from pet_report.link import Linked, link
from pet_report.load import load
from pet_report.source import Source
from tests.support.builds import ROOT

Files = dict[str, Any]
READERS, ANSWERS, CHILDREN = "groups/01-readers.yaml", "groups/01-readers.response.yaml", "groups/02-children.yaml"


def library() -> Files:
    """A small project with something of every kind."""
    return {
        "report.yaml": {
            "format": 1, "title": "A library for all", "issued": "2020-05-14", "edition": "draft",
            "publications": {
                "report": {
                    "title": "A library for all", "label": "Report", "file": "report",
                    "parts": [{"kind": "text", "title": "Foreword", "text": "We met often."}, {"kind": "groups"}],
                },
                "response": {
                    "title": "Our answer", "label": "Response", "file": "response", "parts": [{"kind": "answers"}],
                },
            },
            "themes": [{"id": "hours", "name": "Opening hours"}, {"id": "quiet", "name": "Quiet places"}],
            "organisations": [
                {"id": "council", "name": "Town Council", "kind": "department"},
                {"id": "club", "name": "Youth Club", "kind": "community"},
            ],
            "funds": [{"id": "books", "name": "Book fund", "amount": 5000, "currency": "GBP"}],
            "declared": [{"id": "all", "label": "ideas", "counts": "proposals", "value": 3}],
            "sources": [{"id": "minutes", "title": "Minutes"}],
            "priorities": {"order": [{"proposal": "sunday", "reason": "Most ask for it."},
                                     {"proposal": "lamps", "reason": "It is cheap."}]},
        },
        READERS: {
            "group": {"id": "readers", "number": 1, "name": "Readers"},
            "proposals": [
                {"id": "sunday", "number": "1.1", "title": "Sundays", "text": "Open the library on **Sundays** too.",
                 "parts": [{"id": "sunday-staff", "letter": "a", "text": "With two librarians."}],
                 "themes": ["hours", "quiet"], "related": ["lamps"], "lead": {"kind": "government"}},
                {"id": "lamps", "number": "1.2", "title": "Lamps", "text": "Put a lamp on each table.",
                 "cost": {"amount": 400, "currency": "GBP"}},
            ],
        },
        ANSWERS: {
            "group": "readers",
            "responses": [
                {"proposal": "sunday", "decision": "accepted", "decided": "2020-06", "text": "We agree with this.",
                 "departments": ["council"],
                 "commitments": [{"id": "rota", "text": "A rota will be drawn up.", "due": "2020-09"}],
                 "progress": [{"as_of": "2020-07", "by": "The mayor", "status": "not-started"}]},
            ],
        },
        CHILDREN: {
            "group": {"id": "children", "number": 2, "name": "Children"},
            "proposals": [{"id": "stories", "number": "2.1", "title": "Stories", "text": "Read to children."}],
        },
    }  # fmt: skip


def linked(project: Mapping[str, Any], write: Callable[[Any], str] = json.dumps) -> Linked:
    loaded = load(tuple(Source(path=path, text=write(data)) for path, data in project.items()))
    assert loaded.found == (), loaded.found
    return link(loaded.project)


def told(found: Changes) -> set[tuple[str, ...]]:
    """Each change of each thing, as short as it can be told."""
    whole = {(each.kind, each.id, each.act) for each in found.things if each.act != "changed"}
    changed = [each for each in found.things if each.act == "changed"]
    return whole | {(each.kind, each.id, edit.field, edit.act) for each in changed for edit in each.edits}


# --- planted edits ---------------------------------------------------------------------------------------------------


def _sunday(project: Files) -> Any:
    return project[READERS]["proposals"][0]


def _answer(project: Files) -> Any:
    return project[ANSWERS]["responses"][0]


def _sets(where: Callable[[Files], Any], **fields: object) -> Callable[[Files], object]:
    return lambda project: where(project).update(fields)


def _move(project: Files) -> None:
    project[CHILDREN]["proposals"].append(project[READERS]["proposals"].pop(1))


def _rename(project: Files) -> None:
    """With everything that refers to it."""
    text = json.dumps(project).replace('"sunday"', '"open-sunday"')
    project.update(json.loads(text))
    _sunday(project)["former_ids"] = ["sunday"]


def _rename_theme(project: Files) -> None:
    project.update(json.loads(json.dumps(project).replace('"quiet"', '"silence"')))


def _withdraw(project: Files) -> None:
    del project[READERS]["proposals"][1]
    _sunday(project)["related"] = []
    project["report.yaml"]["priorities"]["order"].pop()


def _supersede(project: Files) -> None:
    promises = _answer(project)["commitments"]
    promises[0]["superseded_by"] = "new-rota"
    promises.append({"id": "new-rota", "text": "A better rota."})


def _report(project: Files) -> None:
    _answer(project)["progress"].append({"as_of": "2020-10", "by": "The mayor", "status": "completed"})


PLANTED: dict[str, tuple[Callable[[Files], object], set[tuple[str, ...]]]] = {
    "reworded": (_sets(_sunday, text="Open it on Sundays."), {("proposal", "sunday", "text", "changed")}),
    "retitled": (_sets(_sunday, title="Open Sundays"), {("proposal", "sunday", "title", "changed")}),
    "renumbered": (_sets(_sunday, number="1.3"), {("proposal", "sunday", "number", "changed")}),
    "part": (
        lambda project: _sunday(project)["parts"][0].update(text="With three librarians."),
        {("proposal", "sunday", "parts", "changed")},
    ),
    "lead": (_sets(_sunday, lead={"kind": "partnership"}), {("proposal", "sunday", "lead", "changed")}),
    "theme taken": (_sets(_sunday, themes=["hours"]), {("proposal", "sunday", "themes", "changed")}),
    "moved": (_move, {("proposal", "lamps", "group", "changed")}),
    "renamed": (_rename, {("proposal", "open-sunday", "id", "changed")}),
    "added": (
        lambda project: project[CHILDREN]["proposals"].append({"id": "cocoa", "title": "Cocoa", "text": "Serve it."}),
        {("proposal", "cocoa", "added")},
    ),
    "withdrawn": (
        _withdraw,
        {("proposal", "lamps", "gone"), ("proposal", "sunday", "related", "gone"),
         ("report", "report", "priorities", "changed"), ("report", "report", "priority", "gone")},
    ),
    "decided": (
        _sets(_answer, decision="noted", decided="2020-08"),
        {("proposal", "sunday", "decision", "changed"), ("proposal", "sunday", "decided", "changed")},
    ),
    "answered": (
        lambda project: project[ANSWERS]["responses"].append({"proposal": "lamps", "decision": "accepted"}),
        {("proposal", "lamps", "decision", "added")},
    ),
    "answer taken back": (
        lambda project: project[ANSWERS]["responses"].clear(),
        {("proposal", "sunday", each, "gone")
         for each in ("decision", "decided", "answer", "departments", "delivery", "progress")}
        | {("commitment", "rota", "gone")},
    ),
    "answer reworded": (_sets(_answer, text="We agree with that."), {("proposal", "sunday", "answer", "changed")}),
    "progress": (_report, {("proposal", "sunday", "progress", "added"), ("proposal", "sunday", "delivery", "changed")}),
    "later": (
        lambda project: _answer(project)["commitments"][0].update(due="2021-03"),
        {("commitment", "rota", "due", "changed")},
    ),
    "kept": (
        lambda project: _answer(project)["commitments"][0].update(kept="2020-08"),
        {("commitment", "rota", "kept", "added")},
    ),
    "superseded": (
        _supersede, {("commitment", "rota", "superseded_by", "added"), ("commitment", "new-rota", "added")},
    ),
    "figure": (
        lambda project: project["report.yaml"]["declared"][0].update(value=4),
        {("figure", "all", "value", "changed")},
    ),
    "theme renamed": (
        lambda project: project["report.yaml"]["themes"][1].update(name="Quiet corners"),
        {("theme", "quiet", "name", "changed")},
    ),
    "theme's id": (_rename_theme, {("theme", "silence", "id", "changed")}),
    "theme added": (
        lambda project: project["report.yaml"]["themes"].append({"id": "food", "name": "Food"}),
        {("theme", "food", "added")},
    ),
    "fund": (
        lambda project: project["report.yaml"]["funds"][0].update(amount=6000),
        {("fund", "books", "amount", "changed")},
    ),
    "organisation gone": (
        lambda project: project["report.yaml"]["organisations"].pop(), {("organisation", "club", "gone")},
    ),
    "group renamed": (
        lambda project: project[CHILDREN]["group"].update(name="Young readers"),
        {("group", "children", "name", "changed")},
    ),
    "edition": (
        lambda project: project["report.yaml"].update(edition="final", issued="2020-12-01"),
        {("report", "report", "edition", "changed"), ("report", "report", "issued", "changed")},
    ),
    "foreword": (
        lambda project: project["report.yaml"]["publications"]["report"]["parts"][0].update(text="We met seldom."),
        {("part", "report/Foreword", "text", "changed")},
    ),
    "ranked": (
        lambda project: project["report.yaml"]["priorities"]["order"].reverse(),
        {("report", "report", "priorities", "changed")},
    ),
}  # fmt: skip


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
    _sunday(after)["text"] = "Open  the library\n\non **Sundays**  too."
    assert not compare(linked(library()), linked(after))
    _sunday(after)["text"] = "Unlock our library on **Sundays**"
    [change] = compare(linked(library()), linked(after)).things
    [edit] = change.edits
    assert [(each.old, each.new) for each in edit.pieces if each.changed] == [
        ("Open the", "Unlock our"),
        ("too.", ""),
    ]


def test_a_promise_stands_behind_its_proposal() -> None:
    after = library()
    _sets(_sunday, title="Open Sundays")(after)
    _supersede(after)
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
    _sunday(before)["text"] = "نقترح أن تفتح المكتبة أبوابها"
    _sunday(after)["text"] = "نقترح أن تغلق المكتبة أبوابها"
    [change] = compare(linked(before), linked(after)).things
    assert [(each.old, each.new) for each in change.edits[0].pieces if each.changed] == [("تفتح", "تغلق")]


def test_it_does_not_matter_where_the_project_lies(tmp_path: Path) -> None:
    for path, data in library().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(json.dumps(data), encoding="utf-8")
    assert not compare(linked(library()), link(load(files.read_sources(tmp_path)[0]).project))
