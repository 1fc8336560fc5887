"""What the commit journal carries, so that a build killed at its end can still tell the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from vpr_print.model.identifier import CodeNumber, Identifier, parse_number
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import ParticipantCode
from vpr_print.plan.numbering import NumberedPaper, NumberedPapers, Numbering
from vpr_print.track.ledger import Ledger

_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltWork:
    """Everything that the ledger is told when a build has been put in place."""

    work: str
    subject: str
    grade: int
    numbering: Numbering
    code_places: Mapping[ParticipantCode, tuple[str, int]]
    manifest_sha256: str
    who: str
    reason: str | None

    def record(self, ledger: Ledger) -> None:
        """Tell the ledger; telling it twice changes nothing."""
        ledger.record_built(
            self.work,
            self.numbering,
            who=self.who,
            manifest_sha256=self.manifest_sha256,
            subject=self.subject,
            grade=self.grade,
            reason=self.reason,
            code_places=self.code_places,
        )


def format_note(built: BuiltWork) -> Iterator[str]:
    """The note as text, in pieces: a large work's takes megabytes."""
    frame = {
        "work": built.work,
        "subject": built.subject,
        "grade": built.grade,
        "next_serial": built.numbering.next_serial,
        "manifest_sha256": built.manifest_sha256,
        "who": built.who,
        "reason": built.reason,
    }
    yield _json(frame)[:-1]
    yield ', "papers": '
    yield from _listed(
        [paper.key.room, paper.key.kind, paper.key.ordinal, paper.fingerprint, str(paper.identifier)]
        for paper in built.numbering.papers
    )
    yield ', "codes": '
    yield from _listed([code, room, ordinal] for code, (room, ordinal) in built.code_places.items())
    yield "}"


def parse_note(text: str) -> BuiltWork:
    """The inverse of ``format_note``. Raises ``KeyError``, ``TypeError`` or ``ValueError``."""
    raw = json.loads(text)
    papers = NumberedPapers(
        NumberedPaper(PaperKey(room, PaperKind(kind), ordinal), fingerprint, _paper(number), fresh=False)
        for room, kind, ordinal, fingerprint, number in raw["papers"]
    )
    return BuiltWork(
        work=raw["work"],
        subject=raw["subject"],
        grade=raw["grade"],
        numbering=Numbering(papers, raw["next_serial"]),
        code_places={ParticipantCode(code): (room, ordinal) for code, room, ordinal in raw["codes"]},
        manifest_sha256=raw["manifest_sha256"],
        who=raw["who"],
        reason=raw["reason"],
    )


def _listed(rows: Iterable[list[str | int]]) -> Iterator[str]:
    between = "["
    for row in rows:
        yield between + _json(row)
        between = ", "
    yield "[]" if between == "[" else "]"


def _paper(number: str) -> Identifier:
    identifier = parse_number(number)
    if isinstance(identifier, CodeNumber):
        raise ValueError("a participant code is not a paper")
    return identifier
