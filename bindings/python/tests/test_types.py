"""The stubs: they say what the package has, and programs that are typed strictly are accepted."""

import os
import subprocess
import sys
from pathlib import Path

import mixgrad as mg
import pytest

pytest.importorskip("mypy")
HERE = Path(__file__).parent


def mypy(tool, *options, cwd):
    """Outside of the package's sources, as a program of a user would see it."""
    place = str(Path(mg.__file__).parent.parent)
    environment = {**os.environ, "MYPYPATH": place, "PYTHONPATH": place}
    command = [sys.executable, "-m", tool, *map(str, options)]
    return subprocess.run(command, capture_output=True, text=True, timeout=1200, check=False, cwd=cwd, env=environment)


def test_stubs_agree_with_the_package(tmp_path):
    options = ("--allowlist", HERE / "stubtest.txt", "--mypy-config-file", HERE / "mypy.ini")
    done = mypy("mypy.stubtest", "mixgrad", *options, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_typed_programs_are_accepted(tmp_path):
    done = mypy("mypy", "--config-file", HERE / "mypy.ini", HERE / "typed.py", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_wrong_programs_are_refused(tmp_path):
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "import mixgrad as mg\n"
        "mg.zeros(2).sum(keepdim=True)\n"
        "mg.nn.Linear('a', 2)\n"
        "mg.nn.cross_entropy(mg.zeros(2), mg.zeros(2), reduction='median')\n"
        "x: int = mg.add(mg.zeros(2), 1)\n"
    )
    done = mypy("mypy", "--config-file", HERE / "mypy.ini", wrong, cwd=tmp_path)
    lines = {int(line.split(":")[1]) for line in done.stdout.splitlines() if ": error:" in line}
    assert lines == {2, 3, 4, 5}, done.stdout


def test_the_package_is_marked_as_typed():
    assert (Path(mg.__file__).parent / "py.typed").exists()
