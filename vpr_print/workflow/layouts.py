"""Layout files from the disk: a region's own where it has one, the program's otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vpr_print.documents.preview import render_preview
from vpr_print.drawing.fonts import FontBook, read_fonts
from vpr_print.errors import VprPrintError, raise_flaws
from vpr_print.layout.compare import compare
from vpr_print.layout.errors import change_words
from vpr_print.layout.kit import LayoutKit
from vpr_print.layout.papers import PAPERS
from vpr_print.layout.read import parse_layout, parse_procedure
from vpr_print.layout.schema import Layout
from vpr_print.output.errors import as_output_error
from vpr_print.output.safe_files import put
from vpr_print.settings.school import SchoolFolder
from vpr_print.settings.share import find_layouts, fonts_dir
from vpr_print.settings.toml_file import BuildDefaults
from vpr_print.workflow.errors import LayoutFileError

PROCEDURE = "procedure.toml"
FONT_FAMILY = "pt-sans"


def read_kit(procedure: str, own: Path | None) -> LayoutKit:
    """All layouts of a procedure; ``own`` is a region's folder, whose files replace ours one by one.

    Raises all flaws of all files at once (exit 30), ``LayoutsMissingError``.
    """
    folders = find_layouts(procedure, own)
    flaws: list[VprPrintError] = []
    layouts: list[Layout] = []
    for spec in PAPERS:
        try:
            layouts.append(parse_layout(*_text(folders, spec.file)))
        except VprPrintError as flaw:
            flaws.append(flaw)
    try:
        words = parse_procedure(*_text(folders, PROCEDURE))
    except VprPrintError as flaw:
        flaws.append(flaw)
    raise_flaws(flaws)
    return LayoutKit(words, tuple(layouts))


def school_kit(school: SchoolFolder | None, own: Path | None = None) -> LayoutKit:
    """The layouts that a school prints with; ``own`` overrules the region's folder of its settings."""
    if school is None:
        return read_kit(BuildDefaults().procedure, own)
    build = school.settings.build
    if own is None and build.layouts:
        own = school.root / Path(build.layouts).expanduser()
    return read_kit(build.procedure, own)


def read_layout_file(path: Path) -> Layout:
    """One layout file. Raises its flaws (exit 30)."""
    return parse_layout(_read(path), path.name)


def check_layouts(paths: Sequence[Path], school: SchoolFolder | None) -> tuple[str, ...]:
    """Names of the layout files that have no flaw and hold their longest samples; without paths the school's own.

    Raises all flaws of all files at once (exit 30).
    """
    fonts = read_fonts(fonts_dir() / FONT_FAMILY)
    flaws: list[VprPrintError] = []
    good: list[str] = []
    files = [file for path in paths for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]
    for item in files if paths else school_kit(school).layouts:
        try:
            if isinstance(item, Layout):
                render_preview(item, fonts)
            else:
                _check_file(item, fonts)
            good.append(item.paper if isinstance(item, Layout) else item.name)
        except VprPrintError as flaw:
            flaws.append(flaw)
    raise_flaws(flaws)
    return tuple(good)


def preview_layout(path: Path, out: Path) -> Path:
    """The paper drawn with the longest samples, as a PDF at ``out``. Raises errors of layouts (30)."""
    data = render_preview(read_layout_file(path), read_fonts(fonts_dir() / FONT_FAMILY))
    try:
        put(out, data)
    except OSError as error:
        raise as_output_error(error, str(out.parent)) from error
    return out


def compare_files(old: Path, new: Path) -> tuple[str, ...]:
    """The differences of two layout files in words. Raises errors of layouts (30)."""
    return tuple(map(change_words, compare(read_layout_file(old), read_layout_file(new))))


def _check_file(path: Path, fonts: FontBook) -> None:
    if path.name == PROCEDURE:
        parse_procedure(_read(path), path.name)
    else:
        render_preview(read_layout_file(path), fonts)


def _text(folders: tuple[Path, ...], name: str) -> tuple[str, str]:
    """Content and shown name of the file in the first folder that has it."""
    path = next((folder / name for folder in folders if (folder / name).exists()), folders[-1] / name)
    return _read(path), str(path.relative_to(path.parent.parent))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LayoutFileError(str(path), isinstance(error, UnicodeDecodeError)) from None
