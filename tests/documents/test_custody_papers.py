"""Papers of the ledger: nothing that the ledger says is lost on them, whatever people wrote."""

from __future__ import annotations

from functools import cache

import builders as b
import custody_samples as samples
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_back import picture, zbar, zxing

from vpr_print.documents.ledger_paper import CustodyPaper
from vpr_print.documents.spread import spread
from vpr_print.layout.paper_spec import Need, Required
from vpr_print.layout.papers import paper_spec
from vpr_print.layout.schema import Table
from vpr_print.model.identifier import NumberKind, grouped

PAPERS = {"handover_act": samples.act, "print_journal": samples.journal, "balance_statement": samples.statement}


@cache
def drawn(paper: str) -> CustodyPaper:
    return PAPERS[paper]()


def texts(paper: CustodyPaper) -> list[str]:
    document = pypdfium2.PdfDocument(paper.data)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


@pytest.mark.parametrize("paper", PAPERS)
def test_every_page_says_its_number_in_bars_and_qr_and_what_it_cites(paper: str) -> None:
    made = drawn(paper)
    serial = {"handover_act": 451, "print_journal": 452, "balance_statement": 453}[paper]
    own = samples.number(NumberKind.OTHER, serial)
    pages = texts(made)
    assert len(pages) == made.pages
    for page, words in enumerate(pages, 1):
        image = picture(made.data, page - 1, 200)
        copied = image.point(lambda value: 255 * (value > 128))  # a copier's 1 bit
        expected = sorted(f"{kind}:{own.of_page(page)}" for kind in ("Code128", "QRCode"))
        assert zxing(image) == zxing(copied) == expected
        assert zbar(copied) == expected
        assert "b9fa 4913 9f7b 087c dfdb" in words
        assert "№ 1482" in words
        assert "остаётся в школе" in words


@pytest.mark.parametrize("paper", PAPERS)
def test_a_region_cannot_lose_what_ties_the_paper_to_the_ledger(paper: str) -> None:
    required = paper_spec(paper).required
    for name in ("ledger.hash", "ledger.seq"):
        assert Required(Need.TEXT, name) in required
    assert Required(Need.CODE128, "paper.number") in required


def test_forty_packets_stand_on_the_act_each_with_its_number() -> None:
    lines = [samples.act_line(place) for place in range(1, 41)]
    pages = texts(samples.of_lines(lines))
    assert len(pages) == 2
    assert [line for line in lines if grouped(line.number) not in " ".join(pages)] == []
    assert "акт" in pages[0].casefold() and "1 101 доставочный пакет" in pages[0]


def test_the_act_counts_packets_what_lies_in_them_and_single_sets() -> None:
    assert "38 37 592 1 Записи с 21.04.2026 08:01 по 21.04.2026 09:05" in texts(drawn("handover_act"))[-1]


def test_the_statement_names_the_sets_that_make_the_difference() -> None:
    text = " ".join(texts(drawn("balance_statement")))
    for ordinal in (7, 11):
        assert f"{ordinal:02d} · {grouped(samples.number(NumberKind.SET, 50 + ordinal))}" in text
    assert "Сумма справа 202, не учтено 2: не сходится." in text


def test_what_people_wrote_never_stops_a_paper() -> None:
    odd = "ш" * 400 + " \x07\n漢字 😀 e\u0301 " + "очень подробная причина " * 30
    lines = [samples.act_line(1, note=odd, who="DOMAIN\\" + "щ" * 80, room="Актовый зал " * 6), samples.act_line(2)]
    made = samples.of_lines(lines)
    words = " ".join(texts(made)).replace(" ", "")
    assert words.count("ш") >= 400
    assert "[U+6F22]" in words and "[U+1F600]" in words
    assert words.count("подробная") == 30


text = st.text(st.characters(codec="utf-8"), max_size=120)


@given(st.lists(st.fixed_dictionaries({"row.note": text, "row.who": text, "row.no": st.just("1")}), max_size=3))
def test_spread_rows_lose_nothing_and_every_part_fits(rows: list[dict[str, str]]) -> None:
    layout = b.kit().layout("handover_act")
    (table,) = (element for element in layout.elements if isinstance(element, Table))
    parts = spread(rows, "things", layout, b.fonts())
    for name in ("row.note", "row.who"):
        written = "".join("".join(row[name].split()) for row in parts)
        plain = [letter for row in rows for letter in row[name] if letter.isalnum() and not b.fonts().missing(letter)]
        for letter in plain:
            assert letter in written
    assert [row["row.no"] for row in parts if row["row.no"]] == ["1"] * len(rows)
    assert table.row_height > 8  # people sign here
