"""Which pages of a file show answers. Pure: works on folded text.

A page of answers is known by a heading or by the head of a table, never by one phrase: «выберите правильный ответ»
and «Запишите ответ» stand on pupils' pages. All comparisons are made without spaces, because headings come with
spaced letters, broken over lines or cells. What may be answers but may as well be a task is ``DOUBTFUL``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from vpr_print.intake.folded_text import FoldedPage


class Shows(Enum):
    """What a page shows."""

    TASKS = "tasks"
    DOUBTFUL = "doubtful"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class PageVerdict:
    """What a page shows and the words that say so (folded, as on the page)."""

    shows: Shows
    words: str = ""


# Nobody writes these to a pupil, wherever they stand
_ANYWHERE = re.compile(
    r"решени[ея]иуказани[ея](?:к|по)оцен|указани[ея](?:к|по|для)оценивани|содержание(?:верного|правильного)ответа"
    r"|(?:номер|№|no?\.?)(?:задани[яй]|вопроса|п/п)?[|/:]?(?:правильн|верн|эталонн)(?:ый|ые)ответ"
    r"|критерииоценивания(?:и|ответа|выполнения|решения){0,2}(?:на|к)?(?:задани[яею]{1,2})?[\d.]{0,4}балл"
    r"|указани[ея](?:по|к)оценк|решени[ея]и(?:критерии|рекомендации)\w{0,20}оцен"
)


def _forms(text: str) -> frozenset[str]:
    """Words from a list of ``stem-ending-ending``; ``stem--ending`` has the bare stem too."""
    words = set()
    for entry in text.split():
        stem, *endings = entry.split("-")
        words |= {stem + ending for ending in endings} if endings else {stem}
    return frozenset(words)


_DIGITS_AND_SIGNS = frozenset('0123456789№.,:;()«»"/|–—-')
_TABLE_WORDS = _DIGITS_AND_SIGNS | _forms(
    "номер n no задани-е-я-й вопрос--а-ы пункт--а-ы правильн-ый-ые верн-ый-ые эталон--ный-ные ответ--а-ы и за к п "
    "кол во балл--ы-ов макс максимальный количество первичный критери-й-и-ев оценивани-е-я-ю решени-е-я "
    "указани-е-я комментари-й-и пояснени-е-я вариант--а част-ь-и"
)
_HEADING_WORDS = _DIGITS_AND_SIGNS | _forms(
    "система таблица разбор нормы критери-й-и-ев-ям-я оценивани-е-я-ю оценк-а-и-е ответ--ы-ов-ам-а-ом "
    "решени-е-я-й-ю-ям ключ--и-ей-а правильн-ые-ых верн-ые-ых эталон--ы-ов указани-е-я-й-ям комментари-й-и-ев-ям "
    "пояснени-е-я-й рекомендаци-и-й-ям проверк-а-и-е-у выполнени-е-я-ю отдельн-ых-ого результат-ы-ов "
    "задани-е-я-й-ям-ях-ю вопрос-ы-ов-ам всероссийск-ая-ой-ие-их проверочн-ая-ой-ые-ых диагностическ-ая-ой "
    "итогов-ая-ой контрольн-ая-ой работ-а-ы-е-у-ам впр вариант--а-у-ы-ов-ам част-ь-и-ей-ям перв-ая-ой-ый-ого "
    "втор-ая-ой-ой-ого номер русск-ий-ому-ого английск-ий-ому-ого немецк-ий-ому-ого французск-ий-ому-ого "
    "иностранн-ый-ому-ого язык--у-а математик-а-е-и окружающ-ий-ему мир--у биологи-я-и истори-я-и географи-я-и "
    "обществознани-е-ю-я физик-а-е-и хими-я-и информатик-а-е-и литератур-а-е-ы литературн-ое-ому чтени-е-ю "
    "базов-ый-ого углубленн-ый-ого уров-ень-ня класс--а-ы-ов учител-ь-я-ю-ей эксперт--а-ов-ам организатор-а-ов "
    "школ-а-ы проверяющ-их-ему кратк-им-ими развернут-ым-ыми целом тест--а-у-ы примерн-ые-ый-ых образ-ец-цы для и "
    "к п в с о по на со за год--а ой ый го я й i v x"
)
_LONGEST_WORD = max(map(len, _TABLE_WORDS | _HEADING_WORDS))
_FIRM = re.compile(
    r"системаоцен|критери(?:и|й|ев|я)(?:и\w{1,12})?оцен|критери[ия]проверки|указани[ея](?:к|по|для)|"
    r"ответы(?:,|и)*(?:решени|критери|комментари|пояснени|указани|разбор|рекомендаци|оцен|ключ)|"
    r"решени[ея](?:,|и)*ответы|(?:ключи?|критерии|комментарии)(?:,|и)*(?:к|и)?ответ(?:ы|ам)|"
    r"(?:решения|ключи?)[.,:;()–—-]*(?:к(?!л)|заданий|вариант|критери)|"
    r"ответы[.,:;()–—-]*(?:к|на(?!вопрос)|для|заданий|по|вариант|част)|"
    r"вариант[а№]*\d+[.,:;()–—-]*(?:правильные|верные)?(?:ответы|ключи?|решения)|эталон(?:ы|)ответ|"
    r"(?:правильные|верные)ответы[.,:;()–—-]*(?:к|на|для|заданий|вариант)|"
    r"таблица(?:правильных|верных)ответов|решение(?:заданий)?вариант|разбор(?:заданий|вариант)|"
    r"оценивание(?:результатов|выполнения|заданий|проверочн|отдельн)|"
    r"рекомендации(?:по|к)(?:проверке|оцен)|класс[.,:;()–—-]*(?:ответы|ключи?|решения)$"
)
_LOOSE = re.compile(
    r"[.()\d]{0,4}(?:ответы|(?:правильные|верные)ответы|ключи|ключответов|решения|эталоны?|критерии|"
    r"ответынавопросы|таблицаответов)[.:]?"
)
_NEEDS_MORE = ("критерии", "ключи", "эталон", "ответынавопросы", "таблица")
"""Such a line by itself may be the name of a story or the label of a table."""
_CODE_BOX = re.compile(r"(?:^|класс[.,:]?\s|\bвпр\b.*\s)код(?: участника)?[:_\s.]*$")
_PUPILS_INSTRUCTION = re.compile(r"инструкцияпо(?:выполнению|работе)|инструкциядля(?:участник|обучающ|учени|учащ)")
_FILLED_ANSWER = re.compile(r"ответ: ?[-−–]?\d[\d,./:]{0,12} ?[а-я²³%°./]{0,12}[.;]?")
_DECORATION = re.compile(r"^[^\w№«(]+|[^\w.:)»]+$")
_BLANK = re.compile(r"[_.…\-–—:;,|]+")
_TOP_LINES = 7
_HEAD_LINES = 6
"""The head of a table may come as so many lines, one for each cell or word."""
_LONGEST_HEADING = 160
_LINES_JUDGED = 600
_LINES_AFTER = 120


def find_answers(pages: tuple[FoldedPage, ...]) -> tuple[PageVerdict, ...]:
    """The verdict on each page. Pages after one with answers are answers too, until a pupil's page begins again.

    A pupil's page after answers is known by the box for the code (unless the answers carry it as well) or by
    the instruction for pupils.
    """
    verdicts: list[PageVerdict] = []
    last: FoldedPage | None = None
    for page in pages:
        verdict = judge_page(page)
        if verdict.shows is Shows.ANSWERS:
            last = page
        elif last is not None:
            begins_again = is_title_page(page) or (has_code_box(page) and not has_code_box(last))
            if begins_again:
                last = None
            else:
                verdict = PageVerdict(Shows.ANSWERS)
        verdicts.append(verdict)
    return tuple(verdicts)


def judge_page(page: FoldedPage) -> PageVerdict:
    """The verdict on one page by itself."""
    if found := _ANYWHERE.search(page.squashed):
        return PageVerdict(Shows.ANSWERS, page.as_read(*found.span()))
    if head := _table_head(page):
        return PageVerdict(Shows.ANSWERS, head)
    if is_title_page(page):
        return PageVerdict(Shows.TASKS)
    doubt = ""
    for index, squashed in enumerate(page.squashed_lines[:_LINES_JUDGED]):
        if not _is_heading(page, index):
            continue
        bare = _DECORATION.sub("", squashed)
        two_lines = bare + _DECORATION.sub("", _next(page, index))
        if any(_FIRM.search(text) and _covers(text, _HEADING_WORDS) for text in (bare, two_lines)):
            return PageVerdict(Shows.ANSWERS, page.lines[index])
        if _LOOSE.fullmatch(bare):
            if _stands_for_answers(page, index):
                return PageVerdict(Shows.ANSWERS, page.lines[index])
            doubt = doubt or page.lines[index]
    given = sum(_FILLED_ANSWER.fullmatch(line) is not None for line in page.lines)
    if given >= 3:
        return PageVerdict(Shows.ANSWERS, f"«ответ: …» с ответом, {given} раза")
    if given or doubt:
        return PageVerdict(Shows.DOUBTFUL, doubt or "ответ: …")
    return PageVerdict(Shows.TASKS)


def is_title_page(page: FoldedPage) -> bool:
    """Whether the page holds the instruction for pupils, as the first page of a variant does."""
    return _PUPILS_INSTRUCTION.search(page.squashed) is not None


def has_code_box(page: FoldedPage) -> bool:
    """Whether the page has the line «КОД», where a pupil writes the code."""
    return any(_CODE_BOX.search(line) for line in page.lines)


def _stands_for_answers(page: FoldedPage, index: int) -> bool:
    """Whether a line such as «Ответы» is the heading of answers: by what follows, or by its place at the top."""
    squashed = page.squashed_lines[index]
    answers = _enumerated(page, index + 1)
    if squashed.endswith(":"):
        return answers >= 5  # up to four are the choices of a task
    if answers >= 3:
        return True
    following = "".join(page.squashed_lines[index + 1 : index + 1 + _LINES_AFTER])
    empty_table = bool(following) and answers <= 1 and not re.search(r"[^\W\d_]", following)
    top = index < _TOP_LINES and not has_code_box(page) and not squashed.startswith(_NEEDS_MORE)
    return top and not empty_table


def _table_head(page: FoldedPage) -> str:
    """The head of a table of answers, which may be spread over several lines; empty when there is none."""
    lines = page.squashed_lines[:_LINES_JUDGED]
    for start in range(len(lines)):
        text = ""
        for stop in range(start, min(start + _HEAD_LINES, len(lines))):
            text += lines[stop]
            if not _covers(text, _TABLE_WORDS):
                break
            if "ответ" not in text or not re.search(r"задани|номер|№|п/п|вопрос", text):
                continue
            lists_answers = not re.search(r"\d", text) and _enumerated(page, stop + 1) >= 3
            if lists_answers or re.search(r"правильн(?:ый|ые)|верн(?:ый|ые)|эталон", text):
                return " ".join(page.lines[start : stop + 1])
    return ""


def _covers(text: str, words: frozenset[str]) -> bool:
    """Whether the text without spaces is made of these words and nothing else; never slow, whatever the text."""
    if not text or len(text) > _LONGEST_HEADING:
        return False
    reached = {0}
    for start in range(len(text)):
        if start in reached:
            reached |= {
                stop
                for stop in range(start + 1, min(start + _LONGEST_WORD, len(text)) + 1)
                if text[start:stop] in words
            }
    return len(text) in reached


def _is_heading(page: FoldedPage, index: int) -> bool:
    """Whether the line may be a heading: it begins with a capital and no sentence goes on after it."""
    if not page.starts_upper[index] or page.squashed_lines[index][-1] in ",;-":
        return False
    following = _next(page, index)
    return not following or page.starts_upper[index + 1] or _covers(following, _HEADING_WORDS)


def _next(page: FoldedPage, index: int) -> str:
    return page.squashed_lines[index + 1] if index + 1 < len(page.lines) else ""


def _enumerated(page: FoldedPage, start: int) -> int:
    """How many answers the lines from ``start`` on list: 1, 2, 3 … with something short written after each number.

    An empty table for the pupil counts as well, but has nothing between the numbers.
    """
    wanted, since, answers = 1, 0, 0
    for token in " ".join(page.lines[start : start + _LINES_AFTER]).split():
        number = re.fullmatch(r"(\d{1,3})[).:–-]?", token)
        if number and int(number[1]) == wanted and (wanted == 1 or since):
            wanted, since = wanted + 1, 0
        elif not _BLANK.fullmatch(token):
            since += 1
            answers = wanted - 1
            if since > 12:
                break
    return answers
