"""Pages that go wrong when they are stamped carelessly: each function gives the bytes of a one-page PDF.

All are made here; the picture is the same little exam page, so that a fault is easy to see.
"""

from __future__ import annotations

import io
import re
import warnings
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from PIL import Image, ImageDraw

A4 = (595.276, 841.89)
PAGE = b"""
q 0.9 g 60 690 300 60 re f Q
BT /F1 14 Tf 60 780 Td (VPR. Mathematics. Grade 5. Variant 1) Tj ET
BT /F1 11 Tf 60 660 Td 16 TL (1. How many corners has a box?) Tj T* (2. Draw the line AB of 5 cm.) Tj ET
1 w 60 600 m 201.73 600 l S
q 1 0 0 RG 2 w 300 420 m 450 420 l 375 550 l s Q
BT /F1 9 Tf 280 60 Td (page 1) Tj ET
"""
HIDDEN = b"BT /F1 18 Tf 80 300 Td (Otvety: 42) Tj ET\n"
Case = Callable[[], bytes]
CASES: dict[str, Case] = {}


def case(make: Case) -> Case:
    CASES[make.__name__] = make
    return make


def new_page(content: bytes = PAGE, box: tuple[float, ...] = (0, 0, *A4)) -> tuple[Pdf, Dictionary]:
    """A file with one page of Helvetica on ``box``, and the page."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    )
    page = pdf.make_indirect(
        Dictionary(
            Type=Name.Page,
            MediaBox=Array(list(box)),
            Resources=Dictionary(Font=Dictionary(F1=font)),
            Contents=pdf.make_stream(content),
        )
    )
    pdf.pages.append(pikepdf.Page(page))
    return pdf, pdf.pages[0].obj


def saved(pdf: Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"):  # of fields without a form
        pdf.save(out, static_id=True, **options)
    return out.getvalue()


def shifted(dx: float, dy: float, content: bytes = PAGE) -> bytes:
    return b"q 1 0 0 1 %d %d cm\n%b Q" % (dx, dy, content)


def form(pdf: Pdf, content: bytes, box: tuple[float, ...] = (0, 0, *A4), **entries: object) -> Stream:
    return pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=Array(list(box)), **entries)


@case
def plain() -> bytes:
    return saved(new_page()[0])


def _rotated(angle: int) -> bytes:
    # Content that reads upright once the page is turned
    w, h = A4
    turn = {90: b"0 1 -1 0 %f 0 cm" % h, 180: b"-1 0 0 -1 %f %f cm" % A4, 270: b"0 -1 1 0 0 %f cm" % w}[angle]
    box = (0, 0, h, w) if angle % 180 else (0, 0, w, h)
    pdf, page = new_page(b"q " + turn + PAGE + b" Q", box)
    page.Rotate = angle
    return saved(pdf)


@case
def rotate90() -> bytes:
    return _rotated(90)


@case
def rotate180() -> bytes:
    return _rotated(180)


@case
def rotate270() -> bytes:
    return _rotated(270)


@case
def rotate_minus90() -> bytes:
    pdf, page = new_page(b"q 0 -1 1 0 0 %f cm %b Q" % (A4[0], PAGE), (0, 0, A4[1], A4[0]))
    page.Rotate = -90
    return saved(pdf)


@case
def crop_inside_media() -> bytes:
    pdf, page = new_page(shifted(50, 40), (0, 0, 700, 930))
    page.CropBox = Array([50, 40, 50 + A4[0], 40 + A4[1]])
    return saved(pdf)


@case
def crop_larger_than_media() -> bytes:
    pdf, page = new_page()
    page.CropBox = Array([-100, -100, 900, 1200])
    return saved(pdf)


@case
def origin_200_300() -> bytes:
    return saved(new_page(shifted(200, 300), (200, 300, 200 + A4[0], 300 + A4[1]))[0])


@case
def origin_negative() -> bytes:
    return saved(new_page(shifted(-297, -421), (-297, -421, -297 + A4[0], -421 + A4[1]))[0])


@case
def corners_swapped() -> bytes:
    return saved(new_page(PAGE, (A4[0], A4[1], 0, 0))[0])


@case
def all_inherited() -> bytes:
    pdf, page = new_page(b"q -1 0 0 -1 %f %f cm %b Q" % (*A4, PAGE))
    node = pdf.Root.Pages
    node.Resources, node.MediaBox, node.Rotate = page.Resources, page.MediaBox, 180
    del page.Resources
    del page.MediaBox
    return saved(pdf)


def _annotation(pdf: Pdf, page: Dictionary, subtype: Name, text: bytes, **entries: object) -> Dictionary:
    look = form(pdf, b"0 0 1 rg 0 0 100 30 re f 1 g BT /F1 12 Tf 8 10 Td (%b) Tj ET" % text, (0, 0, 100, 30))
    look.Resources = page.Resources
    annotation = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=subtype, Rect=Array([350, 600, 500, 645]), F=4, AP=Dictionary(N=look), **entries
        )
    )
    page.Annots = Array([*page.get("/Annots", []), annotation])
    return annotation


@case
def stamp_annotation() -> bytes:
    pdf, page = new_page()
    _annotation(pdf, page, Name.Stamp, b"stamp")
    return saved(pdf)


@case
def stamp_annotation_turned() -> bytes:
    pdf, page = new_page()
    _annotation(pdf, page, Name.Stamp, b"turned").AP.N.Matrix = Array([0, 1, -1, 0, 30, 0])
    page.Rotate = 180
    return saved(pdf)


@case
def hidden_annotations() -> bytes:
    pdf, page = new_page()
    for flags in (2, 32, 2 | 4):
        _annotation(pdf, page, Name.Stamp, b"Otvety: 42").F = flags
    return saved(pdf)


@case
def text_field() -> bytes:
    pdf, page = new_page()
    field = _annotation(pdf, page, Name.Widget, b"value", FT=Name.Tx, T=String("name"), V=String("value"))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    return saved(pdf)


@case
def text_field_without_appearance() -> bytes:
    pdf, page = new_page()
    field = _annotation(pdf, page, Name.Widget, b"", FT=Name.Tx, T=String("n"), V=String("value"))
    del field.AP
    field.DA = String("/F1 12 Tf 0 g")
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), NeedAppearances=True, DR=page.Resources, DA=field.DA)
    return saved(pdf)


@case
def checkbox_states() -> bytes:
    pdf, page = new_page()
    box = _annotation(pdf, page, Name.Widget, b"on", FT=Name.Btn, T=String("c"), V=Name.Yes, AS=Name.Yes)
    off = form(pdf, b"0 1 0 rg 0 0 100 30 re f", (0, 0, 100, 30))
    box.AP.N = Dictionary(Yes=box.AP.N, Off=off)
    pdf.Root.AcroForm = Dictionary(Fields=Array([box]))
    return saved(pdf)


@case
def hidden_rests_of_fields() -> bytes:
    pdf, page = new_page()
    part = _annotation(pdf, page, Name.Widget, b"value")
    parent = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("name"), V=String("value"), Kids=Array([part])))
    _annotation(pdf, page, Name.Widget, b"Otvety: 42").Rect = Array([350, 500, 500, 545])  # of no field
    nameless = _annotation(pdf, page, Name.Widget, b"Otvety: 42", FT=Name.Tx)
    nameless.Rect = Array([350, 450, 500, 495])
    grown = _annotation(pdf, page, Name.Widget, b"Otvety: 42")  # below what is no field itself
    grown.Rect = Array([350, 400, 500, 445])
    below = pdf.make_indirect(Dictionary(FT=Name.Tx, Kids=Array([grown])))
    pdf.Root.AcroForm = Dictionary(Fields=Array([parent, pdf.make_indirect(Dictionary(Kids=Array([part, below])))]))
    return saved(pdf)


@case
def hidden_field_without_a_form() -> bytes:
    pdf, page = new_page()
    _annotation(pdf, page, Name.Widget, b"Otvety: 42", FT=Name.Tx, T=String("name"), V=String("value"))
    return saved(pdf)


@case
def signature_field() -> bytes:
    pdf, page = new_page()
    value = Dictionary(
        Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String("00"), ByteRange=Array([0, 1, 2, 3])
    )
    field = _annotation(pdf, page, Name.Widget, b"signed", FT=Name.Sig, T=String("s"), V=value)
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)
    return saved(pdf)


@case
def markup_without_appearance() -> bytes:
    pdf, page = new_page()
    annotations = []
    for subtype, y in ((Name.Highlight, 655), (Name.Underline, 639), (Name.Square, 500)):
        annotations.append(
            pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=subtype,
                    Rect=Array([60, y, 240, y + 16]),
                    QuadPoints=Array([60, y + 16, 240, y + 16, 60, y, 240, y]),
                    C=Array([1, 0.8, 0]),
                    F=4,
                )
            )
        )
    page.Annots = Array(annotations)
    return saved(pdf)


@case
def underline_close_to_text() -> bytes:
    """At 100 dpi the line hides among the letters."""
    pdf, page = new_page()
    line = Dictionary(
        Type=Name.Annot, Subtype=Name.Underline, Rect=Array([60, 655, 215, 670]), C=Array([0, 0.5, 0]), F=4,
        QuadPoints=Array([60, 670, 215, 670, 60, 659.5, 215, 659.5]),
    )  # fmt: skip
    page.Annots = Array([pdf.make_indirect(line)])
    return saved(pdf)


@case
def group_with_multiply() -> bytes:
    pdf, page = new_page(
        PAGE + b"q /G1 gs 0 0.6 0.9 rg 100 400 300 300 re f Q q /G2 gs 1 0 0 rg 200 350 300 200 re f Q\n"
    )
    page.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, I=True, K=False)
    page.Resources.ExtGState = Dictionary(G1=Dictionary(BM=Name.Multiply), G2=Dictionary(ca=0.4))
    return saved(pdf)


def _difference(group: Dictionary | None) -> bytes:
    pdf, page = new_page(PAGE + b"q /G1 gs 1 1 0 rg 100 400 300 300 re f Q\n")
    page.Resources.ExtGState = Dictionary(G1=Dictionary(BM=Name.Difference))
    if group is not None:
        page.Group = group
    return saved(pdf)


@case
def difference_on_open_group() -> bytes:
    return _difference(Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, I=False))


@case
def difference_without_group() -> bytes:
    return _difference(None)


@case
def difference_on_isolated_group() -> bytes:
    return _difference(Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, I=True))


@case
def knockout_group() -> bytes:
    return _difference(Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, I=False, K=True))


@case
def unbalanced_q() -> bytes:
    return saved(new_page(PAGE + b"q 0.5 0 0 0.5 0 0 cm\n")[0])


@case
def state_left() -> bytes:
    return saved(new_page(PAGE + b"2 0 0 2 100 100 cm 1 0 0 rg 0 1 0 RG\n")[0])


@case
def two_extra_restores() -> bytes:
    return saved(new_page(b"Q Q " + PAGE + b" Q Q\n")[0])


@case
def split_inside_operator() -> bytes:
    pdf, page = new_page()
    place = PAGE.index(b"1 0 0 RG") + 4
    page.Contents = Array([pdf.make_stream(PAGE[:place]), pdf.make_stream(PAGE[place:])])
    return saved(pdf)


@case
def ends_in_comment() -> bytes:
    return saved(new_page(PAGE + b"% the end")[0])


@case
def part_ends_in_comment() -> bytes:
    pdf, page = new_page()
    page.Contents = Array([pdf.make_stream(b"0 0 1 rg % blue"), pdf.make_stream(b"\n" + PAGE)])
    return saved(pdf)


@case
def no_final_newline() -> bytes:
    return saved(new_page(PAGE.rstrip())[0])


@case
def clashing_names() -> bytes:
    pdf, page = new_page(PAGE.replace(b"/F1", b"/R") + b"q /P Do Q q /A0 Do Q /V64 Do\n")
    box = form(pdf, b"0 0 1 rg 100 300 50 50 re f")
    page.Resources = Dictionary(Font=Dictionary(R=page.Resources.Font.F1), XObject=Dictionary(P=box, A0=box, V64=box))
    return saved(pdf)


@case
def user_unit_2() -> bytes:
    pdf, page = new_page(b"q 0.5 0 0 0.5 0 0 cm %b Q" % PAGE, (0, 0, A4[0] / 2, A4[1] / 2))
    page.UserUnit = 2
    return saved(pdf, min_version="1.6")


def _layered(config: Dictionary | None = None, group: str = "off") -> tuple[Pdf, Dictionary, dict[str, Dictionary]]:
    """A page whose layer ``group`` holds the answers; layers «on» and «off»."""
    content = PAGE + b"/OC /L1 BDC\n" + HIDDEN + b"EMC\n/OC /L2 BDC 0 0 1 rg 100 200 90 30 re f EMC\n"
    pdf, page = new_page(content)
    layers = {name: pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name))) for name in ("on", "off")}
    page.Resources.Properties = Dictionary(L1=layers[group], L2=layers["on"])
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array(list(layers.values())), D=config or Dictionary(OFF=Array([layers["off"]]))
    )
    return pdf, page, layers


@case
def layer_off() -> bytes:
    return saved(_layered()[0])


@case
def layer_base_state_off() -> bytes:
    pdf, _, layers = _layered()
    pdf.Root.OCProperties.D = Dictionary(BaseState=Name.OFF, ON=Array([layers["on"]]))
    return saved(pdf)


@case
def layer_membership() -> bytes:
    pdf, page, layers = _layered()
    page.Resources.Properties.L1 = pdf.make_indirect(
        Dictionary(Type=Name.OCMD, OCGs=Array([layers["on"], layers["off"]]), P=Name.AllOn)
    )
    return saved(pdf)


@case
def layer_expression() -> bytes:
    pdf, page, layers = _layered()
    expression = Array([Name.And, layers["on"], Array([Name.Not, Array([Name.Or, layers["on"], layers["off"]])])])
    page.Resources.Properties.L1 = pdf.make_indirect(Dictionary(Type=Name.OCMD, VE=expression))
    return saved(pdf)


@case
def layer_nested() -> bytes:
    pdf, page, _ = _layered()
    content = b"/OC /L2 BDC /Span <</E (x)>> BDC /OC /L1 BDC /OC /L2 BDC\n" + HIDDEN
    content += b"EMC /Tag BMC /OC /L2 BDC 200 250 50 50 re f EMC EMC EMC EMC 1 0 0 rg 300 250 50 50 re f EMC\n"
    page.Contents = pdf.make_stream(PAGE + content)
    return saved(pdf)


@case
def layer_on_form() -> bytes:
    pdf, page, layers = _layered()
    answers = form(pdf, HIDDEN, OC=layers["off"], Resources=Dictionary(Font=page.Resources.Font))
    wrapper = form(pdf, b"/X1 Do 0 1 0 rg 60 100 20 20 re f", Resources=Dictionary(XObject=Dictionary(X1=answers)))
    page.Resources.XObject = Dictionary(X1=answers, X2=wrapper)
    page.Contents = pdf.make_stream(PAGE + b"/X1 Do /X2 Do\n")
    return saved(pdf)


@case
def layer_with_form_inside() -> bytes:
    pdf, page, _ = _layered()
    page.Resources.XObject = Dictionary(X1=form(pdf, HIDDEN, Resources=Dictionary(Font=page.Resources.Font)))
    page.Contents = pdf.make_stream(PAGE + b"/OC /L1 BDC q 1 0 0 1 5 5 cm /X1 Do Q EMC\n")
    return saved(pdf)


@case
def layer_on_image() -> bytes:
    pdf, page, layers = _layered()
    image = pdf.make_stream(
        b"Otvety: 42 ", Type=Name.XObject, Subtype=Name.Image, Width=11, Height=1, BitsPerComponent=8,
        ColorSpace=Name.DeviceGray, OC=layers["off"],
    )  # fmt: skip
    page.Resources.XObject = Dictionary(I1=image)
    page.Contents = pdf.make_stream(PAGE + b"q 200 0 0 50 100 200 cm /I1 Do Q\n")
    return saved(pdf)


@case
def layer_on_annotation() -> bytes:
    pdf, page, layers = _layered()
    _annotation(pdf, page, Name.Stamp, b"Otvety: 42").OC = layers["off"]
    return saved(pdf)


@case
def layer_changes_state() -> bytes:
    pdf, page, _ = _layered()
    page.Contents = pdf.make_stream(
        PAGE + b"/OC /L1 BDC 1 0 0 rg 1 0 0 1 20 30 cm " + HIDDEN + b"50 50 300 300 re W n EMC 100 100 400 120 re f\n"
    )
    return saved(pdf)


@case
def layer_view_state_off() -> bytes:
    pdf, _, layers = _layered(Dictionary())
    layers["off"].Usage = Dictionary(View=Dictionary(ViewState=Name.OFF))
    return saved(pdf)


@case
def no_contents() -> bytes:
    pdf, page = new_page()
    del page.Contents
    return saved(pdf)


@case
def no_resources() -> bytes:
    pdf, page = new_page(b"1 0 0 rg 100 100 200 200 re f\n")
    del page.Resources
    return saved(pdf)


@case
def clip_left() -> bytes:
    return saved(new_page(PAGE + b"100 100 50 50 re W n\n")[0])


@case
def text_state_left() -> bytes:
    return saved(new_page(PAGE + b"3 Tr 250 Tz BT /F1 40 Tf\n")[0])


@case
def landscape() -> bytes:
    return saved(new_page(PAGE.replace(b"780", b"560"), (0, 0, A4[1], A4[0]))[0])


@case
def owner_encrypted() -> bytes:
    permissions = pikepdf.Permissions(print_highres=False, print_lowres=False, extract=False)
    return saved(new_page()[0], encryption=pikepdf.Encryption(owner="secret", user="", allow=permissions))


@case
def object_streams() -> bytes:
    return saved(new_page()[0], object_stream_mode=pikepdf.ObjectStreamMode.generate)


@case
def cmyk() -> bytes:
    return saved(new_page(PAGE + b"0.8 0.2 0 0.1 k 100 200 90 90 re f 0 1 1 0 K 4 w 220 200 90 90 re S\n")[0])


@case
def default_rgb() -> bytes:
    pdf, page = new_page(PAGE + b"0.8 0.2 0 rg 100 200 90 90 re f\n")
    space = Array([Name.CalRGB, Dictionary(WhitePoint=Array([0.95, 1, 1.09]), Gamma=Array([2.2, 2.2, 2.2]))])
    page.Resources.ColorSpace = Dictionary(DefaultRGB=space)
    return saved(pdf)


@case
def overprint() -> bytes:
    pdf, page = new_page(PAGE + b"/G gs 1 0 0 0 k 100 200 90 90 re f 0 0 1 0 k 150 220 90 90 re f\n")
    page.Resources.ExtGState = Dictionary(G=Dictionary(OP=True, op=True, OPM=1))
    return saved(pdf)


@case
def damaged_xref() -> bytes:
    data = plain()
    return data.replace(b"startxref\n", b"startxref\n9").replace(b"\nxref\n", b"\nxxxx\n")


@case
def truncated() -> bytes:
    data = saved(new_page()[0], compress_streams=False)
    return data[: data.index(b"xref\n") + 20]


@case
def junk_before_header() -> bytes:
    return b"\r\n<html>junk</html>\n" + plain()


@case
def scripts_and_files() -> bytes:
    pdf, page = new_page()
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('Otvety: 42')"))
    page.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert('Otvety: 42')")))
    pdf.attachments["Otvety.txt"] = b"Otvety: 42"
    page.Metadata = pdf.make_stream(b"Otvety: 42")
    page.PieceInfo = Dictionary(Maker=Dictionary(LastModified=String("D:2026"), Private=String("Otvety: 42")))
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([String("a"), pdf.Root.OpenAction]))
    return saved(pdf)


@case
def page_labels() -> bytes:
    pdf, _ = new_page()
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r, St=7)]))
    return saved(pdf)


@case
def tiling_pattern() -> bytes:
    pdf, page = new_page(
        shifted(30, 20, PAGE + b"/Pattern cs /P1 scn 60 200 200 200 re f\n"), (30, 20, 30 + A4[0], 20 + A4[1])
    )
    tile = pdf.make_stream(
        b"0 0 1 rg 0 0 5 5 re f", Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1,
        BBox=Array([0, 0, 10, 10]), XStep=10, YStep=10, Resources=Dictionary(), Matrix=Array([1, 0, 0, 1, 3, 4]),
    )  # fmt: skip
    page.Resources.Pattern = Dictionary(P1=tile)
    return saved(pdf)


@case
def shading_and_soft_mask() -> bytes:
    pdf, page = new_page(PAGE + b"q /G gs 60 200 300 150 re W n /S1 sh Q\n")
    ramp = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1, 0, 0]), C1=Array([0, 0, 1]), N=1)
    shading = Dictionary(
        ShadingType=2,
        ColorSpace=Name.DeviceRGB,
        Coords=Array([60, 200, 360, 350]),
        Function=ramp,
        Extend=Array([True, True]),
    )
    page.Resources.Shading = Dictionary(S1=shading)
    mask = form(pdf, b"0.6 g 0 0 250 900 re f", Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray))
    page.Resources.ExtGState = Dictionary(G=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=mask)))
    return saved(pdf)


@case
def form_without_resources() -> bytes:
    pdf, page = new_page(PAGE + b"/X1 Do\n")
    page.Resources.XObject = Dictionary(X1=form(pdf, b"BT /F1 20 Tf 80 200 Td (of the page) Tj ET"))
    return saved(pdf)


@case
def shared_resources_with_circle() -> bytes:
    pdf, page = new_page(PAGE + b"/X1 Do\n")
    inner = form(pdf, b"0 1 0 rg 80 200 50 50 re f")
    page.Resources = pdf.make_indirect(Dictionary(Font=page.Resources.Font, XObject=Dictionary(X1=inner)))
    inner.Resources = page.Resources
    return saved(pdf)


@case
def inline_image() -> bytes:
    return saved(new_page(PAGE + b"q 90 0 0 90 60 200 cm BI /W 2 /H 2 /BPC 8 /CS /G ID \x00\x80\xc0\x40 EI Q\n")[0])


@case
def type3_font() -> bytes:
    pdf, page = new_page(PAGE + b"BT /F3 40 Tf 60 200 Td (aa) Tj ET\n")
    page.Resources.Font.F3 = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 10, 10]), FontMatrix=Array([0.1, 0, 0, 0.1, 0, 0]),
        CharProcs=Dictionary(a=pdf.make_stream(b"10 0 0 0 10 10 d1 0 0 8 8 re f")), FirstChar=97, LastChar=97,
        Widths=Array([10]), Encoding=Dictionary(Type=Name.Encoding, Differences=Array([97, Name.a])),
    )  # fmt: skip
    return saved(pdf)


@case
def letter() -> bytes:
    return saved(new_page(PAGE.replace(b"780", b"740"), (0, 0, 612, 792))[0])


@case
def word_a4() -> bytes:
    return saved(new_page(PAGE, (0, 0, 595.32, 841.92))[0])


@case
def rounded_a4() -> bytes:
    return saved(new_page(PAGE, (0, 0, 595, 842))[0])


@case
def a3_landscape() -> bytes:
    return saved(new_page(PAGE, (0, 0, 1190.55, 841.89))[0])


@case
def a5() -> bytes:
    return saved(new_page(b"q 0.7 0 0 0.7 0 0 cm %b Q" % PAGE, (0, 0, 419.53, 595.28))[0])


@case
def layer_within_text() -> bytes:
    """What is hidden moves what follows it on the line."""
    pdf, page, _ = _layered()
    widths = Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.Arial, Encoding=Name.WinAnsiEncoding,
        FirstChar=32, LastChar=126, Widths=Array([500 + code for code in range(95)]),
    )  # fmt: skip
    page.Resources.Font.F2 = pdf.make_indirect(widths)
    content = b"BT /F1 18 Tf 2 Tc 5 Tw 90 Tz 80 300 Td (a) Tj /OC /L1 BDC (Otvety: 42) Tj [(Otvety) -500 ( 43)] TJ EMC "
    content += (
        b"(shown ) Tj /F2 9 Tf /OC /L1 BDC (Otvety 44) Tj EMC [(too)] TJ T* /OC /L1 BDC (Otvety) ' EMC (last) Tj ET\n"
    )
    page.Contents = pdf.make_stream(PAGE + content)
    return saved(pdf)


@case
def appearance_without_box() -> bytes:
    pdf, page = new_page()
    del _annotation(pdf, page, Name.Stamp, b"no box").AP.N.BBox
    return saved(pdf)


@case
def note_that_does_not_turn() -> bytes:
    pdf, page = new_page(b"q 0 1 -1 0 %f 0 cm %b Q" % (A4[1], PAGE), (0, 0, A4[1], A4[0]))
    _annotation(pdf, page, Name.Stamp, b"upright").F = 4 | 8 | 16
    page.Rotate = 90
    return saved(pdf)


@case
def odd_media_box() -> bytes:
    pdf, page = new_page()
    page.MediaBox = Array([String("0"), Name.Zero, A4[0], A4[1]])
    return saved(pdf)


@case
def no_media_box() -> bytes:
    pdf, page = new_page()
    del page.MediaBox
    return saved(pdf)


@case
def rotate_45() -> bytes:
    pdf, page = new_page()
    page.Rotate = 45
    return saved(pdf)


@case
def postcard() -> bytes:
    return saved(new_page(b"q 0.5 0 0 0.5 0 0 cm %b Q" % PAGE, (0, 0, 297.64, 419.53))[0])


@case
def poster_of_14400_units() -> bytes:
    return saved(new_page(b"q 17.1 0 0 17.1 0 0 cm %b Q" % PAGE, (0, 0, 10180, 14400))[0])


@case
def far_from_the_origin() -> bytes:
    x, y = 100_000, -200_000
    return saved(new_page(shifted(x, y), (x, y, x + A4[0], y + A4[1]))[0])


@case
def group_of_cmyk() -> bytes:
    pdf, page = new_page(PAGE + b"q /G1 gs 0 0.6 0.9 0 k 100 300 300 300 re f 0.9 0 0 0.1 k 200 250 300 200 re f Q\n")
    page.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK, I=True, K=False)
    page.Resources.ExtGState = Dictionary(G1=Dictionary(BM=Name.Multiply, ca=0.8))
    return saved(pdf)


@case
def page_tree_with_a_loop() -> bytes:
    data = saved(new_page()[0], object_stream_mode=pikepdf.ObjectStreamMode.disable)
    [tree] = re.findall(rb"(\d+ 0) obj\n<<[^>]*/Type /Pages", data)
    return data.replace(b"/Kids [ ", b"/Kids [ %b R " % tree)


def _deflated(deflated: bytes) -> bytes:
    pdf, page = new_page()
    content = pdf.make_stream(b"")
    content.write(deflated, filter=Name.FlateDecode)
    page.Contents = content
    keep = pikepdf.StreamDecodeLevel.none
    return saved(pdf, compress_streams=False, stream_decode_level=keep)


@case
def content_damaged_in_the_middle() -> bytes:
    whole = zlib.compress(PAGE)
    middle = len(whole) * 2 // 3
    return _deflated(whole[:middle] + b"\xff\xff\xff\xff" + whole[middle + 4 :])


@case
def content_only_said_to_be_deflated() -> bytes:
    return _deflated(PAGE)


@case
def operator_within_an_array() -> bytes:
    return saved(new_page(PAGE + b"BT /F1 12 Tf 60 300 Td [(One) 0 Tc -250 (word) 0 Tc -250 (more)] TJ ET\n")[0])


@case
def names_in_old_letters() -> bytes:
    """Names in the bytes of cp1251, as programs wrote them that did not know UTF-8: of a font, its key and a form's."""
    pdf, page = new_page(PAGE.replace(b"/F1", b"/\xd81") + b"/\xd4\xee\xf0\xec\xe0 Do\n")
    font = page.Resources.Font.F1
    font.BaseFont = Object.parse(b"/#d2#e0#e9#ec#f1")
    inner = form(pdf, b"BT /#d81 20 Tf 80 300 Td (in a form) Tj ET")
    fonts, forms = Dictionary(), Dictionary()
    fonts[Object.parse(b"/#d81")] = font
    forms[Object.parse(b"/#d4#ee#f0#ec#e0")] = inner
    inner.Resources = Dictionary(Font=fonts)
    page.Resources = Dictionary(Font=fonts, XObject=forms)
    return saved(pdf)


