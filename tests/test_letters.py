"""Which characters can be printed: what is remembered of the fonts is what they have."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import pet_report
from pet_report import fonts, letters
from pet_report.covered import COVERED

PACKAGE = Path(pet_report.__file__).parent
HEAD = '''"""The characters that the bundled fonts have between them; made from the fonts by `make accept`."""

COVERED = """
'''


def _ranges() -> str:
    covered: set[int] = set()
    for face in fonts.FACES:
        with TTFont(PACKAGE / "fonts" / f"{face.file}.ttf", lazy=True) as font:
            covered |= set(font.getBestCmap())
    parts: list[list[int]] = []
    for code in sorted(covered):
        if parts and parts[-1][1] == code - 1:
            parts[-1][1] = code
        else:
            parts.append([code, code])
    return "\n".join(f"{first:04X}-{last:04X}" if first < last else f"{first:04X}" for first, last in parts)


def test_what_is_remembered_of_the_fonts_is_fresh(accept: bool) -> None:
    ranges = _ranges()
    if accept:
        words = ranges.split()
        lines = (" ".join(words[at : at + 10]) for at in range(0, len(words), 10))
        (PACKAGE / "covered.py").write_text(HEAD + "\n".join(lines) + '\n"""\n', encoding="utf-8")
    else:
        assert COVERED.split() == ranges.split()


def test_the_weights_of_a_family_have_the_same_characters() -> None:
    """Else a character could be there in plain words and missing in bold ones."""
    by_family: dict[str, list[set[int]]] = {}
    for face in fonts.FACES:
        with TTFont(PACKAGE / "fonts" / f"{face.file}.ttf", lazy=True) as font:
            by_family.setdefault(face.family, []).append(set(font.getBestCmap()))
    assert all(each == faces[0] for faces in by_family.values() for each in faces)


@pytest.mark.parametrize(
    "text", ["plain", "naïve “words” – £5", "Đặng ʿĀʾisha", "كتاب", "পড়তে", "a\u00adb\u200dc\ufe0f\u00a0d", ""]
)
def test_what_the_fonts_have_is_not_missing(text: str) -> None:
    assert list(letters.missing(text)) == []


def test_what_no_font_has_is_told_with_its_place_and_name() -> None:
    assert list(letters.missing("to 東京 and 🚌.")) == [(3, "東京"), (10, "🚌")]
    assert letters.name("🚌") == "U+1F68C BUS"
    assert letters.name("\ue000") == "U+E000 without a name"
    assert list(letters.missing("a\ue000")) == [(1, "\ue000")]
