"""The rules that finished files are held to."""

from __future__ import annotations

from pet_report.diagnostics import Rule, Severity


def _rule(name: str, summary: str, why: str, severity: Severity = Severity.ERROR) -> Rule:
    return Rule(name=name, severity=severity, summary=summary, why=why)


# --- the tags of a PDF, where a validator is content and a reader is not ---------------------------------------------

UNTAGGED = _rule(
    "pdf/untagged",
    "a PDF without tags",
    "Tags say what is a heading, a list, a table, and in what order all is read. Without them a screen reader guesses.",
)
LEADER_DOTS = _rule(
    "pdf/leader-dots",
    "dots that lead the eye are read aloud",
    "A row of dots is there for the eye. In the tags it is a hundred full stops, which a screen reader speaks or "
    "spells one by one. It must be an artifact, or be drawn as a border.",
)
LINK_NESTED = _rule(
    "pdf/link-nested",
    "a link inside a link",
    "Whoever follows links by keyboard meets two where there is one, and the inner one may not be reachable at all.",
)
LINK_CUT = _rule(
    "pdf/link-cut",
    "one link is tagged as several",
    "A link that goes over the end of a line is still one link. Cut in two, each half is announced as a link of its "
    "own, with half of the words.",
)
LINK_DESCRIPTION = _rule(
    "pdf/link-description",
    "a link is not described by its words",
    "The description is what many readers speak. It must be the words of the link, not the name of its target.",
)
LINK_UNTAGGED = _rule(
    "pdf/link-untagged",
    "a link that the tags do not hold",
    "A link that hangs in no Link element is there for a mouse alone; a Link element without a link leads nowhere.",
)
LANGUAGE_LOST = _rule(
    "pdf/language-lost",
    "words in another language that are marked as being in the document's",
    "A screen reader speaks Welsh with English sounds, and Arabic not at all, where the language is not said. The "
    "element that holds such words must carry their language.",
)
FIGURE_BOX = _rule(
    "pdf/figure-box",
    "a figure whose box is not around it",
    "The box says where on the page a figure stands: in points, from the lower left corner. Readers that show or "
    "enlarge a figure show another part of the page where it is wrong.",
)
FIGURE_WORDS = _rule(
    "pdf/figure-words",
    "a figure without words for those who cannot see it",
    "A reader who listens learns only that there is a figure.",
)
ID_TREE = _rule(
    "pdf/id-tree",
    "ids of elements that cannot be looked up",
    "Cells find their heads, and notes their calls, by ids. A reader looks them up in the tree of ids; what is not "
    "there is not found.",
)
HEADER_SCOPE = _rule(
    "pdf/header-scope",
    "a header cell that does not say what it heads",
    "Without a scope a reader cannot tell the head of a column from that of a row, and names the wrong one with "
    "each cell.",
)
OUTSIDE_TREE = _rule(
    "pdf/outside-tree",
    "content that is neither in the tags nor an artifact",
    "Everything on a page is either to be read, and hangs in the tree of tags, or is not, and is an artifact. Running "
    "heads and page numbers are artifacts of the kind Pagination. What is neither is read at random.",
)
RUNNING_HEAD = _rule(
    "pdf/running-head",
    "a running head or a page number that is read aloud",
    "What stands at the edge of every page would interrupt a sentence on every page. It must be an artifact of the "
    "kind Pagination.",
)
CUT = _rule(
    "pdf/cut",
    "a paragraph, list or table that the end of a page cuts in two",
    "A page end is for the eye. For a reader the paragraph is one, the list has all its items, and the table all its "
    "rows: one element in the tags, with content on both pages.",
)
HEAD_REPEATED = _rule(
    "pdf/head-repeated",
    "the repeated head of a table is read as cells of it",
    "A head that is printed again on the next page is there for the eye, and an artifact. As real cells it counts as "
    "one more row.",
)
WORDS_JOINED = _rule(
    "pdf/words-joined",
    "words run together",
    "The space at the end of a line must be in the text as well, or it is read aloud, searched and copied as one word.",
)
WORD_BROKEN = _rule(
    "pdf/word-broken",
    "a word in pieces",
    "A word that is divided at the end of a line is still one word, for those who listen and for a search. A hyphen "
    "that only the line end asked for is to be left out of the text, or to be a soft one.",
)
READ_BACKWARDS = _rule(
    "pdf/read-backwards",
    "words whose letters are not in the order of reading",
    "Letters are drawn where they stand on the page; from right to left, or a vowel before its consonant. The text "
    "that is read aloud and searched must be in the order in which it is spoken.",
)
FOOTNOTE = _rule(
    "pdf/footnote",
    "a footnote that is no note, or lacks a link",
    "A footnote must be a Note with an id; its call must lead to it, and it must lead back to where the reader was.",
)
CONTENTS = _rule(
    "pdf/contents",
    "the contents are not tagged as contents",
    "A table of contents is a TOC, each line a TOCI that holds the link. Readers offer it as such only then.",
)
TAGS = (
    UNTAGGED, LEADER_DOTS, LINK_NESTED, LINK_CUT, LINK_DESCRIPTION, LINK_UNTAGGED, LANGUAGE_LOST, FIGURE_BOX,
    FIGURE_WORDS, ID_TREE, HEADER_SCOPE, OUTSIDE_TREE, RUNNING_HEAD, CUT, HEAD_REPEATED, WORDS_JOINED, WORD_BROKEN,
    READ_BACKWARDS, FOOTNOTE, CONTENTS,
)  # fmt: skip
