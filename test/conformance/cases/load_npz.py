"""Archives that NumPy has saved, and what is none."""

import numpy as np
from oracle import Array, Suite, call, key, var
from oracle.files import folder
from oracle.numpy_files import ARRAYS, NAMED, broken_archives

suite = Suite("load_npz")
load = lambda name: call("load_npz", path=folder(f"numpy/{name}.npz"))
whole = suite.script("archives of NumPy")
for name in ("stored", "compressed"):
    whole.let("found", load(name))
    for member, expected in NAMED.items():
        whole.expect(key(member, var("found")), expected, exact=True)
whole.let("found", load("byte_orders"))
for name in ("big_endian", "column_major", "version_2"):
    whole.expect(key(name, var("found")), ARRAYS[name], exact=True)
whole.expect(key("many", load("zeros")), Array(np.zeros((100, 100)), "float32"), exact=True)
whole.expect(load("none"), {"map": {}})
broken = suite.script("broken files")
for name, (_, code, mentions) in broken_archives().items():
    broken.fails(load(f"broken_{name}"), code, None, mentions)
broken.fails(load("absent"), "io", None, ["absent"])
