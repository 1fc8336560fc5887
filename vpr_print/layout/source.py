"""Where in a TOML text an element starts, so that a message can name the line."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}\n]',
    re.DOTALL,
)


def element_lines(text: str, key: str) -> tuple[int, ...]:
    """Lines (from 1) on which the tables of the top-level list ``key`` start, written inline or as ``[[key]]``.

    Empty when the text writes it in a way that is not understood; never wrong about valid TOML that is.
    """
    header = re.compile(rf"(?m)^[ \t]*\[\[[ \t]*{key}[ \t]*\]\]")
    headers = [text.count("\n", 0, match.start()) + 1 for match in header.finditer(text)]
    if headers:
        return tuple(headers)
    start = re.search(rf"(?m)^[ \t]*{key}[ \t]*=[ \t]*(?=\[)", text)
    return tuple(_inline(text, start.end())) if start else ()


def _inline(text: str, start: int) -> list[int]:
    lines: list[int] = []
    depth = 0
    line = text.count("\n", 0, start) + 1
    for match in _TOKEN.finditer(text, start):
        token = match.group()
        if token == "\n":
            line += 1
        elif token in ("[", "{"):
            depth += 1
            if token == "{" and depth == 2:
                lines.append(line)
        elif token in ("]", "}"):
            depth -= 1
            if depth == 0:
                break
        else:
            line += token.count("\n")
    return lines
