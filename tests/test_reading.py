"""Files that are remembered: the same answers as without, whatever is edited, and whatever becomes of the cache."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import corpus
from pet_report import listing, portrait, reading, remembered, store, yamltree
from pet_report.announce.rows import as_json
from pet_report.cache import Cache
from pet_report.diagnostics import blocks
from pet_report.link import forget
from pet_report.load import load
from pet_report.machine import Machine
from pet_report.rules import style
from pet_report.source import Located, Source
from pet_report.store import Store
from tests.cases.project import FOLDER, read_texts
from tests.support.builds import ROOT

TEXTS = {path: text for path, text in read_texts(FOLDER / "base").items() if text}
FAULTS = ["x: [", "\t", "titel: X", "id: &a b", "\u0007", "title: 1", "group: {id: other-group, name: X}\n"]


def _write(root: Path, texts: Mapping[str, str]) -> Path:
    (root / "groups").mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        (root / path).write_text(text, encoding="utf-8")
    return root


def _answers(root: Path, folder: Path | None) -> list[str]:
    """All that can be asked."""
    read = reading.read(root, Store(folder))
    linked = read.linked
    tables = (listing.proposals(linked, {}), listing.themes(linked), listing.grid(linked), listing.stats(linked))
    found = [portrait.portrait(id_, linked) for id_ in linked.things]
    shown = [form(each) for each in found if each for form in (portrait.in_text, portrait.in_json)]
    whole = f"{linked.project.whole} {linked.project.all_ids} {read.left_out}"
    return [*map(as_json, tables), *shown, whole]


@st.composite
def edits(draw: Any) -> dict[str, str]:
    """The base with pieces taken out, said twice, or spoilt."""
    texts = dict(TEXTS)
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(sorted(texts)))
        lines = texts[path].splitlines(keepends=True) or [""]
        at = draw(st.integers(0, len(lines) - 1))
        change = draw(st.sampled_from(["cut", "twice", "spoil", "word"]))
        middle = {"cut": [], "twice": [lines[at]] * 2, "spoil": [draw(st.sampled_from(FAULTS))]}.get(
            change, [lines[at].replace("e", "é", 1)]
        )
        texts[path] = "".join([*lines[:at], *middle, *lines[at + 1 :]])
    return texts


@settings(max_examples=60, deadline=None)
@given(edits(), edits())
def test_what_is_remembered_answers_as_what_is_read(before: dict[str, str], after: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as made:
        root, folder = Path(made) / "project", Path(made) / "cache"
        for texts in (before, after, before):
            _write(root, texts)
            expected = _answers(root, None)
            assert _answers(root, folder) == expected
            assert _answers(root, folder) == expected


def test_a_large_project_is_remembered_whole(tmp_path: Path) -> None:
    corpus.write(tmp_path / "project", 40)
    expected = _answers(tmp_path / "project", None)
    assert _answers(tmp_path / "project", tmp_path / "cache") == expected
    assert _answers(tmp_path / "project", tmp_path / "cache") == expected


def _noted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read as YAML from now on."""
    read: list[str] = []
    yaml = yamltree.read

    def noted(source: Source) -> yamltree.Reading:
        read.append(source.path)
        return yaml(source)

    monkeypatch.setattr(yamltree, "read", noted)
    return read


def test_files_that_are_remembered_are_not_read_as_yaml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, folder = _write(tmp_path / "project", TEXTS), tmp_path / "cache"
    _answers(root, folder)
    read = _noted(monkeypatch)
    _answers(root, folder)
    assert read == []
    (root / "groups/02-other.yaml").write_text(TEXTS["groups/02-other.yaml"] + "# a remark\n", encoding="utf-8")
    os.utime(root / "groups/02-other.yaml", (0, 0))  # an old date makes nothing older
    _answers(root, folder)
    assert read == ["groups/02-other.yaml"]


def _same_places(one: Located, other: Located) -> int:
    """That two trees know the same places; how many there were."""
    assert one.place == other.place
    assert one.place.source.path == other.place.source.path
    for offset, length in ((0, 1), (2, 5), (30, 40)):
        assert one.within(offset, length) == other.within(offset, length)
    steps: list[str | int] = [key.text for key, _ in one.entries] if isinstance(one, yamltree.Mapping) else []
    steps += range(len(one.items)) if isinstance(one, yamltree.Sequence) else ()
    found = 1
    for step in steps:
        inner, same = one.child(step), other.child(step)
        assert inner
        assert same
        assert one.key(step) == other.key(step)
        found += _same_places(inner, same)
    for none in ("none such", "0", 99):
        assert one.child(none) is None is other.child(none)
        assert one.key(none) is None is other.key(none)
    return found


STYLES = """\
group: {id: g, "name": 'The "G"', members: 12}
proposals:
- id: p
  title: "A \\u00e9 title: in quotes"
  themes: [
    one, 'two' ]
  number: '1.10'
  text: >-
    Folded, so that
    words move.

    And more.
- {id: q, title: Plain words
    on two lines, text: X}
- id: r
  title: ñandú 𝒳 letters
  text: |
    Literal,

      with an indent.
"""


def test_places_are_remembered_exactly() -> None:
    """Those of keys and values, of letters in texts of every style, and of lists and mappings in every form."""
    paths = sorted({*ROOT.glob("groups/*.yaml"), *ROOT.glob("tests/**/*.yaml"), *ROOT.glob("templates/**/*.yaml")})
    texts = [("groups/styles.yaml", STYLES), *((path.name, path.read_text("utf-8", "replace")) for path in paths)]
    found = []
    for name, text in texts:
        loaded = load((source := Source(path=name, text=text),))
        for _, content in remembered.worth_keeping(loaded.project.files, [name] if loaded.found else ()):
            model = remembered.read(source, content)
            assert model
            found.append(_same_places(loaded.project.files[0].located(), model.located()))
    assert found[0] == 22
    assert sum(found) > 2000


