"""The base has no methods."""

from oracle import Suite, array, call, new, var

suite = Suite("Metric")
script = suite.script("the base")
script.let("metric", new("Metric"))
script.fails(call("Metric.reset", self_=var("metric")), "not_found")
script.fails(
    call("Metric.update", self_=var("metric"), output=array([[1, 2]]), target=array([0], "int64")), "not_found"
)
script.fails(call("Metric.compute", self_=var("metric")), "not_found")
