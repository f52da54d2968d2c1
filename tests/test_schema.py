"""The schemas in the package are those of the models, and the files of this repository keep to them."""

import inspect
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from pet_report import files, schema, yamltree
from pet_report import model as models
from pet_report.authored import Authored, convert
from pet_report.load import CHANGE_LOG, REPORT, RESPONSE_ENDING
from pet_report.source import Source
from tests.cases.project import CASES_THAT_CAN_BE_READ, Case, found_in
from tests.support.builds import run

ROOT = Path(__file__).parent.parent


EVERY_SCHEMA = {**schema.schemas(), **schema.of_outputs()}


@pytest.mark.parametrize("name", EVERY_SCHEMA)
def test_the_schema_in_the_package_is_that_of_the_models(name: str, *, accept: bool) -> None:
    kept = schema.FOLDER / name
    if accept:
        kept.write_text(EVERY_SCHEMA[name], encoding="utf-8")
    assert kept.read_text(encoding="utf-8") == EVERY_SCHEMA[name], "stale: run `make accept`"


def test_the_real_files_keep_to_the_schemas() -> None:
    sources, _ = files.read_sources(ROOT)
    assert len(sources) > 2
    for source in sources:
        validator = _validator(source.path, schema.schemas())
        faults = [f"{source.path}: {each.message}" for each in validator.iter_errors(_values(source))]
        assert faults == []


def test_a_misspelt_field_breaks_the_schema() -> None:
    validator = Draft202012Validator(json.loads(schema.schemas()["group.schema.json"]))
    assert list(validator.iter_errors({"group": {"id": "a", "name": "A"}, "proposal": []}))


def _values(source: object) -> object:
    return yamltree.data(yamltree.read(source).root)  # type: ignore[arg-type]  # a Source


SEEN_BY_BOTH = {"field/unknown", "field/missing", "field/type", "field/value", "date/malformed"}


@pytest.mark.parametrize("case", CASES_THAT_CAN_BE_READ, ids=lambda case: case.name)
def test_schema_and_check_agree(case: Case) -> None:
    """An editor that follows the schema marks a file just where `check` finds a fault that one file can show."""
    heard = {each.place.source.path for each in found_in(case.texts) if each.rule.name in SEEN_BY_BOTH}
    marked = {
        path
        for path, text in case.texts.items()
        if list(_validator(path, schema.schemas()).iter_errors(_values(Source(path=path, text=text))))
    }
    assert marked == heard


def _validator(path: str, texts: Mapping[str, str]) -> Draft202012Validator:
    named = {REPORT: "report", CHANGE_LOG: "changelog"}
    kind = named.get(path, "response" if path.endswith(RESPONSE_ENDING) else "group")
    return Draft202012Validator(json.loads(texts[f"{kind}.schema.json"]))


def test_a_projects_own_schemas_know_its_ids(tmp_path: Path) -> None:
    done = run("schema", "--output", tmp_path / "made")
    assert done.returncode == 0
    texts = {path.name: path.read_text("utf-8") for path in (tmp_path / "made").iterdir()}
    sources, _ = files.read_sources(ROOT)
    for source in sources:
        assert list(_validator(source.path, texts).iter_errors(_values(source))) == []
    validator = _validator("groups/x.yaml", texts)
    proposal = {"id": "p", "title": "T", "text": "X"}
    group = {"group": {"id": "a", "name": "A"}}
    assert not list(validator.iter_errors({**group, "proposals": [{**proposal, "themes": ["foreign-policy"]}]}))
    assert list(validator.iter_errors({**group, "proposals": [{**proposal, "themes": ["foreign-polcy"]}]}))


def test_every_field_is_explained() -> None:
    for name, text in schema.schemas().items():
        whole = json.loads(text)
        for model in (whole, *whole["$defs"].values()):
            unexplained = [field for field, said in model.get("properties", {}).items() if not said.get("description")]
            assert unexplained == [], (name, model["title"])


FIELDS = [
    (model, name)
    for _, model in inspect.getmembers(models, inspect.isclass)
    if issubclass(model, Authored)
    for name in model.__struct_fields__
]


def test_there_are_fields() -> None:
    assert len(FIELDS) > 150


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=lambda part: getattr(part, "__name__", part))
def test_every_field_has_an_example_that_its_model_takes(model: type[Authored], name: str) -> None:
    convert(model.stated[name].example, model.__annotations__[name])


@pytest.mark.parametrize(
    "ids", [None, {kind: [f"own-{kind}"] for kind in schema.EXAMPLES}], ids=["ours", "a project's"]
)
def test_every_example_keeps_to_the_schema_of_its_field(ids: Mapping[str, list[str]] | None) -> None:
    for name, text in schema.schemas(ids).items():
        whole = json.loads(text)
        for model in (whole, *whole["$defs"].values()):
            for field, said in model.get("properties", {}).items():
                validator = Draft202012Validator({**said, "$defs": whole["$defs"]})
                assert said["examples"], (name, model["title"], field)
                for example in said["examples"]:
                    faults = [each.message for each in validator.iter_errors(example)]
                    assert faults == [], (name, model["title"], field)


def test_the_examples_of_a_project_name_what_it_has() -> None:
    text = schema.schemas({"theme": ["music", "sport"]})["group.schema.json"]
    themes = json.loads(text)["$defs"]["Proposal"]["properties"]["themes"]
    assert themes["examples"] == [["music"]]
    assert themes["items"]["enum"] == ["music", "sport"]
