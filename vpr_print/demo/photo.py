"""A photograph that nobody took: a lake in the evening, drawn by rule, with the noise of a camera."""

from __future__ import annotations

import math
import random
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter

_SIZE = (1500, 940)


def landscape_jpeg(chance: random.Random) -> bytes:
    """A colour JPEG of 1500 × 940 pixels, about 600 kB: sky, hills, a lake with a mast, and grain."""
    w, h = _SIZE
    shore = int(h * 0.56)
    picture = Image.new("RGB", _SIZE)
    draw = ImageDraw.Draw(picture)
    for y in range(h):
        part = y / shore if y < shore else (h - y) / (h - shore) * 0.8
        draw.line((0, y, w, y), fill=(int(120 + 100 * part), int(150 + 70 * part), int(205 - 30 * part)))
    sun = (int(w * chance.uniform(0.2, 0.8)), int(h * 0.22))
    draw.ellipse((sun[0] - 46, sun[1] - 46, sun[0] + 46, sun[1] + 46), fill=(255, 240, 205))
    picture = picture.filter(ImageFilter.GaussianBlur(9))
    draw = ImageDraw.Draw(picture)
    for depth in range(4):
        level = shore - (3 - depth) * 42
        waves = [(chance.uniform(0.002, 0.012), chance.uniform(0, 6.3), chance.uniform(12, 46)) for _ in range(4)]
        ridge = [(x, level - 30 - sum(a * math.sin(f * x + p) for f, p, a in waves) / 2) for x in range(0, w + 6, 6)]
        tone = 108 - depth * 22
        draw.polygon([*ridge, (w, shore), (0, shore)], fill=(tone, tone + 14, tone + 10 - depth * 6))
    for _ in range(260):
        x, y = chance.randrange(w), shore + int((chance.random() ** 1.5) * (h - shore - 60))
        length = 14 + (y - shore) // 3
        draw.line((x, y, x + length, y), fill=(214, 218, 214), width=1 + (y - shore) // 160)
    boat = int(w * 0.42)
    draw.polygon([(boat, shore + 120), (boat + 190, shore + 120), (boat + 160, shore + 152), (boat + 26, shore + 152)],
                 fill=(58, 40, 32))  # fmt: skip
    draw.line((boat + 92, shore + 120, boat + 92, shore - 90), fill=(40, 32, 28), width=6)
    draw.polygon([(boat + 98, shore - 84), (boat + 98, shore + 100), (boat + 186, shore + 100)], fill=(232, 230, 222))
    grain = Image.frombytes("L", _SIZE, chance.randbytes(w * h)).point([value // 5 for value in range(256)])
    picture = ImageChops.subtract(picture, Image.merge("RGB", (grain, grain, grain)))
    out = BytesIO()
    picture.save(out, "JPEG", quality=88, subsampling=2)
    return out.getvalue()
