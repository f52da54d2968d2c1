"""Where each thing stands when a report is a folder of pages, and how one of its pages leads to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from pet_report.link import Linked
from pet_report.model import Proposal, Publication

REPORT, RESPONSE = "report", "response"
INDEX = "index.html"


class Places(Struct, kw_only=True):
    """of: by id, its page and, where the page holds more than it, its place there. here: the page being written."""

    folder: str
    of: Mapping[str, str]
    here: str

    def href(self, target: str) -> str | None:
        """How the page that is being written leads there; None where no page has it."""
        place = self.of.get(target)
        if place is None:
            return None
        page, _, anchor = place.partition("#")
        return f"#{anchor or target}" if page == self.here else root(self.here) + place


def root(page: str) -> str:
    """What leads from a page to the folder of all."""
    return "../" * page.count("/")


def page_of(folder: str, kind: str, anchor: str) -> str:
    """The page of a chapter. Names that nobody gave begin with a mark that web servers hide, and lose it."""
    if kind in {"group", "answers"}:
        return f"{'groups' if kind == 'group' else 'answers'}/{anchor}.html"
    return f"{folder}/{anchor.removeprefix('_')}.html"


def proposal_page(name: str) -> str:
    return f"proposals/{name}.html"


def theme_page(name: str) -> str:
    return f"themes/{name}.html"


def places(linked: Linked, own: Publication, other: Publication, folders: tuple[str, str]) -> Mapping[str, str]:
    """By id; what both publications hold is looked for in `own` first. folders: of the two, in that order."""
    both = tuple(zip((own, other), folders, strict=True))
    return dict(_places(linked, both))


def _places(linked: Linked, both: tuple[tuple[Publication, str], ...]) -> Iterator[tuple[str, str]]:
    for name, thing in linked.things.items():
        place = _own_page(thing.kind, name) or _home(both, thing.kind, name)
        if place and name not in linked.gone:
            yield name, place
    for proposal in linked.proposals:
        yield from _inside(linked, proposal)
    for publication, folder in reversed(both):
        yield from ((part.id, page_of(folder, part.kind, part.id)) for part in publication.parts if part.id)


def _own_page(kind: str, name: str) -> str | None:
    match kind:
        case "proposal":
            return proposal_page(name)
        case "theme":
            return theme_page(name)
    return None


_HOMES: Mapping[str, tuple[str, ...]] = {
    "group": ("groups", "answers"),
    "source": ("sources",),
    "fund": ("funds",),
    "announcement": ("announcements",),
    "organisation": ("organisations",),
    "figure": ("glance",),
}
"""In which kinds of part the things of a kind stand, the first that there is."""


def _home(both: tuple[tuple[Publication, str], ...], kind: str, name: str) -> str | None:
    for wanted in _HOMES.get(kind, ()):
        for publication, folder in both:
            part = next((each for each in publication.parts if each.kind == wanted), None)
            if part and kind == "group":
                return page_of(folder, "group" if wanted == "groups" else wanted, name)
            if part:
                return f"{page_of(folder, wanted, part.id or f'_{wanted}')}#{name}"
    return None


def _inside(linked: Linked, proposal: Proposal) -> Iterator[tuple[str, str]]:
    """What stands on the page of a proposal."""
    page = proposal_page(proposal.id)
    response = linked.response_to.get(proposal.id)
    yield from ((part.id, f"{page}#{part.id}") for part in proposal.parts)
    yield from ((each.id, f"{page}#{each.id}") for each in (response.commitments if response else ()))
