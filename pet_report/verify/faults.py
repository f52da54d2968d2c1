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

# --- a PDF otherwise -------------------------------------------------------------------------------------------------

MISSING_GLYPH = _rule(
    "pdf/missing-glyph",
    "a character that no font of the PDF has",
    "It is printed as an empty box. Choose another character, or a font that has it.",
)
UNREAD_GLYPH = _rule(
    "pdf/unread-glyph",
    "a letter of which the PDF does not say which it is",
    "It can be seen, and neither read aloud, nor searched, nor copied.",
)
FONT_NOT_EMBEDDED = _rule(
    "pdf/font-not-embedded",
    "a font that is not in the file",
    "On another machine, or in twenty years, another font takes its place, and lines and letters change.",
)
NO_TITLE = _rule(
    "pdf/no-title",
    "a PDF that does not say its title or its language",
    "The window shows the name of the file instead, and a screen reader speaks in whatever language it is set to.",
)
NO_BOOKMARKS = _rule(
    "pdf/no-bookmarks",
    "a long PDF without bookmarks",
    "Beside the page there is nothing to find one's way by.",
)
PAGE_NUMBER = _rule(
    "pdf/page-number",
    "a printed page number that is not that of the page",
    "Who looks for something on paper has nothing but the number, and turns to the wrong page.",
)
PDF_UA = _rule(
    "pdf/ua",
    "something that PDF/UA-1 forbids",
    "PDF/UA-1 (ISO 14289-1) is what law and libraries ask of an accessible PDF. veraPDF names the clause.",
)
PDF_A = _rule(
    "pdf/a",
    "something that PDF/A-3a forbids",
    "PDF/A-3a (ISO 19005-3) is what archives ask, so that the file looks the same in fifty years. veraPDF names the "
    "clause.",
)
PAPER = (
    MISSING_GLYPH, UNREAD_GLYPH, FONT_NOT_EMBEDDED, NO_TITLE, NO_BOOKMARKS, PAGE_NUMBER, PDF_UA, PDF_A,
)  # fmt: skip

# --- an HTML page ----------------------------------------------------------------------------------------------------

HTML_LANGUAGE = _rule(
    "html/language",
    "a page that does not say its language",
    "A screen reader would speak it in whatever language it is set to.",
)
HTML_TITLE = _rule(
    "html/title",
    "a page without a title",
    "It is what a tab, a bookmark and a list of search results show, and the first that is read aloud.",
)
HTML_HEADING = _rule(
    "html/heading",
    "headings that are not one tree",
    "Who listens jumps from heading to heading. There is one of the first level, none is empty, and none is skipped.",
)
HTML_ALTERNATIVE = _rule(
    "html/alternative",
    "a picture without words for those who cannot see it",
    "A reader who listens learns only that there is a picture, or hears the name of its file.",
)
HTML_LANDMARK = _rule(
    "html/landmark",
    "a page whose parts are not marked",
    "`main` lets a reader skip what stands on every page; two parts of navigation need names to tell them apart.",
)
HTML_TABLE = _rule(
    "html/table",
    "a table without header cells, or one that does not say what it heads",
    "Without heads a cell is a number without a meaning for whoever hears one cell at a time.",
)
HTML_ID = _rule(
    "html/id",
    "two elements with one id",
    "A link leads to the first of them alone, and a label names the wrong field.",
)
HTML_NAME = _rule(
    "html/name",
    "a link, a button or a field without a name",
    "There is nothing to hear but that something is there.",
)
HTML_ZOOM = _rule(
    "html/zoom",
    "a page that must not be enlarged",
    "Many readers need letters twice as large.",
)
HTML_REQUEST = _rule(
    "html/request",
    "a page that asks for something from elsewhere",
    "Whoever holds that address learns who reads; and when it is gone, so is a part of the page.",
)
HTML_POLICY = _rule(
    "html/policy",
    "a script or a picture that the page's own policy stops",
    "The page says which scripts may run, by their hashes or a word that they carry, and from where pictures come. "
    "What is not among them does nothing, without a word: search and filters are missing, or a picture is.",
)
HTML_CONFORMANCE = _rule(
    "html/conformance",
    "something that the standard for HTML forbids",
    "A browser guesses what was meant, each in its own way. The Nu checker says what it is.",
)
HTML_DOUBTFUL = _rule(
    "html/doubtful",
    "something that the standard for HTML allows, and the Nu checker warns of",
    "It is often a slip. Look at it once.",
    Severity.WARNING,
)
HTML_CONTRAST = _rule(
    "html/contrast",
    "words that stand out too little from what is behind them",
    "WCAG asks for a contrast of 4.5 to 1, and of 3 to 1 where letters are large. It is computed from the styles of "
    "the page, light and dark.",
)
PAGE = (
    HTML_LANGUAGE, HTML_TITLE, HTML_HEADING, HTML_ALTERNATIVE, HTML_LANDMARK, HTML_TABLE, HTML_ID, HTML_NAME, HTML_ZOOM,
    HTML_REQUEST, HTML_POLICY, HTML_CONFORMANCE, HTML_DOUBTFUL, HTML_CONTRAST,
)  # fmt: skip

