"""Which epochs leave a file, as keras.callbacks.ModelCheckpoint and Lightning's: which of them is the best, and the last."""

import math

from oracle import Suite, array, call, function, get, mapping, new, numbers, var
from oracle.files import folder

suite = Suite("ModelCheckpoint")


def start(script):
    script.let("net", new("Linear", in_features=3, out_features=2))
    made = new("Trainer", model=var("net"), loss=function("cross_entropy"), optimizer=new("SGD", lr=0.5))
    script.let("trainer", made)


def left(values, up, best_only, keep_last):
    """The epochs whose files stay, and the best epoch."""
    written, best = [], 0
    for epoch, value in enumerate(values, 1):
        better = not math.isnan(value) and (best == 0 or (value > values[best - 1] if up else value < values[best - 1]))
        if best_only and not better:
            continue
        best = epoch if better else best
        written.append(epoch)
        if keep_last:
            written = [e for e in written[:-keep_last] if e == best] + written[-keep_last:]
    return written, best


def case(name, values, up=False, monitor="val_loss", **given):
    stay, best = left(
        values if monitor else [float("nan")] * len(values), up, given.get("save_best_only"), given.get("keep_last")
    )
    script = suite.script(name)
    start(script)
    where = folder(f"checkpoints/{name.replace(' ', '-').replace(',', '')}")
    watched = {"monitor": monitor} if monitor else {}
    script.let("saving", new("ModelCheckpoint", trainer=var("trainer"), folder=where, **watched, **given))
    script.do(call("Callback.on_fit_start", self_=var("saving")))
    for epoch, value in enumerate(values, 1):
        logs = mapping({"loss": 1.0, monitor or "val_loss": float(value)})
        script.expect(call("Callback.on_epoch_end", self_=var("saving"), epoch=epoch, logs=logs), False)
    script.expect(get("ModelCheckpoint.best_epoch", var("saving")), best)
    script.expect(get("ModelCheckpoint.best", var("saving")), float(values[best - 1]) if best else float("nan"))
    for epoch in range(1, len(values) + 1):
        path = call("ModelCheckpoint.path", self_=var("saving"), epoch=epoch)
        resume = call("Trainer.resume", self_=var("trainer"), path=path)
        if epoch in stay:
            script.do(resume)
        elif given.get("save_best_only"):  # else an earlier run may have left it
            script.expect(path, {"contains": [f"epoch-000{epoch}.safetensors"]})
        else:
            script.fails(resume, "io", None, [f"epoch-000{epoch}.safetensors"])


NUMBERS = [3.0, 1.0, 2.0, 1.5, 1.75]
case("each epoch", NUMBERS, monitor=None)
case("the last ones", NUMBERS, monitor=None, keep_last=2)
case("the last and the best", NUMBERS, keep_last=1)
case("the last and the best, by its name", NUMBERS, True, "val_acc", keep_last=1, mode="auto")
case("lower is better", NUMBERS, monitor="val_acc", save_best_only=True, mode="min")
case("higher is better", [1.0, 3.0, 2.0, float("nan"), 4.0], True, save_best_only=True, mode="max", keep_last=1)
whole = suite.script("in a training")
start(whole)
whole.let("data", new("TensorDataset", inputs=numbers((6, 3)), targets=array([0, 1, 1, 0, 1, 0], "int64")))
whole.let("loader", new("DataLoader", dataset=var("data"), batch_size=3))
whole.let("saving", new("ModelCheckpoint", trainer=var("trainer"), folder=folder("checkpoints/fit"), monitor="loss"))
fit = lambda epochs: call(
    "Trainer.fit", self_=var("trainer"), loader=var("loader"), epochs=epochs, callbacks=[var("saving")]
)
whole.let("history", fit(3))
losses = call("History.column", self_=var("history"), name="loss")
whole.let("losses", losses)
second = call("ModelCheckpoint.path", self_=var("saving"), epoch=2)
whole.do(call("Trainer.resume", self_=var("trainer"), path=second))
whole.let("again", fit(3))
for epoch in range(3):
    whole.expect(
        call(
            "equal",
            x1=call("full", shape=[], value={"item": epoch, "of": var("losses")}, dtype="float64"),
            x2={"item": epoch, "of": call("History.column", self_=var("again"), name="loss")},
        ),
        array(True, "bool"),
    )
wrong = suite.script("what is not accepted")
start(wrong)
made = lambda **given: new("ModelCheckpoint", trainer=var("trainer"), folder=folder("checkpoints/wrong"), **given)
wrong.fails(made(save_best_only=True), "value", "save_best_only", ["monitor"])
wrong.fails(made(keep_last=0), "value", "keep_last", ["0"])
wrong.let("saving", made(monitor="val_accuracy"))
wrong.fails(call("ModelCheckpoint.path", self_=var("saving"), epoch=0), "value", "epoch", ["0"])
wrong.fails(
    call("Callback.on_epoch_end", self_=var("saving"), epoch=1, logs=mapping({"loss": 1.0})),
    "not_found",
    None,
    ["loss"],
    operator="ModelCheckpoint",
)
