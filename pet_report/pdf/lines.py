"""Lines of type: set in fewer steps than WeasyPrint takes, and drawn as they were set; the same bytes come out.

WeasyPrint has Pango set each piece of text anew for each look at it: where its line breaks, how wide it is then, and
once more to draw it. Here what was set is kept until it is drawn, and the same words in the same style are set once.
This leans on names that WeasyPrint keeps to itself; tests hold them, and compare what is printed with and without.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from weasyprint import css
from weasyprint.draw import text as drawing
from weasyprint.layout import LayoutContext
from weasyprint.text import fonts, line_break
from weasyprint.text.constants import LST_TO_ISO, PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango

_NO, _YES = 0, 1
"""For Pango."""


def put_in_place() -> None:
    """From now on, in this process; but for what `REPLACED` names."""
    layout = line_break.Layout
    layout.kept = None
    layout.setup, layout.set_text = _set_up, _set_text
    layout.deactivate, layout.reactivate = _deactivate, _reactivate


# --- how they are set -------------------------------------------------------------------------------------------------


class _Type(Struct, frozen=True, kw_only=True):
    """How Pango sets type in one style.

    features: of the font. attributes: the same for Pango; None where each piece of text adds some of its own. looks:
    what a layout tells those who draw lines.
    """

    context: Any
    description: Any
    features: bytes
    attributes: Any
    looks: dict[str, Any]


def _set_up(layout: Any, style: Any) -> None:
    """As WeasyPrint's, which makes everything anew for each piece of text."""
    kept = getattr(style, "type", None)
    if kept is None:
        kept = style.type = _type(style)
    layout.style = style
    layout.first_line_direction = 0
    layout.layout = ffi.gc(pango.pango_layout_new(kept.context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, _NO)
    pango.pango_layout_set_font_description(layout.layout, kept.description)
    vars(layout).update(kept.looks)
    if kept.features:
        shared = None if layout.justification_spacing else kept.attributes
        pango.pango_layout_set_attributes(layout.layout, shared or _attributes(kept.features))


def _type(style: Any) -> _Type:
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, _NO)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    override = style["font_language_override"]
    name = style["lang"] if override == "normal" else LST_TO_ISO.get(override.lower(), override)
    language = pango.pango_language_from_string(name.encode()) if name else pango.pango_language_get_default()
    if name:
        pango.pango_context_set_language(context, language)
    description = fonts.get_font_description(style)
    features = fonts.font_features(
        style["font_kerning"], style["font_variant_ligatures"], style["font_variant_position"],
        style["font_variant_caps"], style["font_variant_numeric"], style["font_variant_alternates"],
        style["font_variant_east_asian"], style["font_feature_settings"],
    )  # fmt: skip
    encoded = ",".join(f"{key} {value}" for key, value in features.items()).encode()
    spaced = style["word_spacing"] or style["letter_spacing"] != "normal" or style["overflow_wrap"] != "normal"
    return _Type(
        context=context,
        description=description,
        features=encoded,
        attributes=_attributes(encoded) if encoded and not spaced else None,
        looks={"language": language, **_looks(context, description, language, style["text_decoration_line"])},
    )


def _attributes(features: bytes) -> Any:
    attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(features))
    return attributes


def _looks(context: Any, description: Any, language: Any, decoration: Any) -> dict[str, Any]:
    """Where the lines of a text go, if it has any."""
    if decoration == "none":
        return NO_LINES
    metrics = ffi.gc(pango.pango_context_get_metrics(context, description, language), pango.pango_font_metrics_unref)
    names = ("ascent", "underline_position", "strikethrough_position", "underline_thickness", "strikethrough_thickness")
    return {name: FROM_UNITS * getattr(pango, f"pango_font_metrics_get_{name}")(metrics) for name in names}


NO_LINES = dict.fromkeys(("ascent", "underline_position", "strikethrough_position"))


def _encoded(text: str) -> tuple[bytes, bytes]:
    """As WeasyPrint's, which copies the bytes first."""
    encoded = text.encode().replace(b"\0", b"")
    return encoded, encoded


_rectangle = ffi.new("PangoRectangle *")


def _line_size(line: Any, style: Any) -> tuple[float, float]:
    """As WeasyPrint's, which makes a rectangle for each line."""
    pango.pango_layout_line_get_extents(line, ffi.NULL, _rectangle)
    width = _rectangle.width * FROM_UNITS
    if style["letter_spacing"] != "normal":
        width += style["letter_spacing"]
    return width, _rectangle.height * FROM_UNITS


