"""What authors may write in Markdown, and what becomes of it on the screen and in print, by the real pandoc."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pet_report import pandoc
from pet_report.prose import Link, Writer

KEPT = Path(__file__).parent / "kept/prose"
CASES = {
    "words": "Plain, *stressed*, **strong**, ~~gone~~, H~2~O, 10^3^, `code` -- and “quotes” of 'all' \"kinds\".",
    "lists": "- one\n- two\n  1. first\n  2. second\n\n5. five\n6. six\n",
    "table": "| a | b |\n|---|--:|\n| left | 12 |\n| [[known]] | 3 |\n",
    "quotation": "> As they said:\n>\n> > inside\n",
    "headings": "# One\n\n## Two\n\nWords.\n",
    "languages": "A [bore da]{lang=cy} and\n\n::: {lang=ar}\nمرحبا\n:::\n",
    "notes": "Called here.[^a] And here.[^b]\n\n[^a]: The first.\n[^b]: The second, with [[known]].\n",
    "references": "See [[known]], [[known|in my words]], [[elsewhere]] and [[count:proposals]].",
    "links": "[A *marked* link](https://example.com/?a=1&b=2), <https://example.com>, [bad](javascript:x).",
    "definitions": "Term\n: What it means.\n",
    "code": "```\n<b>not markup</b>\n```\n",
    "breaks": "one line\\\nand the next\n\n---\n\nafter",
}


class _Publication:
    """Holds one thing, has a companion with another, and counts to seven."""

    def link(self, target: str, words: str) -> Link:
        if target == "known":
            return Link(words=words or "A known thing", href="#known", page="known", number="" if words else "7")
        return Link(words=words or "Another", href="response.html#elsewhere")

    def figure(self, query: str) -> str:
        return "7" if query == "count:proposals" else "?"

    def image(self, address: str) -> str:
        return address

    def note(self, number: int) -> str:
        return f"Note {number}"


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("medium", ["screen", "print"])
def test_prose_becomes(name: str, medium: str, *, accept: bool) -> None:
    writer = Writer(resolver=_Publication(), language="en", print=medium == "print")
    made = str(writer.blocks(pandoc.read_markdown([CASES[name]])[0]))
    made += "".join(f"\n<!-- {name} -->{text}" for name, text in writer.taken_notes()) + "\n"
    kept = KEPT / f"{name}.{medium}.html"
    if accept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(made, encoding="utf-8")
    assert made == kept.read_text("utf-8"), "changed: read it, then run `make accept`"


def test_print_adds_the_page_outside_the_link() -> None:
    tree = pandoc.read_markdown(["[[known]]"])[0]
    printed = Writer(resolver=_Publication(), language="en", print=True).blocks(tree)
    assert '<a href="#known">7 A known thing</a><span class="page" data-to="#known"></span>' in printed


def test_a_note_of_a_repeated_text_is_left_out() -> None:
    tree = pandoc.read_markdown([CASES["notes"]])[0]
    writer = Writer(resolver=_Publication(), language="en", print=False, silent=True)
    assert "<a" not in writer.blocks(tree)
    assert writer.taken_notes() == []


# --- many fields at once ------------------------------------------------------------------------------------------

ATOMS = (
    "a", "b c", "word", "*", "**", "_", "~", "~~", "^", "`", "``", "```", "[[x]]", "[[x|y]]", "[a](http://b)", "[a]",
    "[", "]", "]: ", "[^1]", "(", ")", "!", "![p](q)", '"', "'", "\\", "\\\n", "  \n", "\n", "\n", "\n\n", "\n\n",
    "    ", "  ", " ", "- ", "* ", "+ ", "1. ", "2) ", "# ", "## ", "> ", ">", "|", "| a | b |", "|---|--:|", "---",
    "===", "***", "* * *", "___", ": ", ":::", "&amp;", "&", "#", "$", "@", "…", "é", "العربية", "\N{NO-BREAK SPACE}",
    "-", "--", ".", "...", "=", "-\n", ">\n", "\n   - ", "^x^", "~x~", "http://x.y", "<http://x.y>", "<b>", "{.a}", "{",
    "}", "- [ ] ", "%", "\\[", "\\*", "7", "9.",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_what_is_read_together_is_as_if_read_by_itself(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(seed)  # noqa: S311 - no secret
    texts = ["".join(dice.choices(ATOMS, k=dice.randint(1, 9))) for _ in range(6000)]
    paragraphs = [text for text in texts if pandoc.are_paragraphs(text)]
    assert len(paragraphs) > 200
    together = pandoc.read_markdown(paragraphs)
    monkeypatch.setattr(pandoc, "are_paragraphs", lambda _: False)
    for text, first, second in zip(paragraphs, together, pandoc.read_markdown(paragraphs), strict=True):
        assert first == second, text


@pytest.mark.parametrize(
    "text",
    ["- a", "# a", "1. a", "a\n---", "a\n\n| b |\n|---|", "> a", "[^1]: a", "a\n[b]: c", "a {.b}", "***", "```", ":::",
     " a", "a\n: b", "a\r\nb", "a\tb", "", "\n", "a\n\n\nb"],
)  # fmt: skip
def test_what_may_be_more_than_paragraphs_is_read_by_itself(text: str) -> None:
    assert not pandoc.are_paragraphs(text)


def test_many_fields_take_few_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    run = pandoc._run

    def count(document: str, *options: str) -> pandoc.Blocks:
        asked.append(document)
        return run(document, *options)

    monkeypatch.setattr(pandoc, "_run", count)
    texts = [
        *(f"Field {number} is *words*, [[and]] no more.\n\nBut two." for number in range(900)),
        "- a list",
        "- a list",
    ]
    trees = pandoc.read_markdown(texts)
    assert [tree[0]["c"][0]["c"] for tree in trees[:2]] == ["Field 0 is ", "Field 1 is "]
    assert trees[-1][0]["t"] == "BulletList"
    assert trees[-1] == trees[-2]
    assert len(asked) == 2
    assert sum(document.count("a list") for document in asked) == 1
