"""What a file of the archive is, from the text of its pages. Pure: values in, values out.

File names are asked only where the pages say nothing, and then the reasons say so.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePosixPath

from vpr_print.intake import reasons
from vpr_print.intake.answer_pages import PageVerdict, Shows, find_answers, has_code_box, is_title_page
from vpr_print.intake.archive import StoredFile
from vpr_print.intake.folded_text import FoldedPage, fold, fold_page
from vpr_print.intake.headings import part_in_name, parts_on, variant_in_name, variant_of_headers, variants_on_title
from vpr_print.intake.subjects import grade_in, header_subject, subject_in

_TOP_LINES = 10
_SCAN_LETTERS = 15
"""A page with fewer letters and digits is a picture with, at most, a number under it."""
_CODES_IN_LIST = 10
_INSTRUCTIONS = re.compile(
    r"(?:инструкци|инструктив|порядокпроведения|регламент|методическиерекоменд|рекомендациипопровед|памятка|"
    r"спецификация|кодификатор|описание(?:проверочн|контрольн|впр|ким)|сценарий|планграфик|приказ|письмо)\w*"
)
_PROTOCOL = re.compile(r"(?:(?:форма|приложение)[^а-я]{0,12}(?:впр)?[^а-я]{0,12})?(?:бумажный)?протоколпроведения")
_SAMPLE = re.compile(r"демонстрационн|демоверси|образец(?:проверочн|впр|задан|варианта)")
_NAME_OF_ANSWERS = re.compile(
    r"критери|ответ|ключ|эталон|решени|систем\w* ?оценив|оценивани|answer|solution|scheme|otvet|kriteri|klyuch"
)
_NAME_OF_OTHERS = re.compile(
    r"инструкц|протокол|коды|рекоменд|порядок|памятк|приказ|письмо|регламент|описание|форма|демо|образец|черновик|"
    r"instruk|protokol|kody|blank|бланк|readme"
)
_NAME_SUBJECTS = {
    "ма": "Математика", "ру": "Русский язык", "ом": "Окружающий мир", "би": "Биология", "ис": "История",
    "ге": "География", "гг": "География", "об": "Обществознание", "фи": "Физика", "хи": "Химия",
    "ая": "Английский язык", "ня": "Немецкий язык", "фя": "Французский язык", "лч": "Литературное чтение",
    "ли": "Литература",
}  # fmt: skip
_ABBREVIATION = re.compile(r"(?<![а-яa-z])([а-я]{2})[ _-]?(1[01]|[1-9])(?!\d)")


class FileKind(StrEnum):
    """What a file of the archive is."""

    VARIANT = "variant"
    MARK_SCHEME = "mark_scheme"
    INSTRUCTIONS = "instructions"
    CONDUCT_PROTOCOL = "conduct_protocol"
    CODE_LIST = "code_list"
    ELECTRONIC_FORM = "electronic_form"
    OTHER = "other"
    UNREADABLE = "unreadable"


class Need(StrEnum):
    """What only a person can say or do about a file."""

    NUMBER = "number"
    """Whether it is a variant, and which (``--variant N=FILE``)."""
    CONFIRMATION = "confirmation"
    """The name says answers, the pages say variant (``--variant N=FILE`` confirms)."""
    PASSWORD = "password"
    """Save it without the password."""
    REPAIR = "repair"
    """Get it again."""
    CONVERT = "convert"
    """Save it as a PDF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedFile:
    """One file, or one variant of a file that holds several, with the reasons for a person's eyes."""

    file: StoredFile
    kind: FileKind
    subject: str | None = None
    grade: int | None = None
    variant: int | None = None
    part: int | None = None
    """1 or 2 when the file is a part of the variant, None when it is the whole or does not say."""
    page_count: int = 0
    """Pages of the file."""
    pages: tuple[int, ...] = ()
    """0-based; all of the file, or those of this variant."""
    answer_pages: tuple[int, ...] = ()
    """0-based; those of ``pages`` that show answers. They never get into a set."""
    answer_words: str = ""
    """What on the first of them says so."""
    doubtful_pages: tuple[int, ...] = ()
    """0-based; may be answers or a task: a person must look."""
    silent_tail: tuple[int, ...] = ()
    """0-based; those at the end that are pictures without text: a map, or a scan of the answers."""
    reasons: tuple[str, ...] = ()
    needs: Need | None = None

    @property
    def clean_pages(self) -> tuple[int, ...]:
        """The pages without answers."""
        return tuple(page for page in self.pages if page not in self.answer_pages)

    @property
    def named_a_variant(self) -> bool:
        """Whether its name says «вариант N» and nothing of answers, whatever it holds."""
        return variant_in_name(_folded_name(self.file)) is not None and not _NAME_OF_ANSWERS.search(
            _base_name(self.file)
        )


