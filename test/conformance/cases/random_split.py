"""Parts of Philox's permutation."""

import numpy as np
from oracle import Stream, Suite, array, call, item, new, numbers, var

suite = Suite("random_split")
X = numbers((7, 2))
DATA = new("TensorDataset", inputs=X)


def case(name, lengths, order, **given):
    script = suite.script(name)
    if given.get("generator"):
        script.let("g", new("Generator", seed=5))
    script.let("parts", call("random_split", dataset=DATA, lengths=lengths, **given))
    ends = np.cumsum([0, *lengths])
    for i, n in enumerate(lengths):
        part = item(i, var("parts"))
        script.expect(call("Dataset.length", self_=part), n)
        rows = array(X.values[order[ends[i] : ends[i + 1]]])
        if n:
            script.expect(call("Dataset.get_batch", self_=part, indices=list(range(n))), [rows])


case("two parts", [5, 2], Stream(0).permutation(7))
case("three parts, one of them empty", [1, 0, 6], Stream(0).permutation(7), generator=None)
case("a generator of its own", [4, 3], Stream(5).permutation(7), generator=var("g"))
for name, lengths in [("too few", [5, 1]), ("too many", [5, 3]), ("fewer than none", [8, -1]), ("no part", [])]:
    wrong = suite.script(name)
    wrong.fails(
        call("random_split", dataset=DATA, lengths=lengths),
        "value",
        "lengths",
        ["7"] if min(lengths, default=0) >= 0 else [],
    )
