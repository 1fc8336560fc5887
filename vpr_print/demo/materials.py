"""What a school has on the evening before: the archive of variants, the room allocation, the codes."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from math import ceil
from pathlib import Path

from vpr_print.demo.exam import GRADE, SUBJECT, make_paper, render_instructions, render_mark_scheme, render_variant
from vpr_print.demo.lists import allocation_xlsx, codes_xlsx, invented_codes
from vpr_print.demo.people import invented_names
from vpr_print.demo.zip_file import zip_bytes
from vpr_print.model.seating import AllocatedRoom, Participant, Seat
from vpr_print.model.work import DEMO_SITE, CellRef, ParticipantCode, Site

DEMO_SCHOOL = Site(DEMO_SITE, "Учебная школа № 0")
DEMO_DATE = date(2026, 4, 21)
_CLASS_SIZE = 25
_DESK_ROWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """How large the synthetic school is, and which of the archives' habits it has."""

    rooms: int = 3
    participants: int = 40
    variants: int = 2
    pages: int = 12
    """Of each variant, the title page among them."""
    seed: int = 1
    split_parts: bool = False
    """The last variant comes as two files, part 1 and part 2."""
    answers_inside: bool = False
    """Variant 1 is a trainer's edition: pages with answers follow in the same file."""

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a school that cannot be."""
        if not 1 <= self.rooms <= self.participants:
            raise ValueError("there must be 1 room at least and a participant for each room")
        if self.participants > 80_000:
            raise ValueError("at most 80,000 participants have a code of five digits")
        if not (1 <= self.variants <= 99 and 1 <= self.pages <= 99):
            raise ValueError("variants and pages must be 1 to 99")
        if self.split_parts and self.pages < 3:
            raise ValueError("two parts need 3 pages at least")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoMaterials:
    """The files written, and what a correct reading of them finds."""

    archive: Path
    allocation: Path
    codes: Path
    subject: str
    grade: int
    date: date
    rooms: tuple[AllocatedRoom, ...]
    code_list: tuple[ParticipantCode, ...]
    variants: int
    pages: int


def write_materials(folder: Path, options: DemoOptions, fonts: Path) -> DemoMaterials:
    """Write ``arhiv.zip``, ``raspredelenie.xlsx`` and ``kody.xlsx`` into ``folder`` (made if missing).

    ``fonts`` is the folder that has ``pt-sans/``. The same options give the same bytes. Raises ``OSError``.
    """
    chance = random.Random(options.seed)
    rooms = _seat(options, chance)
    codes = invented_codes(options.participants + max(5, options.participants // 20), chance)
    folder.mkdir(parents=True, exist_ok=True)
    written = DemoMaterials(
        archive=folder / "arhiv.zip",
        allocation=folder / "raspredelenie.xlsx",
        codes=folder / "kody.xlsx",
        subject=SUBJECT,
        grade=GRADE,
        date=DEMO_DATE,
        rooms=rooms,
        code_list=codes,
        variants=options.variants,
        pages=options.pages,
    )
    title = (
        f"Распределение участников ВПР по кабинетам. {DEMO_SCHOOL.name}",
        f"{SUBJECT}, {GRADE} класс, {DEMO_DATE:%d.%m.%Y}",
    )
    written.allocation.write_bytes(allocation_xlsx(title, rooms))
    written.codes.write_bytes(codes_xlsx(f"Список кодов участников. {SUBJECT}, {GRADE} класс", codes))
    written.archive.write_bytes(_archive(options, fonts))
    return written


def _seat(options: DemoOptions, chance: random.Random) -> tuple[AllocatedRoom, ...]:
    """Rooms of nearly equal size; names in alphabetical order in each room, classes mixed as lists have them."""
    names = sorted(invented_names(options.participants, chance), key=lambda name: name.folded)
    classes = [f"{GRADE}{'АБВГДЕЖЗИК'[i // _CLASS_SIZE % 10]}" for i in range(len(names))]
    chance.shuffle(names)
    enlarged = len(names) // 2
    rooms = []
    start = 0
    for index in range(options.rooms):
        size = (len(names) + index) // options.rooms
        people = sorted(zip(names[start : start + size], classes[start : start + size], strict=True),
                        key=lambda person: person[0].folded)  # fmt: skip
        desks = ceil(size / _DESK_ROWS)
        room = str(101 + index)
        rooms.append(
            AllocatedRoom(
                room,
                tuple(
                    Participant(
                        class_name=class_name,
                        name=name,
                        seat=Seat(place // desks + 1, place % desks + 1),
                        enlarged=start <= enlarged < start + size and place == enlarged - start,
                        cell=CellRef("raspredelenie.xlsx", "Распределение", f"B{start + place + 5}"),
                    )
                    for place, (name, class_name) in enumerate(people)
                ),
            )
        )
        start += size
    return tuple(rooms)


def _archive(options: DemoOptions, fonts: Path) -> bytes:
    """A ZIP with cp866 names; the variants lie in a ZIP inside it."""
    papers = [
        make_paper(number, options.pages, random.Random(f"{options.seed}/{number}"))
        for number in range(1, options.variants + 1)
    ]
    variants: list[tuple[str, bytes]] = []
    for paper in papers:
        name = f"МА{GRADE}_вариант{paper.number}"
        if options.split_parts and paper.number == options.variants:
            variants += [(f"{name}_часть{part}.pdf", render_variant(paper, fonts, part=part)) for part in (1, 2)]
        else:
            answers = options.answers_inside and paper.number == 1
            variants.append((f"{name}.pdf", render_variant(paper, fonts, answers=answers)))
    return zip_bytes(
        (
            (f"МА{GRADE}/Варианты.zip", zip_bytes(variants)),
            (f"МА{GRADE}/Критерии оценивания.pdf", render_mark_scheme(tuple(papers), fonts)),
            (f"МА{GRADE}/Инструкция организатора.pdf", render_instructions(fonts)),
        )
    )
