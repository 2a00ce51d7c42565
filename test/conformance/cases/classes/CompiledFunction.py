"""What the function gives, run as a graph that is traced once for each signature."""

from oracle import Suite, array, call, get, host, new, put, var

suite = Suite("CompiledFunction")
script = suite.script("one trace for several sizes")
script.let("f", new("CompiledFunction", fn=host(["x"], call("sum", x=call("square", x=var("x"))))))
run = lambda x: call("CompiledFunction.call", self_=var("f"), inputs=[x])
script.expect(get("CompiledFunction.traces", var("f")), 0)
script.expect(run(array([1, 2, 3])), array(14))
script.expect(run(array([1, -1])), array(2))
script.expect(get("CompiledFunction.traces", var("f")), 1)
script.expect(run(array([[1, 2]], "float64")), array(5, "float64"))
script.expect(get("CompiledFunction.traces", var("f")), 2)
small = suite.script("a cache of one")
small.let("f", new("CompiledFunction", fn=host(["x"], call("negative", x=var("x"))), cache_size=1))
for x in (array([1, 2]), array(3), array([4])):
    small.expect(run(x), array(-x.values))
small.expect(get("CompiledFunction.traces", var("f")), 3)
both = suite.script("several results")
both.let(
    "f",
    new(
        "CompiledFunction",
        fn=host(
            ["x", "y"], {"list": [call("add", x1=var("x"), x2=var("y")), call("multiply", x1=var("x"), x2=var("y"))]}
        ),
    ),
)
inputs = [array([1, 2]), array([3, 4])]
both.let("out", call("CompiledFunction.call_all", self_=var("f"), inputs=inputs))
both.expect(var("out"), [array([4, 6]), array([3, 8])])
both.let("graph", call("CompiledFunction.graph", self_=var("f"), inputs=inputs))
both.expect(get("Graph.output_count", var("graph")), 2)
learns = suite.script("its gradient")
learns.let("x", array([1, -2, 3]))
learns.do(put("Tensor.requires_grad", var("x"), True))
learns.let("f", new("CompiledFunction", fn=host(["x"], call("sum", x=call("square", x=var("x"))))))
learns.do(call("backward", x=run(var("x"))))
learns.expect(get("Tensor.grad", var("x")), array([2, -4, 6]))
reads = suite.script("a function that reads elements", through_host=True)
reads.let("f", new("CompiledFunction", fn=host(["x"], call("to_string", x=var("x")))))
for name in ("call", "call_all", "graph"):
    reads.fails(
        call(f"CompiledFunction.{name}", self_=var("f"), inputs=[array([1])]), "trace", "x", operator="to_string"
    )
pair = suite.script("two results where one is wanted")
pair.let("f", new("CompiledFunction", fn=host(["x"], {"list": [var("x"), var("x")]})))
pair.fails(run(array([1])), "type", None, ["2"])
busy = suite.script("a function that writes to its own and calls itself", through_host=True)
busy.let("total", array([0, 0]))
inner = call("custom", inputs=[var("x")], forward=host(["a"], run(var("a"))))
added = call("add_", x1=var("total"), x2=var("x"))
busy.let("f", new("CompiledFunction", fn=host(["x"], call("multiply", x1=added, x2=inner))))
for name in ("call", "call_all"):
    nested = call(f"CompiledFunction.{name}", self_=var("f"), inputs=[array([1, 2])])
    busy.fails(nested, "busy", operator="CompiledFunction.call")
for name in ("call", "call_all", "graph"):
    suite.caused_elsewhere(
        "host",
        "core/transform/compile_test.cc: AnErrorOfTheHostIsTheCallers",
        "the languages raise the error of their own function again",
        f"CompiledFunction.{name}",
    )
