"""An HTML page by itself: language, title, headings, alternatives, landmarks, tables, names, and what it asks for."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256

from pet_report.diagnostics import Diagnostic
from pet_report.verify import faults
from pet_report.verify.htmlfile import Node
from pet_report.verify.twin import bare

Check = Callable[[Node], Iterator[Diagnostic]]

_TEMPLATE = "look at the project's own templates, or build it again with `pet-report build`"


def check(page: Node) -> Iterator[Diagnostic]:
    """What is wrong with a page, as far as its elements tell."""
    for look in CHECKS:
        yield from look(page)


def language(page: Node) -> Iterator[Diagnostic]:
    root = next(page.nodes("html"), page)
    if not _LANGUAGE.fullmatch(root["lang"]):
        said = f'"{root["lang"]}" is no language' if root["lang"] else "the page does not say its language"
        yield faults.HTML_LANGUAGE.at(root.place, said, hint="give the report its `language` in report.yaml")
    for node in page.nodes():
        if node is not root and "lang" in node.attributes and not _LANGUAGE.fullmatch(node["lang"]):
            yield faults.HTML_LANGUAGE.at(node.place, f'"{node["lang"]}" is no language', hint=_TEMPLATE)


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def title(page: Node) -> Iterator[Diagnostic]:
    titles = [node for node in page.nodes("title") if not any(each.tag == "svg" for each in node.above())]
    if not titles or not "".join(each for each in titles[0].children if isinstance(each, str)).strip():
        place = titles[0].place if titles else page.place
        yield faults.HTML_TITLE.at(place, "the page has no title", hint="give the report its `title` in report.yaml")


def headings(page: Node) -> Iterator[Diagnostic]:
    found = [node for node in page.nodes("h1", "h2", "h3", "h4", "h5", "h6") if not _is_hidden(node)]
    first = [node for node in found if node.tag == "h1"]
    if len(first) != 1:
        place = first[1].place if first else page.place
        yield faults.HTML_HEADING.at(place, f"{len(first)} headings of the first level", hint=_TEMPLATE)
    above = 1  # what stands before the main heading, as the head of the contents, is not below it
    for node in found:
        level = int(node.tag[1])
        if level > above + 1:
            message = f"a heading of level {level} below one of level {above}: {_words(node)}"
            yield faults.HTML_HEADING.at(node.place, message, hint=_TEMPLATE)
        if not _name(node):
            yield faults.HTML_HEADING.at(node.place, "a heading without words", hint=_TEMPLATE)
        above = level


def alternatives(page: Node) -> Iterator[Diagnostic]:
    for node in page.nodes("img", "svg", "area", "input", "object", "iframe"):
        if _is_hidden(node) or (node.tag == "input" and node["type"] != "image"):
            continue
        if node.tag in ("img", "area", "input") and "alt" not in node.attributes and not _label(node):
            hint = "write its words between the square brackets of the picture"
            yield faults.HTML_ALTERNATIVE.at(node.place, "a picture without words", hint=hint)
        elif node.tag in ("svg", "object", "iframe") and node["role"] not in _SILENT and not _name(node):
            yield faults.HTML_ALTERNATIVE.at(node.place, f"{node.tag} without words", hint=_TEMPLATE)


_SILENT = ("presentation", "none")


def landmarks(page: Node) -> Iterator[Diagnostic]:
    mains = [node for node in page.nodes() if node.tag == "main" or node["role"] == "main"]
    if len(mains) != 1:
        place = mains[1].place if mains else page.place
        yield faults.HTML_LANDMARK.at(place, f"the page has {len(mains)} main parts", hint=_TEMPLATE)
    navs = [node for node in page.nodes() if node.tag == "nav" or node["role"] == "navigation"]
    names = Counter(_label(node) for node in navs)
    for node in navs if len(navs) > 1 else ():
        if names[_label(node)] > 1:
            said = f'called "{_label(node)}"' if _label(node) else "without a name"
            yield faults.HTML_LANDMARK.at(node.place, f"two parts of navigation {said}", hint=_TEMPLATE)


def tables(page: Node) -> Iterator[Diagnostic]:
    for table in page.nodes("table"):
        if table["role"] in _SILENT:
            continue
        heads = [node for node in table.nodes("th") if _table_of(node) is table]
        if not heads:
            hint = "give it a first row of heads"
            yield faults.HTML_TABLE.at(table.place, "a table without header cells", hint=hint)
        for head in heads:
            if head["scope"] not in ("col", "row", "colgroup", "rowgroup"):
                message = f"a header cell does not say what it heads: {_words(head)}"
                yield faults.HTML_TABLE.at(head.place, message, hint=_TEMPLATE)


def _table_of(node: Node) -> Node | None:
    return next((each for each in node.above() if each.tag == "table"), None)


def ids(page: Node) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for node in page.nodes():
        if node["id"] in seen:
            yield faults.HTML_ID.at(node.place, f'a second element has the id "{node["id"]}"', hint=_TEMPLATE)
        seen |= {node["id"]} - {""}
    for node in page.nodes():
        for key in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
            for name in node[key].split():
                if name not in seen:
                    message = f'{key} names "{name}", which no element has as its id'
                    yield faults.HTML_ID.at(node.place, message, hint=_TEMPLATE)


def names(page: Node) -> Iterator[Diagnostic]:
    labelled = {node["for"] for node in page.nodes("label") if _name(node)}
    for node in page.nodes("a", "button", "input", "select", "textarea", "summary"):
        if _is_hidden(node) or (node.tag == "a" and "href" not in node.attributes):
            continue
        if node.tag in ("a", "button", "summary"):
            named = bool(_name(node))
        else:
            named = node["type"] in ("hidden", "submit", "reset", "image") or bool(_label(node) or node["title"])
            named = named or node["id"] in labelled or any(each.tag == "label" for each in node.above())
        if not named:
            yield faults.HTML_NAME.at(node.place, f"a {_CALLED.get(node.tag, 'field')} without a name", hint=_TEMPLATE)


_CALLED = {"a": "link", "button": "button", "summary": "button"}


def zoom(page: Node) -> Iterator[Diagnostic]:
    for node in page.nodes("meta"):
        told = node["content"].replace(" ", "").lower()
        if node["name"].lower() == "viewport" and re.search(r"user-scalable=(no|0)|maximum-scale=[01](\.\d)?\b", told):
            yield faults.HTML_ZOOM.at(node.place, "the page must not be enlarged", hint=_TEMPLATE)


def requests(page: Node) -> Iterator[Diagnostic]:
    """What a browser fetches by itself; what lies beside the page is looked for with the links."""
    for node in page.nodes():
        for address in asked_for(node):
            if _ELSEWHERE.match(address):
                message = f'the page asks for "{address[:80]}"'
                yield faults.HTML_REQUEST.at(node.place, message, hint="put it into the page itself")


def policy(page: Node) -> Iterator[Diagnostic]:
    """Scripts and pictures inside the page, against the policy that it states. Data in a script element is not run."""
    for meta in page.nodes("meta"):
        if meta["http-equiv"].lower() != "content-security-policy":
            continue
        scripts, pictures = (_allowed(meta["content"], kind) for kind in ("script-src", "img-src"))
        for script in page.nodes("script"):
            runs = script["type"].lower() in ("", "module", "text/javascript") and not script["src"]
            reasons = {"'unsafe-inline'", f"'nonce-{script['nonce']}'", _hash(script)}
            if runs and scripts is not None and not reasons & scripts:
                message = "the policy of the page stops this script"
                yield faults.HTML_POLICY.at(script.place, message, hint=_TEMPLATE)
        for picture in page.nodes("img"):
            if picture["src"].startswith("data:") and pictures is not None and "data:" not in pictures:
                message = "the policy of the page stops this picture"
                yield faults.HTML_POLICY.at(picture.place, message, hint=_TEMPLATE)


def _allowed(told: str, kind: str) -> frozenset[str] | None:
    """From where things of a kind may come; None where a policy does not speak of them."""
    directives = {words[0].lower(): words[1:] for each in told.split(";") if (words := each.split())}
    found = directives.get(kind, directives.get("default-src"))
    return None if found is None else frozenset(found)


def _hash(script: Node) -> str:
    text = "".join(each for each in script.children if isinstance(each, str)).replace("\r\n", "\n")
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


_ELSEWHERE = re.compile(r"\s*([a-z][a-z0-9+.-]*:)?//|\s*(ftp|ws|wss|file):", re.IGNORECASE)
_FETCHED = {
    "img": ("src", "srcset"), "script": ("src",), "iframe": ("src",), "object": ("data",), "embed": ("src",),
    "source": ("src", "srcset"), "video": ("src", "poster"), "audio": ("src",), "track": ("src",), "image": ("href",),
    "use": ("href", "xlink:href"), "input": ("src",),
}  # fmt: skip
_RELATIONS = {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch", "manifest"}
_IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""", re.IGNORECASE)


