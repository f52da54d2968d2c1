"""An answer and the wording that it answers: what changed is shown word by word, and accepted on purpose."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_report import rewording, scaffold, yamltree
from pet_report.authored import convert
from pet_report.fingerprint import fingerprint
from pet_report.load import load
from pet_report.model import AnsweredWording, Proposal, Response
from pet_report.source import Source
from tests.support.builds import ROOT, run
from tests.support.untidy import Untidy

GROUP = "groups/01-young-people.yaml"
ANSWERS = "groups/01-young-people.response.yaml"
REASON = "One word was put right; the answer still holds."


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The real case, outside any repository, as it was before wordings were kept with its answers."""
    shutil.copytree(ROOT / "groups", tmp_path / "groups")
    shutil.copy(ROOT / "report.yaml", tmp_path)
    for path in tmp_path.glob("groups/*.response.yaml"):
        path.write_text(RECORDS.sub("", path.read_text("utf-8")), encoding="utf-8")
    return tmp_path


RECORDS = re.compile(r"^    accepted:\n(?:(?:     .*)?\n)*?(?=  - |\Z)", re.MULTILINE)


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _stale(project: Path) -> list[dict[str, object]]:
    found = json.loads(run("check", "--format", "json", where=project).stdout)["diagnostics"]
    return [each for each in found if each["rule"] == "response/stale"]


def _git(project: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=An Editor", "-c", "user.email=editor@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=project, check=True, capture_output=True)


def test_a_changed_word_makes_the_answer_stale_and_accepting_it_makes_it_current(project: Path) -> None:
    # The record of today's wording comes first; the change after it.
    assert run("accept", "pet-roadshow", "--reason", "First kept.", where=project).returncode == 0
    _change(project / GROUP, "mainstream", "moderate")
    [finding] = _stale(project)
    notes = json.dumps(finding["notes"])
    assert "to put mainstream teaching to" in notes
    assert "to put moderate teaching to" in notes
    assert GROUP in notes
    before = (project / ANSWERS).read_text("utf-8")
    done = run("accept", "pet-roadshow", "--reason", REASON, where=project)
    assert done.returncode == 0, done.stderr
    assert "mainstream" in done.stdout
    assert _stale(project) == []
    after = (project / ANSWERS).read_text("utf-8")
    assert REASON in after
    # Of what was there only the fingerprint changed.
    gone = [line for line in before.splitlines() if line not in after.splitlines()]
    assert [line.split(":")[0].strip() for line in gone] == ["answers"]
    assert "mainstream" in after, "the old wording is no longer on record"


def test_what_changed_is_known_without_git_once_it_was_accepted(project: Path) -> None:
    for word, now in (("mainstream", "moderate"), ("moderate", "measured")):
        assert run("accept", "pet-roadshow", "--reason", REASON, where=project).returncode == 0
        _change(project / GROUP, word, now)
        assert word in json.dumps(_stale(project)[0]["notes"])
    records = _responses(project)[0].accepted
    assert [fingerprint(each.wording) for each in records] == [each.answers for each in records]
    assert len(records) == 2


def test_git_remembers_a_wording_that_no_record_holds(project: Path) -> None:
    shutil.copytree(ROOT / "groups", project / "groups", dirs_exist_ok=True)
    _git(project, "init", "--quiet")
    _git(project, "add", ".")
    _git(project, "commit", "--quiet", "--message", "as it was answered")
    (project / "groups/01-young.yaml").write_bytes((project / GROUP).read_bytes())
    (project / GROUP).unlink()
    _git(project, "add", ".")
    _git(project, "commit", "--quiet", "--message", "the file has another name")
    _change(project / "groups/01-young.yaml", "mainstream", "moderate")
    assert "mainstream" in json.dumps(_stale(project)[0]["notes"])
    assert run("accept", "pet-roadshow", "--reason", REASON, where=project).returncode == 0
    old, new = _responses(project)[0].accepted
    assert "mainstream" in old.wording.text
    assert "moderate" in new.wording.text


