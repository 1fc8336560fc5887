"""A locked PDF against the open one that it was made from: the same objects behind the password, nothing without it."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from vpr_print.verify.errors import Promise, ProofError

_OWN_KEYS = ("/Size", "/Prev", "/ID", "/Encrypt", "/XRefStm")
"""Of the trailer: they speak of the file, not of what it holds."""

_DAMAGED = (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError, ValueError, TypeError, LookupError, AttributeError)
"""What pikepdf raises for files that are not in order; pdfium's error is a ``RuntimeError``."""


def encryption_flaws(locked: bytes, plain: bytes, password: str, *, name: str) -> Iterator[ProofError]:
    """What is wrong with ``locked``; nothing when it holds every object of the already proved ``plain``.

    ``name`` is the file's, for people. pdfium opens it with the password and not without; the objects are compared
    one by one, streams byte for byte.
    """
    if _opens_without_password(locked):
        yield ProofError(Promise.FILE, name, 0, "файл открывается только с паролем", "открывается без пароля")
        return
    try:
        pypdfium2.PdfDocument(locked, password=password).close()
        with (
            pikepdf.open(io.BytesIO(locked), password=password, attempt_recovery=False) as one,
            pikepdf.open(io.BytesIO(plain)) as other,
        ):
            if one.encryption.R != 6 or one.encryption.bits != 256:
                told = f"R{one.encryption.R}, {one.encryption.bits} бит"
                yield ProofError(Promise.FILE, name, 0, "шифр AES-256", told)
            if not _same(_content(one), _content(other), set()):
                yield ProofError(Promise.FILE, name, 0, "то же содержимое под паролем", "оно другое")
    except _DAMAGED:
        yield ProofError(Promise.FILE, name, 0, "файл открывается со своим паролем", "не открывается")


def _opens_without_password(data: bytes) -> bool:
    try:
        pypdfium2.PdfDocument(data).close()
    except pypdfium2.PdfiumError as error:
        return bool(getattr(error, "err_code", None) != pdfium.FPDF_ERR_PASSWORD)
    return True


def _content(pdf: pikepdf.Pdf) -> dict[str, object]:
    """The entries of trailer and catalogue, but for what only says how the file is stored."""
    found = {key: value for key, value in pdf.trailer.items() if key not in _OWN_KEYS}
    return found | {"/Root": {key: value for key, value in pdf.Root.items() if key != "/Extensions"}}


def _same(one: object, other: object, seen: set[tuple[tuple[int, int], tuple[int, int]]]) -> bool:
    """Whether two values are the same all the way down; ``seen`` are pairs of objects on the way or done."""
    todo = [(one, other)]
    while todo:
        one, other = todo.pop()
        if isinstance(one, pikepdf.Object) and isinstance(other, pikepdf.Object) and one.is_indirect:
            pair = (one.objgen, other.objgen)
            if not other.is_indirect:
                return False
            if pair in seen:
                continue
            seen.add(pair)
        if isinstance(one, pikepdf.Stream) and isinstance(other, pikepdf.Stream):
            if one.read_raw_bytes() != other.read_raw_bytes():
                return False
            one, other = _entries(one), _entries(other)
        elif isinstance(one, pikepdf.Dictionary) and isinstance(other, pikepdf.Dictionary):
            one, other = _entries(one), _entries(other)
        if isinstance(one, dict) and isinstance(other, dict):
            if one.keys() != other.keys():
                return False
            todo += [(one[key], other[key]) for key in one]
        elif isinstance(one, pikepdf.Array) and isinstance(other, pikepdf.Array):
            if len(one) != len(other):
                return False
            todo += zip(one, other, strict=True)
        elif type(one) is not type(other) or one != other:
            return False
    return True


def _entries(holder: pikepdf.Object) -> dict[str, object]:
    return {key: value for key, value in holder.items() if key != "/Length"}
