"""Counts epochs without an improvement, as keras.callbacks.ReduceLROnPlateau."""

from oracle import Suite, call, get, mapping, new, var

suite = Suite("ReduceLROnPlateau")


def rates(values, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0, up=False):
    """Keras' rule: the learning rate after each epoch, and the best number."""
    best, waited, resting, found = (-float("inf") if up else float("inf")), 0, 0, []
    for value in values:
        if resting > 0:
            resting, waited = resting - 1, 0
        if value > best + min_delta if up else value < best - min_delta:
            best, waited = value, 0
        elif resting == 0:
            waited += 1
            if waited >= patience:
                lr, resting, waited = max(lr * factor, min_lr), cooldown, 0
        found.append(lr)
    return found, best


def case(name, values, up=False, **given):
    monitor = given.pop("monitor", "val_loss")
    expected, best = rates(values, 0.5, up=up, **{k: v for k, v in given.items() if k != "mode"})
    script = suite.script(name)
    script.let("rule", new("SGD", lr=0.5))
    script.let("callback", new("ReduceLROnPlateau", optimizer=var("rule"), monitor=monitor, **given))
    script.do(call("Callback.on_fit_start", self_=var("callback")))
    for i, (value, lr) in enumerate(zip(values, expected), 1):
        logs = mapping({"loss": 1.0, monitor: float(value)})
        script.expect(call("Callback.on_epoch_end", self_=var("callback"), epoch=i, logs=logs), False)
        script.expect(get("Optimizer.lr", var("rule")), lr)
    script.expect(get("ReduceLROnPlateau.best", var("callback")), float(best))


LOSSES = [1.0, 0.9, 0.95, 0.9, 0.92, 0.91, 0.93, 0.5, 0.6, 0.7, 0.8]
case("numbers of the schema", [1.0] * 12)
case("lower is better, by its name", LOSSES, factor=0.5, patience=2)
case("higher is better, by its name", LOSSES, True, monitor="val_acc", factor=0.5, patience=3)
case("automatically", LOSSES, factor=0.5, patience=2, mode="auto")
case("lower is better", LOSSES, monitor="val_acc", factor=0.25, patience=2, mode="min")
case("higher is better", LOSSES, True, factor=0.25, patience=2, mode="max")
case("a rest after each change", LOSSES, factor=0.5, patience=1, cooldown=2)
case("a least learning rate", LOSSES, factor=0.25, patience=1, min_lr=0.0625)
case("a least difference", LOSSES, factor=0.5, patience=2, min_delta=0.2)
wrong = suite.script("what is not accepted")
wrong.let("rule", new("SGD", lr=0.5))
for name, value in {"factor": 1.0, "min_delta": -0.5, "min_lr": -0.5, "patience": -1, "cooldown": -1}.items():
    given = {"optimizer": var("rule"), "monitor": "loss", name: value}
    wrong.fails(new("ReduceLROnPlateau", **given), "value", name)
absent = suite.script("a number that is not there")
absent.let("callback", new("ReduceLROnPlateau", optimizer=new("SGD"), monitor="val_accuracy"))
absent.fails(
    call("Callback.on_epoch_end", self_=var("callback"), epoch=1, logs=mapping({"loss": 1.0})),
    "not_found",
    None,
    ["loss"],
    operator="ReduceLROnPlateau",
)
