"""Trainings by torch.optim.SGD and torch.optim.lr_scheduler.StepLR in float64, from the weights of Philox."""

import numpy as np
import torch
from oracle import Stream, Suite, array, call, function, get, host, key, mapping, new, numbers, put, subclass, var
from oracle.files import folder
from oracle.pytorch import linear, plain, tensor

suite = Suite("Trainer")
X, Y = numbers((6, 3)), array([0, 1, 1, 0, 1, 0], "int64")
CLASSES = tensor(Y)


def measured(net, x=X):
    scores = net(tensor(x))
    loss = torch.nn.functional.cross_entropy(scores, CLASSES)
    return loss.item(), (scores.argmax(1) == CLASSES).double().mean().item()


def trained(net, epochs, gamma=1.0, x=X, batch=3, update=None, **rule):
    """Trains the network in batches: each epoch's loss and accuracy while training. `update(optimizer, first, last)`
    is told of each batch where an update is not simply a step of the optimizer."""
    optimizer = torch.optim.SGD(net.parameters(), **{"lr": 0.5, **rule})
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma)
    logs = []
    for _ in range(epochs):
        losses, right = [], 0
        parts = list(zip(tensor(x).split(batch), CLASSES.split(batch)))
        for i, (rows, classes) in enumerate(parts):
            scores = net(rows)
            losses.append(torch.nn.functional.cross_entropy(scores, classes))
            if update:
                losses[-1].backward()
                update(optimizer, i, i == len(parts) - 1)
            else:
                optimizer.zero_grad()
                losses[-1].backward()
                optimizer.step()
            right += (scores.argmax(1) == classes).sum().item()
        schedule.step()
        logs.append((torch.stack(losses).mean().item(), right / 6))
    return logs


LINEAR = new("Linear", in_features=3, out_features=2)


def start(script, net=LINEAR, x=X, rule=None, batch=3, **given):
    script.let("net", net)
    script.let("data", new("TensorDataset", inputs=x, targets=Y))
    script.let("loader", new("DataLoader", dataset=var("data"), batch_size=batch))
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


def rules(name, dtype="float32", batch=2, accumulate=1, norm=None, value=None, decay=None, epochs=3, **rule):
    """torch.nn.utils' clipping, torch.optim.swa_utils' average, and gradients that are summed over batches."""
    options = {"accumulate": accumulate, "clip_grad_norm": norm, "clip_grad_value": value, "ema_decay": decay}
    options = {key: given for key, given in options.items() if given not in (None, 1)}
    script, x = suite.script(name), numbers((6, 3), dtype)
    start(script, new("Linear", in_features=3, out_features=2, dtype=dtype), x, rule, batch, **options)
    net = linear(Stream(0), 3, 2, dtype=dtype)
    mean = torch.optim.swa_utils
    average = mean.AveragedModel(net, multi_avg_fn=mean.get_ema_multi_avg_fn(decay)) if decay is not None else net

    def update(optimizer, i, last):
        if not last and (i + 1) % accumulate:
            return
        for p in net.parameters():
            p.grad /= i % accumulate + 1
        if value is not None:
            torch.nn.utils.clip_grad_value_(net.parameters(), value)
        if norm is not None:
            torch.nn.utils.clip_grad_norm_(net.parameters(), norm)
        optimizer.step()
        optimizer.zero_grad()
        if decay is not None:
            average.update_parameters(net)

    logs = trained(net, epochs, x=x, batch=batch, update=update, **rule)
    script.let("history", fit(epochs=epochs, validation=var("loader")))
    expect_weights(script, net, dtype)
    script.expect(column("loss"), [loss for loss, _ in logs])
    evaluated = lambda **given: key(
        "loss", call("Trainer.evaluate", self_=var("trainer"), loader=var("loader"), **given)
    )
    script.expect(evaluated(), measured(average, x)[0])
    script.expect(evaluated(averaged=False), measured(net, x)[0])
    script.expect(key("val_loss", {"item": epochs - 1, "of": get("History.epochs", HISTORY)}), measured(average, x)[0])
    if decay is None:
        script.fails(call("Trainer.use_averages", self_=var("trainer")), "value", None, ["ema_decay"])
    else:
        script.do(call("Trainer.use_averages", self_=var("trainer")))
        expect_weights(script, average, dtype)


rules("the norm of gradients is clipped", norm=0.25)
rules("a norm that is not reached", norm=1e6)
rules("gradients are clipped", value=0.125, momentum=0.9)
rules("gradients and then their norm are clipped", value=0.25, norm=0.25)
rules("two batches for an update, and the last alone", accumulate=2, momentum=0.9)
rules("more batches for an update than there are", accumulate=5)
rules("an average of the weights", decay=0.75)
rules("an average that is the last weights", decay=0.0)
rules("all of it in float64", "float64", batch=1, accumulate=4, norm=0.25, value=0.25, decay=0.5, momentum=0.5)


