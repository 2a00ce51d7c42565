"""The rows of several datasets, as one array."""

import numpy as np
from oracle import Suite, array, call, host, iterate, new, numbers, subclass, var

suite = Suite("ConcatDataset")
PARTS = [(numbers((3, 2)), array([2, 0, 1], "int64")), (numbers((2, 2), seed=3), array([1, 1], "int64"))]
X, Y = (np.concatenate([part[i].values for part in PARTS]) for i in range(2))
on = lambda name, **given: call(f"Dataset.{name}", self_=var("data"), **given)
rows = lambda at: [array(X[at]), array(Y[at], "int64").counting("classes")]
script = suite.script("two datasets")
datasets = [new("TensorDataset", inputs=x, targets=y.counting("classes")) for x, y in PARTS]
script.let("data", new("ConcatDataset", datasets=datasets))
script.expect(on("length"), 5)
script.expect(on("get", index=3), rows(3))
for at in ([4, 0, 3, 2], [1, 0], [3]):
    script.expect(on("get_batch", indices=at), rows(at))
loader = new("DataLoader", dataset=var("data"), batch_size=2, prefetch=2)
script.expect(iterate(loader), [rows([0, 1]), rows([2, 3]), rows([4])], exact=True)
script.fails(on("get", index=5), "index", "index", ["{5}"])
mixed = suite.script("with one of the host's language")
own = subclass("Dataset", length=host([], 2), get=host(["index"], {"list": [call("full", shape=[2], value=0.5)]}))
mixed.let("data", new("ConcatDataset", datasets=[new("TensorDataset", inputs=PARTS[0][0]), own]))
mixed.expect(on("length"), 5)
mixed.expect(on("get_batch", indices=[4, 2]), [array([[0.5, 0.5], X[2]])])
wrong = suite.script("what does not go together")
wrong.fails(new("ConcatDataset", datasets=[]), "value", "datasets", [])
other = {"shape": numbers((2, 3)), "dtype": numbers((2, 2), "float64")}
for code, x in other.items():
    wrong.let("data", new("ConcatDataset", datasets=[new("TensorDataset", inputs=X_) for X_ in (PARTS[0][0], x)]))
    wrong.fails(on("get_batch", indices=[0, 3]), code, None, [], operator="ConcatDataset")
