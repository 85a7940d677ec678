"""A DOCX package opened with care: only the parts asked for are unpacked, each under the limits, no DTD.

Python's zipfile finds the parts; python-docx would unpack and parse every part, pictures included, before any
limit could speak.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final

from checker.errors import ReadError
from checker.limits import (
    DOCX_ENTRIES,
    DOCX_PART_BYTES,
    DOCX_RATIO,
    DOCX_RATIO_FROM,
    MIB,
)

if TYPE_CHECKING:
    Element = Any  # lxml._Element; lxml ships no types

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATIONS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"

# ISO 29500 "strict" files use other namespace names for the same elements.
_STRICT: Final = re.compile(
    rb"http://purl\.oclc\.org/ooxml/(wordprocessingml/main|officeDocument/relationships|"
    rb"drawingml/(?:main|chart|wordprocessingDrawing)|officeDocument/math)"
)
_TRANSITIONAL: Final = {
    b"wordprocessingml/main": b"wordprocessingml/2006/main",
    b"officeDocument/relationships": b"officeDocument/2006/relationships",
    b"officeDocument/math": b"officeDocument/2006/math",
}
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
)
_ENCODINGS: Final = ("ascii", "utf-16-le", "utf-16-be")


def entries(data: bytes, path: str) -> list[str]:
    """The names in the directory of a ZIP file. Raises ReadError: damaged, too_large, encrypted."""
    return [info.filename for info in _open(data, path).infolist()]


def _open(data: bytes, path: str) -> zipfile.ZipFile:
    # Every directory entry begins with these four bytes: counting them bounds the work before it is done.
    if data.count(b"PK\x01\x02") > DOCX_ENTRIES:
        raise ReadError(
            "too_large",
            path=path,
            what="压缩包内的文件数",
            what_en="the number of packed files",
            limit=DOCX_ENTRIES,
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except _BROKEN as error:
        office = b"[Content_Types].xml" in data[:MIB] or b"word/" in data[:MIB]
        raise ReadError(
            "damaged", path=path, what="Word（DOCX）" if office else "压缩",
            what_en="Word (DOCX)" if office else "ZIP",
            detail="不完整，缺少目录", detail_en="cut short: no directory",
        ) from error  # fmt: skip
    if any(info.flag_bits & 1 for info in infos):
        raise ReadError("encrypted", path=path)
    names = [info.filename.replace("\\", "/").lower() for info in infos]
    if len(set(names)) != len(names):
        # Which of two parts of one name counts differs from program to program: what we check may not be
        # what is read.
        raise _damaged(path, "同名部件重复", "two parts of one name")
    return archive


def _damaged(path: str, detail: str, detail_en: str) -> ReadError:
    return ReadError(
        "damaged", path=path, what="Word（DOCX）", what_en="Word (DOCX)", detail=detail, detail_en=detail_en
    )


class Package:
    """The parts of one DOCX file, unpacked and parsed when asked for.

    Raises ReadError (damaged, too_large, encrypted) from the constructor and from :meth:`root`.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self.path = path
        self._zip = _open(data, path)
        # Part names are compared without case; some writers use backslashes.
        self._names = {i.filename.replace("\\", "/").lstrip("/").lower(): i for i in self._zip.infolist()}
        self._left = DOCX_PART_BYTES
        package = self.relations("")
        self.main = next((target for kind, target in package.values() if kind == "officeDocument"), "")
        if self.main.lower() not in self._names:
            self.main = "word/document.xml"
        kinds = dict(package.values())
        self.core = kinds.get("core-properties")
        self.extended = kinds.get("extended-properties")
        self.custom = kinds.get("custom-properties")
        self._related = self.relations(self.main)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id -> (kind, part name) of a part; of the package itself for an empty name."""
        folder, name = posixpath.split(part)
        root = self.root(posixpath.join(folder, "_rels", name + ".rels"))
        found: dict[str, tuple[str, str]] = {}
        for relation in root if root is not None else ():
            if relation.tag != _RELATIONS + "Relationship" or relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target", "").replace("\\", "/")
            target = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
            found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], target)
        return found

    def related(self, kind: str) -> str | None:
        """The part that stands in the relation ``kind`` ("styles", "footnotes" …) to the main part."""
        return next((target for k, target in self._related.values() if k == kind), None)

    def target(self, relation: str) -> str | None:
        """The part behind a relation id of the main part."""
        return self._related.get(relation, ("", None))[1]

    def root(self, part: str | None) -> Element | None:
        """The root element of a part; None where the package has no such part."""
        info = self._names.get(part.lower()) if part else None
        if info is None or part is None:
            return None
        xml = self._unpack(info)
        for encoding in _ENCODINGS:
            if "<!DOCTYPE".encode(encoding) in xml or "<!ENTITY".encode(encoding) in xml:
                raise _damaged(self.path, f"{part} 含有 DTD", f"{part} holds a DTD")
        if b"purl.oclc.org" in xml:
            xml = _STRICT.sub(
                lambda m: (
                    b"http://schemas.openxmlformats.org/"
                    + _TRANSITIONAL.get(m[1], m[1].replace(b"drawingml/", b"drawingml/2006/"))
                ),
                xml,
            )
        from lxml import etree

        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(xml, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise _damaged(self.path, f"{part} 不是完整的 XML", f"{part} is no well-formed XML") from error
        if root.getroottree().docinfo.internalDTD is not None:  # in an encoding that hid it above
            raise _damaged(self.path, f"{part} 含有 DTD", f"{part} holds a DTD")
        return root

    def _unpack(self, info: zipfile.ZipInfo) -> bytes:
        limit = min(DOCX_PART_BYTES, self._left)
        too_dense = info.file_size > DOCX_RATIO_FROM and info.file_size > DOCX_RATIO * max(
            1, info.compress_size
        )
        if info.file_size > limit or too_dense:
            raise ReadError(
                "too_large", path=self.path, what=f"解压后的 {info.filename}",
                what_en=f"{info.filename}, unpacked,",
                limit=f"{DOCX_RATIO} : 1" if too_dense else f"{DOCX_PART_BYTES // MIB} MB",
            )  # fmt: skip
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # all that the format allows
            raise _damaged(self.path, f"{info.filename} 压缩方式不明", f"{info.filename} is packed strangely")
        try:
            with self._zip.open(info) as stream:
                xml = stream.read(limit + 1)
        except _BROKEN as error:
            raise _damaged(
                self.path, f"{info.filename} 解不开", f"{info.filename} cannot be unpacked"
            ) from error
        # The directory's sizes are the writer's word; what came out is counted too.
        self._left -= len(xml)
        if self._left < 0:
            raise ReadError(
                "too_large", path=self.path, what="解压后的内容", what_en="the unpacked content",
                limit=f"{DOCX_PART_BYTES // MIB} MB",
            )  # fmt: skip
        return xml
