"""Which files are printed as which variant, and everything that forbids it, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import PurePosixPath

from vpr_print.errors import Notice, VprPrintError, raise_flaws
from vpr_print.intake import variant_errors as errors
from vpr_print.intake import variant_notices as notices
from vpr_print.intake.folded_text import fold
from vpr_print.intake.recognition import FileKind, Need, RecognisedFile, names_another_kind
from vpr_print.intake.subjects import same_subject
from vpr_print.model.identifier import PAGES
from vpr_print.model.work import PageSpan, Variant

MOST_PAGES = PAGES[-1]
"""Pages of a set are numbered with two digits."""
_GAPS_UP_TO = 20
"""Larger numbers are taken from a long list, and a gap says nothing."""


_Work = tuple[str | None, int | None]
_Key = tuple[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The variants of one work."""

    variants: tuple[Variant, ...]
    """By number; all of one length, none with a page of answers."""
    subject: str | None
    """None when neither pages nor names nor the caller say it."""
    grade: int | None
    notices: tuple[Notice, ...]


def select_variants(
    files: tuple[RecognisedFile, ...],
    *,
    subject: str | None = None,
    grade: int | None = None,
    overrides: Mapping[int, str | tuple[str, ...]] | None = None,
    cut_answers: bool = False,
) -> Selection:
    """The variants of the one work that is meant.

    ``overrides`` maps a variant's number to the name of its file (or of its parts in order), against whatever was
    recognised; the caller thereby takes undecided files upon himself. ``cut_answers`` leaves out pages with
    answers instead of stopping. Raises a ``VariantError`` (exit 14) or ``Flaws`` of them.
    """
    choice = _Choice(files, subject, grade, overrides or {}, cut_answers)
    return choice.make()


