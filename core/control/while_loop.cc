// while_loop: a function as long as another one gives true.
#include "core/control/closed.h"
#include "core/control/parts.h"
#include "core/schema/builder.h"
#include "core/transform/function_call.h"

namespace mixgrad {

namespace {

Ref<Graph> condition_graph(Context& context, const Value& function, const std::vector<TensorSpec>& state) {
  Ref<Graph> graph = trace_part(context, function, state);
  std::vector<TensorSpec> given = output_specs(*graph);
  if (given.size() != 1) {
    throw Error(ErrorCode::kType, "the condition must return one tensor")
        .in("while_loop")
        .on("condition")
        .given(std::to_string(given.size()))
        .accepted("1");
  }
  check_is_one_boolean(given[0], "what the condition returns", "condition", "while_loop");
  if (graph->writes.empty()) return graph;
  throw Error(ErrorCode::kValue, "the condition of a loop may not write to tensors")
      .in("while_loop")
      .on("condition")
      .hint("write in the body, or make it part of the state");
}

void run(Invocation& call) {
  Context& context = call.context;
  std::vector<Tensor> inputs = tensors_of(call[2]);
  if (inputs.empty())
    throw Error(ErrorCode::kValue, "a loop needs a state").in("while_loop").on("inputs").given("none");
  std::vector<TensorSpec> state = specs_of(inputs);
  Ref<Graph> condition = condition_graph(context, call[0], state), body = trace_part(context, call[1], state);
  check_same(output_specs(*body), state, "the body must return the state with its shapes and dtypes", "body",
             "while_loop");
  Closed closed = close_over({body, condition}, inputs.size(), 1);
  Results results = op_results<"while_loop_graph">(
      context, Value(closed_inputs(closed, inputs, inputs.size())), Value(Ref<Object>(closed.graphs[1].get())),
      Value(Ref<Object>(closed.graphs[0].get())), Value(static_cast<int64_t>(inputs.size() + closed.written.size())),
      call[3]);
  ValueList out = results.values.at(0).as_list();
  commit_written(context, closed, out, inputs.size());
  call.result(Value(std::move(out)));
}

}  // namespace

MIXGRAD_FUNCTION(while_loop) {
  f.summary("Calls a function on its own results as long as a condition holds.")
      .description(
          "The functions are called once, with tensors that stand for values; then the loop runs without the host, in "
          "a "
          "compiled function as "
          "often as its values ask for. The state keeps its shapes and dtypes. Gradients flow to the inputs and to "
          "tensors that the body uses "
          "beside them: the states of all iterations are kept for that, and the iterations are run again. In a trace "
          "(compile, a captured training step) a gradient needs max_iterations, for which room "
          "is made for states. Under vmap "
          "the loop runs until the last example is done; those that are done stay as they are.")
      .reference(
          "PyTorch 2.x, torch.ops.higher_order.while_loop, whose order of arguments this is; ONNX 1.17, Loop, which "
          "stops at a number of iterations too")
      .attribute("condition", types::function("(...Tensor) -> Tensor"), "From the state to one boolean.")
      .attribute("body", types::function("(...Tensor) -> list<Tensor>"),
                 "From the state to a list with the next state.")
      .attribute("inputs", types::list(types::tensor), "The state at the start: one tensor or more.")
      .attribute("max_iterations", types::optional(types::count), Value::null(),
                 "After so many iterations the loop ends without an error, whatever the condition says; no such end if "
                 "left out.")
      .output("state", types::list(types::tensor), "The state at the end.")
      .error("dtype", "the condition returns no boolean, or the body another dtype than the state's")
      .error("shape", "the condition returns no single element, or the body another shape than the state's")
      .error("type", "the condition returns more than one tensor or none, or the body another number than the state's")
      .error(
          "value",
          "there is no state, the condition writes to a tensor, or the body writes to one and reads another view of it")
      .error("gradient", "max_iterations is left out, and a gradient is wanted in a trace")
      .native(run)
      .example(R"(
        let y = while_loop((x) => less(sum(x), 20), (x) => [multiply(x, 2)], [tensor([1, 2])])
        expect y[0] = [8, 16]
      )");
}

}  // namespace mixgrad
