"""Facts about what a page draws with that decide how it prints, and the limits that a page must keep.

Only what the content names counts: a font or a picture that merely lies in the resources harms no copier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from vpr_print.prepress.contents import decoded, entries, names_in, plain_name, spelt

IMAGE_PIXELS = 150_000_000
"""Four times an A4 page at 600 dpi."""
FORM_DEPTH = 24
"""Drawings within drawings; pdfium stops a little above."""
_EMBEDDED = ("/FontFile", "/FontFile2", "/FontFile3")
_INVISIBLE = (3, 7)
"""Modes of text that paint nothing, as under a scan (ISO 32000-1, table 106)."""
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
class Drawn:
    """One thing that the page draws with resources: a form, a pattern, a font of drawings."""

    stream: Object
    resources: Object
    """Its own, or those of what draws it."""
    used: set[str] | None
    """Names of resources that its content may mean; None for all."""
    needed: set[str] | None
    """The same, with those of all that draws with these resources, which are its own; empty when they are not."""

    def values(self, category: Name) -> Iterator[Object]:
        """What is used of a category."""
        for name, value in entries(self.resources.get(category)).items():
            if (self.used is None or name in self.used) and isinstance(value, (Dictionary, Stream)):
                yield value


@dataclass(slots=True)
class ResourceFacts:
    """What one page is drawn with."""

    transparency: bool = False
    """Of an effect: a group alone, or an alpha of 1, is none."""
    jpeg2000: bool = False
    jbig2: bool = False
    sixteen_bits: bool = False
    opentype: bool = False
    fonts_missing: set[str] = field(default_factory=set)
    drawn: list[Drawn] = field(default_factory=list)
    images: list[Stream] = field(default_factory=list)

    @property
    def is_newer(self) -> bool:
        """Whether PDF 1.4 knows no such thing."""
        return self.jpeg2000 or self.sixteen_bits or self.opentype


def resource_facts(form: Object) -> ResourceFacts:
    """Facts about everything that the form may draw. Raises ``ImageTooLarge`` and ``NestingTooDeep``."""
    facts = ResourceFacts(drawn=_drawn(form))
    seen: set[tuple[int, int]] = set()
    for drawn in facts.drawn:
        for item in drawn.values(Name.XObject):
            if isinstance(item, Stream) and item.get(Name.Subtype) == Name.Image and item.objgen not in seen:
                seen.add(item.objgen)
                _image(item, facts)
        for item in drawn.values(Name.ExtGState):
            facts.transparency |= is_transparent(item)
        for item in drawn.values(Name.Font):
            _font(item, drawn, facts)
    _check_depth(form, 0, (), {})
    return facts


def is_transparent(state: Object) -> bool:
    """Whether a graphics state lets anything shine through."""
    if isinstance(state.get(Name.SMask), Dictionary):
        return True
    for key in (Name.ca, Name.CA):
        value = state.get(key)
        if value is not None and not isinstance(value, Object) and float(value) < 1:
            return True
    mode = state.get(Name.BM)
    if isinstance(mode, Array):
        mode = mode[0] if len(mode) else None
    return mode is not None and mode not in (Name.Normal, Name.Compatible)


def filters_of(stream: Object) -> list[str]:
    """Names of the stream's filters, in order."""
    filters = stream.get(Name.Filter)
    return [spelt(item) for item in (list(filters) if isinstance(filters, Array) else [filters])]


def _drawn(form: Object) -> list[Drawn]:
    """Everything with resources that the form reaches, itself first."""
    found: list[Drawn] = []
    seen: set[object] = set()
    queue: list[tuple[Object, Drawn | None]] = [(form, None)]
    for stream, outer in queue:
        # A Type 3 font may lie directly in the resources that its glyphs draw with
        same = stream.objgen if stream.is_indirect else stream.unparse()
        if same in seen:
            continue
        seen.add(same)
        content = decoded(stream) if isinstance(stream, Stream) else b""
        used = names_in(content) if content else None
        own = stream.get(Name.Resources)
        if isinstance(own, Dictionary):
            drawn = outer = Drawn(stream, own, used, used)
        elif outer is not None:
            drawn = Drawn(stream, outer.resources, used, set())
            outer.needed = None if outer.needed is None or used is None else outer.needed | used
        else:
            continue
        found.append(drawn)
        queue += [(item, outer) for item in _within(drawn)]
    return found