class _Choice:
    """One run of choosing: what is chosen so far, the flaws and the notices."""

    def __init__(
        self,
        files: tuple[RecognisedFile, ...],
        subject: str | None,
        grade: int | None,
        overrides: Mapping[int, str | tuple[str, ...]],
        cut_answers: bool,
    ) -> None:
        self._files = files
        self._subject = subject
        self._grade = grade
        self._overrides = overrides
        self._cut_answers = cut_answers
        self._flaws: list[VprPrintError] = []
        self._notices: list[Notice] = []

    def make(self) -> Selection:
        named = self._named_by_person()
        taken = {_key(part) for parts in named.values() for part in parts}
        candidates = [
            file
            for file in self._files
            if file.kind is FileKind.VARIANT and _key(file) not in taken and file.variant not in self._overrides
        ]
        candidates = self._of_the_work(candidates, [part for parts in named.values() for part in parts])
        self._undecided(taken)
        chosen: dict[int, tuple[RecognisedFile, ...]] = {}
        for number, found in self._by_number(candidates, named):
            chosen[number] = self._parts(number, found)
        self._missing_parts(chosen)
        chosen |= named
        self._tails(chosen, frozenset(named))
        variants = tuple(self._variant(number, chosen[number]) for number in sorted(chosen))
        self._lengths(variants)
        missing = tuple(number for number in range(1, min(max(chosen, default=0), _GAPS_UP_TO)) if number not in chosen)
        if missing and not any(number > _GAPS_UP_TO for number in chosen):
            self._notices.append(notices.numbers_missing(missing, tuple(sorted(chosen))))
        if not variants and not self._flaws:
            self._flaws.append(errors.NoVariantFoundError(tuple(map(errors.described, self._files))))
        raise_flaws(self._flaws)
        return Selection(
            variants=variants,
            subject=self._subject,
            grade=self._grade,
            notices=tuple(self._notices),
        )

    def _named_by_person(self) -> dict[int, tuple[RecognisedFile, ...]]:
        """The files of ``--variant``, as far as they can be printed."""
        named: dict[int, tuple[RecognisedFile, ...]] = {}
        for number, names in sorted(self._overrides.items()):
            if number < 1:
                self._flaws.append(errors.VariantNumberError(number))
                continue
            parts = [self._file_called(number, name) for name in ((names,) if isinstance(names, str) else names)]
            good = tuple(part for part in parts if part is not None and self._printable(number, part))
            if parts and len(good) == len(parts):
                named[number] = good
        users: dict[_Key, list[int]] = {}
        for number, good in named.items():
            for part in good:
                users.setdefault(_key(part), []).append(number)
        for (name, _), numbers in users.items():
            if len(numbers) > 1:
                self._flaws.append(errors.OneFileForVariantsError(name, tuple(numbers)))
        return named

    def _file_called(self, number: int, name: str) -> RecognisedFile | None:
        """The file with this name: in full, or its last parts; case does not matter."""
        asked = _path(name)
        fits = [file for file in self._files if _path(file.file.name) == asked] or [
            file for file in self._files if _path(file.file.name)[-len(asked) :] == asked
        ]
        distinct = tuple(dict.fromkeys(file.file.name for file in fits))
        if len(distinct) == 1:
            return next((file for file in fits if file.variant == number), fits[0])
        close = distinct or _close_names(name, [file.file.name for file in self._files])
        self._flaws.append(errors.FileNotInArchiveError(number, name, close, bool(distinct)))
        return None

    def _printable(self, number: int, file: RecognisedFile) -> bool:
        reason = file.reasons[0] if file.reasons else ""
        if file.kind is FileKind.MARK_SCHEME:
            self._flaws.append(errors.MarkSchemeAsVariantError(number, file.file.name, reason))
            return False
        if not file.page_count:
            self._flaws.append(errors.NotPrintableError(number, file.file.name, reason))
            return False
        if file.kind not in (FileKind.VARIANT, FileKind.UNREADABLE):
            self._notices.append(notices.other_kind_as_variant(number, file.file.name, file.kind))
        elif file.variant not in (None, number):
            self._notices.append(notices.other_number_named(number, file.file.name, file.variant or 0))
        return True

    def _of_the_work(self, candidates: list[RecognisedFile], named: list[RecognisedFile]) -> list[RecognisedFile]:
        """Those of the one subject and grade; both become known here. A file that does not say fits any work."""
        sure = candidates or [file for file in named if file.kind is FileKind.VARIANT]
        whole = _works(sure)
        fitting = {work for work in whole if self._is_asked_for(*work)}
        titles = tuple(sorted(_work_title(*work) for work in whole))
        if whole and not fitting:
            if not named:
                asked = ", ".join(filter(None, (self._subject, f"{self._grade} класс" if self._grade else "")))
                self._flaws.append(errors.WorkNotInArchiveError(asked, titles))
            return []
        if len(fitting) > 1:
            self._flaws.append(errors.SeveralWorksError(tuple(sorted(_work_title(*work) for work in fitting))))
            return []
        if fitting:
            (known,) = fitting
            self._subject = known[0] or self._subject
            self._grade = known[1] or self._grade
        chosen = [file for file in candidates if self._is_asked_for(file.subject, file.grade)]
        if fitting:
            for file in chosen:
                if file.subject is None or file.grade is None:
                    work = _work_title(self._subject, self._grade)
                    self._notices.append(notices.work_assumed(file.file.name, work))
        return chosen

    def _is_asked_for(self, subject: str | None, grade: int | None) -> bool:
        """Whether the work is the one meant, as far as it says and as far as it was asked."""
        if self._grade is not None and grade not in (None, self._grade):
            return False
        return self._subject is None or subject is None or same_subject(self._subject, subject)

    def _undecided(self, taken: set[_Key]) -> None:
        """Files that only a person can decide on: a flaw, or a notice where the person has named the variants."""
        for file in self._files:
            if _key(file) not in taken and file.kind is FileKind.MARK_SCHEME and file.named_a_variant:
                self._notices.append(notices.scheme_named_a_variant(file.file.name, file.reasons[0]))
            if _key(file) in taken or file.kind is not FileKind.UNREADABLE:
                continue
            reason = file.reasons[0] if file.reasons else ""
            if file.needs is None or self._overrides or names_another_kind(file.file):
                self._notices.append(notices.left_undecided(file.file.name, reason))
            else:
                self._flaws.append(errors.UndecidedFileError(file.file.name, file.needs, reason))

    def _by_number(
        self, candidates: list[RecognisedFile], named: Mapping[int, object]
    ) -> list[tuple[int, list[RecognisedFile]]]:
        """The candidates by the number of their variant. A single file without number is the only variant."""
        numbers: dict[int, list[RecognisedFile]] = {}
        for file in candidates:
            reason = "; ".join(file.reasons)
            if file.variant is not None and file.needs is None:
                numbers.setdefault(file.variant, []).append(file)
            elif file.needs is None and len(candidates) == 1 and not named:
                self._notices.append(notices.number_assumed(file.file.name, 1))
                numbers.setdefault(1, []).append(file)
            elif self._overrides:
                self._notices.append(notices.left_undecided(file.file.name, reason))
            else:
                self._flaws.append(errors.UndecidedFileError(file.file.name, file.needs or Need.NUMBER, reason))
        return sorted(numbers.items())

    def _parts(self, number: int, files: list[RecognisedFile]) -> tuple[RecognisedFile, ...]:
        """One file for each part, in order; copies of the same content are said, different files are a flaw."""
        if any(file.part == 2 for file in files) and not any(file.part == 1 for file in files):
            files = [replace(file, part=1) if file.part is None else file for file in files]
        by_part: dict[int | None, list[RecognisedFile]] = {}
        for file in files:
            by_part.setdefault(file.part, []).append(file)
        if None in by_part and len(by_part) > 1:
            self._flaws.append(errors.TwoFilesForVariantError(number, None, tuple(map(errors.described, files))))
            return tuple(by_part[None][:1])
        chosen = []
        for part, same in sorted(by_part.items(), key=lambda item: item[0] or 0):
            names = tuple(file.file.name for file in same)
            if len({(file.file.sha256, file.pages) for file in same}) > 1:
                self._flaws.append(errors.TwoFilesForVariantError(number, part, tuple(map(errors.described, same))))
            elif len(same) > 1:
                self._notices.append(notices.same_content(number, names))
            chosen.append(same[0])
        return tuple(chosen)

    def _missing_parts(self, chosen: Mapping[int, tuple[RecognisedFile, ...]]) -> None:
        parts = {number: {file.part for file in files if file.part} for number, files in chosen.items()}
        every = set().union(*parts.values()) if parts else set()
        only = next(iter(every)) if len(every) == 1 else None
        if only == 1 and all(parts.values()):
            self._notices.append(notices.one_part_only(only, tuple(chosen)))
            return
        wanted = {1, 2} if every & {2} else every
        for number, has in parts.items():
            whole = not has
            missing = tuple(sorted(wanted - has))
            if not whole and missing:
                others = tuple(other for other, parts_of in parts.items() if not wanted - parts_of)
                names = tuple(map(errors.described, chosen[number]))
                self._flaws.append(errors.MissingPartError(number, missing, names, others))

    def _tails(self, chosen: dict[int, tuple[RecognisedFile, ...]], named: frozenset[int]) -> None:
        """Pictures behind the text of a variant: a map that all variants have stays, anything else a person must name.

        Answers that somebody scanned and put behind a variant look the same.
        """
        shapes = {tuple((len(file.clean_pages), file.silent_tail) for file in files) for files in chosen.values()}
        alike = len(chosen) > 1 and len(shapes) == 1
        for number, files in chosen.items():
            if alike or number in named or not any(file.silent_tail for file in files):
                continue
            if self._cut_answers:
                chosen[number] = tuple(_without_tail(file) for file in files)
            else:
                tails = ((file.file.name, file.silent_tail) for file in files if file.silent_tail)
                self._flaws += [errors.SilentPagesError(number, name, pages) for name, pages in tails]

    def _variant(self, number: int, parts: Iterable[RecognisedFile]) -> Variant:
        """The variant without pages of answers; those are a flaw unless they are to be cut off."""
        spans = []
        for file in parts:
            pages = file.pages
            if file.answer_pages:
                if not file.clean_pages:
                    self._flaws.append(errors.OnlyAnswersError(file.file.name))
                elif self._cut_answers:
                    self._notices.append(notices.answers_cut(file.file.name, file.answer_pages))
                else:
                    flaw = errors.AnswersInVariantError(file.file.name, file.answer_pages, file.answer_words)
                    self._flaws.append(flaw)
                pages = file.clean_pages
            if file.doubtful_pages:
                self._notices.append(notices.may_be_answers(file.file.name, file.doubtful_pages))
            spans.append(PageSpan(file.file.name, file.file.sha256, pages))
        return Variant(number, tuple(spans))

    def _lengths(self, variants: tuple[Variant, ...]) -> None:
        for variant in variants:
            if variant.page_count > MOST_PAGES:
                names = tuple(dict.fromkeys(part.file for part in variant.parts))
                self._flaws.append(errors.TooManyPagesError(variant.number, names, variant.page_count, MOST_PAGES))
        spoiling = (errors.MissingPartError, errors.TwoFilesForVariantError, errors.SilentPagesError)
        spoiled = any(isinstance(flaw, spoiling) for flaw in self._flaws)
        if not spoiled and len({variant.page_count for variant in variants}) > 1:
            lengths = tuple((variant.number, variant.page_count) for variant in variants)
            self._flaws.append(errors.DifferentLengthsError(lengths))


