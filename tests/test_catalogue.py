"""What publications say to readers: it stands in catalogues, English is complete, and every language has its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from markupsafe import Markup

from pet_report import files
from pet_report.catalogue import ENGLISH, Catalogue, Message, choose, read
from pet_report.errors import ToolFailure
from pet_report.when import When
from tests.support import messages

WELSH = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=6; plural=(n == 0) ? 0 : (n == 1) ? 1 : (n == 2) ? 2 : (n == 3) ? 3 : (n == 6) ? 4 : 5;\n"

msgid "%(count)s dog"
msgid_plural "%(count)s dogs"
msgstr[0] "%(count)s cŵn"
msgstr[1] "%(count)s ci"
msgstr[2] "%(count)s gi"
msgstr[3] "%(count)s chi"
msgstr[4] "%(count)s chi mawr"
msgstr[5] "%(count)s ci arall"

msgid "Sources"
msgstr "Ffynonellau"

msgctxt "delivery"
msgid "Superseded"
msgstr "Wedi’i ddisodli"

msgctxt "decision"
msgid "Superseded"
msgstr ""

#, fuzzy
msgid "Notes"
msgstr "Nodau"

msgctxt "date"
msgid "%(first)s to %(last)s"
msgstr "%(first)s hyd %(last)s"
"""


@pytest.fixture(scope="module")
def welsh() -> Catalogue:
    return read("cy", WELSH)


@pytest.fixture(scope="module")
def english() -> Catalogue:
    return choose("en-GB", {})


# --- the files ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def template() -> Catalog:
    return messages.template()


def test_the_template_is_fresh(template: Catalog, *, accept: bool) -> None:
    made = messages.written(template)
    if accept:
        messages.TEMPLATE.parent.mkdir(exist_ok=True)
        messages.TEMPLATE.write_text(made, encoding="utf-8")
    assert messages.TEMPLATE.read_text("utf-8") == made, "stale: run `make messages`"


@pytest.mark.parametrize("path", messages.files(), ids=lambda path: path.parent.parent.name)
def test_every_catalogue_has_exactly_these_messages(path: Path, template: Catalog, *, accept: bool) -> None:
    made = messages.updated(path, template)
    if accept:
        path.write_text(made, encoding="utf-8")
    assert path.read_text("utf-8") == made, "stale: run `make messages`"


def test_english_is_complete(template: Catalog) -> None:
    texts = read(ENGLISH, files.catalogues()[ENGLISH]).texts
    wanted = {(each.context or "", each.id if isinstance(each.id, str) else each.id[0]) for each in template if each.id}
    assert wanted
    assert set(texts) == wanted


@pytest.mark.parametrize("language", files.catalogues())
def test_a_catalogue_that_comes_with_the_program_can_be_read(language: str) -> None:
    assert read(language, files.catalogues()[language]).texts


# --- messages ----------------------------------------------------------------------------------------------------


def test_a_message_is_said_in_its_language(welsh: Catalogue, english: Catalogue) -> None:
    assert welsh.gettext("Sources") == "Ffynonellau"
    assert english.gettext("Sources") == "Sources"


def test_a_context_tells_apart_what_english_does_not(welsh: Catalogue) -> None:
    assert welsh.say(Message("delivery", "Superseded")) == "Wedi’i ddisodli"


def test_what_is_not_translated_or_in_doubt_is_english(welsh: Catalogue) -> None:
    assert welsh.pgettext("decision", "Superseded") == "Superseded"
    assert welsh.gettext("Notes") == "Notes"
    assert welsh.ngettext("one cat", "cats", 2) == "cats"


def test_a_message_without_one_of_its_forms_is_not_translated() -> None:
    text = WELSH.replace('msgstr[5] "%(count)s ci arall"\n', "")
    assert read("cy", text).ngettext("%(count)s dog", "%(count)s dogs", 2, count=2) == "2 dogs"


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 cŵn"), (1, "1 ci"), (2, "2 gi"), (3, "3 chi"), (4, "4 ci arall"), (6, "6 chi mawr"), (100, "100 ci arall")],
)
def test_a_language_has_its_own_plurals(welsh: Catalogue, count: int, said: str) -> None:
    assert welsh.ngettext("%(count)s dog", "%(count)s dogs", count, count=count) == said


