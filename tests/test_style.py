"""House style: off until it is asked for, then at the exact place, and never about what its author may not change."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pet_report import pipeline, spelling
from pet_report.errors import ToolFailure
from pet_report.markdown import OPAQUE, passages
from pet_report.rules import style
from pet_report.sentences import sentences
from pet_report.source import Source
from tests.cases.project import FOLDER, Texts, found_in, read_texts
from tests.support.builds import ROOT, run

BASE = read_texts(FOLDER / "base")
GROUP = "groups/01-example.yaml"


def _writing(text: str, *, report: str = "style: [all]\n", status: str = "paraphrase") -> Texts:
    """The base with a text in the first proposal that is not official wording."""
    written = f"    text: |\n      {text}\n    text_status: {status}\n"
    group = BASE[GROUP].replace("    text: Train and pay more youth workers.\n", written)
    assert group != BASE[GROUP]
    return {**BASE, GROUP: group, "report.yaml": BASE["report.yaml"] + report}


def _drawn(texts: Texts) -> list[str]:
    return [each.rule.name for each in found_in(texts)]


ALL_AT_ONCE = "The XYZ utilise the  bus; [click here](https://example.org/) for the proposel."
DRAWN = [
    "style/unexpanded-abbreviation", "style/jargon", "style/double-space", "style/click-here", "style/misspelling",
]  # fmt: skip


def test_nothing_is_said_until_it_is_asked_for() -> None:
    assert _drawn(_writing(ALL_AT_ONCE, report="")) == []
    assert _drawn(_writing(ALL_AT_ONCE)) == DRAWN


def test_a_project_asks_for_rules_by_name() -> None:
    texts = _writing(ALL_AT_ONCE, report="style: [style/jargon, style/double-space]\n")
    assert _drawn(texts) == ["style/jargon", "style/double-space"]


def test_official_wording_stays_as_it_is() -> None:
    assert _drawn(_writing(ALL_AT_ONCE, status="verbatim")) == []


def test_a_project_lists_its_own_words() -> None:
    texts = _writing(ALL_AT_ONCE, report="style: [all]\nwords: [XYZ, proposel]\n")
    assert _drawn(texts) == ["style/jargon", "style/double-space", "style/click-here"]


def test_what_is_english_is_not_asked_of_other_languages() -> None:
    report = {"report.yaml": BASE["report.yaml"] + "language: cy\nstyle: [all]\n"}
    drawn = _drawn({**_writing(ALL_AT_ONCE), **report})
    assert drawn == ["style/unexpanded-abbreviation", "style/double-space", "style/misspelling"]


@pytest.mark.parametrize(
    "written", ["The Xylophone Youth Zone (XYZ)", "XYZ (Xylophone Youth Zone)", "[[home-office]] (XYZ)"]
)
def test_an_abbreviation_is_explained_anywhere_in_the_project(written: str) -> None:
    texts = _writing("The XYZ pays.")
    assert _drawn(texts) == ["style/unexpanded-abbreviation"]
    response = "groups/01-example.response.yaml"
    told = texts[response].replace("reason: The club has its own funds.", f'reason: "{written} has funds."')
    assert _drawn({**texts, response: told}) == []


def test_an_everyday_name_explains_itself() -> None:
    texts = _writing("The XYZ pays.")
    report = texts["report.yaml"].replace("    name: Home Office\n", "    name: Home Office\n    short_name: XYZ\n")
    assert _drawn({**texts, "report.yaml": report}) == []


def test_an_abbreviation_is_told_once() -> None:
    [found] = found_in(_writing("The XYZ pays. The XYZs pay.\n\n      And the XYZ’s club."))
    assert str(found.place) == f"{GROUP}:11:11"
    assert [(str(note.place), note.text) for note in found.notes] == [(f"{GROUP}:11:25", "the first of 2 more")]


@pytest.mark.parametrize("on", [True, False])
def test_a_silencer_of_a_sleeping_rule_is_not_useless(*, on: bool) -> None:
    texts = _writing("All is well here.", report="style: [style/jargon]\n" if on else "")
    silenced = texts[GROUP].replace("    text: |", "    # pet: ignore[style/jargon] its own word\n    text: |")
    assert _drawn({**texts, GROUP: silenced}) == (["silence/useless"] if on else [])


def test_a_finding_is_silenced_like_any_other() -> None:
    texts = _writing("Utilise the bus.")
    silenced = texts[GROUP].replace("    text: |", "    # pet: ignore[style/jargon] its own word\n    text: |")
    assert _drawn({**texts, GROUP: silenced}) == []


# --- the command --------------------------------------------------------------------------------------------------


def _project(folder: Path, texts: Texts) -> Path:
    for path, text in texts.items():
        (folder / path).parent.mkdir(exist_ok=True, parents=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def test_one_run_asks_for_all(tmp_path: Path) -> None:
    project = _project(tmp_path, _writing(ALL_AT_ONCE, report=""))
    assert "style/" not in run("check", where=project).stdout
    done = run("check", "--style", "--format", "concise", where=project)
    assert set(DRAWN) - {"style/misspelling"} <= set(re.findall(r"\[(.*?)\]", done.stdout))
    assert run("check", "--style", "--strict", where=project).returncode == 1


def test_surplus_spaces_are_taken_out_and_nothing_else(tmp_path: Path) -> None:
    texts = _writing("Open  every `a  b`   weekday.  \n      And on.")
    project = _project(tmp_path, texts)
    assert run("check", "--style", "--fix", where=project).returncode == 0
    expected = texts[GROUP].replace("Open  every `a  b`   weekday.", "Open every `a  b` weekday.")
    assert (project / GROUP).read_text("utf-8").splitlines() == [
        line.rstrip() if "Open" in line else line for line in expected.splitlines()
    ]


def test_a_project_that_names_spelling_needs_a_dictionary() -> None:
    def absent(language: str, *, needed: bool) -> None:
        if needed:
            raise ToolFailure(f"there is no dictionary of {language}")

    def check(asks: str) -> pipeline.Checked:
        texts = _writing("The proposel.  Utilise it.", report=f"style: [{asks}]\n")
        texts = {
            **texts,
            GROUP: texts[GROUP].replace("    text: |", "    # pet: ignore[style/misspelling] old\n    text: |"),
        }
        sources = tuple(Source(path=path, text=text) for path, text in texts.items())
        return pipeline.check(sources, (), style.Asked(open_dictionary=absent))

    with pytest.raises(ToolFailure, match="no dictionary of en-GB"):
        check("style/misspelling")
    # Who asks for all is told what was left out; the silencer waits for a machine that can look.
    assert [each.rule.name for each in check("all").found] == ["style/double-space", "style/jargon"]


def test_a_language_without_a_dictionary_says_how_to_get_one(tmp_path: Path) -> None:
    texts = _writing("Text.", report="language: qqq\nstyle: [all]\n")
    project = _project(tmp_path / "all", texts)
    done = run("check", where=project)
    assert done.returncode == 0
    assert "spelling is not looked at" in done.stderr
    assert "hunspell-qqq" in done.stderr
    named = {**texts, "report.yaml": texts["report.yaml"].replace("[all]", "[style/misspelling]")}
    done = run("check", where=_project(tmp_path / "named", named))
    assert done.returncode == 2
    assert "apt-get install" in done.stderr


def _dictionary() -> spelling.Dictionary:
    try:
        return spelling.open_dictionary("en-GB")
    except ToolFailure as failure:
        pytest.skip(f"needs a dictionary: {failure.remedy}")


def test_the_real_dictionary_is_british() -> None:
    dictionary = _dictionary()
    assert all(map(dictionary.knows, ("colour", "programme", "organise", "don't", "Muslims")))
    assert not any(map(dictionary.knows, ("color", "behavior", "proposel")))
    assert "behaviour" in dictionary.near("behavior")


def test_the_real_data_reads_well() -> None:
    """Names that the project does not list aside, the editors' own words are all in the dictionary."""
    _dictionary()
    done = run("check", "--style", "--format", "concise", where=ROOT)
    odd = re.findall(r'\[style/misspelling\] "(\w+)"', done.stdout)
    assert [word for word in odd if word[0].islower()] == []
    assert "style/title-case" not in done.stdout
    assert "style/unexpanded-abbreviation" not in done.stdout


