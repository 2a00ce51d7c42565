"""The mean of torch.nn.functional.cosine_similarity in float64."""

import torch
from oracle import Suite, array, new, numbers
from oracle.metrics import metric, unfit

suite = Suite("MeanCosineSimilarity")


def cosine(eps=1e-8):
    return lambda x, y: torch.nn.functional.cosine_similarity(
        torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64), -1, eps
    ).mean()


for dtype in ("float32", "float64", "float16", "bfloat16"):
    batches = [(numbers(shape, dtype), numbers(shape, dtype, 1)) for shape in ((3, 4), (1, 4))]
    metric(suite, f"in {dtype}", cosine(), batches)
metric(suite, "eps", cosine(4.0), [(numbers((4, 3)), numbers((4, 3), "float64", 1))] * 2, eps=4.0)
metric(suite, "more axes", cosine(), [(numbers((2, 3, 2)), numbers((2, 3, 2), seed=1))] * 2)
unfit(suite, array([1.0, 2.0]), array([[1.0, 2.0]]))
unfit(suite, array(1.0), array(1.0), "output")
wrong = suite.script("eps below 0")
wrong.fails(new("MeanCosineSimilarity", eps=-1.0), "value", "eps", ["-1"])
