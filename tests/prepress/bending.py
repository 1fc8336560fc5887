"""Sound PDFs → damaged ones, thousands of them, all from one seed: the same number bends the same file alike."""

from __future__ import annotations

import io
import re
import warnings
import zlib
from collections.abc import Callable
from random import Random

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

_NUMBER = re.compile(rb"(?<![\w.#/])-?\d+(?:\.\d+)?(?![\w.])")
_WORDS = (
    b"obj", b"endobj", b"stream", b"endstream", b"xref", b"trailer", b"startxref", b"<<", b">>", b"[", b"]", b"(", b")",
    b"/Kids", b"/Count", b"/Parent", b"/Type", b"/Length", b"/Filter", b"/Root", b"/Size", b"/Prev", b"/W", b"/Index",
    b"/Contents", b"/Resources", b"/MediaBox", b"/FlateDecode", b" R", b"/N", b"/First", b"/Subtype", b"/BBox",
    b"%%EOF",
)  # fmt: skip
_NUMBERS = (
    b"0", b"-1", b"1", b"2147483647", b"-2147483648", b"4294967296", b"99999999999999999999", b"1e9", b"--3",
    b"0.0000001",
    b"nan", b"+.", b"65536", b"3 0 R", b"null", b"[]", b"<<>>", b"16777216", b"-0.0", b"1000000000",
)  # fmt: skip
_FILTERS = (
    Name.FlateDecode, Name.LZWDecode, Name.RunLengthDecode, Name.ASCII85Decode, Name.ASCIIHexDecode, Name.DCTDecode,
    Name.JPXDecode, Name.JBIG2Decode, Name.CCITTFaxDecode, Name.Crypt, Name.Nonsense,
)  # fmt: skip
_OPERATORS = (
    b"q", b"Q", b"cm", b"Do", b"Tj", b"TJ", b"BT", b"ET", b"gs", b"sh", b"W n", b"f", b"S", b"BDC", b"EMC", b"scn",
    b"cs",
    b"Tf", b"Td", b"re", b"ID", b"EI", b"BI", b"d0", b"d1", b"m", b"l", b"c", b"'", b'"', b"Tm", b"d", b"i", b"ri",
    b"BX",
)  # fmt: skip
_TROUBLE = (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError, TypeError)
Bend = Callable[[bytes, Random], bytes]


def bent(seed: bytes, chance: Random) -> tuple[str, bytes]:
    """A damaged copy, and what was done to it: one kind of damage, or two."""
    kinds = chance.sample(sorted(BENDS), 2 if chance.random() < 0.3 else 1)
    for kind in kinds:
        seed = BENDS[kind](seed, chance) or seed
    return "+".join(kinds), seed


def bent_by(seed: bytes, key: str) -> tuple[str, bytes]:
    """The same for a sandboxed process: some files crash whoever opens them."""
    return bent(seed, Random(key))


# ── bytes ────────────────────────────────────────────────────────────────────────────────────────────────────


