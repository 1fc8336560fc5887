"""Objects of an opened PDF → loose objects: only what the forms reach, nothing that acts or tells tales."""

from __future__ import annotations

import copy
import re
import zlib
from decimal import Decimal

from pikepdf import Array, Dictionary, Name, Object, Pdf, PdfError, Stream

from vpr_print.prepress.contents import name_of, spelt
from vpr_print.prepress.loose import REFERENCE, LooseObject
from vpr_print.prepress.page_form import CATEGORIES

OBJECT_LIMIT = 200_000
_UNWANTED = (
    "/Length", "/DL", "/F", "/FFilter", "/FDecodeParms", "/Metadata", "/PieceInfo", "/LastModified", "/StructParent",
    "/StructParents", "/OPI", "/Ref", "/Alternates", "/Measure", "/PtData", "/Parent", "/PS", "/Subtype2",
)  # fmt: skip
"""Keys of streams that draw nothing, or reach out of the file or the page; the length is added on writing."""
_ACTING = (
    "/AA", "/OpenAction", "/JS", "/JavaScript", "/URI", "/Launch", "/RichMedia", "/RichMediaContent", "/XFA",
    "/AcroForm", "/Annots", "/EF", "/EmbeddedFile", "/EmbeddedFiles", "/AF", "/OCProperties", "/OC",
)  # fmt: skip
"""Keys that act or carry files; nothing that is drawn needs them, wherever they stand."""
_ACTIONS = frozenset(
    ("/JavaScript", "/Launch", "/URI", "/GoTo", "/GoToR", "/GoToE", "/GoTo3DView", "/SubmitForm", "/ResetForm",
     "/ImportData", "/Named", "/Rendition", "/Movie", "/Sound", "/Hide", "/Thread", "/SetOCGState", "/RichMediaExecute")
)  # fmt: skip
"""What ``/S`` says of a dictionary that is an action."""
_NAMED_BY_AUTHOR = frozenset(("/CharProcs", "/Colorants", *CATEGORIES))
"""Dictionaries whose keys are the author's own names: one of them may well be «AA»."""
_OUTSIDE = frozenset(
    ("/Catalog", "/Pages", "/Page", "/Annot", "/Action", "/Filespec", "/EmbeddedFile", "/OCG", "/OCMD", "/StructElem",
     "/StructTreeRoot", "/Outlines", "/Metadata", "/Sig", "/ObjStm", "/XRef")
)  # fmt: skip
"""Types of objects that no drawing needs: whatever refers to them gets nothing."""
_TOKEN = re.compile(
    rb"(?P<other>/[^\x00\t\n\x0c\r ()<>\[\]{}/%]*|\((?:[^()\\]|\\.)*\)|<[0-9a-fA-F]*>)|(?P<n>\d+) (?P<g>\d+) R",
    re.DOTALL,
)


class TooManyObjects(Exception):
    """The pages reach more objects than ``OBJECT_LIMIT``."""


class Serialiser:
    """Collects the objects of one PDF that its forms reach."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._index: dict[tuple[int, int], int] = {}
        self._queue: list[tuple[int, int]] = []
        self._done: list[LooseObject] = []
        self._named_by_author: set[tuple[int, int]] = set()

    def index_of(self, root: Object) -> int:
        """The index that the (indirect) object has in ``objects``."""
        return self._ref(root.objgen)

    def objects(self) -> tuple[LooseObject, ...]:
        """All objects reached from those that ``index_of`` was asked for. Raises ``TooManyObjects``."""
        while len(self._done) < len(self._queue):
            if len(self._queue) > OBJECT_LIMIT:
                raise TooManyObjects
            self._done.append(self._loose(self._pdf.get_object(self._queue[len(self._done)])))
        return tuple(self._done)

    def _ref(self, objgen: tuple[int, int]) -> int:
        index = self._index.setdefault(objgen, len(self._queue))
        if index == len(self._queue):
            self._queue.append(objgen)
        return index

    def _loose(self, obj: Object) -> LooseObject:
        if isinstance(obj, (Dictionary, Stream)):
            kind = spelt(obj.get(Name.Type))
            if kind in _OUTSIDE:
                return LooseObject(b"<<>>" if kind.startswith("/OC") else b"null", ())
            if _is_action(obj) or obj.get(Name.Subtype) == Name.PS:
                return LooseObject(b"null", ())
        self._disarm(obj, named_by_author=isinstance(obj, Object) and obj.objgen in self._named_by_author)
        if not isinstance(obj, Stream):
            return LooseObject(*self._head(obj))
        entries = copy.copy(obj.stream_dict)
        for key in _UNWANTED:
            if key in entries:
                del entries[key]
        data = _raw(obj)
        if Name.Filter not in entries:
            data = zlib.compress(data, 6)
            entries[Name.Filter] = Name.FlateDecode
            if Name.DecodeParms in entries:
                del entries[Name.DecodeParms]
        return LooseObject(*self._head(entries), data)

    def _disarm(self, obj: object, *, named_by_author: bool = False) -> None:
        """Take out of the object, and of what lies directly in it, whatever acts or carries files."""
        if isinstance(obj, (Dictionary, Stream)):
            for key, value in list(obj.items()):
                if _is_action(value) or (key in _ACTING and not named_by_author):
                    del obj[name_of(key)]
                elif not isinstance(value, Object):
                    continue
                elif not value.is_indirect:
                    self._disarm(value, named_by_author=key in _NAMED_BY_AUTHOR)
                elif key in _NAMED_BY_AUTHOR:
                    self._named_by_author.add(value.objgen)
        elif isinstance(obj, Array):
            for item in obj:
                if isinstance(item, Object) and not item.is_indirect:
                    self._disarm(item)

    def _head(self, obj: object) -> tuple[bytes, tuple[int, ...]]:
        if not isinstance(obj, Object):
            return _scalar(obj), ()
        text = obj.unparse(resolved=True)
        refs: list[int] = []

        def replace(match: re.Match[bytes]) -> bytes:
            if match["n"] is None:
                return match["other"]
            refs.append(self._ref((int(match["n"]), int(match["g"]))))
            return REFERENCE

        return _TOKEN.sub(replace, text.replace(REFERENCE, b"#00")), tuple(refs)


def _is_action(value: object) -> bool:
    return isinstance(value, Dictionary) and spelt(value.get(Name.S)) in _ACTIONS


def _raw(obj: Stream) -> bytes:
    """The stream as it is encoded in the file, decrypted; empty when the file does not hold it."""
    try:
        return obj.read_raw_bytes()
    except (PdfError, RuntimeError):
        return b""


def _scalar(value: object) -> bytes:
    """What pikepdf gives as a value of Python."""
    match value:
        case None:
            return b"null"
        case bool():
            return b"true" if value else b"false"
        case Decimal():
            return f"{value:f}".encode()
        case _:
            return str(value).encode()