def test_without_any_memory_the_finding_says_so(project: Path) -> None:
    _change(project / GROUP, "mainstream", "moderate")
    _change(project / ANSWERS, "sha256-cada90dd2b305970", "sha256-0000000000000000")
    [finding] = _stale(project)
    assert "not on record" in json.dumps(finding["notes"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Send respected Islamic scholars", "Send  respected Islamic\n      scholars"),
        ("title: National roadshow of scholars", "title: 'National roadshow of scholars'  # a comment"),
        ("themes: [counter-narrative, youth-engagement]", "themes: [youth-engagement]"),
    ],
    ids=["white space", "quotation marks and a comment", "themes"],
)
def test_what_does_not_matter_makes_nothing_stale(project: Path, old: str, new: str) -> None:
    _change(project / GROUP, old, new)
    assert _stale(project) == []


def test_all_of_a_group_are_shown_before_anything_is_written(project: Path) -> None:
    text = (project / ANSWERS).read_text("utf-8")
    refused = run("accept", "--all-in", "young-people", "--reason", REASON, where=project)
    assert refused.returncode == 2
    assert "pet-ukyp" in refused.stdout
    assert (project / ANSWERS).read_text("utf-8") == text
    shown = run("accept", "--all-in", "young-people", "--reason", REASON, "--diff", where=project)
    assert shown.returncode == 1
    assert "+    accepted:" in shown.stdout
    assert (project / ANSWERS).read_text("utf-8") == text
    assert run("accept", "--all-in", "young-people", "--reason", REASON, "--yes", where=project).returncode == 0
    assert all(each.accepted for each in _responses(project))
    again = run("accept", "--all-in", "young-people", "--reason", REASON, "--yes", where=project)
    assert (again.returncode, "nothing to accept" in again.stdout) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "no proposal is named"),
        (("pet-roadshw", "--reason", "x"), 'did you mean "pet-roadshow"?'),
        (("--all-in", "young-peple", "--reason", "x"), 'did you mean "young-people"?'),
        (("pet-roadshow",), "--reason"),
    ],
)
def test_what_cannot_be_accepted_is_told(project: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run("accept", *arguments, where=project)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_record_that_somebody_changed_is_found(project: Path) -> None:
    assert run("accept", "pet-roadshow", "--reason", "Kept.", where=project).returncode == 0
    _change(project / ANSWERS, "          title: National roadshow", "          title: A national roadshow")
    done = run("check", "--format", "concise", where=project)
    assert "response/record-differs" in done.stdout


def _responses(project: Path) -> list[Response]:
    source = Source(path=ANSWERS, text=(project / ANSWERS).read_text("utf-8"))
    return load((source,)).project.responses[0].responses


# --- properties ------------------------------------------------------------------------------------------------------

WORDS = st.lists(st.sampled_from(["the", "club", "opens", "at", "ten", "for", "all", "who", "come"]), min_size=1)


@given(WORDS, WORDS)
def test_the_changes_of_a_text_tell_all_that_differs(before: list[str], after: list[str]) -> None:
    old, new = (_proposal("A title", " ".join(each)) for each in (before, after))
    found = rewording.changes(old, new)
    assert bool(found) is (before != after)
    rest_before, rest_after = before.copy(), after.copy()
    for change in found:
        for words, rest in ((change.old, rest_before), (change.new, rest_after)):
            for word in words.split():
                rest.remove(word)
    # What is left when the changed words are taken away is the same in both.
    assert sorted(rest_before) == sorted(rest_after)


LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff")


@given(st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=6))
def test_a_wording_that_is_kept_has_the_fingerprint_of_the_proposal(parts: list[str]) -> None:
    proposal = _proposal("A title", "\n".join(parts) or "x", timescale=" ".join(parts) * 3)
    kept = rewording.kept(proposal)
    assert fingerprint(convert({"title": "", "text": "", **kept}, AnsweredWording)) == fingerprint(proposal)