# --- all files together ----------------------------------------------------------------------------------------------

UNREADABLE = _rule(
    "output/unreadable",
    "a file that cannot be looked at",
    "It is not what its name says, is not whole, or asks for more than any publication needs. A file that cannot be "
    "checked is not fit to publish.",
)
DEAD_LINK = _rule(
    "output/dead-link",
    "a link that leads nowhere",
    "Its target is not in the file, or the file is not in the folder. Addresses on the web are not tried.",
)
PUBLICATION_MISSING = _rule(
    "output/publication-missing",
    "a publication of the project that is not in the folder",
    "The two publications refer to each other; whoever has the one must find the other.",
)
PROPOSAL_MISSING = _rule(
    "output/proposal-missing",
    "a proposal or an answer that a publication does not hold",
    "Both publications hold every proposal, so that a reader needs only one of them.",
)
PROPOSAL_DIFFERS = _rule(
    "output/proposal-differs",
    "a proposal or an answer that is printed otherwise than the sources have it",
    "The wording is what was agreed. An output that differs is older than the sources, or was changed by hand.",
)
PROPOSAL_UNKNOWN = _rule(
    "output/proposal-unknown",
    "a proposal that is printed, and that the sources do not have",
    "It was taken out, or got another id, after the file was made.",
)
ATTACHMENT = _rule(
    "output/attachment",
    "files in a PDF that are not those of the project",
    "Each PDF carries the files that it was made from, and what they say as data. Where they differ from the "
    "project's, it is older, or was made from others.",
)
DATA = _rule(
    "output/data",
    "tables that are not what the sources say",
    "Others count and compare what is in the data, and do not look at the report. Where the two differ, one of them is "
    "older, or was changed by hand.",
)
TOGETHER = (
    UNREADABLE, DEAD_LINK, PUBLICATION_MISSING, PROPOSAL_MISSING, PROPOSAL_DIFFERS, PROPOSAL_UNKNOWN, ATTACHMENT, DATA,
)  # fmt: skip


# --- a release -------------------------------------------------------------------------------------------------------

CHANGED = _rule(
    "release/changed",
    "a file that is not the one that was issued",
    "A release is never changed. What differs by one byte is another file, whoever changed it and why.",
)
REMOVED = _rule(
    "release/removed",
    "a file of the release that is not there",
    "What was issued was issued whole. A part that is missing may be the one that somebody needs.",
)
ADDED = _rule(
    "release/added",
    "a file that does not belong to the release",
    "It was put there later, and looks as though it had been issued with the rest.",
)
DISAGREES = _rule(
    "release/disagrees",
    "what a release says of itself is not so",
    "Manifest, sums, archive, bill of materials, sources and data tell of the same release. Where they differ, one of "
    "them was changed, or made by another program.",
)
SIGNATURE = _rule(
    "release/signature",
    "a signature that is not that of the key",
    "Whoever changes a file can change its sum as well, but cannot sign. A signature that does not fit means that the "
    "release is not the signer's.",
)
DIFFERS = _rule(
    "release/differs",
    "a file that the sources of its release do not give",
    "The same sources and the same programs give the same bytes. A file that cannot be made again was made from other "
    "sources, by other programs, or was changed together with all its sums.",
)
RELEASE = (CHANGED, REMOVED, ADDED, DISAGREES, SIGNATURE, DIFFERS)

RULES = (*TAGS, *PAPER, *PAGE, *TOGETHER, *RELEASE)
CATALOGUE = {rule.name: rule for rule in RULES}
