"""The schemas in the package are those of the models, and the files of this repository keep to them."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from pet_report import files, schema, yamltree
from pet_report.load import REPORT, RESPONSE_ENDING

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", schema.schemas())
def test_the_schema_in_the_package_is_that_of_the_models(name: str, *, accept: bool) -> None:
    kept = schema.FOLDER / name
    if accept:
        kept.write_text(schema.schemas()[name], encoding="utf-8")
    assert kept.read_text(encoding="utf-8") == schema.schemas()[name], "stale: run `make accept`"


def test_the_real_files_keep_to_the_schemas() -> None:
    sources, _ = files.read_sources(ROOT)
    assert len(sources) > 2
    for source in sources:
        kind = "report" if source.path == REPORT else "response" if source.path.endswith(RESPONSE_ENDING) else "group"
        validator = Draft202012Validator(json.loads(schema.schemas()[f"{kind}.schema.json"]))
        faults = [f"{source.path}: {each.message}" for each in validator.iter_errors(_values(source))]
        assert faults == []


def test_a_misspelt_field_breaks_the_schema() -> None:
    validator = Draft202012Validator(json.loads(schema.schemas()["group.schema.json"]))
    assert list(validator.iter_errors({"group": {"id": "a", "name": "A"}, "proposal": []}))


def _values(source: object) -> object:
    return yamltree.data(yamltree.read(source).root)  # type: ignore[arg-type]  # a Source