def _strut(style: Any) -> Any:
    """As WeasyPrint's, which looks it up by all that is said of the font."""
    if style.strut is None:
        style.strut = _strut_anew(style)
    return style.strut


def _split_first_line(
    text: str, style: Any, context: Any, max_width: Any, justification_spacing: Any,
    is_line_start: bool = True, minimum: bool = False,
) -> tuple[Any, ...]:  # fmt: skip
    """As WeasyPrint's, which sets the same words again and again: to see how wide a table must be, and on each page."""
    new = text, style, context, max_width, justification_spacing, is_line_start, minimum
    if not (isinstance(context, LayoutContext) and isinstance(style, css.Style)):
        return _split_first_line_anew(*new)  # type: ignore[no-any-return]  # WeasyPrint has no types
    lines = vars(context).setdefault("lines", {})
    whole = text, id(style), style.changes, justification_spacing
    found = lines.get(whole)
    if found is not None and (max_width is None or max_width >= found[3]):
        return _again(found, max_width)
    key = *whole, max_width, is_line_start, minimum
    found = lines.get(key)
    if found is not None:
        return _again(found, max_width)
    made: tuple[Any, ...] = _split_first_line_anew(*new)
    layout, _, resume_at, width, *_ = made
    # The style is kept as well: as long as it is there no other can have its number.
    lines[key] = kept = style, dict(vars(layout)), made[1:], width
    fits = resume_at is None and layout.text == text and (max_width is None or width <= max_width)
    if fits and style["letter_spacing"] == "normal":
        lines[whole] = kept
    return made


def _again(found: Any, width: Any) -> tuple[Any, ...]:
    layout = line_break.Layout.__new__(line_break.Layout)
    vars(layout).update(found[1], max_width=width)
    return layout, *found[2]


# --- how they are drawn -----------------------------------------------------------------------------------------------


class _Set(Struct, frozen=True, kw_only=True):
    """What Pango has set."""

    layout: Any
    text: str
    style: Any
    changes: int


def _set_text(layout: Any, text: str, justify: bool = False) -> None:
    """As WeasyPrint's, which tells Pango only when it draws that a text is no more than one paragraph."""
    pango.pango_layout_set_single_paragraph_mode(layout.layout, text.isprintable())
    _set_text_anew(layout, text, justify)


def _deactivate(layout: Any) -> None:
    """As WeasyPrint's, which throws away what is set and will be drawn."""
    style = layout.style
    if layout.kept is None and not layout.justification_spacing and isinstance(style, css.Style):
        layout.kept = _Set(layout=layout.layout, text=layout.text, style=style, changes=style.changes)
    for name in ("layout", "language", "style"):
        vars(layout).pop(name, None)


def _reactivate(layout: Any, style: Any) -> None:
    kept = layout.kept
    if kept and kept.style is style and kept.changes == style.changes and kept.text == layout.text:
        layout.layout, layout.style = kept.layout, style
    else:
        _reactivate_anew(layout, style)


def _draw_first_line(stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any) -> list[Any]:
    """As WeasyPrint's, which looks at each glyph as if it had not seen it before.

    Where a box has `space_behind` set, a space is drawn behind it, and `space_behind` is taken away; else the space is
    still to be drawn. The pictures of emojis, and what is cut off, are drawn by WeasyPrint's own.
    """
    cut = text_overflow == "ellipsis" or block_ellipsis != "none"
    runs = None
    if not cut and textbox.text.strip() and textbox.style["font_size"] >= _SMALLEST:
        runs = _runs(stream, textbox.pango_layout)
    if runs is None:
        if cut:  # others may draw what was kept
            textbox.pango_layout.kept = False
            _reactivate_anew(textbox.pango_layout, textbox.style)
        return _draw_first_line_anew(stream, textbox, text_overflow, block_ellipsis, matrix)  # type: ignore[no-any-return]
    stream.set_text_matrix(*matrix.values)
    shown = ""
    for at, run in enumerate(runs):
        if at == 0 or run.pango_font != runs[at - 1].pango_font:
            if shown:
                stream.show_text(shown)
            shown = ""
            stream.set_font_size(run.font.hash, run.size)
        shown += _shown(stream, run, textbox)
    stream.show_text(shown + _space_behind(textbox, runs[-1]))
    return []


_SMALLEST = 1e-6
"""Below it WeasyPrint draws nothing."""


