"""Finding a proposal on a page: by number, name, word, theme and department, from its file and with no request."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from lunr.builder import Builder
from playwright.sync_api import Browser, Page, expect

from benchmarks import corpus
from pet_report import search
from tests.support.builds import ROOT, Built, build
from tests.support.chromium import Visit, visit

SAID, FOUND, WORDS, CLEAR = "#_find-said", "#_find-found > li > a", "#_find-words", "#_find-clear"
SHOWN = "main article.item[id^='pet-']:not([hidden])"


@pytest.fixture
def report(real: Built, chromium: Browser) -> Iterator[Visit]:
    with visit(chromium, real.folder / "report.html") as visited:
        yield visited
        assert visited.errors == []
        assert [each for each in visited.requests[1:] if not each.startswith("data:")] == []


def _ask(page: Page, words: str) -> list[str]:
    """Types the words; the titles that are found. The answer is there when the address holds the question."""
    page.fill(WORDS, words)
    page.wait_for_function("(words) => (new URLSearchParams(location.search).get('q') ?? '') === words", arg=words)
    return page.locator(FOUND).all_inner_texts()


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("pet-roadshow", "National roadshow of scholars"),  # a name
        ("PET-ROADSHOW", "National roadshow of scholars"),
        ("roadsh", "National roadshow of scholars"),  # the beginning of a word
        ("raodshow scholars", "National roadshow of scholars"),  # a slip
        ("scholarly", "National roadshow of scholars"),  # another ending
        ("terrorism bill", "Concerns about the Terrorism Bill"),
        ("Mosques as hubs", "Mosques as hubs for community services"),  # a theme
    ],
)
def test_words_find(report: Visit, words: str, title: str) -> None:
    assert title in _ask(report.page, words)


def test_a_name_finds_its_own_alone(report: Visit) -> None:
    assert _ask(report.page, "pet-council") == ["National Advisory Council of Imams and Mosques"]


def test_every_word_must_be_there(report: Visit) -> None:
    both, one = _ask(report.page, "imam skills"), _ask(report.page, "imam")
    assert len(both) < len(one)
    assert set(both) < set(one)


def test_a_department_finds_its_answers(real: Built, chromium: Browser) -> None:
    with visit(chromium, real.folder / "response.html") as visited:
        assert "National roadshow of scholars" in _ask(visited.page, "home office")


@pytest.mark.parametrize("words", ["مكت", "تختی", "পড়তে", "আম", "croeso"])
def test_words_of_every_alphabet_find(scripts: Built, chromium: Browser, words: str) -> None:
    with visit(chromium, scripts.folder / "report.html") as visited:
        assert _ask(visited.page, words) == ["Signs that everybody can read"]


def test_what_is_found_says_its_group_and_its_answer(report: Visit) -> None:
    _ask(report.page, "pet-roadshow")
    line = report.page.locator("#_find-found > li").inner_text()
    assert line.split("\n")[1:] == ["1 Young people · For communities · Completed"]
    report.page.click(FOUND)
    assert report.page.url.endswith("#pet-roadshow")


def test_what_does_not_fit_is_hidden_and_a_group_without_any_says_so(report: Visit) -> None:
    page = report.page
    assert page.locator(SHOWN).count() == 24
    assert len(_ask(page, "roadshow")) == page.locator(SHOWN).count() < 24
    emptied = page.locator(".emptied").all_inner_texts()
    assert len(emptied) >= 2
    assert set(emptied) == {"No recommendation of this working group is shown, because of what you look for."}


def test_boxes_of_one_filter_add_and_those_of_two_narrow(report: Visit) -> None:
    page = report.page
    page.click(".filters summary")
    counts = []
    for name, value in (("decision", "noted"), ("decision", "for-communities"), ("lead", "community")):
        page.check(f"input[name={name}][value={value}]")
        page.wait_for_url(f"**{name}={value}*")
        counts.append(page.locator(SHOWN).count())
    assert counts[:2] == [3, 6]
    assert 0 < counts[2] < 6
    expect(page.locator(SAID)).to_have_text(f"{counts[2]} of 24 recommendations shown.")


def test_an_address_keeps_what_was_looked_for(real: Built, chromium: Browser) -> None:
    with visit(chromium, real.folder / "report.html", after="?q=young&lead=community#pet-roadshow") as visited:
        page = visited.page
        assert page.input_value(WORDS) == "young"
        assert page.is_checked("input[name=lead][value=community]")
        assert 0 < page.locator(SHOWN).count() < 24
        page.click(CLEAR)
        assert page.locator(SHOWN).count() == 24
        assert page.url.endswith("report.html#pet-roadshow")


def test_the_count_is_told_politely_and_escape_takes_all_away(report: Visit) -> None:
    page = report.page
    assert page.get_attribute(SAID, "role") == "status"
    _ask(page, "nothing of the kind")
    expect(page.locator(SAID)).to_have_text("None of the 24 recommendations fits. Take away a word or a tick.")
    page.keyboard.press("Escape")
    expect(page.locator(SAID)).to_have_text("All 24 recommendations are shown.")
    assert page.evaluate("document.activeElement.id") == "_find-words"


def test_a_link_to_what_is_hidden_shows_it(report: Visit) -> None:
    _ask(report.page, "pet-council")
    assert report.page.is_hidden("#pet-roadshow")
    report.page.evaluate("location.hash = 'pet-roadshow'")
    expect(report.page.locator("#pet-roadshow")).to_be_in_viewport()


def test_a_link_is_copied(real: Built, chromium: Browser) -> None:
    with visit(
        chromium, real.folder / "report.html", after="?q=scholars", permissions=["clipboard-read", "clipboard-write"]
    ) as visited:
        button = visited.page.get_by_role("button", name="Copy link to National roadshow of scholars")
        button.click()
        expect(visited.page.locator(".heard")).to_have_text("The link is copied.")
        copied = visited.page.evaluate("navigator.clipboard.readText()")
        assert copied == (real.folder / "report.html").as_uri() + "#pet-roadshow"


def test_no_button_to_copy_where_it_cannot_work(real: Built, chromium: Browser) -> None:
    with visit(chromium, real.folder / "report.html", before="delete Navigator.prototype.clipboard") as visited:
        assert visited.page.is_visible("#_find")
        assert visited.page.locator(".copy").count() == 0


def test_without_a_script_nothing_is_shown_that_would_do_nothing(real: Built, chromium: Browser) -> None:
    with visit(chromium, real.folder / "report.html", javascript=False) as visited:
        assert visited.page.locator("main button:visible, main input:visible").count() == 0
        assert visited.page.locator(SHOWN).count() == 24


def test_what_was_looked_for_is_printed_as_such(real: Built, chromium: Browser) -> None:
    with visit(chromium, real.folder / "report.html", after="?q=young&lead=community") as visited:
        visited.page.emulate_media(media="print")
        said = visited.page.inner_text("#_find")
        count = visited.page.locator(SHOWN).count()
    start = "Only those that fit are printed. Words: young; Lead: Community: "
    assert said == f"{start}{count} of 24 recommendations shown."


def test_the_contents_follow_the_reader(report: Visit) -> None:
    current = report.page.locator(".contents a[aria-current=location]")
    report.page.locator("#themes, #_themes").first.scroll_into_view_if_needed()
    report.page.evaluate("document.querySelector('.part-sources').scrollIntoView()")
    expect(current).to_have_text("Sources")
    assert current.count() == 1


# --- ids of before -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of which every proposal had another id before."""
    folder = tmp_path_factory.mktemp("renamed")
    made = corpus.project(64, 1)
    for record in made.values():
        for proposal in record.get("proposals", ()):
            proposal["former_ids"] = [f"{proposal['id']}-of-before"]
    corpus.write_files(folder, made)
    return build(folder, folder / "build", "--only", "html")


