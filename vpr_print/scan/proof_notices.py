"""What a proof page shows of the copier, in words: what is wrong, where, what is needed, what to do."""

from __future__ import annotations

import math
from collections.abc import Sequence

from vpr_print.errors import Message, Notice, listed
from vpr_print.model.copier import Edge
from vpr_print.model.geometry import INK_MARGIN_MM
from vpr_print.scan.proof_seen import Reach, SideReading, SizeSource, Streak

Sides = Sequence[SideReading]

SIDES = {1: "лицевая сторона", 2: "оборот"}
EDGES = {Edge.TOP: "сверху", Edge.RIGHT: "справа", Edge.BOTTOM: "снизу", Edge.LEFT: "слева"}
_AGAIN = "затем напечатайте и отсканируйте пробный лист ещё раз"


def mirrored(sides: Sides) -> Notice:
    return Notice(
        "proof_mirrored",
        Message(
            "лист напечатан или отсканирован зеркально",
            _named(sides),
            "лист, на котором текст читается",
            "если зеркален сам лист — отключите в настройках печати «Зеркальное отражение»; если только скан — "
            f"в настройках сканера; {_AGAIN}",
        ),
    )


def cut_page(sides: Sides) -> Notice:
    return Notice(
        "proof_cut",
        Message(
            "лист отсканирован не целиком: часть его обрезана",
            _named(sides),
            "весь лист А4 от края до края",
            "выберите в сканере формат А4, отключите обрезку и «авторазмер», отсканируйте ещё раз; если обрезана сама "
            "печать, проверьте формат бумаги в лотке",
        ),
    )


def bent(sides: Sides) -> Notice:
    where = listed([f"{_name(side)}: метки не на своих местах, до {_mm(side.bend)}" for side in sides])
    return Notice(
        "proof_bent",
        Message(
            "лист на снимке искривлён: мерить по нему нельзя",
            where,
            "ровный лист со сканера, не фотография",
            "разгладьте лист и отсканируйте его на стекле, формат А4, 300 точек на дюйм",
        ),
    )


def scale_wrong(sides: Sides) -> Notice:
    worst = max((scale for side in sides for scale in _scales(side)), key=lambda scale: abs(scale - 1))
    if worst < 1:
        todo = "в окне печати отключите «Подогнать под страницу» (выберите «Фактический размер», 100 %)"
    else:
        todo = "в окне печати выберите «Фактический размер», 100 %, бумага А4"
    return Notice(
        "proof_scale",
        Message(
            f"напечатано {_percent(worst, 0)} вместо 100 %",
            _scale_lines(sides),
            "от 99 до 101 %: линейка листа ровно 100 мм",
            f"{todo}; {_AGAIN}; если на самом листе линейка верна, размер меняет сканер: отключите подгонку в нём",
        ),
    )


def scale_inexact(sides: Sides) -> Notice:
    return Notice(
        "proof_scale_inexact",
        Message(
            "масштаб почти верен",
            _scale_lines(sides),
            "от 99 до 101 %",
            "приложите линейку к самому листу: точны 100 мм — неточен сканер, нет — копир; печатать можно",
        ),
        look=False,
    )


def scale_unknown(sides: Sides) -> Notice:
    return Notice(
        "proof_scale_unknown",
        Message(
            "масштаб не измерен: неизвестно, какого размера скан",
            _named(sides),
            "скан листа А4 целиком, в файле указано разрешение",
            "измерьте линейку на листе обычной линейкой (ровно 100 мм) или отсканируйте в PDF, 300 точек на дюйм",
        ),
    )


def shifted(sides: Sides) -> Notice:
    where = listed([f"{_name(side)}: {shift_words(side.shift_right or 0, side.shift_down or 0)}" for side in sides])
    return Notice(
        "proof_shift",
        Message(
            "изображение на листе сдвинуто",
            where,
            "не больше 2,5 мм: иначе срезается край и коды режутся не по меткам",
            "сравните на листе: от края до рамки 12 должно быть 12 мм с каждой стороны; если так — сдвигает сканер, "
            "если нет — поправьте упоры лотка или положение изображения в настройках копира",
        ),
    )


def edges_lost(found: Sequence[tuple[SideReading, Reach]]) -> Notice:
    return Notice(
        "proof_edges",
        Message(
            f"копир не допечатывает до края: нужно до {INK_MARGIN_MM:g} мм",
            listed([f"{_name(side)}, {EDGES[reach.edge]}: печать только с {_mm(reach.mm)}" for side, reach in found]),
            f"рамка {INK_MARGIN_MM:g} видна целиком со всех сторон",
            "проверьте формат (А4) и «поля: нет» в окне печати; если сам лист в порядке, край теряет сканер; иначе "
            "печатайте комплекты на другом копире",
        ),
    )


