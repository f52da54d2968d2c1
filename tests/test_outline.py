"""The mark of a draft is drawn from its word, in whatever language the report has."""

import pytest

from pet_report import files
from pet_report.outline import draw


@pytest.mark.parametrize("word", ["Draft", "Drafft", "Entwurf", "Σχέδιο", "Черновик"])
def test_a_word_is_drawn_across_the_page(word: str) -> None:
    made = draw(word, files.fonts_folder())
    assert made
    assert made.path.count("M") >= len(word)
    assert made.scale * made.width <= 2500


def test_a_longer_word_is_smaller() -> None:
    short, long = (draw(word, files.fonts_folder()) for word in ("Draft", "Consultation draft"))
    assert short
    assert long
    assert short.scale == 1.14 > long.scale


@pytest.mark.parametrize("word", ["مسودہ", "খসড়া", ""])
def test_what_the_font_cannot_draw_is_not_drawn(word: str) -> None:
    assert draw(word, files.fonts_folder()) is None
