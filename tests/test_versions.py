"""A version of a project is found by what somebody types, and read without trusting what it is read from."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from pet_report import files, versions
from pet_report.errors import ToolFailure
from tests.support.builds import ROOT

REPORT = (ROOT / "report.yaml").read_text("utf-8")
GROUP = "group: {id: readers, name: Readers}\nproposals:\n  - {id: sunday, title: Sunday, text: Open it.}\n"


def git(where: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=An Editor", "-c", "user.email=editor@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=where, check=True, capture_output=True)


def write(folder: Path, group: str = GROUP) -> Path:
    (folder / "groups").mkdir(parents=True, exist_ok=True)
    (folder / "report.yaml").write_text(REPORT, encoding="utf-8")
    (folder / "groups/01-readers.yaml").write_text(group, encoding="utf-8")
    return folder


def release(folder: Path, group: str = GROUP) -> Path:
    write(folder / "sources", group)
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    return folder


def packed(path: Path, entries: Mapping[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def asked(version: versions.Version) -> str:
    """The words that tell one version from another."""
    return next(each.text for each in version.sources if each.path == "groups/01-readers.yaml")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """In a folder of a repository, with a commit, a release by tag and one that lies in dist."""
    root = write(tmp_path / "repository/library", GROUP.replace("Open", "First open"))
    git(tmp_path / "repository", "init", "-b", "main")
    for words, tag in (("First open", "1.0"), ("Then open", "")):
        write(root, GROUP.replace("Open", words))
        git(root, "add", ".")
        git(root, "commit", "-m", words)
        if tag:
            git(root, "tag", f"report/{tag}")
    release(root / "dist/1.10", GROUP.replace("Open", "At last open"))
    return write(root, GROUP.replace("Open", "Now open"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("1.0", "First open"), ("report/1.0", "First open"), ("HEAD", "Then open"), ("main~1", "First open"),
        ("1.10", "At last open"),
    ],
)  # fmt: skip
def test_a_release_or_a_commit_is_found_by_its_name(project: Path, name: str, words: str) -> None:
    found = versions.read(name, project)
    assert words in asked(found)
    assert [each.path for each in found.sources] == ["report.yaml", "groups/01-readers.yaml"]
    assert found.found == ()


def test_a_folder_is_found_by_its_path(project: Path, tmp_path: Path) -> None:
    assert "Now open" in asked(versions.read(str(project), None))
    assert "Now open" in asked(versions.working_tree(project))
    assert "At last" in asked(versions.read(str(project / "dist/1.10"), None))
    assert versions.read(str(release(tmp_path / "1.2")), None).name == "1.2"


def test_releases_are_in_the_order_of_their_numbers(project: Path) -> None:
    for tag in ("report/1.9", "report/1.10-draft", "report/1.9.1", "software/3.0", "report/0.9"):
        git(project, "tag", tag)
    assert versions.releases(project) == ("0.9", "1.0", "1.9", "1.9.1", "1.10-draft", "1.10")


def test_a_release_of_another_project_in_the_repository_is_none_of_this_one(project: Path) -> None:
    other = write(project.parent / "school")
    assert versions.releases(other) == ()
    git(other, "add", ".")
    git(other, "commit", "-m", "School")
    git(other, "tag", "report/2.0")
    assert versions.releases(other) == ("2.0",)
    assert versions.releases(project) == ("1.0", "1.10", "2.0")


def test_a_name_that_is_nothing_is_refused_with_what_there_is(project: Path) -> None:
    with pytest.raises(ToolFailure) as failure:
        versions.read("1.1", project)
    assert "report/1.1" in failure.value.message
    assert failure.value.remedy == "the releases are 1.0 and 1.10"
    for name in ("--output=x", "", "nothing/at/all", ":(glob)**", "HEAD:report.yaml"):
        with pytest.raises(ToolFailure):
            versions.read(name, project)
    with pytest.raises(ToolFailure, match="is no folder"):
        versions.read("HEAD", None)


def test_a_commit_from_before_the_project_is_refused(project: Path) -> None:
    git(project, "rm", "-rf", "--cached", ".")
    git(project, "commit", "-m", "Nothing")
    with pytest.raises(ToolFailure, match="has no report"):
        versions.read("HEAD", project)


def test_where_only_the_end_of_the_history_is_here_the_remedy_is_to_fetch_it(project: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--depth=1", f"file://{project.parent}", "clone")
    with pytest.raises(ToolFailure) as failure:
        versions.read("main~1", tmp_path / "clone/library")
    assert "unshallow" in failure.value.remedy


# --- archives --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["", "sources/", "library-1.0/sources/", "library/"])
def test_an_archive_is_read_as_it_was_packed(tmp_path: Path, before: str) -> None:
    entries = {f"{before}report.yaml": REPORT, f"{before}groups/01-readers.yaml": GROUP, "publications/report.pdf": "x"}
    found = versions.read(str(packed(tmp_path / "library-1.0.zip", entries)), None)
    assert found.name == "library-1.0"
    assert [each.path for each in found.sources] == ["report.yaml", "groups/01-readers.yaml"]


def test_an_archive_gives_only_what_authors_write(tmp_path: Path) -> None:
    strange = {
        "groups/../../outside.yaml": GROUP,
        "/groups/absolute.yaml": GROUP,
        "groups/deeper/01.yaml": GROUP,
        "groups/notes.txt": "x",
        "other/report.yaml": "title: another",
    }
    path = packed(tmp_path / "a.zip", {"report.yaml": REPORT, "groups/01-readers.yaml": GROUP, **strange})
    assert [each.path for each in versions.read(str(path), None).sources] == ["report.yaml", "groups/01-readers.yaml"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.zip"]


def test_a_bomb_does_not_go_off(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"report.yaml": REPORT, "groups/01-bomb.yaml": b"#" * 300_000_000})
    assert path.stat().st_size < 1_000_000
    found = versions.read(str(path), None)
    assert [each.path for each in found.sources] == ["report.yaml"]
    assert [each.rule.name for each in found.found] == ["file/too-large"]


def test_many_small_bombs_do_not_go_off(tmp_path: Path) -> None:
    bombs: dict[str, str | bytes] = {f"groups/{n}.yaml": b"#" * files.LARGEST for n in range(60)}
    path = packed(tmp_path / "a.zip", {"report.yaml": REPORT, **bombs})
    with pytest.raises(ToolFailure, match="100 MB"):
        versions.read(str(path), None)


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-30])


def _damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[45:80] = bytes(35)
    path.write_bytes(content)


def _no_archive(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n")


def _empty(path: Path) -> None:
    packed(path, {})


def _twice(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("report.yaml", "format: 1")


def _packed_otherwise(path: Path) -> None:
    packed(path, {"report.yaml": REPORT}, zipfile.ZIP_LZMA)


def _locked(path: Path) -> None:
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(content)


@pytest.mark.parametrize("harm", [_truncated, _damaged, _no_archive, _empty, _twice, _packed_otherwise, _locked])
def test_what_is_no_archive_of_a_release_is_refused_in_words(tmp_path: Path, harm: object) -> None:
    path = packed(tmp_path / "a.zip", {"report.yaml": REPORT, "groups/01-readers.yaml": GROUP})
    harm(path)  # type: ignore[operator]  # one of the functions above
    with pytest.raises(ToolFailure, match=r"cannot be read as a release"):
        versions.read(str(path), None)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    entries: dict[str, str | bytes] = {
        "report.yaml": REPORT,
        "groups/01-a.yaml": b"\xff\xfea",
        "groups/02-\x07.yaml": GROUP,
    }
    found = versions.read(str(packed(tmp_path / "a.zip", entries)), None)
    assert [each.path for each in found.sources] == ["report.yaml"]
    assert sorted(each.rule.name for each in found.found) == ["file/encoding", "file/name"]


def test_a_file_in_the_history_that_is_no_text_is_told(project: Path) -> None:
    (project / "groups/01-readers.yaml").write_bytes(b"group: {id: readers, name: \xe9}")
    git(project, "commit", "-am", "Windows")
    assert [each.rule.name for each in versions.read("HEAD", project).found] == ["file/encoding"]
