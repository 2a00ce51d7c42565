"""Trajectories of optimisers, schedules and losses, with what they are called here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import mixgrad as mg
import numpy as np

from .operators import F

Test = tuple[str, str, Callable[[], None]]
Check = Callable[..., None]


def class_of(namespace: Any, name: str) -> Any:
    found = getattr(namespace, name, None)
    if found is None:
        raise NotImplementedError(f"mixgrad has no class {name}")
    return found


def fixtures(folder: Path, check: Check) -> Iterator[Test]:
    entries = json.loads((folder / "manifest.json").read_text())["entries"]
    for entry in entries:
        if entry["kind"] == "optimizer":
            yield f"optimizer {entry['name']}", entry["file"], _trajectory(folder, entry, check)
    for name, case in _table(folder, "losses").items():
        yield f"loss {name}", name, _loss(name, case, check)
    for name, case in _table(folder, "lr_schedulers").items():
        yield f"schedule {name}", name, _schedule(case, check)


def _table(folder: Path, name: str) -> dict[str, Any]:
    return json.loads((folder / "tables" / f"{name}.json").read_text())


# By MXNet's name: the class, and its arguments by those of MXNet. What is left out has the same default in both.
OPTIMIZERS: dict[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "adam": ("Adam", lambda a: {"betas": [a.get("beta1", 0.9), a.get("beta2", 0.999)], "eps": a.get("epsilon", 1e-8)}),
    "adamax": ("Adamax", lambda a: {}),
    "ftrl": ("Ftrl", lambda a: {"l1_regularization_strength": a["lamda1"]}),
    "lamb": ("LAMB", lambda a: {"weight_decay": a["wd"], "eps": 1e-6}),
    "rmsprop": ("RMSprop", lambda a: {"alpha": 0.9, "eps": 1e-8}),
}


def _trajectory(folder: Path, entry: dict[str, Any], check: Check) -> Callable[[], None]:
    def test() -> None:
        if entry["optimizer"] not in OPTIMIZERS:
            raise NotImplementedError(entry["optimizer"])
        name, given = OPTIMIZERS[entry["optimizer"]]
        arguments = entry["args"]
        data = np.load(folder / entry["dir"] / entry["file"])
        weight = mg.parameter(data["w0"])
        optimizer = class_of(mg.optim, name)([weight], lr=arguments["learning_rate"], **given(arguments))
        for grad, expected in zip(data["grads"], data["weights"], strict=True):
            if "clip_gradient" in arguments:  # after the decay
                limit = arguments["clip_gradient"]
                grad = np.clip(grad + np.float32(arguments["wd"]) * np.asarray(weight), -limit, limit)
            optimizer.zero_grad()
            (weight * mg.tensor(grad)).sum().backward()
            optimizer.step()
            check(np.array(weight), expected, (entry["rtol"], entry["atol"]))

    return test


# The losses of examples are means over their elements.
LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    "softmax_ce": lambda pred, label: F.cross_entropy(pred, label.astype("int64"), reduction="none"),
    "logistic": lambda pred, label: F.soft_margin_loss(pred, label, "none"),
    "l1": lambda pred, label: F.l1_loss(pred, label, reduction="none"),
    "l2": lambda pred, label: F.mse_loss(pred, label, reduction="none"),  # half of it, with the loss's own weight of 2
    "hinge": lambda pred, label: F.relu(1 - pred * label),
    "sigmoid_bce": lambda pred, label: F.binary_cross_entropy_with_logits(pred, label, reduction="none"),
}


def _loss(name: str, case: dict[str, Any], check: Check) -> Callable[[], None]:
    def test() -> None:
        weighted = name.endswith("_weight")
        function = LOSSES.get(name.removesuffix("_weight"))
        if function is None:
            raise NotImplementedError(name)
        pred = mg.tensor(case["pred"], dtype="float32", requires_grad=True)
        losses = function(pred, mg.tensor(case["label"], dtype="float32"))
        if weighted:
            weights = mg.tensor(case["extra"][0], dtype="float32")
            losses = losses * (weights if losses.ndim == 2 else weights.reshape(-1))
        values = losses if losses.ndim == 1 else losses.mean(1)
        values.sum().backward()
        with mg.no_grad():
            check(values.copy(), np.asarray(case["loss"], "f4"))
            check(pred.grad, np.asarray(case["grad"], "f4"))

    return test


def _schedule(case: dict[str, Any], check: Check) -> Callable[[], None]:
    """Updates are counted from 1, epochs from 0; before the first step at a milestone the rate is still the old one."""

    def test() -> None:
        given = case["args"]
        if case["cls"] == "MultiFactorScheduler":
            schedule = class_of(mg.optim, "MultiStepLR")(given["step"], gamma=given["factor"])
            rates = [given["base_lr"] * schedule.factor(i) for i in range(len(case["lr"]))]
        elif case["cls"] == "FactorScheduler":
            schedule = class_of(mg.optim, "StepLR")(given["step"], gamma=given["factor"])
            rates = [
                max(given["base_lr"] * schedule.factor(i), given["stop_factor_lr"]) for i in range(len(case["lr"]))
            ]
        else:
            schedule = class_of(mg.optim, "PolynomialLR")(total_iters=given["max_update"], power=given["pwr"])
            span = given["base_lr"] - given["final_lr"]
            rates = [given["final_lr"] + span * schedule.factor(i + 1) for i in range(len(case["lr"]))]
        check(np.asarray(rates), np.asarray(case["lr"]))

    return test
