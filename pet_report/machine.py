"""`pipeline.build` with the programs, fonts and files that this machine has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Thread
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from pet_report import cache as kept
from pet_report import files, memo, pipeline, reading
from pet_report.authored import Authored
from pet_report.cache import Cache
from pet_report.journal import UNHEARD, Journal
from pet_report.link import Recall
from pet_report.owncode import own_code
from pet_report.rules import style
from pet_report.source import Source
from pet_report.store import Store
from pet_report.watching import Overtaken
from pet_report.when import When

if TYPE_CHECKING:
    from pet_report.data.sheets import Workbook
    from pet_report.fonts import Outline
    from pet_report.printer import Printer
    from pet_report.prose import Tree


_MEMO = "words: what follows from them"


class Round(Struct):
    """What was read in the round before, so that a save costs the reading of one file."""

    texts: dict[str, str] = field(default_factory=dict)
    models: dict[str, Authored] = field(default_factory=dict)

    def known(self, sources: Sequence[Source]) -> dict[str, Authored]:
        """The models of files that have not changed since."""
        same = (each.path for each in sources if self.texts.get(each.path) == each.text)
        return {path: self.models[path] for path in same if path in self.models}

    def keep(self, sources: Sequence[Source], checked: pipeline.Checked) -> None:
        """Files that were read without a fault: what was found while reading would not be found again."""
        models = checked.linked.project.files
        self.texts = {each.path: each.text for each in sources}
        self.models = {path: each for each in models if (path := each.at().source.path) not in checked.misread}


class Machine:
    """Builds one project, again and again: what is started or converted for one build is there for the next.

    read_picture: from elsewhere than the project's folder. cache: what was made before, and need not be made again;
    None where everything is to be. formats: what will be made of it, to get ready for that while files are read.
    `counted` holds what had to be done: the bytes of `yaml` that were read; `fields` that pandoc read, in `runs`;
    `parts`, `pages` and `boxes` that were laid out.
    """

    def __init__(
        self,
        root: Path,
        *,
        read_picture: Callable[[str], bytes] | None = None,
        cache: Cache | None = None,
        formats: Sequence[str] = (),
    ) -> None:
        self._root = root
        self._will_print = bool(set(pipeline.PRINTED) & set(formats))
        self._cache = cache or Cache(Store(None))
        self._read_picture = read_picture or (lambda address: files.read_picture(root, address))
        self._pictures: set[Path] = set()
        self._last = Round()
        self._trees: dict[str, Tree] = {}
        self._press: Printer | None = None
        self.counted: Counter[str] = Counter()

    def __enter__(self) -> Machine:
        if self._cache.keeps and (known := self._cache.recall(_MEMO)):
            memo.take_over(known)
        if self._will_print:
            self._printer()  # what prints is loaded while the files are checked
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._cache.keeps and (learnt := memo.hand_on()):
            self._cache.remember(_MEMO, learnt)
        press, self._press = self._press, None
        if press is not None:
            press.__exit__(kind, error, trace)

    def check(self, asked: style.Asked, recall: Recall, journal: Journal = UNHEARD) -> tuple[pipeline.Checked, int]:
        """What is wrong with the project as it is now, and how many files it has."""
        with journal.step("read"):
            sources, unread = files.read_sources(self._root)
        with journal.step("check"):
            known = self._known(sources)
            self.counted += Counter(yaml=sum(len(each.text.encode()) for each in sources if each.path not in known))
            checked = pipeline.check(sources, unread, asked, recall, known=known)
            self._keep(sources, checked)
        return checked, len(sources)

    def _known(self, sources: Sequence[Source]) -> dict[str, Authored]:
        """What need not be read from YAML: it was in the round before, or by another process."""
        known = self._last.known(sources)
        if not self._cache.keeps:
            return known
        others = [each for each in sources if each.path not in known]
        return {**known, **reading.known(others, self._cache.store, kept.program())}

    def _keep(self, sources: Sequence[Source], checked: pipeline.Checked) -> None:
        self._last.keep(sources, checked)
        if self._cache.keeps:
            reading.keep(checked.linked.project.files, checked.misread, self._cache.store, kept.program())

    def state(self) -> files.State:
        """Of all files that a build would read: to see that it is time for the next."""
        return files.state(self._root, (*files.parts(self._root), *self._pictures))

    def build(
        self,
        checked: pipeline.Checked,
        formats: Sequence[str],
        *,
        strict: bool = False,
        day: When | None = None,
        version: str = "",
        there: Mapping[str, bytes] = MappingProxyType({}),
        journal: Journal = UNHEARD,
        reader: pipeline.Reader = pipeline.NOBODY,
    ) -> pipeline.Built:
        """The publications. Where that fails or is stopped, nothing half made is left for the next build."""
        asked: dict[str, Any] = {
            "formats": formats, "strict": strict, "day": day, "version": version, "there": there,
        }  # fmt: skip
        try:
            printing = set(pipeline.PRINTED) & set(formats)
            print_pages = partial(self._printer().print_pages, journal=journal) if printing else lambda *_: dict
            tools = replace(self._tools(print_pages, journal, printing=bool(printing)), reader=reader)
            built = pipeline.build(checked, tools, **asked)
            self._cache.close()
        except Overtaken:  # those that print are well, and wait for more
            raise
        except BaseException as error:
            self.__exit__(type(error), error, error.__traceback__)
            raise
        return built

    def _tools(
        self, print_pages: Callable[..., Callable[[], Mapping[str, bytes]]], journal: Journal, *, printing: bool
    ) -> pipeline.Tools:
        templates = files.templates(self._root)
        return pipeline.Tools(
            read_markdown=self._read_markdown,
            print_pages=print_pages,
            read_picture=self._picture,
            templates=templates,
            codes=own_code(templates),
            catalogues=files.catalogues(self._root),
            write_workbook=_write_workbook,
            outline=_outline,
            font=files.font_content,
            font_address=_font_address() if printing else "",
            journal=journal,
        )

    def _picture(self, address: str) -> bytes:
        self._pictures.add(self._root / address)  # also one that is missing: it may come
        return self._read_picture(address)

    def _printer(self) -> Printer:
        from pet_report import printer

        if self._press is None:
            self._press = printer.Printer(files.fonts_folder(), cache=self._cache).__enter__()
            self._press.counted = self.counted
        return self._press

    def _get_ready(self) -> None:
        import pet_report.render

        if self._press is not None:
            self._press.start()
            import pet_report.attachments  # noqa: F401 - for those who import it next

    def _read_markdown(self, texts: Sequence[str]) -> list[Tree]:
        """What was read for the build before is there; else the cache is asked, which keeps more, and takes longer."""
        from pet_report import pandoc
        from pet_report.trees import Trees

        Thread(target=self._get_ready).start()  # while pandoc reads, there is nothing else to do here
        if not self._trees:
            trees = Trees(self._cache, str(self._root.resolve()))
            self._trees = dict(zip(texts, trees.read_markdown(texts), strict=True))
            self.counted.update(trees.counted)
        new = [text for text in dict.fromkeys(texts) if text not in self._trees]
        read = {**self._trees, **dict(zip(new, pandoc.read_markdown(new, self.counted), strict=True))}
        self._trees = {text: read[text] for text in texts}
        return [read[text] for text in texts]


def build(
    checked: pipeline.Checked,
    root: Path,
    formats: Sequence[str],
    *,
    read_picture: Callable[[str], bytes] | None = None,
    version: str = "",
) -> pipeline.Built:
    """Build once, and everything anew."""
    with Machine(root, read_picture=read_picture) as machine:
        return machine.build(checked, formats, version=version)


# Imported within: what is not asked for is not loaded.


def _outline(words: str) -> Outline | None:
    from pet_report import outline

    return outline.draw(words, files.fonts_folder())


def _write_workbook(workbook: Workbook) -> bytes:
    from pet_report import xlsx

    return xlsx.write(workbook)


def _font_address() -> str:
    from pet_report import pdf

    return pdf.FONTS
