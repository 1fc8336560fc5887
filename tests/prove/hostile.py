"""Hostile and damaged PDFs, each as the only variant of a work: every hand-made one, then FILES (4000) bent from sound
ones, in WORKERS (2) processes; stops after MINUTES (55). A flaw is an exit code other than 0, 3, 10 and 14, an error
that does not name the file, more than 20 s of processor or 512 MB, something hidden or acting in the output, other
bytes on a second run. Files with flaws are kept in KEEP."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
import pytest
from journeys.evening import Evening, new_school, write_sheet
from prepress import awkward
from prepress.bending import bent_by, plainly
from prepress.hostile import NASTY
from prepress.prepared import printed, stamp
from prepress.remains import remains

from tests.prove.measured import measured
from vpr_print.demo.materials import DemoMaterials, DemoOptions, write_materials
from vpr_print.drawing.fonts import read_fonts
from vpr_print.errors import Flaws, VprPrintError
from vpr_print.intake.archive import MaterialsArchive, read_archive
from vpr_print.intake.selection import select_variants
from vpr_print.intake.variants import recognise_files
from vpr_print.model.work import Variant
from vpr_print.prepress.masters import Masters
from vpr_print.prepress.prepare import limits_for, prepare_variants, trouble_with
from vpr_print.sandbox import Limits, SandboxError, call, prepared
from vpr_print.settings.share import fonts_dir
from vpr_print.verify.expected import ExpectedPicture
from vpr_print.verify.variants import prove_variants
from vpr_print.workflow.layouts import read_kit
from vpr_print.workflow.reading import READERS

NAME = "variant.pdf"
SECONDS, MEGABYTES = 20.0, 512.0
_GOOD_CODES = (0, 3, 10, 14)
_OUTPUT = 64 << 20
_HANGS = 120
_OWN_SPACE = 3 << 29
"""Bytes of address space for the process that builds: a bomb must not go off there."""
_SANDBOXED = ("intake.variants", "prepress.prepare", "workflow.proving")
_FACTS = ("--subject", "Математика", "--grade", 5, "--date", "21.04.2026", "--variant", f"1={NAME}", "--cut-answers")
_BUILT = 4
"""One of so many bent files, and every hand-made one, goes through a whole build."""
_TWICE = 10
"""Of so many printed files one is built again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    name: str
    result: str
    """Exit code and the ids of errors or notices."""
    flaws: tuple[str, ...]
    cpu_seconds: float
    """Of the sandboxed processes; one that was killed or crashed leaves no figure."""
    seconds: float
    """By the clock, everything included."""
    megabytes: float


def prove(seed: int) -> tuple[str, list[str]]:
    """Figures and flaws; prints a line for each hundred files."""
    end = time.monotonic() + 60 * float(os.environ.get("MINUTES", "55"))
    jobs: list[str | int] = [*NASTY, *range(int(os.environ.get("FILES", "4000")))]
    done: list[Outcome] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(
            int(os.environ.get("WORKERS", "2")), get_context("spawn"), initializer=_start, initargs=(seed, end, folder)
        ) as pool,
    ):
        for future in as_completed([pool.submit(_try, job) for job in jobs]):
            outcome = future.result()
            if outcome is None:
                continue
            done.append(outcome)
            if outcome.flaws or outcome.seconds > SECONDS:
                print(f"{outcome.name}: {outcome.result} {outcome.seconds:.0f} s {outcome.flaws}", flush=True)
            if len(done) % 100 == 0:
                print(f"{len(done)}/{len(jobs)}: {sum(bool(item.flaws) for item in done)} flawed", flush=True)
    reasons = Counter(item.result for item in done)
    for reason, count in reasons.most_common():
        print(f"{count:>6}  {reason}")
    slowest, largest = max(done, key=lambda it: it.cpu_seconds), max(done, key=lambda it: it.megabytes)
    codes = Counter(item.result.split()[0] for item in done)
    figures = (
        f"{len(NASTY)} hand-made and {len(done) - len(NASTY)} bent files: "
        f"{codes['0'] + codes['3']} printed, {codes['14'] + codes['10']} refused by name; "
        f"longest {slowest.cpu_seconds:.1f} s ({slowest.name}), most {largest.megabytes:.0f} MB ({largest.name})"
    )
    return figures, [f"{item.name}: {item.result}: {flaw}" for item in done for flaw in item.flaws]


