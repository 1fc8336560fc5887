"""What the layouts ask of the copier, against what its last proof page showed: said by check and build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from vpr_print.documents.kit import LayoutKit
from vpr_print.errors import Message, Notice
from vpr_print.layout.needs import CopierNeeds, needs_of
from vpr_print.layout.symbol_size import drawn
from vpr_print.model.copier import CopierProfile, Edge
from vpr_print.scan.proof_notices import EDGES
from vpr_print.scan.proof_verdict import SCALE_WRONG
from vpr_print.settings.copier_file import read_copier
from vpr_print.settings.errors import CopierFileError
from vpr_print.settings.school import SchoolFolder

Need = tuple[str, CopierNeeds]
"""Of a paper, by its title."""

_SLACK_MM = 0.3
"""Rules of frames on the proof page and on our papers have a thickness."""


def copier_notices(school: SchoolFolder | None, kit: LayoutKit) -> tuple[Notice, ...]:
    """What the layouts ask for and the copier of the last proof page cannot do; said, since a person decided so."""
    if school is None:
        return ()
    try:
        profile = read_copier(school.root)
    except CopierFileError as error:
        return (Notice("copier_file", error.message, look=False),)
    return tuple(_lacks(profile, kit)) if profile else ()


def _lacks(profile: CopierProfile, kit: LayoutKit) -> Iterator[Notice]:
    when = f"пробный лист от {profile.checked:%d.%m.%Y}"
    scales = [scale for scale in (profile.scale_across, profile.scale_along) if scale]
    if any(abs(scale - 1) > SCALE_WRONG for scale in scales):
        worst = max(scales, key=lambda scale: abs(scale - 1))
        what = f"копир печатает не в размер: {100 * worst:.0f} %"
        yield _notice("copier_scale", what, when, "100 %, «Фактический размер»")
        return  # edges and bars of a shrunk page say nothing
    needs = [(layout.title, needs_of(layout)) for layout in kit.layouts]
    if lines := list(_margin_lines(needs, profile.margin)):
        what = "копир не допечатывает до края, где на бумагах есть знаки"
        yield _notice("copier_margin", what, "\n".join((when, *lines)), "печать до этих мест: остальное пропадёт")
    if lines := list(_symbol_lines(needs, profile)):
        what = "копир печатает символы грубее, чем нужно бумагам"
        yield _notice("copier_symbols", what, "\n".join((when, *lines)), "символы, которые читаются")


def _notice(id: str, what: str, where: str, needed: str) -> Notice:
    todo = "исправьте настройки и проверьте копир снова (vpr-print proof) или печатайте на другом"
    return Notice(id, Message(what, where, needed, todo), look=False)


def _margin_lines(needs: Sequence[Need], reached: Mapping[Edge, float]) -> Iterator[str]:
    """A line for each edge with the ink that stands nearest to it."""
    for edge, mm in reached.items():
        lost = [(dict(need.margin)[edge], title) for title, need in needs if dict(need.margin)[edge] < mm - _SLACK_MM]
        if lost:
            nearest, title = min(lost, key=lambda each: each[0])
            yield f"{EDGES[edge]}: печать с {_mm(mm)} мм, знаки с {_mm(nearest)} мм: {_and_more(title, len(lost))}"


def _symbol_lines(needs: Sequence[Need], profile: CopierProfile) -> Iterator[str]:
    """A line for each kind of symbol with the finest that will not read."""
    kinds = (
        ("штрихи поперёк листа", [(need.bars_across, title) for title, need in needs], profile.bars_across),
        ("штрихи вдоль листа", [(need.bars_along, title) for title, need in needs], profile.bars_along),
        ("квадратики QR", [(need.qr, title) for title, need in needs], profile.qr),
    )
    for what, asked, limit in kinds:
        lost = [(mm, title) for mm, title in asked if mm is not None and (limit is None or mm < drawn(limit) - 1e-6)]
        if lost:
            finest, title = min(lost, key=lambda each: each[0])
            reads = "не читаются" if limit is None else f"читаются с {_mm(limit)} мм"
            yield f"{what}: {reads}, нужно {_mm(finest)} мм: {_and_more(title, len(lost))}"


def _and_more(title: str, count: int) -> str:
    return f"«{title}»" + (f" и ещё {count - 1}" if count > 1 else "")


def _mm(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
