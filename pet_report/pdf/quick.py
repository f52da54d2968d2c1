"""Some of WeasyPrint's functions in a quicker form: the same pages, byte for byte, for half of the work.

WeasyPrint begins each document from nothing: it reads the style sheets, loads the fonts and works out the style of each
element, though most elements look like many others. A publication is laid out in parts that share all of that. Here
what was worked out is kept for the next part, as long as nothing in it depends on the part. This leans on names that
WeasyPrint keeps to itself; tests hold them, and compare what is printed with and without.
"""

from __future__ import annotations

import itertools
import logging
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from math import inf
from typing import Any
from xml.etree.ElementTree import Element

from msgspec import Struct, field
from msgspec.structs import replace
from weasyprint import css, document, tinyhtml5
from weasyprint.css import properties, validation
from weasyprint.css.tokens import Pending
from weasyprint.layout import page as pages
from weasyprint.text.fonts import FontConfiguration

from pet_report.pdf import lines, plain

_MOST_SETS = 4
"""Of style sheets of which something is kept: those of a report and a response, as they were and as they are now."""
_MOST_STYLES = 20_000
"""Kept for one set: a process that prints for days must not grow with what it printed."""
_SVG = "{http://www.w3.org/2000/svg}svg"

_render_anew = document.Document._render.__func__
_find_stylesheets_anew = css.find_stylesheets
_style_page_anew = pages.set_page_type_computed_styles
_StyleForAnew = css.StyleFor


def put_in_place() -> None:
    """From now on, in this process."""
    document.Document._render = classmethod(_render)
    css.find_stylesheets = _find_stylesheets
    css.StyleFor = _style_for
    css.Style.looked_at = False
    css.Style.__setitem__ = _set_anew
    css.Style.changes, css.Style.type, css.Style.strut, css.Style.sides, css.Style.bare = 0, None, None, None, None
    css.ComputedStyle.copy = _with_type(css.ComputedStyle.copy)
    css.AnonymousStyle.copy = _with_type(css.AnonymousStyle.copy)
    pages.set_page_type_computed_styles = _style_page
    tinyhtml5.inputstream.characters_until_regex = _Patterns()
    lines.put_in_place()
    plain.put_in_place()
    for old, new in {**plain.REPLACED, **lines.REPLACED}.items():
        _replace(old, new)
    logging.getLogger("weasyprint").addFilter(_forget_what_is_faulty)