def counted_updates(name, make, schedule, dtype="float64", batch=3, accumulate=1, again=False, inner=None):
    """30 updates with a torch.optim.lr_scheduler that steps after every step of the optimizer."""
    script, x = suite.script(name), numbers((6, 3), dtype)
    options = {"accumulate": accumulate} if accumulate > 1 else {}
    if inner:
        script.let("inner", inner)
    parts = {**options, "schedule": schedule, "schedule_interval": "step"}
    layer = new("Linear", in_features=3, out_features=2, dtype=dtype)
    start(script, layer, x, {"momentum": 0.5}, batch, **parts)
    net = linear(Stream(0), 3, 2, dtype=dtype)
    made, rates = [], []

    def update(optimizer, i, last):
        if not made:
            made.append(make(optimizer))
        if last or (i + 1) % accumulate == 0:
            for p in net.parameters():
                p.grad /= i % accumulate + 1
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            optimizer.zero_grad()
            if len(rates) < 30:
                made[0].step()

    logs = trained(net, 15, x=x, batch=batch, update=update, momentum=0.5)
    assert len(rates) == 30
    if again:
        path = folder("updates.safetensors")
        script.do(fit(epochs=7))
        script.do(call("Trainer.save", self_=var("trainer"), path=path))
        start(script, layer, x, {"momentum": 0.5}, batch, **parts)
        script.do(call("Trainer.resume", self_=var("trainer"), path=path))
    script.let("history", fit(epochs=15))
    expect_weights(script, net, dtype)
    script.expect(column("loss"), [loss for loss, _ in logs])
    script.expect(column("lr"), rates[1::2])


TORCH = torch.optim.lr_scheduler
rise, fall = new("LinearLR", start_factor=0.25, total_iters=6), new("CosineAnnealingLR", t_max=24)
warmed = new("SequentialLR", schedules=[rise, fall], milestones=[6])


def warm(rule):
    return TORCH.SequentialLR(rule, [TORCH.LinearLR(rule, 0.25, 1.0, 6), TORCH.CosineAnnealingLR(rule, 24)], [6])


def cycle(rule):
    return TORCH.OneCycleLR(rule, 0.5, total_steps=30, cycle_momentum=False)


one_cycle = new("OneCycleLR", total_steps=30)
counted_updates("a warm-up and a cosine over updates", warm, warmed)
counted_updates("a warm-up and a cosine over updates in float32", warm, warmed, "float32")
counted_updates("a warm-up and a cosine over updates of two batches", warm, warmed, batch=2, accumulate=2)
counted_updates("a warm-up and a cosine over updates, resumed", warm, warmed, again=True)
counted_updates("one cycle over updates", cycle, one_cycle)
counted_updates("one cycle over updates, resumed", cycle, one_cycle, "float32", again=True)
falling = host(["epoch"], call("Schedule.factor", self_=var("inner"), epoch=var("epoch")))
counted_updates(
    "a schedule of the host's language over updates",
    lambda rule: TORCH.ExponentialLR(rule, 0.9),
    subclass("Schedule", factor=falling),
    inner=new("ExponentialLR", gamma=0.9),
)
numbers_refused = suite.script("numbers that are not accepted")
numbers_refused.let("net", LINEAR)
for option, refused in [
    ("accumulate", 0),
    ("clip_grad_norm", 0.0),
    ("clip_grad_norm", float("nan")),
    ("clip_grad_value", -0.5),
    ("ema_decay", 1.0),
    ("ema_decay", -0.5),
]:
    given = {"model": var("net"), "loss": function("cross_entropy"), "optimizer": new("SGD"), option: refused}
    numbers_refused.fails(new("Trainer", **given), "value", option)

