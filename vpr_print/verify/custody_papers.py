"""A paper of the ledger opened again: its pages, the symbols on each, and every text that it must show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from vpr_print.errors import raise_flaws
from vpr_print.model.identifier import Identifier, grouped
from vpr_print.model.manifest import FileKind, FileRecord
from vpr_print.verify.errors import Promise, ProofError
from vpr_print.verify.opened import OpenedPdf
from vpr_print.verify.papers import code_flaws, read_paper
from vpr_print.verify.proof import file_flaws


def prove_custody_paper(
    path: Path,
    name: str,
    number: Identifier,
    *,
    pages: int,
    sha256: str,
    shows: Iterable[str],
    barred: Iterable[Identifier] = (),
) -> None:
    """Nothing, when every page has the paper's number in both symbols, and all of ``shows`` stands on some page.

    ``barred`` are the numbers of its list, each of which stands in bars, once.

    Raises ``ProofError`` or ``Flaws`` of them.
    """
    opened = OpenedPdf(path, name)
    # no manifest names it; it is read as the summary is: a form of the whole work, without codes
    record = FileRecord(kind=FileKind.SUMMARY, path=name, pages=pages, sha256=sha256, numbers=(str(number),))
    flaws = [*file_flaws(opened, record)]
    listed = Counter(map(str, barred))
    reading = read_paper(opened, record, frozenset((*record.numbers, *listed)), flaws)
    flaws += code_flaws(reading, ())
    found = Counter(digits for digits in reading.papers if digits != str(number))
    if found != listed:
        wanted, there = (", ".join(map(grouped, sorted(numbers.elements()))) or "—" for numbers in (listed, found))
        flaws.append(ProofError(Promise.COUNT, name, 0, f"штрихкоды списка: {wanted}", there))
    pages_text = " ".join(word for page in reading.words for word in page.split())
    for text in dict.fromkeys(shows):
        if text not in pages_text:
            flaws.append(ProofError(Promise.TEXT, name, 0, f"«{text}»", "этого нет ни на одной странице"))
    raise_flaws(flaws)
