"""What is saved comes back; that NumPy reads it is tested in bindings/python."""

from oracle import Suite, call, key, mapping, numbers, var
from oracle.files import folder
from oracle.numpy_files import ARRAYS, NAMED

suite = Suite("save_npz")
path, smaller = folder("saved.npz"), folder("saved_compressed.npz")
script = suite.script("saved and loaded")
script.do(call("save_npz", path=path, tensors=mapping({})))
script.expect(call("load_npz", path=path), {"map": {}})
for tensors in (ARRAYS, NAMED):
    for options in ({}, {"compressed": True}, {"compressed": False}):
        to = smaller if options.get("compressed") else path
        script.do(call("save_npz", path=to, tensors=mapping(tensors), **options))
        script.let("found", call("load_npz", path=to))
        for name, x in tensors.items():
            script.expect(key(name, var("found")), x, exact=True)
wrong = suite.script("what can not be saved")
halves = {"a": numbers((2,)), "b": numbers((2,), "bfloat16")}
wrong.fails(call("save_npz", path=path, tensors=mapping(halves)), "dtype", "tensors", ["bfloat16"])
wrong.fails(call("save_npz", path=folder("absent/x.npz"), tensors=mapping(NAMED)), "io", None, ["absent"])
suite.caused_elsewhere(
    "value", "core/io/npz_test.cc: RefusesNamesThatAreNone", "not every language can write such a name"
)
suite.caused_elsewhere("trace", "core/io/npz_test.cc: HasNothingToSaveInATrace", "a path is no input of a trace")
