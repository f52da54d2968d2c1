# ruff: noqa: SLF001 - the boxes of a page, and what it is drawn with, WeasyPrint keeps to itself; a test holds these names
"""What stands in the margins of a page, for both sides of a sheet: where its part begins, only the whole file knows.

A left page differs from a right one in its margins alone. So the text of each page is drawn once, as it was laid out,
and around it the margins of a left page and those of a right one; whoever joins the parts takes the fitting ones, and
moves the text over. Where more than that depends on the side, a part is to be laid out for the side that it gets.
This leans on names that WeasyPrint keeps to itself; a test holds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

_OTHER = {"left": "right", "right": "left"}
_FORCED = ("left", "right", "recto", "verso")


@contextmanager
def both(weasyprint: Any) -> Iterator[None]:
    """While this lasts, pages keep the margins of both sides in their `sides`, and nothing in their own."""
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


def _make_sides(weasyprint: Any, make: Any, context: Any, page: Any, state: Any) -> tuple[Any, ...]:
    own = page.copy_with_children(list(make(context, page, state)))
    turned = _turned(weasyprint, context, page)
    turned.children = list(make(context, turned, state))
    for side in (own, turned):
        side.canvas_background = None
        weasyprint.layout.background.layout_box_backgrounds(side, side, context.get_image_from_uri)
    page.sides = {page.page_type.side: own, turned.page_type.side: turned}
    page.shift = turned.content_box_x() - page.content_box_x()
    page.is_sided = _is_sided(context, page, turned)
    return ()


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
    page.patterns = sorted(patterns.keys() - before)
    page.asides = {}
    for side, margins in box.sides.items():
        page.asides[side] = aside = stream.clone(tags={})
        aside.transform(d=-1, f=page.height * scale)
        with aside.stacked():
            aside.transform(a=scale, d=scale)
            drawing.draw_page(margins, aside)