def test_english_has_two_forms(english: Catalogue) -> None:
    assert [english.ngettext("dog", "dogs", count) for count in (0, 1, 2)] == ["dogs", "dog", "dogs"]


def test_words_are_escaped_around_what_is_markup(english: Catalogue) -> None:
    made = english.gettext("<%(one)s> & %(two)s", one=Markup("<b>x</b>"), two="<i>")
    assert made == "&lt;<b>x</b>&gt; &amp; &lt;i&gt;"
    assert isinstance(made, Markup)
    assert english.gettext("<%(one)s>", one="<b>") == "<<b>>"


# --- dates and numbers -------------------------------------------------------------------------------------------

DATES = (
    "2006-07-04", "2007-11", "2006", "2006-01/2006-06", "2005-11/2006-02", "2005/2006", "2005-11-10/2005-11-12",
    "before 2006-07", "after 2006", "about 2005-08-31",
)  # fmt: skip


@pytest.mark.parametrize("text", DATES)
def test_a_date_in_english_is_what_findings_say(english: Catalogue, text: str) -> None:
    when = When.parse(text)
    assert english.date(when) == str(when)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2006-07-04", "4 Gorffennaf 2006"),
        ("2007-11", "Tachwedd 2007"),
        ("2006", "2006"),
        ("2006-01/2006-06", "Ionawr hyd Mehefin 2006"),
        ("2005/2006", "2005 hyd 2006"),
    ],
)
def test_a_date_is_said_in_its_language(welsh: Catalogue, text: str, said: str) -> None:
    assert welsh.date(When.parse(text)) == said


def test_a_number_is_grouped_as_its_language_groups(english: Catalogue) -> None:
    german = read("de", "")
    assert (english.number(1234567), german.number(1234567)) == ("1,234,567", "1.234.567")
    assert (english.money(1447307, "GBP"), german.money(1447307, "GBP")) == ("£1,447,307", "£1.447.307")
    assert (english.money(7.75e6, "GBP"), german.money(7.75e6, "GBP")) == ("£7.75m", "£7,75m")
    assert english.money(None, "GBP") == ""


# --- which one ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "chosen"),
    [("cy", "cy"), ("cy-GB", "cy"), ("de", "de_AT"), ("de-CH", "de_AT"), ("en-US", "en_GB"), ("ur", "en_GB")],
)
def test_the_nearest_language_is_chosen(language: str, chosen: str) -> None:
    catalogue = choose(language, {"cy": WELSH, "de_AT": "", "en_GB": ""})
    assert catalogue.locale == chosen


def test_the_language_of_the_machine_changes_nothing(monkeypatch: pytest.MonkeyPatch, english: Catalogue) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_TIME", "LANG"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    assert english.date(When.parse("2006-07-04")) == "4 July 2006"
    assert choose("", {}).number(1000) == "1,000"


def _without_a_name(text: str) -> str:
    return text.replace('"%(first)s hyd %(last)s"', '"%(first)s hyd %(lst)s"')


def _with_a_form_too_many(text: str) -> str:
    return text.replace("msgstr[5]", "msgstr[6]")


def _broken(text: str) -> str:
    return text.replace('msgstr "Ffynonellau"', 'mgstr "Ffynonellau"')


def _with_a_lone_sign(text: str) -> str:
    return text.replace('msgstr "Ffynonellau"', 'msgstr "100 % o ffynonellau"')


def _with_a_broken_placeholder(text: str) -> str:
    return text.replace('"%(first)s hyd %(last)s"', '"%(first)s hyd %(last)d"')


@pytest.mark.parametrize(
    "damage", [_with_a_lone_sign, _with_a_broken_placeholder, _without_a_name, _with_a_form_too_many, _broken]
)
def test_a_catalogue_at_fault_is_told(damage: Callable[[str], str]) -> None:
    assert damage(WELSH) != WELSH
    with pytest.raises(ToolFailure, match=r"catalogue cy\.po"):
        read("cy", damage(WELSH))


def test_a_language_that_nobody_has_dates_for_is_told() -> None:
    with pytest.raises(ToolFailure, match=r"catalogue tlh\.po cannot be read"):
        choose("tlh", {"tlh": WELSH, "en_GB": ""})


def test_a_catalogue_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "locale/cy/LC_MESSAGES/pet_report.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(WELSH.encode("utf-16"))
    with pytest.raises(ToolFailure, match="is not UTF-8"):
        files.catalogues(tmp_path)
