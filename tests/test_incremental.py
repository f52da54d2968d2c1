"""A build that takes from the cache what did not change makes what a build of everything makes, whatever was edited."""

from __future__ import annotations

import copy
import random
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer

from benchmarks import corpus
from pet_report.cli.building import Format, build
from tests.support.builds import ROOT

FORMATS = [Format.html, Format.data]
"""What is compared, byte by byte; PDFs too for the first seeds, over which each kind of edit comes."""
PRINTED = 3
STEPS = 7
PICTURE = ROOT / "tests/projects/hard/pictures/plan.png"
CATALOGUE = ROOT / "pet_report/locale/en_GB/LC_MESSAGES/pet_report.po"

Files = dict[str, Any]
"""By name a record that becomes YAML, or the content of a file."""
Edit = Callable[[Files, random.Random], object]


def _groups(files: Files) -> list[str]:
    return sorted(name for name, record in files.items() if isinstance(record, dict) and "proposals" in record)


def _group(files: Files, dice: random.Random) -> Any:
    return files[dice.choice(_groups(files))]


def _proposal(files: Files, dice: random.Random) -> Any:
    return dice.choice([each for name in _groups(files) for each in files[name]["proposals"]])


def _text(files: Files, dice: random.Random) -> None:
    one = _proposal(files, dice)
    one["text"] = f"Word {dice.randint(0, 99)}, and *then* {one['text']}"


def _list(files: Files, dice: random.Random) -> None:
    _proposal(files, dice)["text"] = f"- one of {dice.randint(0, 99)}\n- and a note[^n]\n\n[^n]: Here.\n"


def _title(files: Files, dice: random.Random) -> None:
    _proposal(files, dice)["title"] = f"Another title, {dice.randint(0, 99)}"


def _order(files: Files, dice: random.Random) -> None:
    dice.shuffle(_group(files, dice)["proposals"])


def _theme(files: Files, dice: random.Random) -> None:
    dice.choice(files["report.yaml"]["themes"])["name"] = f"A theme called {dice.randint(0, 99)}"


def _carried(files: Files, dice: random.Random) -> None:
    _proposal(files, dice)["themes"] = [dice.choice(files["report.yaml"]["themes"])["id"]]


def _answer(files: Files, dice: random.Random) -> None:
    records = [record for name, record in sorted(files.items()) if name.endswith(".response.yaml")]
    for record in records[:1]:
        dice.choice(record["responses"])["text"] = f"We answer {dice.randint(0, 99)} times."


def _report(files: Files, dice: random.Random) -> None:
    files["report.yaml"]["title"] = f"A report in {dice.randint(2, 9)} parts"


def _deletion(files: Files, dice: random.Random) -> None:
    """Something may still refer to it, and then neither build makes anything."""
    proposals = _group(files, dice)["proposals"]
    if len(proposals) > 1:
        proposals.remove(dice.choice(proposals))


def _file_gone(files: Files, dice: random.Random) -> None:
    answers = [name for name in sorted(files) if name.endswith(".response.yaml")]
    if answers:
        del files[dice.choice(answers)]


def _renaming(files: Files, dice: random.Random) -> None:
    name = dice.choice(_groups(files))
    files[f"groups/{dice.randint(10, 99)}-renamed.yaml"] = files.pop(name)


def _template(files: Files, dice: random.Random) -> None:
    files["templates/parts/cover.html"] = f"<h1>Cover {dice.randint(0, 99)}: {{{{ book.title }}}}</h1>\n".encode()


def _style(files: Files, dice: random.Random) -> None:
    files["templates/theme.css"] = f":root {{ --mark: #0a46{dice.randint(10, 99)} }}\n".encode()


def _catalogue(files: Files, dice: random.Random) -> None:
    text = CATALOGUE.read_text("utf-8")
    own = text.replace('msgid "Sources"\nmsgstr "Sources"', f'msgid "Sources"\nmsgstr "Sources {dice.randint(0, 9)}"')
    assert own != text
    files["locale/en_GB/LC_MESSAGES/pet_report.po"] = own.encode()


def _language(files: Files, dice: random.Random) -> None:
    files["report.yaml"]["language"] = dice.choice(["en-GB", "en", "cy", "ar"])


def _picture(files: Files, dice: random.Random) -> None:
    _proposal(files, dice)["text"] = "As drawn:\n\n![A plan](plan.svg)\n"
    files["plan.svg"] = f'<svg xmlns="http://www.w3.org/2000/svg" width="{dice.randint(1, 99)}" height="9"/>'.encode()


def _fault(files: Files, dice: random.Random) -> None:
    """Nothing is made, and what is found is said; the next edit may take it back."""
    _proposal(files, dice)["themes"] = ["no-such-theme"]


def _nothing(_: Files, __: random.Random) -> None:
    """Saved again without a change."""


EDITS: Mapping[str, Edit] = {
    "text": _text,
    "list": _list,
    "title": _title,
    "order": _order,
    "theme": _theme,
    "themes of one": _carried,
    "answer": _answer,
    "report": _report,
    "deletion": _deletion,
    "file gone": _file_gone,
    "renaming": _renaming,
    "template": _template,
    "style": _style,
    "catalogue": _catalogue,
    "language": _language,
    "picture": _picture,
    "fault": _fault,
    "nothing": _nothing,
}


def _save(files: Files, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        written = content if isinstance(content, bytes) else corpus.as_yaml(content).encode()
        (folder / name).write_bytes(written)


def _made(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _build(
    project: Path, output: Path, formats: list[Format], capsys: pytest.CaptureFixture[str], *, no_cache: bool
) -> tuple[str, int]:
    """What is said, and the exit code."""
    code = 0
    try:
        build(project=project, output=output, formats=formats, no_cache=no_cache, quiet=True)
    except typer.Exit as end:
        code = end.exit_code
    return capsys.readouterr().out.replace(str(output), "OUTPUT"), code


def _damage(cache: Path, dice: random.Random) -> None:
    """It may be deleted, or be damaged, at any moment."""
    entries = sorted(cache.glob("*"))
    for path in dice.sample(entries, k=min(len(entries), dice.randint(0, 2))):
        if dice.random() < 0.5:
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-1] + b"?")


@pytest.mark.parametrize("seed", range(6))
def test_each_edit_makes_what_a_build_of_everything_makes(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PET_REPORT_CACHE", str(tmp_path / "cache"))
    dice = random.Random(seed)  # noqa: S311 - no secret
    states: list[Files] = [dict(corpus.project(6, seed))]
    names = list(EDITS)
    formats = [*FORMATS, Format.pdf] if seed < PRINTED else FORMATS
    told = []
    for step in range(STEPS + 1):
        if step:
            # Each kind of edit comes before any comes twice, over all seeds; now and then one is taken back.
            name = names[(seed * STEPS + step - 1) % len(names)]
            files = copy.deepcopy(dice.choice(states[-3:]))
            EDITS[name](files, dice)
            states.append(files)
            told.append(name)
        _save(states[-1], tmp_path / "project")
        if dice.random() < 0.3:
            _damage(tmp_path / "cache", dice)
        incremental = _build(tmp_path / "project", tmp_path / "kept", formats, capsys, no_cache=False)
        full = _build(tmp_path / "project", tmp_path / "full", formats, capsys, no_cache=True)
        assert incremental == full, told
        assert _made(tmp_path / "kept") == _made(tmp_path / "full"), told
    assert len(_made(tmp_path / "kept")) > len(FORMATS)


def test_over_all_seeds_there_is_each_kind_of_edit() -> None:
    assert len(EDITS) <= PRINTED * STEPS
