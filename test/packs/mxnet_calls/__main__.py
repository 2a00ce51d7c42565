"""`python -m mxnet_calls <calls> <fixtures> <report>`: carries the recorded calls and fixtures out, and says how each went."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import mixgrad as mg
import numpy as np

from .fixtures import fixtures
from .operators import carry_out

# By the type of the expected values: relative, and absolute.
TOLERANCES = {"f2": (1e-2, 1e-3), "f4": (1e-4, 1e-5), "f8": (1e-6, 1e-8)}


def check(found: Any, expected: np.ndarray, limits: tuple[float, float] = (0, 0)) -> None:
    found = np.asarray(found)
    assert found.shape == expected.shape, f"shape {found.shape}, expected {expected.shape}"
    kinds = ["i" if array.dtype.kind in "iu" else array.dtype.kind for array in (found, expected)]
    assert kinds[0] == kinds[1], f"dtype {found.dtype}, expected {expected.dtype}"
    own = TOLERANCES.get(expected.dtype.str[1:], (0, 0))
    relative, absolute = (max(pair) for pair in zip(limits, own, strict=True))
    np.testing.assert_allclose(found, expected, rtol=relative, atol=absolute)


def recorded(folder: Path) -> Iterator[tuple[str, str, Callable[[], None]]]:
    data = (folder / "data.bin").read_bytes()

    def array(value: dict[str, Any]) -> np.ndarray:
        kind, shape, offset = value["$t"]
        dtype = np.dtype("?" if kind == "b1" else kind)
        return np.frombuffer(data, dtype, int(np.prod(shape, dtype=np.int64)), offset).reshape(shape).copy()

    for line in (folder / "calls.jsonl").read_text().splitlines():
        call = json.loads(line)

        def test(call: dict[str, Any] = call) -> None:
            inputs = [mg.tensor(array(value)) for value in call["inputs"]]
            outputs = [array(value) for value in call["outputs"]]
            found = carry_out(call, inputs)
            assert len(found) == len(outputs), f"{len(found)} outputs, expected {len(outputs)}"
            # What was computed from half precision is no more exact than that.
            half = any(value["$t"][0] == "f2" for value in call["inputs"])
            for one, expected in zip(found, outputs, strict=True):
                check(one, expected, TOLERANCES["f2"] if half and expected.dtype.kind == "f" else (0, 0))

        yield call["op"], call["id"], test


def outcome(test: Callable[[], None]) -> dict[str, str]:
    try:
        test()
    except NotImplementedError as error:
        return {"status": "skipped", "message": str(error)}
    except Exception as error:  # noqa: BLE001 — each is a finding
        place = traceback.extract_tb(error.__traceback__)[-1]
        text = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return {"status": "failed", "message": f"{text} ({place.name})"}
    return {"status": "passed"}


def main(calls: str, folder: str, report: str) -> None:
    tests = [*recorded(Path(calls)), *fixtures(Path(folder), check)]
    results = [{"op": op, "id": name, **outcome(test)} for op, name, test in tests]
    Path(report).write_text(json.dumps({"results": results}))


main(*sys.argv[1:])