def recognise_text(
    file: StoredFile, texts: tuple[str, ...], page_count: int, blank: frozenset[int] = frozenset()
) -> tuple[RecognisedFile, ...]:
    """What the PDF with these pages is; several entries when it holds several variants.

    ``blank`` are the 0-based pages on which nothing is drawn.
    """
    whole = RecognisedFile(file=file, kind=FileKind.UNREADABLE, page_count=page_count, pages=tuple(range(page_count)))
    if not page_count:
        return (replace(whole, reasons=(reasons.NO_PAGES,), needs=Need.REPAIR),)
    pages = tuple(map(fold_page, texts))
    if sum(page.letters for page in pages) < _SCAN_LETTERS * len(pages):
        return (replace(whole, reasons=(reasons.NO_TEXT,), needs=Need.NUMBER),)
    verdicts = find_answers(pages)
    recognised = _with_tail(_recognise(whole, pages, verdicts), pages, blank)
    if recognised.kind is not FileKind.VARIANT:
        return (recognised,)
    spans = _variant_spans(pages, verdicts, page_count)
    if len(spans) < 2:
        return (recognised,)
    return tuple(_with_tail(_recognise(whole, pages, verdicts, span), pages, blank) for span in spans)


def names_another_kind(file: StoredFile) -> bool:
    """Whether the file's name says that it is no variant: for files whose pages cannot be asked."""
    name = _folded_name(file)
    return bool(_NAME_OF_OTHERS.search(name) or _NAME_OF_ANSWERS.search(name)) and variant_in_name(name) is None


def _recognise(
    whole: RecognisedFile, pages: tuple[FoldedPage, ...], verdicts: tuple[PageVerdict, ...], span: range | None = None
) -> RecognisedFile:
    """The file, or the pages ``span`` of it, with everything that they say."""
    chosen = span or range(whole.page_count)
    read = [index for index in chosen if index < len(pages)]
    mine = tuple(pages[index] for index in read)
    unread = tuple(chosen)[len(read) :]
    answers = tuple(index for index in read if verdicts[index].shows is Shows.ANSWERS)
    doubtful = tuple(index for index in read if verdicts[index].shows is Shows.DOUBTFUL or not pages[index].letters)
    if read and read[-1] in answers:
        answers += unread
    else:
        doubtful += unread
    known = replace(
        whole,
        pages=tuple(chosen),
        answer_pages=answers,
        answer_words=next((verdicts[index].words for index in answers), ""),
        doubtful_pages=tuple(index for index in doubtful if index not in answers),
    )
    name = _folded_name(whole.file)
    known = _with_work(known, mine, name)
    if (other := _other_kind(known, mine, name)) is not None:
        return other
    return _with_part(_with_variant(known, mine, name), mine, name)


def _with_tail(known: RecognisedFile, pages: tuple[FoldedPage, ...], blank: frozenset[int]) -> RecognisedFile:
    """The file with its pictures without text that follow the last page with text."""
    tail: list[int] = []
    for index in reversed(known.clean_pages):
        if index >= len(pages) or pages[index].letters >= _SCAN_LETTERS:
            break
        if index not in blank:
            tail.append(index)
    return replace(known, silent_tail=tuple(reversed(tail)))


