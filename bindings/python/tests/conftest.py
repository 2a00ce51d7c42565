import gc

import pytest

import mixgrad as mg


@pytest.fixture(autouse=True)
def seeded():
    mg.manual_seed(0)


@pytest.fixture
def no_leaks():
    """Tensors, handles and objects are as many after the test as before."""
    gc.collect()
    before = mg.memory()
    yield
    gc.collect()
    after = mg.memory()
    assert (after.tensors, after.handles, after.objects) == (before.tensors, before.handles, before.objects)


def pytest_report_teststatus(report, config):
    """No dot for each test that passes: the last line says how many."""
    if report.when == "call" and report.passed and config.get_verbosity() < 0:
        return "passed", "", "PASSED"
    return None


def pytest_unconfigure(config):
    """The one line with which every language's tests end."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter and config.get_verbosity() < 0:
        passed, skipped = (len(reporter.stats.get(kind, [])) for kind in ("passed", "skipped"))
        failed = len(reporter.stats.get("failed", [])) + len(reporter.stats.get("error", []))
        print(f"{passed} passed, {failed} failed, {skipped} skipped")
