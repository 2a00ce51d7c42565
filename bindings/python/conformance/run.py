"""Carries out build/conformance/python.plan.json; CASE=<text> runs only the cases whose id has the text."""

from __future__ import annotations

import json
import os
import pathlib
import sys
from typing import Any

import mixgrad as mg
from compare import Mismatch, check, check_error
from evaluate import Evaluator

FOLDER = pathlib.Path("build/conformance")


def run_step(step: dict[str, Any], evaluator: Evaluator) -> None:
    if "seed" in step:
        mg.manual_seed(step["seed"])
    elif "let" in step:
        evaluator.variables[step["let"]] = evaluator.value(step["be"])
    elif "do" in step:
        evaluator.value(step["do"])
    elif "expect" in step:
        check(evaluator.value(step["expect"]), step["equals"])
    else:
        try:
            evaluator.value(step["fails"])
        except Exception as error:  # noqa: BLE001 - whatever was raised is held against the plan
            return check_error(error, step)
        raise Mismatch(f"expected an error of {step['code']}, found none")
    return None


def problem(case: dict[str, Any]) -> str | None:
    mg.manual_seed(0)
    evaluator = Evaluator()
    for i, step in enumerate(case["steps"]):
        try:
            run_step(step, evaluator)
        except Exception as error:  # noqa: BLE001 - whatever was raised fails this case, not the run
            text = str(error) if isinstance(error, Mismatch) else f"{type(error).__name__}: {error}"
            return f"step {i}: {text}"
    return None


def main() -> int:
    plan = json.loads((FOLDER / "python.plan.json").read_text())
    only = os.environ.get("CASE", "")
    report: dict[str, dict[str, int]] = {}
    for case in plan["cases"]:
        if only not in case["id"]:
            continue
        failure = problem(case)
        if case["skip"] is not None:
            failure, skipped = (None, True) if failure else ("is skipped and passes: the skip is stale", False)
        else:
            skipped = False
        outcome = "skipped" if skipped else "failed" if failure else "passed"
        if failure:
            print(f"python {case['id']}: {failure}; again: CASE='{case['id']}' make conformance-python")
        counts = report.setdefault(case["subject"], {"passed": 0, "failed": 0, "skipped": 0})
        counts[outcome] += 1
    if not only:
        (FOLDER / "python.json").write_text(json.dumps(report, indent=1) + "\n")
    passed, failed, skipped = (
        sum(counts[key] for counts in report.values()) for key in ("passed", "failed", "skipped")
    )
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
