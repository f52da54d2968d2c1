"""The contrast of every word of a page with what is behind it, computed from the page's own styles.

Colours, sizes and backgrounds are cascaded as a browser does it, in the light and in the dark scheme. Pictures behind
words are not looked at: ours stand beside them. Words that styles add, as `::before`, have the colours of a neighbour.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import cssselect2
import tinycss2
import tinycss2.color3
from msgspec import Struct, field
from msgspec.structs import replace

from pet_report.diagnostics import Diagnostic
from pet_report.verify import faults
from pet_report.verify.htmlfile import Node

SCHEMES = ("light", "dark")
WIDTH = 1280
PLAIN, LARGE = 4.5, 3.0
"""The least contrast of WCAG AA for letters of usual size, and for large ones."""

_BROWSER = """
a:link { color: #0000ee } button, input, select, textarea { color: #000; background-color: #efefef }
mark { background-color: #ff0; color: #000 } h1 { font-size: 2em } h2 { font-size: 1.5em } h3 { font-size: 1.17em }
h1, h2, h3, h4, h5, h6, th, b, strong { font-weight: 700 } small, sub, sup { font-size: 0.83em }
head, script, style, template, [hidden], datalist, title { display: none }
"""
"""What a browser does by itself, as far as it concerns the contrast of words."""


class Colour(tuple[float, float, float, float]):
    """Red, green, blue and opacity, each from 0 to 1."""

    __slots__ = ()

    def over(self, behind: Colour) -> Colour:
        alpha = self[3]
        red, green, blue = (own * alpha + other * (1 - alpha) for own, other in zip(self[:3], behind[:3], strict=True))
        return Colour((red, green, blue, 1.0))

    def __str__(self) -> str:
        return "#" + "".join(f"{round(each * 255):02x}" for each in self[:3])


BLACK, WHITE, NIGHT = Colour((0, 0, 0, 1)), Colour((1, 1, 1, 1)), Colour((0.071, 0.071, 0.071, 1))
CLEAR = Colour((0, 0, 0, 0))


class _Style(Struct, frozen=True, kw_only=True):
    """What an element hands down. behind: the colours under its words, laid over each other. unknown: what of it
    cannot be computed."""

    colour: Colour
    behind: Colour
    size: float = 16
    weight: int = 400
    opacity: float = 1
    variables: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    unknown: str = ""


class _Declaration(Struct, frozen=True, kw_only=True):
    name: str
    value: Sequence[Any]
    important: bool


def check(page: Node) -> Iterator[Diagnostic]:
    """Words with too little contrast: one finding for each pair of colours."""
    root = next(page.nodes("html"), None)
    if root is None:
        return
    css = "".join("".join(each for each in node.children if isinstance(each, str)) for node in page.nodes("style"))
    for scheme in SCHEMES:
        yield from _in_scheme(root, css, scheme)


def _in_scheme(root: Node, css: str, scheme: str) -> Iterator[Diagnostic]:
    tree, nodes = _tree(root)
    matcher = _matcher(css, scheme)
    faint: dict[tuple[str, ...], list[tuple[Node, str, float, float]]] = defaultdict(list)
    unknown: dict[str, Node] = {}
    for node, words, style in _words(tree, nodes, matcher, scheme):
        if style.unknown:
            unknown.setdefault(style.unknown, node)
            continue
        shown = replace(style, colour=Colour((*style.colour[:3], style.colour[3] * style.opacity)))
        ratio = contrast(shown.colour.over(style.behind), style.behind)
        wanted = LARGE if style.size >= 24 or (style.size >= 18.66 and style.weight >= 700) else PLAIN
        if ratio < wanted:
            pair = (str(shown.colour.over(style.behind)), str(style.behind))
            faint[pair].append((node, words, ratio, wanted))
    yield from _told(faint, scheme)
    for value, node in unknown.items():
        message = f'the contrast of words with "{value[:60]}" cannot be computed'
        yield faults.HTML_CONTRAST.at(node.place, message, hint="write colours as #rrggbb or rgb()")


def _told(
    faint: Mapping[tuple[str, ...], Sequence[tuple[Node, str, float, float]]], scheme: str
) -> Iterator[Diagnostic]:
    for (colour, behind), found in faint.items():
        node, words, ratio, wanted = found[0]
        more = f", and {len(found) - 1} more" if len(found) > 1 else ""
        message = (
            f'"{words[:40]}"{more}: {colour} on {behind} has a contrast of {int(ratio * 100) / 100} to 1 in the '
            f"{scheme} scheme, and needs {wanted}"
        )
        yield faults.HTML_CONTRAST.at(node.place, message, hint="choose another colour in the project's theme.css")


def contrast(one: Colour, other: Colour) -> float:
    """As WCAG defines it: from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# --- the page as the selectors know it -------------------------------------------------------------------------------


def _tree(root: Node) -> tuple[Element, dict[Element, Node]]:
    made = Element("html", dict(root.attributes))
    nodes = {made: root}
    waiting = [(root, made)]
    while waiting:
        node, element = waiting.pop()
        for child in node.children:
            if isinstance(child, Node) and child.tag != "svg":
                inner = SubElement(element, child.tag, dict(child.attributes))
                nodes[inner] = child
                waiting.append((child, inner))
    return made, nodes


def _words(
    tree: Element, nodes: Mapping[Element, Node], matcher: Any, scheme: str
) -> Iterator[tuple[Node, str, _Style]]:
    """Every stretch of words that can be seen, with the style of its element."""
    start = cssselect2.ElementWrapper.from_html_root(tree)
    canvas = _Style(colour=BLACK, behind=WHITE)
    waiting: list[tuple[Any, _Style]] = [(start, canvas)]
    while waiting:
        wrapper, above = waiting.pop()
        node = nodes[wrapper.etree_element]
        declared = _cascaded(node, wrapper, matcher)
        if _word(declared.get("display")) == "none" or _word(declared.get("visibility")) == "hidden":
            continue
        if wrapper is start and scheme == "dark" and "dark" in tinycss2.serialize(declared.get("color-scheme", ())):
            above = _Style(colour=WHITE, behind=NIGHT)
        style = _computed(declared, above)
        words = " ".join("".join(each for each in node.children if isinstance(each, str)).split())
        if words and "disabled" not in node.attributes:
            yield node, words, style
        waiting.extend((child, style) for child in reversed(list(wrapper.iter_children())))


# --- the cascade -----------------------------------------------------------------------------------------------------


def _matcher(css: str, scheme: str) -> Any:
    matcher = cssselect2.Matcher()
    for number, sheet in enumerate((_BROWSER, css)):
        _add(matcher, tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True), scheme, number)
    return matcher


def _add(matcher: Any, rules: Sequence[Any], scheme: str, origin: int) -> None:
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports", "layer") and rule.content:
            if rule.lower_at_keyword != "media" or _applies(tinycss2.serialize(rule.prelude), scheme):
                inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                _add(matcher, inner, scheme, origin)
        elif rule.type == "qualified-rule":
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue  # of a kind that matches only while somebody points at something, or what is marked
            for selector in selectors:
                if selector.pseudo_element is None:
                    matcher.add_selector(selector, (origin, tuple(_declarations(rule.content))))


def _declarations(content: Any) -> Iterator[_Declaration]:
    for each in tinycss2.parse_declaration_list(content, skip_comments=True, skip_whitespace=True):
        if each.type == "declaration":
            name = each.name if each.name.startswith("--") else each.lower_name
            yield _Declaration(name=name, value=each.value, important=each.important)


def _applies(query: str, scheme: str) -> bool:
    return any(_holds(each.strip().lower(), scheme) for each in query.split(","))


def _holds(query: str, scheme: str) -> bool:
    if query.startswith("not "):
        return not _holds(query[4:].strip(), scheme)
    return all(_condition(each.strip(" ()"), scheme) for each in re.split(r"\s+and\s+", query) if each)


def _condition(words: str, scheme: str) -> bool:
    name, _, value = (part.strip() for part in words.partition(":"))
    if name in ("min-width", "max-width"):
        width = _length(value)
        return width is not None and (width <= WIDTH if name == "min-width" else width >= WIDTH)
    if name == "prefers-color-scheme":
        return value == scheme
    return words in ("screen", "all", "only screen", "hover: hover", "prefers-reduced-motion: no-preference")


def _length(text: str) -> float | None:
    match = re.fullmatch(r"([\d.]+)(px|em|rem)?", text)
    return float(match[1]) * (16 if match[2] in ("em", "rem") else 1) if match else None


def _cascaded(node: Node, wrapper: Any, matcher: Any) -> dict[str, Sequence[Any]]:
    """The value that wins for each property, as it was written."""
    found: list[tuple[tuple[Any, ...], _Declaration]] = []
    for specificity, order, _, (origin, declarations) in matcher.match(wrapper):
        found += [((each.important, origin, specificity, order), each) for each in declarations]
    own = _declarations(tinycss2.parse_component_value_list(node["style"])) if node["style"] else ()
    found += [((each.important, 2, (0, 0, 0), 0), each) for each in own]
    in_order = (each for _, each in sorted(found, key=lambda pair: pair[0]))
    return {name: value for each in in_order for name, value in _longhands(each)}


def _longhands(each: _Declaration) -> Iterator[tuple[str, Sequence[Any]]]:
    yield each.name, each.value
    if each.name == "background":
        yield "background-color", each.value
    if each.name == "font":
        yield "font-size", each.value
        yield "font-weight", each.value
    if each.name == "all":
        yield from (("color", ()), ("background-color", ()))


# --- values ----------------------------------------------------------------------------------------------------------


def _computed(declared: Mapping[str, Sequence[Any]], above: _Style) -> _Style:
    own = {name: value for name, value in declared.items() if name.startswith("--")}
    variables = {**above.variables, **own} if own else above.variables

    def value(name: str) -> list[Any]:
        return list(_substituted(declared.get(name, ()), variables, iter(range(_MOST_TOKENS))))

    colour, unknown = _colour(value("color"), above.colour, above.colour)
    background, unclear = _colour(value("background-color"), CLEAR, colour or above.colour)
    opacity = _number(value("opacity"), 1.0)
    return _Style(
        colour=colour or above.colour,
        behind=background.over(above.behind) if background else above.behind,
        size=_size(value("font-size"), above.size),
        weight=_weight(value("font-weight"), above.weight),
        opacity=above.opacity * opacity,
        variables=variables,
        unknown=unknown or unclear or (above.unknown if not background or background[3] < 1 else ""),
    )


_MOST_TOKENS = 500
"""Of one value: variables that name each other could make it as long as they like."""


def _substituted(value: Sequence[Any], variables: Mapping[str, Sequence[Any]], left: Iterator[int]) -> Iterator[Any]:
    """A value with its variables replaced; one that names itself ends."""
    for token in value:
        if next(left, None) is None:
            return
        if token.type != "function" or token.lower_name != "var":
            yield token
            continue
        name = next((each.value for each in token.arguments if each.type == "ident"), "")
        rest = list(token.arguments)
        comma = next((at for at, each in enumerate(rest) if each == ","), None)
        fallback = rest[comma + 1 :] if comma is not None else []
        yield from _substituted(variables.get(name, fallback), variables, left)


def _colour(value: Sequence[Any], initial: Colour, current: Colour) -> tuple[Colour | None, str]:
    """The colour in a value, `initial` where it has none; None, and its words, where it cannot be told."""
    for token in value:
        if token.type in ("ident", "hash", "function"):
            if token.type == "ident" and token.lower_value in ("inherit", "unset", "initial", "revert"):
                return initial, ""
            found = tinycss2.color3.parse_color(token)
            if found == "currentColor":
                return current, ""
            if found is not None:
                return Colour(found), ""
            if token.type == "function" and token.lower_name not in _PICTURES:
                return None, tinycss2.serialize([token])
    return initial, ""


_PICTURES = ("url", "linear-gradient", "radial-gradient", "repeating-linear-gradient", "conic-gradient", "image-set",
             "calc", "clamp", "min", "max")  # fmt: skip
_UNITS = {"px": 1, "pt": 96 / 72, "rem": 16, "mm": 96 / 25.4, "cm": 96 / 2.54}
_SIZES = {"small": 13, "medium": 16, "large": 18, "x-large": 24, "smaller": 13, "larger": 19}


def _size(value: Sequence[Any], above: float) -> float:
    """The size of letters in pixels. In a `font`, it is the first length; the height of a line stands behind it."""
    for token in value:
        if token.type == "dimension" and token.lower_unit in _UNITS:
            return float(token.value) * _UNITS[token.lower_unit]
        if token.type == "dimension" and token.lower_unit == "em":
            return float(token.value) * above
        if token.type == "percentage":
            return float(token.value) / 100 * above
        if token.type == "ident" and token.lower_value in _SIZES:
            return _SIZES[token.lower_value]
    return above


def _weight(value: Sequence[Any], above: int) -> int:
    for token in value:
        if token.type == "number" and 1 <= token.value <= 1000:
            return int(token.value)
        if token.type == "ident" and token.lower_value in ("bold", "bolder", "normal"):
            return 400 if token.lower_value == "normal" else 700
        if token.type == "dimension":
            return 400  # a `font` that names no weight sets the usual one
    return above


def _number(value: Sequence[Any], initial: float) -> float:
    return next((float(token.value) for token in value if token.type == "number"), initial)


def _word(value: Sequence[Any] | None) -> str:
    return next((token.lower_value for token in value or () if token.type == "ident"), "")
