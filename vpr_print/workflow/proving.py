"""Variants proved once per build, before any room is: as they are printed they look as they came."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vpr_print.documents.individual_sets import SetPrinter
from vpr_print.documents.kit import SET_LAYOUT, LayoutKit
from vpr_print.drawing.fonts import FontBook
from vpr_print.layout.stamp import Stamp
from vpr_print.model.geometry import Sides
from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.packet import IndividualSet, NumberedRoom, PaperKey, PaperKind, RoomPlan
from vpr_print.model.work import Site, Variant, Work
from vpr_print.prepress.masters import Masters, PrepressOptions
from vpr_print.prepress.prepare import limits_for, prepare_variants, trouble_with
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampler:
    """What a sample set of a variant is printed and proved with."""

    files: VariantFiles
    site: Site
    work: Work
    layouts: LayoutKit
    fonts: FontBook
    scratch: Path


def expected_stamp(stamp: Stamp) -> ExpectedStamp:
    """What the layout of the sets says of their stamp, for the proof."""
    return ExpectedStamp(stamp.line.content, stamp.blank, stamp.ticks.distance)


def prepare_and_prove(
    sampler: Sampler, options: PrepressOptions, workers: int
) -> tuple[Masters, tuple[ExpectedVariant, ...]]:
    """Every variant's pages ready to be put into room files, and what ``prove_masters`` gives of them.

    A variant is proved while others are still prepared. Raises the errors of ``prepare_variants`` or else the first
    of ``prove_masters``.
    """
    proofs: list[Future[tuple[ExpectedVariant, ...]]] = []
    with ThreadPoolExecutor(workers) as aside:
        try:
            masters = prepare_variants(
                sampler.files.variants,
                sampler.files.stored,
                sampler.layouts.stamp,
                options=options,
                workers=workers,
                ready=lambda ready: proofs.append(aside.submit(prove_masters, sampler, ready)),
            )
            return masters, tuple(found for proof in proofs for found in proof.result())
        finally:
            aside.shutdown(cancel_futures=True)


def prove_masters(sampler: Sampler, masters: Masters) -> tuple[ExpectedVariant, ...]:
    """The digests of every variant's pages, once each was rendered as it is printed and found like its original.

    A sample set of each variant is written by the same printer that makes the rooms' sets; the foreign originals are
    rendered in processes with limits. Raises errors of proof (42), and of a file (14) on which such a process comes
    to grief.
    """
    made = {variant.number for variant in masters.variants}
    printer = SetPrinter(masters, sampler.layouts.layout(SET_LAYOUT), sampler.fonts)
    return tuple(
        found
        for variant in sampler.files.variants
        if variant.number in made
        for found in _proved(_pictures(variant, sampler, masters, printer))
    )


def _proved(pictures: tuple[ExpectedPicture, ...]) -> tuple[ExpectedVariant, ...]:
    try:
        return call(prove_variants, pictures, limits=limits_for(len(pictures)))
    except SandboxError as error:
        names = dict.fromkeys(picture.original_name for picture in pictures)
        raise trouble_with(", ".join(names), error) from None


def _pictures(variant: Variant, sampler: Sampler, masters: Masters, printer: SetPrinter) -> tuple[ExpectedPicture, ...]:
    """A sample set of one variant, written, and what each of its pages has to look like."""
    item = IndividualSet(ordinal=1, variant=variant.number, pages=variant.page_count, enlarged=False, spare=False)
    room = NumberedRoom(
        site=sampler.site,
        work=sampler.work,
        sides=Sides.ONE,
        room=RoomPlan(name="", folder=_SAMPLE, places=(), sets=(item,), spare_codes=(), draft_sheets=0),
        numbers={PaperKey("", PaperKind.SET, 1): Identifier(NumberKind.SET, sampler.site.number, 1)},
    )
    sample = printer.render(room, folder=_SAMPLE)
    path = sampler.scratch / f"{_SAMPLE}-{variant.number}.pdf"
    path.write_bytes(sample.files[0].data)
    facts = {(report.sha256, page.page): page for report in masters.preflight for page in report.pages}
    originals = [(part, page + 1) for part in variant.parts for page in part.pages]
    return tuple(
        ExpectedPicture(
            variant=variant.number,
            page=page,
            original=sampler.files.stored[part.sha256],
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
