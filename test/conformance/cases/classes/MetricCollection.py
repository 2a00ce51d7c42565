"""Each metric's own number, by NumPy."""

import numpy as np
from oracle import Suite, array, call, get, key, mapping, new, numbers, var

suite = Suite("MetricCollection")
on = lambda method, **given: call(f"MetricCollection.{method}", self_=var("metrics"), **given)
x, y = numbers((3, 2)), numbers((3, 2), seed=1)
script = suite.script("two metrics")
own = {"far": new("MeanAbsoluteError"), "square": new("MeanSquaredError")}
script.let("metrics", new("MetricCollection", metrics=mapping(own)))
script.expect(get("MetricCollection.length", var("metrics")), 2)
for sign in (1, -1):
    off = (x.values - sign * y.values).astype(np.float64)
    script.do(on("update", output=x, target=array(sign * y.values)))
    script.expect(key("far", on("compute")), float(np.mean(np.abs(off))))
    script.expect(key("square", on("compute")), float(np.mean(off * off)))
    script.do(on("reset"))
    script.expect(key("far", on("compute")), 0.0)
script.fails(on("update", output=x, target=array([1, 2])), "shape", "target", operator="any")
classes = suite.script("class numbers")
classes.let("metrics", new("MetricCollection"))
classes.do(on("add", name="accuracy", metric=new("Accuracy")))
classes.do(on("update", output=array([[2, 1], [2, 1], [1, 2]]), target=array([0, 1, 1], "int64")))
classes.expect(key("accuracy", on("compute")), 2 / 3)
classes.fails(on("add", name="accuracy", metric=new("Accuracy")), "value", "name", ["accuracy"])
null = suite.script("null for no metrics")
null.let("metrics", new("MetricCollection", metrics=None))
null.expect(get("MetricCollection.length", var("metrics")), 0)
