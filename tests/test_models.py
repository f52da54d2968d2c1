"""What is read in a hurry and what is judged with care: both must take the same files."""

import copy
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import corpus
from pet_report import files, validation, yamltree
from pet_report.authored import Authored, Unfit, convert
from pet_report.load import CHANGE_LOG, kind_of
from pet_report.model import ChangeLog, Count, GroupFile, Report, ResponseFile
from pet_report.source import Source

ROOT = Path(__file__).parent.parent


def _sources() -> Iterator[Source]:
    yield from files.read_sources(ROOT)[0]
    for path, record in corpus.project(12, 3).items():
        yield Source(path=path, text=corpus.as_yaml(record))
    yield Source(path=CHANGE_LOG, text=_LOG)


_LOG = """
releases:
- version: "1.1"
  since: "1.0"
  issued: 2006-07
  edition: final
  figures: [{counts: coverage, which: answered, before: 7, now: 9}]
  changes:
  - {kind: proposal, id: a, title: A, edits: [{field: text, how: words, old: [An a.], new: [A b.]}]}
  - {kind: commitment, id: b, act: gone, title: B, proposal: a}
  names: [{id: b, name: B}]
- version: 1
"""

FILES = [(kind_of(source), yamltree.data(root)) for source in _sources() if (root := yamltree.read(source).root)]
Step = str | int

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, 1, -1, 2**63, 2**64, 10**400, 1.0, -0.5, math.inf, -math.inf, math.nan, 5e-324]),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        ["2005", "2005-02-30", "before 2006", "2005-09-22\n", "2020-05-14 09:30", "GBP", "GBP\n", "GBPS", "en-GB\n",
         "a", "https://a.example/b\n", "https://a.example", "group", "accepted", "partnership", "\ud800", "\x00"]
    ),
    st.lists(st.sampled_from(["a", None, 1]), max_size=3),
    st.dictionaries(st.sampled_from(["id", "text", "kind", "amount"]), st.sampled_from(["a", None, 1]), max_size=2),
)  # fmt: skip


@settings(max_examples=1_000, deadline=None)
@given(st.sampled_from(FILES), st.data())
def test_whatever_is_written_both_take_it_or_neither(file: tuple[type[Authored], Any], draw: st.DataObject) -> None:
    kind, data = file[0], copy.deepcopy(file[1])
    for _ in range(draw.draw(st.integers(1, 2))):
        if places := sorted(_places(data), key=repr):
            *way, last = draw.draw(st.sampled_from(places))
            _write(_at(data, way), last, draw)
    assert _is_taken(kind, data) == (not validation.faults(kind, data))


def _places(data: Any) -> Iterator[tuple[Step, ...]]:
    named = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, inner in named:
        yield (step,)
        yield from ((step, *rest) for rest in _places(inner))


def _at(data: Any, way: list[Step]) -> Any:
    for step in way:
        data = data[step]
    return data


def _write(holder: Any, last: Step, draw: st.DataObject) -> None:
    how = draw.draw(st.sampled_from(["odd", "odd", "odd", "gone", "other"]))
    if how == "gone":
        del holder[last]
    elif how == "other" and isinstance(holder, dict):
        holder[draw.draw(st.sampled_from(["titel", "_located", "stated", "note", "kind", ""]))] = holder.pop(last)
    else:
        holder[last] = draw.draw(ODD)


def _is_taken(kind: type[Authored], data: object) -> bool:
    try:
        convert(data, kind)
    except Unfit:
        return False
    return True


@pytest.mark.parametrize(("kind", "data"), FILES, ids=lambda part: getattr(part, "__name__", None) or "…")
def test_what_has_no_fault_is_taken_by_both(kind: type[Authored], data: object) -> None:
    assert _is_taken(kind, data)
    assert validation.faults(kind, data) == []


def test_every_kind_of_file_is_among_them() -> None:
    assert {kind for kind, _ in FILES} == {Report, GroupFile, ResponseFile, ChangeLog}


def test_a_number_keeps_its_bounds() -> None:
    assert convert(3, Count) == 3
    for wrong in (-1, True, 1.0, "1"):
        with pytest.raises(Unfit):
            convert(wrong, Count)
