"""Findings that somebody decided to live with, and said why."""

from pathlib import Path

import pytest

from pet_report.pipeline import check
from pet_report.silence import add
from pet_report.source import Source
from tests.cases.project import FOLDER, found_in, read_texts
from tests.support.builds import run

BASE = read_texts(FOLDER / "base")
GROUP = "groups/01-example.yaml"
FAULTY = BASE[GROUP].replace(
    "    text: See also [[first-proposal]].\n",
    """\
    text: |
      See also [[first-proposal]].
      See [[nowhere]] and <b>bold</b>.
    sources: [example-source, example-source]
""",
)


def _rules(text: str, report: str = "") -> list[str]:
    found = found_in({**BASE, GROUP: text, "report.yaml": BASE["report.yaml"] + report})
    return sorted({each.rule.name for each in found if each.severity != "note"})


def _with(line: str, silencer: str, *, above: bool = False) -> str:
    """The group file with a silencer beside or above one of its lines."""
    text = FAULTY
    indent = line[: len(line) - len(line.lstrip())]
    return text.replace(line, f"{indent}{silencer}\n{line}" if above else f"{line}  {silencer}")


ALL = ["prose/raw-html", "prose/unknown-reference", "reference/repeated"]


def test_the_faults_are_heard() -> None:
    assert _rules(FAULTY) == ALL


@pytest.mark.parametrize("above", [False, True])
def test_a_silencer_beside_or_above_a_line_speaks_for_it(*, above: bool) -> None:
    line = "    sources: [example-source, example-source]"
    assert _rules(_with(line, "# pet: ignore[reference/repeated] both pages", above=above)) == ALL[:2]


def test_a_silencer_at_a_block_of_text_speaks_for_all_its_lines() -> None:
    head = "    title: A bus for the youth club\n    text: |"
    assert _rules(_with(head, "# pet: ignore[prose/raw-html, prose/unknown-reference] as quoted")) == ALL[2:]


def test_a_silencer_on_another_line_is_useless() -> None:
    text = _with("    title: A bus for the youth club", "# pet: ignore[reference/repeated] both pages")
    assert _rules(text) == [*ALL, "silence/useless"]


def test_a_silencer_in_the_first_lines_speaks_for_the_file() -> None:
    text = "# About this file.\n# pet: ignore[reference/repeated] both pages\n" + FAULTY
    assert _rules(text) == ALL[:2]


def test_a_silencer_in_the_report_speaks_for_the_project() -> None:
    report = "ignore:\n  - {rule: reference/repeated, reason: both pages}\n"
    assert _rules(FAULTY, report) == ALL[:2]


def test_a_silencer_inside_a_text_is_text() -> None:
    text = FAULTY.replace(
        "See also [[first-proposal]].", "See also [[first-proposal]] # pet: ignore[prose/raw-html] x."
    )
    assert _rules(text) == ALL
    quoted = FAULTY.replace("title: A bus for the youth club", 'title: "A bus # pet: ignore[nothing] x"')
    assert _rules(quoted) == ALL


@pytest.mark.parametrize(
    "text",
    [
        "|\n      Some words.\n      # pet: ignore[nothing] x\n",
        '"A bus # pet: ignore[nothing] x\n      for all"\n',
        '"A bus\n      # pet: ignore[nothing] x"\n',
    ],
    ids=["the last line of a block", "the first line of a quotation", "the last line of a quotation"],
)
def test_no_line_of_a_text_is_a_silencer(text: str) -> None:
    assert _rules(FAULTY.replace("timescale: By 2006\n", f"rationale: {text}")) == ALL


def test_a_silencer_beside_an_empty_block_is_one() -> None:
    text = FAULTY.replace("timescale: By 2006\n", "notes: |-  # pet: ignore[date/impossible] x\n")
    assert _rules(text) == [*ALL, "silence/useless"]


def _silenced(text: str) -> str:
    source = Source(path=GROUP, text=text)
    return add(check((source,)).found, (source,), "old")[GROUP]


def test_silencers_are_put_only_where_a_comment_can_stand() -> None:
    """The first line has none above it, and a text of several lines has no room in its first."""
    text = "titel: A text that\n  goes on\ngroup:\n  id: example\n  name: Example\n  nme: x\n"
    assert _silenced(text) == text.replace("  nme:", "  # pet: ignore[field/unknown] old\n  nme:")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_silencers_leave_the_ends_of_lines(end: str) -> None:
    text = end.join(("group:", "  id: example", "  name: Example", "  nme: x", ""))
    assert _silenced(text) == text.replace("  nme:", f"  # pet: ignore[field/unknown] old{end}  nme:")


def test_nobody_silences_what_the_writing_takes_away(tmp_path: Path) -> None:
    project = _project(tmp_path, "\ufeff" + FAULTY)
    assert run("check", "--strict", "--add-ignores", "old", where=project).returncode == 0
    assert "byte-order-mark" not in (project / GROUP).read_text("utf-8")


def _project(tmp_path: Path, text: str) -> Path:
    for path, content in {**BASE, GROUP: text}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    return tmp_path


def test_a_silenced_error_still_stops_a_build(tmp_path: Path) -> None:
    head = "    title: A bus for the youth club\n    text: |"
    silenced = _with(head, "# pet: ignore[prose/raw-html, prose/unknown-reference, reference/repeated] as quoted")
    silenced = silenced.replace("ple-source, example-source]", "ple-source]")
    project = _project(tmp_path, silenced.replace(", reference/repeated", ""))
    assert run("check", where=project).returncode == 0
    done = run("build", "--only", "html", where=project)
    assert done.returncode == 1
    assert "prose/unknown-reference" in done.stdout


def test_a_tool_is_adopted_on_old_content(tmp_path: Path) -> None:
    text = "# A first comment.\n" + FAULTY.replace("name: Example group", "name:   Example group  # kept")
    project = _project(tmp_path, text)
    done = run("check", "--strict", "--add-ignores", "written before we had the tool", where=project)
    assert done.returncode == 0, done.stdout
    written = (project / GROUP).read_text("utf-8")
    silencers = [line for line in written.splitlines() if "# pet: ignore[" in line]
    assert len(silencers) == 2
    assert [line for line in written.splitlines() if line not in silencers] == text.splitlines()
    again = run("check", "--strict", where=project)
    assert again.returncode == 0, again.stdout
    assert run("check", "--add-ignores", " ", where=project).returncode == 2
