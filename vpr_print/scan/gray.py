"""Any picture as shades of gray: 0 is black, 255 is white paper."""

from __future__ import annotations

import struct
import zlib

from PIL import Image, ImageChops

Image.MAX_IMAGE_PIXELS = None  # the limit is ours: see page_pictures.check_size

BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    zlib.error,
)
"""What Pillow's decoders say of a damaged file."""


def gray_of(image: Image.Image) -> Image.Image:
    """The picture in gray, on white where it is transparent; of 16 bits the upper eight."""
    image.load()
    match image.mode:
        case "L":
            return image
        case "I;16" | "I;16L":
            return Image.frombytes("L", image.size, image.tobytes()[1::2])
        case "I;16B":
            return Image.frombytes("L", image.size, image.tobytes()[::2])
        case "I" | "F":
            return _spread(image.convert("F"))
    if image.has_transparency_data:
        layered = image.convert("RGBA" if image.mode not in ("LA", "La") else "LA")
        paper = Image.new("L", image.size, 255)
        paper.paste(layered.convert("L"), mask=layered.getchannel("A"))
        return paper
    return image.convert("L")


def black_ink_of(image: Image.Image) -> Image.Image:
    """The picture in gray without its coloured inks: of each pixel the lightest of its colours."""
    red, green, blue = image.convert("RGB").split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _spread(image: Image.Image) -> Image.Image:
    """Numbers of any range as gray, the lowest black, the highest white."""
    extrema = image.getextrema()
    low, high = float(extrema[0]), float(extrema[1])  # type: ignore[arg-type]  # one band has one pair
    scale = 255 / (high - low) if high > low else 0.0
    return image.point(lambda value: value * scale + (255 - high * scale)).convert("L")
