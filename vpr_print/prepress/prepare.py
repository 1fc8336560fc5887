"""Variants → masters: each file in a process of its own, then places for the stamp, then blocks of objects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from vpr_print.errors import Notice, VprPrintError, raise_flaws
from vpr_print.layout.stamp import Stamp
from vpr_print.model.geometry import Size
from vpr_print.model.work import PageSpan, Variant
from vpr_print.prepress import errors
from vpr_print.prepress.file_work import FilePage, FileTask, PreparedFile, prepare_file
from vpr_print.prepress.free_space import InkedPage, place_stamps
from vpr_print.prepress.loose import LooseObject, block_of, digest_of, reachable
from vpr_print.prepress.masters import (
    PAGE_LIMIT,
    USUAL_OPTIONS,
    Compat,
    FilePreflight,
    Masters,
    PageSizePolicy,
    PictureReason,
    PreparedPage,
    PreparedVariant,
    PrepressOptions,
)
from vpr_print.prepress.places import PageOnSheet
from vpr_print.sandbox import Crashed, Failed, Limits, OutOfMemory, SandboxError, SandboxTimeout, call

FIRST_OBJECT = 64
"""Lower numbers are the fonts'."""
FILE_SECONDS, PAGE_SECONDS = 13.0, 0.25
"""A file has the first, and the second for each page above the first dozen: with the time for reading its text that
is less than 20 s. A page takes 0.03 s."""
PICTURE_SECONDS = 2.0
"""More for each page that may become a picture for the copier's sake, which takes 0.5 s."""
FILE_MEGABYTES = 512
RESULT_MEGABYTES = 128


def prepare_variants(
    variants: Sequence[Variant],
    files: Mapping[str, Path],
    stamp: Stamp,
    *,
    first_object: int = FIRST_OBJECT,
    options: PrepressOptions = USUAL_OPTIONS,
    workers: int = 1,
    ready: Callable[[Masters], None] | None = None,
) -> Masters:
    """Every variant's pages ready to be put into room files, with the stamp's places on them.

    ``files`` says where each content address lies. Blocks take consecutive numbers from ``first_object`` in the order
    of the variants' numbers. ``ready`` is given each variant by itself as soon as it is prepared. Raises
    ``VariantFileError``, ``NoFreeSpaceError``, ``TooManyPagesError`` or ``Flaws`` of several (exit 14).
    """
    ordered = sorted(variants, key=lambda variant: variant.number)
    raise_flaws(_too_long(ordered))
    tasks = _tasks(ordered, files, options)
    made: list[PreparedVariant] = []
    told: dict[str, _Told] = {}
    flaws: dict[str, VprPrintError] = {}
    hindered: list[VprPrintError] = []
    wanted = Counter(sha256 for variant in ordered for sha256 in _sources(variant))
    with ThreadPoolExecutor(max_workers=max(workers, 1)) as pool:
        outcomes = {sha256: pool.submit(_outcome, task) for sha256, task in tasks.items()}
        for variant in ordered:
            prepared: dict[str, PreparedFile] = {}
            for sha256 in _sources(variant):
                match outcomes[sha256].result():
                    case PreparedFile() as file:
                        prepared[sha256] = file
                        told[sha256] = _told(tasks[sha256], sha256, file)
                    case flaw:
                        flaws[sha256] = flaw
                wanted[sha256] -= 1
                if not wanted[sha256]:
                    del outcomes[sha256]  # what was made of it is enough to keep
            if flaws.keys() & _sources(variant):
                continue
            try:
                made.append(_variant(variant, prepared, stamp, first_object))
            except VprPrintError as error:
                hindered.append(error)
                continue
            first_object = made[-1].block.numbers.stop
            if ready:
                ready(_masters(made[-1:], [told[sha256] for sha256 in prepared]))
    raise_flaws(flaws.values())
    raise_flaws(hindered)
    return _masters(made, told.values())


def limits_for(pages: int, options: PrepressOptions = USUAL_OPTIONS) -> Limits:
    """What a process may use that looks at so many pages of a foreign file."""
    may_be_pictures = options.as_image or options.compat is Compat.PDF_1_4
    more = max(pages - 12, 0) * PAGE_SECONDS + pages * PICTURE_SECONDS * may_be_pictures
    return Limits(seconds=FILE_SECONDS + more, megabytes=FILE_MEGABYTES, result_megabytes=RESULT_MEGABYTES)


def trouble_with(file: str, error: SandboxError) -> errors.VariantFileError:
    """What a person is told when the process that looked at the file came to grief."""
    match error:
        case SandboxTimeout():
            return errors.FileTooSlowError(file, error.seconds)
        case OutOfMemory():
            return errors.FileTooBigError(file, error.megabytes)
        case Crashed():
            return errors.FileCrashesError(file, f"код {error.code}")
        case Failed():
            return errors.FileCrashesError(file, error.type_name)
        case _:
            return errors.FileCrashesError(file, type(error).__name__)


def _too_long(variants: Iterable[Variant]) -> Iterable[VprPrintError]:
    for variant in variants:
        if variant.page_count > PAGE_LIMIT:
            names = tuple(dict.fromkeys(part.file for part in variant.parts))
            yield errors.TooManyPagesError(variant.number, names, variant.page_count, PAGE_LIMIT)


