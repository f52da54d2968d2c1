"""Long publications are printed in parts: a reader must not be able to tell."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from pet_report import files, fonts, pdf
from pet_report.errors import ToolFailure
from pet_report.printer import Printer
from tests.support.builds import ROOT, Built
from tests.support.faults import faults
from tests.support.pdftext import destinations, links, page_texts
from tests.support.verapdf import VeraPdf

PUBLICATIONS = ("report.pdf", "response.pdf")
ALL = [f"{prefix}{name}" for prefix in ("", "scripts-", "hard-") for name in PUBLICATIONS]


@pytest.fixture(scope="module")
def parted(real: Built, scripts: Built, hard: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real case, that with many scripts, and that which is hard to print, printed as if they were long."""
    folder = tmp_path_factory.mktemp("parted")
    pages = dict(real.printed)
    for prefix, built in (("scripts", scripts), ("hard", hard)):
        pages |= {f"{prefix}-{name}": html for name, html in built.printed.items()}
    with Printer(files.fonts_folder()) as printer:
        for name, content in printer.print_pages(pages.items())().items():
            (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_every_page_reads_the_same(real: Built, parted: Path, name: str) -> None:
    assert page_texts(parted / name) == page_texts(real.folder / name)


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_every_place_and_link_is_the_same(real: Built, parted: Path, name: str) -> None:
    assert destinations(parted / name) == destinations(real.folder / name)
    assert links(parted / name) == links(real.folder / name)
    assert None not in [link.to_page for link in links(parted / name) if link.address is None]


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_the_bookmarks_are_the_same(real: Built, parted: Path, name: str) -> None:
    assert _bookmarks(parted / name) == _bookmarks(real.folder / name)


def _bookmarks(pdf: Path) -> list[tuple[str, int, list[str]]]:
    with pikepdf.open(pdf) as document, document.open_outline() as outline:
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages, start=1)}
        return [
            (
                each.title,
                pages[each.to_dictionary_object(document).Dest[0].objgen],
                [one.title for one in each.children],
            )
            for each in outline.root
        ]


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_the_tags_are_the_same(real: Built, parted: Path, name: str) -> None:
    assert _tags(parted / name) == _tags(real.folder / name)


def _tags(pdf: Path) -> list[str]:
    """The names of all tags in the order of the tree, each with its depth."""
    with pikepdf.open(pdf) as document:
        found: list[str] = []
        _walk(document.Root.StructTreeRoot.K[0], 0, found)
        return found


def _walk(element: pikepdf.Object, depth: int, found: list[str]) -> None:
    found.append(f"{depth} {element.S}")
    for kid in element.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            _walk(kid, depth + 1, found)


@pytest.mark.parametrize("flavour", ["ua1", "3a"])
@pytest.mark.parametrize("name", ALL)
def test_it_conforms(parted: Path, verapdf: VeraPdf, name: str, flavour: str) -> None:
    assert verapdf.failures(parted / name, flavour) == ()


