"""What NumPy has saved, and what is no file of NumPy's."""

from oracle import Suite, call
from oracle.files import folder
from oracle.numpy_files import ARRAYS, BROKEN

suite = Suite("load_npy")
load = lambda name: call("load_npy", path=folder(f"numpy/{name}.npy"))
whole = suite.script("arrays of NumPy")
for name, expected in ARRAYS.items():
    whole.expect(load(name), expected, exact=True)
broken = suite.script("broken files")
for name, (_, code, mentions) in BROKEN.items():
    broken.fails(load(f"broken_{name}"), code, None, mentions)
broken.fails(load("absent"), "io", None, ["absent"])
