"""``vpr-print.toml``: text → frozen ``Settings``, with all flaws at once."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from vpr_print.errors import VprPrintError, raise_flaws
from vpr_print.model.geometry import Sides
from vpr_print.model.identifier import CODE_LENGTH, USUAL_CODE_LENGTH
from vpr_print.model.work import DEMO_SITE, Site, SiteNumber
from vpr_print.plan.packing import DRAFTS_PER_PARTICIPANT, MOST_DRAFTS, MOST_SPARES
from vpr_print.prepress.masters import USUAL_OPTIONS, Compat, PageSizePolicy, PrepressOptions
from vpr_print.settings.errors import (
    DemoSiteError,
    MissingSettingError,
    NewerSettingsError,
    SettingsEncodingError,
    SettingsSyntaxError,
    UnknownSettingError,
    WrongSettingError,
    WrongSiteNameError,
    WrongSiteNumberError,
)

FORMAT = 1
LONGEST_NAME = 200
LONGEST_TERM = 3650
"""Days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildDefaults:
    """What a build takes where the command line says nothing."""

    procedure: str = "vpr"
    layouts: str = ""
    """A region's own layouts, relative to the school folder; empty for the program's alone."""
    sides: Sides = Sides.ONE
    drafts: int = DRAFTS_PER_PARTICIPANT
    spares: int = 0
    spare_codes: int = 0
    code_length: int = USUAL_CODE_LENGTH
    answer_forms: bool = False
    protocol_copy: bool = False
    prepress: PrepressOptions = USUAL_OPTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What ``vpr-print.toml`` says."""

    site: Site
    ledger: str = "ledger.sqlite"
    """File of the ledger, relative to the school folder, or the address of a PostgreSQL database."""
    build: BuildDefaults = BuildDefaults()
    keep_days: int | None = None
    """How long a work's materials are kept after its day; None where nobody has said it."""