class _Bench:
    """Where one process tries files."""

    def __init__(self, seed: int, end: float, folder: str) -> None:
        self.seed, self.end = seed, end
        self.place = Path(tempfile.mkdtemp(dir=folder))
        self.notes = self.place / "used.json"
        self.patch = pytest.MonkeyPatch()
        for module in _SANDBOXED:
            self.patch.setattr(f"vpr_print.{module}.call", self._call)
        self.patch.setattr("vpr_print.workflow.layouts.read_fonts", cache(read_fonts))
        self.patch.setattr("vpr_print.workflow.layouts.read_kit", cache(read_kit))
        self._readers = prepared(*READERS, "prepress.bending")
        self._readers.__enter__()
        options = DemoOptions(rooms=1, participants=1, pages=1)
        self.materials: DemoMaterials = write_materials(self.place / "m", options, fonts_dir())
        self.rooms = write_sheet(self.place / "rooms.xlsx", [("Кабинет", "Количество участников"), ("1", 1)])
        self.tried = self.printed = 0

    def _call(self, function: Callable[..., Any], /, *args: Any, limits: Limits) -> Any:
        return call(measured, str(self.notes), function, *args, limits=limits)

    def used(self) -> list[tuple[str, float, float]]:
        """Name, seconds of processor and megabytes of each sandboxed call since this was asked before."""
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        self.notes.unlink(missing_ok=True)
        return [(name, float(cpu), float(most)) for name, cpu, most in map(str.split, lines)]

    def build(self, data: bytes) -> tuple[int, dict[str, object], str, Path]:
        """Exit code, what was told, what was said besides, and the folder of the work."""
        self.tried += 1
        archive = self.place / f"a{self.tried}"
        archive.mkdir()
        (archive / NAME).write_bytes(data)
        evening = Evening(self.place / f"s{self.tried}", self.materials, self.patch)
        evening = replace(evening, school=new_school(evening.school))
        told = evening.build("--json", *_FACTS, archive=archive, rooms=self.rooms, codes=None)
        try:
            said = told.json
        except ValueError:
            said = {}
        return told.code, said, told.err, evening.work

    def prepare(self, data: bytes) -> tuple[MaterialsArchive, Variant, Masters]:
        """The file as a command reads it, and its pages. Raises errors of archive and variant."""
        self.tried += 1
        folder = self.place / f"a{self.tried}"
        folder.mkdir()
        (folder / NAME).write_bytes(data)
        archive = read_archive(folder, self.place / f"s{self.tried}")
        chosen = select_variants(recognise_files(archive), overrides={1: NAME}, cut_answers=True)
        stored = {file.sha256: file.path for file in archive.files}
        return archive, chosen.variants[0], prepare_variants(chosen.variants, stored, stamp())

    def look(self, archive: MaterialsArchive, variant: Variant, masters: Masters, data: bytes) -> None:
        """Raises errors of proof when the printed pages do not look like the author's."""
        built = self.place / f"s{self.tried}.pdf"
        built.write_bytes(data)
        facts = {page.page: page for report in masters.preflight for page in report.pages}
        pictures = tuple(
            ExpectedPicture(
                variant=1, page=place, original=archive.files[0].path, original_name=NAME, original_page=page + 1,
                built=built, built_name="printed", built_page=place, size=facts[page + 1].size,
                scale=facts[page + 1].scale, turned=facts[page + 1].turned, as_picture=facts[page + 1].raster,
                compared=facts[page + 1].compared,
            )
            for place, page in enumerate(variant.parts[0].pages, 1)
        )  # fmt: skip
        try:
            self._call(prove_variants, pictures, limits=limits_for(len(pictures)))
        except SandboxError as error:
            raise trouble_with(NAME, error) from None  # as a build says it

    def clear(self) -> None:
        for left in (*self.place.glob("a*"), *self.place.glob("s*")):
            _remove(left)


_bench: _Bench | None = None


def _start(seed: int, end: float, folder: str) -> None:
    global _bench
    resource.setrlimit(resource.RLIMIT_AS, (_OWN_SPACE, _OWN_SPACE))
    _bench = _Bench(seed, end, folder)


