"""Layout files from the disk: a region's own where it has one, the program's otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from vpr_print.documents import answer_forms, conduct_protocol
from vpr_print.documents.background import read_background
from vpr_print.documents.elements import Underlay
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.preview import render_preview
from vpr_print.drawing.fonts import FONT_OBJECTS, REGULAR_FILE, FontBook, read_faces, read_fonts
from vpr_print.errors import VprPrintError, raise_flaws
from vpr_print.layout.compare import compare
from vpr_print.layout.errors import BackgroundError, BackgroundFlaw, change_words
from vpr_print.layout.papers import PAPERS, paper_spec
from vpr_print.layout.procedure import Item
from vpr_print.layout.read import parse_layout, parse_procedure
from vpr_print.layout.schema import Layout
from vpr_print.model.geometry import Size
from vpr_print.model.packet import PacketKind
from vpr_print.output.errors import as_output_error
from vpr_print.safe_files import put
from vpr_print.sandbox import SandboxError, call
from vpr_print.settings.school import SchoolFolder
from vpr_print.settings.share import PROCEDURE, find_layouts, fonts_dir
from vpr_print.settings.toml_file import BuildDefaults
from vpr_print.workflow.errors import LayoutFileError, NoAnswerFormsError, NoProtocolCopyError, UnknownLayoutFileError
from vpr_print.workflow.layout_files import find_file, read_procedure, read_text, shown

_FONT_FAMILY = "pt-sans"


def read_kit(procedure: str, own: Path | None) -> LayoutKit:
    """All layouts of a procedure; ``own`` is a region's folder, whose files replace ours one by one.

    Raises all flaws of all files at once (exit 30), ``LayoutsMissingError``.
    """
    folders = find_layouts(procedure, own)
    flaws: list[VprPrintError] = list(_unknown_files(own)) if own else []
    layouts: list[Layout] = []
    backgrounds: list[tuple[str, Underlay]] = []
    first = FONT_OBJECTS.stop
    for spec in PAPERS:
        path = find_file(folders, spec.file)
        if spec.optional and not path.exists():
            continue
        try:
            layout = parse_layout(read_text(path), shown(path))
            layouts.append(layout)
            if under := _background(layout, path, first):
                backgrounds.append((spec.key, under))
                first = under.block.numbers.stop
        except VprPrintError as flaw:
            flaws.append(flaw)
    try:
        words = read_procedure(folders)
    except VprPrintError as flaw:
        flaws.append(flaw)
    raise_flaws(flaws)
    return LayoutKit(words, tuple(layouts), tuple(backgrounds))


def school_kit(school: SchoolFolder | None, own: Path | None = None) -> LayoutKit:
    """The layouts that a school prints with; ``own`` overrules the region's folder of its settings."""
    if school is None:
        return read_kit(BuildDefaults().procedure, own)
    return read_kit(school.settings.build.procedure, own or school.own_layouts)


def refuse_unprintable_forms(kit: LayoutKit) -> None:
    """Raise ``NoAnswerFormsError`` unless the procedure prints answer forms and its delivery packets list them."""
    drawn = any(layout.paper == answer_forms.LAYOUT for layout in kit.layouts)
    listed = any(line.item is Item.ANSWER_FORMS for line in kit.procedure.packet(PacketKind.DELIVERY).contents)
    if not (drawn and listed):
        raise NoAnswerFormsError(kit.procedure.name, paper_spec(answer_forms.LAYOUT).file, drawn=drawn)


def refuse_unlisted_copy(kit: LayoutKit) -> None:
    """Raise ``NoProtocolCopyError`` unless the procedure prints a protocol without names and its packets list it."""
    key = conduct_protocol.LAYOUT_OF_COPY
    drawn = any(layout.paper == key for layout in kit.layouts)
    packets = [kit.procedure.packet(kind) for kind in (PacketKind.DELIVERY, PacketKind.RETURN_USED)]
    if not drawn or not all(any(line.item is Item.PROTOCOL_COPY for line in words.contents) for words in packets):
        raise NoProtocolCopyError(kit.procedure.name, paper_spec(key).file, drawn=drawn)


