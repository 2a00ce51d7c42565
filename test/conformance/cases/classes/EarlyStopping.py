"""Counts epochs without an improvement, as keras.callbacks.EarlyStopping."""

from oracle import Suite, call, get, mapping, new, var

suite = Suite("EarlyStopping")


def case(name, values, stops, best, best_epoch, **given):
    """`stops` is the epoch at whose end training ends, or 0."""
    script = suite.script(name)
    script.let("stopping", new("EarlyStopping", **given))
    script.do(call("Callback.on_fit_start", self_=var("stopping")))
    for i, value in enumerate(values, 1):
        logs = mapping({"loss": 1.0, given["monitor"]: float(value)})
        script.expect(call("Callback.on_epoch_end", self_=var("stopping"), epoch=i, logs=logs), i == stops)
    script.expect(get("EarlyStopping.best", var("stopping")), float(best))
    script.expect(get("EarlyStopping.best_epoch", var("stopping")), best_epoch)
    script.expect(get("EarlyStopping.stopped_epoch", var("stopping")), stops)


nan = float("nan")
case("higher is better, by its name", [0.5, 0.6, 0.6, 0.55], 4, 0.6, 2, monitor="val_acc", patience=2)
case("lower is better, by its name", [1.0, 0.9, 0.95], 3, 0.9, 2, monitor="val_loss", patience=1)
case("no patience", [1.0, 0.9, 0.95], 3, 0.9, 2, monitor="val_loss")
case(
    "a least difference", [1.0, 0.95, 0.92, 0.91], 4, 1.0, 1, monitor="val_loss", patience=3, mode="min", min_delta=0.1
)
case("higher is better", [1.0, 2.0, 3.0], 0, 3.0, 3, monitor="val_loss", patience=1, mode="max")
case("automatically", [1.0, 2.0], 2, 1.0, 1, monitor="val_loss", patience=1, mode="auto")
case("not numbers", [nan, nan], 2, nan, 0, monitor="val_loss", patience=2, mode="min")
wrong = suite.script("what is not accepted")
wrong.fails(new("EarlyStopping", monitor="loss", patience=1, min_delta=-0.5), "value", "min_delta", ["-0.5"])
wrong.fails(new("EarlyStopping", monitor="loss", patience=-1), "value", "patience", ["-1"])
absent = suite.script("a number that is not there")
absent.let("stopping", new("EarlyStopping", monitor="val_accuracy"))
absent.fails(
    call("Callback.on_epoch_end", self_=var("stopping"), epoch=1, logs=mapping({"loss": 1.0})),
    "not_found",
    None,
    ["loss"],
    operator="EarlyStopping",
)