def _other_kind(known: RecognisedFile, pages: tuple[FoldedPage, ...], name: str) -> RecognisedFile | None:
    """The file as what it is when it is no variant; None for a variant."""

    def as_kind(kind: FileKind, reason: str, needs: Need | None = None) -> RecognisedFile:
        return replace(known, kind=kind, reasons=(reason, *known.reasons), needs=needs)

    first = pages[0]
    tops = first.squashed_lines[:_TOP_LINES]
    numbers = variants_on_title(first)
    for_pupils = any(
        has_code_box(page) or is_title_page(page) or re.search(r"ответ:|решение\.|запишитерешение", page.squashed)
        for index, page in zip(known.pages, pages, strict=False)
        if index not in known.answer_pages
    )
    if known.pages[0] in known.answer_pages:
        return as_kind(FileKind.MARK_SCHEME, reasons.SCHEME_FIRST.format(words=known.answer_words))
    if known.answer_pages and not for_pupils:
        return as_kind(FileKind.MARK_SCHEME, reasons.SCHEME_ONLY)
    if not for_pupils or not (has_code_box(first) or is_title_page(first) or numbers):
        if any(_PROTOCOL.match(line) for line in tops):
            return as_kind(FileKind.CONDUCT_PROTOCOL, reasons.CONDUCT_PROTOCOL)
        codes = sum(len(re.findall(r"(?<!\d)\d{4,7}(?!\d)", page.running)) for page in pages)
        if codes >= _CODES_IN_LIST and any("код" in line for line in tops):
            return as_kind(FileKind.CODE_LIST, reasons.CODE_LIST.format(count=codes))
        for line, squashed in zip(first.lines, tops, strict=False):
            if _INSTRUCTIONS.match(squashed) and not is_title_page(FoldedPage((line,), (True,))):
                return as_kind(FileKind.INSTRUCTIONS, reasons.INSTRUCTIONS.format(words=line[:60]))
    if not numbers and any(_SAMPLE.search(line) for line in tops):
        return as_kind(FileKind.OTHER, reasons.SAMPLE)
    if for_pupils or numbers or variant_of_headers(pages) is not None:
        return None
    if variant_in_name(name) is not None and not _NAME_OF_ANSWERS.search(name):
        return None
    if _garbled(pages):
        return as_kind(FileKind.UNREADABLE, reasons.GARBLED, Need.NUMBER)
    if known.subject and known.grade and any(header_subject(line) for line in first.lines[:_TOP_LINES]):
        return None
    return as_kind(FileKind.OTHER, reasons.SAYS_NOTHING)


def _with_work(known: RecognisedFile, pages: tuple[FoldedPage, ...], name: str) -> RecognisedFile:
    """Subject and grade: from running headers, then the title page, then the name."""
    said = list(known.reasons)
    headers = [line for page in pages for line in (*page.lines, " ".join(page.lines[:6])) if len(line) < 200]
    subjects = Counter(named for line in headers if (named := header_subject(line)))
    titles = [line for line in pages[0].squashed_lines if len(line) < 100]
    subject = subjects.most_common(1)[0][0] if subjects else None
    subject = subject or next((found for line in titles if (found := subject_in(line))), None)
    running = Counter(
        said_grade for line in headers if "впр" in line or "проверочн" in line
        if (said_grade := grade_in("".join(line.split())))
    )  # fmt: skip
    grade = running.most_common(1)[0][0] if running else None
    grade = grade or next((number for line in titles if (number := grade_in(line))), None)
    if subject or grade:
        said.append(reasons.HEADER)
    if subject is None and (subject := _subject_of_name(name)):
        said.append(reasons.SUBJECT_NAME)
    if grade is None and (grade := _grade_of_name(name)):
        said.append(reasons.GRADE_NAME)
    return replace(known, subject=subject, grade=grade, reasons=tuple(said))


def _subject_of_name(name: str) -> str | None:
    short = _ABBREVIATION.search(name)
    return subject_in("".join(name.split())) or (_NAME_SUBJECTS.get(short[1]) if short else None)


