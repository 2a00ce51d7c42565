"""torch.nn.functional.batch_norm in float64; in training it overwrites the running statistics."""

import numpy as np
import torch
from oracle import FLOATING, Array, Suite, array, call, dtype_of, numbers, positive, var
from oracle.pytorch import by_torch, gradients, tensor
from torch.nn.functional import batch_norm


def reference(x, running_mean=None, running_var=None, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    kept = [None if one is None else one.clone() for one in (running_mean, running_var)]
    return batch_norm(x, *kept, weight, bias, training, momentum, eps)


def full(dtype, shape=(4, 3)):
    return {
        "x": numbers(shape, dtype),
        "running_mean": numbers((3,), dtype, 1),
        "running_var": positive((3,), dtype, 2),
        "weight": numbers((3,), dtype, 3),
        "bias": numbers((3,), dtype, 4),
    }


def of_training(dtype, shape=(4, 3)):
    every = full(dtype, shape)
    return {"x": every["x"], "weight": every["weight"], "bias": every["bias"], "training": True}


def kept(dtype="float32"):
    return {name: full(dtype)[name] for name in ["running_mean", "running_var"]}


suite = Suite("batch_norm", by_torch(reference), lambda x, weight=None, bias=None, **_: dtype_of(x, weight, bias))
suite.each(FLOATING, full)
suite.each(FLOATING, of_training, "training")
suite("neither weight nor bias", x=numbers((4, 3)), **kept())
suite("weight alone", x=numbers((4, 3)), weight=numbers((3,), "float32", 1), training=True)
suite("bias alone", x=numbers((4, 3)), bias=numbers((3,), "float32", 1), training=True)
for shape in [(4, 3, 2), (2, 3, 2, 3), (2, 3, 1, 2, 2), (2, 3, 1, 2, 1, 1, 2, 1)]:
    suite(f"rank {len(shape)}", **full("float32", shape))
    suite(f"rank {len(shape)}, training", **of_training("float32", shape))
suite("eps", x=numbers((4, 3)), **kept(), eps=0.5)
suite("eps in training", x=numbers((4, 3)), training=True, eps=0.5)
suite("one example", **full("float32", (1, 3)))
suite("wider statistics", x=numbers((4, 3), "float16"), **kept("float64"))
suite("promoted", x=numbers((4, 3), "float16"), **kept(), bias=numbers((3,), "bfloat16", 1))
suite("longer than a lane", x=numbers((77, 2)), training=True)
suite("not numbers", x=array([[np.nan, np.inf, 1], [1, 1, 2]]), training=True)
suite("no examples", **full("float32", (0, 3)))


def overwrites(name, x, mean, variance, **more):
    """The statistics after a call, and what the call gave."""
    after = [tensor(mean).clone(), tensor(variance).clone()]
    out = batch_norm(tensor(x), *after, training=True, **more)
    script = suite.script(name)
    script.let("mean", mean)
    script.let("var", variance)
    given = {"running_mean": var("mean"), "running_var": var("var")}
    script.expect(call("batch_norm", x=x, **given, training=True, **more), Array(out.numpy(), x.dtype))
    script.expect(var("mean"), Array(after[0].numpy(), mean.dtype))
    script.expect(var("var"), Array(after[1].numpy(), variance.dtype))


for dtype in FLOATING:
    overwrites(f"statistics of {dtype}", numbers((4, 3), dtype), *kept(dtype).values())
overwrites("statistics wider than x", numbers((4, 3), "float16"), *kept("float32").values())
overwrites("momentum", numbers((4, 3)), *kept().values(), momentum=0.75)
overwrites("all of what was found", numbers((2, 3, 3)), *kept().values(), momentum=1.0)
overwrites("nothing of what was found", numbers((2, 3, 3)), *kept().values(), momentum=0.0)
still = suite.script("without training the statistics stay")
still.let("mean", kept()["running_mean"])
still.do(call("batch_norm", x=numbers((4, 3)), running_mean=var("mean"), running_var=kept()["running_var"]))
still.expect(var("mean"), kept()["running_mean"], exact=True)
shared = suite.script("statistics that share a place")
shared.let("mean", call("broadcast_to", x=numbers((1,)), shape=[3]))
shared.fails(
    call(
        "batch_norm",
        x=numbers((4, 3)),
        running_mean=var("mean"),
        running_var=kept()["running_var"],
        training=True,
    ),
    "value",
)
suite.caused_elsewhere(
    "read_only",
    "core/ops/normalization_test.cc: StatisticsOfOthersAreNotWritten",
    "the languages have no tensor over memory that may not be written",
)
suite.fails("no statistics", "value", "running_mean", [], x=numbers((4, 3)))
suite.fails("a mean alone", "value", "running_var", [], x=numbers((4, 3)), running_mean=numbers((3,)), training=True)
suite.fails("a variance alone", "value", "running_mean", [], x=numbers((4, 3)), running_var=positive((3,)))
suite.fails("one element in training", "value", "x", ["[1, 3]"], x=numbers((1, 3)), training=True)
suite.fails("nothing in training", "value", "x", ["[0, 3]"], x=numbers((0, 3)), training=True)
suite.fails("one axis", "shape", "x", ["[3]"], x=numbers((3,)), training=True)
for name in ["running_mean", "running_var", "weight", "bias"]:
    suite.fails(
        f"another {name}", "shape", name, ["[2]", "[3]"], **{**full("float32"), name: positive((2,))}, training=True
    )
suite.refuses(FLOATING, lambda t: {"x": numbers((4, 3), t), "training": True}, "x")
gradients(
    suite,
    lambda x, weight, bias, training: batch_norm(x, None, None, weight, bias, training),
    lambda t: of_training(t, (2, 3, 2)),
    "gradient, training,",
)


def by_formula(x, mean, variance, weight, bias):
    """PyTorch has no gradient with regard to the running statistics."""
    return (x - mean) / torch.sqrt(variance + 1e-5) * weight + bias


gradients(suite, by_formula, full)