def edges_unknown(found: Sequence[tuple[SideReading, Reach]]) -> Notice:
    return Notice(
        "proof_edges_unknown",
        Message(
            "край листа не попал в скан: что там напечатано, не видно",
            listed([f"{_name(side)}, {EDGES[reach.edge]}" for side, reach in found]),
            f"рамка {INK_MARGIN_MM:g} видна целиком со всех сторон",
            f"посмотрите на сам лист: рамка {INK_MARGIN_MM:g} цела — печатать можно; или положите лист ровнее и "
            "отсканируйте ещё раз",
        ),
        look=False,
    )


def duplex_off(shift: tuple[float, float]) -> Notice:
    return Notice(
        "proof_duplex",
        Message(
            f"оборот не совпадает с лицевой стороной: расхождение {_mm(math.hypot(*shift))}",
            f"оборот относительно лица: {shift_words(*shift)}",
            "не больше 3 мм",
            "посмотрите лист на просвет: кресты совпали — сдвигает сканер; нет — поправьте упоры лотка и настройку "
            "двусторонней печати, переплёт по длинному краю",
        ),
    )


def pale(sides: Sides) -> Notice:
    return Notice(
        "proof_pale",
        Message(
            "печать слишком бледная: похоже на экономию тонера или пустой картридж",
            _black_lines(sides),
            "чёрное не светлее 75 %",
            f"отключите экономию тонера («Toner Save», «черновик»), встряхните или смените картридж; {_AGAIN}; "
            "если на самом листе чёрное черно, добавьте контраст в сканере",
        ),
    )


def faint(sides: Sides) -> Notice:
    return Notice(
        "proof_faint",
        Message(
            "печать бледновата",
            _black_lines(sides),
            "чёрное не светлее 75 %, без точек",
            "печатать можно; если включена экономия тонера, отключите её: запаса тонера должно хватить на весь тираж",
        ),
        look=False,
    )


def two_tones(sides: Sides) -> Notice:
    return Notice(
        "proof_two_tones",
        Message(
            "скан чёрно-белый: насколько бледна печать, по нему не видно",
            _named(sides),
            "скан в оттенках серого",
            "посмотрите на лист: последний квадрат шкалы сплошь чёрный; или отсканируйте в оттенках серого",
        ),
        look=False,
    )


def gray_paper(sides: Sides) -> Notice:
    where = listed([f"{_name(side)}: светлота бумаги {_percent(side.white, 0)}" for side in sides])
    return Notice(
        "proof_gray_paper",
        Message(
            "бумага на скане серая",
            where,
            "белая бумага: не темнее 70 %",
            "если серый сам лист — копир грязнит, нужна чистка; если лист белый — прибавьте яркость в сканере",
        ),
    )


def streaks(sides: Sides) -> Notice:
    lines = [f"{_name(side)}: {streak_words(streak)}" for side in sides for streak in side.streaks]
    found = [streak for side in sides for streak in side.streaks]
    parts = []
    if any(streak.dark for streak in found):
        parts.append(
            "тёмная полоса есть на самом листе — чистите копир (стекло, барабан); на листе её нет — протрите узкое "
            "стекло сканера у автоподатчика"
        )
    if any(not streak.dark for streak in found):
        parts.append("светлая полоса — кончается тонер: встряхните или смените картридж")
    return Notice(
        "proof_streaks",
        Message("через весь лист идут полосы", listed(lines), "лист без полос", f"{'; '.join(parts)}; {_AGAIN}"),
    )


def bars_unread(sides: Sides, needed: float) -> Notice:
    lines = []
    for side in sides:
        lines.append(
            f"{_name(side)}: {limit_words('поперёк листа', side.bars_across)}, "
            f"{limit_words('вдоль листа', side.bars_along)}"
        )
    return Notice(
        "proof_bars",
        Message(
            "штрихкоды такой печати не читаются",
            listed(lines),
            f"читаются штрихи {_decimal(needed, 2)} мм в обоих направлениях: такие на комплектах",
            f"{_finer(sides)}отключите экономию тонера, смените картридж, печатайте с 600 точек на дюйм; {_AGAIN}",
        ),
    )


def qr_unread(sides: Sides, needed: float) -> Notice:
    return Notice(
        "proof_qr",
        Message(
            "QR-коды такой печати не читаются",
            listed([f"{_name(side)}: {limit_words('QR', side.qr)}" for side in sides]),
            f"читаются квадратики {_decimal(needed, 2)} мм: такие на комплектах",
            f"{_finer(sides)}отключите экономию тонера, смените картридж, печатайте с 600 точек на дюйм; {_AGAIN}",
        ),
    )