def _grade_of_name(name: str) -> int | None:
    short = _ABBREVIATION.search(name)
    known = short and short[1] in _NAME_SUBJECTS
    return grade_in("".join(name.split())) or (int(short[2]) if short and known else None)


def _with_variant(known: RecognisedFile, pages: tuple[FoldedPage, ...], name: str) -> RecognisedFile:
    """The file as a variant: its number, and what is wrong with it."""
    said: list[str] = []
    needs: Need | None = None
    titles = variants_on_title(pages[0])
    hinted = variant_in_name(name)
    number: int | None = None
    if len(titles) == 1:
        number = titles[0]
        said.append(reasons.VARIANT_TITLE.format(number=number))
    elif (number := variant_of_headers(pages)) is not None:
        said.append(reasons.VARIANT_HEADERS.format(number=number))
    elif titles:
        said.append(reasons.VARIANT_MANY.format(numbers=", ".join(map(str, titles))))
        needs = Need.NUMBER
    elif hinted is not None:
        number = hinted
        said.append(reasons.VARIANT_NAME)
    else:
        said += [reasons.PUPILS, reasons.VARIANT_NONE]
    if number is not None and hinted not in (None, number):
        said.append(reasons.NAME_DISAGREES.format(number=hinted))
    if len(known.pages) < known.page_count:
        said.append(reasons.SEVERAL_VARIANTS.format(pages=reasons.page_list(known.pages)))
    if known.answer_pages:
        listed = reasons.page_list(known.answer_pages)
        said.append(reasons.ANSWERS_INSIDE.format(pages=listed, words=known.answer_words))
    if known.doubtful_pages:
        said.append(reasons.DOUBTFUL.format(pages=reasons.page_list(known.doubtful_pages)))
    if _NAME_OF_ANSWERS.search(_base_name(known.file)):
        said.append(reasons.SCHEME_NAME)
        needs = Need.CONFIRMATION
    return replace(known, kind=FileKind.VARIANT, variant=number, reasons=(*said, *known.reasons), needs=needs)


def _with_part(known: RecognisedFile, pages: tuple[FoldedPage, ...], name: str) -> RecognisedFile:
    """The part that the file is of its variant; a file that has both parts is the whole."""
    named = [(index, part) for index, page in enumerate(pages) for part in parts_on(page)]
    parts = {part for _, part in named}
    if parts == {1} or (parts == {2} and named[0][0] == 0):
        part = parts.pop()
        return replace(known, part=part, reasons=(*known.reasons, reasons.PART.format(part=part)))
    if not parts and (hinted := part_in_name(name)) is not None:
        return replace(known, part=hinted, reasons=(*known.reasons, reasons.PART_NAME))
    return known


def _variant_spans(pages: tuple[FoldedPage, ...], verdicts: tuple[PageVerdict, ...], page_count: int) -> list[range]:
    """Where variants begin in a file that holds several: at title pages with another number."""
    starts: list[int] = []
    current: int | None = None
    for index, (page, verdict) in enumerate(zip(pages, verdicts, strict=True)):
        if verdict.shows is Shows.ANSWERS:
            continue
        numbers = variants_on_title(page) if index == 0 or is_title_page(page) else ()
        if len(numbers) == 1 and numbers[0] != current:
            current = numbers[0]
            starts.append(index)
    if not starts:
        return []
    starts[0] = 0
    return [range(start, stop) for start, stop in zip(starts, [*starts[1:], page_count], strict=True)]


def _garbled(pages: tuple[FoldedPage, ...]) -> bool:
    """Whether the text has letters, but hardly a Russian one: fonts without a table of their signs."""
    text = "".join(page.squashed for page in pages)
    russian = len(re.findall("[а-я]", text))
    return russian * 5 < sum(page.letters for page in pages)


def _base_name(file: StoredFile) -> str:
    return fold(PurePosixPath(file.name).name.replace("_", " "))


def _folded_name(file: StoredFile) -> str:
    """The file's own name without its ending; folders and archives around it are no hint."""
    return fold(PurePosixPath(file.name).stem.replace("_", " "))
