"""Trainings by torch.optim.SGD and torch.optim.lr_scheduler.StepLR in float64, from the weights of Philox."""

import torch
from oracle import Stream, Suite, array, call, function, get, key, mapping, new, numbers, put, var
from oracle.files import folder
from oracle.pytorch import linear, plain, tensor

suite = Suite("Trainer")
X, Y = numbers((6, 3)), array([0, 1, 1, 0, 1, 0], "int64")
CLASSES = tensor(Y)


def measured(net, x=X):
    scores = net(tensor(x))
    loss = torch.nn.functional.cross_entropy(scores, CLASSES)
    return loss.item(), (scores.argmax(1) == CLASSES).double().mean().item()


def trained(net, epochs, gamma=1.0, x=X, **rule):
    """Trains the network in two batches an epoch: each epoch's loss and accuracy while training."""
    optimizer = torch.optim.SGD(net.parameters(), **{"lr": 0.5, **rule})
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma)
    logs = []
    for _ in range(epochs):
        losses, right = [], 0
        for rows, classes in zip(tensor(x).split(3), CLASSES.split(3)):
            scores = net(rows)
            losses.append(torch.nn.functional.cross_entropy(scores, classes))
            optimizer.zero_grad()
            losses[-1].backward()
            optimizer.step()
            right += (scores.argmax(1) == classes).sum().item()
        schedule.step()
        logs.append((torch.stack(losses).mean().item(), right / 6))
    return logs


LINEAR = new("Linear", in_features=3, out_features=2)


def start(script, net=LINEAR, x=X, rule=None, **given):
    script.let("net", net)
    script.let("data", new("TensorDataset", inputs=x, targets=Y))
    script.let("loader", new("DataLoader", dataset=var("data"), batch_size=3))
    optimizer = new("SGD", **{"lr": 0.5, **(rule or {})})
    script.let(
        "trainer", new("Trainer", model=var("net"), loss=function("cross_entropy"), optimizer=optimizer, **given)
    )


def expect_weights(script, net, dtype="float32"):
    found = call("Module.parameters", self_=var("net"))
    script.expect(found, [array(plain(parameter), dtype) for parameter in net.parameters()])


fit = lambda **given: call("Trainer.fit", self_=var("trainer"), loader=var("loader"), **given)
HISTORY = var("history")
column = lambda name, history=HISTORY: call("History.column", self_=history, name=name)

once = suite.script("one epoch")
start(once)
net = linear(Stream(0), 3, 2)
logs = trained(net, 1)
once.let("history", fit())
expect_weights(once, net)
once.expect(column("loss"), [logs[0][0]])
once.expect(get("Trainer.traces", var("trainer")), 1)
whole = suite.script("metrics, a schedule, a validation and a callback")
start(whole, metrics=mapping({"acc": new("Accuracy")}), schedule=new("StepLR", step_size=1, gamma=0.5))
net = linear(Stream(0), 3, 2)
logs = trained(net, 3, 0.5)
whole.let("stopping", new("EarlyStopping", monitor="loss", patience=5))
whole.let("history", fit(epochs=3, validation=var("loader"), callbacks=[var("stopping")]))
expect_weights(whole, net)
whole.expect(column("loss"), [loss for loss, _ in logs])
whole.expect(column("acc"), [acc for _, acc in logs])
whole.expect(
    key("val_loss", {"item": 2, "of": get("History.epochs", get("Trainer.history", var("trainer")))}), measured(net)[0]
)
whole.expect(
    call("Trainer.evaluate", self_=var("trainer"), loader=var("loader")),
    {"map": {name: {"float": v, "tolerance": "table"} for name, v in zip(("loss", "acc"), measured(net))}},
)
whole.expect(get("EarlyStopping.stopped_epoch", var("stopping")), 0)
RULES = {
    "momentum": {"lr": 0.1, "momentum": 0.9},
    "momentum, weight decay and nesterov": {"lr": 0.1, "momentum": 0.8, "weight_decay": 0.01, "nesterov": True},
}
for name, rule in RULES.items():
    two = suite.script(f"two layers, {name}")
    hidden, last = new("Linear", in_features=3, out_features=4), new("Linear", in_features=4, out_features=2)
    start(two, new("Sequential", layers=[hidden, new("ReLU"), last]), rule=rule)
    stream = Stream(0)
    net = torch.nn.Sequential(linear(stream, 3, 4), torch.nn.ReLU(), linear(stream, 4, 2))
    logs = trained(net, 5, **rule)
    two.let("history", fit(epochs=5))
    expect_weights(two, net)
    two.expect(column("loss"), [loss for loss, _ in logs])
wide = suite.script("in float64")
x64 = numbers((6, 3), "float64")
start(wide, new("Linear", in_features=3, out_features=2, dtype="float64"), x64, RULES["momentum"])
net = linear(Stream(0), 3, 2, dtype="float64")
trained(net, 5, x=x64, **RULES["momentum"])
wide.do(fit(epochs=5))
expect_weights(wide, net, "float64")
eager = suite.script("without capturing steps")
start(eager, capture=False)
eager.expect(get("Trainer.capture", var("trainer")), False)
net = linear(Stream(0), 3, 2)
for epochs in (2, 1):
    trained(net, epochs)
    eager.do(fit(epochs=epochs))
    expect_weights(eager, net)
    eager.do(put("Trainer.capture", var("trainer"), True))
saved = suite.script("saved and resumed")
start(saved)
saved.do(fit(epochs=2))
saved.do(call("Trainer.save", self_=var("trainer"), path=folder("trainer.safetensors")))
start(saved)
saved.do(call("Trainer.resume", self_=var("trainer"), path=folder("trainer.safetensors")))
net = linear(Stream(0), 3, 2)
trained(net, 2)
expect_weights(saved, net)
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