def askew(sides: Sides) -> Notice:
    return Notice(
        "proof_askew",
        Message(
            "лист лежит косо",
            listed([f"{_name(side)}: {_decimal(abs(side.skew), 1)}°" for side in sides]),
            "не больше 3°",
            "если печать косая на самом листе, поправьте упоры лотка копира; если ровная — упоры сканера",
        ),
        look=False,
    )


def coarse(sides: Sides) -> Notice:
    return Notice(
        "proof_coarse",
        Message(
            "скан слишком грубый, чтобы судить о тонких штрихах",
            listed([f"{_name(side)}: {side.dpi:.0f} точек на дюйм" for side in sides]),
            "от 200, лучше 300 точек на дюйм",
            "отсканируйте лист ещё раз с 300 точками на дюйм",
        ),
    )


def never_printed() -> Notice:
    return Notice(
        "proof_never_printed",
        Message(
            "это не скан, а сам файл пробного листа: о копире он ничего не говорит",
            "страница нарисована программой, снимка на ней нет",
            "скан напечатанного листа",
            "напечатайте лист, отсканируйте и укажите файл, который дал сканер",
        ),
    )


def one_side(missing: int) -> Notice:
    return Notice(
        "proof_one_side",
        Message(
            f"в файле одна сторона, не хватает: {SIDES[missing]}",
            "вторая сторона и совмещение сторон не проверены",
            "обе стороны, если печатать с двух сторон",
            "отсканируйте и её; для печати с одной стороны это не нужно",
        ),
        look=False,
    )


def other_pages(count: int) -> Notice:
    return Notice(
        "proof_other_pages",
        Message(
            f"другие страницы пропущены: {count}",
            "в том же файле",
            "страницы пробного листа",
            "ничего; если среди них пробный лист, отсканируйте его чище, целиком",
        ),
        look=False,
    )


def shift_words(right: float, down: float) -> str:
    """«вправо 3,0 мм, вверх 0,4 мм»; «нет» for less than a tenth."""
    across, along = ("вправо", "влево")[right < 0], ("вниз", "вверх")[down < 0]
    parts = [f"{way} {_mm(abs(much))}" for way, much in ((across, right), (along, down)) if abs(much) >= 0.1]
    return ", ".join(parts) or "нет"


def streak_words(streak: Streak) -> str:
    """One streak with its place."""
    kind = "тёмная" if streak.dark else "светлая"
    way = "вдоль листа" if streak.upright else "поперёк листа"
    edge = "левого края" if streak.upright else "верхнего края"
    scanner = ", идёт от сканера" if streak.of_scanner else ""
    return f"{kind} полоса {way}, {streak.at:.0f} мм от {edge}, ширина {_mm(streak.width)}{scanner}"


def limit_words(what: str, limit: float | None) -> str:
    """«поперёк листа — с 0,30 мм»."""
    return f"{what} — не читаются" if limit is None else f"{what} — с {_decimal(limit, 2)} мм"


def scale_words(side: SideReading) -> str:
    """Scale in both directions, and what it was measured by."""
    if side.scale_across is None or side.scale_along is None:
        return "не измерен"
    text = f"поперёк листа {_percent(side.scale_across, 1)}, вдоль {_percent(side.scale_along, 1)}"
    assumed = " (размер скана в файле не указан: он принят за целый лист А4)"
    return text + assumed * (side.size_from is SizeSource.SHEET)


def _scales(side: SideReading) -> tuple[float, ...]:
    return tuple(scale for scale in (side.scale_across, side.scale_along) if scale is not None)


def _scale_lines(sides: Sides) -> str:
    return listed([f"{_name(side)}: {scale_words(side)}" for side in sides])


def _black_lines(sides: Sides) -> str:
    dots = " (точками)"
    return listed(
        [f"{_name(side)}: чёрное вышло на {_percent(side.black, 0)}{dots * side.screened}" for side in sides]
    )


def _finer(sides: Sides) -> str:
    """What comes first: a coarse scan, or a streak through the symbols."""
    if any(0 < side.dpi < 190 for side in sides):
        return "отсканируйте лист с 300 точками на дюйм; если не поможет — "
    if any(side.streaks for side in sides):
        return "сначала уберите полосы: они перечёркивают символы; если не поможет — "
    return ""


def _named(sides: Sides) -> str:
    return listed([_name(side) for side in sides])


def _name(side: SideReading) -> str:
    return SIDES[side.side]


def _percent(share: float, places: int) -> str:
    return f"{_decimal(100 * share, places)} %"


def _mm(value: float) -> str:
    return f"{_decimal(value, 1)} мм"


def _decimal(value: float, places: int) -> str:
    return f"{value:.{places}f}".replace(".", ",")
