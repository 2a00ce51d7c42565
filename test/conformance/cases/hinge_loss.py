"""max(0, margin - target input)^p in float64, in PyTorch."""

from oracle import *
from oracle.losses import derivatives, elementwise_loss, hinge, signs

suite = elementwise_loss("hinge_loss", hinge, target=signs, dtypes=NUMERIC, broadcasts=True)
input, target = numbers((3, 4)), signs((3, 4), "float32", 1)
suite("squares", input=input, target=target, p=2)
suite("another margin", input=input, target=target, margin=0.25, reduction="none")
suite("a whole margin", input=input, target=target, margin=2, p=2, reduction="none")
suite("at the margin", input=array([1, -1, 0.5]), target=array([1, -1, 2]), reduction="none")
suite.fails("p 0", "value", "p", ["0"], input=input, target=target, p=0)
suite.fails("p 3", "value", "p", ["3"], input=input, target=target, p=3)
derivatives(
    suite,
    hinge,
    lambda t: {"input": numbers((2, 3), t), "target": signs((2, 3), t, 1)},
    "gradient, squares,",
    margin=0.75,
    p=2,
)