class _Run(Struct, frozen=True, kw_only=True):
    """Glyphs of one font. pieces: what was shown before, of that font in that size."""

    item: Any
    pango_font: Any
    font: Any
    size: float
    glyphs: Sequence[tuple[int, int, int]]
    pieces: dict[tuple[int, int, int], str]


def _runs(stream: Any, layout: Any) -> list[_Run] | None:
    """None where anything in a line is out of the ordinary."""
    pango.pango_layout_set_single_paragraph_mode(layout.layout, _YES)
    place = pango.pango_layout_get_line_readonly(layout.layout, 0).runs[0]
    runs = []
    while place != ffi.NULL:
        run = _run(stream, place.data)
        if run is None:
            return None
        runs.append(run)
        place = place.next
    return runs or None


def _run(stream: Any, item: Any) -> _Run | None:
    glyphs = item.glyphs
    read = memoryview(ffi.buffer(glyphs.glyphs, glyphs.num_glyphs * _GLYPH_SIZE)).cast("i").tolist()
    numbers, widths, offsets, raised = read[0::5], read[1::5], read[2::5], read[3::5]
    if any(raised) or not all(0 <= number < pango.PANGO_GLYPH_EMPTY for number in numbers):
        return None
    pango_font = item.item.analysis.font
    font, size = stream.add_font(pango_font)
    if font.bitmap or font.png or font.svg or font.colr:
        return None
    pieces = vars(font).setdefault("pieces", {}).setdefault(size, {})
    shown = list(zip(numbers, widths, offsets, strict=True))
    return _Run(item=item, pango_font=pango_font, font=font, size=size, glyphs=shown, pieces=pieces)


_GLYPH_SIZE = ffi.sizeof("PangoGlyphInfo")


def _shown(stream: Any, run: _Run, textbox: Any) -> str:
    """Glyphs as a PDF shows them: their numbers, and between them how far to step aside."""
    pieces = run.pieces
    for at, glyph in enumerate(run.glyphs):
        if glyph not in pieces:
            pieces[glyph] = _piece(stream, run, at, textbox.pango_layout.text)
    shown = f"<{''.join([pieces[glyph] for glyph in run.glyphs])}"
    return shown[:-1] if shown[-1] == "<" else f"{shown}>"


def _piece(stream: Any, run: _Run, at: int, text: str) -> str:
    glyph, width, aside = run.glyphs[at]
    font, size = run.font, run.size
    if glyph not in font.to_unicode:
        font.to_unicode[glyph] = _letters(run, at, text)
    if glyph not in font.widths:
        pango.pango_font_get_glyph_extents(run.pango_font, glyph, stream.ink_rect, stream.logical_rect)
        font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
    offset = aside / size
    kerning = font.widths[glyph] + offset - width * 1000 * FROM_UNITS / size
    return (f">{-offset}<" if offset else "") + f"{glyph:04x}" + (f">{int(kerning)}<" if kerning else "")


def _letters(run: _Run, at: int, text: str) -> str:
    """For which a glyph stands."""
    item, clusters = run.item.item, run.item.glyphs.log_clusters
    from_right = item.analysis.level % 2
    after = at - 1 if from_right else at + 1
    last = not 0 <= after < len(run.glyphs)
    begin, end = clusters[at], item.length if last else clusters[after]
    return text.encode()[item.offset + begin : item.offset + end].decode()


def _space_behind(textbox: Any, run: _Run) -> str:
    """The space that layout took away, where the font has shown one before."""
    glyph = _space_of(run.font) if vars(textbox).get("space_behind") else None
    if glyph is None:
        return ""
    del textbox.space_behind
    return f"<{glyph:04x}>"


def _space_of(font: Any) -> int | None:
    space: int | None = vars(font).get("space")
    if space is None:
        space = font.space = next((glyph for glyph, letters in font.to_unicode.items() if letters == " "), None)
    return space


_set_text_anew = line_break.Layout.set_text
_reactivate_anew = line_break.Layout.reactivate
_draw_first_line_anew = drawing.draw_first_line
_line_size_anew = line_break.line_size
_split_first_line_anew = line_break.split_first_line
_strut_anew = line_break.strut

REPLACED = {
    line_break.line_size: _line_size,
    line_break.strut: _strut,
    line_break.split_first_line: _split_first_line,
    line_break.unicode_to_char_p: _encoded,
    drawing.draw_first_line: _draw_first_line,
}
