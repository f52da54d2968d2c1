"""Fields that pandoc read once are not read again, and nothing else is taken for them."""

from collections import Counter
from pathlib import Path

import pytest

from pet_report import pandoc
from pet_report.cache import Cache
from pet_report.store import Store
from pet_report.trees import Trees

TEXTS = ["One *field* with a [[reference]].", "- a list\n- of two", "One *field* with a [[reference]]."]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every field that pandoc is asked to read."""
    found: list[str] = []
    read = pandoc.read_markdown

    def count(texts: list[str], *counted: Counter[str]) -> list[pandoc.Blocks]:
        found.extend(texts)
        return read(texts, *counted)

    monkeypatch.setattr(pandoc, "read_markdown", count)
    return found


def _build(folder: Path, texts: list[str], project: str = "/project") -> tuple[list[pandoc.Blocks], list[str]]:
    cache = Cache(Store(folder), project)
    found = Trees(cache, project).read_markdown(texts)
    cache.close()
    return found, cache.explained


def test_a_field_is_read_once(tmp_path: Path, asked: list[str]) -> None:
    expected = pandoc.read_markdown(TEXTS)
    asked.clear()
    assert _build(tmp_path, TEXTS) == (expected, ["prose: fields in Markdown: it was not made before"])
    assert sorted(asked) == sorted(set(TEXTS))
    asked.clear()
    assert _build(tmp_path, TEXTS) == (expected, [])
    assert asked == []


def test_one_field_more_costs_one_field(tmp_path: Path, asked: list[str]) -> None:
    _build(tmp_path, TEXTS)
    asked.clear()
    found, why = _build(tmp_path, [*TEXTS, "Another."])
    assert asked == ["Another."]
    assert why == ["prose: fields in Markdown: 1 of 4 are new"]
    assert found[3] == [{"t": "Para", "c": [{"t": "Str", "c": "Another."}]}]


def test_what_an_edit_took_out_and_the_next_puts_back_is_still_there(tmp_path: Path, asked: list[str]) -> None:
    _build(tmp_path, TEXTS)
    _build(tmp_path, ["Another.", *TEXTS[1:]])
    asked.clear()
    _build(tmp_path, TEXTS)
    assert asked == []


def test_what_is_kept_does_not_grow_without_end(tmp_path: Path) -> None:
    for number in range(8):
        _build(tmp_path, [f"Text {number} of many."])
    largest = max(path.stat().st_size for path in tmp_path.iterdir())
    assert largest < 400
    assert largest > 100


@pytest.mark.parametrize("name", ["identity", "FORMAT", "FILTER"])
def test_another_way_of_reading_finds_nothing(
    name: str, tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _build(tmp_path, TEXTS)
    other = tmp_path / "other.lua"
    other.write_text(pandoc.FILTER.read_text("utf-8") + "\n", encoding="utf-8")
    monkeypatch.setattr(pandoc, name, {"identity": lambda: "0", "FORMAT": "commonmark", "FILTER": other}[name])
    asked.clear()
    _build(tmp_path, TEXTS)
    assert sorted(asked) == sorted(set(TEXTS))


def test_another_project_has_its_own(tmp_path: Path, asked: list[str]) -> None:
    _build(tmp_path, TEXTS)
    asked.clear()
    _build(tmp_path, TEXTS, "/elsewhere")
    assert sorted(asked) == sorted(set(TEXTS))


def test_a_damaged_entry_counts_as_none(tmp_path: Path, asked: list[str]) -> None:
    expected, _ = _build(tmp_path, TEXTS)
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    asked.clear()
    assert _build(tmp_path, TEXTS)[0] == expected
    assert sorted(asked) == sorted(set(TEXTS))


def test_one_pandoc_is_told_from_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYPANDOC_PANDOC", raising=False)
    monkeypatch.setattr(pandoc, "version", lambda: "asked")
    assert pandoc.identity().startswith("pypandoc_binary-")
    monkeypatch.setenv("PYPANDOC_PANDOC", "/elsewhere/pandoc")
    assert pandoc.identity() == "asked"