def _replace(old: Any, new: Any) -> None:
    """A function, wherever WeasyPrint has taken it."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "weasyprint":
            for taken, value in list(vars(module).items()):
                if value is old:
                    setattr(module, taken, new)


def _set_anew(style: Any, key: str, value: Any) -> None:
    """Whatever was worked out from a style must go where it is changed."""
    if key in style and style[key] != value:
        style.changes += 1
        unlined = key == "text_decoration_line" and value == "none" and style.type is not None
        style.type = replace(style.type, looks=style.type.looks | lines.NO_LINES) if unlined else None
        style.strut = style.sides = style.bare = None
    dict.__setitem__(style, key, value)


def _with_type(copy: Any) -> Any:
    """A copy of a style is set like it until it is changed; the spaces that `spaces` draws are not at all."""

    def copy_style(style: Any) -> Any:
        made = copy(style)
        made.type = style.type
        return made

    return copy_style


# --- HTML -------------------------------------------------------------------------------------------------------------


class _Patterns(dict[tuple[Any, bool], re.Pattern[str]]):
    """What reads letters up to some others: tinyhtml5 means to keep it, and does not (docs/upstream.md)."""

    def __missing__(self, key: tuple[Any, bool]) -> re.Pattern[str]:
        letters = "".join(f"\\x{ord(letter):02x}" for letter in key[0])
        made = self[key] = re.compile(f"[{letters}]+" if key[1] else f"[^{letters}]+")
        return made


# --- style sheets are read once -----------------------------------------------------------------------------------


class _Fonts(FontConfiguration):  # type: ignore[misc]  # WeasyPrint has no types
    """The fonts of a set of style sheets, and by it all that is kept of them."""

    kept: _Kept

    def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> None:
        super().add_font_face(rule_descriptors, url_fetcher)
        # A picture brought a font of its own, which no other part may see.
        self.kept.spoiled = self.kept.spoiled or self.kept.sheets is not None


class _Kept(Struct, kw_only=True):
    """What is kept of a set of style sheets.

    counters: the counter styles that they define. rules: what is declared for each selector, by its number. passed: the
    properties that an element hands on, besides the custom ones. attributes: what is declared by those of an element.
    styles: by what an element matches, and by what it has from its parent, its style and the one from which its
    children inherit. heirs: the latter. lines: which of these pass on the same unasked. sizes: of the first page of
    each document that used these styles.
    """

    fonts: _Fonts
    sheets: list[Any] | None = None
    counters: dict[str, Any] = field(default_factory=dict)
    rules: dict[int, _Rule] = field(default_factory=dict)
    passed: frozenset[str] | None = None
    attributes: dict[Any, _Rule] = field(default_factory=dict)
    styles: dict[Any, Any] = field(default_factory=dict)
    heirs: dict[Any, Any] = field(default_factory=dict)
    lines: dict[Any, int] = field(default_factory=dict)
    sizes: list[_PageSizes] = field(default_factory=list)
    spoiled: bool = False

    def begin(self) -> _PageSizes:
        """A document is laid out: what of the styles holds for the one before only must go."""
        if any(each.asked for each in self.sizes) or len(self.styles) > _MOST_STYLES:
            self.styles.clear()
            self.heirs.clear()
            self.lines.clear()
            self.attributes.clear()
        self.sizes = [sizes := _PageSizes(box=None, area=None)]
        return sizes


class _PageSizes(dict[str, Any]):
    """The size of the first page. What asked for it (by `vw` and the like) holds for one document only."""

    asked = False

    def __getitem__(self, key: str) -> Any:
        self.asked = True
        return super().__getitem__(key)


class _Memory(Struct):
    """Of this process. faults: how often WeasyPrint complained."""

    sets: dict[Any, _Kept] = field(default_factory=dict)
    faults: int = 0


_memory = _Memory()


def _forget_what_is_faulty(record: logging.LogRecord) -> bool:
    """WeasyPrint complains of a style where it reads it: it must be able to do so again, the next time."""
    if record.levelno >= logging.WARNING:
        _memory.sets.clear()
        _memory.faults += 1
    return True


def _render(cls: Any, html: Any, fonts: Any, counters: Any, profiles: Any, options: Any) -> Any:
    """Lay out with what is kept for the style sheets of this page."""
    if fonts is not None or counters is not None or profiles is not None or options["presentational_hints"]:
        return _render_anew(cls, html, fonts, counters, profiles, options)
    key = _key(html)
    kept = _memory.sets.pop(key, None)
    if kept is None or kept.spoiled:
        fonts = _Fonts()
        kept = fonts.kept = _Kept(fonts=fonts)
    faults = _memory.faults
    rendered = _render_anew(cls, html, kept.fonts, None, None, options)
    if key is not None and _memory.faults == faults:
        _memory.sets[key] = kept
        for old in list(_memory.sets)[:-_MOST_SETS]:
            del _memory.sets[old]
    return rendered


def _key(html: Any) -> Any:
    """What the style sheets of a page depend on; None where one is not in the page, or does not stay as it is read."""
    sheets = []
    for element in html.etree_element.iter():
        if element.tag == "style":
            sheets.append((css.get_child_text(element), tuple(sorted(element.attrib.items()))))
        elif element.tag == "link" and "stylesheet" in element.get("rel", "").lower():
            return None
    # A sheet from elsewhere may change; a profile is written to a PDF; lengths in gradients are replaced in place.
    if any(word in text for text, _ in sheets for word in ("@import", "@color-profile", "gradient")):
        return None
    return html.base_url, html.media_type, tuple(sheets)


def _find_stylesheets(
    wrapper: Any,
    medium: str,
    fetcher: Any,
    base: str,
    fonts: Any,
    counters: Any,
    profiles: Any,
    rules: Any,
    layers: Any,
) -> Iterable[Any]:
    """As WeasyPrint's; the second time, the sheets that it gave at first."""
    arguments = wrapper, medium, fetcher, base, fonts, counters, profiles, rules, layers
    if not isinstance(fonts, _Fonts):
        return _find_stylesheets_anew(*arguments)  # type: ignore[no-any-return]  # WeasyPrint has no types
    kept = fonts.kept
    if kept.sheets is None:
        before = dict(counters)
        kept.sheets = list(_find_stylesheets_anew(*arguments))
        kept.counters = {name: each for name, each in counters.items() if before.get(name) is not each}
    counters.update(kept.counters)
    return kept.sheets


