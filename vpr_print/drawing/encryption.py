"""Finished PDFs locked with a password (AES-256, ISO 32000-2, 7.6.4.4.10: revision 6)."""

from __future__ import annotations

import io

import pikepdf

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 127
"""Bytes of UTF-8 that revision 6 takes; what is longer would be cut silently."""


def encrypted(data: bytes, password: str) -> bytes:
    """The same PDF, to be opened with the password only; who opens it may do everything with it.

    Keys and initial values are random: two runs give different bytes with one content.
    """
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(
            out,
            encryption=pikepdf.Encryption(user=password, owner=password, R=6),
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=False,
        )
    return out.getvalue()


def opens_with(data: bytes, password: str | None) -> bool:
    """Whether the PDF is locked with this very password; with None, whether it is not locked at all."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return password is None and not pdf.is_encrypted
    except pikepdf.PasswordError:
        pass
    try:
        pikepdf.open(io.BytesIO(data), password=password or "").close()
    except pikepdf.PasswordError:
        return False
    return password is not None
