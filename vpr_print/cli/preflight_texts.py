"""What prepress found in the files that the sets are printed from, and what to do about each thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from vpr_print.prepress.errors import REASONS, page_ranges, size_text
from vpr_print.prepress.masters import FilePreflight, PagePreflight, PictureReason

ON_PAGE: dict[PictureReason, Callable[[PagePreflight], bool]] = {
    PictureReason.TRANSPARENCY: lambda page: page.transparency,
    PictureReason.JPEG2000: lambda page: page.jpeg2000,
    PictureReason.JBIG2: lambda page: page.jbig2,
    PictureReason.SIXTEEN_BITS: lambda page: page.sixteen_bits,
    PictureReason.OPENTYPE: lambda page: page.opentype,
    PictureReason.FONTS_MISSING: lambda page: bool(page.fonts_missing),
}


def preflight_text(files: Sequence[FilePreflight]) -> str:
    """A line for each file with which all is well, and for the others what is worth saying."""
    told = ["Страницы вариантов:"]
    for file in files:
        lines = list(_file_lines(file))
        count = f"печатается страниц: {len(file.pages)} из {file.page_count}"
        told.append(f"  {file.file} ({count})" + ("" if lines else " — всё хорошо"))
        told += [f"    · {line}" for line in lines]
    return "\n".join(told)


def _file_lines(file: FilePreflight) -> Iterator[str]:
    pages = file.pages
    if file.repaired:
        yield "файл был повреждён и восстановлен: посмотрите страницы перед печатью, лучше скачайте архив ещё раз"
    if file.printing_forbidden:
        yield "автор запретил печать: убедитесь, что материалы предназначены для школы"
    for size, scale, cropped in dict.fromkeys(
        (page.size, page.scale, page.cropped) for page in pages if not page.standard
    ):
        where = _pages(page for page in pages if (page.size, page.scale, page.cropped) == (size, scale, cropped))
        yield f"не А4, а {size_text(size)} ({where}): {_laid(scale, cropped=cropped)}"
    if where := _pages(page for page in pages if page.blank):
        yield f"пустые ({where}): проверьте, что так и задумано"
    if where := _pages(page for page in pages if not page.compared):
        yield f"не удалось сравнить с исходным видом ({where}): посмотрите на них перед печатью"
    for reasons in dict.fromkeys(page.picture for page in pages if page.raster):
        where = _pages(page for page in pages if page.picture == reasons)
        yield f"печатаются картинкой ({where}): {', '.join(REASONS[reason] for reason in reasons)}"
    drawn = [page for page in pages if not page.old_copiers]
    for reason, has in ON_PAGE.items():
        if where := _pages(page for page in drawn if has(page)):
            names = sorted({name for page in drawn for name in page.fonts_missing})
            more = f": {', '.join(names)}" if reason is PictureReason.FONTS_MISSING else ""
            yield f"{REASONS[reason]}{more} ({where}): если копир старый, добавьте --compat 1.4"
    if where := _pages(page for page in pages if page.colour and not page.bilevel):
        yield f"цвет ({where}): на чёрно-белом копире станет серым"
    if where := _pages(page for page in pages if page.layers_removed):
        yield f"есть выключенные слои ({where}): они не печатаются, и в готовых файлах их нет"


def _laid(scale: float, *, cropped: bool) -> str:
    if scale != 1:
        return f"масштаб {scale * 100:.0f} %, линейки и чертежи станут другого размера (иначе --page-size as-is)"
    return "край обрезан, посмотрите на них перед печатью" if cropped else "без подгонки, с пустыми полями"


def _pages(pages: Iterator[PagePreflight]) -> str:
    numbers = page_ranges(page.page for page in pages)
    return f"стр. {numbers}" if numbers else ""
