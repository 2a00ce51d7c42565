"""A graph on its own: what it is made of, and what it gives."""

from oracle import Suite, array, call, get, host, new, var
from oracle.files import folder

suite = Suite("Graph")
script = suite.script("inputs, nodes and results")
script.let("offset", array([100, 200]))
script.let("f", new("CompiledFunction", fn=host(["x"], call("add", x1=call("square", x=var("x")), x2=var("offset")))))
script.let("graph", call("CompiledFunction.graph", self_=var("f"), inputs=[array([1, 2])]))
for name, count in {"input_count": 1, "output_count": 1, "node_count": 2, "state_count": 1}.items():
    script.expect(get(f"Graph.{name}", var("graph")), count)
script.expect(get("Graph.functions", var("graph")), ["square", "add"])
script.expect(call("Graph.call", self_=var("graph"), inputs=[array([3, 4])]), array([109, 216]))
script.expect(call("Graph.call_all", self_=var("graph"), inputs=[array([5, 6])]), [array([125, 236])])
script.do(call("Graph.save", self_=var("graph"), path=folder("whole.safetensors")))
script.fails(call("Graph.save", self_=var("graph"), path=folder("absent/graph.safetensors")), "io", None, ["absent"])
for name in ("call", "call_all"):
    run = lambda *inputs, name=name: call(f"Graph.{name}", self_=var("graph"), inputs=list(inputs))
    script.fails(run(array([1, 2]), array([1, 2])), "type", "inputs", ["2", "1"])
    script.fails(run(array([1, 2], "int32")), "dtype", "inputs", ["int32"])
    script.fails(run(array(1)), "shape", "inputs", ["[]"])
tied = suite.script("a function of the host inside")
square = host(["a"], call("square", x=var("a")))
tied.let("f", new("CompiledFunction", fn=host(["x"], call("custom", inputs=[var("x")], forward=square))))
tied.let("graph", call("CompiledFunction.graph", self_=var("f"), inputs=[array([1, 2])]))
tied.fails(call("Graph.save", self_=var("graph"), path=folder("tied.safetensors")), "value", None, ["custom"])
for name in ("call", "call_all"):
    suite.caused_elsewhere(
        "busy",
        "core/graph/graph_test.cc: RunningItselfIsBusy",
        "the graph must be there before it is traced",
        f"Graph.{name}",
    )