RESPONSES = st.lists(
    st.fixed_dictionaries(
        {"proposal": st.sampled_from(["one", "two"]), "decision": st.just("noted")},
        optional={"answers": st.just("sha256-0123456789abcdef"), "reason": st.sampled_from(["Why.", "One\ntwo"])},
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=200, deadline=None)
@given(responses=RESPONSES, data=st.data())
def test_a_record_is_put_into_any_file_and_nothing_else_changes(
    responses: list[dict[str, str]], data: st.DataObject
) -> None:
    untidy = Untidy(data.draw)
    source = Source(path=ANSWERS, text=untidy.tree({"group": "a", "responses": responses}, 0))
    read = yamltree.data(yamltree.read(source).root)
    index = data.draw(st.integers(0, len(responses) - 1))
    text = scaffold.put(source, ("responses", index, "answers"), "sha256-fedcba9876543210")
    assert text is not None
    entry = {"answers": "sha256-fedcba9876543210", "wording": {"title": "T", "text": "One.\n\nTwo.\n"}}
    made = scaffold.inserted(Source(path=ANSWERS, text=text), ("responses", index, "accepted"), entry)
    assert made is not None
    after = yamltree.data(yamltree.read(Source(path=ANSWERS, text=made)).root)
    read["responses"][index] |= {"answers": "sha256-fedcba9876543210", "accepted": [entry]}
    assert after == read
    assert all(comment in made for comment in untidy.comments)


def _proposal(title: str, text: str, timescale: str | None = None) -> Proposal:
    document = {"group": {"id": "g", "name": "G"}, "proposals": [{"id": "p", "title": title, "text": text}]}
    source = Source(path="groups/01.yaml", text=json.dumps(document, ensure_ascii=False))
    proposal = load((source,)).project.groups[0].proposals[0]
    return proposal.but(timescale=timescale)


# --- beside an earlier version ---------------------------------------------------------------------------------------


@pytest.fixture
def committed(project: Path) -> Path:
    assert run("accept", "pet-roadshow", "--reason", "Kept.", where=project).returncode == 0
    _git(project, "init", "--quiet", "--initial-branch", "main")
    _git(project, "add", ".")
    _git(project, "commit", "--quiet", "--message", "as it was")
    return project


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("        by: BBC News\n", "        by: Somebody\n", ["progress/removed"]),
        ("        status: completed\n", "        status: stalled\n", ["progress/removed"]),
        ("text: Events running, and planned to go on until December 2006", ("text: Events\n          running, and "
         "planned to go on until December 2006"), []),
        ("      - as_of: 2006-02-15\n", ("      - as_of: 2006-03-01\n        by: A reader\n        sources: "
         "[src-notice]\n      - as_of: 2006-02-15\n"), []),
        ("        sources: [src-new-statesman]\n", "        sources: [src-new-statesman, src-notice]\n", []),
    ],
    ids=["another speaker", "another status", "white space", "an entry more", "a source more"],
)  # fmt: skip
def test_what_was_reported_is_only_added_to(committed: Path, old: str, new: str, rules: list[str]) -> None:
    _change(committed / ANSWERS, old, new)
    done = run("check", "--no-notes", "--format", "json", "--against", "main", where=committed)
    found = json.loads(done.stdout)["diagnostics"]
    assert [each["rule"] for each in found if "removed" in each["rule"]] == rules
    assert done.returncode == bool(rules)


def test_a_record_and_an_answer_that_are_gone_are_missed(committed: Path) -> None:
    text = (committed / ANSWERS).read_text("utf-8")
    start, end = text.index("    accepted:\n"), text.index("  - proposal: pet-ukyp")
    (committed / ANSWERS).write_text(text[:start] + text[end:], encoding="utf-8")
    assert "response/record-removed" in run("check", "--against", "HEAD", where=committed).stdout
    start = text.index("  - proposal: pet-roadshow")
    (committed / ANSWERS).write_text(text[:start] + text[end:], encoding="utf-8")
    told = run("check", "--against", "HEAD", "--format", "concise", where=committed).stdout
    assert told.count("progress/removed") == 3


@pytest.mark.parametrize("name", ["nowhere", "--output=x"])
def test_a_revision_that_is_not_there_is_told(committed: Path, name: str) -> None:
    done = run("check", f"--against={name}", where=committed)
    assert (done.returncode, "history of this project" in done.stderr) == (2, True)