@case
def layer_within_old_letters() -> bytes:
    pdf, page, _ = _layered()
    key = Object.parse(b"/#d81")
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"BT /\xd81 20 Tf 80 200 Td (shown) Tj ET\n")
    page.Resources.Font[key] = page.Resources.Font.F1
    return saved(pdf)


@case
def page_without_type() -> bytes:
    pdf, page = new_page()
    del page.Type
    return saved(pdf)


def _scan(dpi: int, box: tuple[float, float]) -> bytes:
    """One picture of black and white that covers the whole page, thin rules in it."""
    width, height = round(box[0] * dpi / 72), round(box[1] * dpi / 72)
    picture = Image.new("1", (width, height), 1)
    draw = ImageDraw.Draw(picture)
    for row in range(dpi, height - dpi, dpi // 4):
        draw.line((dpi, row, width - dpi, row + dpi // 20), 0, dpi // 100)
    draw.rectangle((dpi, dpi, width - dpi, height - dpi), outline=0, width=dpi // 75)
    pdf, page = new_page(b"q %f 0 0 %f 0 0 cm /I Do Q" % box, (0, 0, *box))
    image = pdf.make_stream(
        picture.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, BitsPerComponent=1,
        ColorSpace=Name.DeviceGray,
    )  # fmt: skip
    page.Resources = Dictionary(XObject=Dictionary(I=image))
    return saved(pdf)


@case
def scan_on_a4_of_word() -> bytes:
    return _scan(300, (595.32, 841.92))


@case
def scan_on_rounded_a4() -> bytes:
    return _scan(200, (595, 842))


@case
def clip_on_the_edge_of_a_pixel() -> bytes:
    """What is clipped to nothing is a row of pixels for pdfium, or none, by the last digit of a number."""
    pdf, page = new_page(PAGE + b"0 0 16777216 0 re W n /S sh")
    black = pdf.make_stream(b"{ pop pop 0 0 0 }", FunctionType=4, Domain=Array([-1, 1] * 2), Range=Array([0, 1] * 3))
    far = Array([-(10**9), 10**9] * 2)
    shading = Dictionary(ShadingType=1, ColorSpace=Name.DeviceRGB, Domain=far, Function=black)
    page.Resources.Shading = Dictionary(S=shading)
    return saved(pdf)


@case
def letters_between_pixels() -> bytes:
    """A4 as LibreOffice rounds it: fitted in by less than a thousandth, so that every letter stands a bit otherwise."""
    text = b"BT /F1 %d Tf 60 %.3f Td (Find the sum of the numbers 12 and 30.) Tj ET"
    lines = (text % (7 + place % 5, 700 - 9.37 * place) for place in range(60))
    return saved(new_page(PAGE + b"\n".join(lines), (0, 0, 595.303937007874, 841.889763779528))[0])
