"""A function of one example, for many: what NumPy gives for all of them at once."""

from oracle import Suite, array, call, host, numbers, var

suite = Suite("vmap")
x, w = numbers((4, 3)), numbers((3,))
dot = host(["row", "v"], call("sum", x=call("multiply", x1=var("row"), x2=var("v"))))
shared = suite.script("one vector for all examples")
shared.expect(call("vmap", fn=dot, inputs=[x, w], in_axes=[0, None]), array((x.values * w.values).sum(1)))
both = suite.script("a vector for each example")
both.expect(call("vmap", fn=dot, inputs=[array([[1, 2], [3, 4]]), array([[10, 1], [1, 10]])]), array([12, 43]))
columns = suite.script("examples along another axis, results along another")
columns.expect(
    call(
        "vmap",
        fn=host(["c"], call("negative", x=var("c"))),
        inputs=[array([[1, 2], [3, 4], [5, 6]])],
        in_axes=[1],
        out_axis=1,
    ),
    array([[-1, -2], [-3, -4], [-5, -6]]),
)
few = suite.script("different numbers of examples")
few.fails(call("vmap", fn=dot, inputs=[numbers((2, 3)), numbers((3, 3))]), "shape", "inputs", ["3", "2"])
none = suite.script("no such axis")
none.fails(
    call("vmap", fn=host(["c"], call("negative", x=var("c"))), inputs=[numbers((2, 3))], in_axes=[2]),
    "index",
    "in_axes",
)
