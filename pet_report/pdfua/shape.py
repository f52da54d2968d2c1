"""Tags as PDF 1.7 wants them: lists of items with bodies, text in paragraphs, cells that know their heads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pet_report.pdfua.tags import Annotation, Mark, Tag

_Kid = Tag | Mark | Annotation
_INLINE = frozenset(("Span", "Link", "Reference", "Note", "Lbl", "Code", "Quote"))
_GROUPS = frozenset(("Document", "Part", "Art", "Sect", "Div", "BlockQuote"))
"""What holds paragraphs, and no text of its own."""
_MAY_BE_EMPTY = frozenset(("TH", "TD"))


def shape(tag: Tag) -> Tag:
    """The same tag, put right with all below it."""
    for kid in tag.tags:
        shape(kid)
    tag.kids = [kid for kid in tag.kids if not _is_empty(kid)]
    if tag.role in _GROUPS:
        tag.kids = list(_wrapped(tag.kids, "P"))
    elif tag.role == "TOCI":
        tag.kids = list(_wrapped(tag.kids, "Reference"))
    elif tag.role == "L":
        tag.kids = list(_items(tag.kids))
        tag.numbered = tag.numbered or ("Disc" if any(_is_marked(item) for item in tag.tags) else "")
    elif tag.role == "LI":
        tag.kids = list(_with_body(tag.kids))
    elif tag.role == "Table":
        _tell_heads(tag)
    return tag


def _is_empty(kid: _Kid) -> bool:
    return isinstance(kid, Tag) and not kid.kids and kid.role not in _MAY_BE_EMPTY


def _wrapped(kids: Iterable[_Kid], role: str) -> Iterator[_Kid]:
    """Each run of words in an element of its own."""
    run: Tag | None = None
    for kid in kids:
        if isinstance(kid, Tag) and kid.role not in _INLINE:
            run = None
            yield kid
        elif run is None:
            run = Tag(role=role, kids=[kid])
            yield run
        else:
            run.kids.append(kid)


def _items(kids: Iterable[_Kid]) -> Iterator[Tag]:
    """Terms and their meanings as items: each term begins one."""
    item: Tag | None = None
    for kid in kids:
        if isinstance(kid, Tag) and kid.role in ("LI", "L", "Caption"):
            item = None
            yield kid
        elif item is None or _is_label(kid):
            item = Tag(role="LI", kids=[kid])
            yield item
        else:
            item.kids.append(kid)


def _is_label(kid: _Kid) -> bool:
    return isinstance(kid, Tag) and kid.role == "Lbl"


def _is_marked(item: Tag) -> bool:
    """Whether an item of a list, which is no term with its meaning, begins with its mark."""
    return any(_is_label(kid) for kid in item.kids)


def _with_body(kids: Iterable[_Kid]) -> Iterator[_Kid]:
    """All that is no label, in one body."""
    body: Tag | None = None
    for kid in kids:
        if isinstance(kid, Tag) and kid.role in ("Lbl", "LBody"):
            yield kid
        elif body is None:
            body = Tag(role="LBody", kids=[kid])
            yield body
        else:
            body.kids.append(kid)


def _tell_heads(table: Tag) -> None:
    """Each cell is told the heads of its row, and those of its columns: of the whole table, and of its part of it."""
    of_table: dict[int, list[str]] = defaultdict(list)
    for group in table.tags:
        own: dict[int, list[str]] = defaultdict(list)
        columns = of_table if group.role == "THead" else own
        for row in _placed(group):
            of_row = [cell.name for _, cell in row if cell.scope == "Row"]
            for first, cell in row:
                reach = range(first, first + cell.spans[0])
                if cell.scope == "Column":
                    for column in reach:
                        # Under the table's heads each further head of a part takes the place of the one before.
                        columns[column] = [*(columns[column] if columns is of_table else ()), cell.name]
                elif cell.role == "TD":
                    above = (name for column in reach for name in (*of_table[column], *own[column]))
                    cell.heads = tuple(dict.fromkeys((*of_row, *above)))


def _placed(group: Tag) -> Iterator[list[tuple[int, Tag]]]:
    """The cells of each row, with the number of their first column; those from above that reach into it too."""
    taken: dict[int, tuple[int, Tag]] = {}
    for row in group.tags:
        if row.role != "TR":
            continue
        placed = {column: cell for column, (rows, cell) in taken.items() if rows > 0}
        reaching = {id(cell) for cell in placed.values()}
        column = 0
        for cell in row.tags:
            while column in placed:
                column += 1
            placed.update(dict.fromkeys(range(column, column + cell.spans[0]), cell))
        left = {each: (rows - 1) for each, (rows, _) in taken.items()}
        taken = {
            each: (left[each] if id(cell) in reaching else cell.spans[1] - 1, cell) for each, cell in placed.items()
        }
        firsts: dict[int, tuple[int, Tag]] = {}
        for each in sorted(placed):
            firsts.setdefault(id(placed[each]), (each, placed[each]))
        yield list(firsts.values())
