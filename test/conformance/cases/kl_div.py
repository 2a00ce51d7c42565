"""torch.nn.functional.kl_div in float64."""

from oracle import *
from oracle.losses import between, derivatives, elementwise_loss
from torch.nn.functional import kl_div

probabilities, logarithms = between(0.05, 0.95), between(-3, -0.1)


def shares(shape, dtype="float32", seed=0):
    return probabilities(shape, dtype, seed) if dtype in FLOATING else Array(numbers(shape, "bool", seed).values, dtype)


suite = elementwise_loss("kl_div", kl_div, logarithms, shares, broadcasts=True)
pair = {"input": logarithms((2, 3)), "target": probabilities((2, 3), "float32", 1)}
in_logarithms = {"input": logarithms((2, 3)), "target": logarithms((2, 3), "float32", 1)}
suite("batchmean", **pair, reduction="batchmean")
suite("batchmean of one axis", input=logarithms((3,)), target=probabilities((3,), "float32", 1), reduction="batchmean")
for reduction in ["none", "mean", "sum", "batchmean"]:
    suite(f"logarithms, reduction {reduction}", **in_logarithms, reduction=reduction, log_target=True)
    derivatives(
        suite,
        kl_div,
        lambda t: {"input": logarithms((2, 3), t), "target": logarithms((2, 3), t, 1)},
        f"gradient, logarithms, reduction {reduction},",
        reduction=reduction,
        log_target=True,
    )
derivatives(
    suite,
    kl_div,
    lambda t: {"input": logarithms((2, 3), t), "target": probabilities((2, 3), t, 1)},
    "gradient, batchmean,",
    reduction="batchmean",
)
suite("targets of zero", input=logarithms((3,)), target=array([0.0, 1.0, 0.0]), reduction="none")
suite("no targets below zero", input=logarithms((2,)), target=array([-0.5, 0.5]), reduction="none")
suite("no examples", input=logarithms((0, 3)), target=probabilities((0, 3)), reduction="batchmean")
suite.fails(
    "no examples to average", "shape", "input", ["[]"], input=numbers(()), target=numbers(()), reduction="batchmean"
)
