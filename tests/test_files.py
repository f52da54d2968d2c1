"""Files as editors on other systems save them."""

from pathlib import Path

import pytest

from pet_report.files import decode
from tests.support.builds import run

GROUP = "group:\n  id: cafe\n  name: Café\n"


def _said(tmp_path: Path, content: bytes) -> str:
    (tmp_path / "groups").mkdir()
    (tmp_path / "report.yaml").write_text("format: 1\ntitle: Example\nedition: draft\n")
    (tmp_path / "groups/01-sound.yaml").write_text("group:\n  id: sound\n  name: Sound\n")
    (tmp_path / "groups/02-cafe.yaml").write_bytes(content)
    done = run("check", "--format", "concise", "--project", tmp_path)
    return "\n".join(line for line in done.stdout.splitlines() if "02-cafe" in line)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GROUP.encode("utf-16"), 'error[file/encoding] "02-cafe.yaml" is not UTF-8: it is UTF-16'),
        (GROUP.encode("cp1252"), 'line 3 holds a byte that is no letter; in Windows-1252 it is "é"'),
        (GROUP.encode("utf-8-sig"), "note[file/byte-order-mark] the file begins with an invisible mark"),
        (GROUP.replace("\n", "\r\n").encode(), "note[file/line-ends] the lines end as on Windows"),
    ],
    ids=["utf-16", "windows-1252", "byte-order-mark", "line-ends"],
)
def test_how_a_file_was_saved_is_told(tmp_path: Path, content: bytes, expected: str) -> None:
    assert expected in _said(tmp_path, content)


def test_two_marks_are_no_part_of_the_text_either() -> None:
    source, found = decode(b"\xef\xbb\xbf" * 2 + GROUP.encode(), "x.yaml")
    assert source is not None
    assert source.text == GROUP
    assert [each.rule.name for each in found] == ["file/byte-order-mark"]


def test_a_mark_and_line_ends_change_no_place(tmp_path: Path) -> None:
    content = GROUP.replace("name: Café", "name: Café\n  titel: x").replace("\n", "\r\n").encode("utf-8-sig")
    assert 'groups/02-cafe.yaml:4:3: error[field/unknown] "titel"' in _said(tmp_path, content)
