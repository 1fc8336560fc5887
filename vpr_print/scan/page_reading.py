"""A page of a scan → what is to be seen on it. Runs in the sandbox."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from PIL import Image

from vpr_print.model.identifier import DIGITS
from vpr_print.scan.decoding import span
from vpr_print.scan.identity import identify
from vpr_print.scan.ink import BLANK, dark_share, ink_share
from vpr_print.scan.ladder import LOOK, climb, look
from vpr_print.scan.page_files import PageFile
from vpr_print.scan.page_pictures import PageImage, PageTrouble
from vpr_print.scan.seen import PageReading, PageSource, Symbol, SymbolType
from vpr_print.scan.show_through import without_show_through
from vpr_print.scan.stamps import Stamps
from vpr_print.scan.ticks import tick_scale
from vpr_print.scan.uprightness import skew_of, turn_of

_BARS_MM, _QR_MM = 123 * 0.381, 21 * 0.508
_MM_PER_INCH = 25.4


def read_page(file: PageFile, source: PageSource, stamps: Stamps) -> PageReading:
    """What one page says; a page that gives no picture has a ``trouble``."""
    try:
        page = file.page(source.page)
        picture = page.gray(LOOK)
        scale = page.width / picture.width
        symbols = look(picture, scale)
        sure = identify(symbols).sure
        ink = dark_share(picture) if sure else ink_share(picture)
        if not sure and ink >= BLANK:
            symbols = climb(page, symbols)
        symbols = without_show_through(symbols, picture, scale, ink)
    except PageTrouble as trouble:
        return PageReading(source=source, trouble=trouble.trouble)
    reading = PageReading(
        source=source,
        width=page.width,
        height=page.height,
        dpi=_dpi(page, symbols),
        symbols=symbols,
        turn=turn_of(symbols, (page.width, page.height)),
        skew=skew_of(symbols),
        ink=ink,
        pixels=_digest(picture),
    )
    boxes = stamps.boxes(identify(symbols).number)
    return replace(reading, scale=tick_scale(picture, reading, boxes)) if boxes else reading


def _digest(picture: Image.Image) -> str:
    digest = hashlib.sha256(b"%d %d\n" % picture.size)
    digest.update(picture.tobytes())
    return digest.hexdigest()


def _dpi(page: PageImage, symbols: tuple[Symbol, ...]) -> float:
    """As the file says it, unless no paper is so large or so small; then as the symbols' size tells."""
    if page.dpi and 100 < max(page.width, page.height) / page.dpi * _MM_PER_INCH < 450:
        return page.dpi
    sizes = {SymbolType.BARS: _BARS_MM, SymbolType.QR: _QR_MM}
    ours = [each for each in symbols if len(each.text) == DIGITS and each.type in sizes]
    told = [span(each) / sizes[each.type] * _MM_PER_INCH for each in ours]
    return round(max(told), 1) if told else 0.0
