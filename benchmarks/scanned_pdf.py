"""A PDF as scanners write it, page after page, never all in memory."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

_A4 = b"595.276 841.89"
_CONTENTS, _TREE, _CATALOGUE = 1, 2, 3


def write_scanned_pdf(path: Path, scans: Iterable[bytes]) -> None:
    """On each page one JPEG, with bytes of its own."""
    offsets: dict[int, int] = {}
    with path.open("wb") as file:

        def add(number: int, head: bytes, stream: bytes | None = None) -> None:
            offsets[number] = file.tell()
            body = b"" if stream is None else b"\nstream\n%b\nendstream" % stream
            file.write(b"%d 0 obj\n<<%b>>%b\nendobj\n" % (number, head, body))

        file.write(b"%PDF-1.4\n")
        draw = b"q %b 0 0 %b 0 0 cm /I Do Q" % tuple(_A4.split())
        add(_CONTENTS, b"/Length %d" % len(draw), draw)
        pages = []
        for number, scan in zip(range(4, 10**7, 2), scans, strict=False):
            with Image.open(io.BytesIO(scan)) as image:
                size = image.size
            add(
                number,
                b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
                b"/Filter/DCTDecode/Length %d" % (*size, len(scan)),
                scan,
            )
            add(
                number + 1,
                b"/Type/Page/Parent %d 0 R/MediaBox[0 0 %b]/Contents %d 0 R/Resources<</XObject<</I %d 0 R>>>>"
                % (_TREE, _A4, _CONTENTS, number),
            )
            pages.append(b"%d 0 R" % (number + 1))
        add(_TREE, b"/Type/Pages/Count %d/Kids[%b]" % (len(pages), b" ".join(pages)))
        add(_CATALOGUE, b"/Type/Catalog/Pages %d 0 R" % _TREE)
        start = file.tell()
        file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1))
        file.writelines(b"%010d 00000 n \n" % offsets[number] for number in sorted(offsets))
        file.write(b"trailer\n<</Size %d/Root %d 0 R>>\n" % (len(offsets) + 1, _CATALOGUE))
        file.write(b"startxref\n%d\n%%%%EOF\n" % start)
