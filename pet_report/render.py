"""A view and templates in, a page out. Templates place; they choose and count nothing."""

from __future__ import annotations

import base64
import hashlib
import re
import traceback
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from types import CodeType
from typing import Any, ClassVar, Protocol

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.runtime import Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup
from msgspec import json

from pet_report.catalogue import Catalogue
from pet_report.errors import ToolFailure
from pet_report.escaping import escaped
from pet_report.view import Book
from pet_report.view.changed import Release, Told
from pet_report.view.frame import Medium
from pet_report.view.site import Site

PAGE = "publication.html"
STYLES = {
    "screen": ("tokens/colours.css", "tokens/screen.css", "base.css", "screen.css", "theme.css"),
    "print": ("tokens/colours.css", "tokens/print.css", "base.css", "print.css", "theme.css"),
    "large": (
        "tokens/colours.css", "tokens/print.css", "tokens/large.css", "base.css", "print.css", "large.css", "theme.css",
    ),
}  # fmt: skip

SITE_PAGE = "site/page.html"
CHANGES_PAGE = "changes.html"
SCRIPTS = ("vendor/lunr.js", "screen.js")


class Codes(Protocol):
    """Where the code of templates is kept from one process to the next, by their names."""

    def get(self, name: str) -> bytes | None: ...
    def put(self, name: str, code: bytes) -> None: ...