@pytest.mark.parametrize("name", ALL)
def test_its_tags_have_no_fault(parted: Path, name: str) -> None:
    assert faults(parted / name) == []


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_table_heads_have_names_of_their_own(parted: Path, name: str) -> None:
    with pikepdf.open(parted / name) as document:
        cells = [each for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/ID" in each]
        names = [str(each.ID) for each in cells if each.get("/S") == "/TH"]
        assert len(names) == len(set(names)) > 10
        used = {str(one) for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each
                if "/A" in each for one in each.A.get("/Headers", ())}  # fmt: skip
        assert used <= set(names)


def test_the_same_parts_give_the_same_bytes(real: Built, parted: Path) -> None:
    with Printer(files.fonts_folder()) as printer:
        again = printer.print_pages([("report.pdf", real.printed["report.pdf"])])()
    assert again["report.pdf"] == (parted / "report.pdf").read_bytes()


STYLE = """
html { font-family: "Report Text" } @page { size: A5 }
.page { --number: target-counter(attr(data-to), page) } .page::before { content: var(--number) }
section { break-before: page }
"""


def _page(body: str) -> str:
    faces = fonts.style("", lambda face: f"{pdf.FONTS}{face.file}.ttf")
    return f"<html lang=en><title>Example</title><style>{faces}{STYLE}</style><body>{body}</body></html>"


def test_numbers_that_move_their_own_target_settle(tmp_path: Path) -> None:
    """The more digits its references have, the more pages the first part takes, and the later all targets stand."""
    references = "".join(
        f'<a href="#p{n}">{n}</a>, page <span class="page" data-to="#p{n}"></span>. ' for n in range(120)
    )
    targets = "<!--part-->".join(f'<section id="p{n}"><h2>Part {n}</h2></section>' for n in range(120))
    html = _page(f"<h1>Example</h1><p>{references}</p><!--part-->{targets}")
    with Printer(files.fonts_folder()) as printer:
        (tmp_path / "example.pdf").write_bytes(printer.print_pages([("example.pdf", html)])()["example.pdf"])
    pages = destinations(tmp_path / "example.pdf")
    printed = re.sub(r"\s+", " ", " ".join(page_texts(tmp_path / "example.pdf")))
    assert pages["p119"] > 120
    assert [number for number in range(120) if f"{number}, page {pages[f'p{number}']}." not in printed] == []


def test_a_dead_link_is_refused() -> None:
    html = _page('<p><a href="#nowhere">x</a></p><!--part--><section id="s"><h2>S</h2></section>')
    with Printer(files.fonts_folder()) as printer, pytest.raises(ToolFailure, match="#nowhere"):
        printer.print_pages([("example.pdf", html)])()


def test_a_process_that_prints_learns_nothing_of_reports() -> None:
    """It begins as all processes do, with the main module, and each build waits for it."""
    told = "import sys, pet_report.__main__; from pet_report import pdf; pdf.warm(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "weasyprint" in loaded
    assert not loaded & {"pet_report.authored", "pet_report.model", "pet_report.cli", "typer", "jinja2", "ruamel.yaml"}


ALONE = """
import sys
from contextlib import suppress
from pet_report import pdf
sys.addaudithook(lambda event, told: print(event, told[0]) if event in ("subprocess.Popen", "os.posix_spawn") else None)
"""


def _told(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere libraries have no one name")
def test_no_other_program_is_run_to_load_what_prints() -> None:
    """WeasyPrint alone has a compiler run, for each library, by each process."""
    assert _told(f"{ALONE}pdf.warm(); print('loaded')") == "loaded\n"


def test_libraries_that_have_other_names_are_looked_for() -> None:
    found = """
import ctypes.util, cffi
find, load = ctypes.util.find_library, cffi.FFI.dlopen
def loaded(own, name, *rest):
    if ctypes.util.find_library is not find:
        raise OSError("not by that name")
    return load(own, name, *rest)
cffi.FFI.dlopen = loaded
pdf.warm()
print("loaded")
"""
    assert _told(ALONE + found).splitlines()[-1] == "loaded"
    assert "WeasyPrint could not import" not in _told(ALONE + found)


def test_a_folder_that_holds_no_socket_is_no_hindrance(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OSError("no sockets here")

    monkeypatch.setattr("multiprocessing.forkserver.ensure_running", refuse)
    with Printer(files.fonts_folder(), 1) as printer:
        made = printer.print_pages([("a.pdf", _page("<section id='s'><h2>Words</h2></section>"))])()
    assert made["a.pdf"].startswith(b"%PDF")


# --- the end ---------------------------------------------------------------------------------------------------------

BUSY = """
import sys
from pathlib import Path
from pet_report import files
from pet_report.printer import Printer

if __name__ == "__main__":
    with Printer(files.fonts_folder()) as printer:
        wait = printer.print_pages([("a.pdf", "<html lang=en><title>A</title>" + "<p>words</p>" * 200_000)])
        print("begun", flush=True)
        wait()
"""


@pytest.fixture(params=["forked", "started anew"])
def processes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """Where those that print keep what they need, and how many there are with those that look after them."""
    if request.param == "started anew":  # as where a name would be too long for a socket
        yield tmp_path, 3
    else:
        with tempfile.TemporaryDirectory(prefix="p-") as folder:
            yield Path(folder), 4


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_processes_end_with_the_one_that_started_them(
    tmp_path: Path, processes: tuple[Path, int], how: signal.Signals
) -> None:
    """Also where it is ended from outside, and cannot tell them."""
    folder, number = processes
    (tmp_path / "busy.py").write_text(BUSY)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    with subprocess.Popen([sys.executable, "busy.py"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE) as busy:
        try:
            assert busy.stdout is not None
            assert busy.stdout.readline() == b"begun\n"
            children = _until(lambda: found if len(found := _descendants(busy.pid)) >= number else None)
            _until(lambda: list(folder.glob("pet-report-*")))
        finally:
            busy.send_signal(how)
    assert _until(lambda: not any(map(_is_running, children)))
    assert _until(lambda: not list(folder.glob("p*-*")))


def _until(found: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return answer


def _descendants(process: int) -> list[int]:
    """The two that print, the one from which they were forked, and the one that Python starts to look after them."""
    children = [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return children + [each for child in children for each in _descendants(child)]


def _is_running(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
