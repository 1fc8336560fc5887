"""Pages of scans that are not decoded yet: gray pictures as a viewer shows them, no finer than asked for.

The files are foreign: everything here runs in the sandbox.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PIL import Image, ImageFile

from vpr_print.scan.gray import BROKEN, black_ink_of, gray_of
from vpr_print.scan.seen import Trouble

MOST_BYTES = 320 << 20
"""Of a decoded picture: A3 in colour at 600 dpi has 266 MB."""
_DIVISORS = (8, 4, 2)
_SQUARE = 1.02
"""Resolutions across and down that differ less are the same."""
_COLOURED = frozenset(("RGB", "RGBA", "P", "CMYK", "YCbCr"))
_ORIENTATION = 0x0112
_SHOWN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What a viewer does, by the orientation of EXIF 2.32, 4.6.4."""
_SIDEWAYS_ORIENTATIONS = frozenset((5, 6, 7, 8))
_SIDEWAYS = frozenset(_SHOWN[orientation] for orientation in _SIDEWAYS_ORIENTATIONS)

Decode = Callable[[int], Image.Image]
"""A gray picture of about 1/divisor of the full size, where the divisor is 1, 2, 4 or 8."""


class PageTrouble(Exception):
    """The page or the file gives no picture."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page of a scan that is not decoded yet."""

    width: int
    """Pixels as a viewer shows the page."""
    height: int
    dpi: float
    """As the file says it; 0 = unknown."""
    decode: Decode
    black_ink: Callable[[], Image.Image] | None = None
    """In full size without coloured ink: pens, stamps and coffee fade, toner stays. Of colour pictures only."""
    otherwise: Callable[[], PageImage] | None = None
    """Another, slower way to a picture of the same page, where there is one."""

    def gray(self, least: int) -> Image.Image:
        """A gray picture with a long side of at least so many pixels, where there are so many.

        Raises ``PageTrouble``.
        """
        divisor = next((each for each in _DIVISORS if max(self.width, self.height) >= each * least), 1)
        try:
            return self.decode(divisor)
        except BROKEN as error:
            raise PageTrouble(Trouble.DAMAGED) from error


def of_picture(fresh: Callable[[], ImageFile.ImageFile], *, heed_orientation: bool = True) -> PageImage:
    """A picture that can be opened again and again, as a page; what EXIF says of its turn is void inside a PDF."""
    with fresh() as image:
        size, (across, down) = image.size, _resolution(image)
        jpeg = image.format in ("JPEG", "MPO") and image.mode in ("L", "RGB")
        coloured = image.mode in _COLOURED and size[0] * size[1] * 4 <= MOST_BYTES
        square = _squared(size, across, down)
        check_size(max(size, square), 1 if jpeg else bytes_per_pixel(image.mode))
        # Of a PNG that does not say it at once, Pillow would decode the whole
        told = heed_orientation and "exif" in image.info
        orientation = image.getexif().get(_ORIENTATION, 1) if told else 1
    full: list[Image.Image] = []

    def decode(divisor: int) -> Image.Image:
        if jpeg and square == size:
            with fresh() as image:
                image.draft("L", (max(size[0] // divisor, 1), max(size[1] // divisor, 1)))
                image.load()
                return image
        if not full:
            with fresh() as image:
                full.append(_fitted(gray_of(image), square))
        return full[0].reduce(divisor) if divisor > 1 else full[0]

    def black_ink() -> Image.Image:
        with fresh() as image:
            return _fitted(black_ink_of(image), square)

    page = PageImage(*square, max(across, down), decode, black_ink if coloured else None)
    return shown_page(page, _SHOWN.get(orientation))


def shown_page(page: PageImage, transpose: Image.Transpose | None) -> PageImage:
    """The page as a viewer turns or mirrors it."""
    if transpose is None:
        return page
    size = (page.height, page.width) if transpose in _SIDEWAYS else (page.width, page.height)
    black_ink = page.black_ink
    return replace(
        page,
        width=size[0],
        height=size[1],
        decode=lambda divisor: page.decode(divisor).transpose(transpose),
        black_ink=None if black_ink is None else lambda: black_ink().transpose(transpose),
    )


def of_tiff(image: ImageFile.ImageFile) -> PageImage:
    """The frame where the file stands; Pillow has turned it as its orientation says."""
    across, down = _resolution(image)
    if image.getexif().get(_ORIENTATION, 1) in _SIDEWAYS_ORIENTATIONS:
        across, down = down, across
    square = _squared(image.size, across, down)
    check_size(max(image.size, square), bytes_per_pixel(image.mode))
    full: list[Image.Image] = []

    def decode(divisor: int) -> Image.Image:
        if not full:
            full.append(_fitted(gray_of(image), square))
        return full[0].reduce(divisor) if divisor > 1 else full[0]

    black_ink = (lambda: _fitted(black_ink_of(image), square)) if image.mode in _COLOURED else None
    return PageImage(*square, max(across, down), decode, black_ink)


def check_size(size: tuple[int, int], pixel_bytes: int) -> None:
    """Raise ``PageTrouble`` for a picture that is empty, or that does not fit into memory."""
    if min(size) < 1:
        raise PageTrouble(Trouble.DAMAGED)
    if size[0] * size[1] * pixel_bytes > MOST_BYTES:
        raise PageTrouble(Trouble.TOO_LARGE)


def bytes_per_pixel(mode: str) -> int:
    """Memory that Pillow takes for a pixel."""
    if mode in ("1", "L", "P"):
        return 1
    return 2 if mode.startswith("I;16") else 4


def _resolution(image: Image.Image) -> tuple[float, float]:
    """Dots per inch across and down as the file says them; 0 where it does not."""
    told = image.info.get("dpi", (0, 0))
    try:
        across, down = float(told[0]), float(told[1])
    except (TypeError, ValueError, LookupError, ArithmeticError):
        return 0.0, 0.0
    return (across, down) if 1 < across < 10_000 and 1 < down < 10_000 else (0.0, 0.0)


def _squared(size: tuple[int, int], across: float, down: float) -> tuple[int, int]:
    """The size with pixels as wide as high: a fax has 204 dpi across and 98 down."""
    if not across or not down or not 1 / 4 < across / down < 4 or 1 / _SQUARE < across / down < _SQUARE:
        return size
    finest = max(across, down)
    return round(size[0] * finest / across), round(size[1] * finest / down)


def _fitted(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    return picture if picture.size == size else picture.resize(size, Image.Resampling.BILINEAR)
