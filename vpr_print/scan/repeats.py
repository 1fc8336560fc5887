"""Numbers that came more than once: the same sheet scanned again, or another sheet that was printed twice. Pure.

The same image is the same sheet. Other images are compared by ``likeness``, beforehand: here its answers are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vpr_print.scan.likeness import Likeness
from vpr_print.scan.naming import Named
from vpr_print.scan.seen import PageSource
from vpr_print.scan.states import IN_ORDER, PageState, Why

_MOST_COMPARED = 4
"""Earlier images that a page is compared with: a number that comes oftener is a matter for a person."""
_SAID = {
    Likeness.SAME_SHEET: (PageState.SCANNED_AGAIN, Why.SAME_SHEET),
    Likeness.OTHER_INK: (PageState.PRINTED_TWICE, Why.OTHER_INK),
    Likeness.ALIKE: (PageState.LOOK, Why.ALIKE),
    Likeness.FAILED: (PageState.LOOK, Why.NOT_COMPARED),
}


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two images of one number, the earlier one first; the thirds have the same task on other sets' pages."""

    one: PageSource
    other: PageSource
    thirds: tuple[PageSource, ...] = ()


Comparisons = Mapping[Pair, Likeness]


def settle_repeats(
    pages: Sequence[Named], thirds: Callable[[Named], tuple[PageSource, ...]], comparisons: Comparisons
) -> tuple[Mapping[int, int], tuple[Pair, ...]]:
    """Give every page its state that has the image or the number of an earlier one.

    ``thirds`` gives images to compare a page with. Returns the places of the earlier pages by those of the
    later, and the pairs that nobody has compared yet.
    """
    twins: dict[int, int] = {}
    _same_images(pages, twins)
    open_pairs: list[Pair] = []
    kept: dict[str, list[Named]] = {}
    for page in pages:
        if page.state not in IN_ORDER or page.number is None:
            continue
        earlier = kept.setdefault(str(page.number), [])
        if earlier:
            open_pairs += _compare(page, earlier, thirds, comparisons, twins)
        earlier.append(page)
    _settle_runs(pages, twins)
    return twins, tuple(open_pairs)


def _same_images(pages: Sequence[Named], twins: dict[int, int]) -> None:
    """Equal pixels are the same image, blank pages aside; so is every page of a file that came twice."""
    first: dict[str, Named] = {}
    read: dict[PageSource, Named] = {}
    for page in pages:
        same = read.setdefault(page.reading.source, page) if page.file.sha256 else page
        why = Why.SAME_FILE
        settled = page.resolution is not None and page.resolution.state is not None
        if same is page and page.reading.pixels and not settled:
            same, why = first.setdefault(page.reading.pixels, page), Why.SAME_IMAGE
        if same is not page and page.state is not PageState.BLANK:
            page.state, page.why = PageState.SCANNED_AGAIN, why
            twins[page.place] = same.place


def _compare(
    page: Named,
    earlier: Sequence[Named],
    thirds: Callable[[Named], tuple[PageSource, ...]],
    comparisons: Comparisons,
    twins: dict[int, int],
) -> Iterator[Pair]:
    """The state that the comparisons give; the pairs that are still to be compared."""
    page.state, page.why = PageState.LOOK, Why.NOT_COMPARED
    twins[page.place] = earlier[0].place
    told: list[tuple[Likeness, Named]] = []
    for one in earlier[:_MOST_COMPARED]:
        pair = Pair(one.reading.source, page.reading.source, thirds(page))
        if pair in comparisons:
            told.append((comparisons[pair], one))
        else:
            yield pair
    said = dict(reversed(told))
    for likeness in (Likeness.SAME_SHEET, Likeness.ALIKE, Likeness.FAILED, Likeness.OTHER_INK):
        if likeness in said:
            page.state, page.why = _SAID[likeness]
            twins[page.place] = said[likeness].place
            break
    if page.expected is not None and page.expected.reprinted and page.state is not PageState.SCANNED_AGAIN:
        page.state, page.why = PageState.PRINTED_TWICE, Why.REPRINTED


def _settle_runs(pages: Sequence[Named], twins: Mapping[int, int]) -> None:
    """Pages that nothing tells apart, among sheets that were fed once more in the same order: the same sheets."""
    full = [page for page in pages if page.state is not PageState.BLANK]
    order = {page.place: at for at, page in enumerate(full)}
    for run in _runs([page for page in full if page.place in twins], order, twins):
        again = any(page.state is PageState.SCANNED_AGAIN for page in run)
        if again and not any(page.why is Why.OTHER_INK for page in run):
            for page in run:
                if page.why is Why.ALIKE:
                    page.state, page.why = PageState.SCANNED_AGAIN, Why.SAME_RUN


def _runs(repeated: Iterable[Named], order: Mapping[int, int], twins: Mapping[int, int]) -> Iterator[list[Named]]:
    """Repeated pages that follow each other as their twins do, forwards or backwards."""
    run: list[Named] = []
    step = 0
    for page in repeated:
        if run:
            apart = order[page.place] - order[run[-1].place]
            back = order[twins[page.place]] - order[twins[run[-1].place]]
            if apart != 1 or abs(back) != 1 or step not in (0, back):
                yield run
                run, back = [], 0
            step = back
        run.append(page)
    if run:
        yield run
