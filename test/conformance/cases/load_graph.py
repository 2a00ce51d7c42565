"""A graph that was saved gives what the function gives."""

from oracle import Suite, array, call, host, new, var
from oracle.files import folder

suite = Suite("load_graph")
script = suite.script("saved and loaded")
script.let("f", new("CompiledFunction", fn=host(["x", "y"], call("add", x1=call("square", x=var("x")), x2=var("y")))))
script.do(
    call(
        "Graph.save",
        self_=call("CompiledFunction.graph", self_=var("f"), inputs=[array([1, 2]), array([1, 1])]),
        path=folder("graph.safetensors"),
    )
)
script.let("graph", call("load_graph", path=folder("graph.safetensors")))
script.expect(call("Graph.call", self_=var("graph"), inputs=[array([3, -4]), array([10, 20])]), array([19, 36]))
script.expect(call("Graph.call", self_=var("graph"), inputs=[array([1, 2, 3]), array([0, 0, 1])]), array([1, 4, 10]))
absent = suite.script("no such file")
absent.fails(call("load_graph", path=folder("absent.safetensors")), "io", None, ["absent"])
broken = suite.script("another file")
broken.fails(call("load_graph", path=folder("fashion/train-images-idx3-ubyte")), "format")
later = suite.script("a file of a later version")
later.fails(call("load_graph", path=folder("later_graph.safetensors")), "version", None, ["99"])
