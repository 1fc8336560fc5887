"""What the documents say is what the program does."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import click
import jsonschema
import pytest

from vpr_print.cli.main import main
from vpr_print.demo.materials import DemoOptions
from vpr_print.documents import (
    answer_forms,
    code_sheet,
    conduct_protocol,
    draft_sheets,
    hand_out_plan,
    manifests,
    packet_labels,
    summary,
)
from vpr_print.errors import ExitCode
from vpr_print.intake.archive import ArchiveLimits
from vpr_print.layout.papers import PAPERS
from vpr_print.layout.read import parse_layout
from vpr_print.layout.schema import Column, Element, Imposition, Table
from vpr_print.model import manifest as records
from vpr_print.model.identifier import NumberKind, parse_number
from vpr_print.model.manifest import FileKind
from vpr_print.model.packet import PacketKind
from vpr_print.model.work import Site, SiteNumber
from vpr_print.output import manifest_file
from vpr_print.prepress.masters import FilePreflight, PagePreflight, PictureReason
from vpr_print.settings.school import SETTINGS_FILE
from vpr_print.settings.template import settings_text
from vpr_print.settings.toml_file import Settings
from vpr_print.workflow.demo_school import build_demo
from vpr_print.workflow.progress import silent

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "fonts").glob("*.md")])
SCHEMA = json.loads((DOCS / "manifest.schema.json").read_text(encoding="utf-8"))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_readme_says_on_its_first_line_that_the_product_is_the_packet() -> None:
    assert "the packet of one room" in read("README.md").splitlines()[0]


# Commands


def commands(group: click.Group = main, path: str = "vpr-print") -> Iterator[tuple[str, click.Command]]:
    yield path, group
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def told_options(section: str) -> dict[str, str]:
    """Options in the first cells of the section's tables, with their rows."""
    return {found[1]: found[0] for found in re.finditer(r"^\| `(--[a-z-]+)[^`]*`.*$", section, re.MULTILINE)}


