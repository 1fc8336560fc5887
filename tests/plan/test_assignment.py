"""Neighbours never write the same variant."""

from hypothesis import given
from hypothesis import strategies as st

from vpr_print.model.seating import Participant, Seat
from vpr_print.model.work import CellRef
from vpr_print.plan.assignment import assign_variants, in_order_of_handing_out, neighbours_alike, spare_variant

CELL = CellRef("список.xlsx", "Лист1", "A1")


def person(seat: Seat | None = None, variant: int | None = None) -> Participant:
    return Participant(class_name="5А", seat=seat, variant=variant, cell=CELL)


seats = st.lists(st.builds(Seat, st.integers(1, 5), st.integers(1, 9), st.integers(0, 1)), unique=True, max_size=40)
variants = st.lists(st.integers(1, 40), unique=True, min_size=1, max_size=8).map(sorted)


@given(seats, variants)
def test_no_neighbour_at_the_side_or_in_front_has_the_same_variant(places: list[Seat], numbers: list[int]) -> None:
    people = [person(seat) for seat in places]
    given_out = assign_variants(people, numbers)
    assert set(given_out) <= set(numbers)
    if len(numbers) > 1:
        assert not neighbours_alike(people, given_out)


@given(seats, st.integers(4, 9))
def test_with_four_variants_no_diagonal_neighbour_has_the_same_either(places: list[Seat], count: int) -> None:
    wide = 2 if any(seat.side for seat in places) else 1
    where = {(seat.row * wide + seat.side, seat.desk): i for i, seat in enumerate(places)}
    given_out = assign_variants([person(seat) for seat in places], range(1, count + 1))
    for (x, y), i in where.items():
        for dx, dy in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            if (other := where.get((x + dx, y + dy))) is not None:
                assert given_out[i] != given_out[other]


@given(st.integers(0, 40), variants)
def test_without_seats_variants_alternate_along_the_list(count: int, numbers: list[int]) -> None:
    given_out = assign_variants([person() for _ in range(count)], numbers)
    assert list(given_out) == [numbers[i % len(numbers)] for i in range(count)]


@given(seats, variants, st.data())
def test_a_variant_that_the_allocation_orders_is_kept(
    places: list[Seat], numbers: list[int], data: st.DataObject
) -> None:
    people = [person(seat, data.draw(st.none() | st.sampled_from(numbers))) for seat in places]
    for person_, variant in zip(people, assign_variants(people, numbers), strict=True):
        assert person_.variant in (None, variant)


@given(seats, st.data())
def test_with_five_variants_the_rest_yields_to_what_is_ordered(places: list[Seat], data: st.DataObject) -> None:
    people = [person(seat, data.draw(st.none() | st.integers(1, 5))) for seat in places]
    given_out = assign_variants(people, range(1, 6))
    assert all(people[i].variant and people[j].variant for i, j in neighbours_alike(people, given_out))


@given(seats, variants, st.data())
def test_a_seat_keeps_its_variant_whoever_else_comes_or_goes(
    places: list[Seat], numbers: list[int], data: st.DataObject
) -> None:
    level = [Seat(seat.row, seat.desk) for seat in places]
    all_people = [person(seat) for seat in dict.fromkeys(level)]
    some = [one for one in all_people if data.draw(st.booleans())]
    full = dict(zip((one.seat for one in all_people), assign_variants(all_people, numbers), strict=True))
    for one, variant in zip(some, assign_variants(some, numbers), strict=True):
        assert full[one.seat] == variant


def test_sets_are_handed_out_by_row_and_desk_when_every_seat_is_known() -> None:
    people = [person(Seat(2, 1)), person(Seat(1, 2)), person(Seat(1, 1))]
    assert [one.seat for one in in_order_of_handing_out(people)] == [Seat(1, 1), Seat(1, 2), Seat(2, 1)]
    mixed = [people[0], person()]
    assert in_order_of_handing_out(mixed) == tuple(mixed)


def test_spares_go_round_all_variants() -> None:
    assert [spare_variant(ordinal, (1, 2, 3)) for ordinal in range(14, 20)] == [2, 3, 1, 2, 3, 1]