# --- a style is worked out once for all elements that look alike --------------------------------------------------


class _Rule(Struct, frozen=True, kw_only=True):
    """What is declared together. passes: some goes to what is inside; asked_for: or does where that asks for it."""

    declared: Sequence[tuple[str, Any, tuple[Any, ...]]]
    passes: bool
    asked_for: bool


class _TooOdd(Exception):
    """A style of a kind for which only WeasyPrint's own way is known to be right."""


_PASSED = (
    properties.INHERITED | {f"text_decoration_{each}" for each in ("line", "color", "style", "thickness")} | {"page"}
)
"""What an element has from its parent without asking."""
_COLOURS = {
    f"border_{side}_color"
    for side in ("top", "right", "bottom", "left", "block_start", "block_end", "inline_start", "inline_end")
}
_MAY_BE_ASKED_FOR = _PASSED | _COLOURS | {"background_color", "box_sizing", "vertical_align"}
"""What may be declared to be as that of the parent: it depends on nothing that is not passed on too."""


def _asked_for(declared: Iterable[tuple[str, Any, Any]]) -> set[str]:
    """What elements have from their parents because a style says `inherit`."""
    asked = set()
    for name, value, _ in declared:
        if name == "anchor":
            raise _TooOdd
        if value == "inherit":
            asked |= _COLOURS if name in _COLOURS else {name}
        elif isinstance(value, Pending) or name.startswith("__"):
            _look_for_inherit(value.tokens if isinstance(value, Pending) else value)
    if not asked <= _MAY_BE_ASKED_FOR:
        raise _TooOdd
    return asked


def _look_for_inherit(tokens: Iterable[Any]) -> None:
    """What a variable stands for is known only where it is used."""
    for token in tokens:
        if getattr(token, "lower_value", "") == "inherit":
            raise _TooOdd
        _look_for_inherit(getattr(token, "arguments", None) or getattr(token, "content", None) or ())


def _declarations(sheet: Any) -> Iterator[tuple[str, Any, Any]]:
    matcher = sheet.matcher
    named = (
        matcher.id_selectors,
        matcher.class_selectors,
        matcher.lower_local_name_selectors,
        matcher.namespace_selectors,
    )
    entries = itertools.chain(
        matcher.lang_attr_selectors,
        matcher.other_selectors,
        *(entries for each in named for entries in each.values()),
    )
    for *_, (declared, _) in entries:
        yield from declared
    for _, _, declared in sheet.page_rules:
        yield from declared


def _style_for(html: Any, sheets: Any, hints: Any, fonts: Any, targets: Any) -> Any:
    if isinstance(fonts, _Fonts) and not hints:
        try:
            return _StyleFor(html, sheets, fonts, targets)
        except _TooOdd:
            pass
    return _StyleForAnew(html, sheets, hints, fonts, targets)