class _Compiled(BytecodeCache):
    """What was compiled before, by its text: a second build in one process compiles what changed.

    So what is compiled may depend on nothing but the text: see `_asked_late`.
    """

    here: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def __init__(self, codes: Codes | None) -> None:
        self._codes = codes

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002 - a file has the same name
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.here.get((bucket.key, bucket.checksum))
        if bucket.code is None and self._codes and (kept := self._codes.get(bucket.key)):
            bucket.bytecode_from_string(kept)
            self._note(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if self._codes:
            self._codes.put(bucket.key, bucket.bytecode_to_string())
        self._note(bucket)

    def _note(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.here[bucket.key, bucket.checksum] = bucket.code


class Templates:
    """Templates by name, each compiled once however many pages are made of it."""

    def __init__(self, texts: Mapping[str, str], catalogue: Catalogue, codes: Codes | None = None) -> None:
        self.texts = texts
        # A sandbox, for a project's own templates come with the project: they place, and reach nothing of the machine.
        # autoescape=True and not select_autoescape(): that looks at endings, and lets page.html.j2 pass unescaped.
        self.environment = _Sandbox(
            loader=FunctionLoader(lambda name: (texts[name], name, None) if name in texts else None),
            autoescape=True,
            undefined=_Missing,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
            bytecode_cache=_Compiled(codes),
        )
        self.environment.policies["ext.i18n.trimmed"] = True
        self.environment.filters |= {"number": _asked_late(catalogue.number), "css_string": _css_string}
        # Not install_gettext_callables(): that takes messages for markup, and what a catalogue says is text.
        self.environment.newstyle_gettext = True  # type: ignore[attr-defined]  # `trans` looks whether this is set
        self.environment.globals |= {
            "gettext": catalogue.gettext,
            "ngettext": catalogue.ngettext,
            "pgettext": catalogue.pgettext,
            "npgettext": catalogue.npgettext,
        }
        self.environment.filters["json"] = _json
        self.environment.filters["colour"] = _asked_late(self.colour)
        self.environment.filters["raised"] = _raised

    def styles(self, medium: Medium) -> str:
        """The styles of a medium. A picture in them cannot see their tokens, so its colours are put in: `%23(mark)`."""
        together = "\n".join(self.texts[name] for name in STYLES[medium])
        return _IN_PICTURE.sub(lambda token: "%23" + self.colour(token[1])[1:], together)

    def colour(self, token: str) -> str:
        """`#0a4653`: the colour of a token in the light scheme, as the project's own theme says it, or ours."""
        for name in ("theme.css", "tokens/colours.css"):
            if found := re.findall(
                rf"--{re.escape(token)}:\s*(#[0-9a-fA-F]{{6}})", _DARK.sub("", self.texts.get(name, ""))
            ):
                return str(found[0])
        raise ToolFailure(f'no style says what colour "{token}" is', remedy=f"write it as --{token}: #0a4653")


def _asked_late(answer: Callable[[Any], str]) -> Callable[..., str]:
    """A filter whose answer is the project's own. Jinja would ask it for a constant while it compiles, once for all."""
    return pass_context(lambda _, asked: answer(asked))


class _Template(Template):
    """Takes what is markup already as it is: most of what a page prints was written by `prose`."""

    @classmethod
    def from_code(
        cls, environment: Environment, code: CodeType, globals: MutableMapping[str, Any],  # noqa: A002 - Jinja's name
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:  # fmt: skip
        made = super().from_code(environment, code, globals, uptodate)
        made.root_render_func.__globals__["escape"] = escaped
        return made


class _Sandbox(ImmutableSandboxedEnvironment):
    """Remembers what it found harmless: that follows from the type of what is looked at and the name that is looked up.

    Half the time of a page would else go into finding it again.
    """

    template_class = _Template

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._harmless: dict[tuple[type, str], bool] = {}
        self._fields: set[tuple[type, str]] = set()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of a value of ours is only data; anything else is looked at."""
        if (type(obj), attribute) in self._fields:
            return getattr(obj, attribute)
        found = super().getattr(obj, attribute)
        if attribute in getattr(type(obj), "__struct_fields__", ()) and hasattr(obj, attribute):
            self._fields.add((type(obj), attribute))
        return found

    def call(self, context: Any, obj: Any, *arguments: Any, **named: Any) -> Any:
        """A macro is a template's own: it may always be called."""
        if type(obj) is Macro:
            for of_context in ("_loop_vars", "_block_vars"):
                named.pop(of_context, None)
            return obj(context.eval_ctx, *arguments, **named)
        return super().call(context, obj, *arguments, **named)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        key = type(obj), attr
        found = self._harmless.get(key)
        if found is None:
            found = self._harmless[key] = super().is_safe_attribute(obj, attr, value)
        return found


_IN_PICTURE = re.compile(r"%23\(([\w-]+)\)")
_DARK = re.compile(r"@media[^{]*dark[^{]*\{.*", re.DOTALL)
"""What follows is for the dark scheme, which lightens all marks alike."""


def render(book: Book, templates: Templates, fonts: str) -> str:
    """The HTML of one publication in one medium. `fonts` is the style sheet that declares the fonts."""
    styles = templates.styles(book.medium)
    script, nonce = ("", "") if book.print else (_script(templates), _NONCE)
    page = _written(
        templates,
        PAGE,
        book=book,
        styles=Markup(_safe(fonts + styles)),
        script=Markup(script),
        policy=_policy(nonce),
        nonce=nonce,
    )
    return page if book.print else page.replace(_NONCE, _word_of(page))


def render_change_log(releases: Sequence[Release], title: str, language: str, templates: Templates, fonts: str) -> str:
    """A page of its own for the life of a report."""
    return _change_page(templates, fonts, title, language, told=None, releases=releases)


def render_changes(told: Told, title: str, language: str, templates: Templates, fonts: str) -> str:
    """A page of its own for what changed, in the look of the publications; no script, nothing from elsewhere."""
    return _change_page(templates, fonts, title, language, told=told, releases=())


def _change_page(templates: Templates, fonts: str, title: str, language: str, **data: object) -> str:
    styles = Markup(_safe(fonts + templates.styles("screen")))
    return _written(templates, CHANGES_PAGE, title=title, language=language, styles=styles, policy=_policy(""), **data)


def render_site(site: Site, templates: Templates, fonts: str, downloads: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The pages of a site and what they share, by their paths. `downloads`: files that lie beside the first page."""
    for page in site.pages:
        book = site.books[page.section or "report"]
        text = _written(templates, SITE_PAGE, site=site, page=page, book=book, downloads=downloads)
        yield page.path, text
    yield "robots.txt", _written(templates, "site/robots.txt.html", site=site, book=site.books["report"])
    if site.address:
        yield "sitemap.xml", _written(templates, "site/sitemap.xml.html", site=site)
    styles = fonts + templates.styles("screen")
    for raised in sorted({page.raised for page in site.pages}):
        yield f"assets/style-{raised}.css", _raised_styles(styles, raised)
    for name in SCRIPTS:
        if name in templates.texts:
            yield f"assets/{name.rpartition('/')[2]}", templates.texts[name]
    yield "assets/find.js", f"self.petReport={{_data:{_json(site.finding.data)},_index:{_json(site.finding.index)}}};\n"


def _raised(text: str, by: int) -> Markup:
    """HTML with each heading some levels higher: on a page of its own a proposal is the first."""
    return Markup(_TAG.sub(lambda tag: f"<{tag[1]}h{int(tag[2]) - by}", text) if by else text)


def _raised_styles(text: str, by: int) -> str:
    """Styles for such a page; what was written for levels that are no longer there, no heading has."""
    return _SELECTOR.sub(lambda name: f"h{int(name[1]) - by}" if int(name[1]) > by else "h7", text) if by else text


_TAG = re.compile(r"<(/?)h([1-6])(?=[\s>])")
_SELECTOR = re.compile(r"(?<![\w-])h([1-6])(?![\w-])")


def _written(templates: Templates, name: str, **data: object) -> str:
    try:
        return templates.environment.get_template(name).render(data)
    except TemplateError as error:
        raise ToolFailure(f"a template is at fault{_place(error, templates.texts)}: {_said(error)}") from error


def _place(error: TemplateError, texts: Mapping[str, str]) -> str:
    """In which template and line: of a mistake in its form as told, of others where it was being printed."""
    if isinstance(error, TemplateSyntaxError):
        return f" in {error.name}, line {error.lineno}"
    frames = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    return next((f" in {name}, line {line}" for name, line in reversed(frames) if name in texts), "")


def _said(error: TemplateError) -> str:
    if isinstance(error, TemplateNotFound):
        return f'there is no template "{error.name}"'
    return error.message or str(error)


class _Missing(StrictUndefined):
    """A name that a template says and nobody gave."""

    @property
    def _undefined_message(self) -> str:
        holder = "" if self._undefined_obj is missing else f" in {type(self._undefined_obj).__name__}"
        return self._undefined_hint or f'there is no "{self._undefined_name}"{holder}'


def _script(templates: Templates) -> str:
    return _safe("\n".join(templates.texts[name] for name in SCRIPTS if name in templates.texts))


def _policy(nonce: str) -> str:
    """What a browser may do with the page: nothing but what stands in it, and no other script than ours.

    Styles stand in attributes too, and those cannot carry the word.
    """
    scripts = [f"script-src 'nonce-{nonce}'"] if nonce else []
    rules = ["default-src 'none'", *scripts, "style-src 'unsafe-inline'"]
    return "; ".join([*rules, "font-src data:", "img-src data:", "base-uri 'none'", "form-action 'none'"])


_NONCE = "\N{NULL}nonce\N{NULL}"
"""What stands in a page for the word that its scripts carry, until all else stands in it. No file can hold a NUL."""


def _word_of(page: str) -> str:
    """Made of all that the page says: no text that is part of it can know it."""
    return base64.b64encode(hashlib.sha256(page.encode()).digest()).decode().rstrip("=")


def _json(data: object) -> Markup:
    """For a script element that holds data: no text in it can end the element or begin another."""
    text = json.encode(data, enc_hook=str).decode()  # what is Markup, or a Number, is a text all the same
    return Markup(text.replace("<", "\\u003c"))


def _css_string(text: str) -> Markup:
    """Words as a string of a style sheet, which cannot end it or the element around it."""
    return Markup('"{}"').format(re.sub(r"[^\w .,:()+-]", lambda letter: f"\\{ord(letter[0]):x} ", text))


def _safe(text: str) -> str:
    """A project's own styles cannot close the element that they stand in."""
    return text.replace("</", "<\\/")
