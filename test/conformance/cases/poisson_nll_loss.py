"""torch.nn.functional.poisson_nll_loss in float64."""

import itertools

from oracle import *
from oracle.losses import between, derivatives, elementwise_loss
from torch.nn.functional import poisson_nll_loss

suite = elementwise_loss("poisson_nll_loss", poisson_nll_loss, target=positive, broadcasts=True)
counts = between(0.5, 3)
for log_input, full in itertools.product([True, False], [True, False]):
    how = f"log_input {log_input}, full {full}"
    suite(how, input=positive((2, 3)), target=counts((2, 3), "float32", 1), log_input=log_input, full=full)
    derivatives(
        suite,
        poisson_nll_loss,
        lambda t: {"input": counts((2, 3), t), "target": counts((2, 3), t, 1)},
        f"gradient, {how},",
        log_input=log_input,
        full=full,
    )
suite("eps", input=array([0.0, 1.0]), target=array([2.0, 0.0]), log_input=False, eps=0.5, reduction="none")
suite("eps keeps the logarithm of zero finite", input=array([0.0, 1.0]), target=array([2.0, 0.0]), log_input=False)
suite("counts of 0 and 1", input=numbers((3,)), target=array([0, 1, 2], "int64"), full=True, reduction="none")
suite.fails("eps is negative", "value", "eps", ["-1"], input=positive((2,)), target=positive((2,)), eps=-1.0)
