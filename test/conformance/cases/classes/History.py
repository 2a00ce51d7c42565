"""What Trainer.fit remembers."""

from oracle import Suite, array, call, function, get, new, numbers, var

suite = Suite("History")
script = suite.script("after two epochs")
script.let("net", new("Linear", in_features=3, out_features=2))
script.let(
    "loader",
    new(
        "DataLoader",
        dataset=new("TensorDataset", inputs=numbers((4, 3)), targets=array([0, 1, 1, 0], "int64")),
        batch_size=2,
    ),
)
script.let("trainer", new("Trainer", model=var("net"), loss=function("cross_entropy"), optimizer=new("SGD", lr=0.25)))
script.let("history", call("Trainer.fit", self_=var("trainer"), loader=var("loader"), epochs=2))
script.expect(call("History.column", self_=var("history"), name="lr"), [0.25, 0.25])
script.expect({"key": "lr", "of": {"item": 1, "of": get("History.epochs", var("history"))}}, 0.25)
script.expect(get("Figure.svg", call("History.plot", self_=var("history"))), {"contains": ["<svg", "loss", "epoch"]})
script.fails(call("History.column", self_=var("history"), name="recall"), "not_found", "name", ["recall", "loss"])
