"""What is put into a file leaves the rest of it as it was, byte for byte."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pet_report import scaffold, yamltree
from pet_report.source import Source
from tests.support.untidy import SCALARS, TREES, Untidy

GROUP = "groups/01-example.yaml"
FIELDS = st.dictionaries(
    st.sampled_from(["title", "text", "themes", "lead"]),
    st.one_of(SCALARS, st.lists(SCALARS, max_size=3), st.dictionaries(st.sampled_from(["kind", "note"]), SCALARS)),
    max_size=4,
).map(lambda fields: {"id": "new-x7k2", **fields})


def _data(text: str) -> Any:
    return yamltree.data(yamltree.read(Source(path=GROUP, text=text)).root)


def _inserted(text: str, fields: Any = None, index: int | None = None) -> str | None:
    source = Source(path=GROUP, text=text)
    return scaffold.inserted(source, ["proposals"], fields or {"id": "new", "title": "New"}, index)


@settings(max_examples=300, deadline=None)
@given(tree=TREES, fields=FIELDS, data=st.data())
def test_any_file_keeps_every_byte(tree: dict[str, Any], fields: dict[str, Any], data: st.DataObject) -> None:
    entries = data.draw(st.lists(FIELDS, min_size=1, max_size=3))
    tree = {**tree, "proposals": entries}
    text = Untidy(data.draw).tree(tree, 0)
    assume(_data(text) == tree)
    text = text.replace("\n", data.draw(st.sampled_from(["\n", "\r\n"])))
    text = text if data.draw(st.booleans()) else text.rstrip("\r\n")
    index = data.draw(st.integers(0, len(entries)))
    made = _inserted(text, fields, index)
    assert made is not None
    assert _data(made) == {**tree, "proposals": [*entries[:index], fields, *entries[index:]]}
    _assert_put_in(text, made)


def _assert_put_in(before: str, after: str) -> None:
    """That one stretch was put in and nothing else changed."""
    added = len(after) - len(before)
    common = next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), len(before))
    assert any(after[:at] + after[at + added :] == before for at in range(max(0, common - added), common + 1))


CASES = {
    "gap between entries": (
        "proposals:\n  - id: one\n\n  - id: two\n",
        "proposals:\n  - id: one\n\n  - id: two\n\n  - id: new\n    title: New\n",
    ),
    "no gap": (
        "proposals:\n- id: one\n- id: two\ngroup: {id: a}\n",
        "proposals:\n- id: one\n- id: two\n- id: new\n  title: New\ngroup: {id: a}\n",
    ),
    "no line end at the end": ("proposals:\n  - id: one", "proposals:\n  - id: one\n  - id: new\n    title: New"),
    "in brackets": ("proposals: [{id: one}]  # all", "proposals: [{id: one}, {id: new, title: New}]  # all"),
    "empty list": (
        "group: {id: a}\nproposals: []  # none yet\n",
        "group: {id: a}\nproposals:  # none yet\n  - id: new\n    title: New\n",
    ),
    "nothing behind the key": (
        "proposals:\n  # None yet.\ngroup: {id: a}\n",
        "proposals:\n  # None yet.\n  - id: new\n    title: New\ngroup: {id: a}\n",
    ),
    "no key": (
        "group:\n  id: a\n  # remark\n# end\n",
        "group:\n  id: a\n  # remark\n\nproposals:\n  - id: new\n    title: New\n# end\n",
    ),
    "a comment that belongs to the entry before": (
        "proposals:\n  - id: one\n    # why\n  # the end\n",
        "proposals:\n  - id: one\n    # why\n  - id: new\n    title: New\n  # the end\n",
    ),
    "a text that keeps its empty lines": (
        "proposals:\n  - id: one\n    a: 1\n    b: 1\n    text: |+\n      One.\n\n",
        "proposals:\n  - id: one\n    a: 1\n    b: 1\n    text: |+\n      One.\n\n  - id: new\n    title: New\n",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_it_stands_where_its_author_would_put_it(name: str) -> None:
    before, after = CASES[name]
    assert _inserted(before) == after


@pytest.mark.parametrize(
    "text",
    ["proposals: none\n", "{proposals: []}\n", "proposals:\n  - 'open\n", "- a\n", "", "proposals:\nproposals:\n"],
)
def test_a_file_that_cannot_take_it_is_left(text: str) -> None:
    assert _inserted(text) is None


def test_an_answer_stands_in_the_order_of_the_proposals() -> None:
    text = "group: a\nresponses:\n  - proposal: one\n  - proposal: three\n"
    source = Source(path="groups/01-a.response.yaml", text=text)
    order = ["zero", "one", "two", "three", "four"]
    assert [scaffold.position(source, "responses", "proposal", order, each) for each in ("zero", "two", "four")] == [
        0,
        1,
        2,
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Open the library on Sundays", "open-the-library-on-sundays"),
        ("Élan: the mosque’s “schools”", "elan-the-mosques-schools"),
        ("A " + "very " * 20 + "long title", "a-very-very-very-very-very-very-very"),
        ("حوار", ""),
    ],
)
def test_an_id_is_made_of_the_words_of_a_title(words: str, expected: str) -> None:
    assert scaffold.slug(words) == expected
