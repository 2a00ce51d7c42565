"""The engine's library: the package's own, or what MIXGRAD_LIB names."""

import os
import subprocess
import sys
from pathlib import Path

import mixgrad as mg
import pytest

OWN = Path(mg.__file__).parent / "libmixgrad.so.0"
OLD = """
int mixgrad_library_abi(void) { return 0; }
const char* mixgrad_library_version(void) { return "0.0.9"; }
"""


def using(engine):
    """Imports the package in a process that is told to use an engine."""
    program = "import mixgrad; print(mixgrad.__version__)"
    environment = {**os.environ, "MIXGRAD_LIB": str(engine)}
    return subprocess.run([sys.executable, "-c", program], check=False, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("engine", [OWN, OWN.parent, ""])
def test_an_engine_of_ones_own(engine):
    assert using(engine).stdout.strip() == mg.__version__


def test_an_engine_that_is_not_there():
    refused = using("/nowhere/at/all.so")
    assert refused.returncode != 0 and "ImportError" in refused.stderr
    assert "MIXGRAD_LIB names, /nowhere/at/all.so" in refused.stderr


def test_an_engine_that_is_too_old(tmp_path):
    (tmp_path / "old.c").write_text(OLD)
    subprocess.run(["cc", "-shared", "-o", tmp_path / OWN.name, tmp_path / "old.c"], check=True)
    said = using(tmp_path).stderr
    assert "is version 0.0.9 with ABI 0.0" in said and f"version {mg.__version__}, needs ABI 0." in said
    assert "unset MIXGRAD_LIB" in said
