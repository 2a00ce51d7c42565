// The class Graph, and load_graph.
#include "core/nn/module.h"
#include "core/schema/builder.h"
#include "core/transform/function_call.h"

namespace mixgrad {

const Class& Graph::cls() const {
  static const Class& c = class_named("Graph");
  return c;
}

namespace {
template <auto Member>
Value count_of(Context&, Object& self) {
  return Value(static_cast<int64_t>((static_cast<Graph&>(self).*Member).size()));
}
constexpr const char* kCalled =
    "Gradients are recorded as for the calls it is made of. State is written when all of them have succeeded.";

FunctionBuilder& called(FunctionBuilder& f) {
  return f
      .attribute("inputs", types::list(types::tensor), "One tensor for each input, of its dtype and number of axes.")
      .trait("variadic")
      .error("type", "there are more or fewer tensors than inputs")
      .error("dtype", "a tensor has another element type than in the trace")
      .error("shape",
             "a tensor has another number of axes than in the trace, or another size where the traced function had "
             "looked at one")
      .error("busy", "the graph writes to its state and runs already");
}
}  // namespace

MIXGRAD_CLASS(Graph) {
  c.summary("A traced function: calls of the engine's functions over numbered values, without code of the host.")
      .description(
          "A compiled function makes one for each signature; load_graph reads one. It counts from 0 inside, so that a "
          "graph that was "
          "saved in one language runs in every other. Tensors that the traced function used and that were not its "
          "arguments are its "
          "state: they are saved with it, and what it writes to them is committed when a call ends. It holds for any "
          "sizes unless "
          "the traced function looked at one.")
      .reference("Frostig, Johnson and Leary, Compiling Machine Learning Programs via High-Level Tracing, SysML 2018")
      .kind(ClassKind::kFinal)
      .family(ClassFamily::kValue)
      .method("call",
              [](FunctionBuilder& f) {
                called(f.summary("Runs the graph of a function that returned one tensor.").description(kCalled))
                    .trait("callable")
                    .output("output", types::tensor, "What the traced function returned.")
                    .native([](Invocation& call) {
                      call.result(only_one(call.self<Graph>().call(call.context, tensors_of(call[0]))));
                    });
              })
      .method("call_all",
              [](FunctionBuilder& f) {
                called(f.summary("Runs the graph and gives all that it returns.").description(kCalled))
                    .output("outputs", types::list(types::tensor), "What the traced function returned.")
                    .native([](Invocation& call) {
                      std::vector<Tensor> outputs = call.self<Graph>().call(call.context, tensors_of(call[0]));
                      call.result(Value(ValueList(outputs.begin(), outputs.end())));
                    });
              })
      .method("save",
              [](FunctionBuilder& f) {
                f.summary("Writes the graph and its state to a file.")
                    .description(
                        "A safetensors file, with the structure in its metadata. It replaces an older file as a whole.")
                    .attribute("path", types::path, "Where to; the name usually ends in .safetensors.")
                    .blocking(Blocking::kIo)
                    .error("io", "the file can not be written")
                    .error("value",
                           "the graph holds a function or an object of this process: a custom operator, a generator")
                    .native([](Invocation& call) { save_graph(call.self<Graph>(), call[0].as_string()); });
              })
      .property("input_count", types::count, "How many tensors it takes.", count_of<&Graph::inputs>)
      .property("output_count", types::count, "How many tensors it gives.", count_of<&Graph::outputs>)
      .property("node_count", types::count, "How many calls it is made of.", count_of<&Graph::nodes>)
      .property("state_count", types::count, "How many tensors of its own it has.", count_of<&Graph::states>)
      .property("functions", types::list(types::string), "The names of the functions that it calls, in order.",
                [](Context&, Object& self) {
                  ValueList out;
                  for (const GraphNode& node : static_cast<Graph&>(self).nodes)
                    out.push_back(Value(node.function->name));
                  return Value(std::move(out));
                })
      .serializable();
}

MIXGRAD_FUNCTION(load_graph) {
  f.summary("Reads a graph that Graph.save wrote, in this language or in another.")
      .description(
          "Nothing of the file is executed: it is held against the functions of this engine, and any mistake in it is "
          "an error.")
      .reference("safetensors 0.4, format of the file")
      .attribute("path", types::path, "The file.")
      .output("graph", types::object("Graph"), "The graph, with its state.")
      .blocking(Blocking::kIo)
      .error("io", "the file can not be read")
      .error("format", "the file is broken, or does not hold a graph")
      .error("version", "the graph needs a newer or older engine")
      .native([](Invocation& call) { call.result(Value(load_graph(call[0].as_string()))); });
}

}  // namespace mixgrad
