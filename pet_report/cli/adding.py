"""`pet-report new`: a group, a proposal, a response or a theme, asked for or given, and put where it belongs.

Ids must not meet when two branches are merged. A proposal's ends in four random characters, since two editors may well
give two proposals the same title. A group's ends in `-group`, so that no theme has it. Themes have the bare words: two
editors who add one theme mean the same, and should see it when their branches meet.
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from pet_report import files, load, pipeline, rewording, scaffold
from pet_report.authored import Kind
from pet_report.cli.asking import Asked, Choices
from pet_report.cli.common import Edit, ProjectOption, change, naming, root_of, today
from pet_report.errors import ToolFailure
from pet_report.fingerprint import fingerprint
from pet_report.link import Linked
from pet_report.model import Decision, GroupFile, Lead
from pet_report.rules.responses import NEEDING_A_REASON
from pet_report.source import Source

new = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Write a new group, proposal, response or theme into the files; asks for what is not given.",
)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another when read aloud or copied by hand
_LEADS = dict.fromkeys(get_args(Lead.__annotations__["kind"]), "")
_DECISIONS = dict.fromkeys(get_args(Decision), "")

IdOption = Annotated[
    str | None, typer.Option("--id", metavar="<id>", help="Its id; made from its words where none is given.")
]
SourcesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        autocompletion=naming("source"),
        metavar="<id>",
        help="Where it is said; may be given several times.",
    ),
]


# --- the commands ------------------------------------------------------------------------------------------------


@new.command()
def group(
    name: Annotated[str | None, typer.Option(metavar="<text>", help="The official name.")] = None,
    number: Annotated[
        int | None, typer.Option(min=0, metavar="<number>", help="As printed, where it is known.")
    ] = None,
    chosen_id: IdOption = None,
    project: ProjectOption = None,
) -> None:
    """Write a file for a new group, with no proposals yet."""
    root = root_of(project)
    linked = _linked(root)
    asked = Asked()
    name = asked.needed(name, "--name", "The official name of the group")
    asked.complete()
    number = number if number is not None else asked.number("Its number, as printed")
    words = scaffold.slug(name)
    id_ = chosen_id or _free(f"{words.removesuffix('-group')}-group" if words else "", linked, "group")
    path = f"groups/{_next_number(linked):02}-{id_.removesuffix('-group')}.yaml"
    _write(root, path, lambda _: scaffold.group_file(_known(id=id_, number=number, name=name)), made=id_)


@new.command()
def theme(
    name: Annotated[str | None, typer.Option(metavar="<text>", help="As printed: short, no full stop.")] = None,
    description: Annotated[str | None, typer.Option(metavar="<text>", help="What it is about, in a sentence.")] = None,
    basis: Annotated[
        str | None, typer.Option(metavar="<text>", help="Who named it: the document, or `editorial`.")
    ] = None,
    chosen_id: IdOption = None,
    project: ProjectOption = None,
) -> None:
    """Put a new theme into report.yaml."""
    root = root_of(project)
    linked = _linked(root)
    asked = Asked()
    name = asked.needed(name, "--name", "The theme, in a few words")
    asked.complete()
    description = description or asked.maybe("What it is about, in a sentence")
    basis = basis or asked.maybe("Who named it: the document, or editorial")
    id_ = chosen_id or _free(scaffold.slug(name), linked, "theme")
    fields = _known(id=id_, name=name, description=description, basis=basis)
    _write(root, load.REPORT, lambda source: scaffold.inserted(source, ["themes"], fields), made=id_)


@new.command()
def proposal(
    group: Annotated[
        str | None,
        typer.Option(autocompletion=naming("group"), metavar="<id>", help="The id of the group that makes it."),
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="<text>", help="The proposal in a few words.")] = None,
    text: Annotated[
        str | None, typer.Option(metavar="<text>", help="Its wording; `-` reads it from standard input.")
    ] = None,
    paraphrase: Annotated[bool, typer.Option("--paraphrase", help="The wording is not the official one.")] = False,
    number: Annotated[str | None, typer.Option(metavar="<number>", help="As printed, where it is known.")] = None,
    lead: Annotated[str | None, typer.Option(metavar="<word>", help=f"Who is to act: {', '.join(_LEADS)}.")] = None,
    themes: Annotated[
        list[str] | None,
        typer.Option(
            "--theme", autocompletion=naming("theme"), metavar="<id>", help="A theme's id; may be given several times."
        ),
    ] = None,
    sources: SourcesOption = None,
    chosen_id: IdOption = None,
    project: ProjectOption = None,
) -> None:
    """Put a new proposal at the end of its group's file."""
    root = root_of(project)
    linked = _linked(root)
    asked = Asked()
    group = asked.needed(group, "--group", "Which group makes it", _called(linked, "group"))
    title = asked.needed(title, "--title", "The proposal in a few words")
    text = asked.text(text, "--text", "Its wording")
    asked.complete()
    number = number or asked.maybe("Its number, as printed")
    lead = asked.one_of(lead, "Who is to act", _LEADS)
    themes = asked.several(themes, "Its themes", _called(linked, "theme"))
    sources = asked.several(sources, "Where it is said", _called(linked, "source"))
    id_ = chosen_id or _lettered(scaffold.slug(title) or "proposal", linked)
    fields = _known(
        id=id_, number=number, title=title, text=scaffold.prose(text),
        text_status="paraphrase" if paraphrase else None, lead={"kind": lead} if lead else None,
        themes=themes, sources=sources,
    )  # fmt: skip
    _write(
        root,
        linked.things[group].place.source.path,
        lambda source: scaffold.inserted(source, ["proposals"], fields),
        made=id_,
    )


