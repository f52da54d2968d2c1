"""YAML as somebody might write it: any tree of values, in any style, with comments and gaps wherever they may stand."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

WORDS = st.lists(
    st.sampled_from(["one", "two's", '"three"', "- four", "fünf", "six:", "#7", "a: b", "  x"]), min_size=1
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-99, 99), WORDS.map(" ".join), WORDS.map("\n".join), WORDS.map("\n\n".join)
)
KEYS = st.sampled_from(["id", "title", "text", "group", "proposals", "themes", "sources", "name", "zzz"])
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        SCALARS,
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
        max_leaves=12,
    ),
    min_size=1, max_size=4,
)  # fmt: skip


class Untidy:
    """Writes a tree as somebody might: any style that is possible, with comments and gaps wherever they may stand."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.comments: list[str] = []

    def chance(self) -> bool:
        answer: bool = self.draw(st.booleans())
        return answer

    def comment(self) -> str:
        comment = f"# remark {len(self.comments)}"
        self.comments.append(comment)
        return comment

    def above(self, indent: int) -> str:
        gap: str = "\n" * self.draw(st.integers(0, 2))
        return gap + (f"{' ' * indent}{self.comment()}\n" if self.chance() else "")

    def beside(self) -> str:
        return f"   {self.comment()}" if self.chance() else ""

    def tree(self, value: dict[str, Any], indent: int) -> str:
        return "".join(
            f"{self.above(indent)}{' ' * indent}{key}:{self.value(each, indent)}" for key, each in value.items()
        )

    def items(self, value: list[Any], indent: int) -> str:
        return "".join(f"{self.above(indent)}{' ' * indent}-{self.value(each, indent)}" for each in value)

    def value(self, value: Any, indent: int) -> str:
        deeper = indent + self.draw(st.integers(1, 4))
        if isinstance(value, dict) and value:
            return f"{self.beside()}\n{self.tree(value, deeper)}"
        if isinstance(value, list) and value:
            return f"{self.beside()}\n{self.items(value, deeper)}"
        return self.scalar(value, deeper)

    def scalar(self, value: Any, indent: int) -> str:
        if isinstance(value, str) and "\n" in value and not value.startswith(" ") and self.chance():
            lines = "\n".join(" " * indent + line if line else "" for line in value.split("\n"))
            return f" |-{self.beside()}\n{lines}\n"
        written = self.quoted(value) if isinstance(value, str) else PLAIN.get(str(value), str(value))
        if written and self.chance():
            return f"{self.beside()}\n{' ' * indent}{written}{self.beside()}\n"
        return f" {written}{self.beside()}\n"

    def quoted(self, value: str) -> str:
        if "\n" not in value and self.chance():
            return "'" + value.replace("'", "''") + "'"
        return json.dumps(value, ensure_ascii=False)


PLAIN = {"None": "", "True": "true", "False": "false"}
