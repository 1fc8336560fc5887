"""Templates: texts with ``{room.name}`` fields. No logic, no format, no attributes; ``{{`` and ``}}`` are braces."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*", re.ASCII)


class BadTemplate(ValueError):
    """The text is not a template; ``piece`` is what is wrong in it."""

    def __init__(self, piece: str) -> None:
        super().__init__(piece)
        self.piece = piece


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed text: literal, field, literal, field …, literal; the fields have the odd places."""

    parts: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of its fields, each once, in order."""
        return tuple(dict.fromkeys(self.parts[1::2]))


@lru_cache(maxsize=2048)
def parse_template(text: str) -> Template:
    """The text's literals and fields. Raises ``BadTemplate``."""
    parts = [""]
    end = 0
    for match in _PIECE.finditer(text):
        parts[-1] += text[end : match.start()]
        end = match.end()
        piece = match.group()
        if piece in ("{{", "}}"):
            parts[-1] += piece[0]
        elif match.group(1) is not None and _NAME.fullmatch(match.group(1)):
            parts += [match.group(1), ""]
        else:
            raise BadTemplate(piece)
    parts[-1] += text[end:]
    return Template(tuple(parts))


def fill(template: Template, values: Mapping[str, str]) -> str:
    """The text with its fields filled in. Raises ``KeyError`` for a field that has no value."""
    parts = template.parts
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 3 and not parts[0] and not parts[2]:
        return values[parts[1]]
    return "".join([values[part] if place % 2 else part for place, part in enumerate(parts)])