@new.command()
def response(
    proposal: Annotated[
        str | None,
        typer.Argument(
            autocompletion=naming("proposal"), metavar="<id>", help="The id of the proposal that it answers."
        ),
    ] = None,
    decision: Annotated[
        str | None, typer.Option(metavar="<word>", help=f"What was decided: {', '.join(_DECISIONS)}.")
    ] = None,
    reason: Annotated[
        str | None, typer.Option(metavar="<text>", help="Why; needed where the answer is not a plain yes.")
    ] = None,
    condition: Annotated[
        str | None, typer.Option(metavar="<text>", help="Needed where it is accepted in principle.")
    ] = None,
    superseded_by: Annotated[
        str | None,
        typer.Option(autocompletion=naming("proposal"), metavar="<id>", help="The proposal that took its place."),
    ] = None,
    decided: Annotated[
        str | None, typer.Option(metavar="<date>", help="The date of the decision: 2005-09-22, or 2005-09.")
    ] = None,
    text: Annotated[
        str | None, typer.Option(metavar="<text>", help="The answer itself; `-` reads it from standard input.")
    ] = None,
    sources: SourcesOption = None,
    project: ProjectOption = None,
) -> None:
    """Put an answer among those to its group, with the wording's fingerprint."""
    root = root_of(project)
    linked = _linked(root)
    asked = Asked()
    proposal = asked.needed(proposal, "PROPOSAL", "Which proposal it answers", _open(linked, proposal))
    decision = asked.needed(decision, "--decision", "What was decided", _DECISIONS)
    if decision in NEEDING_A_REASON:
        reason = asked.text(reason, "--reason", "The reason")
    if decision == "accepted-in-principle":
        condition = asked.text(condition, "--condition", "The condition")
    if decision == "superseded":
        others = _called(linked, "proposal")
        superseded_by = asked.needed(superseded_by, "--superseded-by", "What took its place", others)
    asked.complete()
    decided = decided or asked.maybe("When it was decided: 2005-09-22, or 2005-09")
    text = asked.text(text, "", "The answer itself")
    sources = asked.several(sources, "Where the answer is given", _called(linked, "source"))
    file = linked.group_of[proposal]
    asked_for = next(each for each in file.proposals if each.id == proposal)
    seal = fingerprint(asked_for)
    fields = _known(
        proposal=proposal, answers=seal, decision=decision, decided=decided, reason=_block(reason),
        condition=_block(condition), text=_block(text), superseded_by=superseded_by, sources=sources,
        accepted=[{"answers": seal, "on": today(), "wording": rewording.kept(asked_for)}],
    )  # fmt: skip
    order = [each.id for each in file.proposals]

    def put(source: Source) -> str | None:
        whole = source if source.text else Source(path=source.path, text=scaffold.response_file(file.group.id))
        at = scaffold.position(whole, "responses", "proposal", order, proposal)
        return scaffold.inserted(whole, ["responses"], fields, at)

    _write(root, _answers_path(linked, file), put, made=proposal)


# --- what is there already ---------------------------------------------------------------------------------------


def _linked(root: Path) -> Linked:
    return pipeline.check(*files.read_sources(root, may_be_empty=True)).linked


def _called(linked: Linked, kind: Kind) -> Choices:
    return {id_: each.title for id_, each in linked.things.items() if each.kind == kind}


def _open(linked: Linked, chosen: str | None) -> Choices:
    """The proposals that have no answer. Raises ToolFailure where there is none, or where the chosen one has its."""
    if chosen and chosen in linked.response_to:
        place = linked.response_to[chosen].at("proposal")
        raise ToolFailure(
            f'"{chosen}" is answered already',
            remedy=f"change the answer in {place.source.path}, line {place.start.line}",
        )
    found = {each.id: each.title for each in linked.proposals if each.id not in linked.response_to}
    if not found:
        raise ToolFailure("there is no proposal without an answer", remedy="pet-report new proposal")
    return found


def _next_number(linked: Linked) -> int:
    """For the name of a group's file: files stand in the order of the groups."""
    names = (file.at().source.path for file in linked.project.groups)
    return max((int(found[1]) for name in names if (found := re.match(r"groups/(\d+)", name))), default=0) + 1


def _answers_path(linked: Linked, file: GroupFile) -> str:
    """Where the answers to a group stand, or would."""
    there = (each.at().source.path for each in linked.project.responses if each.group == file.group.id)
    return next(there, file.at().source.path.removesuffix(".yaml") + ".response.yaml")


# --- ids ---------------------------------------------------------------------------------------------------------


def _free(words: str, linked: Linked, kind: Kind) -> str:
    """An id of these words, where nothing has it; else with the kind behind it, and if need be with letters."""
    for id_ in filter(None, (words, f"{words}-{kind}" if words else "")):
        if id_ not in linked.things:
            return id_
    return _lettered(words or kind, linked)


def _lettered(words: str, linked: Linked) -> str:
    """An id with four letters behind it that are as good as never drawn twice, one at least a digit."""
    while True:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(4))
        id_ = f"{words}-{letters}"
        if id_ not in linked.things and not letters.isalpha():
            return id_


# --- writing -----------------------------------------------------------------------------------------------------


def _known(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _block(text: str | None) -> str | None:
    return scaffold.prose(text) if text and text.strip() else None


def _write(root: Path, path: str, edit: Edit, made: str) -> None:
    change(root, {path: edit})
    typer.echo(f"wrote {made} into {path}")
