"""A plugin of pytest: only the laws, each with many more examples."""

from __future__ import annotations

import os

import pytest
from hypothesis import Phase, settings

TIMES = int(os.environ.get("TIMES", "30"))
_SETTINGS = "_hypothesis_internal_use_settings"
_counted = [0, 0]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    laws = [item for item in items if getattr(getattr(item, "obj", None), "is_hypothesis_test", False)]
    config.hook.pytest_deselected(items=[item for item in items if item not in laws])
    items[:] = laws
    for item in laws:
        function = getattr(item.obj, "__func__", item.obj)  # type: ignore[attr-defined]
        usual = getattr(function, _SETTINGS, None) or settings.default
        assert usual is not None
        more = usual.max_examples * TIMES
        phases = [phase for phase in usual.phases if phase is not Phase.explain]
        setattr(function, _SETTINGS, settings(usual, max_examples=more, deadline=None, phases=phases, database=None))
        _counted[0] += 1
        _counted[1] += more


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"laws: {_counted[0]} laws, at most {_counted[1]} examples")
