"""Most boxes are plain: nothing is behind them, beside them or within them but text. Here that is seen at once.

WeasyPrint asks each box for everything that one may have. The pages are the same, as in `quick`. This leans on names
that WeasyPrint keeps to itself; tests hold them, and compare what is printed with and without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import inf
from typing import Any

from msgspec import Struct
from weasyprint.formatting_structure import boxes
from weasyprint.layout import background, percent
from weasyprint.layout import float as floats
from weasyprint.pdf import fonts as pdf_fonts
from weasyprint.pdf import pydyf
from weasyprint.text.ffi import ffi


def put_in_place() -> None:
    """From now on, in this process; but for what `REPLACED` names."""
    boxes.Box.is_in_normal_flow = _is_in_normal_flow
    boxes.ParentBox.page_values = _page_values
    pdf_fonts.ffi = _Interface()
    pydyf._to_bytes = _to_bytes


# --- lengths ----------------------------------------------------------------------------------------------------------


class _Sides(Struct, frozen=True, kw_only=True):
    """How wide and high a box is by its style.

    fixed: what is so in all surroundings. borders: those that a table may have settled. across, along: shares of the
    width and of the height around it, in hundredths. shrinks: its width is not that of its content.
    """

    fixed: dict[str, Any]
    borders: Sequence[str]
    across: Sequence[tuple[str, float]]
    along: Sequence[tuple[str, float]]
    shrinks: bool


_BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_ACROSS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("left", "right", "top", "bottom")),
    "width", "min_width", "max_width",
)  # fmt: skip
_ALONG = "height", "min_height", "max_height"
_WITHOUT_HEIGHT = {"height": "auto", "min_height": 0, "max_height": inf}
"""What shares of a height are that is not known yet."""


def _resolve_percentages(box: Any, containing_block: Any) -> None:
    """As WeasyPrint's, which asks each length of each box anew what it is."""
    sides = box.style.sides
    if sides is None:
        sides = box.style.sides = _sides(box.style)
    if sides is False or isinstance(box, boxes.PageBox):
        _resolve_percentages_anew(box, containing_block)
        return
    if isinstance(containing_block, boxes.Box):
        containing_block = containing_block.width, containing_block.height
    _resolve(box, sides, *containing_block)


def _resolve(box: Any, sides: _Sides, width: Any, height: Any) -> None:
    attributes = vars(box)
    attributes.update(sides.fixed)
    for name in sides.borders:
        attributes.setdefault(name, box.style[name])
    for name, share in sides.across:
        attributes[name] = width * share / 100
    for name, share in sides.along:
        attributes[name] = _WITHOUT_HEIGHT[name] if height == "auto" else height * share / 100
    if sides.shrinks:
        percent.adjust_box_sizing(box, "width")
        percent.adjust_box_sizing(box, "height")


def _sides(style: Any) -> _Sides | bool:
    """False for what only WeasyPrint's own way does right."""
    borders = _BORDERS if style["border_collapse"] == "collapse" else ()
    fixed = {} if borders else {name: style[name] for name in _BORDERS}
    shares: dict[bool, list[tuple[str, float]]] = {False: [], True: []}
    for name in (*_ACROSS, *_ALONG):
        value = style[name]
        if value is None or value == "auto":
            fixed[name] = 0 if value and name in ("min_width", "min_height") else value
        elif getattr(value, "unit", None) == "px":
            fixed[name] = value.value
        elif getattr(value, "unit", None) == "%":
            shares[name in _ALONG].append((name, value.value))
        else:
            return False
    shrinks = style["box_sizing"] != "content-box"
    return _Sides(fixed=fixed, borders=borders, across=shares[False], along=shares[True], shrinks=shrinks)


def _is_in_normal_flow(box: Any) -> bool:
    """As WeasyPrint's, which asks for each of the ways in which it might not be."""
    style = box.style
    if style["float"] == "none" and style["position"] in ("static", "relative"):
        return True
    return bool(_is_in_normal_flow_anew(box))


def _page_values(box: Any) -> tuple[Any, Any]:
    """As WeasyPrint's, which asks each box in between for both ends."""
    return _page_at(box, iter), _page_at(box, reversed)


