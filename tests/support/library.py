"""A small project with something of every kind, and edits that somebody may make in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from pet_report.link import Linked, link
from pet_report.load import load
from pet_report.source import Source

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
                 "progress": [{"as_of": "2020-07", "by": "The mayor", "status": "not-started",
                               "sources": ["minutes"]}]},
            ],
        },
        CHILDREN: {
            "group": {"id": "children", "number": 2, "name": "Children"},
            "proposals": [{"id": "stories", "number": "2.1", "title": "Stories", "text": "Read to children."}],
        },
    }  # fmt: skip


def as_json(data: Any) -> str:
    """JSON is YAML, but for letters that it writes as two codes."""
    return json.dumps(data, ensure_ascii=False)


def linked(project: Mapping[str, Any], write: Callable[[Any], str] = as_json) -> Linked:
    loaded = load(tuple(Source(path=path, text=write(data)) for path, data in project.items()))
    assert loaded.found == (), loaded.found
    return link(loaded.project)


# --- planted edits ---------------------------------------------------------------------------------------------------


def sunday(project: Files) -> Any:
    return project[READERS]["proposals"][0]


def _answer(project: Files) -> Any:
    return project[ANSWERS]["responses"][0]


def sets(where: Callable[[Files], Any], **fields: object) -> Callable[[Files], object]:
    return lambda project: where(project).update(fields)


def _move(project: Files) -> None:
    project[CHILDREN]["proposals"].append(project[READERS]["proposals"].pop(1))


def _rename(project: Files) -> None:
    """With everything that refers to it."""
    text = json.dumps(project).replace('"sunday"', '"open-sunday"')
    project.update(json.loads(text))
    sunday(project)["former_ids"] = ["sunday"]


def _rename_theme(project: Files) -> None:
    project.update(json.loads(json.dumps(project).replace('"quiet"', '"silence"')))


def _withdraw(project: Files) -> None:
    del project[READERS]["proposals"][1]
    sunday(project)["related"] = []
    project["report.yaml"]["priorities"]["order"].pop()


def supersede(project: Files) -> None:
    promises = _answer(project)["commitments"]
    promises[0]["superseded_by"] = "new-rota"
    promises.append({"id": "new-rota", "text": "A better rota."})


def _report(project: Files) -> None:
    said = {"as_of": "2020-10", "by": "The mayor", "status": "completed", "sources": ["minutes"]}
    _answer(project)["progress"].append(said)


PLANTED: dict[str, tuple[Callable[[Files], object], set[tuple[str, ...]]]] = {
    "reworded": (sets(sunday, text="Open it on Sundays."), {("proposal", "sunday", "text", "changed")}),
    "retitled": (sets(sunday, title="Open Sundays"), {("proposal", "sunday", "title", "changed")}),
    "renumbered": (sets(sunday, number="1.3"), {("proposal", "sunday", "number", "changed")}),
    "part": (
        lambda project: sunday(project)["parts"][0].update(text="With three librarians."),
        {("proposal", "sunday", "parts", "changed")},
    ),
    "lead": (sets(sunday, lead={"kind": "partnership"}), {("proposal", "sunday", "lead", "changed")}),
    "theme taken": (sets(sunday, themes=["hours"]), {("proposal", "sunday", "themes", "changed")}),
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
        sets(_answer, decision="noted", decided="2020-08", reason="Not now."),
        {("proposal", "sunday", "decision", "changed"), ("proposal", "sunday", "decided", "changed"),
         ("proposal", "sunday", "reason", "added")},
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
    "answer reworded": (sets(_answer, text="We agree with that."), {("proposal", "sunday", "answer", "changed")}),
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
        supersede, {("commitment", "rota", "superseded_by", "added"), ("commitment", "new-rota", "added")},
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
        lambda project: project["report.yaml"].update(edition="consultation", issued="2020-12-01"),
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
