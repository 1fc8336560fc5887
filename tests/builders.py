"""Values for tests, built with as few words as a test needs. Only invented people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from vpr_print.documents.individual_sets import blank_placement
from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.options import PaperOptions
from vpr_print.documents.requests import Made, paper_requests
from vpr_print.documents.room import RoomPress
from vpr_print.drawing.fonts import FontBook, read_fonts
from vpr_print.drawing.pdf_file import ObjectBlock, stream_object
from vpr_print.intake.work_key import work_key
from vpr_print.layout.papers import PAPERS
from vpr_print.layout.read import parse_layout, parse_procedure
from vpr_print.model.geometry import A4, Sides
from vpr_print.model.packet import (
    IndividualSet,
    NumberedWork,
    Place,
    RoomPlan,
    WorkPlan,
)
from vpr_print.model.seating import FullName, Participant, Seat
from vpr_print.model.transliteration import folder_names
from vpr_print.model.work import CellRef, ParticipantCode, Site, SiteNumber, Work
from vpr_print.plan.numbering import number_papers, number_work
from vpr_print.prepress.masters import Masters, PreparedPage, PreparedVariant

ROOT = Path(__file__).resolve().parent.parent
SURNAMES = ("Берёзкин", "Ёлкина", "Щукин", "Журавлёва", "Соболев", "Рябинина", "Лосев", "Калинкина")
GIVEN = ("Арсений", "Злата", "Мирон", "Ульяна", "Тихон", "Есения", "Лука", "Аглая")
FATHERS = ("Игнатьевич", "Игнатьевна", "Лукич", "Лукинична", "Фомич", "Фоминична", "Саввич", "Саввична")
FIRST_VARIANT_OBJECT = 100


@cache
def fonts() -> FontBook:
    return read_fonts(ROOT / "fonts" / "pt-sans")


@cache
def kit(procedure: str = "vpr") -> LayoutKit:
    folder = ROOT / "layouts" / procedure
    words = parse_procedure((folder / "procedure.toml").read_text("utf-8"), "procedure.toml")
    files = [folder / spec.file for spec in PAPERS if not spec.optional or (folder / spec.file).exists()]
    layouts = tuple(parse_layout(file.read_text("utf-8"), file.name) for file in files)
    return LayoutKit(words, layouts)


def site(number: str = "640123", name: str = "МБОУ «Школа № 12» города Верхнереченска") -> Site:
    return Site(SiteNumber(number), name)


def work(subject: str = "Математика", grade: int = 5, day: date = date(2026, 4, 21)) -> Work:
    return Work(subject, grade, day, work_key("Математика" if subject == "Математика" else "работа", grade, day))


def full_name(index: int) -> FullName:
    """Different for the first 512 indices."""
    pair = index % 2
    surname = SURNAMES[index % 8]
    given = GIVEN[(index // 8 * 2 + pair) % 8]
    return FullName(f"{surname} {given} {FATHERS[(index // 64 * 2 + pair) % 8]}")


def participant(
    index: int = 0,
    *,
    class_name: str = "5А",
    name: FullName | None = None,
    named: bool = True,
    seat: Seat | None = None,
    code: str | None = None,
    variant: int | None = None,
    enlarged: bool = False,
) -> Participant:
    return Participant(
        class_name=class_name,
        name=name or (full_name(index) if named else None),
        seat=seat,
        code=ParticipantCode(code) if code else None,
        variant=variant,
        enlarged=enlarged,
        cell=CellRef("список.xlsx", "Лист1", f"B{index + 2}"),
    )


def seats(count: int, *, rows: int = 3, desks: int = 6) -> tuple[Seat, ...]:
    """Seats desk by desk along the rows; two at a desk where one each does not suffice."""
    sides = 2 if count > rows * desks else 1
    found = [Seat(r + 1, d + 1, s) for r in range(rows) for d in range(desks) for s in range(sides)]
    while len(found) < count:
        found.append(Seat(rows + 1, len(found) - rows * desks * sides + 1, 0))
    return tuple(found[:count])


def room_plan(
    name: str = "101",
    count: int = 15,
    *,
    folder: str | None = None,
    first: int = 0,
    spares: int = 1,
    spare_codes: int = 1,
    codes: bool = True,
    pages: int = 12,
    variants: int = 2,
    classes: Sequence[str] = ("5А",),
    seated: bool = True,
    drafts: int = 2,
    enlarged: Sequence[int] = (),
    people: Sequence[Participant] | None = None,
    answer_forms: bool = False,
    protocol_copy: bool = False,
) -> RoomPlan:
    """A room whose codes and people start at ``first``; ``enlarged`` holds ordinals."""
    places_at = seats(count) if seated else (None,) * count
    persons = people or [
        participant(
            first + i,
            class_name=classes[i * len(classes) // max(count, 1)],
            seat=places_at[i],
            enlarged=i + 1 in enlarged,
        )
        for i in range(count)
    ]
    places = tuple(
        Place(
            ordinal=i + 1,
            participant=person,
            variant=person.variant or i % variants + 1,
            code=code_of(first + i) if codes else None,
        )
        for i, person in enumerate(persons)
    )
    sets = [
        IndividualSet(
            ordinal=place.ordinal,
            variant=place.variant,
            pages=pages,
            enlarged=place.participant.enlarged,
            spare=False,
        )
        for place in places
    ]
    sets += [
        IndividualSet(ordinal=n, variant=(n - 1) % variants + 1, pages=pages, enlarged=False, spare=True)
        for n in range(len(places) + 1, len(places) + spares + 1)
    ]
    return RoomPlan(
        name=name,
        folder=folder or folder_names((name,))[0],
        places=places,
        sets=tuple(sets),
        spare_codes=tuple(code_of(50_000 + first + i) for i in range(spare_codes if codes else 0)),
        draft_sheets=drafts * len(places),
        answer_forms=len(sets) if answer_forms else 0,
        protocol_copy=protocol_copy,
    )


def code_of(index: int) -> ParticipantCode:
    """A code of five digits, some with leading zeros."""
    return ParticipantCode(f"{(index * 7919 + 132) % 100_000:05d}")


def work_plan(*rooms: RoomPlan, sides: Sides = Sides.ONE, at: Site | None = None, of: Work | None = None) -> WorkPlan:
    return WorkPlan(
        site=at or site(),
        work=of or work(),
        rooms=rooms,
        sides=sides,
        with_codes=any(room.codes for room in rooms),
    )


def made(variants: int = 2, layouts: LayoutKit | None = None) -> Made:
    return Made(tuple((n, f"digest-{n}") for n in range(1, variants + 1)), fonts().digest, layouts or kit())


def numbered(
    plan: WorkPlan,
    options: PaperOptions | None = None,
    *,
    variants: int = 2,
    start: int = 1,
    layouts: LayoutKit | None = None,
) -> NumberedWork:
    """The plan with numbers as a fresh ledger gives them, from serial ``start``."""
    requests = tuple(paper_requests(plan, made(variants, layouts), options or PaperOptions()))
    return number_work(plan, number_papers(requests, {}, plan.site.number, range(1, 100_000), start))


def masters(variants: int = 2, pages: int = 12) -> Masters:
    """Plain variants: a running head, a box for the code, lines of gray bars for text; free margins."""
    stamp = kit().layout("individual_set").stamp
    assert stamp
    placement = blank_placement(stamp)
    prepared: list[PreparedVariant] = []
    first = FIRST_VARIANT_OBJECT
    for number in range(1, variants + 1):
        bodies = [_page_form(number, page) for page in range(1, pages + 1)]
        block = ObjectBlock.of(first, bodies)
        prepared.append(
            PreparedVariant(
                number,
                f"digest-{number}",
                block,
                tuple(PreparedPage(form, placement) for form in block.numbers),
            )
        )
        first = block.numbers.stop
    return Masters(tuple(prepared), (), ())


@cache
def press(variants: int = 2, pages: int = 12, procedure: str = "vpr") -> RoomPress:
    return RoomPress(masters(variants, pages), kit(procedure), fonts())


def _page_form(variant: int, page: int) -> bytes:
    mm = 72 / 25.4
    rects = [(130, 12, 60, 10)] + [(21, 40 + 8 * i, 160 - (i * 7 + variant * 13 + page) % 50, 2.5) for i in range(28)]
    content = b"0.75 g " + b" ".join(
        b"%.1f %.1f %.1f %.1f re" % (x * mm, (A4.h - y - h) * mm, w * mm, h * mm) for x, y, w, h in rects
    )
    box = b"/BBox[0 0 %.3f %.3f]" % (A4.w * mm, A4.h * mm)
    return stream_object(content + b" f", b"/Type/XObject/Subtype/Form/Resources<<>>" + box)
