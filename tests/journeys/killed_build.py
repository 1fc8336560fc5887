"""A process of the program that is killed just before its N-th change on the disk: python killed_build.py N ARGUMENTS.

Changes are what the interpreter tells an audit hook of the file system, and both ends of every transaction of
the ledger; of other commands than ``build`` also every statement inside it, and its commit. The whole process group
dies by SIGKILL, so nothing is cleaned up. With N = 0 nothing is killed, and the number of changes is written to stderr
as the last line.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

from vpr_print.cli.main import run
from vpr_print.track.ledger import Ledger

_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Countdown:
    """Counts changes and kills at the chosen one."""

    def __init__(self, moment: int, folder: str) -> None:
        self.moment = moment
        self.folder = folder
        self.count = 0

    def tick(self) -> None:
        self.count += 1
        if self.count == self.moment:
            os.killpg(0, signal.SIGKILL)

    def audit(self, event: str, args: tuple[Any, ...]) -> None:
        opened = event == "open" and isinstance(args[2], int) and args[2] & _WRITING
        if (event in _CHANGES or opened) and str(args[0]).startswith(self.folder):
            self.tick()

    def around(self, method: Callable[..., Any]) -> Callable[..., Any]:
        """The method, with a moment before it and one after it."""

        @functools.wraps(method)
        def watched(*args: Any, **options: Any) -> Any:
            self.tick()
            result = method(*args, **options)
            self.tick()
            return result

        return watched


def main() -> None:
    moment = int(sys.argv.pop(1))
    countdown = Countdown(moment, os.getcwd())  # noqa: PTH109  # compared with the plain strings of the audit hook
    for name in ("reserve", "record_built", "reserve_replacement", "confirm_printed", "record"):
        setattr(Ledger, name, countdown.around(getattr(Ledger, name)))
    if sys.argv[1] != "build":
        for moment_of_database in ("before_cursor_execute", "commit"):
            event.listen(Engine, moment_of_database, lambda *_: countdown.tick())
    sys.addaudithook(countdown.audit)
    try:
        run()
    finally:
        if not moment:
            sys.stderr.write(f"\n{countdown.count}\n")


if __name__ == "__main__":
    main()
