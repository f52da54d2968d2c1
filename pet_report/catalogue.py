"""What publications say, in the language of the report and never the machine's: messages, plurals, dates, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from gettext import c2py
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup
from msgspec import Struct

from pet_report.errors import ToolFailure
from pet_report.escaping import escaped
from pet_report.memo import kept
from pet_report.when import Moment, When

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ENGLISH = "en_GB"
"""The language in which the program itself is written: what no catalogue says, it says so."""

WORDS = ("proposal", "proposals", "group", "groups", "member", "members", "convenor", "convenors")
"""What a report calls things in words of its own; any message may name them."""

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


class Message(NamedTuple):
    """Words for a catalogue, where they are listed and not yet said; the context tells apart what English does not."""

    context: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The messages of one language: by context and English words, one text for each form of the plural.

    A message is plain text with placeholders: `%(name)s`, or `%(Name)s` where the value begins a sentence. Values that
    are Markup stay so, and all words are then escaped around them. words: what this report calls things, which any
    message may name.
    """

    locale: str
    texts: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    plural: Callable[[int], int] = field(default=c2py("n != 1"))
    words: Mapping[str, str] = field(default_factory=dict)
    _said: dict[object, str] = field(init=False, repr=False, compare=False, default_factory=dict)
    """Dates and numbers in words, and messages that nothing is put into: a report has few that are different."""

    def gettext(self, message: str, /, **values: object) -> str:
        return self.pgettext("", message, **values)

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> str:
        return self.npgettext("", one, many, number, **values)

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        key = context, message
        if not values and key in self._said:
            return self._said[key]
        found = self.texts.get(key)
        said = self._filled(found[0] if found else message, values)
        if not values:
            self._said[key] = said
        return said

    def npgettext(self, context: str, one: str, many: str, number: int, /, **values: object) -> str:
        found = self.texts.get((context, one))
        return self._filled(found[self.plural(number)] if found else (one if number == 1 else many), values)

    def say(self, message: Message, /, **values: object) -> str:
        return self.pgettext(message.context, message.text, **values)

    def number(self, number: float) -> str:
        """`1,447`: as the language groups figures."""
        key = type(number), number
        if key not in self._said:
            self._said[key] = _decimal(self.locale, repr(number), "")
        return self._said[key]

    def date(self, when: When) -> str:
        """In words: `22 September 2005`, `November 2007`, `January to June 2006`, `before July 2006`."""
        key = When, when.text
        if key not in self._said:
            self._said[key] = self._date(when)
        return self._said[key]

    def _date(self, when: When) -> str:
        word, first, last = when.parts
        if last and first[:4] == last[:4] and first.count("-") == last.count("-") == 1:
            return self.span(_month(self.locale, int(first[5:7])), _day(self.locale, last))
        if last:
            return self.span(_day(self.locale, first), _day(self.locale, last))
        match word:
            case "before":
                return self.pgettext("date", "before %(date)s", date=_day(self.locale, first))
            case "after":
                return self.pgettext("date", "after %(date)s", date=_day(self.locale, first))
            case "about":
                return self.pgettext("date", "about %(date)s", date=_day(self.locale, first))
        return _day(self.locale, first)

    def span(self, first: str, last: str) -> str:
        """From one date or number to another, both in words."""
        return self.pgettext("date", "%(first)s to %(last)s", first=first, last=last)

    def listed(self, parts: Iterable[str]) -> str:
        """`one, two, three`; Markup where all parts are."""
        return _joined(self.pgettext("between the items of a list", ", "), parts)

    def either(self, parts: Iterable[str]) -> str:
        """`one, two or three`."""
        *first, last = parts
        # Not Babel's format_list: it has no such list of three for Welsh, among others.
        return self.pgettext("list", "%(first)s or %(last)s", first=self.listed(first), last=last) if first else last

    def clauses(self, parts: Iterable[str]) -> str:
        """`one; two`: parts that each say something whole."""
        return _joined(self.pgettext("between clauses", "; "), parts)

    def sentences(self, parts: Iterable[str]) -> str:
        """`One. Two`: parts that begin with a capital, and end without a full stop."""
        return _joined(self.pgettext("between sentences", ". "), parts)

    def moment(self, moment: Moment) -> str:
        """`09:30 on 7 July 2026`, with its distance from universal time where the author gave one."""
        time, date = _time(self.locale, moment.at.isoformat()), self.date(moment.day)
        if moment.at.tzinfo is None:
            return self.pgettext("date", "%(time)s on %(date)s", time=time, date=date)
        offset = moment.at.isoformat()[-6:]
        return self.pgettext("date", "%(time)s (UTC%(offset)s) on %(date)s", time=time, offset=offset, date=date)

    def money(self, amount: float | None, currency: str | None) -> str:
        """`£5m`, `£7.75m`, `£1,447,307`: short only where nothing is lost; empty where it is not known."""
        if amount is None:
            return ""
        sign = _SIGNS.get(currency or "", f"{currency} " if currency else "")
        if amount >= 1e9 and round(amount / 1e9, 2) * 1e9 == amount:
            large = self.number(round(amount / 1e9, 2))
            return self.pgettext("money", "%(currency)s%(amount)sbn", currency=sign, amount=large).strip()
        if amount >= 1e6 and round(amount / 1e6, 2) * 1e6 == amount:
            large = self.number(round(amount / 1e6, 2))
            return self.pgettext("money", "%(currency)s%(amount)sm", currency=sign, amount=large).strip()
        pattern = "#,##0" if amount == int(amount) else "#,##0.00"
        said = _decimal(self.locale, repr(amount), pattern)
        return self.pgettext("money", "%(currency)s%(amount)s", currency=sign, amount=said).strip()

    def _filled(self, text: str, values: Mapping[str, object]) -> str:
        marked = any(isinstance(each, Markup) for each in values.values())
        if "%" not in text and not marked:
            return text
        if not marked:
            return text % _Values({**self.words, **values})
        # As `escape(text) % values`, which looks at each value again through an object of its own.
        safe: dict[str, object] = {name: escaped(each) for name, each in self.words.items()}
        safe |= {name: escaped(each) if isinstance(each, str) else each for name, each in values.items()}
        filled = str(escaped(text)) % _Values(safe)
        return Markup(filled)  # noqa: S704 - all that is in it was escaped

    @property
    def to_the_left(self) -> bool:
        """Whether its letters run from right to left."""
        return _direction(self.locale) == "rtl"