def _within(drawn: Drawn) -> Iterator[Object]:
    """What draws by itself and is used here."""
    for item in drawn.values(Name.XObject):
        if isinstance(item, Stream) and item.get(Name.Subtype) != Name.Image:
            yield item
    for item in drawn.values(Name.Pattern):
        if isinstance(item, Stream):
            yield item
    for item in drawn.values(Name.ExtGState):
        mask = item.get(Name.SMask)
        group = mask.get(Name.G) if isinstance(mask, Dictionary) else None
        if isinstance(group, Stream):
            yield group
    for item in drawn.values(Name.Font):
        if item.get(Name.Subtype) == Name.Type3:
            yield item


def _image(image: Stream, facts: ResourceFacts) -> None:
    width, height = image.get(Name.Width), image.get(Name.Height)
    if isinstance(width, int) and isinstance(height, int) and width * height > IMAGE_PIXELS:
        raise ImageTooLarge(width, height)
    names = filters_of(image)
    facts.images.append(image)
    facts.jpeg2000 |= "/JPXDecode" in names
    facts.jbig2 |= "/JBIG2Decode" in names
    facts.sixteen_bits |= image.get(Name.BitsPerComponent) == 16
    facts.transparency |= Name.SMask in image or image.get(Name.SMaskInData, 0) != 0
    for key in (Name.SMask, Name.Mask):
        mask = image.get(key)
        if isinstance(mask, Stream) and Name.SMask not in mask and Name.Mask not in mask:
            _image(mask, facts)


def _font(font: Object, drawn: Drawn, facts: ResourceFacts) -> None:
    if font.get(Name.Subtype) == Name.Type3:
        return
    descendants = font.get(Name.DescendantFonts)
    holders = list(descendants) if isinstance(descendants, Array) else [font]
    for holder in holders:
        descriptor = holder.get(Name.FontDescriptor) if isinstance(holder, Dictionary) else None
        if isinstance(descriptor, Dictionary) and any(key in descriptor for key in _EMBEDDED):
            program = descriptor.get(Name.FontFile3)
            facts.opentype |= isinstance(program, Stream) and program.get(Name.Subtype) == Name.OpenType
        elif _may_show_text(font, drawn):
            facts.fonts_missing.add(_readable(font.get(Name.BaseFont, Name.Unknown)))


def _readable(name: Object) -> str:
    letters = spelt(name)[1:].encode("utf-8", "surrogateescape")
    try:
        return letters.decode()
    except UnicodeDecodeError:
        return letters.decode("cp1251", "replace")


def _may_show_text(font: Object, drawn: Drawn) -> bool:
    """Whether letters of the font are painted, or nobody can tell."""
    try:
        return not isinstance(drawn.stream, Stream) or _shows_text(font, drawn)
    except (pikepdf.PdfError, TypeError, ValueError):  # odd operators, which viewers step over
        return True


def _shows_text(font: Object, drawn: Drawn) -> bool:
    names = {name for name, value in entries(drawn.resources.get(Name.Font)).items() if value == font}
    state: tuple[bool, int] = (False, 0)
    saved: list[tuple[bool, int]] = []
    for item in pikepdf.parse_content_stream(drawn.stream, "q Q Tf Tr Tj TJ ' \""):
        chosen, mode = state
        match str(item.operator):
            case "q":
                saved.append(state)
            case "Q":
                state = saved.pop() if saved else state
            case "Tf":
                state = (bool(item.operands) and spelt(item.operands[0]) in names, mode)
            case "Tr":
                state = (chosen, int(item.operands[0]) if item.operands else mode)
            case _ if chosen and mode not in _INVISIBLE:
                return True
    return False


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
