"""What the cases of all optimisers share: steps on the sum of squares, on its own gradients, beside a reference."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from .arrays import Array, array, numbers
from .dtypes import rounded
from .expressions import call, function, get, new, put, var
from .files import folder
from .philox import Stream
from .pytorch import linear, plain, tensor
from .suite import Script, Suite

START = ([1.0, -2.0, 3.0, 0.5], [[0.5, -0.25], [-1.5, 2.0]])


def held(values: np.ndarray, dtype: str) -> np.ndarray:
    """Parameters of 16 bits are rounded after each step; wider ones stay in float64 here."""
    return rounded(values, dtype) if dtype in ("float16", "bfloat16") else values


class Torch:
    """A rule of torch.optim."""

    def __init__(self, rule: Callable[..., torch.optim.Optimizer], start: list[Array], given: dict[str, object]):
        self.dtype = start[0].dtype
        self.parameters = [tensor(one).requires_grad_() for one in start]
        self.rule = rule(self.parameters, **{k: tuple(v) if isinstance(v, list) else v for k, v in given.items()})

    def values(self) -> list[np.ndarray]:
        return [plain(p).copy() for p in self.parameters]

    def step(self, grads: list[np.ndarray]) -> None:
        for p, grad in zip(self.parameters, grads):
            p.grad = torch.tensor(grad)
        self.rule.step()
        with torch.no_grad():
            for p in self.parameters:
                p.copy_(torch.from_numpy(held(plain(p), self.dtype)))


class Formula:
    """A rule as a function of NumPy: (parameter, gradient, state, **given) gives the parameter; state is a dictionary,
    empty at first."""

    def __init__(self, rule: Callable[..., np.ndarray], start: list[Array], given: dict[str, object]):
        self.rule, self.given, self.dtype = rule, given, start[0].dtype
        self.parameters = [np.array(one.values, np.float64) for one in start]
        self.states: list[dict[str, object]] = [{} for _ in start]

    def values(self) -> list[np.ndarray]:
        return self.parameters

    def step(self, grads: list[np.ndarray]) -> None:
        self.parameters = [
            held(self.rule(p, grad, state, **self.given), self.dtype)
            for p, grad, state in zip(self.parameters, grads, self.states)
        ]


class Rule:
    """The cases of one optimiser. `reference` is Torch or Formula of `rule`."""

    def __init__(self, suite: Suite, reference: type, rule: Callable[..., object], defaults: dict[str, object]):
        self.suite, self.reference, self.rule, self.defaults = suite, reference, rule, defaults

    def __call__(
        self, name: str, steps: int = 4, dtype: str = "float32", start: tuple = START, **given: object
    ) -> None:
        start = [array(one, dtype) for one in start]
        reference = self.reference(self.rule, start, {**self.defaults, **given})
        script = self.suite.script(name)
        for i, one in enumerate(start):
            script.let(f"p{i}", one)
            script.do(put("Tensor.requires_grad", var(f"p{i}"), True))
        script.let("rule", new(self.suite.subject, parameters=[var("p0"), var("p1")], **given))
        for step in range(steps):
            weight = [1.0, -0.5, 0.25, 2.0][step % 4]  # gradients that change their signs
            self.one_step(script, weight)
            reference.step([2 * weight * p for p in reference.values()])
            for i, expected in enumerate(reference.values()):
                script.expect(var(f"p{i}"), Array(expected, dtype))

    @staticmethod
    def one_step(script: Script, weight: float) -> None:
        squares = [call("sum", x=call("square", x=var(f"p{i}"))) for i in range(2)]
        script.do(call("Optimizer.zero_grad", self_=var("rule")))
        script.do(call("backward", x=call("multiply", x1=call("add", x1=squares[0], x2=squares[1]), x2=weight)))
        script.do(call("Optimizer.step", self_=var("rule")))

    def common(self, **given: object) -> None:
        """The defaults, another learning rate, dtypes, both directions, and numbers that are not accepted."""
        self("the defaults of the schema")
        self("another learning rate", lr=0.1, **given)
        self("upwards", maximize=True, **given)
        self("in float64", steps=6, dtype="float64", **given)
        for dtype in ("float16", "bfloat16"):
            self(f"in {dtype}", steps=2, dtype=dtype, **given)
        self.in_a_trainer(**given)
        self.refuses(lr=-0.5)
        self.refuses_twice()

    def in_a_trainer(self, epochs: int = 3, **given: object) -> None:
        """Captured steps against the reference; without capturing, and after save and resume, the same bits."""
        x, y = numbers((6, 3), "float64"), numbers((6, 2), "float64", 1)
        layer = linear(Stream(0), 3, 2, dtype="float64")
        start = [array(plain(p), "float64") for p in layer.parameters()]
        reference = self.reference(self.rule, start, {**self.defaults, **given})
        for _ in range(epochs):
            for rows, targets in zip(tensor(x).split(3), tensor(y).split(3)):
                with torch.no_grad():
                    for p, held_now in zip(layer.parameters(), reference.values()):
                        p.copy_(torch.tensor(held_now))
                loss = torch.nn.functional.mse_loss(layer(rows), targets)
                reference.step([plain(grad) for grad in torch.autograd.grad(loss, list(layer.parameters()))])
        script = self.suite.script("in a trainer")
        script.let("loader", new("DataLoader", dataset=new("TensorDataset", inputs=x, targets=y), batch_size=3))

        def start_trainer(name: str, **options: object) -> None:
            script.seed(0)
            script.let(f"net_{name}", new("Linear", in_features=3, out_features=2, dtype="float64"))
            made = {"loss": function("mse_loss"), "optimizer": new(self.suite.subject, **given), **options}
            script.let(name, new("Trainer", model=var(f"net_{name}"), **made))

        def fit(name: str, until: int = epochs) -> None:
            script.do(call("Trainer.fit", self_=var(name), loader=var("loader"), epochs=until))

        weights = lambda name: [get(f"Linear.{part}", var(f"net_{name}")) for part in ("weight", "bias")]
        start_trainer("captured")
        fit("captured")
        for found, expected in zip(weights("captured"), reference.values()):
            script.expect(found, Array(expected, "float64"))
        start_trainer("eager", capture=False)
        fit("eager")
        start_trainer("saved")
        fit("saved", epochs - 1)
        path = folder(f"{self.suite.subject}.safetensors")
        script.do(call("Trainer.save", self_=var("saved"), path=path))
        start_trainer("resumed")
        script.do(call("Trainer.resume", self_=var("resumed"), path=path))
        fit("resumed")
        for name in ("eager", "resumed"):
            for a, b in zip(weights("captured"), weights(name)):
                script.expect(call("all", x=call("equal", x1=a, x2=b)), array(True, "bool"), exact=True)

    def refuses_twice(self) -> None:
        script = self.suite.script("a parameter twice")
        script.let("p", array([1.0]))
        script.fails(new(self.suite.subject, parameters=[var("p"), var("p")]), "value", "parameters", ["{1}"])

    def refuses(self, **given: object) -> None:
        (name, value), *_ = given.items()
        mention = [str(value).rstrip("0").rstrip(".")] if isinstance(value, float) else []
        script = self.suite.script(f"{name} {value}")
        script.fails(new(self.suite.subject, **given), "value", name, mention)

    def refuses_betas(self, name: str = "betas") -> None:
        for value in ([1.0, 0.5], [0.5, -0.1], [0.5]):
            self.refuses(**{name: value})


def by_torch(name: str, rule: Callable[..., torch.optim.Optimizer], **defaults: object) -> Rule:
    return Rule(Suite(name), Torch, rule, defaults)


def by_formula(name: str, rule: Callable[..., np.ndarray], **defaults: object) -> Rule:
    return Rule(Suite(name), Formula, rule, defaults)
