"""Maps from a page (mm) to its image (pixels), fitted to points that were found. Plain arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Affine:
    """``x' = ax + by + c``, ``y' = dx + ey + f``."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def at(self, x: float, y: float) -> Point:
        """Where a point of the page lies in the image."""
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    def after(self, first: Affine) -> Affine:
        """The map that does ``first``, then this one."""
        return Affine(
            self.a * first.a + self.b * first.d,
            self.a * first.b + self.b * first.e,
            self.a * first.c + self.b * first.f + self.c,
            self.d * first.a + self.e * first.d,
            self.d * first.b + self.e * first.e,
            self.d * first.c + self.e * first.f + self.f,
        )

    @property
    def across(self) -> float:
        """Pixels for each mm of the page's width."""
        return math.hypot(self.a, self.d)

    @property
    def along(self) -> float:
        """Pixels for each mm of the page's height."""
        return math.hypot(self.b, self.e)

    @property
    def angle(self) -> float:
        """Degrees clockwise by which the page's width is turned in the image."""
        return math.degrees(math.atan2(self.d, self.a))

    @property
    def mirrored(self) -> bool:
        return self.a * self.e - self.b * self.d < 0

    @property
    def lean(self) -> float:
        """Degrees by which the page's corners differ from right angles."""
        cosine = (self.a * self.b + self.d * self.e) / (self.across * self.along)
        return abs(math.degrees(math.asin(max(-1.0, min(1.0, cosine)))))


def fit_affine(pairs: Iterable[tuple[Point, Point]]) -> Affine | None:
    """The map that comes nearest to (point of the page, point of the image); None when they lie on one line."""
    pairs = tuple(pairs)
    across = fit_plane([(*page, image[0]) for page, image in pairs])
    down = fit_plane([(*page, image[1]) for page, image in pairs])
    return Affine(*across, *down) if across and down else None


def fit_plane(points: Sequence[tuple[float, float, float]]) -> tuple[float, float, float] | None:
    """(p, q, r) with ``z`` nearest to ``px + qy + r`` for the points (x, y, z); None when they do not settle it."""
    count = len(points)
    if count < 3:
        return None
    mx, my, mz = (sum(point[axis] for point in points) / count for axis in range(3))
    xx = xy = yy = xz = yz = 0.0
    for x, y, z in points:
        dx, dy, dz = x - mx, y - my, z - mz
        xx, xy, yy = xx + dx * dx, xy + dx * dy, yy + dy * dy
        xz, yz = xz + dx * dz, yz + dy * dz
    det = xx * yy - xy * xy
    if det <= 1e-9 * max(xx, yy, 1e-12) ** 2:
        return None
    p, q = (xz * yy - yz * xy) / det, (yz * xx - xz * xy) / det
    return p, q, mz - p * mx - q * my
