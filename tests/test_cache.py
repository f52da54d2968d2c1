"""What was made before is found again where nothing of it changed, and else made again, with the reason."""

import time
from pathlib import Path

import pytest

from pet_report import cache, store
from pet_report.cache import Cache
from pet_report.store import Store


def test_what_was_kept_is_found_by_its_inputs(tmp_path: Path) -> None:
    kept = Cache(Store(tmp_path))
    kept.put("print: report.pdf", {"text": "a", "style": "b"}, b"pages")
    assert kept.get("print: report.pdf", {"style": "b", "text": "a"}) == b"pages"
    assert kept.get("print: response.pdf", {"text": "a", "style": "b"}) == b"pages"
    for other in ({"text": "a"}, {"text": "a", "style": "c"}, {"text": "b", "style": "a"}, {"texta": "", "style": "b"}):
        assert kept.get("print: report.pdf", other) is None
    assert kept.get("page: report.pdf", {"text": "a", "style": "b"}) is None


def test_another_program_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Cache(Store(tmp_path)).put("print: a", {"text": "a"}, b"pages")
    monkeypatch.setattr(cache, "program", lambda: "other")
    assert Cache(Store(tmp_path)).get("print: a", {"text": "a"}) is None


@pytest.mark.parametrize("damage", [b"", b"x", None])
def test_what_is_damaged_counts_as_absent(tmp_path: Path, damage: bytes | None) -> None:
    Cache(Store(tmp_path)).put("print: a", {"text": "a"}, b"pages")
    [entry] = tmp_path.iterdir()
    entry.write_bytes(entry.read_bytes()[:-1] + b"!" if damage is None else damage)
    assert Cache(Store(tmp_path)).get("print: a", {"text": "a"}) is None


def test_it_says_why(tmp_path: Path) -> None:
    for inputs in ({"text": "a", "style": "b"}, {"text": "a", "style": "c"}, {"text": "d", "style": "e"}):
        kept = Cache(Store(tmp_path), "project")
        assert kept.get("print: a", inputs) is None
        kept.put("print: a", inputs, b"pages")
        kept.close()
        last = kept.explained
        assert len(last) == 1
    assert last == ["print: a: style and text changed"]
    again = Cache(Store(tmp_path), "project")
    assert again.get("print: a", {"text": "d", "style": "e"}) == b"pages"
    assert again.explained == []
    elsewhere = Cache(Store(tmp_path), "other project")
    assert elsewhere.get("print: a", {"text": "new"}) is None
    assert elsewhere.explained == ["print: a: it was not made before"]


def test_what_is_used_stays_when_room_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LARGEST", 4000)
    kept = Cache(Store(tmp_path))
    for name in "abcd":
        kept.put("print: a", {"text": name}, bytes(900))
        time.sleep(0.01)
    assert kept.get("print: a", {"text": "a"})
    kept.put("print: a", {"text": "e"}, bytes(900))
    kept.close()
    assert kept.get("print: a", {"text": "a"})
    assert not kept.get("print: a", {"text": "b"})
