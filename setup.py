"""Puts ``layouts/`` and ``fonts/`` into the wheel, as ``vpr_print/_share/``; everything else is in pyproject.toml."""

from __future__ import annotations

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
SHARED = ("layouts", "fonts")


class BuildWithShare(build_py):
    """Copies the shared folders after the modules; a checkout that is installed as editable needs no copy."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        for source, target in self._shared():
            self.mkpath(str(target.parent))
            self.copy_file(str(source), str(target))

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        shared = [] if self.editable_mode else [str(target) for _source, target in self._shared()]
        return super().get_outputs(include_bytecode) + shared

    def _shared(self) -> list[tuple[Path, Path]]:
        share = Path(self.build_lib) / "vpr_print" / "_share"
        sources = (source for folder in SHARED for source in sorted((ROOT / folder).rglob("*")) if source.is_file())
        return [(source, share / source.relative_to(ROOT)) for source in sources]


setup(cmdclass={"build_py": BuildWithShare})
