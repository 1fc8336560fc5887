"""Variants → masters: each file in a process of its own, then places for the stamp, then blocks of objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from vpr_print.errors import Notice, VprPrintError, raise_flaws
from vpr_print.layout.schema import Stamp
from vpr_print.model.geometry import Size
from vpr_print.model.work import PageSpan, Variant
from vpr_print.prepress import errors
from vpr_print.prepress.file_work import FilePage, FileTask, PreparedFile, prepare_file
from vpr_print.prepress.free_space import InkedPage, place_stamps
from vpr_print.prepress.loose import LooseObject, block_of, digest_of, reachable
from vpr_print.prepress.masters import (
    PAGE_LIMIT,
    FilePreflight,
    Masters,
    PageSizePolicy,
    PreparedPage,
    PreparedVariant,
)
from vpr_print.sandbox import Crashed, Failed, Limits, OutOfMemory, SandboxError, SandboxTimeout, call

FIRST_OBJECT = 64
"""Lower numbers are the fonts'."""
FILE_SECONDS, PAGE_SECONDS = 20.0, 1.0
"""A file has the first, and the second for each page above the first dozen."""
FILE_MEGABYTES = 512
RESULT_MEGABYTES = 128


def prepare_variants(
    variants: Sequence[Variant],
    files: Mapping[str, Path],
    stamp: Stamp,
    *,
    first_object: int = FIRST_OBJECT,
    page_size: PageSizePolicy = PageSizePolicy.FIT,
    workers: int = 1,
) -> Masters:
    """Every variant's pages ready to be put into room files, with the stamp's places on them.

    ``files`` says where each content address lies. Blocks take consecutive numbers from ``first_object`` in the order
    of the variants' numbers. Raises ``VariantFileError``, ``NoFreeSpaceError``, ``TooManyPagesError`` or ``Flaws`` of
    several (exit 14).
    """
    ordered = sorted(variants, key=lambda variant: variant.number)
    raise_flaws(_too_long(ordered))
    tasks = _tasks(ordered, files, page_size)
    with ThreadPoolExecutor(max_workers=max(workers, 1)) as pool:
        outcomes = list(pool.map(_outcome, tasks.values()))
    raise_flaws(outcome for outcome in outcomes if isinstance(outcome, VprPrintError))
    prepared = {
        sha256: outcome for sha256, outcome in zip(tasks, outcomes, strict=True) if isinstance(outcome, PreparedFile)
    }
    made: list[PreparedVariant] = []
    flaws: list[VprPrintError] = []
    for variant in ordered:
        try:
            made.append(_variant(variant, prepared, stamp, first_object))
            first_object = made[-1].block.numbers.stop
        except errors.NoFreeSpaceError as error:
            flaws.append(error)
    raise_flaws(flaws)
    reports = tuple(_preflight(tasks[sha256], sha256, result) for sha256, result in prepared.items())
    notices = tuple(
        notice for sha256, result in prepared.items() for notice in _notices(tasks[sha256].file, result, page_size)
    )
    return Masters(tuple(made), notices, reports)


def _too_long(variants: Iterable[Variant]) -> Iterable[VprPrintError]:
    for variant in variants:
        if variant.page_count > PAGE_LIMIT:
            names = tuple(dict.fromkeys(part.file for part in variant.parts))
            yield errors.TooManyPagesError(variant.number, names, variant.page_count, PAGE_LIMIT)


def _tasks(variants: Sequence[Variant], files: Mapping[str, Path], page_size: PageSizePolicy) -> dict[str, FileTask]:
    """One task for each file, in the order in which the variants need them, with all pages that any of them has."""
    parts: dict[str, list[PageSpan]] = {}
    for variant in variants:
        for part in variant.parts:
            parts.setdefault(part.sha256, []).append(part)
    return {
        sha256: FileTask(
            spans[0].file, files[sha256], tuple(sorted({page for span in spans for page in span.pages})), page_size
        )
        for sha256, spans in parts.items()
    }


def _outcome(task: FileTask) -> PreparedFile | VprPrintError:
    """The file's pages, or the error of this file: whatever happens to the process has a name."""
    try:
        return call(prepare_file, task, limits=_limits(task))
    except VprPrintError as error:
        return error
    except SandboxTimeout as error:
        return errors.FileTooSlowError(task.file, error.seconds)
    except OutOfMemory as error:
        return errors.FileTooBigError(task.file, error.megabytes)
    except Crashed as error:
        return errors.FileCrashesError(task.file, f"код {error.code}")
    except Failed as error:
        return errors.FileCrashesError(task.file, error.type_name)
    except SandboxError as error:
        return errors.FileCrashesError(task.file, type(error).__name__)


def _limits(task: FileTask) -> Limits:
    more = max(len(task.pages) - 12, 0) * PAGE_SECONDS
    return Limits(seconds=FILE_SECONDS + more, megabytes=FILE_MEGABYTES, result_megabytes=RESULT_MEGABYTES)


def _variant(
    variant: Variant, prepared: Mapping[str, PreparedFile], stamp: Stamp, first_object: int
) -> PreparedVariant:
    sources = list(dict.fromkeys(part.sha256 for part in variant.parts))
    printed = [
        (part.file, sources.index(part.sha256), _page(prepared[part.sha256], page))
        for part in variant.parts
        for page in part.pages
    ]
    placements = place_stamps([InkedPage(file, page.page + 1, page.ink) for file, _, page in printed], stamp)
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
        block_of(first_object, objects, numbers),
        tuple(PreparedPage(first_object + form, placement) for form, placement in pages),
    )


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
    sizes: dict[tuple[Size, float, bool], list[int]] = {}
    for page in result.pages:
        if not page.standard:
            sizes.setdefault((page.facts.size, page.facts.scale, page.cropped), []).append(page.page + 1)
    for (size, scale, cropped), told in sizes.items():
        if policy is PageSizePolicy.FIT:
            yield errors.resized_notice(file, tuple(told), size, scale)
        else:
            yield errors.cropped_notice(file, tuple(told), size, cropped)
    pages = result.pages
    if numbers := tuple(page.page + 1 for page in pages if page.facts.raster):
        yield errors.raster_notice(file, numbers)
    if numbers := tuple(page.page + 1 for page in pages if not page.compared):
        yield errors.unproved_notice(file, numbers)
    if numbers := tuple(page.page + 1 for page in pages if page.facts.blank):
        yield errors.blank_notice(file, numbers)
    if numbers := tuple(page.page + 1 for page in pages if page.facts.fonts_missing):
        names = sorted({name for page in pages for name in page.facts.fonts_missing})
        yield errors.fonts_notice(file, numbers, tuple(names))
