"""What a process learnt of words is there for the next one, and is never anything but what it would find itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import msgpack

from pet_report import catalogue, files, memo
from pet_report.markdown import Item, Passage, blocks, items, passages


class _Asked:
    """A function that remembers, and how often it was really asked."""

    def __init__(self, name: str) -> None:
        self.asked: list[tuple[str | int, ...]] = []

        def longer(text: str, by: int) -> str:
            self.asked.append((text, by))
            return text + "!" * by

        longer.__qualname__ = name
        self.memory: memo.Memory[str] = memo.kept(str)(longer)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memo, "_MEMORIES", {})
    monkeypatch.setattr(memo, "_HANDED_ON", {})


def test_the_next_process_need_not_ask() -> None:
    first = _Asked("longer")
    assert first.memory("a", 2) == first.memory("a", 2) == "a!!"
    assert first.asked == [("a", 2)]
    learnt = memo.hand_on()
    assert learnt is not None
    assert memo.hand_on() is None, "nothing is new"

    second = _Asked("longer")
    memo.take_over(learnt)
    assert second.memory("a", 2) == "a!!"
    assert second.asked == []
    assert memo.hand_on() is None
    assert second.memory("a", 3) == "a!!!"
    assert second.asked == [("a", 3)]


def test_what_nobody_asked_for_is_handed_on_as_it_came() -> None:
    _Asked("one").memory("a", 1)
    learnt = memo.hand_on()
    assert learnt is not None
    _, other = _Asked("one"), _Asked("other")
    memo.take_over(learnt)
    other.memory("b", 1)
    both = memo.hand_on()
    assert both is not None
    assert set(msgpack.decode(both)) == {"tests.test_memo.one", "tests.test_memo.other"}
    again = _Asked("one")
    memo.take_over(both)
    assert again.memory("a", 1) == "a!"
    assert again.asked == []


def test_what_is_said_no_longer_is_forgotten_in_the_end() -> None:
    asked = _Asked("longer")
    asked.memory("old", 1)
    memo.hand_on()
    for turn in range(3):
        asked.memory("new", turn)
        kept = msgpack.decode(memo.hand_on() or b"")
    assert len(kept["tests.test_memo.longer"]) == 2, "what was asked for, and one more of what was not"


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x80", msgpack.encode([1]), msgpack.encode({"a": 1, 2: 3})])
def test_what_is_damaged_is_as_if_it_were_not_there(content: bytes) -> None:
    asked = _Asked("longer")
    memo.take_over(content)
    memo.take_over(msgpack.encode({asked.memory.name: {b"a": 3}}))
    assert asked.memory("a", 1) == "a!"


@given(st.lists(st.text(max_size=60), min_size=1, max_size=20), st.integers(0, 3))
def test_no_two_texts_are_taken_for_one_another(texts: list[str], by: int) -> None:
    asked = _Asked("longer")
    assert [asked.memory(text, by) for text in texts * 2] == [text + "!" * by for text in texts * 2]


@given(st.text(alphabet=st.sampled_from("ab [|]*_`<>#-:.\n^{=}!()"), max_size=60))
def test_what_was_read_of_markdown_is_the_same_after_it_was_handed_on(text: str) -> None:
    for found, kind in ((items(text), Item), (blocks(text), Item), (passages(text), Passage)):
        assert msgpack.decode(msgpack.encode(found), type=tuple[kind, ...]) == found  # type: ignore[valid-type]


@pytest.mark.parametrize("name", files.catalogues())
def test_what_a_catalogue_says_is_the_same_after_it_was_handed_on(name: str) -> None:
    said = catalogue._translations(name, files.catalogues()[name])
    assert msgpack.decode(msgpack.encode(said), type=catalogue._Translations) == said