def school_layout(key: str, school: SchoolFolder | None) -> tuple[Layout, Underlay | None]:
    """The layout of one paper that a school prints with, and the official form under it; the others are not read.

    Raises its flaws (exit 30), ``LayoutsMissingError``.
    """
    build = school.settings.build if school else BuildDefaults()
    folders = find_layouts(build.procedure, school.own_layouts if school else None)
    path = find_file(folders, paper_spec(key).file)
    layout = parse_layout(read_text(path), shown(path))
    return layout, _background(layout, path)


def program_fonts() -> FontBook:
    """The fonts that every paper is set in. Raises ``FontFileError``, ``ProgramIncompleteError``."""
    return read_fonts(fonts_dir() / _FONT_FAMILY)


def program_fonts_aside() -> FontBook:
    """The same, read by a process of its own: what takes fonts apart is large, and not needed again."""
    try:
        return FontBook(*call(read_faces, fonts_dir() / _FONT_FAMILY))
    except SandboxError:
        return program_fonts()


def picture_font() -> Path:
    """The font file of labels in pictures. Raises ``ProgramIncompleteError``."""
    return fonts_dir() / _FONT_FAMILY / REGULAR_FILE


def read_layout_file(path: Path) -> Layout:
    """One layout file. Raises its flaws (exit 30)."""
    return parse_layout(read_text(path), path.name)


def check_layouts(paths: Sequence[Path], school: SchoolFolder | None) -> tuple[str, ...]:
    """Names of the layout files that have no flaw and hold their longest samples; without paths the school's own.

    Raises all flaws of all files at once (exit 30).
    """
    fonts = program_fonts()
    checks: list[tuple[str, Callable[[], object]]] = []
    if paths:
        files = [file for path in paths for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]
        checks += [(file.name, partial(_check_file, file, fonts)) for file in files]
    else:
        kit = school_kit(school)
        checks += [(it.paper, partial(render_preview, it, fonts, kit.background(it.paper))) for it in kit.layouts]
    flaws: list[VprPrintError] = []
    for _, check in checks:
        try:
            check()
        except VprPrintError as flaw:
            flaws.append(flaw)
    raise_flaws(flaws)
    return tuple(name for name, _ in checks)


def preview_layout(path: Path, out: Path) -> Path:
    """The paper drawn with the longest samples, as a PDF at ``out``. Raises errors of layouts (30)."""
    layout = read_layout_file(path)
    data = render_preview(layout, program_fonts(), _background(layout, path))
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
        parse_procedure(read_text(path), path.name)
    else:
        layout = read_layout_file(path)
        render_preview(layout, fonts, _background(layout, path))


def _unknown_files(own: Path) -> Iterator[UnknownLayoutFileError]:
    """A file whose name no paper has would be passed over, and ours printed instead of the region's."""
    known = [PROCEDURE, *(spec.file for spec in PAPERS)]
    for path in sorted(own.glob("*.toml")):
        if path.name not in known:
            yield UnknownLayoutFileError(shown(path), tuple(get_close_matches(path.name, known)) or tuple(known))


def _background(layout: Layout, path: Path, first: int = FONT_OBJECTS.stop) -> Underlay | None:
    """The official form that a layout names, a PDF beside its file, opened in a process with limits.

    ``first`` is the number of its first object. Raises ``BackgroundError``.
    """
    if layout.background is None:
        return None
    file = path.parent / layout.background.file
    try:
        data = file.read_bytes()
        return call(_read_underlay, data, shown(file), layout.background.page, layout.page.size, first)
    except OSError:
        raise LayoutFileError(str(file), wrong_encoding=False) from None
    except SandboxError:
        raise BackgroundError(shown(file), BackgroundFlaw.DAMAGED) from None


def _read_underlay(data: bytes, file: str, page: int, size: Size, first: int) -> Underlay:
    return read_background(data, file, page, size, first=first)
