"""Optional content: what a viewer hides by default is taken out of the streams, what it shows stays without a switch.

The switches live in the catalogue and are lost with it; a layer that is off may hold the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInlineImage, Dictionary, Name, Object, Operator, Pdf, Stream, String

from vpr_print.prepress.contents import dictionary, entries, spelt
from vpr_print.prepress.text_advance import SHOWS_TEXT, TextState

_EXPRESSION_DEPTH = 32
_PATH = frozenset(("m", "l", "c", "v", "y", "h", "re"))
_PAINT = frozenset(("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"))
_STATE = frozenset((
    "q", "Q", "cm", "w", "J", "j", "M", "d", "ri", "i", "gs", "BT", "ET", "Tc", "Tw", "Tz", "TL", "Tf", "Tr", "Ts",
    "Td", "TD", "Tm", "T*", "CS", "cs", "SC", "SCN", "sc", "scn", "G", "g", "RG", "rg", "K", "k", "d0", "d1", "BX",
    "EX",
))  # fmt: skip
"""What hidden content may still do; anything else, damaged words too, may be what it hides."""
_CATEGORIES = ("/XObject", "/Font", "/ExtGState", "/Pattern", "/Shading")
"""What hidden content may leave behind."""

Instruction = pikepdf.ContentStreamInstruction | ContentStreamInlineImage


class Layers:
    """What the file's default configuration shows."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._done: set[tuple[int, int]] = set()
        properties = pdf.Root.get(Name.OCProperties)
        self._properties = properties if isinstance(properties, Dictionary) else Dictionary()
        config = self._properties.get(Name.D)
        self._config = config if isinstance(config, Dictionary) else Dictionary()
        self._on, self._off = (_members(self._config.get(key)) for key in (Name.ON, Name.OFF))
        self.disputed = False
        """Whether something was hidden (since this was last set to false) that pdfium would show."""

    def shows(self, content: object) -> bool:
        """Whether what belongs to this layer, or this membership of layers, is visible."""
        if not isinstance(content, Dictionary):
            return True
        if content.get(Name.Type, Name.OCG) == Name.OCG:
            return self._group(content)
        expression = content.get(Name.VE)
        if isinstance(expression, Array):
            return self._expression(expression, 0)
        groups = content.get(Name.OCGs)
        if isinstance(groups, Dictionary):
            return self._group(groups)
        found = [item for item in groups if isinstance(item, Dictionary)] if isinstance(groups, Array) else []
        states = [self._group(item) for item in found]
        if not states:
            return True
        match spelt(content.get(Name.P, Name.AnyOn)):
            case "/AllOn":
                return all(states)
            case "/AllOff":
                return not any(states)
            case "/AnyOff":
                return not all(states)
            case _:
                return any(states)

    def are_disputed_on(self, annotations: object) -> bool:
        """Whether pdfium may show what is hidden: in any content of the file, or among a page's annotations."""
        groups = self._properties.get(Name.OCGs)
        for group in groups if isinstance(groups, Array) else ():
            self.shows(group)
        for annotation in annotations if isinstance(annotations, Array) else ():
            if isinstance(annotation, Dictionary):
                self.disputed |= not self.shows(annotation.get(Name.OC))
        return self.disputed

    def clean(self, stream: Object, resources: Object) -> Object | None:
        """Resources for the stream, once it and all that it draws are rewritten; None when nothing is hidden.

        The streams are changed in place. Raises what pikepdf raises when hidden content cannot be taken out.
        """
        return self._rewrite(stream, resources, 0) if self._hides(resources, set()) else None

    def _group(self, group: Object) -> bool:
        state = spelt(self._config.get(Name.BaseState, Name.ON)) != "/OFF"
        if _same(group) in self._on:
            state = True
        if _same(group) in self._off:
            state = False
        usage = group.get(Name.Usage)
        view = usage.get(Name.View) if isinstance(usage, Dictionary) else None
        told = view.get(Name.ViewState) if isinstance(view, Dictionary) else None
        if told is None:
            return state
        shown = spelt(told) != "/OFF"
        self.disputed |= shown and not state
        return shown and state

    def _expression(self, expression: Object, depth: int) -> bool:
        """ISO 32000-1, 8.11.2.2."""
        if depth > _EXPRESSION_DEPTH or not len(expression):
            return False
        states = [
            self._expression(item, depth + 1) if isinstance(item, Array) else self._group(item)
            for item in list(expression)[1:]
            if isinstance(item, (Array, Dictionary))
        ]
        match spelt(expression[0]):
            case "/Not":
                return not states[0] if states else False
            case "/Or":
                return any(states)
            case _:
                return bool(states) and all(states)

    def _hides(self, resources: Object, seen: set[tuple[int, int]]) -> bool:
        """Whether anything below the stream is hidden."""
        for value in entries(resources.get(Name.Properties)).values():
            if not self.shows(value):
                return True
        for item in _drawings(resources):
            if not self.shows(item.get(Name.OC)):
                return True
            if item.objgen in seen:
                continue
            seen.add(item.objgen)
            own = item.get(Name.Resources)
            if isinstance(own, Dictionary) and self._hides(own, seen):
                return True
        return False

    def _rewrite(self, stream: Object, resources: Object, depth: int) -> Object:
        if depth > 30:
            raise ValueError("forms lie too deep in each other")
        kept = list(self._visible(pikepdf.parse_content_stream(stream), resources))
        stream.write(pikepdf.unparse_content_stream(kept))
        names = {spelt(operand) for item in kept for operand in item.operands if isinstance(operand, Name)}
        pruned = Dictionary()
        if Name.ColorSpace in resources:
            pruned.ColorSpace = resources.ColorSpace
        for category in _CATEGORIES:
            found = entries(resources.get(category))
            pruned[category] = dictionary({key: value for key, value in found.items() if key in names})
        for item in _drawings(pruned):
            if item.get(Name.Subtype) == Name.Image or item.objgen in self._done:
                continue
            self._done.add(item.objgen)
            own = item.get(Name.Resources)
            item.Resources = self._rewrite(item, own if isinstance(own, Dictionary) else resources, depth + 1)
        return pruned

    def _visible(self, instructions: Iterable[Instruction], resources: Object) -> Iterator[Instruction]:
        """The instructions without hidden drawings; those that change the state stay."""
        properties = resources.get(Name.Properties)
        drawings = resources.get(Name.XObject)
        marks: list[tuple[bool, bool]] = []
        text = TextState(entries(resources.get(Name.Font)))
        path: list[Instruction] = []
        open_path, clip = False, ""
        for item in instructions:
            inline = isinstance(item, ContentStreamInlineImage)
            name, operands = "INLINE IMAGE" if inline else str(item.operator), list(item.operands)
            hidden = any(hides for hides, _ in marks)
            text.follow(name, operands)
            if name in SHOWS_TEXT:
                if hidden:
                    text.skip(operands)
                elif gap := text.gap():
                    yield _made("TJ", Array([gap]))
            if name in ("BDC", "BMC"):
                layered = name == "BDC" and len(operands) == 2 and operands[0] == Name.OC
                hides = layered and not self.shows(_looked_up(properties, operands[1]))
                marks.append((hides, not layered and not hidden))
                if marks[-1][1]:
                    # Only the tag: properties may say in words what is hidden elsewhere
                    yield _made("BMC", *operands[:1])
            elif name == "EMC":
                if marks and marks.pop()[1]:
                    yield item
            elif hidden:
                if name in _PATH:
                    path.append(item)
                elif name in ("W", "W*"):
                    clip = name
                elif name in _PAINT:
                    if clip:
                        yield from path
                        yield _made(clip)
                    if clip or open_path:
                        yield _made("n")
                    path, clip, open_path = [], "", False
                elif name == "'":
                    yield _made("T*")
                elif name == '"':
                    yield _made("Tw", *operands[:1])
                    yield _made("Tc", *operands[1:2])
                    yield _made("T*")
                elif name in _STATE and not any(isinstance(operand, String) for operand in operands):
                    yield item
            elif name != "Do" or not operands or self.shows(_layer_of(_looked_up(drawings, operands[0]))):
                open_path = name in _PATH or (open_path and name not in _PAINT)
                yield item


def _made(name: str, *operands: Any) -> Instruction:
    return pikepdf.ContentStreamInstruction(list(operands), Operator(name))


def _looked_up(category: object, key: object) -> object:
    return category.get(key) if isinstance(category, Dictionary) and isinstance(key, Name) else None


def _layer_of(drawing: object) -> object:
    return drawing.get(Name.OC) if isinstance(drawing, Stream) else None


def _drawings(resources: Object) -> Iterator[Stream]:
    """Streams with content of their own, and pictures, that the resources name."""
    for category in ("/XObject", "/Pattern"):
        for item in entries(resources.get(category)).values():
            if isinstance(item, Stream):
                yield item
    for state in entries(resources.get(Name.ExtGState)).values():
        mask = state.get(Name.SMask) if isinstance(state, Dictionary) else None
        group = mask.get(Name.G) if isinstance(mask, Dictionary) else None
        if isinstance(group, Stream):
            yield group


def _members(groups: object) -> set[object]:
    return {_same(item) for item in groups} if isinstance(groups, Array) else set()


def _same(group: object) -> object:
    if not isinstance(group, Object):
        return group
    return group.objgen if group.is_indirect else group.unparse()