def _flip(data: bytes, chance: Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 2, 5, 20, 100))):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def _truncate(data: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def _behead(data: bytes, chance: Random) -> bytes:
    return data[chance.randrange(1, min(len(data), 2000)) :]


def _cut_out(data: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.choice((1, 7, 60, 700)) :]


def _copy_inside(data: bytes, chance: Random) -> bytes:
    start, there = chance.randrange(len(data)), chance.randrange(len(data))
    return data[:there] + data[start : start + chance.choice((5, 60, 900))] * chance.choice((1, 1, 40)) + data[there:]


def _as_text(data: bytes, chance: Random) -> bytes:
    """What a mailer does to a file that it takes for text."""
    ways: tuple[Callable[[bytes], bytes], ...] = (
        lambda it: it.replace(b"\n", b"\r\n"),
        lambda it: it.replace(b"\r", b""),
        lambda it: bytes(byte & 0x7F for byte in it),
        lambda it: it.decode("latin-1").encode("utf-8"),
        lambda it: it.replace(b"\0", b" "),
    )
    return chance.choice(ways)(data)


def _dress(data: bytes, chance: Random) -> bytes:
    """Something before the file and behind it."""
    junk = chance.choice((b"\n", b"PK\3\4", b"<html><body>", b"\xff\xd8\xff\xe0", b"GIF89a", b"%!PS\n", b"\0"))
    return junk * chance.choice((0, 1, 50, 300, 2000)) + data + junk * chance.choice((0, 1, 900))


# ── tokens ───────────────────────────────────────────────────────────────────────────────────────────────────


def _numbers(data: bytes, chance: Random) -> bytes:
    found = list(_NUMBER.finditer(data))
    for match in sorted(chance.sample(found, min(len(found), chance.choice((1, 2, 6)))), key=lambda it: -it.start()):
        data = data[: match.start()] + chance.choice(_NUMBERS) + data[match.end() :]
    return data


def _words(data: bytes, chance: Random) -> bytes:
    """A word of the format replaced by another, or taken out."""
    present = [word for word in _WORDS if word in data]
    if not present:
        return data
    word = chance.choice(present)
    start = data.find(word, chance.randrange(len(data)))
    start = data.find(word) if start < 0 else start
    return data[:start] + chance.choice((b"", b"", *_WORDS)) + data[start + len(word) :]


def _references(data: bytes, chance: Random) -> bytes:
    """References that point elsewhere, so that kinds are mixed up and circles close."""
    found = list(re.finditer(rb"\d+ 0 R", data))
    numbers = [int(number) for number in re.findall(rb"(\d+) 0 obj", data)] or [1]
    for match in sorted(chance.sample(found, min(len(found), chance.choice((1, 2, 5)))), key=lambda it: -it.start()):
        data = data[: match.start()] + b"%d 0 R" % chance.choice(numbers) + data[match.end() :]
    return data


def _table(data: bytes, chance: Random) -> bytes:
    at = data.rfind(b"xref", 0, data.rfind(b"startxref"))
    if at < 0:
        return _flip(data, chance)
    head, tail = data[:at], data[at:]
    match chance.randrange(5):
        case 0:
            return head + data[data.rfind(b"trailer") :]
        case 1:
            return head
        case 2:
            return head + re.sub(rb"\d{10}", lambda _: b"%010d" % chance.randrange(len(data) * 2), tail)
        case 3:
            return head + tail.replace(b"startxref\n", b"startxref\n%d" % chance.randrange(10**9))
        case _:
            return head + tail.replace(b"/Root", b"/Prev %d/Root" % chance.choice((at, at - 1, 0, 10**12)))


def _update(data: bytes, chance: Random) -> bytes:
    """An object said once more at the end, as an editor appends it; the old table still counts, or none."""
    bodies = re.findall(rb"\d+ 0 obj\b.*?endobj", data, re.DOTALL)
    if len(bodies) < 2:
        return data
    number = chance.choice(bodies).split(b" ", 1)[0]
    moved = number + b" " + chance.choice(bodies).split(b" ", 1)[1]
    start = data.rfind(b"xref", 0, data.rfind(b"startxref"))
    table = b"xref\n%b 1\n%010d 00000 n \ntrailer\n<</Size 99/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    at = len(data) + 1
    end = table % (number, at, max(start, 0), at + len(moved) + 1)
    return data + b"\n" + moved + b"\n" + (end if chance.random() < 0.7 else b"")


# ── objects ──────────────────────────────────────────────────────────────────────────────────────────────────


def _objects(data: bytes, chance: Random) -> bytes:
    """Values of the opened file replaced by others, mostly of the wrong kind; written again without an error."""
    pdf = _opened(data)
    if pdf is None:
        return data
    holders = [item for item in pdf.objects if isinstance(item, (Dictionary, Stream, Array)) and len(_keys(item))]
    if not holders:
        return data
    for _ in range(chance.choice((1, 1, 2, 4))):
        holder = chance.choice(holders)
        keys = _keys(holder)
        if keys:
            holder[chance.choice(keys)] = _odd_value(pdf, holders, chance)
    return _saved(pdf, chance) or data


def _filters(data: bytes, chance: Random) -> bytes:
    """Streams that say they are encoded otherwise."""
    pdf = _opened(data)
    streams = [item for item in pdf.objects if isinstance(item, Stream)] if pdf else []
    if not pdf or not streams:
        return data
    for item in chance.sample(streams, min(len(streams), 2)):
        names = [chance.choice(_FILTERS) for _ in range(chance.choice((1, 1, 2, 30)))]
        item.write(item.read_raw_bytes(), filter=Array(names))
    return _saved(pdf, chance) or data


def _contents(data: bytes, chance: Random) -> bytes:
    """Content with operators and operands mixed up."""
    pdf = _opened(data)
    streams = [item for item in pdf.objects if _draws(item)] if pdf else []
    if not pdf or not streams:
        return data
    for item in chance.sample(streams, min(len(streams), 2)):
        try:
            tokens = item.read_bytes().split(b" ")
        except _TROUBLE:
            continue
        for _ in range(chance.choice((1, 4, 30, 200))):
            token = chance.choice((*_OPERATORS, *_NUMBERS, b"/F1", b"/X1", b"(a)", b"[(a) 1e9 (b)]", b"<</A 1>>", b"%"))
            tokens.insert(chance.randrange(len(tokens) + 1), token)
            if len(tokens) > 3:
                tokens.pop(chance.randrange(len(tokens)))
        item.write(b" ".join(tokens))
    return _saved(pdf, chance) or data


def _damaged_stream(data: bytes, chance: Random) -> bytes:
    """Bytes of a stream's inside, bent before they are encoded again."""
    pdf = _opened(data)
    streams = [item for item in pdf.objects if isinstance(item, Stream)] if pdf else []
    if not pdf or not streams:
        return data
    item = chance.choice(streams)
    try:
        inside = bytes(item.read_bytes())
    except _TROUBLE:
        return data
    if inside:
        packed = zlib.compress(_flip(inside, chance))
        item.write(
            packed[: chance.randrange(1, len(packed))] if chance.random() < 0.2 else packed, filter=Name.FlateDecode
        )
    return _saved(pdf, chance) or data


def _locked(data: bytes, chance: Random) -> bytes:
    """Encrypted, then perhaps with numbers bent. Only in the ways that use no chance of their own."""
    pdf = _opened(data)
    if pdf is None:
        return data
    rule = pikepdf.Encryption(
        owner="a", user=chance.choice(("", "", "b")), R=chance.choice((2, 3)), aes=False, metadata=False
    )
    try:
        locked = _written(pdf, encryption=rule)
    except _TROUBLE:
        return data
    at = locked.find(b"/Encrypt")
    return _numbers(locked, chance) if chance.random() < 0.5 or at < 0 else locked


BENDS: dict[str, Bend] = {
    "flip": _flip,
    "truncate": _truncate,
    "behead": _behead,
    "cut_out": _cut_out,
    "copy_inside": _copy_inside,
    "as_text": _as_text,
    "dress": _dress,
    "numbers": _numbers,
    "words": _words,
    "references": _references,
    "table": _table,
    "update": _update,
    "objects": _objects,
    "filters": _filters,
    "contents": _contents,
    "damaged_stream": _damaged_stream,
    "locked": _locked,
}


def plainly(data: bytes) -> bytes:
    """The same file with nothing deflated, so that damage meets words rather than a checksum."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return _written(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)


def _opened(data: bytes) -> Pdf | None:
    try:
        return pikepdf.open(io.BytesIO(data))
    except _TROUBLE:
        return None


def _saved(pdf: Pdf, chance: Random) -> bytes | None:
    mode = chance.choice((pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate))
    try:
        return _written(pdf, object_stream_mode=mode, compress_streams=chance.random() < 0.5)
    except _TROUBLE:
        return None


def _written(pdf: Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"):  # of fields without a form
        pdf.save(out, static_id=True, **options)
    return out.getvalue()


def _draws(item: object) -> bool:
    return (
        isinstance(item, Stream) and item.get(Name.Subtype) in (None, Name.Form) and item.get(Name.Type) != Name.ObjStm
    )


def _keys(holder: Object) -> list[object]:
    return list(range(len(holder))) if isinstance(holder, Array) else sorted(set(holder.keys()) - {"/Length"})


def _odd_value(pdf: Pdf, holders: list[Object], chance: Random) -> object:
    nest: object = Array([])
    for _ in range(chance.choice((1, 40))):
        nest = Array([nest])
    values: tuple[object, ...] = (
        0, -1, 2**31 - 1, -(2**31), 10**15, 0.000001, True, Name.Odd, String("odd"), Array([]), Dictionary(), nest,
        Array([0, 0, 10**9, 10**9]), pdf.make_stream(b"q q q"), *chance.sample(holders, min(len(holders), 6)),
    )  # fmt: skip
    return chance.choice(values)
