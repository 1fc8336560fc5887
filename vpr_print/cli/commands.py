"""The commands by their names, each imported when it is asked for: to import them all takes longer than most take to
run."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module

import click

_PLACES = {
    "demo": "demo:demo",
    "init": "init:init",
    "check": "build:check",
    "preview": "preview:preview",
    "proof": "proof:proof",
    "build": "build:build",
    "printed": "printed:printed",
    "replace": "replace:replace",
    "amend": "amend:amend",
    "scan": "scan:scan",
    "scan-resolve": "scan_resolve:scan_resolve",
    "track": "track:track",
    "codes": "codes:codes",
    "protocol": "protocol:protocol",
    "audit": "audit:audit",
    "purge": "purge:purge_",
    "layout": "layout:layout",
}
"""Module of this room, and the command in it."""


class Commands(MutableMapping[str, click.Command]):
    """All commands of the program."""

    def __init__(self) -> None:
        self._found: dict[str, click.Command | None] = dict.fromkeys(_PLACES)

    def __getitem__(self, name: str) -> click.Command:
        command = self._found[name]
        if command is None:
            module, _, attribute = _PLACES[name].partition(":")
            command = self._found[name] = getattr(import_module(f"{__package__}.{module}"), attribute)
        return command

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._found[name] = command

    def __delitem__(self, name: str) -> None:
        del self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
