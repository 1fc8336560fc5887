"""What was done with variants and is told, or has to be looked at."""

from __future__ import annotations

from vpr_print.errors import Message, Notice, listed
from vpr_print.intake.archive_errors import shown
from vpr_print.intake.reasons import page_list
from vpr_print.intake.recognition import FileKind
from vpr_print.intake.variant_errors import KIND_TITLES


def answers_cut(file: str, pages: tuple[int, ...]) -> Notice:
    """Pages with answers were left out, as a person ordered."""
    message = Message(
        "страницы с ответами не печатаются",
        f"{shown(file)}, стр. {page_list(pages)}",
        "в комплекте только задания",
        "посмотрите первый готовый комплект: все ли задания на месте",
    )
    return Notice("answers_cut", message)


def may_be_answers(file: str, pages: tuple[int, ...]) -> Notice:
    """Pages that may show answers are in the sets."""
    message = Message(
        "неясно, нет ли на страницах варианта ответов",
        f"{shown(file)}, стр. {page_list(pages)}",
        "в комплектах участников ответов быть не должно",
        "откройте эти страницы и посмотрите, прежде чем печатать",
    )
    return Notice("may_be_answers", message)


def scheme_named_a_variant(file: str, reason: str) -> Notice:
    """A file that is called a variant holds answers, and is left out."""
    message = Message(
        "файл назван вариантом, но это ответы: он не печатается",
        f"{shown(file)}: {reason}",
        "файл с заданиями этого варианта",
        "проверьте, все ли варианты найдены; если файл с заданиями потерян, скачайте архив ещё раз",
    )
    return Notice("scheme_named_a_variant", message)


def same_content(variant: int, files: tuple[str, ...]) -> Notice:
    """The same content lies in the archive under several names; one of them is taken."""
    message = Message(
        f"вариант {variant} лежит в архиве несколько раз, содержание одинаковое",
        listed(files),
        "одного файла достаточно",
        "взят первый; проверьте, не должен ли был второй файл быть другим вариантом",
    )
    return Notice("same_variant_twice", message)


def left_undecided(file: str, reason: str) -> Notice:
    """A file that nobody could read is not taken."""
    message = Message(
        "файл не прочитан и не печатается",
        f"{shown(file)}: {reason}",
        "если это вариант, он должен попасть в комплекты",
        "откройте файл; если это вариант, укажите --variant N=ФАЙЛ и повторите команду",
    )
    return Notice("file_left_out", message)


def numbers_missing(missing: tuple[int, ...], found: tuple[int, ...]) -> Notice:
    """The variants' numbers have a gap."""
    message = Message(
        "между номерами вариантов пропуск: нет " + ", ".join(map(str, missing)),
        "найдены варианты " + ", ".join(map(str, found)),
        "все варианты, которые прислали",
        "проверьте, все ли файлы скачаны; если так и задумано, ничего не делайте",
    )
    return Notice("variant_numbers_missing", message)


def number_assumed(file: str, variant: int) -> Notice:
    """The only variant says no number."""
    message = Message(
        f"на страницах нет номера варианта, файл взят как вариант {variant}",
        shown(file),
        "номер варианта на титуле",
        f"если номер другой, укажите: --variant N={shown(file)}",
    )
    return Notice("variant_number_assumed", message)


def work_assumed(file: str, work: str) -> Notice:
    """A variant does not say its subject or grade; those of the other variants are taken."""
    message = Message(
        "в файле варианта не найден предмет или класс",
        shown(file),
        f"взято как у остальных: {work}",
        "откройте файл и проверьте, что он от этой работы",
    )
    return Notice("work_assumed", message)


def other_number_named(variant: int, file: str, printed: int) -> Notice:
    """A person gave a file another number than its title has; the person's counts."""
    message = Message(
        f"файл назван вариантом {variant}, а на его титуле вариант {printed}",
        shown(file),
        "тот номер, который участник видит на титуле: по нему заполняют протокол",
        f"проверьте --variant {variant}=…; если номер на титуле ошибочный, ничего не делайте",
    )
    return Notice("other_number_named", message)


def other_kind_as_variant(variant: int, file: str, kind: FileKind) -> Notice:
    """A person named as a variant what was taken for something else."""
    message = Message(
        f"вариантом {variant} печатается файл, похожий на другое: {KIND_TITLES[kind]}",
        shown(file),
        "файл с заданиями",
        "так указано в --variant; проверьте первый готовый комплект",
    )
    return Notice("other_kind_as_variant", message)


def one_part_only(part: int, variants: tuple[int, ...]) -> Notice:
    """No variant has the other part."""
    message = Message(
        f"у всех вариантов есть только часть {part}",
        ", ".join(f"вариант {number}" for number in variants),
        "обычно в работе две части",
        "проверьте, все ли файлы скачаны",
    )
    return Notice("one_part_only", message)
