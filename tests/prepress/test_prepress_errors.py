"""Errors of prepress cross the border of a process, and speak in four parts."""

from __future__ import annotations

import pickle

import pytest

from vpr_print.errors import ExitCode, VprPrintError
from vpr_print.model.geometry import Rect, Size
from vpr_print.prepress import errors, space_errors
from vpr_print.prepress.ink import InkMap
from vpr_print.prepress.space_errors import Hindrance, Obstacle, Part, Zone
from vpr_print.sandbox import wire

EXAMPLES: list[VprPrintError] = [
    errors.FileNeedsPasswordError("v.pdf"),
    errors.FileDamagedError("v.pdf"),
    errors.FileHasNoPagesError("v.pdf"),
    errors.PageMissingError("v.pdf", 3),
    errors.FileTooSlowError("v.pdf", 20),
    errors.FileTooBigError("v.pdf", 512),
    errors.FileCrashesError("v.pdf", "код -11"),
    errors.TooManyObjectsError("v.pdf", 1000),
    errors.ImageTooLargeError("v.pdf", 1, 40_000, 40_000, 150_000_000),
    errors.NestingTooDeepError("v.pdf", 2),
    errors.PageSizeRefusedError("v.pdf", 2, Size(216, 279)),
    errors.TooManyPagesError(1, ("v.pdf",), 120, 99),
    space_errors.NoFreeSpaceError(
        "v.pdf",
        2,
        (Obstacle(Part.QR, 1, Rect(6, 276, 14.7, 14.7), Hindrance.ZONE, "КОД"),),
        (Zone("КОД", Rect(126, 0, 77, 34)),),
        InkMap((8, 1), b""),
    ),
]


def classes(base: type[VprPrintError]) -> set[type[VprPrintError]]:
    return {base, *(found for below in base.__subclasses__() for found in classes(below))}


def test_every_error_has_an_example() -> None:
    ours = {kind for kind in classes(VprPrintError) if kind.__module__ in (errors.__name__, space_errors.__name__)}
    assert ours - {errors.VariantFileError} == {type(item) for item in EXAMPLES}


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: error.id)
def test_an_error_survives_both_borders_and_tells_what_to_do(error: VprPrintError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) and type(again) is type(error)
    text = wire.encode(error)
    size = wire.HEADER.size
    length, _ = wire.HEADER.unpack(text[:size])
    assert str(wire.decode(text[size : size + length], text[size + length :])) == str(error)
    assert error.exit_code is ExitCode.VARIANT
    message = error.message
    assert "v.pdf" in message.where
    assert all((message.what, message.where, message.needed, message.todo))


def test_pages_are_told_as_ranges() -> None:
    assert errors.page_of("v.pdf", 1, 2, 3, 7) == "v.pdf, страницы 1–3, 7"