def _sources(variant: Variant) -> list[str]:
    """Its files, each once."""
    return list(dict.fromkeys(part.sha256 for part in variant.parts))


def _tasks(variants: Sequence[Variant], files: Mapping[str, Path], options: PrepressOptions) -> dict[str, FileTask]:
    """One task for each file, in the order in which the variants need them, with all pages that any of them has."""
    parts: dict[str, list[PageSpan]] = {}
    for variant in variants:
        for part in variant.parts:
            parts.setdefault(part.sha256, []).append(part)
    return {
        sha256: FileTask(
            spans[0].file, files[sha256], tuple(sorted({page for span in spans for page in span.pages})), options
        )
        for sha256, spans in parts.items()
    }


def _outcome(task: FileTask) -> PreparedFile | VprPrintError:
    """The file's pages, or the error of this file: whatever happens to the process has a name."""
    try:
        return call(prepare_file, task, limits=limits_for(len(task.pages), task.options))
    except VprPrintError as error:
        return error
    except SandboxError as error:
        return trouble_with(task.file, error)


def _variant(
    variant: Variant, prepared: Mapping[str, PreparedFile], stamp: Stamp, first_object: int
) -> PreparedVariant:
    sources = _sources(variant)
    printed = [
        (part.file, sources.index(part.sha256), _page(prepared[part.sha256], page))
        for part in variant.parts
        for page in part.pages
    ]
    firsts = (place == 0 for part in variant.parts for place in range(len(part.pages)))
    inked = [
        InkedPage(file, page.page + 1, page.ink, next(firsts), PageOnSheet.of(page.facts)) for file, _, page in printed
    ]
    placements = place_stamps(inked, stamp)
    objects: list[tuple[int, LooseObject]] = []
    numbers: list[dict[int, int]] = []
    for source, sha256 in enumerate(sources):
        file = prepared[sha256]
        roots = [page.form for _, owner, page in printed if owner == source]
        found = reachable(roots, file.objects)
        numbers.append({index: len(objects) + place for place, index in enumerate(found)})
        objects += [(source, file.objects[index]) for index in found]
    pages = [
        (numbers[source][page.form], placement)
        for (_, source, page), placement in zip(printed, placements, strict=True)
    ]
    return PreparedVariant(
        variant.number,
        digest_of(objects, numbers, pages),
        block_of(first_object, objects, numbers, max(item[2].version for item in printed)),
        tuple(PreparedPage(first_object + form, placement) for form, placement in pages),
    )


_Told = tuple[FilePreflight, tuple[Notice, ...]]
"""What is to be said of a file."""


def _told(task: FileTask, sha256: str, file: PreparedFile) -> _Told:
    return _preflight(task, sha256, file), tuple(_notices(task.file, file, task.options.page_size))


def _masters(made: Sequence[PreparedVariant], told: Iterable[_Told]) -> Masters:
    reports = tuple(told)
    notices = tuple(notice for _, notices in reports for notice in notices)
    return Masters(tuple(made), notices, tuple(report for report, _ in reports))


def _page(file: PreparedFile, page: int) -> FilePage:
    return next(item for item in file.pages if item.page == page)


def _preflight(task: FileTask, sha256: str, result: PreparedFile) -> FilePreflight:
    return FilePreflight(
        file=task.file,
        sha256=sha256,
        page_count=result.page_count,
        repaired=result.repaired,
        encrypted=result.encrypted,
        printing_forbidden=result.printing_forbidden,
        pages=tuple(page.facts for page in result.pages),
    )


def _notices(file: str, result: PreparedFile, policy: PageSizePolicy) -> Iterable[Notice]:
    """What a person should look at, one notice for all pages of a kind."""
    if result.repaired:
        yield errors.repaired_notice(file)
    if result.printing_forbidden:
        yield errors.printing_forbidden_notice(file)
    pages = [page.facts for page in result.pages]
    sizes: dict[tuple[Size, float, bool], list[int]] = {}
    for page in pages:
        if not page.standard:
            sizes.setdefault((page.size, page.scale, page.cropped), []).append(page.page)
    for (size, scale, cropped), told in sizes.items():
        if policy is PageSizePolicy.FIT:
            yield errors.resized_notice(file, tuple(told), size, scale)
        else:
            yield errors.cropped_notice(file, tuple(told), size, cropped)
    pictured: dict[tuple[PictureReason, ...], list[int]] = {}
    for page in pages:
        pictured.setdefault(page.picture, []).append(page.page)
    if numbers := tuple(pictured.pop((PictureReason.UNFAITHFUL,), ())):
        yield errors.raster_notice(file, numbers)
    for reasons, told in pictured.items():
        if reasons not in ((), (PictureReason.ASKED,)):
            yield errors.compat_notice(file, tuple(told), reasons)
    for hiding in (False, True):
        if numbers := tuple(page.page for page in pages if not page.compared and page.layers_removed is hiding):
            yield errors.unproved_notice(file, numbers, layers_removed=hiding)
    if numbers := tuple(page.page for page in pages if page.blank):
        yield errors.blank_notice(file, numbers)
    substituted = [page for page in pages if page.fonts_missing and not page.raster]
    if numbers := tuple(page.page for page in substituted):
        names = sorted({name for page in substituted for name in page.fonts_missing})
        yield errors.fonts_notice(file, numbers, tuple(names))