# --- reading ------------------------------------------------------------------------------------------------------

MARKDOWN = st.lists(
    st.sampled_from(
        ["*", "**", "_", "`", "[", "]", "(x)", "[[id]]", "[[id|own words]]", "\\*", "&amp;", "<b>", "![a](b.png)",
         "[^1]", "\n", "\n\n", "\n> ", "\n- ", "\n  ", "# ", " ", "  ", "word", "Ünï", "😀", ":::", "::: {lang=ar}",
         "<https://a.b>", "]{lang=cy}", "|", "\n| a | b |\n| - | - |\n| c  | d |\n", "\n[^1]: ", "www.a.b"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(MARKDOWN)
def test_each_letter_of_a_passage_stands_where_it_was_written(text: str) -> None:
    for passage in passages(text):
        for position, letter in enumerate(passage.text):
            offset, length = passage.written(position, position + 1)
            assert length == 1
            assert 0 <= offset < len(text)
            if letter.isalnum():
                assert text[offset] == letter


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("<b>b</b>", [3]),
        ("*a**", [1, 3]),
        ("[^x]x\n\n[^x]: x", [4]),
        ("`x`x", [0, 3]),
        ("[x](x)x", [1, 6]),
        ("&amp;a", [0, 5]),
    ],
)
def test_a_letter_is_not_taken_for_its_like_in_the_markup(text: str, places: list[int]) -> None:
    passage = next(iter(passages(text)))
    assert [passage.written(position, position + 1)[0] for position in range(len(passage.text))] == places


def test_a_passage_is_what_its_author_says() -> None:
    text = "A *big* [link](x) to `code`, [[id]] and [[id|own words]]; [geiriau]{lang=cy}.\n\n> quoted\n\n<p>html</p>\n"
    [passage] = passages(text)
    assert re.sub(f"{OPAQUE}+", "?", passage.text) == "A big link to ?, ? and own words; ?."
    assert [passage.text[start:end] for start, end in passage.links] == ["link", "own words"]


@given(st.text(alphabet=st.sampled_from("aA. !?…“”\"'()[]1\n\t\xa0\u2028é😀\ud800"), max_size=80))
def test_sentences_hold_every_letter_once(text: str) -> None:
    spans = list(sentences(text, "en-GB"))
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    left = set(range(len(text))) - {position for start, end in spans for position in range(start, end)}
    assert all(re.fullmatch(r"[\s\ud800-\udfff]", text[position]) for position in left)


def test_a_text_of_any_length_is_read_sentence_by_sentence() -> None:
    sentence = "Dr A. B. Smith, e.g., paid £1.5m for “the bus. And more” on 3 Dec. 2004."
    text = " ".join([sentence] * 200)
    assert [text[start:end] for start, end in sentences(text, "en-GB")] == [sentence] * 200
