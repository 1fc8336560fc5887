"""Every PDF below the folder PDFS (without it, the awkward pages of the tests), each as the only variant of a work:
built by the program in a process of its own,
then compared with its original by a checker that shares no code with it (``printed_file``): outside the stamp at most
0.02 % of the pixels differ, no spot of more than 9, at 100 and 300 dpi; both symbols and the line are read where the
manifest says; one file in ten in Poppler too. PAGES (12) of a long file are looked at: half from its start, the others
spread. RESULTS names a file that remembers what is done; stops after MINUTES (55)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from shutil import copytree
from typing import Any

from journeys.evening import REPOSITORY, WORK, command, new_school, program_environment, write_sheet
from prepress import awkward

from vpr_print.errors import ExitCode

MOST_SECONDS, MOST_MEGABYTES = 20, 512
_PATIENCE = 600
_AT_ONCE = 2
_POPPLER_EACH = 10
_BUILT = (ExitCode.DONE, ExitCode.LOOK)
_TOLD = ("page_as_picture", "page_not_compared", "page_blank", "file_repaired", "printing_forbidden")
_EXCUSED = {"page_as_picture", "page_not_compared"}
"""Such a page differs and the technician is told; it is counted apart."""
_FACTS = ("--subject", "Математика", "--grade", 5, "--date", "21.04.2026", "--variant", "1=variant.pdf")
_REFUSALS = {
    "FileNeedsPassword", "FileHasNoPages", "FileDamaged", "PageMissing", "NoFreeSpace", "NotPrintable",
    "TooManyPages", "TooManyObjects", "ImageTooLarge", "NestingTooDeep", "FileTooBig", "FileTooSlow",
}  # fmt: skip
"""Why a file may be refused (14)."""


@dataclass(frozen=True)
class Result:
    """What became of one file."""

    file: str
    outcome: str
    """vectors, pictures, not compared (no viewer shows what must be printed), no free slot, refused, FLAW."""
    detail: str
    opens: bool
    """pdfium opens it without a password, and it has a page."""
    pages: int
    seconds: float
    """Of the processor, all processes of the build together."""
    megabytes: int
    """Of the largest process of the build."""
    flaws: tuple[str, ...] = ()


def prove(seed: int) -> tuple[str, list[str]]:
    """Figures and flaws; prints a line for each file and the table."""
    memory = Path(os.environ["RESULTS"]) if "RESULTS" in os.environ else None
    known = _remembered(memory)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(os.environ["PDFS"]) if os.environ.get("PDFS") else _awkward_pages(Path(folder) / "awkward")
        files = sorted(path for path in source.rglob("*") if path.suffix.lower() == ".pdf")
        if not files:
            return "PDFS=… names no folder with PDFs", ["nothing to try"]
        results = [known[file.name] for file in files if file.name in known]
        trial = _Trial(Path(folder), time.monotonic() + 60 * float(os.environ.get("MINUTES", "55")))
        todo = [(number, file) for number, file in enumerate(files) if file.name not in known]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for result in pool.map(trial.result_of, todo):
                if result is None:
                    continue
                results.append(result)
                print(f"{len(results)}/{len(files)} {result.file}: {result.outcome} {result.detail}", flush=True)
                for flaw in result.flaws:
                    print(f"    {flaw}", flush=True)
                if memory:
                    with memory.open("a", encoding="utf-8") as out:
                        out.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")
    print(table(results))
    flaws = [f"{found.file}: {found.detail} {'; '.join(found.flaws)}" for found in results if found.outcome == "FLAW"]
    return _figures(results, len(files)), flaws


def table(results: Sequence[Result]) -> str:
    """The outcomes with their reasons, for a terminal."""
    lines = []
    reasons = Counter((result.outcome, result.detail) for result in results)
    for outcome in ("vectors", "pictures", "not compared", "no free slot", "refused", "FLAW"):
        found = [result for result in results if result.outcome == outcome]
        lines.append(f"{outcome:<14}{len(found):>6}")
        for (kind, detail), count in reasons.most_common():
            if kind == outcome and detail:
                lines.append(f"{'':<14}{count:>6}  {detail}")
        if outcome in ("pictures", "not compared", "FLAW"):
            lines += [f"{'':<22}{result.file}: {'; '.join(result.flaws) or result.detail}" for result in found]
    opened = [result for result in results if result.opens]
    judged = [result for result in opened if result.outcome != "no free slot"]
    vectors = sum(result.outcome == "vectors" for result in judged)
    share = vectors / max(len(judged), 1)
    lines.append(
        f"pdfium opens {len(opened)}, with a free slot {len(judged)}; of these as vectors {vectors} ({share:.1%})"
    )
    for told, key in (("slowest", "seconds"), ("biggest", "megabytes")):
        top = sorted(results, key=lambda result: getattr(result, key), reverse=True)[:3]
        lines.append(f"{told}: " + ", ".join(f"{result.file} {getattr(result, key):.0f}" for result in top))
    return "\n".join(lines)


def _figures(results: Sequence[Result], count: int) -> str:
    kinds = Counter(result.outcome for result in results)
    told = ", ".join(f"{kind} {number}" for kind, number in kinds.most_common())
    slowest = max((result.seconds for result in results), default=0)
    biggest = max((result.megabytes for result in results), default=0)
    pages = sum(result.pages for result in results)
    return f"{len(results)} of {count} files: {told}; {pages} pages compared; at most {slowest:.1f} s and {biggest} MB"


def _awkward_pages(folder: Path) -> Path:
    folder.mkdir()
    for name, make in awkward.CASES.items():
        (folder / f"{name}.pdf").write_bytes(make())
    return folder


def _remembered(memory: Path | None) -> dict[str, Result]:
    if memory is None or not memory.exists():
        return {}
    found = (json.loads(line) for line in memory.read_text(encoding="utf-8").splitlines())
    return {item["file"]: Result(**{**item, "flaws": tuple(item["flaws"])}) for item in found}


class _Trial:
    """A new school for each file."""

    def __init__(self, folder: Path, end: float) -> None:
        self._folder = folder
        self._end = end
        self._most = int(os.environ.get("PAGES", "12"))
        self._school = new_school(folder / "school")
        self._rooms = write_sheet(folder / "rooms.xlsx", [("Кабинет", "Количество участников"), ("1", 1)])

    def result_of(self, numbered: tuple[int, Path]) -> Result | None:
        """None when the time is over."""
        number, file = numbered
        if time.monotonic() > self._end:
            return None
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            return self._judged(file, Path(folder), poppler=number % _POPPLER_EACH == 0)

    def _judged(self, file: Path, place: Path, *, poppler: bool) -> Result:
        school = copytree(self._school, place / "school")
        original = place / "archive" / "variant.pdf"
        original.parent.mkdir()
        original.write_bytes(file.read_bytes())
        build = command("build", original.parent, "--rooms", self._rooms, "--workers", 1, "--json", *_FACTS)
        run = _run(build, school)
        if '"AnswersInVariant"' in run.out:
            run = _run([*build, "--cut-answers"], school)
        try:
            said = json.loads(run.out)
        except ValueError:
            said = {}
        jobs = self._jobs(school, said) if run.code in _BUILT else []
        works = school / "works" / WORK
        built = works / "1" / "1-komplekty.pdf"
        checked = _run(
            [sys.executable, "-m", "tests.prove.printed_file"], REPOSITORY,
            json.dumps({"original": str(original), "built": str(built), "pages": jobs, "poppler": poppler}),
        )  # fmt: skip
        try:
            found = json.loads(checked.out)
        except ValueError:
            found = {
                "opens": False,
                "flaws": [f"the checker ended with {checked.code}: {checked.err[-300:]}"],
                "differences": [],
                "lone": [],
            }
        outcome, detail, flaws = _outcome(run, said, found)
        return Result(
            file.name, outcome, detail, found["opens"], len(jobs), round(run.seconds, 1), run.megabytes, flaws
        )

    def _jobs(self, school: Path, said: Any) -> list[dict[str, object]]:
        """What the checker has to know of the pages that are looked at."""
        manifest = json.loads((school / "works" / WORK / "manifest.json").read_bytes())
        [record] = [item for room in manifest["rooms"] for item in room["sets"]]
        [file] = said["files"]
        sources = [page for page in range(file["pages"]) if page + 1 not in file["answer_pages"]]
        if len(sources) != len(record["pages"]):
            sources = list(range(file["pages"]))
        count = len(sources)
        step = -(-count // max(self._most // 2, 1))
        looked = range(count) if count <= self._most else sorted({*range(self._most // 2), *range(0, count, step)})
        return [
            {
                "source": sources[place], "place": place, "number": record["pages"][place]["number"],
                "boxes": record["pages"][place]["boxes"], "line": f"стр. {place + 1} из {len(record['pages'])}",
            }
            for place in looked
        ]  # fmt: skip


@dataclass(frozen=True)
class _Run:
    code: int
    out: str
    err: str
    seconds: float
    megabytes: int


def _run(command: Sequence[str], folder: Path, told: str = "") -> _Run:
    """A process to its end, with what it and its children took."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as given:
        given.write(told.encode())
        given.seek(0)
        process = subprocess.Popen(command, cwd=folder, stdin=given, stdout=out, stderr=err, env=program_environment())
        timer = threading.Timer(_PATIENCE, process.kill)
        timer.start()
        _, status, used = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        texts = (stream.read().decode("utf-8", "replace") for stream in (out, err))
        return _Run(process.returncode, *texts, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


def _outcome(run: _Run, said: Any, found: Any) -> tuple[str, str, tuple[str, ...]]:
    """Outcome, detail, flaws."""
    flaws = list(found["flaws"])
    differences = tuple(found["differences"])
    if run.seconds > MOST_SECONDS:
        flaws.append(f"{run.seconds:.0f} s")
    if run.megabytes > MOST_MEGABYTES:
        flaws.append(f"{run.megabytes} MB")
    if not said:
        return "FLAW", f"exit {run.code}", (" ".join(run.err.split())[-300:], *flaws)
    if run.code not in _BUILT:
        ids = sorted({error["id"] for error in said["errors"]})
        detail = " ".join([str(run.code), *ids])
        if flaws or run.code != ExitCode.VARIANT or not _REFUSALS.issuperset(ids):
            return "FLAW", detail, (*flaws, " ".join(run.err.split())[-300:])
        if ids == ["NotPrintable"]:
            detail += f": {said['errors'][0]['where'].partition(': ')[2]}"
        return ("no free slot" if ids == ["NoFreeSpace"] else "refused"), detail, ()
    notices = {notice["id"]: notice for notice in said["notices"]}
    told = [name for name in _TOLD if name in notices]
    if found["lone"]:
        told.append("qr_only")
    if flaws or (differences and not _EXCUSED.intersection(told)):
        return "FLAW", " ".join(told), (*flaws, *differences)
    outcome = "pictures" if "page_as_picture" in notices else "not compared" if _EXCUSED & {*told} else "vectors"
    return outcome, " ".join(told), differences
