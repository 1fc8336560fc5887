"""Scans as picture files: every kind of TIFF that copiers and faxes write, JPEG, PNG; broken and hostile files."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from scanned import OTHER_SET, SET, page, read_file

from vpr_print.scan.identity import identify
from vpr_print.scan.page_image import page_image
from vpr_print.scan.seen import PageReading, Trouble


def assert_read(reading: PageReading, number: str = SET) -> None:
    """Bars and QR both say the number."""
    identity = identify(reading.symbols)
    assert identity.sure, (reading.trouble, identity.doubt)
    assert str(identity.number) == number


@pytest.mark.parametrize("compression", [None, "group3", "group4", "tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_bilevel_tiffs_are_read(compression: str | None, tmp_path: Path) -> None:
    picture = page(dpi=200).convert("1", dither=Image.Dither.NONE)
    picture.save(tmp_path / "a.tif", compression=compression, dpi=(200, 200))
    (reading,) = read_file(tmp_path / "a.tif")
    assert_read(reading)
    assert (reading.width, reading.height, reading.dpi) == (*picture.size, 200)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "CMYK", "P", "I;16"])
@pytest.mark.parametrize("kind", ["TIFF", "PNG"])
def test_colour_gray_and_deep_pictures_are_read(mode: str, kind: str, tmp_path: Path) -> None:
    if mode == "I;16":
        gray = page(dpi=200).tobytes()
        picture = Image.frombytes("I;16", page(dpi=200).size, bytes(v for level in gray for v in (level // 3, level)))
    elif (kind, mode) == ("PNG", "CMYK"):
        return
    else:
        picture = page(dpi=200).convert("RGB").convert(mode)
    if mode == "RGBA":  # black on nothing
        picture.putalpha(ImageChops.invert(page(dpi=200)))
    picture.save(tmp_path / "a", kind, dpi=(200, 200))
    assert_read(read_file(tmp_path / "a")[0])


@pytest.mark.parametrize("options", [{"compression": "jpeg"}, {"tiled": True}, {"big_tiff": True}])
def test_rare_tiffs_are_read(options: dict[str, object], tmp_path: Path) -> None:
    if options.pop("tiled", False):
        options["tiffinfo"] = {322: 256, 323: 256}
    page(dpi=200).save(tmp_path / "a.tif", dpi=(200, 200), **options)
    assert_read(read_file(tmp_path / "a.tif")[0])


@pytest.mark.parametrize("photometric", [0, 1])
@pytest.mark.parametrize("fill_order", [1, 2])
def test_a_tiff_may_turn_its_bits_and_its_black(photometric: int, fill_order: int, tmp_path: Path) -> None:
    picture = page(dpi=200).convert("1", dither=Image.Dither.NONE)
    rows = picture.tobytes() if photometric else bytes(byte ^ 255 for byte in picture.tobytes())
    if fill_order == 2:
        rows = rows.translate(bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256)))
    (tmp_path / "a.tif").write_bytes(
        plain_tiff(picture.size, rows, {262: photometric, 266: fill_order, 282: (200, 1), 283: (200, 1), 296: 2})
    )
    assert_read(read_file(tmp_path / "a.tif")[0])


def test_a_fax_with_pixels_twice_as_high_as_wide_is_read(tmp_path: Path) -> None:
    whole = page(dpi=204)
    fax = whole.resize((whole.width, round(whole.height * 98 / 204)), Image.Resampling.NEAREST).convert("1")
    fax.save(tmp_path / "fax.tif", compression="group3", dpi=(204, 98))
    (reading,) = read_file(tmp_path / "fax.tif")
    assert str(identify(reading.symbols).number) == SET
    assert reading.height / reading.width == pytest.approx(297 / 210, rel=0.01)
    assert reading.turn == 0


def test_each_page_of_a_tiff_is_read_for_itself(tmp_path: Path) -> None:
    pages = [page(dpi=150), page(OTHER_SET, dpi=200).convert("1"), page(dpi=200).convert("RGB")]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    readings = read_file(tmp_path / "a.tif", 3)
    for reading, number in zip(readings, (SET, OTHER_SET, SET), strict=True):
        assert_read(reading, number)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG"])
@pytest.mark.parametrize(("orientation", "turn"), [(1, 0), (3, 180), (6, 270), (8, 90)])
def test_orientation_is_followed(kind: str, orientation: int, turn: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    page(dpi=200).save(tmp_path / "a", kind, exif=exif, dpi=(200, 200))
    (reading,) = read_file(tmp_path / "a")
    assert_read(reading)
    assert reading.turn == turn
    shown = page_image(tmp_path / "a", 1)
    assert shown.size == (reading.width, reading.height)
    upright = page_image(tmp_path / "a", 1, turn=turn, max_side=400)
    assert upright.height > upright.width


@pytest.mark.parametrize("options", [{"progressive": True}, {"quality": 25}, {"optimize": True}])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_jpegs_are_read(mode: str, options: dict[str, object], tmp_path: Path) -> None:
    page(dpi=300).convert("RGB").convert(mode).save(tmp_path / "a.jpg", **options)
    (reading,) = read_file(tmp_path / "a.jpg")
    assert_read(reading)
    assert reading.dpi == pytest.approx(300, rel=0.03), "told by the symbols"


def test_equal_pictures_have_equal_digests_and_others_have_not(tmp_path: Path) -> None:
    for name, number, kind in (("a", SET, "PNG"), ("b", SET, "TIFF"), ("c", OTHER_SET, "PNG")):
        page(number, dpi=300).save(tmp_path / name, kind)
    one, same, other = (read_file(tmp_path / name)[0].pixels for name in "abc")
    assert one == same != other


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("skew", [-5, 5])
def test_any_rotation_and_skew_is_read_and_told(turned: int, skew: int, tmp_path: Path) -> None:
    askew = page(dpi=200).rotate(-skew, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    askew.rotate(-turned, expand=True).save(tmp_path / "a.png", dpi=(200, 200))
    (reading,) = read_file(tmp_path / "a.png")
    assert str(identify(reading.symbols).number) == SET
    assert reading.turn == -turned % 360
    assert reading.skew == pytest.approx(skew, abs=1)


def test_coloured_ink_over_both_symbols_is_seen_through(tmp_path: Path) -> None:
    """Crossed out so densely that of the same lines in black nothing would be left."""
    for name, ink, count in (("blue", (70, 70, 245), 2), ("black", (20, 20, 20), 0)):
        scan = page(dpi=200).convert("RGB")
        for y in range(0, scan.height, 12):
            stripe = (0, y, scan.width // 4, y + 6)
            scan.paste(ImageChops.multiply(scan.crop(stripe), Image.new("RGB", (scan.width // 4, 6), ink)), stripe)
        scan.save(tmp_path / name, "PNG", dpi=(200, 200))
        (reading,) = read_file(tmp_path / name)
        assert len(reading.symbols) >= count // 2 if count else not reading.symbols


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("kept", [0, 3, 20, 300, 3000])
def test_a_file_that_breaks_off_gives_no_number(kind: str, kept: int, tmp_path: Path) -> None:
    whole = io.BytesIO()
    page(dpi=150).save(whole, kind)
    (tmp_path / "a").write_bytes(whole.getvalue()[:kept])
    (reading,) = read_file(tmp_path / "a")
    assert reading.trouble in (Trouble.DAMAGED, Trouble.NOT_AN_IMAGE)
    assert (reading.trouble is Trouble.NOT_AN_IMAGE) >= (kept == 0)


def test_a_picture_that_is_too_large_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1 << 20))), (b"IEND", b"")]
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    (tmp_path / "bomb.png").write_bytes(data)
    (reading,) = read_file(tmp_path / "bomb.png")
    assert reading.trouble is Trouble.TOO_LARGE


def plain_tiff(size: tuple[int, int], rows: bytes, tags: dict[int, int | tuple[int, int]]) -> bytes:
    """A TIFF of one uncompressed bilevel strip with these tags."""
    entries: dict[int, int | tuple[int, int]] = {
        256: size[0], 257: size[1], 258: 1, 259: 1, 273: 0, 277: 1, 278: size[1], 279: len(rows), **tags,
    }  # fmt: skip
    start = 8 + 2 + 12 * len(entries) + 4
    extra, body = b"", b""
    fractions = sum(8 for value in entries.values() if isinstance(value, tuple))
    entries[273] = start + fractions
    for tag, value in sorted(entries.items()):
        if isinstance(value, tuple):
            body += struct.pack("<HHII", tag, 5, 1, start + len(extra))
            extra += struct.pack("<II", *value)
        else:
            body += struct.pack("<HHII", tag, 4, 1, value)
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + body + bytes(4) + extra + rows
