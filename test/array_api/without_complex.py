"""A plugin of pytest for a namespace without complex numbers, which the suite's helpers take the widest of.

Complex numbers are optional for the suite's other parts. Here the widest complex dtype is float64, so that the tests of
complex numbers alone fail, by their names.
"""

import builtins
import importlib.util
import sys
from typing import Any

NAME = "array_api_tests.dtype_helpers"


def pytest_load_initial_conftests() -> None:
    from array_api_tests import xp

    def widest(*values: Any, **options: Any) -> Any:
        return builtins.max(*values, **({"default": (xp.float64,)} | options if len(values) == 1 else options))

    spec = importlib.util.find_spec(NAME)
    assert spec is not None
    assert spec.loader is not None
    helpers = importlib.util.module_from_spec(spec)
    helpers.max = widest  # type: ignore[attr-defined]
    sys.modules[NAME] = helpers
    spec.loader.exec_module(helpers)
