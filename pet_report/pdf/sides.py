# ruff: noqa: SLF001 - the boxes of a page, and what it is drawn with, WeasyPrint keeps to itself; a test holds these names
"""What stands in the margins of a page, for both sides of a sheet: where its part begins, only the whole file knows.

A left page differs from a right one in its margins alone. So the text of each page is drawn once, as it was laid out,
and around it the margins of a left page and those of a right one; whoever joins the parts takes the fitting ones, and
moves the text over. Where more than that depends on the side, a part is to be laid out for the side that it gets. Pages
whose margins say the same share them.
This leans on names that WeasyPrint keeps to itself; a test holds them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from msgspec import Struct, field

from pet_report.pdf import numbers

_OTHER = {"left": "right", "right": "left"}
_FORCED = ("left", "right", "recto", "verso")


@contextmanager
def both(weasyprint: Any) -> Iterator[None]:
    """While this lasts, pages keep the margins of both sides in their `margins`, and nothing in their own."""
    layout, document = weasyprint.layout, weasyprint.document
    make, lay_out = layout.make_margin_boxes, document.layout_document

    def lay_out_document(html: Any, root: Any, context: Any) -> Any:
        context.html = html
        return lay_out(html, root, context)

    layout.make_margin_boxes, document.layout_document = partial(_make_sides, weasyprint, make), lay_out_document
    try:
        yield
    finally:
        layout.make_margin_boxes, document.layout_document = make, lay_out


class _Margins(Struct, frozen=True, kw_only=True):
    """Those of a page, which many pages share. drawn: the stream for each side, once there is one."""

    sides: Mapping[str, Any]
    drawn: dict[str, Any] = field(default_factory=dict)


def _make_sides(weasyprint: Any, make: Any, context: Any, page: Any, state: Any) -> tuple[Any, ...]:
    turned = _turned(weasyprint, context, page)
    known, look = vars(context).setdefault("margins", {}), _look(context, page, turned)
    margins = known.get(look) if look else None
    if margins is None:
        sides = [_with_margins(weasyprint, make, context, each, state) for each in (page, turned)]
        margins = known[look] = _Margins(sides={each.page_type.side: each for each in sides})
    page.margins = margins
    page.shift = turned.content_box_x() - page.content_box_x()
    page.is_sided = _is_sided(context, page, turned)
    return ()


def _with_margins(weasyprint: Any, make: Any, context: Any, page: Any, state: Any) -> Any:
    side = page.copy_with_children(list(make(context, page, state)))
    side.canvas_background = None
    weasyprint.layout.background.layout_box_backgrounds(side, side, context.get_image_from_uri)
    return side


def _look(context: Any, page: Any, turned: Any) -> Any:
    """All that the margins of a page depend on; None where it may be more. The number of the page is left open."""
    look: list[Any] = []
    for each in (page, turned):
        look += [*(getattr(each, name) for name in _MEASURES), each.page_type.side, id(each.style)]
        for margin in _MARGINS:
            style = context.style_for(each.page_type, margin)
            look.append(id(style) if style is not None else None)
            for kind, value in _content(style):
                if kind == "string()" and value[1] in _PLAIN:
                    look.append(context.get_string_set_for(page, *value))
                elif kind != "string":
                    return None
    return tuple(look)


def _content(style: Any) -> Sequence[tuple[str, Any]]:
    """What is shown in a margin, besides the number of the page."""
    content = style["content"] if style is not None else "none"
    return content if isinstance(content, tuple) and content != (numbers.OF_PAGE,) else ()


_MEASURES = "margin_top", "margin_right", "margin_bottom", "margin_left", "width", "height"
_MARGINS = (
    *(f"@{edge}-{place}" for edge in ("top", "bottom") for place in ("left", "center", "right")),
    *(f"@{edge}-{place}" for edge in ("left", "right") for place in ("top", "middle", "bottom")),
    *(f"@{edge}-{side}-corner" for edge in ("top", "bottom") for side in ("left", "right")),
)
_PLAIN = "first", "last", "first-except", "all-once"
"""What tells which of the texts that go by one name on a page is meant; `start` looks at the page itself."""


def _turned(weasyprint: Any, context: Any, page: Any) -> Any:
    """The empty page that would have come if the part had begun on the other side."""
    pages, percent = weasyprint.layout.page, weasyprint.layout.percent
    kind = page.page_type._replace(side=_OTHER[page.page_type.side])
    pages.set_page_type_computed_styles(kind, context.html, context.style_for)
    style = context.style_for(kind)
    style["overflow"] = page.style["overflow"]
    turned = weasyprint.formatting_structure.boxes.PageBox(kind, style)
    percent.resolve_percentages(turned, style["size"])
    turned.position_x = turned.position_y = 0
    pages.page_width(turned, context, style["size"][0])
    pages.page_height(turned, context, style["size"][1])
    return turned


def _is_sided(context: Any, page: Any, turned: Any) -> bool:
    """Whether the text itself would be another on the other side."""
    places = [
        (*map(_exact, (each.width, each.height, each.content_box_y())), each.style["size"]) for each in (page, turned)
    ]
    breaks = (each[1]["break"] for each in context.page_maker[1:] if each[1])
    return places[0] != places[1] or page.page_type.blank or any(each in _FORCED for each in breaks)


def _exact(length: float) -> float:
    """Margins that are subtracted in another order leave another last bit."""
    return round(length, 6)


def draw(weasyprint: Any, page: Any, stream: Any, scale: float) -> None:
    """Draw the text of a page, and its margins on streams of their own, which are left in `asides`."""
    drawing, box = weasyprint.draw, page._page_box
    patterns = stream._resources["Pattern"]
    before = set(patterns)
    with stream.stacked():
        stream.transform(a=scale, d=scale)
        if box.canvas_background is not None:
            box.is_sided = True
        drawing.draw_background(stream, box.canvas_background, clip_box=False)
        drawing.draw_stacking_context(stream, weasyprint.stacking.StackingContext.from_page(box))
    page.patterns = [patterns[name] for name in sorted(patterns.keys() - before)]
    page.asides = box.margins.drawn
    if not page.asides:
        for side, margins in box.margins.sides.items():
            page.asides[side] = aside = stream.clone(tags={})
            aside.transform(d=-1, f=page.height * scale)
            with aside.stacked():
                aside.transform(a=scale, d=scale)
                drawing.draw_page(margins, aside)