@pytest.mark.parametrize("name", ["report.html", "response.html"])
@pytest.mark.parametrize("javascript", [True, False])
def test_a_link_to_an_id_of_before_leads_to_that_of_today(
    renamed: Path, chromium: Browser, name: str, javascript: bool
) -> None:
    page = renamed / name
    own = page.read_text("utf-8").split('-of-before" class="former"')[5].rpartition('id="')[2]
    with visit(chromium, page, javascript=javascript, after=f"#{own}-of-before") as visited:
        expect(visited.page.locator(f"article#{own} h3").first).to_be_in_viewport()
        assert visited.page.url.endswith(f"#{own}" if javascript else f"#{own}-of-before")


def test_an_id_of_before_is_found(renamed: Path, chromium: Browser) -> None:
    page = renamed / "report.html"
    own = page.read_text("utf-8").split('-of-before" class="former"')[5].rpartition('id="')[2]
    with visit(chromium, page) as visited:
        _ask(visited.page, f"{own}-of-before")
        assert visited.page.locator(FOUND).get_attribute("href") == f"#{own}"


def test_a_printed_number_finds_its_own_alone(renamed: Path, chromium: Browser) -> None:
    with visit(chromium, renamed / "report.html") as visited:
        numbers = visited.page.evaluate(
            "JSON.parse(_data.textContent).entries.map((each) => each.number).filter(Boolean)"
        )
        assert numbers
        number = next(each for each in numbers if numbers.count(each) == 1)
        assert [each.split()[0] for each in _ask(visited.page, number)] == [number]