class _StyleFor(_StyleForAnew):  # type: ignore[misc,valid-type]
    """The style of each element and page.

    WeasyPrint works it out again for each element that has an id, or is in one that has, and for each page.
    """

    def __init__(self, html: Any, sheets: Any, fonts: _Fonts, targets: Any) -> None:
        self.font_config = fonts
        self.initial_page_sizes = fonts.kept.begin()
        self._base = html.base_url
        self._kept = fonts.kept
        self._sheets = [(_number(sheet), sheet, origin, specificity) for sheet, origin, specificity in sheets]
        self._passed = self._find_passed(sheets)
        self._cascaded_styles: dict[Any, Any] = {}
        self._computed_styles: dict[Any, Any] = {}
        self._heirs: dict[Any, Any] = {}
        self._pseudo: dict[Any, Any] = {}
        self._root = None
        anchors = [self._add(element) for element in html.wrapper_element.iter_subtree()]
        for anchor in filter(None, anchors):
            targets.collect_anchor(anchor)

    def __call__(self, element: Any, pseudo_type: str | None = None) -> Any:
        style = self._computed_styles.get((element, pseudo_type))
        if style is None and pseudo_type is not None:
            style = self._add_pseudo(element, pseudo_type)
        if style is not None and not style.looked_at:
            super().__call__(element, pseudo_type)
            style.looked_at = True
        return style

    def _find_passed(self, sheets: Any) -> frozenset[str]:
        kept = self._kept
        if kept.passed is None:
            kept.passed = frozenset(_PASSED.union(*(_asked_for(_declarations(each)) for each, _, _ in sheets)))
        for sheet, origin, _ in sheets:
            if origin == "user" and not _asked_for(_declarations(sheet)) <= kept.passed:
                raise _TooOdd
        return kept.passed

    def _add(self, element: Any) -> str:
        """Find the style of an element, those around it have theirs; its name if it has one."""
        etree, parent = element.etree_element, element.parent
        codes, pseudo = self._matched(element)
        if pseudo:
            self._pseudo[etree] = pseudo
        own = self._own(etree)
        inherited = None if parent is None else self._heirs[parent.etree_element]
        key = id(inherited), tuple(map(id, own)), codes
        made = self._kept.styles.get(key)
        # What spills over the edge of a page is moved from `html` or `body` to the page: they are of one document.
        if made is None or parent is None or parent.parent is None:
            made = self._kept.styles[key] = self._make(inherited, own, codes)
        style, self._heirs[etree] = made
        if parent is None:
            self._root = made[1]
        style["anchor"]  # what was never asked for anything WeasyPrint takes for none
        if anchor := self._anchor(etree):
            style = _Anchored(style, anchor)
        self._computed_styles[etree, None] = style
        return anchor

    def _add_pseudo(self, element: Any, pseudo_type: str) -> Any:
        codes = self._pseudo.get(element, {}).get(pseudo_type)
        if codes is None:
            return None
        style, _ = self._find(self._heirs[element], tuple(codes), pseudo_type)
        style["anchor"]
        self._computed_styles[element, pseudo_type] = style
        return style

    def _matched(self, element: Any) -> tuple[tuple[int, ...], dict[str, list[int]]]:
        """The numbers of the selectors that an element matches, and its pseudo-elements."""
        codes: list[int] = []
        pseudo: dict[str, list[int]] = {}
        rules = self._kept.rules
        for first, sheet, origin, sheet_specificity in self._sheets:
            for specificity, order, pseudo_type, (declared, layer) in sheet.matcher.match(element):
                code = first + order
                if code not in rules:
                    place = inf if layer is None else sheet.layers.index(layer)
                    rules[code] = self._rule(declared, origin, place, sheet_specificity or specificity)
                if pseudo_type is None:
                    codes.append(code)
                else:
                    pseudo.setdefault(pseudo_type, []).append(code)
        return tuple(codes), pseudo

    def _rule(self, declared: Iterable[tuple[str, Any, bool]], origin: str, layer: Any, specificity: Any) -> _Rule:
        weighed = [
            (name, value, (css.declaration_precedence(origin, important), layer, specificity))
            for name, value, important in declared
        ]
        return self._weighed(weighed)

    def _weighed(self, declared: Sequence[tuple[str, Any, tuple[Any, ...]]]) -> _Rule:
        names = {name for name, *_ in declared}
        passes = any(name in _PASSED or name[:2] == "__" for name in names)
        return _Rule(declared=declared, passes=passes, asked_for=not names.isdisjoint(self._passed - _PASSED))

    def _find(self, inherited: Any, codes: tuple[int, ...], pseudo_type: str | None) -> tuple[Any, Any]:
        key = id(inherited), pseudo_type, codes
        made = self._kept.styles.get(key)
        if made is None:
            made = self._kept.styles[key] = self._make(inherited, (), codes, pseudo_type)
        return made

    def _make(
        self, inherited: Any, own: Sequence[_Rule], codes: tuple[int, ...], pseudo_type: str | None = None
    ) -> tuple[Any, Any]:
        """A style, and the one from which what is inside inherits: the first that passes on the same."""
        rules = [*own, *(self._kept.rules[code] for code in codes)]
        cascaded: dict[str, Any] = {}
        for rule in rules:
            for name, value, weight in rule.declared:
                if name not in cascaded or cascaded[name][1] <= weight:
                    cascaded[name] = value, weight
        root = css.InitialStyle(self.font_config) if inherited is None else self._root
        of = None if pseudo_type == _PAGE else pseudo_type
        style = css.ComputedStyle(inherited, cascaded, of, root, self._base, self.font_config, self.initial_page_sizes)
        return style, self._heir(style, rules)

    def _heir(self, style: Any, rules: Sequence[_Rule]) -> Any:
        """The first style that passes on the same as this one."""
        passing = tuple(id(rule) for rule in rules if rule.passes)
        line = style.parent_style.line if style.parent_style is not None else None
        if passing or line is None:
            line = self._kept.lines.setdefault((line, passing), len(self._kept.lines))
        heir = self._kept.heirs.setdefault((line, tuple(id(rule) for rule in rules if rule.asked_for)), style)
        heir.line = line
        return heir

    def _own(self, element: Any) -> tuple[_Rule, ...]:
        """What the attributes of an element declare, each for itself; but for its name."""
        of = element.tag if element.tag == _SVG else ""
        names = ("style", "lang", "width", "height") if of else ("style", "lang")
        return tuple(self._declared(of, name, value) for name in names if (value := element.get(name)))

    def _declared(self, of: str, name: str, value: str) -> _Rule:
        kept = self._kept.attributes
        if (of, name, value) not in kept:
            kept[of, name, value] = self._read(Element(of, {name: value}))
        return kept[of, name, value]

    def _read(self, element: Any) -> _Rule:
        declared: list[tuple[str, Any, tuple[Any, ...]]] = []
        for specificity, _, declarations, base in css.find_style_attributes(element, base_url=self._base):
            rule = validation.preprocess_declarations(base, declarations)
            declared += self._rule(rule, "author", inf, specificity).declared
        if not _asked_for(declared) <= self._passed:
            raise _TooOdd
        return self._weighed(declared)

    def _anchor(self, element: Any) -> str:
        """The name by which an element can be linked to."""
        name: str = (element.tag == "a" and element.get("name")) or element.get("id") or ""
        if _is_plain(name):
            return name
        rules = css.find_style_attributes(Element("a", {"id": name}), base_url=self._base)
        declared = [each for *_, read, base in rules for each in validation.preprocess_declarations(base, read)]
        return declared[0][1] if declared else ""

    def style_page(self, kind: Any) -> None:
        """Find the styles of a page of this kind, and of its margins."""
        codes: dict[str | None, list[int]] = {None: []}
        for first, sheet, origin, sheet_specificity in self._sheets:
            for number, (_, selectors, declared) in enumerate(sheet.page_rules, start=1):
                for specificity, pseudo_type, wanted in selectors:
                    if self._page_type_match(wanted, kind):
                        code = -first - number
                        if code not in self._kept.rules:
                            self._kept.rules[code] = self._rule(
                                declared, origin, None, sheet_specificity or specificity
                            )
                        codes.setdefault(pseudo_type, []).append(code)
        style, heir = self._find(self._root, tuple(codes.pop(None)), _PAGE)
        found = {None: style} | {margin: self._find(heir, tuple(each), margin)[0] for margin, each in codes.items()}
        for margin, style in found.items():
            self._computed_styles[kind, margin] = style
            style.looked_at = True  # WeasyPrint does so only where something was worked out, and here nothing is yet


