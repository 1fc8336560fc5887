"""Remake ``docs/img/*.png`` from the demo: ``python docs/make_pictures.py``, or with a built work's folder.

Needs pdftoppm (Debian: poppler-utils). Pictures are for the eye only: no symbol in them has to read.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

TARGET = Path(__file__).resolve().parent / "img"
LARGEST_BYTES = 60_000
_GRAYS = 16


@dataclass(frozen=True, slots=True)
class Picture:
    """One page of one paper."""

    name: str
    file: str
    """Below the work's folder."""
    page: int = 1
    dpi: int = 70


PICTURES = (
    Picture("set-title", "101/1-komplekty.pdf"),
    Picture("set-page", "101/1-komplekty.pdf", 2),
    Picture("code-sheet", "101/2-kody.pdf"),
    Picture("conduct-protocol", "101/3-protokol.pdf"),
    Picture("labels", "101/4-etiketki.pdf"),
    Picture("labels-unused", "101/4-etiketki.pdf", 2),
    Picture("manifest-delivery", "101/5-opisi.pdf"),
    Picture("manifest-return-used", "101/5-opisi.pdf", 2),
    Picture("draft-sheet", "101/6-chernoviki.pdf"),
    Picture("code-sheet-all", "kody-vse.pdf"),
    Picture("summary", "svodka.pdf"),
    Picture("hand-out-plan", "plan-razdachi.pdf"),
)


def make_pictures(work: Path) -> None:
    """Every picture in ``docs/img`` from the papers of a built work, each below 60 kB."""
    TARGET.mkdir(exist_ok=True)
    for picture in PICTURES:
        data = _png(work / picture.file, picture)
        (TARGET / f"{picture.name}.png").write_bytes(data)
        print(f"{picture.name}.png  {len(data)} bytes")


def build_demo(folder: Path) -> Path:
    """The demo's work, built once more with draft sheets, so that every paper is there."""
    lists = folder / "materialy"
    program = [sys.executable, "-m", "vpr_print"]
    subprocess.run([*program, "demo", str(folder)], check=True, stdout=subprocess.DEVNULL)
    again = ["build", "materialy/arhiv.zip", "--spares", "1", "--print-drafts", "--replace"]
    inputs = ["--rooms", str(lists / "raspredelenie.xlsx"), "--codes", str(lists / "kody.xlsx")]
    subprocess.run([*program, *again, *inputs], check=True, cwd=folder, stdout=subprocess.DEVNULL)
    return next((folder / "works").iterdir())


def _png(pdf: Path, picture: Picture) -> bytes:
    page = str(picture.page)
    command = ["pdftoppm", "-r", str(picture.dpi), "-f", page, "-l", page, "-gray", str(pdf)]
    rendered = subprocess.run(command, check=True, capture_output=True).stdout
    for grays in (_GRAYS, 8, 4):
        image = Image.open(BytesIO(rendered)).convert("L").quantize(grays)
        out = BytesIO()
        image.save(out, "PNG", optimize=True)
        if len(out.getvalue()) < LARGEST_BYTES:
            return out.getvalue()
    raise SystemExit(f"{picture.name}: larger than {LARGEST_BYTES} bytes; take fewer dots per inch")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        make_pictures(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as scratch:
            make_pictures(build_demo(Path(scratch) / "school"))