def _page_at(box: Any, in_order: Callable[[Sequence[Any]], Iterable[Any]]) -> Any:
    """The name of the page on which a box begins or ends: that of the first or last in it which has one."""
    name = box.style["page"]
    while type(box).page_values is _page_values:
        inner = (child for child in in_order(box.children) if child.is_in_normal_flow() or child.is_floated())
        box = next(inner, None)
        if box is None:
            return name
        box = getattr(box, "_box", box)  # of what is placed, only a stand-in is in the tree
        name = box.style["page"] or name
    return name


def _avoid_collisions(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:
    """As WeasyPrint's, where there is nothing to collide with."""
    if context.excluded_shapes or box.is_floated() or containing_block.style["direction"] != "ltr":
        return _avoid_collisions_anew(context, box, containing_block, outer)
    left = containing_block.content_box_x()
    if outer:
        return left, box.position_y, left + containing_block.width - left
    right = left + containing_block.width - box.margin_right
    inner = left + box.margin_left
    # What is added and taken away again leaves another last bit, as it does there.
    return inner - box.margin_left, box.border_box_y() - box.margin_top, right - inner


# --- what is drawn behind them ----------------------------------------------------------------------------------------


def _layout_box_backgrounds(
    page: Any, box: Any, get_image_from_uri: Any, layout_children: bool = True, style: Any = None
) -> None:  # fmt: skip
    """As WeasyPrint's, which works out for each box that it has none."""
    if box is page or style is not None:
        _layout_box_backgrounds_anew(page, box, get_image_from_uri, layout_children, style)
        return
    if layout_children:
        for child in box.all_children():
            _layout_box_backgrounds(page, child, get_image_from_uri)
    # Only now: to work out a gradient changes what is declared, so that it matters who is first (docs/upstream.md).
    if box.style.bare is None:
        box.style.bare = _is_bare(box.style)
    if box.style.bare:
        box.background = None
        box.border_top_left_radius = box.border_top_right_radius = (0, 0)
        box.border_bottom_left_radius = box.border_bottom_right_radius = (0, 0)
    else:
        _layout_box_backgrounds_anew(page, box, get_image_from_uri, layout_children=False)


def _is_bare(style: Any) -> bool:
    """Whether a box of this style has nothing behind it, and no round corner."""
    pictures = any(style[f"{kind}_source"][0] != "none" for kind in ("border_image", "mask_border"))
    round_corners = any((0, "px") not in style[f"border_{corner}_radius"] for corner in _CORNERS)
    hidden = style["visibility"] == "hidden"
    behind = not hidden and any(kind != "none" for kind, _ in style["background_image"])
    colour = style["background_color"]
    coloured = not hidden and (style["color"] if colour == "currentcolor" else colour).alpha != 0
    return not (pictures or round_corners or behind or coloured or style["box_shadow"])


_CORNERS = "top_left", "top_right", "bottom_right", "bottom_left"


# --- drawing ----------------------------------------------------------------------------------------------------------


class _Interface:
    """The libraries below, for whom a list of one letter more is no new type: each type is parsed as C, in Python."""

    def __getattr__(self, name: str) -> Any:
        return getattr(ffi, name)

    def new(self, kind: str, *values: Any) -> Any:
        return ffi.new("hb_codepoint_t[]" if values and kind.startswith("hb_codepoint_t[") else kind, *values)


def _to_bytes(item: Any) -> bytes:
    """As pydyf's, which asks an item for its ancestors first."""
    kind = type(item)
    if kind is bytes:
        return item  # type: ignore[no-any-return]  # mypy does not see that
    if kind is float:
        return (str(int(item)) if item.is_integer() else f"{item:f}".rstrip("0")).encode("ascii")
    return str(item).encode("ascii") if kind is str or kind is int else _to_bytes_anew(item)


_avoid_collisions_anew = floats.avoid_collisions
_is_in_normal_flow_anew = boxes.Box.is_in_normal_flow
_layout_box_backgrounds_anew = background.layout_box_backgrounds
_page_values_anew = boxes.ParentBox.page_values
_resolve_percentages_anew = percent.resolve_percentages
_to_bytes_anew = pydyf._to_bytes

REPLACED = {
    background.layout_box_backgrounds: _layout_box_backgrounds,
    floats.avoid_collisions: _avoid_collisions,
    percent.resolve_percentages: _resolve_percentages,
}