def _without_tail(file: RecognisedFile) -> RecognisedFile:
    """The file whose pictures at the end count as answers."""
    answers = tuple(sorted({*file.answer_pages, *file.silent_tail}))
    doubtful = tuple(page for page in file.doubtful_pages if page not in answers)
    return replace(file, answer_pages=answers, doubtful_pages=doubtful)


def _key(file: RecognisedFile) -> _Key:
    return file.file.name, file.pages


def _works(files: list[RecognisedFile]) -> set[_Work]:
    """The works that the files are of; «предмет неизвестен, 5 класс» is no other work than «Математика, 5 класс»."""
    works = {(file.subject, file.grade) for file in files if file.subject or file.grade}
    subjects = {subject for subject, _ in works if subject}
    grades = {grade for _, grade in works if grade}
    if works and len(subjects) <= 1 and len(grades) <= 1:
        return {(next(iter(subjects), None), next(iter(grades), None))}
    return {
        work
        for work in works
        if not any(other != work and all(a in (None, b) for a, b in zip(work, other, strict=True)) for other in works)
    }


def _path(name: str) -> tuple[str, ...]:
    return tuple(fold(part) for part in PurePosixPath(name.replace("\\", "/")).parts)


def _close_names(name: str, names: list[str]) -> tuple[str, ...]:
    """Names of the archive that are near; all of them where they are few and none is."""
    distinct = list(dict.fromkeys(names))
    by_base = {_path(full)[-1]: full for full in distinct}
    near = get_close_matches("".join(_path(name)[-1:]), list(by_base), n=5, cutoff=0.4)
    return tuple(by_base[base] for base in near) or tuple(distinct[:8])


def _work_title(subject: str | None, grade: int | None) -> str:
    known = [subject or "предмет не назван", f"{grade} класс" if grade else "класс не назван"]
    return ", ".join(known)
