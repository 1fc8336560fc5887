"""Content streams of a kind that we do not write, cut into operators by pypdf's tokenizer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, StreamObject

from vpr_print.verify.machine import Machine, StringOperand

_BROKEN = (
    *(PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError),
    *(RecursionError, TypeError, ValueError),
)
"""All the ways in which pypdf tells broken content."""


def run_oddly(content: bytes, machine: Machine) -> None:
    """Run the machine over content that ``drawn`` does not understand; what pypdf does not either is doubted."""
    stream = StreamObject()
    stream.set_data(content)
    try:
        operations = ContentStream(stream, None).operations
    except _BROKEN as flaw:
        machine.drawing.doubts.append(type(flaw).__name__)
        return
    for operands, operator in operations:
        name = operator.decode("latin-1")
        if name == "INLINE IMAGE":
            machine.drawing.doubts.append("BI")
            continue
        try:
            machine.run(name, list(_flat(operands)) if isinstance(operands, list) else [])
        except (ValueError, IndexError, TypeError):
            machine.drawing.doubts.append(name)


def _flat(operands: Sequence[object]) -> Iterator[object]:
    for operand in operands:
        if isinstance(operand, list):
            yield from _flat(operand)
        elif isinstance(operand, bytes):
            yield StringOperand(operand)
        elif isinstance(operand, str) and hasattr(operand, "original_bytes"):
            yield StringOperand(operand.original_bytes)
        elif isinstance(operand, str):
            yield operand.encode()
        elif isinstance(operand, int | float):
            yield repr(float(operand)).encode()
        elif hasattr(operand, "as_numeric"):
            yield repr(float(operand.as_numeric())).encode()
