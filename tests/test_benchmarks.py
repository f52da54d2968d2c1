"""The benchmark measures what it says: whole processes, other tools at the same words, ratios beside their goals."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import corpus, peers, runs, table
from benchmarks.peers import documents, needs
from benchmarks.printed import printed_pages
from benchmarks.runs import Measured, Run, Task

RECORDS = corpus.project(3, 7)
HUNGRY = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'x = [7] * 25_000_000'])"


def test_the_memory_of_a_process_is_also_that_of_those_that_it_starts() -> None:
    least, most = runs.run([sys.executable, "-c", "pass"]), runs.run([sys.executable, "-c", HUNGRY])
    assert 1 < least.largest < 100
    assert most.largest > 180
    assert most.seconds > 0
    assert most.work > 0


def test_who_measures_does_not_count() -> None:
    much = b"x" * 200_000_000
    assert runs.run([sys.executable, "-c", "pass"]).largest < len(much) / 2e6


LEFT_BEHIND = """
import subprocess, sys
busy = "import time, itertools; all(time.process_time() < 0.5 for _ in itertools.count())"
subprocess.Popen([sys.executable, "-c", busy], start_new_session=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="who adopts what is left behind, only Linux lets one choose")
def test_the_work_of_what_outlives_its_parent_counts() -> None:
    """As that of processes which were forked from another one, and end a moment after the build."""
    assert runs.run([sys.executable, "-c", LEFT_BEHIND]).work > 0.5


def test_what_fails_is_not_measured() -> None:
    with pytest.raises(RuntimeError, match="ended with 3: no such thing"):
        runs.run([sys.executable, "-c", "import sys; sys.stderr.write('no such thing'); sys.exit(3)"])


def test_tasks_are_taken_in_turns(tmp_path: Path) -> None:
    said: list[str] = []
    tasks = [
        Task(name=name, makes="", command=[sys.executable, "-c", ""], times=times,
             prepare=lambda turn, name=name: said.append(f"{name}{turn}"))  # type: ignore[misc]  # bound now
        for name, times in (("a", 2), ("b", 3))
    ]  # fmt: skip
    found = runs.in_turns(tasks)
    assert said == ["a0", "b0", "a1", "b1", "b2"]
    assert {name: len(each.runs) for name, each in found.items()} == {"a": 2, "b": 3}
    assert runs.from_plain(runs.plain(found)) == found  # type: ignore[arg-type]  # as JSON has it
    assert not list(tmp_path.iterdir())


def _measured(*seconds: float) -> Measured:
    return Measured(
        makes="HTML", pages=0, runs=tuple(Run(seconds=each, work=2 * each, largest=30, together=50) for each in seconds)
    )


def test_a_ratio_is_one_of_medians_and_stands_beside_its_goal() -> None:
    found = {table.COLD[64]: _measured(3, 90, 4), peers.TYPST: _measured(2, 2, 2)}
    shown = table.table("here", found, {peers.STRICTDOC: "get it"}, markdown=True)
    assert f"| {table.COLD[64]} | {peers.TYPST} | 2.00 | 2.00 | at most 2.0, then 1.5 |" in shown
    assert f"| {table.UNCHANGED} | {peers.TYPST} | - | - | at most 0.15 |" in shown
    assert f"- {peers.STRICTDOC} is not here: get it" in shown
    assert f"| {table.COLD[64]} | HTML | 4.00 | 8.00 | 30 | 50 |  |" in shown
    assert "|" not in table.table("here", found, {})


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("benchmark") / "project"
    corpus.write_files(folder, RECORDS)
    return folder


def test_other_tools_have_the_same_words(project: Path, tmp_path: Path) -> None:
    written = documents.write(tmp_path / "words", project)
    assert sorted(written) == ["report.adoc", "report.md", "response.adoc", "response.md"]
    for pdf, page in printed_pages(project).items():
        body = re.sub(r'<nav class="contents".*?</nav>', " ", page[page.index("<body") :], flags=re.DOTALL)
        ours = _words(re.sub(r"<[^>]*>", " ", body))
        for ending in (".md", ".adoc"):
            theirs = _words(written[pdf.replace(".pdf", ending)])
            assert sum((ours - theirs).values()) < sum(ours.values()) / 100, (ours - theirs).most_common(20)


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W\d_]{4,}", text.replace("&amp;", "&")))


def test_each_proposal_answer_and_commitment_is_a_need() -> None:
    asked = [each for record in RECORDS.values() for each in record.get("proposals", ())]
    answered = [each for record in RECORDS.values() for each in record.get("responses", ())]
    promised = [each for answer in answered for each in answer.get("commitments", ())]
    count = len(asked) + len(answered) + len(promised)
    assert "\n".join(needs.sphinx(RECORDS).values()).count("   :id: ") == count > len(asked) > 0
    assert "\n".join(needs.strictdoc(RECORDS).values()).count("\nUID: ") == count


def test_what_is_not_installed_is_said_and_nothing_else_needs_it(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "BIN", tmp_path / "nowhere")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert set(peers.missing()) == {peers.TYPST, peers.WEASYPRINT, peers.ASCIIDOCTOR, peers.SPHINX, peers.STRICTDOC}
    [linters] = peers.write(tmp_path / "peers", project, RECORDS)
    assert linters.name == peers.LINTERS
