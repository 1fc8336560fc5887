"""A person has looked at a sheet: the page gets its number, or another word; everything is worked out anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path

from vpr_print.model.identifier import CodeNumber, grouped
from vpr_print.output.scan_folder import HIDDEN
from vpr_print.scan.errors import NoScanHereError, NoSuchPageError, NumberOfNoPageError, PageIsReadError
from vpr_print.scan.expectation import Expectation
from vpr_print.scan.journal import NAME, opened_journal
from vpr_print.scan.naming import judged
from vpr_print.scan.states import IN_ORDER, PageState, Resolution, ScannedPage, ScanResult
from vpr_print.settings.school import find_school
from vpr_print.track.scans import parse_scan
from vpr_print.workflow.custody_errors import CodeIsNoPaperError
from vpr_print.workflow.progress import Progress, silent
from vpr_print.workflow.scan_words import WHY, where_words
from vpr_print.workflow.scanning import Desk, ScanReport, accounting, known_manifests

OK, UNDO = "ok", "undo"
WORDS: Mapping[str, PageState] = {
    "again": PageState.SCANNED_AGAIN,
    "twice": PageState.PRINTED_TWICE,
    "blank": PageState.BLANK,
    "draft": PageState.DRAFT,
    "foreign": PageState.FOREIGN,
}
"""What a person may say of a page beside its number."""
_REPEATED = frozenset((PageState.LOOK, PageState.PRINTED_TWICE, PageState.SCANNED_AGAIN))
_NUMBERLESS = frozenset((PageState.UNREAD, PageState.BLANK, PageState.DRAFT, PageState.FOREIGN))
_MAY_BE: Mapping[PageState, frozenset[PageState]] = {
    PageState.SCANNED_AGAIN: _REPEATED,
    PageState.PRINTED_TWICE: _REPEATED,
    PageState.BLANK: _NUMBERLESS,
    PageState.DRAFT: _NUMBERLESS,
    PageState.FOREIGN: _NUMBERLESS | {PageState.VOID},
}
"""For each word, the states of pages that it may be said of."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a person's word has made of the scan."""

    page: ScannedPage
    """As it is now."""
    report: ScanReport


def resolve_page(
    out: Path, name: str, word: str, reason: str, desk: Desk, *, workers: int = 2, progress: Progress = silent
) -> Resolved:
    """Note what a person says of the page ``name``: a number, one of ``WORDS``, ``OK`` or ``UNDO``.

    The scan's own school folder is asked, wherever the command runs. Raises ``NoScanHereError``, ``NoSuchPageError``,
    ``NumberOfNoPageError``, ``PageIsReadError`` (60), ``NotANumberError`` (51), ``CodeIsNoPaperError`` (2), and what
    a scan raises.
    """
    hidden = out / HIDDEN
    if not (hidden / NAME).is_file():
        raise NoScanHereError(str(out))
    with opened_journal(hidden) as journal:
        school = journal.kept.asked.school
        if not school or desk.school is None or str(desk.school.root) != school:
            desk = replace(desk, school=find_school(Path(school)) if school else None)
        with accounting(journal, desk, known_manifests(journal, desk)) as accounts:
            before = _page_called(accounts.matched(workers, progress), name)
            number, state = _said(word, before, accounts.expectation, journal.kept.asked.work or None)
            journal.add_resolution(
                Resolution(
                    source=before.source,
                    number=number,
                    state=state,
                    who=desk.who,
                    reason=reason,
                    at=desk.clock().astimezone(UTC).isoformat(timespec="seconds"),
                )
            )
            report = accounts.finish(out, workers, progress)
    return Resolved(next(page for page in report.result.pages if page.place == before.place), report)


def _page_called(result: ScanResult, name: str) -> ScannedPage:
    """The page by its short name, or by file and page; of files that are the same, that of the first."""
    file, _, at = name.strip().rpartition(":")
    found = [
        page
        for page in result.pages
        if page.file.sha256
        and (page.id == name.strip() or (str(page.source.page) == at and _is_called(page.file.name, file)))
    ]
    if len({page.source for page in found}) != 1:
        raise NoSuchPageError(name, tuple(f"{where_words(page)}  {page.id}" for page in found))
    return next(page for page in result.pages if page.source == found[0].source)


def _is_called(name: str, asked: str) -> bool:
    return bool(asked) and (name == asked or name.rpartition("/")[2] == asked)


def _said(
    word: str, page: ScannedPage, expectation: Expectation, work: str | None
) -> tuple[str, PageState | None]:
    """Number and state of the resolution; neither takes the last one back."""
    if word == UNDO:
        return "", None
    if word == OK:
        if not page.needs_a_person or page.state in (PageState.LOOK, PageState.UNREAD):
            raise PageIsReadError(where_words(page), grouped(page.number))
        return "", page.state
    if state := WORDS.get(word):
        if page.state not in _MAY_BE[state]:
            raise PageIsReadError(where_words(page), grouped(page.number))
        return "", state
    number = parse_scan(word)
    if isinstance(number, CodeNumber):
        raise CodeIsNoPaperError(grouped(number))
    if page.number and page.resolution is None:
        raise PageIsReadError(where_words(page), grouped(page.number))
    becomes, why = judged(number, expectation, work)
    if becomes not in IN_ORDER and becomes is not PageState.VOID:
        raise NumberOfNoPageError(grouped(number), WHY[why] if why else "")
    return str(number), None
