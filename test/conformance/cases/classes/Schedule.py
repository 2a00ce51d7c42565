"""A factor of 1, or what a subclass says."""

from oracle import Suite, call, new, var

suite = Suite("Schedule")
script = suite.script("the base")
script.let("schedule", new("Schedule"))
script.expect(call("Schedule.factor", self_=var("schedule"), epoch=3), 1.0)
