"""Lines as a person or a hand scanner types them: ended by CR, LF or Tab, and shown while they grow.

A terminal gives a line to a program only when Enter comes, and scanners may be set to end with Tab: so here the keys
are read one by one, and what stands in the last row is drawn by us.
"""

from __future__ import annotations

import codecs
import os
import re
import shutil
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import click

from vpr_print.track.scanner import ESCAPES

_END_OF_LINE = re.compile(r"[\r\n\t]")
_ERASE, _ERASE_ALL, _END, _INTERRUPT = "\x7f\b", "\x15", "\x04\x1a", "\x03"
_LONGEST = 4096
"""Signs of a line; a scanner that fell on its trigger is no reason to fill the memory."""
_MIN_TYPED = 20


class Keyboard:
    """The lines; ``say`` writes above the row in which the next one is being typed."""

    def __init__(self) -> None:
        self.prompt = ""
        """What stands before the line that is being typed."""
        self._typed = ""
        self._live = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()

    def lines(self) -> Generator[str, None, None]:
        """Each line without its end, until Ctrl-D or the end of the input. Closing it gives the terminal back."""
        if not self._live:
            yield from self._piped()
            return
        with _keys_one_by_one():
            for keys in _keys():
                for key in ESCAPES.sub("", keys):
                    if _END_OF_LINE.match(key):
                        line, self._typed = self._typed, ""
                        self._clear()
                        yield line
                    elif key in _END and not self._typed:
                        self._clear()
                        return
                    else:
                        self._press(key)
                self._draw()

    def say(self, text: str) -> None:
        """Lines of the conversation. Colours and the bell are for a terminal only."""
        self._clear()
        click.echo(text)

    def ring(self) -> None:
        """The bell, where there is one."""
        if sys.stdout.isatty():
            click.echo("\a", nl=False)

    def _piped(self) -> Iterator[str]:
        rest = ""
        for piece in _pieces():
            *whole, rest = _END_OF_LINE.split(rest + piece)
            rest = rest[-_LONGEST:]
            yield from whole
        if rest:
            yield rest

    def _press(self, key: str) -> None:
        if key in _INTERRUPT:
            raise KeyboardInterrupt
        if key in _ERASE:
            self._typed = self._typed[:-1]
        elif key == _ERASE_ALL:
            self._typed = ""
        elif key.isprintable():
            self._typed = (self._typed + key)[-_LONGEST:]

    def _clear(self) -> None:
        if self._live:
            click.echo("\r\033[K", nl=False)

    def _draw(self) -> None:
        if self._live:
            width = shutil.get_terminal_size().columns - 1
            typed = self._typed[-_MIN_TYPED:]
            click.echo(f"\r\033[K{self.prompt[: width - len(typed)]}{typed}", nl=False)


def _pieces() -> Iterator[str]:
    """The standard input as it comes."""
    if sys.stdin is None:
        return
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        yield sys.stdin.read()
        return
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    while piece := stream.read1(_LONGEST):
        yield decoder.decode(piece)


if sys.platform == "win32":
    import msvcrt

    @contextmanager
    def _keys_one_by_one() -> Iterator[None]:
        yield

    def _keys() -> Iterator[str]:
        yield ""
        while True:
            key = msvcrt.getwch()
            if key in "\0\xe0":  # an arrow or F1: its second half says which
                msvcrt.getwch()
            else:
                yield key

else:
    import termios
    import tty

    @contextmanager
    def _keys_one_by_one() -> Iterator[None]:
        """The terminal gives every key at once and shows none; afterwards as before, without what nobody has read."""
        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
        try:
            tty.setcbreak(terminal, termios.TCSADRAIN)
            yield
        finally:
            termios.tcsetattr(terminal, termios.TCSAFLUSH, before)

    def _keys() -> Iterator[str]:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        yield ""
        while piece := _read(sys.stdin.fileno()):
            yield decoder.decode(piece)

    def _read(terminal: int) -> bytes:
        try:
            return os.read(terminal, _LONGEST)
        except OSError:  # the window was closed, the line to the other computer went down
            return b""
