"""Variants to places: neighbours never write the same variant.

With row and desk known, variants are laid over the room like a slanting pattern; without seats they alternate
along the list. What the allocation itself orders is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vpr_print.model.seating import Participant, Seat

_SIDES = ((-1, 0), (1, 0), (0, -1), (0, 1))
_DIAGONALS = ((-1, -1), (1, -1), (-1, 1), (1, 1))

Spot = tuple[int, int]
"""Column across the room and distance from the front."""


def in_order_of_handing_out(participants: Sequence[Participant]) -> tuple[Participant, ...]:
    """Participants by seat (row, desk, side) when each has one, else in the order of the list."""
    if participants and all(person.seat for person in participants):
        return tuple(sorted(participants, key=lambda person: person.seat or Seat(0, 0)))
    return tuple(participants)


def assign_variants(participants: Sequence[Participant], variants: Sequence[int]) -> tuple[int, ...]:
    """The variant of each participant, in the given order.

    No neighbour at the side, in front or behind has the same variant as long as there are two variants and
    the allocation does not order otherwise; from four variants on no diagonal neighbour either.
    """
    spots = _spots(participants)
    if spots is None:
        return _along_the_list(participants, variants)
    pattern = {spot: _pattern(spot, variants) for spot in spots}
    taken = {spot: person.variant for spot, person in zip(spots, participants, strict=True) if person.variant}
    for spot in sorted(spots, key=lambda place: (place[1], place[0])):
        if spot not in taken:
            taken[spot] = min(
                variants,
                key=lambda variant: (
                    _same(taken, spot, variant, _SIDES),
                    variant != pattern[spot],
                    _same(taken, spot, variant, _DIAGONALS),
                ),
            )
    return tuple(taken[spot] for spot in spots)


def neighbours_alike(participants: Sequence[Participant], variants: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Pairs of indices of direct neighbours (side, front, behind) who have the same variant."""
    spots = _spots(participants)
    if spots is None:
        return tuple((i, i + 1) for i in range(len(variants) - 1) if variants[i] == variants[i + 1])
    index = {spot: i for i, spot in enumerate(spots)}
    return tuple(
        (i, index[other])
        for i, (x, y) in enumerate(spots)
        for other in ((x + 1, y), (x, y + 1))
        if other in index and variants[i] == variants[index[other]]
    )


def spare_variant(ordinal: int, variants: Sequence[int]) -> int:
    """The variant of a spare set: spares go round all variants, by their ordinal in the room."""
    return variants[(ordinal - 1) % len(variants)]


def _spots(participants: Sequence[Participant]) -> list[Spot] | None:
    seats = [person.seat for person in participants]
    known = [seat for seat in seats if seat]
    if not known or len(known) != len(seats):
        return None
    wide = 2 if any(seat.side for seat in known) else 1
    return [(seat.row * wide + seat.side, seat.desk) for seat in known]


def _pattern(spot: Spot, variants: Sequence[int]) -> int:
    """A knight's move apart is the same variant: with four or more, all eight neighbours differ."""
    x, y = spot
    step = 1 if len(variants) == 2 else 2
    return variants[(x + step * y) % len(variants)]


def _along_the_list(participants: Sequence[Participant], variants: Sequence[int]) -> tuple[int, ...]:
    chosen: list[int] = []
    for i, person in enumerate(participants):
        beside = {chosen[i - 1]} if i else set()
        if i + 1 < len(participants) and (ordered := participants[i + 1].variant):
            beside.add(ordered)
        turn = i % len(variants)
        rotation = (*variants[turn:], *variants[:turn])
        free = [variant for variant in rotation if variant not in beside]
        chosen.append(person.variant or (free or rotation)[0])
    return tuple(chosen)


def _same(taken: Mapping[Spot, int], spot: Spot, variant: int, steps: Sequence[Spot]) -> int:
    return sum(taken.get((spot[0] + dx, spot[1] + dy)) == variant for dx, dy in steps)
