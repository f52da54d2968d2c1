"""A view and templates in, a page out. Templates place; they choose and count nothing."""

from __future__ import annotations

from collections.abc import Mapping

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from pet_report.errors import ToolFailure
from pet_report.view import Book

PAGE = "publication.html"
STYLES = {"screen": ("base.css", "screen.css"), "print": ("base.css", "print.css")}


def render(book: Book, templates: Mapping[str, str], fonts: str) -> str:
    """The HTML of one publication in one medium. `fonts` is the style sheet that declares the fonts."""
    # autoescape=True and not select_autoescape(), which looks at endings and would let page.html.j2 pass unescaped.
    environment = Environment(
        loader=FunctionLoader(templates.get),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    styles = "\n".join(templates[name] for name in STYLES[book.medium])
    script = templates.get("screen.js", "") if not book.print else ""
    try:
        return environment.get_template(PAGE).render(
            book=book, styles=Markup(_safe(fonts + styles)), script=Markup(_safe(script))
        )
    except TemplateError as error:
        place = f" in {error.name}, line {error.lineno}" if getattr(error, "lineno", None) else ""  # type: ignore[attr-defined]
        raise ToolFailure(f"a template is at fault{place}: {error.message or error}") from error


def _safe(text: str) -> str:
    """A project's own styles cannot close the element that they stand in."""
    return text.replace("</", "<\\/")
