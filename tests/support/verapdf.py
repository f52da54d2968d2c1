"""The veraPDF engine, as the program itself runs it; without its parts a test is skipped by their names."""

from pathlib import Path

import pytest

from pet_report.errors import ToolFailure
from pet_report.verify import java
from pet_report.verify.java import Failure
from tests.support.parts import need_file, need_program


class VeraPdf:
    """Asks the engine for one file and one flavour, and takes nothing but an answer for one."""

    def __init__(self, engine: java.VeraPdf) -> None:
        self.engine = engine

    def failures(self, pdf: Path, flavour: str) -> tuple[Failure, ...]:
        """What the PDF breaks of a flavour: 'ua1', 'ua2', '3a' and so on; empty when it conforms."""
        try:
            ((verdict,),) = self.engine.verdicts([pdf], [flavour]).values()
        except ToolFailure as failure:
            pytest.fail(f"veraPDF did not validate {pdf.name}: {failure.message}", pytrace=False)
        if verdict.unread:
            pytest.fail(f"veraPDF did not validate {pdf.name}: {verdict.unread}", pytrace=False)
        return verdict.failures


@pytest.fixture(scope="session")
def verapdf() -> VeraPdf:
    need_program("Java", "java", package="default-jdk-headless")
    need_program("a Java compiler", "javac", package="default-jdk-headless")
    need_file("JAXB", Path("/usr/share/java/jaxb-api.jar"), package="libjaxb-java")
    # The wheel is in the lock: that it is missing is a fault of the installation, not a part to skip.
    return VeraPdf(java.vera_pdf())
