"""Values ↔ bytes between the sandboxed process and ours, so that reading them runs nothing.

The bytes come from a process that a hostile file may have taken over. Pickle is therefore out of the question,
even with a restricted ``find_class`` (its BUILD sets attributes of classes, its memo index allocates at will).
An answer is JSON with tagged lists, and the contents of ``bytes`` behind it::

    4 bytes length of the JSON, 8 bytes length of the rest, JSON, rest

Allowed are None, bool, int, float, str, bytes, list, tuple, set, frozenset, dict, ``datetime.date``, paths, and the
enums and dataclasses of ``vpr_print`` modules that are already loaded here. Field types are not checked.
"""

from __future__ import annotations

import dataclasses
import datetime
import importlib
import json
import re
import struct
import sys
from collections.abc import Callable
from enum import Enum
from pathlib import Path, PurePath
from typing import Any

from vpr_print.sandbox.failures import BadReply

HEADER = struct.Struct(">IQ")
JSON_LIMIT = 32 << 20
"""JSON swells in memory, so that its part of an answer is limited more tightly than the rest."""
_ERRORS = re.compile(r"vpr_print(\.[a-z_]+)*\.([a-z]+_)?errors", re.ASCII)
_PLAIN = (type(None), bool, int, float, str)
_REFUSALS = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    ImportError,
    RecursionError,
    MemoryError,
)
"""Whatever the parser says, and our own classes when their fields are wrong."""
_CONTAINERS: dict[str, Callable[[list[Any]], Any]] = {"l": list, "t": tuple, "s": set, "f": frozenset}
_TAGS: dict[type, str] = {list: "l", tuple: "t", set: "s", frozenset: "f"}


def encode(value: object) -> bytes:
    """The value as one frame. Raises ``TypeError`` for what may not cross the border."""
    blobs: list[bytes] = []
    text = json.dumps(_tree(value, blobs, [0]), separators=(",", ":")).encode("ascii")
    return b"".join((HEADER.pack(len(text), sum(map(len, blobs))), text, *blobs))


def sizes(header: bytes, limit: int) -> tuple[int, int]:
    """Lengths of the two parts of a frame in bytes. Raises ``BadReply`` when they are above ``limit``."""
    text, rest = HEADER.unpack(header)
    if text > min(limit, JSON_LIMIT) or text + rest > limit:
        raise BadReply("the answer is too large")
    return text, rest


def decode(text: bytes, rest: bytes) -> Any:
    """The value of a frame's two parts. Raises ``BadReply`` for anything that ``encode`` does not write."""
    try:
        return _value(json.loads(text), rest)
    except _REFUSALS as error:
        raise BadReply(type(error).__name__) from None


def _tree(value: object, blobs: list[bytes], end: list[int]) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if isinstance(value, (list, tuple, set, frozenset)) and kind in _TAGS:
        return [_TAGS[kind], *(_tree(item, blobs, end) for item in value)]
    if isinstance(value, dict) and kind is dict:
        return ["d", *(_tree(part, blobs, end) for pair in value.items() for part in pair)]
    if isinstance(value, (bytes, bytearray)):
        start = end[0]
        blobs.append(bytes(value))
        end[0] += len(value)
        return ["b", start, len(value)]
    if isinstance(value, datetime.date) and kind is datetime.date:
        return ["D", value.isoformat()]
    if isinstance(value, PurePath):
        return ["p", str(value)]
    if isinstance(value, Enum) and value.name is not None:
        return ["e", kind.__module__, kind.__qualname__, value.name]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [getattr(value, field.name) for field in dataclasses.fields(value) if field.init]
        return ["c", kind.__module__, kind.__qualname__, *(_tree(item, blobs, end) for item in fields)]
    raise TypeError(f"{kind.__qualname__} may not leave the sandbox")


def _value(tree: Any, rest: bytes) -> Any:
    if type(tree) in _PLAIN:
        return tree
    if type(tree) is not list:
        raise TypeError
    match tree:
        case ["l" | "t" | "s" | "f" as tag, *items]:
            return _CONTAINERS[tag]([_value(item, rest) for item in items])
        case ["d", *items] if len(items) % 2 == 0:
            parts = [_value(item, rest) for item in items]
            return dict(zip(parts[::2], parts[1::2], strict=True))
        case ["b", int(start), int(length)] if min(start, length) >= 0 and start + length <= len(rest):
            return rest[start : start + length]
        case ["D", str(day)]:
            return datetime.date.fromisoformat(day)
        case ["p", str(path)]:
            return Path(path)
        case ["e", str(module), str(name), str(member)]:
            found = _class(module, name)
            if not issubclass(found, Enum):
                raise TypeError
            return found[member]
        case ["c", str(module), str(name), *items]:
            found = _class(module, name)
            if not dataclasses.is_dataclass(found):
                raise TypeError
            names = [field.name for field in dataclasses.fields(found) if field.init]
            values = [_value(item, rest) for item in items]
            return found(**dict(zip(names, values, strict=True)))
        case _:
            raise TypeError


def _class(module: str, name: str) -> type:
    """A class of ours that is defined, under this very name, in a module that is loaded already.

    Modules of errors, which only define them, are loaded: the function may know one that its caller does not.
    """
    if module.partition(".")[0] != "vpr_print":
        raise LookupError
    if _ERRORS.fullmatch(module):
        importlib.import_module(module)
    found = vars(sys.modules[module])[name]
    if not isinstance(found, type) or (found.__module__, found.__qualname__) != (module, name):
        raise TypeError
    return found
