"""What stands before the text: the papers that are laid before a parliament, rights by year, drafts and embargoes."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser

from pet_report import usual
from pet_report.catalogue import choose
from pet_report.model import Customs
from pet_report.moment import as_of
from pet_report.view import front
from pet_report.view.frame import Frame
from pet_report.when import Moment, NoSuchDay, NotADate, When
from tests.cases.project import lay_over
from tests.support import axe, nu
from tests.support.builds import ROOT, Built, build, run
from tests.support.chromium import visit
from tests.support.frames import BASE, frame
from tests.support.pdftext import page_texts
from tests.support.verapdf import VeraPdf

PROJECT = ROOT / "tests/projects/laid"
PUBLICATIONS = ("report", "response")
RETURN = "Return to an Address of the Honourable the House of Commons"
LINES = {
    "report": (
        f"{RETURN} dated 6 July 2026 for the report of the Harbour Library Inquiry",
        "Ordered by the House of Commons to be printed on 7 July 2026",
    ),
    "response": ("Presented to Parliament by the Secretary of State for Reading by Command of His Majesty",),
}
NUMBERS = {"report": "HC 1129-I", "response": "CP 1234"}
EMBARGO = "Embargoed until 09:30 (UTC+01:00) on 7 July 2026"
MARK, MARK_ON_THE_COVER = (0xED, 0xF1, 0xF2), (0x18, 0x52, 0x5F)


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A paper of the House of Commons, and the Command Paper that answers it."""
    return build(PROJECT, tmp_path_factory.mktemp("laid") / "build")


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, not yet laid, as a draft."""
    folder = tmp_path_factory.mktemp("draft")
    project = shutil.copytree(PROJECT, folder / "project")
    report = (project / "report.yaml").read_text("utf-8")
    (project / "report.yaml").write_text(report.replace("edition: final", "edition: draft"), encoding="utf-8")
    return build(project, folder / "build")


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _pages(pdf: Path) -> list[str]:
    return [_flat(text) for text in page_texts(pdf)]


# --- a paper that is laid ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_a_paper_opens_with_cover_title_page_and_its_back(laid: Path, name: str) -> None:
    cover, inside, title, back, *_ = _pages(laid / f"{name}.pdf")
    assert NUMBERS[name] in cover
    assert inside == ""
    assert all(line in title for line in LINES[name])
    assert NUMBERS[name] in title
    assert title.index("Inquiry") < title.index(LINES[name][0]) < title.index(NUMBERS[name])
    for said in ("© Crown copyright 2026", "Open Government Licence v3.0", "open-government-licence/version/3"):
        assert said in back
    assert NUMBERS[name] in back
    assert "ISBN 978-1-4028-946" in back


def test_each_publication_has_its_own_numbers(laid: Path) -> None:
    report, response = (" ".join(_pages(laid / f"{name}.pdf")[:4]) for name in PUBLICATIONS)
    assert "HC 1129-I of session 2026–27; ISBN 978-1-4028-9462-6" in report
    assert "CP 1234; ISBN 978-1-4028-9463-3; E-number E00000001 07/26" in response
    assert "CP 1234" not in report
    assert "HC 1129" not in response


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_the_page_says_the_same(laid: Path, chromium: Browser, name: str) -> None:
    with visit(chromium, laid / f"{name}.html") as visited:
        opening = _flat(visited.page.locator(".title-page").inner_text())
        assert all(line in opening for line in LINES[name])
        assert NUMBERS[name] in opening
        assert visited.page.locator("h1").count() == 1
        address = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
        assert visited.page.locator(f'.verso a[href="{address}"]').inner_text() == "Open Government Licence v3.0"


@pytest.mark.parametrize("folder", ["laid", "draft"])
@pytest.mark.parametrize("name", PUBLICATIONS)
def test_such_a_pdf_conforms(request: pytest.FixtureRequest, verapdf: VeraPdf, folder: str, name: str) -> None:
    pdf = request.getfixturevalue(folder) / f"{name}.pdf"
    assert verapdf.failures(pdf, "ua1") == ()


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_the_case_of_2005_was_no_such_paper(real: Built, name: str) -> None:
    page = (real.folder / f"{name}.html").read_text("utf-8")
    body = page[page.index("</style>") :]
    for mark in ('class="title-page"', 'class="notice"', "watermark", "noindex", "Embargoed", "Presented to"):
        assert mark not in body
    # The cover, and at once its back.
    assert "About this edition" in _pages(real.folder / f"{name}.pdf")[1]


# --- how it is said ------------------------------------------------------------------------------------------------


def _frame(presented: str, more: str = "") -> Frame:
    """A response that is presented so, in a report that says more."""
    head, tail = BASE["report.yaml"].split("    label: Government response\n")
    report = f"{head}    label: Government response\n    presented: {{{presented}}}\n{tail}{more}"
    return frame({**BASE, "report.yaml": report.replace("edition: draft", "edition: final")})


def _said(given: Frame) -> list[str]:
    title = front.title(given)
    assert title is not None
    return [str(line).replace("\N{NO-BREAK SPACE}", " ") for line in title.lines]


@pytest.mark.parametrize(
    ("presented", "lines"),
    [
        ("{}", ["Presented to Parliament"]),
        ("by: the Minister", ["Presented to Parliament by the Minister"]),
        ("command_of: His Majesty", ["Presented to Parliament by Command of His Majesty"]),
        (
            "by: the Minister, command_of: His Majesty",
            ["Presented to Parliament by the Minister by Command of His Majesty"],
        ),
        ("pursuant_to: section 12", ["Presented to Parliament pursuant to section 12"]),
        ("by: a board, pursuant_to: section 12", ["Presented to Parliament by a board pursuant to section 12"]),
        ("to: the Senedd, by: the Minister", ["Presented to the Senedd by the Minister"]),
        ("words: 'Laid *before* the Assembly.'", ["Laid <em>before</em> the Assembly."]),
        ("address: {}", [RETURN]),
        (
            "address: {of: the House of Keys, asked_for: the report}",
            ["Return to an Address of the House of Keys for the report"],
        ),
        ("address: {date: 2005-11-01}", [f"{RETURN} dated 1 November 2005"]),
        (
            "pursuant_to: section 12, ordered_printed: {date: 2005-11-10}",
            [
                "Presented to Parliament pursuant to section 12",
                "Ordered by the House of Commons to be printed on 10 November 2005",
            ],
        ),
        (
            "by: a board, ordered_printed: {by: the Seimas}",
            ["Presented to Parliament by a board", "Ordered by the Seimas to be printed"],
        ),
    ],
)
def test_by_whom_and_by_what_authority(presented: str, lines: list[str]) -> None:
    assert _said(_frame(presented.removeprefix("{}") or "to: Parliament")) == lines


def test_what_an_author_writes_is_text() -> None:
    assert _said(_frame("by: <b>Bold</b>")) == ["Presented to Parliament by &lt;b&gt;Bold&lt;/b&gt;"]
    rights = front.rights(_frame("to: Parliament", "licence: <b>Mine</b>\n"))
    assert rights == "&lt;b&gt;Mine&lt;/b&gt;"


def test_another_parliament_needs_nothing_but_its_customs() -> None:
    own = (
        "customs:\n  series: [{name: Vorlage, numbering: yearly}]\n  licences:\n"
        "  - {short: DL, name: Datenlizenz 1.0, begins: 2001, address: 'javascript:alert(1)'}\nlicence: DL\n"
    )
    given = _frame("words: Dem Landtag zugeleitet., date: 2005-11, paper: {series: Vorlage, number: 2005/7}", own)
    title = front.title(given)
    assert title is not None
    assert (title.lines, title.paper) == (("Dem Landtag zugeleitet.",), "Vorlage 2005/7")
    assert front.rights(given) == "Datenlizenz 1.0, except where otherwise stated"


def test_the_example_in_the_guide_is_sound(tmp_path: Path) -> None:
    guide = (ROOT / "groups/README.md").read_text("utf-8")
    example = guide.partition("### Papers that are laid")[2].partition("```yaml\n")[2].partition("```")[0]
    project = shutil.copytree(PROJECT, tmp_path / "project")
    report = lay_over(example, (project / "report.yaml").read_text("utf-8"))
    (project / "report.yaml").write_text(report, encoding="utf-8")
    assert run("check", "--strict", "--project", project).returncode == 0
    page = (build(project, tmp_path / "out", "--only", "html") / "report.html").read_text("utf-8")
    assert "<p>Presented to Parliament pursuant to section 26 of the Inquiries Act 2005</p>" in page
    assert "HC 29-I of session 2026–27" in page


def test_a_paper_was_not_laid_before_its_day() -> None:
    given = _frame("by: the Minister, date: 2005-11-10")
    for day, there in (("2005-11-09", False), ("2005-11-10", True), ("2005-11", True)):
        report = as_of(given.linked, When.parse(day)).project.report
        assert report is not None
        assert (report.publications.response.presented is not None) == there


# --- rights --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issued", "licence", "version"),
    [
        ("2010-09-30", "OGL", "1"),
        ("2013-06-27", "OGL", "1"),
        ("2013-06-28", "OGL", "2"),
        ("2014-10-30", "OGL", "2"),
        ("2014-10-31", "OGL", "3"),
        ("2026-07-07", "ogl", "3"),
        ("2026-07-07", "OGL v2", "2"),
        ("2026-07-07", "Open Government Licence v1.0", "1"),
    ],
)
def test_the_licence_is_that_of_the_day(issued: str, licence: str, version: str) -> None:
    report = BASE["report.yaml"].replace("issued: 2005-11-10", f"issued: {issued}") + f"licence: {licence}\n"
    rights = front.rights(frame({**BASE, "report.yaml": report}))
    assert f">Open Government Licence v{version}.0</a>" in rights
    assert f"version/{version}/" in rights
    assert rights.endswith("), except where otherwise stated")


@pytest.mark.parametrize("licence", ["CC BY 4.0", "Under the OGL v3, but for the pictures", "OGL – Canada"])
def test_other_terms_are_printed_as_they_are(licence: str) -> None:
    report = f"{BASE['report.yaml']}licence: {licence}\n".replace("2005-11-10", "2026-07-07", 1)
    assert front.rights(frame({**BASE, "report.yaml": report})) == licence


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("OGL", "123"),
        ("OGL-UK-2.0", "2"),
        ("the Open Government Licence (version 1.0), see there", "1"),
        ("Open Government Licence 2014", "123"),
        ("Open Government Licence – Canada 2.0", ""),
        ("OGL v9", ""),
        ("Eagle", ""),
    ],
)
def test_a_licence_is_known_by_its_names(text: str, names: str) -> None:
    found = usual.named(text, Customs())
    assert "".join(re.findall(r"v(\d)", " ".join(each.name for each in found.licences)) if found else []) == names


# --- until when it waits -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_an_embargo_stands_on_every_page_of_print(laid: Path, name: str) -> None:
    cover, *others = _pages(laid / f"{name}.pdf")
    assert f"{EMBARGO}. Given in confidence to those named in it" in cover
    assert len([page for page in others if page]) > 4
    assert all(EMBARGO in page for page in others if page)


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_an_embargo_is_the_first_that_a_reader_of_the_page_sees(laid: Path, chromium: Browser, name: str) -> None:
    assert '<meta name="robots" content="noindex">' in (laid / f"{name}.html").read_text("utf-8")
    with visit(chromium, laid / f"{name}.html") as visited:
        notice = visited.page.get_by_role("complementary", name="Not public")
        assert _flat(notice.inner_text()) == f"{EMBARGO}. Given in confidence to those named in it"
        box = notice.bounding_box()
        assert box is not None
        assert box["y"] == 0


def test_build_says_until_when_and_that_it_has_passed(tmp_path: Path) -> None:
    end = datetime(2026, 7, 7, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    for seconds, said in ((-1, "nothing of this may be published before"), (0, "the embargo ended")):
        epoch = str(int(end.timestamp()) + seconds)
        done = run("build", "--project", PROJECT, "-o", tmp_path, "--only", "html", SOURCE_DATE_EPOCH=epoch)
        assert done.returncode == 0
        assert said in done.stderr


def test_the_clock_changes_no_byte(tmp_path: Path, laid: Path) -> None:
    made = build(PROJECT, tmp_path, "--only", "html", SOURCE_DATE_EPOCH="1900000000")
    assert (made / "report.html").read_bytes() == (laid / "report.html").read_bytes()


@pytest.mark.parametrize(
    "text", ["2026-07-07", "09:30", "2026-07-07 9:30", "2026-07-07 09:30 BST", "7 July 2026 09:30"]
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(NotADate):
        Moment.parse(text)


@pytest.mark.parametrize("text", ["2026-02-30 09:30", "2026-07-07 24:30", "2026-07-07 09:30 +99:00"])
def test_a_moment_that_never_comes(text: str) -> None:
    with pytest.raises(NoSuchDay):
        Moment.parse(text)


def test_a_moment_without_an_offset_is_in_the_readers_time() -> None:
    noon = datetime(2026, 7, 7, 12, tzinfo=timezone(timedelta(hours=2)))
    assert Moment.parse("2026-07-07 12:00").is_past(noon)
    assert not Moment.parse("2026-07-07 12:01").is_past(noon)
    assert Moment.parse("2026-07-07T10:00Z").is_past(noon)
    assert not Moment.parse("2026-07-07 10:30 +00:00").is_past(noon.astimezone(UTC))


def test_a_moment_is_said_in_the_language_of_the_report() -> None:
    moment = Moment.parse("2026-07-07 09:30")
    assert choose("en-GB", {}).moment(moment) == "09:30 on 7 July 2026"


# --- a draft -------------------------------------------------------------------------------------------------------


def _marked(pdf: Path, colour: tuple[int, int, int]) -> list[float]:
    """The part of each page that has the colour of the mark."""
    with pypdfium2.PdfDocument(pdf) as document:
        pictures = [page.render(scale=0.4).to_pil().convert("RGB") for page in document]
    found = []
    for picture in pictures:
        counted = picture.getcolors(picture.width * picture.height)
        near = [
            count for count, seen in counted or () if max(abs(a - b) for a, b in zip(seen, colour, strict=True)) < 3
        ]
        found.append(sum(near) / (picture.width * picture.height))
    return found


def test_a_draft_is_seen_as_one_on_every_page_of_print(draft: Path, laid: Path) -> None:
    for name in PUBLICATIONS:
        marked = _marked(draft / f"{name}.pdf", MARK)
        if name == "response":
            marked[0] = _marked(draft / f"{name}.pdf", MARK_ON_THE_COVER)[0]
        assert min(marked) > 0.05, marked
        assert max(_marked(laid / f"{name}.pdf", MARK)) < 0.01
        assert all("Draft, not for publication" in page for page in _pages(draft / f"{name}.pdf")[1:] if page)


def test_a_draft_is_seen_as_one_on_every_page_that_a_browser_prints(
    draft: Path, laid: Path, chromium: Browser, tmp_path: Path
) -> None:
    parts = {}
    for folder in (draft, laid):
        with visit(chromium, folder / "response.html") as visited:
            visited.page.pdf(path=tmp_path / "printed.pdf", format="A4")
        parts[folder] = _marked(tmp_path / "printed.pdf", MARK)
        pages = _pages(tmp_path / "printed.pdf")
        assert len(pages) > 2
        assert all(EMBARGO in page for page in pages)
        assert all(("Draft, not for publication" in page) == (folder is draft) for page in pages)
    assert min(parts[draft]) > 0.05
    assert max(parts[laid]) < 0.01


def test_a_draft_is_seen_as_one_on_a_screen_however_far_one_reads(draft: Path, chromium: Browser) -> None:
    with visit(chromium, draft / "response.html") as visited:
        mark = visited.page.locator(".watermark")
        before = mark.bounding_box()
        visited.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        assert visited.page.evaluate("scrollY") > 100
        assert mark.bounding_box() == before
        assert mark.evaluate("each => [each.clientWidth, each.clientHeight]") == [1280, 900]
        # Whoever clicks meets what lies under it.
        assert visited.page.evaluate("!document.elementsFromPoint(640, 450).some(e => e.matches('.watermark'))")


def _luminance(colour: tuple[int, ...]) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in (each / 255 for each in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _tokens(sheet: str) -> dict[str, tuple[int, ...]]:
    text = (ROOT / "templates/tokens" / sheet).read_text("utf-8")
    return {name: tuple(bytes.fromhex(value)) for name, value in re.findall(r"--([\w-]+): #([0-9a-f]{6})", text)}


def test_all_words_can_be_read_over_the_mark(draft: Path, chromium: Browser) -> None:
    colours = _tokens("colours.css")
    for name in ("ink", "petrol", "muted", "amber"):
        assert _contrast(colours[name], MARK) >= 4.5, name
    for name in ("cover-ink", "cover-kind", "cover-amber"):
        assert _contrast(colours[name], MARK_ON_THE_COVER) >= 4.5, name
    darkest = _darkest_mark(draft, chromium)
    for name, colour in _tokens("screen.css").items():
        if name in ("ink", "petrol", "muted", "amber"):
            assert _contrast(colour, darkest) >= 4.5, name


def _darkest_mark(draft: Path, chromium: Browser) -> tuple[int, ...]:
    """The colour that the mark has in the dark scheme: the commonest after that of the paper."""
    with visit(chromium, draft / "response.html", color_scheme="dark") as visited:
        visited.page.add_style_tag(content="body > :not(.watermark) { visibility: hidden }")
        picture = Image.open(BytesIO(visited.page.screenshot())).convert("RGB")
    counted = sorted(picture.getcolors(picture.width * picture.height) or (), reverse=True)
    (_, paper), (count, mark) = counted[:2]
    assert paper == _tokens("screen.css")["paper"]
    assert count > 0.03 * picture.width * picture.height
    assert isinstance(mark, tuple)
    return mark


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PUBLICATIONS)
def test_axe_finds_nothing_in_a_draft(draft: Path, chromium: Browser, name: str, scheme: str) -> None:
    with visit(chromium, draft / f"{name}.html", color_scheme=scheme) as visited:
        assert axe.examine(visited.page).found == ()


def test_the_nu_checker_finds_no_more_in_papers_than_elsewhere(draft: Path, laid: Path, scripts: Built) -> None:
    def said(*folders: Path) -> set[str]:
        pages = [folder / f"{name}.html" for folder in folders for name in PUBLICATIONS]
        return {re.sub(r"^[^ ]+ | '.*$", "", each) for each in nu.complaints(pages)}

    assert said(draft, laid) <= said(scripts.folder)
