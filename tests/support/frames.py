"""A publication as the view sees it, of a few lines of YAML laid over the sound project of the cases."""

from __future__ import annotations

from collections.abc import Mapping

from pet_report import pandoc, prose
from pet_report.link import link
from pet_report.load import load
from pet_report.source import Source
from pet_report.view import words
from pet_report.view.frame import Frame
from tests.cases.project import FOLDER, read_texts

BASE = read_texts(FOLDER / "base")
GROUP, ANSWERS = "groups/01-example.yaml", "groups/01-example.response.yaml"


def frame(texts: Mapping[str, str], *, answers: bool = True) -> Frame:
    """The response of a project, or its report, on a screen."""
    loaded = load(tuple(Source(path=path, text=text) for path, text in texts.items()))
    assert loaded.found == (), loaded.found
    linked = link(loaded.project)
    report = loaded.project.report
    assert report is not None
    own, other = report.publications.response, report.publications.report
    if not answers:
        own, other = other, own
    return Frame(
        linked=linked,
        report=report,
        converted=prose.convert(linked, pandoc.read_markdown),
        publication=own,
        companion=other,
        medium="screen",
        images={},
        catalogue=words.catalogue_of(report, {}),
    )


def answered(*answers: str, proposals: int | None = None) -> Mapping[str, str]:
    """One group with a proposal for each answer, or with more: each answer is the fields of a response in one line."""
    count = len(answers) if proposals is None else proposals
    asked = "".join(f"  - {{id: p-{n}, title: Number {n}, text: Do it.}}\n" for n in range(1, count + 1))
    said = "".join(f"  - {{proposal: p-{n}, {fields}}}\n" for n, fields in enumerate(answers, start=1))
    report = BASE["report.yaml"].replace("[third-proposal]", "[p-1]")
    return {
        "report.yaml": report,
        GROUP: "group: {id: example, number: 1, name: Example group}\nproposals:"
        + (f"\n{asked}" if asked else " []\n"),
        ANSWERS: "group: example\nresponses:" + (f"\n{said}" if said else " []\n"),
    }
