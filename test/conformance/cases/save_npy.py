"""What is saved comes back; that NumPy reads it, and would write the same bytes, is tested in bindings/python."""

from oracle import Suite, array, call, numbers
from oracle.files import folder
from oracle.numpy_files import ARRAYS

suite = Suite("save_npy")
path = folder("saved.npy")
script = suite.script("saved and loaded")
for x in ARRAYS.values():
    script.do(call("save_npy", path=path, x=x))
    script.expect(call("load_npy", path=path), x, exact=True)
x = numbers((3, 4))
script.do(call("save_npy", path=path, x=call("permute_dims", x=x, axes=[1, 0])))
script.expect(call("load_npy", path=path), array(x.values.T), exact=True)
wrong = suite.script("what can not be saved")
wrong.fails(call("save_npy", path=path, x=numbers((2,), "bfloat16")), "dtype", "x", ["bfloat16"])
wrong.fails(call("save_npy", path=folder("absent/x.npy"), x=x), "io", None, ["absent"])
suite.caused_elsewhere("trace", "core/io/npy_test.cc: HasNothingToSaveInATrace", "a path is no input of a trace")
