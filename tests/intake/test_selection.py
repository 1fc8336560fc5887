"""Which files become which variant, and everything that stops an evening before it costs paper."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from vpr_print.errors import ExitCode, Flaws, VprPrintError
from vpr_print.intake import variant_errors
from vpr_print.intake.archive import StoredFile
from vpr_print.intake.recognition import FileKind, Need, RecognisedFile
from vpr_print.intake.selection import select_variants


def variant(
    number: int | None,
    *,
    name: str = "",
    content: str = "",
    part: int | None = None,
    pages: int = 12,
    answers: tuple[int, ...] = (),
    doubtful: tuple[int, ...] = (),
    tail: tuple[int, ...] = (),
    subject: str | None = "Математика",
    grade: int | None = 5,
    kind: FileKind = FileKind.VARIANT,
    needs: Need | None = None,
) -> RecognisedFile:
    name = name or f"вариант{number}{f'_часть{part}' if part else ''}.pdf"
    return RecognisedFile(
        file=StoredFile(name, content or name, 1, Path(name)),
        kind=kind,
        subject=subject,
        grade=grade,
        variant=number,
        part=part,
        page_count=pages,
        pages=tuple(range(pages)),
        answer_pages=answers,
        doubtful_pages=doubtful or tail,
        silent_tail=tail,
        reasons=("причина",),
        needs=needs,
    )


def scheme(name: str = "критерии.pdf") -> RecognisedFile:
    return variant(1, name=name, kind=FileKind.MARK_SCHEME, answers=(0, 1), pages=2)


def scan(name: str = "скан.pdf", needs: Need = Need.NUMBER, pages: int = 12) -> RecognisedFile:
    return variant(None, name=name, kind=FileKind.UNREADABLE, pages=pages, needs=needs, subject=None, grade=None)


def flaws_of(*files: RecognisedFile, **options: object) -> list[type[VprPrintError]]:
    with pytest.raises(VprPrintError) as caught:
        select_variants(files, **options)  # type: ignore[arg-type]  # options of the call, as the test wants them
    error = caught.value
    assert error.exit_code is ExitCode.VARIANT
    assert str(error).count("сделайте:") == len(error.flaws if isinstance(error, Flaws) else (error,))
    return [type(flaw) for flaw in (error.flaws if isinstance(error, Flaws) else (error,))]


def test_variants_by_number_and_nothing_else() -> None:
    chosen = select_variants((variant(2), scheme(), variant(1)))
    assert [(item.number, item.page_count) for item in chosen.variants] == [(1, 12), (2, 12)]
    assert (chosen.subject, chosen.grade) == ("Математика", 5)
    assert [[span.file for span in item.parts] for item in chosen.variants] == [["вариант1.pdf"], ["вариант2.pdf"]]
    assert chosen.notices == ()


def test_pictures_behind_a_variant_stop_it_unless_every_variant_has_them() -> None:
    glued, plain = variant(1, pages=14, tail=(12, 13)), variant(2)
    assert flaws_of(glued, plain) == [variant_errors.SilentPagesError]
    assert flaws_of(variant(1, tail=(11,))) == [variant_errors.SilentPagesError], "nothing to compare a single one with"
    assert flaws_of(variant(1, tail=(11,)), variant(2)) == [variant_errors.SilentPagesError]

    cut = select_variants((glued, plain), cut_answers=True)
    assert [item.page_count for item in cut.variants] == [12, 12]
    assert [notice.id for notice in cut.notices] == ["answers_cut"]
    maps = select_variants((variant(1, tail=(11,)), variant(2, tail=(11,))))
    assert [notice.id for notice in maps.notices] == ["may_be_answers"] * 2
    named = select_variants((variant(1, tail=(11,)), variant(2)), overrides={1: "вариант1.pdf"})
    assert ([item.page_count for item in named.variants], named.notices[0].id) == ([12, 12], "may_be_answers")


def test_answers_that_are_called_a_variant_are_said() -> None:
    assert select_variants((variant(1), scheme("критерии вариант 2.pdf"))).notices == ()
    (said,) = select_variants((variant(1), scheme("МА5_вариант2.pdf"))).notices
    assert (said.id, said.look) == ("scheme_named_a_variant", True)


def test_parts_are_put_together_in_order() -> None:
    chosen = select_variants((variant(1, part=2, pages=5), variant(1, part=1, pages=7), variant(2)))
    assert [span.file for span in chosen.variants[0].parts] == ["вариант1_часть1.pdf", "вариант1_часть2.pdf"]


def test_a_file_beside_part_2_is_part_1() -> None:
    chosen = select_variants((variant(1, pages=7), variant(1, part=2, pages=5)))
    assert chosen.variants[0].page_count == 12


def test_answer_pages_stop_the_build() -> None:
    assert flaws_of(variant(1), variant(2, pages=14, answers=(12, 13))) == [variant_errors.AnswersInVariantError]


def test_answer_pages_are_cut_off_only_when_ordered() -> None:
    chosen = select_variants((variant(1), variant(2, pages=14, answers=(12, 13))), cut_answers=True)
    assert chosen.variants[1].parts[0].pages == tuple(range(12))
    assert [notice.id for notice in chosen.notices] == ["answers_cut"]


def test_a_file_of_answers_alone_is_never_printed() -> None:
    files = (variant(1), variant(2, answers=tuple(range(12))))
    assert variant_errors.OnlyAnswersError in flaws_of(*files, cut_answers=True)


@pytest.mark.parametrize("cut", [False, True])
def test_a_mark_scheme_is_never_printed(cut: bool) -> None:
    found = flaws_of(variant(1), scheme(), overrides={1: "критерии.pdf"}, cut_answers=cut)
    assert found == [variant_errors.MarkSchemeAsVariantError]


def test_doubtful_pages_are_said() -> None:
    chosen = select_variants((variant(1, doubtful=(3,)),))
    assert [notice.id for notice in chosen.notices] == ["may_be_answers"]


def test_no_variant_lists_what_was_found() -> None:
    with pytest.raises(variant_errors.NoVariantFoundError, match=r"критерии.pdf — критерии оценивания"):
        select_variants((scheme(),))
    assert flaws_of() == [variant_errors.NoVariantFoundError]


def test_different_lengths() -> None:
    assert flaws_of(variant(1), variant(2, pages=11)) == [variant_errors.DifferentLengthsError]


def test_a_missing_part() -> None:
    files = (variant(1, part=1, pages=7), variant(1, part=2, pages=5), variant(2, part=1, pages=7))
    assert flaws_of(*files) == [variant_errors.MissingPartError]


def test_two_files_for_one_variant() -> None:
    assert flaws_of(variant(1), variant(1, name="новый.pdf")) == [variant_errors.TwoFilesForVariantError]


def test_the_same_content_twice_is_only_said() -> None:
    chosen = select_variants((variant(1, content="x"), variant(1, name="копия.pdf", content="x")))
    assert [notice.id for notice in chosen.notices] == ["same_variant_twice"]
    assert len(chosen.variants) == 1


@pytest.mark.parametrize("needs", list(Need))
def test_a_file_that_may_be_a_variant_needs_a_person(needs: Need) -> None:
    assert flaws_of(variant(1), scan(needs=needs)) == [variant_errors.UndecidedFileError]


def test_a_scan_is_printed_when_named() -> None:
    chosen = select_variants((variant(1), scan()), overrides={2: "СКАН.pdf"})
    assert [item.number for item in chosen.variants] == [1, 2]


def test_a_scan_is_left_out_when_the_variants_are_named() -> None:
    chosen = select_variants((variant(1), scan()), overrides={1: "вариант1.pdf"})
    assert [notice.id for notice in chosen.notices] == ["file_left_out"]


def test_a_scanned_letter_does_not_stop_an_evening() -> None:
    chosen = select_variants((variant(1), scan("Приказ о проведении.pdf")))
    assert [notice.id for notice in chosen.notices] == ["file_left_out"]


def test_an_override_wins_over_recognition() -> None:
    chosen = select_variants((variant(1), variant(1, name="верный.pdf"), variant(2)), overrides={1: "верный.pdf"})
    assert [item.parts[0].file for item in chosen.variants] == ["верный.pdf", "вариант2.pdf"]


def test_an_override_by_two_parts() -> None:
    files = (variant(None, name="а/1.pdf", pages=7, needs=Need.NUMBER), variant(None, name="а/2.pdf", pages=5))
    chosen = select_variants(files, overrides={1: ("1.pdf", "2.pdf")})
    assert [span.file for span in chosen.variants[0].parts] == ["а/1.pdf", "а/2.pdf"]


def test_an_override_of_nothing() -> None:
    with pytest.raises(variant_errors.FileNotInArchiveError, match=r"вариант1\.pdf"):
        select_variants((variant(1),), overrides={1: "варинат1.pdf"})
    assert flaws_of(scan(pages=0, needs=Need.REPAIR), overrides={1: "скан.pdf"})[0] is variant_errors.NotPrintableError
    assert variant_errors.VariantNumberError in flaws_of(variant(1), overrides={0: "вариант1.pdf"})
    for name in ("", "/", ".", "..", "\\"):
        assert variant_errors.FileNotInArchiveError in flaws_of(variant(1), overrides={1: name})


def test_an_ambiguous_override_asks_for_the_folder() -> None:
    files = (variant(1, name="5А/в.pdf"), variant(2, name="5Б/в.pdf"))
    assert variant_errors.FileNotInArchiveError in flaws_of(*files, overrides={1: "в.pdf"})
    assert select_variants(files, overrides={1: "5А/в.pdf"}).variants[0].parts[0].file == "5А/в.pdf"


def test_several_works_have_to_be_chosen_from() -> None:
    files = (variant(1), variant(1, name="р.pdf", subject="Русский язык"), variant(1, name="м6.pdf", grade=6))
    assert flaws_of(*files) == [variant_errors.SeveralWorksError]
    assert flaws_of(*files, subject="математика") == [variant_errors.SeveralWorksError]
    chosen = select_variants(files, subject="математика", grade=6)
    assert [span.file for span in chosen.variants[0].parts] == ["м6.pdf"]
    assert select_variants(files, subject="русский").subject == "Русский язык"


def test_a_work_that_is_not_there() -> None:
    assert flaws_of(variant(1), subject="История") == [variant_errors.WorkNotInArchiveError]
    assert flaws_of(variant(1), grade=6) == [variant_errors.WorkNotInArchiveError]


def test_a_file_without_subject_goes_with_the_others() -> None:
    chosen = select_variants((variant(1), variant(2, subject=None, grade=None)))
    assert [notice.id for notice in chosen.notices] == ["work_assumed"]


def test_a_file_of_another_subject_without_grade_is_another_work() -> None:
    assert flaws_of(variant(1), variant(2, subject="Химия", grade=None)) == [variant_errors.SeveralWorksError]


def test_the_only_variant_without_number_is_the_first() -> None:
    chosen = select_variants((variant(None),))
    assert chosen.variants[0].number == 1
    assert [notice.id for notice in chosen.notices] == ["variant_number_assumed"]
    assert flaws_of(variant(None), variant(2)) == [variant_errors.UndecidedFileError]


def test_one_file_for_two_variants() -> None:
    found = flaws_of(variant(1), overrides={1: "вариант1.pdf", 2: "вариант1.pdf"})
    assert found == [variant_errors.OneFileForVariantsError]


def test_a_gap_in_the_numbers_is_said() -> None:
    assert [notice.id for notice in select_variants((variant(1), variant(3))).notices] == ["variant_numbers_missing"]
    assert select_variants((variant(5012), variant(5019))).notices == ()


def test_more_pages_than_numbers() -> None:
    assert select_variants((variant(1, pages=99),)).variants[0].page_count == 99
    assert flaws_of(variant(1, pages=100)) == [variant_errors.TooManyPagesError]


def test_all_flaws_at_once() -> None:
    files = (variant(1), variant(1, name="новый.pdf"), variant(2, pages=13, answers=(12,)), scan())
    assert len(flaws_of(*files, overrides={})) == 3


def test_errors_cross_process_borders() -> None:
    error = variant_errors.DifferentLengthsError(((1, 12), (2, 11)))
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_file_named_against_its_own_title_is_said() -> None:
    chosen = select_variants((variant(1), variant(2)), overrides={1: "вариант2.pdf"})
    assert [notice.id for notice in chosen.notices] == ["other_number_named"]
    assert not select_variants((variant(1), variant(2)), overrides={1: "вариант1.pdf"}).notices


def test_copies_of_one_variant_send_a_person_to_look() -> None:
    chosen = select_variants((variant(1, content="same"), variant(1, name="вариант2.pdf", content="same")))
    assert [(notice.id, notice.look) for notice in chosen.notices] == [("same_variant_twice", True)]