# The tensor counts the calls of each method; the callback ends the training after one epoch of two batches.
parts = suite.script("a schedule, a metric and a callback of the host's language")
parts.let("calls", array([0, 0, 0, 0, 0, 0]))
counted = lambda i, *names: host(list(names), call("add_", x1=var("calls"), x2=array(np.eye(6)[i])))
parts.let("rule", subclass("Schedule", factor=host(["epoch"], 0.25)))
parts.let(
    "metric",
    subclass("Metric", reset=counted(0), update=counted(1, "output", "target"), compute=host([], 2.5)),
)
parts.let(
    "callback",
    subclass(
        "Callback",
        on_fit_start=counted(2),
        on_epoch_start=counted(3, "epoch"),
        on_batch_end=counted(4, "batch", "logs"),
        on_epoch_end=host(["epoch", "logs"], True),
        on_fit_end=counted(5),
    ),
)
start(parts, metrics=mapping({"own": var("metric")}), schedule=var("rule"))
parts.let("history", fit(epochs=3, callbacks=[var("callback")]))
net = linear(Stream(0), 3, 2)
logs = trained(net, 1, lr=0.125)
expect_weights(parts, net)
parts.expect(column("loss"), [logs[0][0]])
parts.expect(column("own"), [2.5])
parts.expect(var("calls"), array([1, 2, 1, 1, 2, 1]))
on = lambda name, **given: call(f"Trainer.{name}", self_=var("trainer"), **given)
nothing = suite.script("loaders without batches, and with half of one")
start(nothing)
empty = new("DataLoader", dataset=new("TensorDataset", inputs=numbers((0, 3)), targets=array([], "int64")))
for name in ("fit", "evaluate"):
    nothing.fails(on(name, loader=empty), "value", "loader")
items = host(["index"], {"list": [call("full", shape=[3], value=1.0)]})
half = new("DataLoader", dataset=subclass("Dataset", length=host([], 4), get=items), batch_size=2)
nothing.fails(on("fit", loader=half), "type", "loader", ["1", "2"])
bound = suite.script("an optimizer of another model")
bound.let("net", new("Linear", in_features=3, out_features=2))
bound.let("other", new("Linear", in_features=3, out_features=2))
optimizer = new("SGD", parameters=[get("Linear.weight", var("other"))], lr=0.5)
made = new("Trainer", model=var("net"), loss=function("cross_entropy"), optimizer=optimizer)
bound.fails(made, "value", "optimizer", ["[2, 3]"])
files = suite.script("files that do not fit")
start(files)
files.do(fit())
files.do(on("save", path=folder("fitted.safetensors")))
files.fails(on("save", path=folder("absent/trainer.safetensors")), "io", None, ["absent"])
files.do(call("Module.save", self_=var("net"), path=folder("network.safetensors")))
files.fails(on("resume", path=folder("network.safetensors")), "format", "path")
files.fails(on("resume", path=folder("later_trainer.safetensors")), "version", "path", ["99"])


def resumed(net, code, mentions, **given):
    """A trainer of another model, or another trainer."""
    files.let("net", net)
    files.let(
        "trainer",
        new("Trainer", model=var("net"), loss=function("cross_entropy"), optimizer=new("SGD", lr=0.5), **given),
    )
    if code == "dtype":
        files.do(call("Module.to", self_=var("net"), dtype="float64"))
    files.fails(on("resume", path=folder("fitted.safetensors")), code, "path", mentions)


layer = lambda n=2: new("Linear", in_features=3, out_features=n)
resumed(new("Sequential", layers=[layer()]), "not_found", ["model.0.weight"])
resumed(layer(1), "shape", ["[2, 3]", "[1, 3]"])
resumed(layer(), "dtype", ["float32", "float64"])
resumed(layer(), "value", ["StepLR"], schedule=new("StepLR", step_size=1))
rule = {"optimizer": new("SGD"), "schedule": new("StepLR", step_size=1)}
rule = {"model": layer(), "loss": function("cross_entropy"), **rule}
files.let("trainer", new("Trainer", **rule, schedule_interval="epoch"))
files.do(on("save", path=folder("of_epochs.safetensors")))
files.let("trainer", new("Trainer", **rule, schedule_interval="step"))
files.fails(on("resume", path=folder("of_epochs.safetensors")), "value", "path", ["schedule_interval", "epoch", "step"])
for name, code, test in [
    ("fit", "busy", "core/train/trainer_test.cc: SecondFitIsBusy"),
    ("resume", "busy", "core/train/trainer_test.cc: SecondFitIsBusy"),
    ("use_averages", "busy", "core/train/step_rules_test.cc: AveragesCanNotBeTakenWhileItTrains"),
    ("fit", "cancelled", "core/train/checkpoint_test.cc: PlacesThatNoLoaderHas"),
    ("evaluate", "cancelled", "core/train/trainer_test.cc: AnEvaluationCanBeCancelled"),
]:
    suite.caused_elsewhere(code, test, "it takes two threads", f"Trainer.{name}")
suite.caused_elsewhere(
    "out_of_memory",
    "core/train/memory_test.cc: OverTheLimitIsAnErrorAndTheTrainingGoesOn",
    "the limit is the process's, not a call's",
    "Trainer.fit",
)
