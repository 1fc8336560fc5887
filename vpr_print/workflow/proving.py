"""Variants proved once per build, before any room is: as they are printed they look as they came."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from vpr_print.documents.individual_sets import SetPrinter
from vpr_print.layout.schema import Stamp
from vpr_print.model.geometry import Sides
from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.packet import IndividualSet, NumberedRoom, PaperKey, PaperKind
from vpr_print.model.work import Variant
from vpr_print.prepress.masters import Masters
from vpr_print.prepress.prepare import limits_for, trouble_with
from vpr_print.sandbox import SandboxError, call
from vpr_print.verify.expected import ExpectedPicture, ExpectedStamp, ExpectedVariant
from vpr_print.verify.variants import prove_variants

_SAMPLE = "sample"


class VariantFiles(Protocol):
    """Variants, and where their files are stored by their content address."""

    @property
    def variants(self) -> tuple[Variant, ...]: ...

    @property
    def stored(self) -> Mapping[str, Path]: ...


def expected_stamp(stamp: Stamp) -> ExpectedStamp:
    """What the layout of the sets says of their stamp, for the proof."""
    return ExpectedStamp(stamp.line.content, stamp.blank, stamp.ticks.distance)


def prove_masters(
    inputs: VariantFiles, masters: Masters, printer: SetPrinter, room: NumberedRoom, scratch: Path, workers: int
) -> tuple[ExpectedVariant, ...]:
    """The digests of every variant's pages, once each was rendered as it is printed and found like its original.

    A sample set of each variant is written into ``scratch`` by the same printer that makes the rooms' sets; the
    foreign originals are rendered in processes with limits. Raises errors of proof (42), and of a file (14) on which
    such a process comes to grief.
    """

    def proved(variant: Variant) -> tuple[ExpectedVariant, ...]:
        return _proved(_pictures(variant, masters, inputs.stored, printer, room, scratch))

    ordered = sorted(inputs.variants, key=lambda item: item.number)
    with ThreadPoolExecutor(workers) as pool:
        return tuple(found for result in pool.map(proved, ordered) for found in result)


def _proved(pictures: tuple[ExpectedPicture, ...]) -> tuple[ExpectedVariant, ...]:
    try:
        return call(prove_variants, pictures, limits=limits_for(len(pictures)))
    except SandboxError as error:
        names = dict.fromkeys(picture.original_name for picture in pictures)
        raise trouble_with(", ".join(names), error) from None


def _pictures(
    variant: Variant,
    masters: Masters,
    stored: Mapping[str, Path],
    printer: SetPrinter,
    room: NumberedRoom,
    scratch: Path,
) -> tuple[ExpectedPicture, ...]:
    """A sample set of one variant, written, and what each of its pages has to look like."""
    item = IndividualSet(ordinal=1, variant=variant.number, pages=variant.page_count, enlarged=False, spare=False)
    plan = replace(room.room, sets=(item,))
    number = Identifier(NumberKind.SET, room.site.number, 1)
    numbers = {PaperKey(plan.name, PaperKind.SET, 1): number}
    sample = printer.render(replace(room, room=plan, sides=Sides.ONE, numbers=numbers), folder=_SAMPLE)
    path = scratch / f"{_SAMPLE}-{variant.number}.pdf"
    path.write_bytes(sample.files[0].data)
    facts = {(report.sha256, page.page): page for report in masters.preflight for page in report.pages}
    originals = [(part, page + 1) for part in variant.parts for page in part.pages]
    return tuple(
        ExpectedPicture(
            variant=variant.number,
            page=page,
            original=stored[part.sha256],
            original_name=part.file,
            original_page=original,
            built=path,
            built_name=f"вариант {variant.number}",
            built_page=page,
            size=facts[part.sha256, original].size,
            scale=facts[part.sha256, original].scale,
            turned=facts[part.sha256, original].turned,
            as_picture=facts[part.sha256, original].raster,
            compared=facts[part.sha256, original].compared,
            boxes=record.boxes,
            bilevel=facts[part.sha256, original].bilevel,
        )
        for page, ((part, original), record) in enumerate(zip(originals, sample.records[0].pages, strict=True), 1)
    )