_PAGE = "@page"
_is_plain = re.compile(r'[^"\\\n\r\f\0]*').fullmatch
"""A name that stands in a style as it is."""


class _Anchored(css.ComputedStyle):  # type: ignore[misc]  # WeasyPrint has no types
    """The style of an element that has a name, and else looks like others."""

    def __init__(self, like: Any, anchor: str) -> None:
        super().__init__(
            like.parent_style,
            like.cascaded
            | {"anchor": (anchor, (css.declaration_precedence("author", importance=False), inf, (0, 0, 0)))},
            like.pseudo_type,
            like.root_style,
            like.base_url,
            like.font_config,
            like.initial_page_sizes,
        )
        self._like = like
        self.specified = like.specified

    def __missing__(self, key: str) -> Any:
        value = self[key] = self.cascaded["anchor"][0] if key == "anchor" else self._like[key]
        return value

    @property
    def anonymous_style(self) -> Any:
        return self._like.anonymous_style


def _number(sheet: Any) -> int:
    """From which the selectors of a sheet are numbered: never that of another, be it gone or not."""
    if not hasattr(sheet, "first_number"):
        sheet.first_number = next(_numbers)
    return int(sheet.first_number)


_numbers = itertools.count(1 << 24, 1 << 24)


def _style_page(kind: Any, html: Any, style_for: Any) -> None:
    if isinstance(style_for, _StyleFor):
        style_for.style_page(kind)
    else:
        _style_page_anew(kind, html, style_for)
