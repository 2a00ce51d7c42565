"""torch.nn.functional.cosine_embedding_loss in float64."""

import numpy as np
from oracle import *
from oracle.losses import derivatives, loss, signs
from torch.nn.functional import cosine_embedding_loss


def given(t, shape=(4, 3)):
    return {"input1": numbers(shape, t), "input2": numbers(shape, t, 1), "target": signs(shape[:-1], t)}


suite = loss("cosine_embedding_loss", cosine_embedding_loss, given)
vectors = {"input1": numbers((4, 3)), "input2": numbers((4, 3), "float32", 1)}
suite.each(NUMERIC, lambda t: {**vectors, "target": signs((4,), t)}, "target of")
suite("promoted", input1=numbers((2, 3), "float16"), input2=numbers((2, 3), "bfloat16", 1), target=signs((2,), "int64"))
for margin in (0.3, -0.5):
    suite(f"margin {margin}", **vectors, target=array([-1.0] * 4), margin=margin, reduction="none")
    derivatives(suite, cosine_embedding_loss, given, f"gradient, margin {margin},", margin=margin)
suite("a whole margin", **vectors, target=array([-1.0] * 4), margin=1, reduction="none")
suite("other targets", **vectors, target=array([0.0, 2.0, 1.0, -1.0]), reduction="none")
suite("one pair", **given("float32", (5,)))
suite("no pairs", **given("float32", (0, 3)), reduction="none")
suite("vectors of zeros", input1=array(np.zeros((2, 3))), input2=numbers((2, 3)), target=signs((2,)), reduction="none")
suite(
    "more axes",
    input1=numbers((2, 2, 3)),
    input2=numbers((2, 2, 3), "float32", 1),
    target=signs((2, 2)),
    reduction="none",
    expect=Array(
        suite.reference(
            input1=numbers((2, 2, 3)).values.reshape(4, 3),
            input2=numbers((2, 2, 3), "float32", 1).values.reshape(4, 3),
            target=signs((4,)).values,
            reduction="none",
        ).reshape(2, 2),
        "float32",
    ),
)
suite.fails("numbers", "shape", "input1", ["[]"], input1=numbers(()), input2=numbers(()), target=signs(()))
suite.fails(
    "another shape", "shape", "input2", ["[3]"], input1=numbers((4, 3)), input2=numbers((3,)), target=signs((4,))
)
suite.fails("other targets than pairs", "shape", "target", ["[3]", "[4]"], **vectors, target=signs((3,)))