def test_a_build_reads_only_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And finds the same, at the same places: also in the files that it did not read."""
    root = tmp_path / "project"
    corpus.write(root, 40)
    asked, kept = style.Asked(), Cache(Store(tmp_path / "cache"))
    expected, _ = Machine(root).check(asked, forget)
    assert expected.found
    Machine(root, cache=kept).check(asked, forget)
    read = _noted(monkeypatch)
    checked, _ = Machine(root, cache=kept).check(asked, forget)
    assert read == []
    assert checked.found == expected.found
    changed = next((root / "groups").glob("*.response.yaml"))
    changed.write_text(f"{changed.read_text('utf-8')}# a remark\n", encoding="utf-8")
    Machine(root, cache=kept).check(asked, forget)
    assert read == [f"groups/{changed.name}"]
    changed.write_text("group: {id: x, nam: X}\n", encoding="utf-8")
    for _ in range(2):
        found = Machine(root, cache=kept).check(asked, forget)[0].found
        assert found == Machine(root).check(asked, forget)[0].found
        assert blocks(found)


def test_faults_are_never_remembered_away(tmp_path: Path) -> None:
    root, folder = (
        _write(tmp_path / "project", {**TEXTS, "groups/09-bad.yaml": "group: {id: bad, nam: Bad}\n"}),
        tmp_path,
    )
    for _ in range(3):
        assert reading.read(root, Store(folder)).left_out == ("groups/09-bad.yaml",)


@pytest.fixture
def warm(tmp_path: Path) -> tuple[Path, Path]:
    """A project and a cache that knows it."""
    root, folder = _write(tmp_path / "project", TEXTS), tmp_path / "cache"
    reading.read(root, Store(folder))
    assert len(list(folder.iterdir())) == len(TEXTS)
    return root, folder


def _seal(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def _with(content: bytes, **changed: Any) -> bytes:
    return _seal(json.dumps({**json.loads(content.partition(b"\n")[2]), **changed}).encode())


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "short": lambda content: content[:-20],
    "changed": lambda content: content.replace(b"youth workers", b"youth walkers"),
    "no text": lambda _: b"\xff\x00" * 50,
    "list": lambda _: _seal(b"[]"),
    "null": lambda _: _seal(b"null"),
    "no keys": lambda _: _seal(b"{}"),
    "deep": lambda _: _seal(b"[" * 100_000),
    "invalid": lambda content: _with(content, data={"group": {"id": "x"}}),
    "places": lambda content: _with(content, places=7),
    "parts": lambda content: _with(content, places=["1 1 1 2", {}, 2]),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_cache_does_no_harm(warm: tuple[Path, Path], damage: Any) -> None:
    root, folder = warm
    expected = _answers(root, None)
    for entry in folder.iterdir():
        entry.write_bytes(damage(entry.read_bytes()))
    assert _answers(root, folder) == expected
    assert _answers(root, folder) == expected


def test_what_another_version_kept_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source(path="report.yaml", text=TEXTS["report.yaml"])
    before = remembered.name_of(source)
    monkeypatch.setattr(remembered, "__version__", "99")
    assert remembered.name_of(source) != before
    assert remembered.name_of(source) != remembered.name_of(Source(path="groups/01.yaml", text=source.text))
    assert remembered.name_of(source, "a program") != remembered.name_of(source, "another")


def test_a_cache_that_cannot_be_written_or_is_something_else_is_no_failure(tmp_path: Path) -> None:
    root = _write(tmp_path / "project", TEXTS)
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    for folder in (tmp_path / "file", tmp_path / "file/below", Path("/proc/none")):
        assert _answers(root, folder) == _answers(root, None)
    assert (tmp_path / "file").read_text("utf-8") == "no folder"


def test_a_folder_or_a_pipe_in_the_place_of_an_entry_is_none(tmp_path: Path) -> None:
    kept = Store(tmp_path)
    (tmp_path / ("a" * 64)).mkdir()
    os.mkfifo(tmp_path / ("b" * 64))
    assert kept.get("a" * 64) is None
    assert kept.get("b" * 64) is None
    assert kept.get("c" * 64) is None


def test_what_is_kept_is_bounded_and_nothing_else_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LARGEST", 1000)
    kept = Store(tmp_path)
    (tmp_path / "letter.txt").write_bytes(b"x" * 5000)
    for number in range(30):
        name = f"{number:064x}"
        kept.put(name, b"x" * 100)
        os.utime(tmp_path / name, (number, number))
        kept.tidy()
    names = [path.name for path in tmp_path.iterdir() if path.name != "letter.txt"]
    assert sum((tmp_path / name).stat().st_size for name in names) <= 1000
    assert f"{29:064x}" in names
    assert (tmp_path / "letter.txt").exists()
    kept.put("f" * 64, b"x" * 2000)
    assert kept.get("f" * 64) is None


def test_entries_are_for_their_owner_alone(tmp_path: Path) -> None:
    Store(tmp_path / "new/cache").put("a" * 64, b"x")
    assert (tmp_path / "new/cache").stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "new/cache").iterdir()] == ["a" * 64]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"PET_REPORT_CACHE": "/a", "XDG_CACHE_HOME": "/b"}, "/a"),
        ({"XDG_CACHE_HOME": "/b"}, "/b/pet-report"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/nowhere"}, None),
        ({"HOME": "/usr"}, "/usr/.cache/pet-report"),
    ],
)
def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, chosen: dict[str, str], expected: str | None) -> None:
    for name in ("PET_REPORT_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in chosen.items():
        monkeypatch.setenv(name, value)
    assert store.usual_folder() == (Path(expected) if expected else None)