def asked_for(node: Node) -> Iterator[str]:
    """The addresses that an element makes a browser fetch."""
    for key in _FETCHED.get(node.tag, ()):
        parts = [each.strip().split(" ")[0] for each in node[key].split(",")] if key == "srcset" else [node[key]]
        yield from filter(None, parts)
    if node.tag == "link" and _RELATIONS & set(node["rel"].lower().split()):
        yield node["href"]
    styles = [node["style"], *(each for each in node.children if isinstance(each, str) and node.tag == "style")]
    for style in filter(None, styles):
        yield from (one or other for one, other in _IN_STYLE.findall(style))


# --- names of elements -----------------------------------------------------------------------------------------------


def _is_hidden(node: Node) -> bool:
    return any(
        each["aria-hidden"] == "true" or "hidden" in each.attributes or each.tag == "template"
        for each in (node, *node.above())
    )


def _label(node: Node) -> str:
    """A name that was given to an element apart from its words."""
    return node["aria-label"].strip() or node["aria-labelledby"].strip()


def _name(node: Node) -> str:
    pictures = (each["alt"] for each in node.nodes("img"))
    titles = (bare("".join(part for part in each.children if isinstance(part, str))) for each in node.nodes("title"))
    return _label(node) or bare(node.text) or "".join(pictures) or "".join(titles)


def _words(node: Node) -> str:
    words = node.text
    return f'"{words[:60]}{"…" if len(words) > 60 else ""}"'


CHECKS: tuple[Check, ...] = (
    language, title, headings, alternatives, landmarks, tables, ids, names, zoom, requests, policy,
)  # fmt: skip
