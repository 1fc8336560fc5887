"""Pictures of the tasks. Each draws at (x, y) within a width and returns its lower edge, in mm."""

from __future__ import annotations

from math import cos, radians, sin

from vpr_print.demo.sheet import BOLD, REGULAR, Sheet


def number_line(s: Sheet, x: float, y: float, w: float, parts: int, marks: tuple[int, ...]) -> float:
    y += 14
    unit = (w - 24) / 2.2
    s.line(x + 4, y, x + w - 6, y, 1)
    s.polygon(((x + w - 6, y - 1.3), (x + w - 2, y), (x + w - 6, y + 1.3)), 0.5, 0)
    for n in range(2 * parts + 1):
        at = x + 8 + unit * n / parts
        tick = 2.4 if n % parts == 0 else 1.4
        s.line(at, y - tick, at, y + tick, 0.8)
        if n % parts == 0:
            s.text(at, y + 8, str(n // parts), 12, align="centre")
    for letter, n in zip("ABC", marks, strict=True):
        at = x + 8 + unit * n / parts
        s.dot(at, y)
        s.text(at, y - 4, letter, 12, align="centre")
    return y + 12


def bar_chart(s: Sheet, x: float, y: float, w: float, days: tuple[str, ...], values: tuple[int, ...]) -> float:
    left, height = x + 22, 75.0
    bottom, right = y + height + 6, x + w - 12
    s.text(x + w / 2, y + 3, "Выдано книг", 11, BOLD, "centre")
    for tens in range(0, 16, 2):
        level = bottom - tens * height / 15
        s.line(left, level, right, level, 0.35, dash=tens > 0)
        s.text(left - 2, level + 1.3, str(tens * 10), 10, align="right")
    step = (right - left) / len(days)
    for i, (day, value) in enumerate(zip(days, values, strict=True)):
        tall = value * height / 15
        s.box(left + step * (i + 0.25), bottom - tall, step * 0.5, tall, 0.7, 0.78)
        s.text(left + step * (i + 0.5), bottom + 5.5, day, 11, align="centre")
    s.line(left, bottom, right, bottom, 1)
    s.line(left, bottom, left, y + 6, 1)
    return bottom + 9


def corner_room(s: Sheet, x: float, y: float, w: float, size: tuple[int, int], cut: tuple[int, int]) -> float:
    step = 7.0
    columns, rows = int((w - 10) // step), size[1] + 2
    x += (w - columns * step) / 2
    s.grid(x, y + 2, columns * step, rows * step, step)
    left, top = x + step * ((columns - size[0]) // 2), y + 2 + step
    right, bottom = left + size[0] * step, top + size[1] * step
    s.polygon(
        (
            (left, top), (right - cut[0] * step, top), (right - cut[0] * step, top + cut[1] * step),
            (right, top + cut[1] * step), (right, bottom), (left, bottom),
        ),
        2,
    )  # fmt: skip
    s.line(left + step, bottom, left + 3 * step, bottom, 5)
    s.text(left + 2 * step, bottom - 2, "дверь", 9, align="centre")
    return y + 2 + rows * step + 3


def blank_grid(s: Sheet, x: float, y: float, w: float, h: float) -> float:
    s.grid(x, y + 2, w, h, 10)
    return y + 2 + h + 3


def journey(s: Sheet, x: float, y: float, w: float, speeds: tuple[str, str]) -> float:
    y += 18
    a, b = x + 12, x + w - 12
    s.line(a, y, b, y, 1.2)
    for at, way, speed in ((a, 1, speeds[0]), (b, -1, speeds[1])):
        s.line(at, y - 4, at, y + 4, 1.2)
        s.line(at, y - 6, at + way * 30, y - 6, 0.9)
        tip = at + way * 30
        s.polygon(((tip, y - 7.2), (tip + way * 4, y - 6), (tip, y - 4.8)), 0.5, 0)
        s.text(at + way * 16, y - 9, speed, 11, align="centre")
    for part in range(60):
        angle = 180 * part / 60
        mid, half = (a + b) / 2, (b - a) / 2
        p, q = radians(angle), radians(angle + 3)
        s.line(mid + half * cos(p), y + 4 + 9 * sin(p), mid + half * cos(q), y + 4 + 9 * sin(q), 0.6)
    s.text((a + b) / 2, y + 18, "? км", 12, align="centre")
    return y + 24


def table(s: Sheet, x: float, y: float, widths: tuple[float, ...], rows: tuple[tuple[str, ...], ...]) -> float:
    """A ruled table; the first row is its head. Cells with formulas get their room."""
    y += 3
    for number, row in enumerate(rows):
        height = 13.0 if any("/" in cell and "{" in cell for cell in row) else 8.0
        at = x
        for width, cell in zip(widths, row, strict=True):
            s.box(at, y, width, height, 0.6, 0.92 if number == 0 else None)
            s.text(at + 2, y + height / 2 + 1.6, cell, 11, BOLD if number == 0 else REGULAR)
            at += width
        y += height
    return y + 4


def angle(s: Sheet, x: float, y: float, w: float, degrees: int) -> float:
    bottom = y + 52
    ox = x + w / 2
    s.line(ox, bottom, ox + 58, bottom, 1.1)
    reach = 46.0
    tip = (ox + reach * cos(radians(degrees)), bottom - reach * sin(radians(degrees)))
    s.line(ox, bottom, *tip, 1.1)
    s.arc(ox, bottom, 9, 0, degrees)
    s.dot(ox, bottom)
    s.text(ox - 1, bottom + 5.5, "O", 12, align="right")
    s.text(ox + 52, bottom + 5.5, "A", 12)
    s.text(tip[0] + 3, tip[1] + 3, "B", 12)
    return bottom + 8


def cubes(s: Sheet, x: float, y: float, w: float, size: tuple[int, int, int]) -> float:
    a, b, c = size
    edge, depth = 12.0, 6.0
    total_w = a * edge + b * depth
    left, front = x + (w - total_w) / 2, y + 4 + b * depth + c * edge
    for i in range(a):
        for k in range(c):
            s.box(left + i * edge, front - (k + 1) * edge, edge, edge, 0.8, 1)
    top = front - c * edge
    for i in range(a):
        for j in range(b):
            px, py = left + i * edge + j * depth, top - j * depth
            s.polygon(((px, py), (px + edge, py), (px + edge + depth, py - depth), (px + depth, py - depth)), 0.8, 0.93)
    for j in range(b):
        for k in range(c):
            px, py = left + a * edge + j * depth, front - k * edge - j * depth
            s.polygon(((px, py), (px + depth, py - depth), (px + depth, py - depth - edge), (px, py - edge)), 0.8, 0.82)
    return front + 6