# --- the library --------------------------------------------------------------------------------------------------


def test_the_library_is_the_one_that_its_makers_published() -> None:
    ours, theirs = ROOT / "templates/vendor/lunr.js", ROOT / "tests/node_modules/lunr/lunr.min.js"
    if not theirs.is_file():
        pytest.skip("needs lunr from npm: run `make test-packages`")
    assert hashlib.sha256(ours.read_bytes()).digest() == hashlib.sha256(theirs.read_bytes()).digest()
    assert (ROOT / "templates/vendor/LICENSE-lunr.md").read_text("utf-8").startswith("Copyright (C)")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Môr a mynydd; ŵyn", ["mor", "a", "mynydd", "wyn"]),
        ("well-kept, 12(a)", ["well", "kept", "12", "a"]),
        ("بِسْمِ الله", ["بسم", "الله"]),
        ("কমিটি", ["কমিটি"]),
        ("", []),
    ],
)
def test_words_are_the_same_in_both_halves(chromium: Browser, tmp_path: Path, text: str, words: list[str]) -> None:
    assert search.words(text) == words
    script = (ROOT / "templates/screen.js").read_text("utf-8")
    own = next(line for line in script.splitlines() if line.strip().startswith("const words ="))
    page = tmp_path / "page.html"
    page.write_text("<!DOCTYPE html><title>Tried</title>", encoding="utf-8")
    with visit(chromium, page) as visited:
        assert visited.page.evaluate(f"(text) => {{ {own}; return words(text); }}", text) == words


# --- what the search looks through ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_the_index_is_the_one_that_lunr_would_build(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - no secret
    known = ["of", "the", "Straße", "İl", "نعم", "জি", "q2", "café", *(f"word{number}" for number in range(60))]
    documents = [
        {"title": " ".join(dice.choices(known, k=dice.randint(0, 4))), "text": " ".join(dice.choices(known, k=60))}
        for _ in range(dice.randint(1, 40))
    ]
    builder = Builder()
    for name, boost in search.FIELDS.items():
        builder.field(name, boost)
    for place, document in enumerate(documents):
        builder.add({"id": place, **{name: search.words(document[name]) for name in search.FIELDS}})
    theirs, ours = builder.build().serialize(), search.index(documents)
    assert ours["version"] == theirs["version"]
    assert [(word, number) for word, number, *_ in ours["words"]] == [
        (word, at["_index"]) for word, at in theirs["invertedIndex"]
    ]
    for (_, _, *places), (_, at) in zip(ours["words"], theirs["invertedIndex"], strict=True):
        assert list(map(_running, places)) == [sorted(map(int, at[name])) for name in search.FIELDS]
    vectors = dict(theirs["fieldVectors"])
    for name, weights in zip(search.FIELDS, ours["weights"], strict=True):
        for place, found in enumerate(weights):
            expected = vectors[f"{name}/{place}"]
            assert _running(found[::2]) == expected[::2]
            assert found[1::2] == [max(1, round(weight * 10)) for weight in expected[1::2]]


def _running(steps: list[int]) -> list[int]:
    return list(itertools.accumulate(steps))
