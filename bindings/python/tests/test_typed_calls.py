"""Calls that are typed right are accepted by the stubs, and each mistake is an error of its own line."""

import json
from collections import defaultdict
from pathlib import Path

import pytest
from test_types import HERE, mypy

ROOT = HERE.parents[2]
LIST = ROOT / "build/conformance/typed/python.json"


def subjects():
    calls = defaultdict(list)
    for call in json.loads(LIST.read_text())["calls"]:
        calls[call["subject"]].append(call)
    return calls


SUBJECTS = subjects()
# What a user's own forward takes, the stubs can't tell: they refuse nothing.
OPEN = {"Module.call"}


@pytest.fixture(scope="module")
def refused(tmp_path_factory):
    """The lines in which mypy finds an error."""
    source = ROOT / json.loads(LIST.read_text())["source"]
    folder = tmp_path_factory.mktemp("typed")
    done = mypy("mypy", "--config-file", HERE / "mypy.ini", source, cwd=folder)
    errors = [line.split(":") for line in done.stdout.splitlines() if ": error:" in line]
    assert {Path(name).name for name, *_ in errors} == {source.name}, done.stdout[-2000:] + done.stderr
    return {int(line) for _, line, *_ in errors}


def test_errors_are_inside_the_calls(refused):
    assert len(SUBJECTS) > 100
    assert refused <= {call["line"] for calls in SUBJECTS.values() for call in calls}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_calls(subject, refused):
    calls = SUBJECTS[subject]
    assert {call["compiles"] for call in calls} == ({True} if subject in OPEN else {True, False})
    text = (ROOT / json.loads(LIST.read_text())["source"]).read_text().splitlines()
    wrong = [
        f"{call['what']} is {'refused' if call['compiles'] else 'accepted'}: {text[call['line'] - 1].strip()}"
        for call in calls
        if (call["line"] in refused) == call["compiles"]
    ]
    assert wrong == []
