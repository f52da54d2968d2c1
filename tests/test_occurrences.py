"""Pieces are found in a long text wherever they stand, and as often."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pet_report.verify.occurrences import occurrences

WORDS = st.text(alphabet="ab", max_size=60)


def _one_by_one(text: str, piece: str) -> list[int]:
    return [at for at in range(len(text)) if piece and text.startswith(piece, at)]


@given(st.text(alphabet="ab", max_size=200), st.lists(WORDS, max_size=8), st.data())
def test_what_stands_there_is_found_and_nothing_else(text: str, pieces: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    pieces.append(text[start : data.draw(st.integers(start, len(text)))])
    expected = {(piece, at) for piece in pieces for at in _one_by_one(text, piece)}
    assert sorted(occurrences(text, pieces)) == sorted(expected)


class _Counted(str):
    """A text that counts how often it is looked at."""

    __slots__ = ("looks",)

    def __getitem__(self, key: object) -> str:
        self.looks = getattr(self, "looks", 0) + 1
        return str.__getitem__(self, key)  # type: ignore[index]  # as it was asked


def test_the_text_is_read_a_few_times_however_many_pieces_there_are() -> None:
    words = [f"The proposal of the group number {number} is one of many" for number in range(500)]
    text = _Counted(" ".join(words))
    found = list(occurrences(text, [*words, *(f"{number} is" for number in range(500))]))
    assert len({piece for piece, _ in found}) == 1000
    assert text.looks < 10 * len(text)
