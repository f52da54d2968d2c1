"""What makes a tagged PDF one to keep: it says what it conforms to, and holds its sources and its data."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import md5

import pydyf

from pet_report.pdfua.blanks import string
from pet_report.pdfua.file import File, add_names, array, dictionary, inside, packed
from pet_report.pdfua.tags import Attachment

_CONFORMS = """
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates which part of ISO 14289 the file adheres to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
"""PDF/A allows what it does not know itself only where the file describes it."""


def conforming(about: str) -> str:
    """What is told of a document in XML: WeasyPrint names one standard there; this one keeps two."""
    head, end, tail = about.rpartition("</rdf:RDF>")
    return head + _CONFORMS + end + tail


def attach(file: File, attachments: Sequence[Attachment]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Files that belong to the document as a whole: what the names and the catalogue say of them."""
    if not attachments:
        return {}, {}
    written = {each.name: file.add(_file(file, each)) for each in attachments}
    return {"EmbeddedFiles": add_names(file, written.items())}, {"AF": array(written.values())}


def _file(file: File, attachment: Attachment) -> bytes:
    told = {"Size": b"%d" % len(attachment.content),
            "CheckSum": b"<%s>" % md5(attachment.content, usedforsecurity=False).hexdigest().encode()}  # fmt: skip
    if attachment.date:
        told["CreationDate"] = told["ModDate"] = string("D:" + attachment.date.replace("-", "")).encode()
    about = {"Type": b"/EmbeddedFile", "Subtype": pydyf.name(attachment.media), "Params": dictionary(told)}
    embedded = file.add_stream(*packed(attachment.content, inside(about)))
    name = string(attachment.name).encode()
    return dictionary({
        "Type": b"/Filespec", "F": name, "UF": name, "Desc": string(attachment.description).encode(),
        "AFRelationship": b"/" + attachment.relationship.encode(), "EF": dictionary({"F": embedded, "UF": embedded}),
    })  # fmt: skip
