"""Softmax regression by stochastic gradient descent, in NumPy and float64."""

import numpy as np
from oracle import Stream, Suite, array, call, function, get, key, mapping, new, numbers, put, var
from oracle.files import folder
from scipy.special import log_softmax, softmax

suite = Suite("Trainer")
X, Y = numbers((6, 3)), array([0, 1, 1, 0, 1, 0], "int64")
ONEHOT = np.eye(2)[Y.values]


def initial():
    stream, bound = Stream(0), 1 / np.sqrt(3)
    return stream.uniform((2, 3), -bound, bound), stream.uniform((2,), -bound, bound)


def measured(w, b):
    scores = X.values @ w.T + b
    return -(log_softmax(scores, 1) * ONEHOT).sum(1).mean(), (scores.argmax(1) == Y.values).mean()


def trained(epochs, lr, gamma=1.0, size=3):
    """Weights and offsets in the end, and each epoch's loss and accuracy while training."""
    w, b = initial()
    logs = []
    for epoch in range(epochs):
        losses, right = [], 0
        for i in range(0, 6, size):
            x, t = X.values[i : i + size], ONEHOT[i : i + size]
            scores = x @ w.T + b
            losses.append(-(log_softmax(scores, 1) * t).sum(1).mean())
            right += (scores.argmax(1) == Y.values[i : i + size]).sum()
            g = (softmax(scores, 1) - t) / len(x)
            w, b = w - lr * gamma**epoch * g.T @ x, b - lr * gamma**epoch * g.sum(0)
        logs.append((np.mean(losses), right / 6))
    return w, b, logs


def start(script, **given):
    script.let("net", new("Linear", in_features=3, out_features=2))
    script.let("data", new("TensorDataset", inputs=X, targets=Y))
    script.let("loader", new("DataLoader", dataset=var("data"), batch_size=3))
    script.let(
        "trainer",
        new("Trainer", model=var("net"), loss=function("cross_entropy"), optimizer=new("SGD", lr=0.5), **given),
    )


def expect_weights(script, w, b):
    script.expect(get("Linear.weight", var("net")), array(w))
    script.expect(get("Linear.bias", var("net")), array(b))


fit = lambda **given: call("Trainer.fit", self_=var("trainer"), loader=var("loader"), **given)
HISTORY = var("history")
column = lambda name, history=HISTORY: call("History.column", self_=history, name=name)

plain = suite.script("one epoch")
start(plain)
w, b, logs = trained(1, 0.5)
plain.let("history", fit())
expect_weights(plain, w, b)
plain.expect(column("loss"), [logs[0][0]])
plain.expect(get("Trainer.traces", var("trainer")), 1)
whole = suite.script("metrics, a schedule, a validation and a callback")
start(whole, metrics=mapping({"acc": new("Accuracy")}), schedule=new("StepLR", step_size=1, gamma=0.5))
w, b, logs = trained(3, 0.5, 0.5)
whole.let("stopping", new("EarlyStopping", monitor="loss", patience=5))
whole.let("history", fit(epochs=3, validation=var("loader"), callbacks=[var("stopping")]))
expect_weights(whole, w, b)
whole.expect(column("loss"), [loss for loss, _ in logs])
whole.expect(column("acc"), [acc for _, acc in logs])
whole.expect(
    key("val_loss", {"item": 2, "of": get("History.epochs", get("Trainer.history", var("trainer")))}), measured(w, b)[0]
)
whole.expect(
    call("Trainer.evaluate", self_=var("trainer"), loader=var("loader")),
    {"map": {name: {"float": float(v), "tolerance": "table"} for name, v in zip(("loss", "acc"), measured(w, b))}},
)
whole.expect(get("EarlyStopping.stopped_epoch", var("stopping")), 0)
eager = suite.script("without capturing steps")
start(eager, capture=False)
eager.expect(get("Trainer.capture", var("trainer")), False)
eager.do(fit(epochs=2))
expect_weights(eager, *trained(2, 0.5)[:2])
eager.do(put("Trainer.capture", var("trainer"), True))
eager.do(fit(epochs=1))
expect_weights(eager, *trained(3, 0.5)[:2])
saved = suite.script("saved and resumed")
start(saved)
saved.do(fit(epochs=2))
saved.do(call("Trainer.save", self_=var("trainer"), path=folder("trainer.safetensors")))
start(saved)
saved.do(call("Trainer.resume", self_=var("trainer"), path=folder("trainer.safetensors")))
expect_weights(saved, *trained(2, 0.5)[:2])
saved.fails(call("Trainer.resume", self_=var("trainer"), path=folder("absent.safetensors")), "io", None, ["absent"])
wrong = suite.script("batches that do not fit")
start(wrong)
wrong.fails(
    call(
        "Trainer.fit",
        self_=var("trainer"),
        loader=new(
            "DataLoader", dataset=new("TensorDataset", inputs=numbers((4, 2)), targets=array([0, 1, 0, 1], "int64"))
        ),
    ),
    "shape",
    None,
    ["3"],
    operator="linear",
)