def parse_settings(content: bytes, file: str) -> Settings:
    """The settings that the file says; ``file`` is its name in messages.

    Raises ``SettingsEncodingError``, ``SettingsSyntaxError``, ``NewerSettingsError``, or all of
    ``UnknownSettingError``, ``MissingSettingError``, ``WrongSettingError``, ``WrongSiteNumberError``,
    ``WrongSiteNameError`` at once.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsEncodingError(file) from None
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsSyntaxError(file, str(error)) from None
    found = table.get("format", FORMAT)
    if type(found) is not int or found != FORMAT:
        raise NewerSettingsError(file, _shown(found), FORMAT)
    try:
        read = _File.model_validate(table)
    except ValidationError as error:
        raise_flaws(_flaw(details, file) for details in error.errors(include_url=False))
        raise
    build = read.build
    return Settings(
        site=Site(SiteNumber(read.site.number), read.site.name),
        keep_days=read.storage.keep_days or None,
        ledger=read.ledger.url or read.ledger.path,
        build=BuildDefaults(
            procedure=build.procedure,
            layouts=build.layouts,
            sides=Sides(build.sides),
            drafts=build.drafts,
            spares=build.spares,
            spare_codes=build.spare_codes,
            code_length=build.code_length,
            answer_forms=build.answer_forms,
            protocol_copy=build.protocol_copy,
            prepress=PrepressOptions(
                page_size=PageSizePolicy(build.page_size), compat=Compat(build.compat), as_image=build.as_image
            ),
        ),
    )


def parse_site(number: str, name: str, *, demo: bool, number_at: str, name_at: str) -> Site:
    """The site that a person named on the command line; ``…_at`` say where, in messages.

    Raises ``WrongSiteNumberError``, ``DemoSiteError`` (000000 without ``demo``), ``WrongSiteNameError``,
    all at once.
    """
    flaws: list[VprPrintError] = []
    if not re.fullmatch(_SIX_DIGITS, number, re.ASCII):
        flaws.append(WrongSiteNumberError(number_at, _shown(number)))
    elif number == DEMO_SITE and not demo:
        flaws.append(DemoSiteError(number_at))
    name = name.strip()
    if not re.fullmatch(_ONE_LINE, name) or len(name) > LONGEST_NAME:
        flaws.append(WrongSiteNameError(name_at, LONGEST_NAME))
    raise_flaws(flaws)
    return Site(SiteNumber(number), name)


_SIX_DIGITS = r"[0-9]{6}"
_ONE_LINE = r"[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*"
"""At least one sign that can be seen, and no line breaks or other control characters."""
_STRICT = ConfigDict(extra="forbid", strict=True, frozen=True)

_FEW = Annotated[int, Field(ge=0, le=MOST_SPARES)]
_OURS = BuildDefaults()


class _SiteTable(BaseModel):
    model_config = _STRICT
    number: str = Field(pattern=r"^[0-9]{6}$")
    name: str = Field(min_length=1, max_length=LONGEST_NAME, pattern=rf"^{_ONE_LINE}$")


class _LedgerTable(BaseModel):
    model_config = _STRICT
    path: str = Field(default="ledger.sqlite", min_length=1, pattern=r"^[^\x00-\x1f]+$")
    url: str = Field(default="", pattern=r"^(postgresql://[^\x00-\x20]+)?$")

    @field_validator("path")
    @classmethod
    def _is_a_file(cls, path: str) -> str:
        if "://" in path:
            raise ValueError("a server, not a file")
        return path

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.url and "path" in self.model_fields_set:
            raise ValueError("a file and a server")
        return self


class _BuildTable(BaseModel):
    model_config = _STRICT
    procedure: str = Field(default=_OURS.procedure, pattern=r"^[^\x00-\x1f/\\]+$")
    layouts: str = Field(default=_OURS.layouts, pattern=r"^[^\x00-\x1f]*$")
    sides: Literal["one", "two"] = _OURS.sides.value
    drafts: int = Field(default=_OURS.drafts, ge=DRAFTS_PER_PARTICIPANT, le=MOST_DRAFTS)
    spares: _FEW = _OURS.spares
    spare_codes: _FEW = _OURS.spare_codes
    code_length: int = Field(default=_OURS.code_length, ge=1, le=CODE_LENGTH)
    answer_forms: bool = _OURS.answer_forms
    protocol_copy: bool = _OURS.protocol_copy
    page_size: Literal["fit", "refuse", "as-is"] = _OURS.prepress.page_size.value
    compat: Literal["1.4", "1.7"] = _OURS.prepress.compat.value
    as_image: bool = _OURS.prepress.as_image


class _StorageTable(BaseModel):
    model_config = _STRICT
    keep_days: int = Field(default=0, ge=0, le=LONGEST_TERM)


class _File(BaseModel):
    model_config = _STRICT
    format: int = FORMAT
    site: _SiteTable
    ledger: _LedgerTable = _LedgerTable()
    build: _BuildTable = _BuildTable()
    storage: _StorageTable = _StorageTable()


_TABLES: dict[str, type[BaseModel]] = {
    "": _File,
    "site": _SiteTable,
    "ledger": _LedgerTable,
    "build": _BuildTable,
    "storage": _StorageTable,
}


def _flaw(details: ErrorDetails, file: str) -> VprPrintError:
    """One finding of pydantic as an error of ours."""
    key = ".".join(map(str, details["loc"]))
    match details["type"]:
        case "extra_forbidden":
            table, _, name = key.rpartition(".")
            known = tuple(_TABLES[table].model_fields)
            alike = next(iter(difflib.get_close_matches(name, known, 1)), None) or _table_of(name, table)
            return UnknownSettingError(file, key, known, alike)
        case "missing":
            return MissingSettingError(file, key)
        case _ if key.startswith("ledger"):
            return WrongSettingError(file, key, _without_secret(_shown(details["input"])))
        case _ if key == "site.number":
            return WrongSiteNumberError(f"{file}, {key}", _shown(details["input"]))
        case _ if key == "site.name" and isinstance(details["input"], str):
            return WrongSiteNameError(f"{file}, {key}", LONGEST_NAME)
        case _:
            return WrongSettingError(file, key, _shown(details["input"]))


def _without_secret(shown: str) -> str:
    """An address may hold a password: what stands before the server is not shown."""
    return re.sub(r"://.*", "://…", shown)


def _table_of(name: str, wrong: str) -> str | None:
    """Where the key should have stood, when it stands in the wrong section."""
    others = ((table, model) for table, model in _TABLES.items() if table not in ("", wrong))
    return next((f"[{table}] {name}" for table, model in others if name in model.model_fields), None)


def _shown(value: Any) -> str:
    """A value as the file writes it, cut short."""
    match value:
        case bool():
            text = "true" if value else "false"
        case str():
            text = f"«{value}»"
        case dict():
            text = "раздел"
        case list():
            text = "список"
        case _:
            text = str(value)
    text = "".join(sign if sign.isprintable() else "�" for sign in text)
    return text if len(text) <= 60 else f"{text[:57]}…»"
