"""doctor: what is there, and the command that mends what is not."""

from __future__ import annotations

import pytest

from pet_report import files, health, pandoc, pdf, spelling
from pet_report.announce.explanation import explain
from pet_report.errors import ToolFailure
from pet_report.rules import CATALOGUE
from tests.support.builds import run


def test_this_machine_is_well() -> None:
    done = run("doctor")
    assert done.returncode == 0
    for part in ("Python", "pandoc", "WeasyPrint", "fonts", "templates"):
        assert part in done.stdout


@pytest.mark.parametrize(
    ("module", "part", "remedy"), [(pdf, "WeasyPrint", "apt-get install"), (pandoc, "pandoc", "make")]
)
def test_what_is_missing_comes_with_the_way_to_mend_it(
    monkeypatch: pytest.MonkeyPatch, module: object, part: str, remedy: str
) -> None:
    def absent() -> str:
        raise ToolFailure("not to be loaded")

    monkeypatch.setattr(module, "version", absent)
    [finding] = [each for each in health.examine() if each.part == part]
    assert not finding.well
    assert remedy in finding.line()


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(files, "fonts_folder", lambda: tmp_path)
    [finding] = [each for each in health.examine() if each.part == "fonts"]
    assert not finding.well
    assert "SourceSans3-Regular.ttf" in finding.state


def test_parts_that_not_everybody_needs_leave_a_machine_well(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_: str) -> None:
        raise ToolFailure("no dictionary", remedy="apt-get install one")

    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(spelling, "open_dictionary", absent)
    optional = [each for each in health.examine() if each.optional]
    assert [each.part for each in optional] == ["dictionary", "veraPDF", "Nu checker", "Chromium"]
    assert all("apt-get install" in each.line() for each in optional)
    assert all(each.missing and each.well for each in optional)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_every_rule_can_be_explained(name: str) -> None:
    said = explain(name, CATALOGUE)
    assert said.startswith(name)
    assert CATALOGUE[name].why.split()[0] in said


def test_a_misspelt_rule_is_guessed() -> None:
    with pytest.raises(ToolFailure) as caught:
        explain("theme/unknwn", CATALOGUE)
    assert "theme/unknown" in caught.value.remedy
