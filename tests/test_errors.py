"""Every error that a person can meet has four parts, an exit code, and survives a process border."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
import typing
from dataclasses import fields, is_dataclass
from datetime import date

import pytest

import vpr_print
from vpr_print.errors import ExitCode, Flaws, Message, VprPrintError, raise_flaws
from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.work import SiteNumber


def _all_errors() -> list[type[VprPrintError]]:
    for module in pkgutil.walk_packages(vpr_print.__path__, "vpr_print."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: list[type[VprPrintError]] = []
    todo: list[type[VprPrintError]] = [VprPrintError]
    while todo:
        for sub in todo.pop().__subclasses__():
            todo.append(sub)
            if sub is not Flaws and not sub.__subclasses__():
                found.append(sub)
    return sorted(set(found), key=lambda cls: (cls.__module__, cls.__qualname__))


def _sample(kind: object) -> object:
    """Some value of a field's type."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return (_sample(args[0]),) if args[-1] is Ellipsis else tuple(_sample(arg) for arg in args)
    if args and type(None) in args:
        return _sample(args[0])
    if args:
        return _sample(args[0])
    supertype = getattr(kind, "__supertype__", None)
    if supertype:
        return _sample(supertype)
    simple: dict[object, object] = {str: "ы", int: 7, float: 1.5, bool: True, bytes: b"x", object: "x"}
    simple[date] = date(2026, 4, 21)
    if kind in simple:
        return simple[kind]
    if isinstance(kind, type) and hasattr(kind, "__members__"):
        return next(iter(kind))  # type: ignore[call-overload]
    if kind is Identifier:
        return Identifier(NumberKind.SET, SiteNumber("640123"), 7)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{field.name: _sample(hints[field.name]) for field in fields(kind) if field.init})
    raise AssertionError(f"no sample for {kind}")


def _make(cls: type[VprPrintError]) -> VprPrintError:
    hints = typing.get_type_hints(cls)
    return cls(*(_sample(hints[field.name]) for field in fields(cls)))


@pytest.mark.parametrize("cls", _all_errors(), ids=lambda cls: cls.__qualname__)
def test_an_error_crosses_a_process_border_and_says_four_parts_in_russian(cls: type[VprPrintError]) -> None:
    error = _make(cls)
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is cls and str(back) == str(error)
    assert hash(error) and error.exit_code in ExitCode and error.exit_code not in (ExitCode.DONE, ExitCode.BUG)
    message = error.message
    for part in (message.what, message.needed, message.todo):
        assert part.strip() and not part.endswith(".")
    for part in (message.what, message.todo):
        assert any("а" <= letter <= "я" for letter in part.lower())


def test_flaws_are_shown_together_with_the_lowest_exit_code() -> None:
    errors = [_make(cls) for cls in _all_errors()[:3]]
    with pytest.raises(Flaws) as caught:
        raise_flaws([errors[0], Flaws((errors[1], errors[2]))])
    assert caught.value.flaws == tuple(errors)
    assert caught.value.exit_code == min(error.exit_code for error in errors)
    assert all(str(error) in str(caught.value) for error in errors)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_no_flaw_raises_nothing_and_one_raises_itself() -> None:
    raise_flaws([])
    error = _make(_all_errors()[0])
    with pytest.raises(type(error)) as caught:
        raise_flaws([error])
    assert caught.value is error


def test_a_message_keeps_its_lines_under_each_other() -> None:
    lines = str(Message("что", "раз\nдва", "нужно", "делать")).splitlines()
    assert lines == ["что", "  где:      раз", "            два", "  нужно:    нужно", "  сделайте: делать"]
