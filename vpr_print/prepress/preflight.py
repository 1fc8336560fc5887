"""Facts about a page's resources that decide how it prints, and the limits that a page must keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Object, Stream

from vpr_print.prepress.contents import decoded, entries, plain_name

IMAGE_PIXELS = 150_000_000
"""Four times an A4 page at 600 dpi."""
FORM_DEPTH = 24
"""Drawings within drawings; pdfium stops a little above."""
_EMBEDDED = ("/FontFile", "/FontFile2", "/FontFile3")
_DO = re.compile(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]*)[\x00\t\n\x0c\r ]+Do(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])")


class ImageTooLarge(Exception):
    """A picture has more than ``IMAGE_PIXELS``."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(width, height)
        self.width = width
        self.height = height


class NestingTooDeep(Exception):
    """Forms draw each other in a circle, or deeper than ``FORM_DEPTH``."""


@dataclass(slots=True)
class ResourceFacts:
    """What the resources of one page hold."""

    transparency: bool = False
    jpeg2000: bool = False
    jbig2: bool = False
    fonts_missing: set[str] = field(default_factory=set)


def resource_facts(form: Object) -> ResourceFacts:
    """Facts about everything that the form may draw. Raises ``ImageTooLarge`` and ``NestingTooDeep``."""
    facts = ResourceFacts()
    seen: set[tuple[int, int]] = set()
    queue: list[Object] = [form]
    for stream in queue:
        if stream.is_indirect:
            if stream.objgen in seen:
                continue
            seen.add(stream.objgen)
        if Name.Group in stream and form.objgen != stream.objgen:
            facts.transparency = True
        resources = stream.get(Name.Resources)
        if not isinstance(resources, Dictionary):
            continue
        for item in _values(resources, Name.XObject):
            if isinstance(item, Stream):
                if item.get(Name.Subtype) == Name.Image:
                    _image(item, facts)
                else:
                    queue.append(item)
        for item in _values(resources, Name.Pattern):
            if isinstance(item, Stream):
                queue.append(item)
        for item in _values(resources, Name.ExtGState):
            _state(item, facts, queue)
        for item in _values(resources, Name.Font):
            _font(item, facts, queue)
    _check_depth(form, 0, (), {})
    return facts


def _values(resources: Object, key: Name) -> Iterator[Object]:
    for value in entries(resources.get(key)).values():
        if isinstance(value, (Dictionary, Stream)):
            yield value


def _image(image: Object, facts: ResourceFacts) -> None:
    width, height = image.get(Name.Width), image.get(Name.Height)
    if isinstance(width, int) and isinstance(height, int) and width * height > IMAGE_PIXELS:
        raise ImageTooLarge(width, height)
    filters = image.get(Name.Filter)
    names = [str(item) for item in (list(filters) if isinstance(filters, Array) else [filters])]
    facts.jpeg2000 |= "/JPXDecode" in names
    facts.jbig2 |= "/JBIG2Decode" in names
    mask = image.get(Name.SMask)
    if isinstance(mask, Stream):
        facts.transparency = True
        if mask.get(Name.SMask) is None:
            _image(mask, facts)


def _state(state: Object, facts: ResourceFacts, queue: list[Object]) -> None:
    mask = state.get(Name.SMask)
    if isinstance(mask, Dictionary):
        facts.transparency = True
        group = mask.get(Name.G)
        if isinstance(group, Stream):
            queue.append(group)
    for key in (Name.ca, Name.CA):
        value = state.get(key)
        if value is not None and not isinstance(value, Object) and float(value) < 1:
            facts.transparency = True
    mode = state.get(Name.BM)
    if mode is not None and mode not in (Name.Normal, Name.Compatible):
        facts.transparency = True


def _font(font: Object, facts: ResourceFacts, queue: list[Object]) -> None:
    if font.get(Name.Subtype) == Name.Type3:
        queue.append(font)
        return
    descendants = font.get(Name.DescendantFonts)
    holders = list(descendants) if isinstance(descendants, Array) else [font]
    for holder in holders:
        descriptor = holder.get(Name.FontDescriptor) if isinstance(holder, Dictionary) else None
        if not isinstance(descriptor, Dictionary) or not any(key in descriptor for key in _EMBEDDED):
            facts.fonts_missing.add(str(font.get(Name.BaseFont, Name.Unknown))[1:])


def _check_depth(form: Object, depth: int, above: tuple[tuple[int, int], ...], deep: dict[tuple[int, int], int]) -> int:
    """How deep forms lie in the form, following what their content really draws."""
    if depth > FORM_DEPTH or form.objgen in above:
        raise NestingTooDeep
    if form.objgen in deep:
        if depth + deep[form.objgen] > FORM_DEPTH:
            raise NestingTooDeep
        return deep[form.objgen]
    resources = form.get(Name.Resources)
    found = entries(resources.get(Name.XObject)) if isinstance(resources, Dictionary) else {}
    forms = {
        key: item for key, item in found.items() if isinstance(item, Stream) and item.get(Name.Subtype) == Name.Form
    }
    drawn = {"/" + plain_name(name) for name in _DO.findall(decoded(form))} if forms else set()
    below = 0
    for key, item in forms.items():
        if key in drawn:
            below = max(below, 1 + _check_depth(item, depth + 1, (*above, form.objgen), deep))
    deep[form.objgen] = below
    return below
