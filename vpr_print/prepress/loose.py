"""Serialised objects without numbers: made once per file, put into a variant's block wherever it starts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from vpr_print.drawing.pdf_file import ObjectBlock

REFERENCE = b"\0"
"""Stands in ``head`` for each reference; serialised objects never hold this byte."""


@dataclass(frozen=True, slots=True)
class LooseObject:
    """An indirect object whose references are indices of a list of such objects."""

    head: bytes
    """The object, or the dictionary of a stream, with ``REFERENCE`` for each reference."""
    refs: tuple[int, ...]
    stream: bytes | None = None
    """Encoded as ``head`` says; the length is added on writing."""


def block_of(
    first: int, objects: Sequence[tuple[int, LooseObject]], numbers: Sequence[dict[int, int]], version: str = "1.4"
) -> ObjectBlock:
    """The objects as a block that starts with number ``first`` and needs ``version`` of PDF.

    ``objects`` are pairs of a source's index and an object of it; ``numbers`` has a table for each source, from the
    index of an object to its place in the block.
    """
    return ObjectBlock.of(first, [_body(item, first, numbers[source]) for source, item in objects], version)


def reachable(roots: Sequence[int], objects: Sequence[LooseObject]) -> list[int]:
    """Indices of all objects that the roots need, each once, in the order in which they are met."""
    found = dict.fromkeys(roots)
    queue = list(found)
    for index in queue:
        for ref in objects[index].refs:
            if ref not in found:
                found[ref] = None
                queue.append(ref)
    return queue


def digest_of(objects: Sequence[tuple[int, LooseObject]], numbers: Sequence[dict[int, int]], more: object) -> str:
    """Hex digest of the objects in their order, and of ``more``; it does not depend on where the block starts."""
    digest = hashlib.sha256(repr(more).encode())
    for source, item in objects:
        refs = [numbers[source][ref] for ref in item.refs]
        digest.update(repr((item.head, refs, len(item.stream or b""))).encode())
        digest.update(item.stream or b"")
    return digest.hexdigest()


def _body(item: LooseObject, first: int, numbers: dict[int, int]) -> bytes:
    parts = item.head.split(REFERENCE)
    out = [parts[0]]
    for ref, part in zip(item.refs, parts[1:], strict=True):
        out += (b"%d 0 R" % (first + numbers[ref]), part)
    if item.stream is not None:
        head = b"".join(out).rstrip()
        assert head.endswith(b">>")
        out = [head[:-2], b"/Length %d>>\nstream\n" % len(item.stream), item.stream, b"\nendstream"]
    return b"".join(out)
