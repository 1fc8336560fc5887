"""Pictures that are none of ours, made here: what else lies on a scanner, and what only looks like a symbol."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path

import zxingcpp
from damage import noise_bytes
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from PIL.Image import Resampling

from vpr_print.model.identifier import with_check_digits

A4 = 1240, 1754
"""At 150 dpi."""
_WHITE = 255


def foreign_pictures(seed: int, count: int) -> Iterator[tuple[str, Image.Image]]:
    """So many pictures with what they are, all kinds in turn."""
    for index in range(count):
        make = _MAKERS[index % len(_MAKERS)]
        chance = random.Random(f"{seed} {index}")
        yield f"{make.__name__.strip('_')} {index}", make(chance)


def odd_files(folder: Path) -> Iterator[Path]:
    """Files whose content is not what a scanner writes: empty, cut off, lying, tiny, of rare modes."""
    chance = random.Random("odd")
    page = _landscape(chance).resize((300, 420))
    whole = {kind: _saved(page.convert("L"), kind) for kind in ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")}
    contents = {f"cut.{kind.lower()}": data[: len(data) * 2 // 3] for kind, data in whole.items()}
    contents |= {f"head-alone.{kind.lower()}": data[:24] for kind, data in whole.items()}
    contents |= {"empty.jpg": b"", "words.png": b"not a picture\n" * 9, "zeros.tif": bytes(4096)}
    contents["noise.jpg"] = whole["JPEG"][:200] + chance.randbytes(9000)
    contents["wrong-name.jpg"] = whole["PNG"]
    contents["junk-behind.png"] = whole["PNG"] + chance.randbytes(2000)
    contents["cut.pdf"] = _saved(page.convert("RGB"), "PDF")[:2000]
    contents["claims-much.png"] = _claiming(whole["PNG"])
    for mode in ("1", "P", "LA", "RGBA", "CMYK", "I;16", "F"):
        source = page.convert("L") if mode == "I;16" else page.convert("RGB")
        kind = "TIFF" if mode in ("CMYK", "I;16", "F") else "PNG"
        contents[f"mode {mode.replace(';', '-')}.{kind.lower()}"] = _saved(source.convert(mode), kind)
    for width, height in ((1, 1), (1, 3000), (3000, 1), (2, 2), (9000, 12)):
        contents[f"{width}x{height}.png"] = _saved(Image.new("L", (width, height), 90), "PNG")
    for name, data in contents.items():
        path = folder / name
        path.write_bytes(data)
        yield path


def symbol(content: str, kind: zxingcpp.BarcodeFormat, scale: int = 3, **options: object) -> Image.Image:
    """A symbol of any kind in gray, with its quiet zone."""
    drawn = zxingcpp.create_barcode(content, kind, **options).to_image(scale=scale, add_quiet_zones=True)
    rows, columns = memoryview(drawn).shape
    return Image.frombytes("L", (columns, rows), bytes(memoryview(drawn)))


# ── kinds ────────────────────────────────────────────────────────────────────────────────────────────────────


def _landscape(chance: random.Random) -> Image.Image:
    """Clouds over hills: soft noise at several scales."""
    image = Image.new("L", A4, 128)
    for cells in (3, 7, 19, 60, 200):
        soft = _random(chance, cells, cells * 3 // 2).resize(A4, Resampling.BICUBIC)
        image = Image.blend(image, soft, 0.35)
    return image


def _photograph_in_colour(chance: random.Random) -> Image.Image:
    bands = [_landscape(chance) for _ in range(3)]
    return Image.merge("RGB", bands).filter(ImageFilter.GaussianBlur(chance.choice((0, 1, 3))))


def _grain(chance: random.Random) -> Image.Image:
    """Noise of one pixel to five, up to black and white."""
    cell = chance.choice((1, 2, 3, 5))
    image = _random(chance, A4[0] // cell, A4[1] // cell).resize(A4, Resampling.NEAREST)
    return image.point([_WHITE * (v > 128) for v in range(256)]) if chance.random() < 0.5 else image


def _stripes(chance: random.Random) -> Image.Image:
    """Bars of random widths across a page: like Code 128 without end."""
    line = bytearray()
    while len(line) < A4[0]:
        line += bytes([0 if len(line) // 4 % 2 else _WHITE]) * chance.choice((2, 3, 4, 5, 6, 8, 9, 12))
        line += bytes([_WHITE if line[-1] == 0 else 0]) * chance.choice((2, 3, 4, 6, 8, 9))
    image = Image.frombytes("L", (A4[0], 1), bytes(line[: A4[0]])).resize(A4, Resampling.NEAREST)
    return image.rotate(chance.choice((0, 3, 90)), fillcolor=_WHITE)


def _squares(chance: random.Random) -> Image.Image:
    """Finder patterns strewn over a page, with random modules between."""
    image = Image.new("L", A4, _WHITE)
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        unit = chance.choice((3, 4, 6))
        x, y = chance.randrange(A4[0] - 30 * unit), chance.randrange(A4[1] - 30 * unit)
        cells = _random(chance, 21, 21).point([_WHITE * (v > 128) for v in range(256)])
        for left, top in ((0, 0), (14, 0), (0, 14)):
            for margin, gray in ((0, 0), (1, _WHITE), (2, 0)):
                cells.paste(gray, (left + margin, top + margin, left + 7 - margin, top + 7 - margin))
        image.paste(cells.resize((21 * unit, 21 * unit), Resampling.NEAREST), (x, y))
    draw.line((0, 0, *A4), fill=0, width=3)
    return image


def _typed_page(chance: random.Random) -> Image.Image:
    """A sheet full of digits: ours among them, but as text."""
    image = Image.new("L", A4, _WHITE)
    draw = ImageDraw.Draw(image)
    for row in range(60):
        number = with_check_digits(f"1640123{chance.randrange(10**7):07d}")
        draw.text((60, 60 + 26 * row), f"{number} " * 6, fill=chance.randrange(80), font=ImageFont.load_default(18))
    return image


def _other_barcodes(chance: random.Random) -> Image.Image:
    """Goods, library books, parcels: symbols of other kinds, some with our very numbers in them."""
    image = Image.new("L", A4, _WHITE)
    formats = zxingcpp.BarcodeFormat
    ours = with_check_digits(f"1640123{chance.randrange(10**7):07d}")
    shelf = (
        (f"{chance.randrange(10**12):012d}", formats.EAN13),
        (f"{chance.randrange(10**7):07d}", formats.EAN8),
        ("SHELF-4021/7", formats.Code39),
        ("Reg. 77/12", formats.Code93),
        (ours, formats.ITF),
        (ours, formats.Code39),
        (ours, formats.DataMatrix),
        (ours, formats.Aztec),
        (ours, formats.PDF417),
    )
    for row, (content, kind) in enumerate(shelf):
        image.paste(symbol(content, kind), (80 + chance.randrange(120), 60 + 180 * row))
    return image


def _foreign_code128(chance: random.Random) -> Image.Image:
    """Code 128 with words, with fifteen or seventeen digits, with wrong check digits."""
    digits = f"{chance.randrange(10**14):014d}"
    right = with_check_digits(digits)
    wrong = right[:-1] + str((int(right[-1]) + chance.randrange(1, 10)) % 10)
    image = Image.new("L", A4, _WHITE)
    texts = ("RU-2026-044", right[:15], right + "0", wrong, "ABC" + right, right[:8] + " " + right[8:], f"(00){right}")
    for row, text in enumerate(texts):
        image.paste(symbol(text, zxingcpp.BarcodeFormat.Code128), (60, 60 + 220 * row))
    return image.rotate(chance.choice((0, 90, 2)), fillcolor=_WHITE)


def _foreign_qr(chance: random.Random) -> Image.Image:
    """QR codes of bills, links, contacts; a packet's text with a wrong checksum; numbers with wrong check digits."""
    right = with_check_digits(f"{chance.randrange(10**14):014d}")
    wrong = right[:-1] + str((int(right[-1]) + chance.randrange(1, 10)) % 10)
    texts = (
        f"https://example.org/{chance.randrange(10**9)}", wrong, right[:12], right + "\n", "MECARD:N:;TEL:;",
        f"VPR1;640123;rabota;101;{right};1-9;12;00000000", "ST00012|Name=|PersonalAcc=40702810900000000001",
    )  # fmt: skip
    image = Image.new("L", A4, _WHITE)
    for index, text in enumerate(texts):
        code = symbol(text, zxingcpp.BarcodeFormat.QRCode, scale=chance.choice((3, 4, 6)))
        image.paste(code, (60 + index % 3 * 380, 60 + index // 3 * 420))
    return image


def _torn_barcodes(chance: random.Random) -> Image.Image:
    """Foreign symbols under noise and cut through the middle."""
    image = _foreign_code128(chance) if chance.random() < 0.5 else _foreign_qr(chance)
    for _ in range(8):
        y = chance.randrange(A4[1])
        image.paste(_WHITE, (0, y, A4[0], y + chance.randrange(5, 40)))
    cover = Image.frombytes("L", A4, noise_bytes(A4[0] * A4[1], 1.5, f"{chance.random()}"))
    return ImageChops.add(image, cover, 1, -128)


def _empty(chance: random.Random) -> Image.Image:
    return Image.new(chance.choice(("1", "L", "RGB")), A4, chance.choice((0, 1)) * _WHITE)


_MAKERS = (
    _landscape, _photograph_in_colour, _grain, _stripes, _squares, _typed_page, _other_barcodes, _foreign_code128,
    _foreign_qr, _torn_barcodes, _empty,
)  # fmt: skip


def _random(chance: random.Random, width: int, height: int) -> Image.Image:
    return Image.frombytes("L", (width, height), chance.randbytes(width * height))


def _saved(image: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def _claiming(png: bytes) -> bytes:
    """A PNG whose header says 60,000 × 60,000."""
    size = (60_000).to_bytes(4, "big")
    return png[:16] + size + size + png[24:]
