"""What makes a tagged PDF one to keep: it says what it conforms to, and holds its sources and its data."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import md5
from typing import Any

import pikepdf

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


def say_what_it_conforms_to(whole: Any) -> None:
    """WeasyPrint names one standard in a file; this one keeps two."""
    packet = whole.Root.Metadata.read_bytes().decode()
    head, end, tail = packet.rpartition("</rdf:RDF>")
    written = pikepdf.Stream(whole, (head + _CONFORMS + end + tail).encode())
    whole.Root.Metadata = whole.make_indirect(written)
    whole.Root.Metadata.Type, whole.Root.Metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML


def attach(whole: Any, attachments: Sequence[Attachment]) -> None:
    """Files that belong to the document as a whole. The same files give the same bytes."""
    if not attachments:
        return
    files = {each.name: whole.make_indirect(_file(whole, each)) for each in attachments}
    ordered = [each for name in sorted(files) for each in (pikepdf.String(name), files[name])]
    if "/Names" not in whole.Root:
        whole.Root.Names = pikepdf.Dictionary()
    whole.Root.Names.EmbeddedFiles = pikepdf.Dictionary(Names=pikepdf.Array(ordered))
    whole.Root.AF = pikepdf.Array([files[each.name] for each in attachments])


def _file(whole: Any, attachment: Attachment) -> Any:
    content = pikepdf.Stream(whole, attachment.content)
    content.Type, content.Subtype = pikepdf.Name.EmbeddedFile, pikepdf.Name("/" + attachment.media)
    content.Params = pikepdf.Dictionary(
        Size=len(attachment.content),
        CheckSum=pikepdf.String(md5(attachment.content, usedforsecurity=False).digest()),
    )
    if attachment.date:
        content.Params.CreationDate = content.Params.ModDate = "D:" + attachment.date.replace("-", "")
    embedded = whole.make_indirect(content)
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Filespec, F=attachment.name, UF=attachment.name, Desc=attachment.description,
        AFRelationship=pikepdf.Name("/" + attachment.relationship),
        EF=pikepdf.Dictionary(F=embedded, UF=embedded),
    )  # fmt: skip
