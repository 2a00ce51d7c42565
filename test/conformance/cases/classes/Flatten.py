"""numpy.reshape of all axes but the first."""

from oracle import Suite, array, call, new, numbers, var

suite = Suite("Flatten")
script = suite.script("forward")
script.let("layer", new("Flatten"))
script.expect(
    call("Flatten.forward", self_=var("layer"), x=numbers((2, 3, 4))),
    array(numbers((2, 3, 4)).values.reshape(2, 12)),
    exact=True,
)