# --- what only Babel knows, which is loaded where something of it is not known yet ------------------------------------


@kept(str)
def _decimal(locale: str, number: str, pattern: str) -> str:
    from babel.numbers import format_decimal

    value = float(number) if set(number) & set(".einf") else int(number)
    return str(format_decimal(value, format=pattern or None, locale=locale))


@kept(str)
def _day(locale: str, text: str) -> str:
    from babel.dates import format_date, format_skeleton

    day = When.parse(text).earliest
    match text.count("-"):
        case 2:
            return str(format_date(day, "long", locale=locale))
        case 1:
            return str(format_skeleton("yMMMM", day, locale=locale))
    return str(format_skeleton("y", day, locale=locale))


@kept(str)
def _month(locale: str, number: int) -> str:
    from babel import Locale

    return str(Locale.parse(locale).months["stand-alone"]["wide"][number])


@kept(str)
def _time(locale: str, at: str) -> str:
    from babel.dates import format_time

    return str(format_time(datetime.fromisoformat(at), "short", locale=locale))


@kept(str)
def _direction(locale: str) -> str:
    from babel import Locale

    return str(Locale.parse(locale).text_direction)


def choose(language: str, files: Mapping[str, str]) -> Catalogue:
    """The catalogue for a language as a report names it, `cy` or `en-GB`; its nearest relative, else English.

    files: the texts of catalogues (`.po`) by language, `cy` or `en_GB`.
    """
    names = language.replace("-", "_").split("_")
    wanted = ["_".join(names[:length]) for length in range(len(names), 0, -1)]
    related = [name for name in sorted(files) if name.split("_")[0] == names[0]]
    name = next((each for each in (*wanted, *related, ENGLISH) if each in files), "")
    return read(name, files[name]) if name else Catalogue(locale=ENGLISH)


def read(name: str, text: str) -> Catalogue:
    """A catalogue from its `.po` text. What is not translated yet, or marked as doubtful, is left out."""
    said = _translations(name, text)
    texts = {(context, message): translations for context, message, translations in said.texts}
    return Catalogue(locale=name, texts=texts, plural=c2py(said.plural))


class _Translations(Struct, frozen=True, kw_only=True):
    """What a `.po` file says. texts: of each message its context, its words, and those of the translation."""

    texts: tuple[tuple[str, str, tuple[str, ...]], ...]
    plural: str


@kept(_Translations)
def _translations(name: str, text: str) -> _Translations:
    # Imported here: what is in English needs none.
    from babel import Locale, UnknownLocaleError
    from babel.messages.pofile import PoFileError, read_po

    try:
        found = read_po(text.splitlines(keepends=True), locale=Locale.parse(name), abort_invalid=True)
    except (PoFileError, UnknownLocaleError, ValueError) as error:
        raise ToolFailure(f"the catalogue {name}.po cannot be read: {error}", remedy=_REMEDY) from error
    for message in found:
        for fault in _faults(message) if message.id else ():
            raise ToolFailure(f"the catalogue {name}.po is at fault: {fault}", remedy=_REMEDY)
    return _Translations(texts=tuple(_texts(found)), plural=found.plural_expr)


_REMEDY = "open it in an editor for catalogues, such as Poedit; docs/languages.md says how"


def _texts(found: Catalog) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for message in found:
        id_ = message.id if isinstance(message.id, str) else message.id[0]
        said = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if id_ and said and all(said) and not message.fuzzy:
            yield message.context or "", id_, said


def _faults(message: Any) -> Iterator[str]:
    """What in a translation cannot be said: placeholders that its message does not have, and lone per cent signs."""
    own = message.id if isinstance(message.id, str) else " ".join(message.id)
    said = message.string if isinstance(message.string, str) else " ".join(message.string or ())
    known = {each.lower() for each in (*_names(own), *WORDS)}
    for name in _names(said):
        if name.lower() not in known:
            yield f'"%({name})s" has no meaning in the translation of "{message.id}"'
    if "%" in _PLACEHOLDER.sub("", said).replace("%%", ""):
        yield f'a per cent sign in the translation of "{message.id}" is written %%, or begins no placeholder'


def _names(text: str) -> list[str]:
    return _PLACEHOLDER.findall(text)


def _joined(between: str, parts: Iterable[str]) -> str:
    said = [each for each in parts if each]
    if said and {type(each) for each in said} == {Markup}:
        return Markup(str(escaped(between)).join(said))  # noqa: S704 - each of them is markup, and escaped is what joins
    return between.join(said)


class _Values(dict[str, object]):
    """Values by name, and by the name with a capital for the beginning of a sentence."""

    def __missing__(self, name: str) -> object:
        if not name[:1].isupper():
            raise KeyError(name)
        value = self[name[:1].lower() + name[1:]]
        return capital(value) if isinstance(value, str) else value


def capital(text: str) -> str:
    """The text as it begins a sentence; markup stays markup."""
    return text[:1].upper() + text[1:]
