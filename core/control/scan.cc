// scan: a function of each position along the first axis, with a state that goes from one to the next.
#include "core/control/scan.h"

#include <algorithm>

#include "core/control/closed.h"
#include "core/schema/builder.h"
#include "core/transform/function_call.h"

namespace mixgrad {

namespace {

// What one step gets: the state, and one position of each input.
std::vector<TensorSpec> step_specs(const std::vector<Tensor>& state, const std::vector<Tensor>& inputs) {
  if (inputs.empty())
    throw Error(ErrorCode::kValue, "there must be something to scan").in("scan").on("inputs").given("none");
  std::vector<TensorSpec> out = specs_of(state);
  for (size_t i = 0; i < inputs.size(); ++i) {
    TensorSpec spec(inputs[i].dtype(), inputs[i].shape(), inputs[i].device());
    bool first = i == 0 || spec.shape.rank() == 0;
    if (spec.shape.rank() == 0 || (!first && spec.shape[0] != inputs[0].shape()[0])) {
      throw Error(ErrorCode::kShape, "the inputs must have the same length along their first axis")
          .in("scan")
          .on("inputs")
          .given(spec_text(spec) + " at position " + number_mark(static_cast<int64_t>(i)))
          .accepted(first ? "one axis or more" : "length " + std::to_string(inputs[0].shape()[0]));
    }
    spec.shape.erase(0);
    out.push_back(spec);
  }
  return out;
}

void run(Invocation& call) {
  Context& context = call.context;
  std::vector<Tensor> state = tensors_of(call[1]), inputs = tensors_of(call[2]), all = state;
  all.insert(all.end(), inputs.begin(), inputs.end());
  Ref<Graph> step = trace_part(context, call[0], step_specs(state, inputs));
  std::vector<TensorSpec> ends = output_specs(*step);
  ends.resize(std::min(ends.size(), state.size()));
  check_same(ends, specs_of(state), "the function must return the state with its shapes and dtypes first", "fn",
             "scan");
  Closed closed = close_over({step}, state.size(), 1);
  Results results = op_results<"scan_graph">(context, Value(closed_inputs(closed, all, state.size())),
                                             Value(Ref<Object>(closed.graphs[0].get())),
                                             Value(static_cast<int64_t>(state.size() + closed.written.size())),
                                             Value(static_cast<int64_t>(inputs.size())), call[3]);
  ValueList out = results.values.at(0).as_list();
  commit_written(context, closed, out, state.size());
  auto outputs = out.begin() + static_cast<ptrdiff_t>(state.size());
  call.result(Value(ValueList(out.begin(), outputs)));
  call.result(Value(ValueList(outputs, out.end())));
}

}  // namespace

MIXGRAD_FUNCTION(scan) {
  f.summary("Calls a function for each position along the first axis, with a state that goes from one to the next.")
      .description(
          "The function is called once, with tensors that stand for values, and gets the state followed by one "
          "position of each input. It "
          "returns the next state, of the same shapes and dtypes, followed by what is to be stacked. Without a "
          "position the state stays as it "
          "is and the outputs are empty. Gradients flow to the state, the inputs and tensors that the function uses "
          "beside them: the "
          "states of all steps are kept for that, and the steps are run again. In a compiled function the loop is one "
          "call, without the host.")
      .reference(
          "PyTorch 2.x, torch.ops.higher_order.scan, whose order of arguments this is; ONNX 1.17, Scan; Bradbury et "
          "al., JAX: Composable Transformations of Python+NumPy Programs, 2018, scan")
      .attribute("fn", types::function("(...Tensor) -> list<Tensor>"),
                 "From the state and one position of each input to a list of the next state and of outputs.")
      .attribute("state", types::list(types::tensor), "The state at the start; there may be none.")
      .attribute("inputs", types::list(types::tensor),
                 "What is scanned: one tensor or more, of the same length along the first axis.")
      .attribute("reverse", types::boolean, false,
                 "Begin at the last position; outputs stay at the position they are made for.")
      .positional(3)
      .output("state", types::list(types::tensor), "The state at the end.")
      .output("outputs", types::list(types::tensor), "The outputs of all steps, stacked along a new first axis.")
      .record("Scan")
      .error("shape", "lengths differ, an input has no axis, or the function returns another shape than the state's")
      .error("dtype", "the function returns another dtype than the state's")
      .error("type", "the function returns fewer tensors than there are in the state")
      .error("value",
             "nothing is given to scan, or the function writes to a tensor of outside and reads another view of it")
      .native(run)
      .example(R"(
        let result = scan((total, x) => [add(total, x), multiply(total, x)], [tensor(0)], [tensor([1, 2, 3])])
        expect result.state[0] = 6
        expect result.outputs[0] = [0, 2, 9]
      )");
}

}  // namespace mixgrad