def _try(job: str | int) -> Outcome | None:
    bench = _bench
    assert bench is not None
    if time.monotonic() > bench.end:
        return None
    name, data = (job, NASTY[job]()) if isinstance(job, str) else _bent(bench.seed, job)
    signal.signal(signal.SIGALRM, _hung)
    signal.alarm(_HANGS)
    began = time.monotonic()
    try:
        result, flaws = _judged(bench, data, 0 if isinstance(job, str) else job)
    except Exception:  # whatever gets here is what the proof looks for
        result, flaws = "1 exception", [traceback.format_exc()[-1500:]]
    signal.alarm(0)
    if not isinstance(job, str):  # damage may have shown a secret to every viewer; what is shown was compared by eye
        flaws = [flaw for flaw in flaws if "secret" not in flaw]
    seconds, used = time.monotonic() - began, bench.used()
    cpu, most = sum(seconds for _, seconds, _ in used), max((megabytes for _, _, megabytes in used), default=0.0)
    if cpu > SECONDS or most > MEGABYTES:
        flaws.append(f"too much: {used}")
    bench.clear()
    keep = os.environ.get("KEEP")
    if flaws and keep:
        (Path(keep) / f"{name.replace('/', '_')}.pdf").write_bytes(data)
    return Outcome(name, result, tuple(flaws), cpu, seconds, most)


def _judged(bench: _Bench, data: bytes, number: int) -> tuple[str, list[str]]:
    """The result and its flaws."""
    if number % _BUILT:
        return _judged_alone(bench, data)
    code, said, err, work = bench.build(data)
    if code not in _GOOD_CODES:
        return f"{code}", [f"exit {code}: {err[-600:]} {json.dumps(said, ensure_ascii=False)[-600:]}"]
    told = said["errors"] if "errors" in said else said["notices"]
    assert isinstance(told, list)
    ids = sorted({item["id"] for item in told} - {"no_codes", "overruled"})
    result = " ".join([str(code), *ids])
    if "errors" in said:
        named = all(NAME in json.dumps(item, ensure_ascii=False) for item in told)
        return result, [] if named else [f"the file is not named: {told}"]
    return result, list(_output_flaws(bench, data, work))


def _judged_alone(bench: _Bench, data: bytes) -> tuple[str, list[str]]:
    """The same without the papers around the variant."""
    try:
        archive, variant, masters = bench.prepare(data)
        out = printed(masters)
        bench.look(archive, variant, masters, out)
    except VprPrintError as error:
        told = error.flaws if isinstance(error, Flaws) else (error,)
        result = " ".join([str(int(error.exit_code)), *sorted({flaw.id for flaw in told})])
        if int(error.exit_code) not in _GOOD_CODES:
            return result, [str(error)]
        return result, [] if all(NAME in str(flaw) for flaw in told) else [f"the file is not named: {error}"]
    flaws = remains(out)
    if len(out) > min(_OUTPUT, len(data) * 3 + (16 << 20)):
        flaws.append(f"{len(out)} bytes printed of {len(data)}")
    ids = sorted({notice.id for notice in masters.notices})
    bench.printed += 1
    if bench.printed % _TWICE == 0 and printed(bench.prepare(data)[2]) != out:
        flaws.append("other bytes on a second run")
    return " ".join([str(3 if ids else 0), *ids]), flaws


def _output_flaws(bench: _Bench, data: bytes, work: Path) -> Iterator[str]:
    sets = sorted(work.rglob("1-*.pdf"))
    if not sets:
        yield "no sets"
    before = [path.read_bytes() for path in sets]
    for out in before:
        if len(out) > min(_OUTPUT, len(data) * 3 + (16 << 20)):
            yield f"{len(out)} bytes printed of {len(data)}"
        yield from remains(out)
    bench.printed += 1
    if bench.printed % _TWICE == 0:
        _, _, _, again = bench.build(data)
        if [path.read_bytes() for path in sorted(again.rglob("1-*.pdf"))] != before:
            yield "other bytes on a second run"


@cache
def _seeds() -> tuple[tuple[str, bytes], ...]:
    """Sound files, each as it is and with nothing deflated."""
    made = [(name, make()) for name, make in awkward.CASES.items()]
    small = [(name, data) for name, make in NASTY.items() if 0 < len(data := make()) < 30_000]
    plain: list[tuple[str, bytes]] = []
    for name, data in made:
        with suppress(pikepdf.PdfError):  # some are damaged
            plain.append((f"{name}_plain", plainly(data)))
    return (*made, *plain, *small)


def _bent(seed: int, number: int) -> tuple[str, bytes]:
    name, data = Random(f"{seed}/{number}").choice(_seeds())
    for attempt in range(20):  # some bends find nothing to bend
        with suppress(SandboxError):
            how, out = call(bent_by, data, f"{seed}/{number}/{attempt}")
            if out != data:
                return f"{number} {name} {how}", out
    return f"{number} {name} unbent", data


def _hung(*_: object) -> None:
    raise TimeoutError("hangs")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink()
