"""An XLSX file as its parts: read within limits, written again with every part that was not replaced byte for byte.

Libraries that read a workbook and write it anew lose shapes, check boxes and data bars of an official form and say
nothing. Here a part is bytes.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from vpr_print.forms.errors import FormFlaw, NotAFormError

MAX_PARTS = 5_000
MAX_BYTES = 300 << 20
"""Of all parts unpacked; an official form has less than one megabyte."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of one file by their names, in the order of the file."""

    file: str
    """As a person knows it."""
    parts: Mapping[str, bytes]
    infos: tuple[zipfile.ZipInfo, ...]

    def tree(self, part: str) -> etree._Element:
        """The part's root element. Raises ``NotAFormError``."""
        try:
            return etree.fromstring(self.parts[part], _PARSER)
        except KeyError:
            raise NotAFormError(self.file, FormFlaw.NO_PART, part) from None
        except etree.XMLSyntaxError:
            raise NotAFormError(self.file, FormFlaw.DAMAGED, part) from None

    def related(self, part: str) -> dict[str, str]:
        """Names of the parts that a part points at, by their relation ids; external targets left out."""
        folder, _, name = part.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels".lstrip("/")
        if relations not in self.parts:
            return {}
        found = {}
        for relation in self.tree(relations).iter(_RELATIONS):
            if relation.get("TargetMode") != "External":
                found[relation.get("Id", "")] = _resolved(folder, relation.get("Target", ""))
        return found

    def rewritten(self, changed: Mapping[str, bytes]) -> bytes:
        """The file with some parts replaced; all the others as they were."""
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as archive:
            for info in self.infos:
                kept = zipfile.ZipInfo(info.filename, info.date_time)
                kept.compress_type = zipfile.ZIP_STORED if info.is_dir() else zipfile.ZIP_DEFLATED
                kept.external_attr, kept.create_system = info.external_attr, info.create_system
                archive.writestr(kept, changed.get(info.filename, self.parts[info.filename]))
        return written.getvalue()


def read_package(content: bytes, file: str) -> Package:
    """The parts of an XLSX file. Raises ``NotAFormError`` for anything else."""
    if content.startswith(_OLE):
        raise NotAFormError(file, FormFlaw.OLD_OR_LOCKED)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = tuple(archive.infolist())
            parts = dict(_unpacked(archive, infos, file))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        # all these say that the ZIP is broken, encrypted, or packed in a way that no spreadsheet program uses
        raise NotAFormError(file, FormFlaw.NOT_XLSX) from None
    return Package(file, parts, infos)


def _unpacked(archive: zipfile.ZipFile, infos: tuple[zipfile.ZipInfo, ...], file: str) -> Iterator[tuple[str, bytes]]:
    if len(infos) > MAX_PARTS:
        raise NotAFormError(file, FormFlaw.TOO_LARGE)
    seen: set[str] = set()
    left = MAX_BYTES
    for info in infos:
        if info.filename in seen:
            raise NotAFormError(file, FormFlaw.DAMAGED, info.filename)
        seen.add(info.filename)
        with archive.open(info) as part:
            data = part.read(left + 1)  # declared sizes lie
        left -= len(data)
        if left < 0:
            raise NotAFormError(file, FormFlaw.TOO_LARGE)
        yield info.filename, data


def _resolved(folder: str, target: str) -> str:
    """The part's name for a target that may be relative, absolute, or go up."""
    steps = [] if target.startswith("/") else folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)
