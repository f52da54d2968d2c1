"""The bill of materials of a release, in the form of CycloneDX: everything that took part in making it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component as Part
from cyclonedx.model.component import ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from pet_report.provenance import Component

NAME = "sbom.cdx.json"
_KINDS = {
    "application": ComponentType.APPLICATION,
    "library": ComponentType.LIBRARY,
    "platform": ComponentType.PLATFORM,
    "font": ComponentType.FILE,
}


def bill(title: str, version: str, commit: str, moment: datetime, components: Sequence[Component]) -> bytes:
    """The bill of what a release was made with. Number and time are the commit's: the same release, the same bytes."""
    parts = {each.name: _part(each) for each in components}
    whole = Part(name=title, version=version, type=ComponentType.DATA, bom_ref="release")
    number = uuid5(NAMESPACE_URL, "\n".join((title, version, commit)))
    made = Bom(
        serial_number=number,
        metadata=BomMetaData(component=whole, timestamp=moment),
        components=parts.values(),
    )
    needed = {name for each in components for name in each.needs}
    made.register_dependency(whole, [part for name, part in parts.items() if name not in needed])
    for each in components:
        made.register_dependency(parts[each.name], [parts[name] for name in each.needs])
    return (JsonV1Dot6(made).output_as_string(indent=1) + "\n").encode()


def _part(component: Component) -> Part:
    return Part(
        name=component.name,
        version=component.version,
        type=_KINDS[component.kind],
        bom_ref=component.name,
        purl=PackageURL("pypi", None, component.name, component.version) if component.package else None,
        licenses=[LicenseFactory().make_from_string(component.licence)] if component.licence else (),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=component.sha256)] if component.sha256 else (),
    )
