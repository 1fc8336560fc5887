"""A paper of the ledger opened again: its pages, the symbols on each, and every text that it must show."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from vpr_print.errors import raise_flaws
from vpr_print.model.identifier import Identifier
from vpr_print.model.manifest import FileKind, FileRecord
from vpr_print.verify.errors import Promise, ProofError
from vpr_print.verify.opened import OpenedPdf
from vpr_print.verify.papers import code_flaws, read_paper
from vpr_print.verify.proof import file_flaws


def prove_custody_paper(
    path: Path, name: str, number: Identifier, *, pages: int, sha256: str, shows: Iterable[str]
) -> None:
    """Nothing, when every page has the paper's number in both symbols, and all of ``shows`` stands on some page.

    Raises ``ProofError`` or ``Flaws`` of them.
    """
    opened = OpenedPdf(path, name)
    # no manifest names it; it is read as the summary is: a form of the whole work, without codes
    record = FileRecord(kind=FileKind.SUMMARY, path=name, pages=pages, sha256=sha256, numbers=(str(number),))
    flaws = [*file_flaws(opened, record)]
    reading = read_paper(opened, record, frozenset(record.numbers), flaws)
    flaws += code_flaws(reading, ())
    pages_text = " ".join(word for page in reading.words for word in page.split())
    for text in dict.fromkeys(shows):
        if text not in pages_text:
            flaws.append(ProofError(Promise.TEXT, name, 0, f"«{text}»", "этого нет ни на одной странице"))
    raise_flaws(flaws)
