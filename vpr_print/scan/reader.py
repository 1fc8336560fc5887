"""Files of scans → readings of their pages: in the sandbox, several chunks at a time, every page accounted for."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from vpr_print import sandbox
from vpr_print.sandbox import Limits, OutOfMemory, SandboxError, SandboxTimeout
from vpr_print.scan.seen import PageReading, PageSource, Trouble
from vpr_print.scan.sources import SourceFile
from vpr_print.scan.stamps import Stamps

CHUNK = 32
"""Pages that are read in one call, and journalled together."""
_MOST_CHUNKS = 64
"""Of one file: each opens it again, and walks to its first page."""
PREPARED = ("vpr_print.scan.page_reading", "vpr_print.scan.pdf_pages", "vpr_print.scan.page_image")
"""What ``sandbox.prepared`` loads once for all calls."""
_MEGABYTES = 1024
_SECONDS = 30
_NONE = Stamps()


@dataclass(frozen=True, slots=True)
class PageRange:
    """Pages of one file."""

    path: Path
    sha256: str
    first: int
    last: int

    @property
    def pages(self) -> range:
        return range(self.first, self.last + 1)


def read_pages(path: Path, sha256: str, first: int, last: int, stamps: Stamps = _NONE) -> tuple[PageReading, ...]:
    """Readings of pages ``first`` to ``last`` of a file; runs in the sandbox."""
    # The libraries are imported here, so that only the sandboxed process carries them
    from vpr_print.scan.page_files import opened
    from vpr_print.scan.page_pictures import PageTrouble
    from vpr_print.scan.page_reading import read_page

    sources = [PageSource(sha256, page) for page in range(first, last + 1)]
    try:
        with opened(path) as file:
            return tuple(read_page(file, source, stamps) for source in sources)
    except PageTrouble as trouble:
        return tuple(PageReading(source=source, trouble=trouble.trouble) for source in sources)


def read_ranges(ranges: tuple[PageRange, ...], stamps: Stamps) -> tuple[PageReading, ...]:
    """Readings of pages of several files; runs in the sandbox."""
    return tuple(
        reading for each in ranges for reading in read_pages(each.path, each.sha256, each.first, each.last, stamps)
    )


def read_chunks(
    files: Iterable[SourceFile],
    known: Collection[PageSource] = frozenset(),
    workers: int = 2,
    stamps: Stamps = _NONE,
) -> Iterator[tuple[PageReading, ...]]:
    """Readings of all pages that are not ``known``, in the files' order, a chunk at a time.

    Of sets whose ``stamps`` are known the scale is measured while the page's picture is at hand.
    A page on which the reader crashes, hangs or runs out of memory is read alone, and if need be accounted for with a
    ``Trouble``. Files with a trouble of their own give one reading.
    """
    with sandbox.prepared(*PREPARED), ThreadPoolExecutor(workers) as pool:
        running: deque[Future[tuple[PageReading, ...]]] = deque()
        try:
            for chunk in chunks_of(files, known):
                running.append(pool.submit(_read, chunk, stamps))
                if len(running) > 2 * workers:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        finally:
            for future in running:
                future.cancel()


def chunks_of(
    files: Iterable[SourceFile], known: Collection[PageSource] = frozenset()
) -> Iterator[tuple[PageRange, ...] | PageReading]:
    """What is read together: pages of one file or of several small ones; a file in trouble is a reading already."""
    chunk: list[PageRange] = []
    size = 0
    for file in files:
        if file.trouble is not None:
            source = PageSource(file.sha256, 1)
            if chunk:
                yield tuple(chunk)
                chunk, size = [], 0
            if source not in known:
                yield PageReading(source=source, trouble=file.trouble)
            continue
        for page in range(1, file.pages + 1):
            if PageSource(file.sha256, page) in known:
                continue
            if chunk and (chunk[-1].path, chunk[-1].last) == (file.path, page - 1):
                chunk[-1] = PageRange(file.path, file.sha256, chunk[-1].first, page)
            else:
                chunk.append(PageRange(file.path, file.sha256, page, page))
            size += 1
            if size >= max(CHUNK, file.pages // _MOST_CHUNKS):
                yield tuple(chunk)
                chunk, size = [], 0
    if chunk:
        yield tuple(chunk)


def _read(chunk: tuple[PageRange, ...] | PageReading, stamps: Stamps) -> tuple[PageReading, ...]:
    if isinstance(chunk, PageReading):
        return (chunk,)
    try:
        pages = sum(len(each.pages) for each in chunk)
        limits = Limits(seconds=_SECONDS + pages, megabytes=_MEGABYTES)
        return sandbox.call(read_ranges, chunk, stamps, limits=limits)
    except SandboxError:
        return tuple(_read_alone(each, page, stamps) for each in chunk for page in each.pages)


def _read_alone(each: PageRange, page: int, stamps: Stamps) -> PageReading:
    trouble = Trouble.DAMAGED
    try:
        limits = Limits(seconds=_SECONDS, megabytes=_MEGABYTES)
        (reading,) = sandbox.call(read_pages, each.path, each.sha256, page, page, stamps, limits=limits)
        return reading
    except SandboxTimeout:
        trouble = Trouble.TOO_SLOW
    except OutOfMemory:
        trouble = Trouble.TOO_LARGE
    except SandboxError:
        pass
    return PageReading(source=PageSource(each.sha256, page), trouble=trouble)
