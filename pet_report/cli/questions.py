"""Commands that answer questions about a project. They change nothing, and look for no faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, get_args

import typer

from pet_report import figures, listing
from pet_report.announce.rows import Table
from pet_report.authored import Kind
from pet_report.cli.common import (
    CacheOption,
    ProjectOption,
    Shape,
    ShapeOption,
    answers,
    filtering,
    naming,
    show,
    width,
)
from pet_report.diagnostics import suggest
from pet_report.errors import ToolFailure
from pet_report.link import Linked


def _filter(name: str, help_: str) -> Any:
    """A filter of `list`: given several times, it lets through what has one of the values."""
    option, key = f"--{name}", name.replace("-", "_")
    return typer.Option(option, metavar="<word>", autocompletion=filtering(key), help=help_)


def list_proposals(
    group: Annotated[list[str] | None, _filter("group", "Only those of this group; unknown: of none.")] = None,
    theme: Annotated[list[str] | None, _filter("theme", "Only those of this theme.")] = None,
    lead: Annotated[list[str] | None, _filter("lead", "Only those that this kind of lead is to act on.")] = None,
    decision: Annotated[list[str] | None, _filter("decision", "Only those so decided.")] = None,
    delivery: Annotated[list[str] | None, _filter("delivery", "Only those that have come so far.")] = None,
    department: Annotated[list[str] | None, _filter("department", "Only those that this one answers.")] = None,
    source: Annotated[list[str] | None, _filter("source", "Only those that this source reports.")] = None,
    confidence: Annotated[list[str] | None, _filter("confidence", "Only those so well documented.")] = None,
    text_status: Annotated[list[str] | None, _filter("text-status", "Only those whose wording is such.")] = None,
    coverage: Annotated[list[str] | None, _filter("coverage", "Only those that are so answered, or not.")] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="<date>", help="As they stood on this day: 2005-09-22, or 2005-09.")
    ] = None,
    sort: Annotated[
        str, typer.Option(metavar="<column>", help=f"By {', '.join(listing.SORTED_BY)}; else in the groups’ order.",
                          autocompletion=lambda: list(listing.SORTED_BY))
    ] = "",
    shape: ShapeOption = Shape.table, project: ProjectOption = None, no_cache: CacheOption = False,
) -> None:  # fmt: skip
    """List the proposals; filters choose among them, and each can be given several times."""
    _known(sort, listing.SORTED_BY, "column")
    filters = {
        "group": group, "theme": theme, "lead": lead, "decision": decision, "delivery": delivery,
        "department": department, "source": source, "confidence": confidence, "text_status": text_status,
        "coverage": coverage, figures.AS_OF: [as_of] if as_of else None,
    }  # fmt: skip
    given = {key: values for key, values in filters.items() if values}
    show(_chosen(answers(project, no_cache), given, sort), shape)


def _chosen(linked: Linked, filters: Mapping[str, Sequence[str]], sort: str) -> Table:
    try:
        return listing.proposals(linked, filters, sort)
    except figures.BadCount as slip:
        raise ToolFailure(slip.message, remedy=suggest(slip.word, slip.allowed, few=12)) from None


def _known(word: str, allowed: Sequence[str], kind: str) -> None:
    if word and word not in allowed:
        raise ToolFailure(f'"{word}" is not a {kind}', remedy=suggest(word, allowed))


def show_thing(
    id_: Annotated[
        str,
        typer.Argument(
            metavar="ID", autocompletion=naming(*get_args(Kind)), help="Of a proposal, a group, a theme, a source, …"
        ),
    ],
    shape: ShapeOption = Shape.table, project: ProjectOption = None, no_cache: CacheOption = False,
) -> None:  # fmt: skip
    """Show everything that is known of one thing, and all that names it."""
    from pet_report import portrait

    linked = answers(project, no_cache)
    found = portrait.portrait(id_, linked)
    if found is None:
        near = suggest(id_, [*linked.things, *linked.former])
        raise ToolFailure(f'nothing has the id "{id_}"', remedy=near or "`pet-report list` shows the ids")
    typer.echo(portrait.FORMS[shape.value](found, room=width()), nl=False)


def themes(
    grid: Annotated[bool, typer.Option("--grid", help="How many of each group belong to each theme.")] = False,
    shape: ShapeOption = Shape.table, project: ProjectOption = None, no_cache: CacheOption = False,
) -> None:  # fmt: skip
    """List the themes, with how many proposals of how many groups belong to each."""
    linked = answers(project, no_cache)
    show(listing.grid(linked) if grid else listing.themes(linked), shape)


def stats(shape: ShapeOption = Shape.table, project: ProjectOption = None, no_cache: CacheOption = False) -> None:
    """Count what is recorded, each count with how many it is of."""
    show(listing.stats(answers(project, no_cache)), shape)


def similar(
    at_least: Annotated[
        int, typer.Option(min=1, max=100, metavar="SCORE", help="Of 100: how alike they must be.")
    ] = 20,
    shape: ShapeOption = Shape.table, project: ProjectOption = None, no_cache: CacheOption = False,
) -> None:  # fmt: skip
    """Suggest which proposals of different groups say much the same, and are not yet related."""
    show(listing.alike(answers(project, no_cache), at_least), shape)