def sections(text: str) -> Mapping[str, str]:
    parts = re.split(r"^#{2,3} (.*)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_is_told() -> None:
    told = {name for name in sections(read("docs/commands.md")) if name.startswith("vpr-print")}
    assert told == {path for path, _ in commands()}


@pytest.mark.parametrize(("path", "command"), list(commands()), ids=[path for path, _ in commands()])
def test_every_option_is_told_and_no_other(path: str, command: click.Command) -> None:
    parts = sections(read("docs/commands.md"))
    told = told_options(parts[path])
    if "All options of `check`" in parts[path]:
        told |= {name: row for name, row in told_options(parts["vpr-print check"]).items() if name not in told}
    options = {param.opts[-1]: param for param in command.params if isinstance(param, click.Option)}
    assert set(told) == set(options)
    for name, option in options.items():
        row = told[name]
        if isinstance(option.type, click.IntRange) and (found := re.search(r"(\d+)–(\d+)", row)):
            assert (int(found[1]), int(found[2])) == (option.type.min, option.type.max), name
        if isinstance(option.type, click.Choice):
            assert "\\|".join(option.type.choices) in row, name
        if option.required:
            assert "required" in row, name
        if isinstance(option.default, int) and not option.is_flag:
            assert row.rstrip("| ").endswith(str(option.default)), name


def used_commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Command lines in blocks and in backticks: their command and the options they name."""
    known = sorted((path for path, _ in commands()), key=len, reverse=True)
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]*)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    for line in lines:
        line = line.split("#")[0].replace("\\", "/").replace(".venv/bin/", "").replace(".venv/Scripts/", "").strip()
        if line.startswith("vpr-print "):
            path = next(path for path in known if f"{line} ".startswith(f"{path} "))
            yield path, re.findall(r"(?<=\s)--[a-z-]+", line)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_command_lines_in_documents_are_commands_of_the_program(document: Path) -> None:
    by_path = dict(commands())
    for path, options in used_commands(document.read_text(encoding="utf-8")):
        known = {opt for param in by_path[path].params for opt in param.opts} | {"--help"}
        assert set(options) <= known, (path, options)


# Exit codes


def test_exit_codes_are_told_with_their_names() -> None:
    told = re.findall(r"^\| (\d+) \| `([A-Z]+)` \|", read("docs/exit-codes.md"), re.MULTILINE)
    assert [(int(code), name) for code, name in told] == [(int(code), code.name) for code in ExitCode]


def test_the_readme_has_every_exit_code() -> None:
    table = sections(read("README.md"))["Exit codes"]
    told = re.findall(r"(?<=\| )(\d+)(?= \|)", table)
    assert sorted(map(int, told)) == sorted(map(int, ExitCode))


def test_the_technician_is_told_exit_codes_that_exist() -> None:
    line = sections(read("docs/ru/tehnik.md"))["Что означает код завершения"]
    assert {int(code) for code in re.findall(r"(\d+) — ", line)} <= set(map(int, ExitCode))


# Layouts


def test_fields_of_papers_are_those_of_the_program() -> None:
    lists: dict[str, Any] = {"__file__": str(DOCS / "make_lists.py"), "__name__": "make_lists"}
    exec(compile(read("docs/make_lists.py"), "make_lists.py", "exec"), lists)
    text = read("docs/layouts.md")
    assert lists["with_lists"](text) == text, "run: python docs/make_lists.py"
    assert all(f"### {spec.key}\n" in text for spec in PAPERS)


def kinds() -> Iterator[tuple[str, Any]]:
    for model in get_args(get_args(Element)[0]):
        yield get_args(model.model_fields["kind"].annotation)[0], model


@pytest.mark.parametrize(("name", "model"), [*((f"`{kind}`", model) for kind, model in kinds()), ("a column", Column)])
def test_keys_of_elements_are_told_with_their_defaults(name: str, model: Any) -> None:
    row = next(line for line in read("docs/layouts.md").splitlines() if line.startswith(f"| {name} |"))
    told = re.findall(r"`([a-z_]+)(?: = ([^`]+))?`", row.split("|", 2)[2])
    assert {field for field in model.model_fields if field != "kind"} <= {key for key, _ in told}
    for key, value in told:
        if value:
            default = model.model_fields[key].default
            found = tomllib.loads(f"v = {value}")["v"]
            assert (tuple(found) if isinstance(found, list) else found) == default, key


def test_keys_of_a_sheet_are_told() -> None:
    row = next(line for line in read("docs/layouts.md").splitlines() if line.startswith("| `[sheet]`"))
    assert set(Imposition.model_fields) <= set(re.findall(r"`([a-z_]+)", row))
    assert "next_at" in Table.model_fields


def test_the_example_layout_is_one() -> None:
    example = re.search(r"```toml\n(.*?)```", read("docs/layouts.md"), re.DOTALL)
    assert example and parse_layout(example[1], "example.toml").paper == "draft_sheet"


# Settings, limits, names of files


def test_every_setting_is_told() -> None:
    site, server = Site(SiteNumber("640123"), "Школа"), "postgresql://host/db"
    tables = [tomllib.loads(settings_text(each)) for each in (Settings(site=site), Settings(site=site, ledger=server))]
    keys = {
        f"{name}.{key}" if isinstance(value, dict) else name
        for table in tables
        for name, value in table.items()
        for key in (value if isinstance(value, dict) else [""])
    }
    section = sections(read("docs/commands.md"))["Settings"]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert {key for row in rows for key in re.findall(r"`([a-z._]+)`", row.split("|")[1])} == keys


def test_every_fact_of_a_page_is_told() -> None:
    text = read("docs/preflight.md")
    fields = [field.name for record in (FilePreflight, PagePreflight) for field in dataclasses.fields(record)]
    told = {name for row in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert told == set(fields)
    reasons = text.partition("Reasons in `picture`:")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", reasons)) == set(PictureReason)


def test_limits_of_archives_are_told() -> None:
    limits = ArchiveLimits()
    text = read("docs/inputs.md")
    assert f"| {limits.members:,} |" in text
    assert f"| {limits.member_bytes >> 20} MB |" in text
    assert f"| {limits.total_bytes >> 30} GB |" in text
    assert f"| {limits.ratio} |" in text
    assert f"to depth {limits.depth}" in text


OWN_FILES = (
    conduct_protocol.NAME, conduct_protocol.NAME_OF_COPY, packet_labels.NAME, manifests.NAME, draft_sheets.NAME,
    answer_forms.NAME, code_sheet.NAME, code_sheet.NAME_ALL, summary.NAME, hand_out_plan.NAME, manifest_file.NAME,
    "1-komplekty.pdf", "1a-komplekty-a3.pdf",
)  # fmt: skip


@pytest.mark.parametrize("document", ["README.md", "docs/formats.md"])
def test_every_file_of_a_build_is_told(document: str) -> None:
    text = read(document)
    assert [name for name in OWN_FILES if name not in text] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_names_in_documents_are_files_of_a_build(document: Path) -> None:
    told = re.findall(r"`(\d+a?-[a-z0-9-]+\.pdf)`", document.read_text(encoding="utf-8"))
    assert set(told) <= set(OWN_FILES)


def test_settings_file_has_its_name() -> None:
    assert SETTINGS_FILE in read("docs/formats.md")


# Numbers


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_whole_numbers_in_documents_are_numbers_of_ours(document: Path) -> None:
    for text in re.findall(r"(?<!\d)\d{4} ?\d{4} ?\d{4} ?\d{4}(?!\d)", document.read_text(encoding="utf-8")):
        parse_number(text.replace(" ", ""))


def test_kinds_of_numbers_are_told() -> None:
    table = read("docs/formats.md").partition("| K | paper |")[2].partition("\n\n")[0]
    assert sorted(map(int, re.findall(r"\| (\d) \|", table))) == sorted(map(int, NumberKind))


# manifest.json


def built_manifest(folder: Path, **options: Any) -> Any:
    clock = lambda: datetime(2026, 4, 20, 18, tzinfo=UTC)  # noqa: E731
    demo = DemoOptions(rooms=2, participants=5, variants=2, pages=2, seed=1)
    report = build_demo(folder, demo, workers=1, who="", clock=clock, progress=silent)
    return json.loads((report.folder / "manifest.json").read_bytes())


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return built_manifest(tmp_path_factory.mktemp("docs") / "school")


def test_a_real_manifest_is_what_the_schema_says(manifest: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(manifest)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), 2),
        (("site",), 640123),
        (("rooms", 0, "extra"), 1),
        (("rooms", 0, "files", 0, "path"), "../x.pdf"),
        (("rooms", 0, "sets", 0, "number"), "164012300001"),
        (("rooms", 0, "sets", 0, "pages", 0, "page"), 0),
        (("rooms", 0, "sets", 0, "pages", 0, "boxes", 0), [1, 2, 3]),
        (("rooms", 0, "packets", 0, "kind"), "kit"),
        (("paper", "sheets_a4"), -1),
    ],
    ids=str,
)
def test_the_schema_refuses_what_is_wrong(manifest: Any, path: tuple[str | int, ...], value: object) -> None:
    broken = json.loads(json.dumps(manifest))
    place = broken
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(broken)


@pytest.mark.parametrize(
    ("record", "properties"),
    [
        (records.WorkManifest, SCHEMA),
        (records.RoomRecord, SCHEMA["$defs"]["room"]),
        (records.FileRecord, SCHEMA["$defs"]["file"]),
        (records.SetRecord, SCHEMA["$defs"]["set"]),
        (records.PageRecord, SCHEMA["$defs"]["set"]["properties"]["pages"]["items"]),
        (records.PacketRecord, SCHEMA["$defs"]["packet"]),
        (records.PaperUse, SCHEMA["properties"]["paper"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_schema_and_the_text_know_every_key(record: type, properties: Any) -> None:
    fields = {field.name for field in dataclasses.fields(record)}
    assert set(properties["properties"]) == set(properties["required"]) == fields
    text = read("docs/manifest.md")
    assert [name for name in fields if not re.search(rf"\b{name}\b", text)] == []


def test_the_schema_and_the_text_know_every_kind() -> None:
    assert set(SCHEMA["$defs"]["file"]["properties"]["kind"]["enum"]) == set(FileKind)
    assert set(SCHEMA["$defs"]["packet"]["properties"]["kind"]["enum"]) == set(PacketKind)
    text = read("docs/manifest.md")
    assert [kind for kind in (*FileKind, *PacketKind) if f"`{kind}`" not in text] == []


# Links, pictures, paths


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?://", target):
            continue
        file, _, anchor = target.partition("#")
        place = (document.parent / file).resolve() if file else document
        assert place.exists(), target
        assert not anchor or anchor in anchors(place.read_text(encoding="utf-8")), target


def test_every_document_can_be_reached_from_the_readme() -> None:
    waiting, seen = [ROOT / "README.md"], set[Path]()
    while waiting:
        document = waiting.pop()
        if document in seen or document.suffix != ".md":
            continue
        seen.add(document)
        for target in re.findall(r"\]\(([^)\s#]+)", document.read_text(encoding="utf-8")):
            place = (document.parent / target).resolve()
            waiting += sorted(place.glob("*.md")) if place.is_dir() else [place] if place.exists() else []
    assert [path for path in DOCS.rglob("*.md") if path not in seen] == []


def test_the_readme_shows_every_picture_and_none_is_large() -> None:
    shown = set(re.findall(r"\(docs/img/([a-z-]+\.png)\)", read("README.md")))
    pictures = {path.name: path.stat().st_size for path in (DOCS / "img").glob("*.png")}
    assert shown == set(pictures)
    assert max(pictures.values()) < 60_000


TEXTS = sorted([*DOCUMENTS, *DOCS.glob("*.py"), *(ROOT / "layouts").rglob("*.toml"), ROOT / "Makefile"])


@pytest.mark.parametrize("file", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_path_of_somebodys_machine(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.~/])/(?:home|root|work|tmp|usr|opt|var|mnt|Users)/", text)
    assert not re.search(r"\b[A-Z]:\\", text)
