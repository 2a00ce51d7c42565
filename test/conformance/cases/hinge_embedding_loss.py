"""torch.nn.functional.hinge_embedding_loss in float64."""

from oracle import *
from oracle.losses import derivatives, elementwise_loss, signs
from torch.nn.functional import hinge_embedding_loss

suite = elementwise_loss("hinge_embedding_loss", hinge_embedding_loss, target=signs, dtypes=NUMERIC, broadcasts=True)
suite("margin", input=numbers((2, 3)), target=signs((2, 3)), margin=1.75, reduction="none")
suite("a whole margin", input=numbers((2, 3)), target=signs((2, 3)), margin=2, reduction="none")
suite("other targets", input=numbers((3,)), target=array([0.0, 2.0, 0.5]), reduction="none")
derivatives(
    suite,
    hinge_embedding_loss,
    lambda t: {"input": numbers((2, 3), t), "target": signs((2, 3), t)},
    "gradient, margin,",
    margin=1.75,
)
