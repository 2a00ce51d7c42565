"""torch.nn.TripletMarginWithDistanceLoss in float64."""

import torch
from oracle import Suite, array, call, get, host, new, numbers, var
from oracle.pytorch import plain, tensor

suite = Suite("TripletMarginWithDistanceLoss")
inputs = {name: numbers((4, 3), seed=i) for i, name in enumerate(["anchor", "positive", "negative"])}
difference = call("subtract", x1=var("a"), x2=var("b"))
own = host(["a", "b"], call("sum", x=call("abs", x=difference), axis=1))
city = lambda a, b: (a - b).abs().sum(1)
for name, ours, theirs, given in [
    ("defaults", None, None, {}),
    ("null for the distance", ..., None, {}),
    ("a function of the host", own, city, {}),
    ("all options", own, city, {"margin": 2.0, "swap": True, "reduction": "sum"}),
    ("the mean", own, city, {"reduction": "mean"}),
    ("each", own, city, {"reduction": "none"}),
]:
    script = suite.script(name)
    distance = {} if ours is None else {"distance_function": None if ours is ... else ours}
    script.let("loss", new("TripletMarginWithDistanceLoss", **distance, **given))
    for key, value in {"margin": 1.0, "swap": False, "reduction": "mean", **given}.items():
        script.expect(get(f"TripletMarginWithDistanceLoss.{key}", var("loss")), value)
    module = torch.nn.TripletMarginWithDistanceLoss(distance_function=theirs, **given)
    for _ in range(2):
        found = call("TripletMarginWithDistanceLoss.call", self_=var("loss"), **inputs)
        script.expect(found, array(plain(module(*map(tensor, inputs.values())))))
wrong = suite.script("no margin")
wrong.fails(new("TripletMarginWithDistanceLoss", distance_function=own, margin=0.0), "value", "margin", ["0"])
