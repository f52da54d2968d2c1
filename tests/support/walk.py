"""A guide that is followed: its commands are run in order, its examples written, and what it shows is what was said.

What stands behind the language of a fence says what to do with it:

- `sh`: run each line, as one session; `text` behind it: what all its lines said.
- `yaml at the end of FILE`: put it there. `instead`: in the place of the example before it.
- `yaml in FILE`, `text in FILE`: this is what stands there.
"""

import os
import pty
import re
import select
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(
    r"^(?P<head>```(?P<language>\w+)(?: (?P<order>[^\n]+))?\n)(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_PROMPT = re.compile(r"[^\n]*(?:: |> )\Z")
_END = "at the end of "
_VARYING = (
    re.compile(r"-[a-z0-9]{4}(?= into groups/)"),  # letters drawn at random
    re.compile(r"\d+\.\d MB"),
    re.compile(r"(?<=\[)[^\]\n]+ [0-9a-f]{7}(?=\])"),  # the name of a commit
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An output as the guide shows it and as it was; where it stands in the guide."""

    said: str
    shown: str
    span: tuple[int, int]

    def agree(self) -> bool:
        return _lasting(self.said) == _lasting(self.shown)


class Walk:
    """The way through one guide. `outputs`: what was shown, and what came."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.folder = folder
        self.outputs: list[Shown] = []
        self._settings = settings
        self._said: str | None = None
        self._example = ("", "")
        """The file and the text of the last example."""

    def follow(self, guide: str) -> None:
        blocks = list(_FENCE.finditer(guide))
        for block, after in zip(blocks, [*blocks[1:], None], strict=True):
            shown = after["text"] if after and after["language"] == "text" and not after["order"] else ""
            self._step(block, shown)

    def _step(self, block: re.Match[str], shown: str) -> None:
        text, order = block["text"], block["order"] or ""
        if block["language"] == "sh":
            # What a guide shows of a failure must be one.
            self._run(text, shown, fails=bool(re.search(r"^(error\[|CONFLICT|--- )", shown, re.MULTILINE)))
        elif block["language"] == "text" and not order:
            assert self._said is not None, text
            self.outputs.append(Shown(said=self._said, shown=text, span=block.span("text")))
            self._said = None
        elif order:
            self._write(order, text)

    def _write(self, order: str, text: str) -> None:
        if order.startswith("in "):
            path = order.removeprefix("in ")
            assert text in self._read(path), f"{path} does not hold:\n{text}"
            self._example = (path, text)
        elif order.startswith(_END):
            self._example = (order.removeprefix(_END), text)
            self._change(lambda whole: f"{whole}\n{text}")
        else:
            assert order == "instead", order
            path, before = self._example
            assert self._read(path).count(before) == 1
            self._example = (path, text)
            self._change(lambda whole: whole.replace(before, text))

    def _read(self, path: str) -> str:
        return (self.folder / path).read_text("utf-8")

    def _change(self, change: Callable[[str], str]) -> None:
        path = self._example[0]
        (self.folder / path).write_text(change(self._read(path)), encoding="utf-8")

    def _run(self, commands: str, shown: str, *, fails: bool) -> None:
        ours, theirs = pty.openpty()
        read, write = os.pipe()
        script = f"set -e\ntrap 'pwd >&{write}' EXIT\n{commands}"
        shell = subprocess.Popen(
            ["bash", "-c", script], cwd=self.folder, env=self._settings,
            stdin=theirs, stdout=theirs, stderr=theirs, pass_fds=[write], start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        os.close(write)
        self._said = _conversation(ours, shown)
        code = shell.wait()
        with os.fdopen(read) as pipe:
            self.folder = Path(pipe.read().strip())
        os.close(ours)
        assert bool(code) is fails, f"{commands}{self._said}"


def _conversation(terminal: int, shown: str) -> str:
    """What stood on the terminal; each question is answered as the guide shows it."""
    said = ""
    while True:
        assert select.select([terminal], [], [], 600)[0], f"nothing more came after:\n{said}"
        try:
            read = os.read(terminal, 65536)
        except OSError:  # how Linux tells the end of a terminal
            read = b""
        if not read:
            return said
        said += read.decode().replace("\r\n", "\n")
        asked = _PROMPT.search(said)
        if asked:
            answer, shown = _answer(asked[0], shown)
            os.write(terminal, answer.encode() + b"\n")


def _answer(prompt: str, shown: str) -> tuple[str, str]:
    """What the guide answers to a question, and what it shows after that."""
    before, found, after = f"\n{shown}".partition("\n" + prompt.rstrip())
    assert found, f"the guide does not answer {prompt!r}; it shows:\n{before}"
    answer, _, rest = after.partition("\n")
    return answer.strip(), rest


def _lasting(text: str) -> list[str]:
    for varying in _VARYING:
        text = varying.sub("…", text)
    return trimmed(text).split("\n")


def trimmed(text: str) -> str:
    """A text as a guide can hold it: no spaces at the end of a line, no empty lines at its own ends."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n") + "\n"
