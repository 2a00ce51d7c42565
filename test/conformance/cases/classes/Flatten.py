"""torch.nn.Flatten."""

import torch
from oracle import array, call, new, numbers, var
from oracle.layers import layer

x = numbers((2, 3, 4))
suite = layer(
    "Flatten",
    lambda start_axis=1, end_axis=-1: torch.nn.Flatten(start_axis, end_axis),
    x,
    {},
    {"start_axis": 0, "end_axis": 1},
    {},
    {"start_axis": 2},
)
scalar = suite.script("a tensor without axes")
scalar.let("layer", new("Flatten"))
scalar.fails(call("Flatten.forward", self_=var("layer"), x=array(1)), "index", "start_axis", operator="flatten")
