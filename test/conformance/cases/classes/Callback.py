"""The base does nothing, and asks for no end."""

from oracle import Suite, call, mapping, new, var

suite = Suite("Callback")
script = suite.script("the base")
script.let("callback", new("Callback"))
on = lambda name, **given: call(f"Callback.{name}", self_=var("callback"), **given)
script.do(on("on_fit_start"))
script.do(on("on_epoch_start", epoch=1))
script.do(on("on_batch_end", batch=1, logs=mapping({"loss": 0.5})))
script.expect(on("on_epoch_end", epoch=1, logs=mapping({"loss": 0.5})), False)
script.do(on("on_fit_end"))
