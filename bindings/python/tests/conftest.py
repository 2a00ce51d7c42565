import gc

import mixgrad as mg
import pytest


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
