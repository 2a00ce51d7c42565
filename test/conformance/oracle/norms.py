"""Layers that normalise, against torch.nn in float64."""

from __future__ import annotations

import torch

from .arrays import Array, numbers
from .expressions import call, get, new, var
from .layers import with_parameters
from .pytorch import plain, tensor
from .suite import Suite

STATE = ("running_mean", "running_var", "num_batches_tracked")


def batch_norm(cls: str, shape: tuple[int, ...]) -> None:
    """Training moves the statistics, evaluation uses them; without them it uses those of the batch."""
    suite = Suite(cls)
    made = getattr(torch.nn, cls)
    settings = [
        ("defaults", {}),
        ("all of it", {"eps": 0.5, "momentum": 0.25}),
        ("without parameters", {"affine": False}),
        ("without statistics", {"track_running_stats": False}),
    ]
    told = {"momentum": 0.1, "eps": 1e-5, "affine": True, "track_running_stats": True}
    for name, given in settings:
        module = made(2, **given)
        script = with_parameters(suite, name, numbers(shape), {"num_features": 2, **given}, module, {**told, **given})
        for mode in ("train", "eval"):
            getattr(module, mode)()
            script.do(call(f"Module.{mode}", self_=var("object")))
            x = numbers(shape, seed=3 if mode == "train" else 4)
            out = Array(plain(module(tensor(x))), "float32")
            script.expect(call(f"{cls}.forward", self_=var("object"), x=x), out)
        for state in STATE:
            found = getattr(module, state)
            dtype = "int64" if state == "num_batches_tracked" else "float32"
            script.expect(get(f"{cls}.{state}", var("object")), None if found is None else Array(plain(found), dtype))
    script = suite.script("in float64")
    script.let("object", new(cls, num_features=2, dtype="float64"))
    x = numbers(shape, "float64")
    script.expect(call(f"{cls}.forward", self_=var("object"), x=x), Array(plain(made(2)(tensor(x))), "float64"))
    refuse(suite)


def instance_norm(cls: str, shape: tuple[int, ...]) -> None:
    suite = Suite(cls)
    made = getattr(torch.nn, cls)
    for name, given in [("defaults", {}), ("with parameters", {"eps": 0.5, "affine": True})]:
        told = {"eps": 1e-5, "affine": False, **given}
        with_parameters(suite, name, numbers(shape), {"num_features": 2, **given}, made(2, **given), told)
    x = numbers(shape, "float64")
    script = suite.script("in float64")
    script.let("object", new(cls, num_features=2, affine=True, dtype="float64"))
    script.expect(call(f"{cls}.forward", self_=var("object"), x=x), Array(plain(made(2)(tensor(x))), "float64"))
    refuse(suite)


def refuse(suite: Suite) -> None:
    wrong = suite.script("no channels, and another number of axes")
    wrong.fails(new(suite.subject, num_features=0), "value", "num_features", ["0"])
    wrong.let("object", new(suite.subject, num_features=2))
    bad = numbers((1, 1, 1, 1, 1, 2))
    forward = f"{suite.subject}.forward"
    wrong.fails(call(forward, self_=var("object"), x=bad), "shape", "x", ["[1, 1, 1, 1, 1, 2]"], operator=forward)
