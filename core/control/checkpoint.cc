// checkpoint: a function whose gradient computes it again.
#include "core/control/closed.h"
#include "core/control/parts.h"
#include "core/schema/builder.h"
#include "core/transform/function_call.h"

namespace mixgrad {

namespace {

void run(Invocation& call) {
  Context& context = call.context;
  std::vector<Tensor> inputs = tensors_of(call[1]);
  Ref<Graph> graph = trace_part(context, call[0], specs_of(inputs));
  check_one_result(*graph);
  Closed closed = close_over({graph}, 0, 1);
  Results results =
      op_results<"checkpoint_graph">(context, Value(closed_inputs(as_it_was(context, closed), inputs, 0)),
                                     Value(Ref<Object>(closed.graphs[0].get())), Value(false), Value(true));
  ValueList out = results.values.at(0).as_list();
  commit_written(context, closed, out, 0);
  call.result(out[0]);
}

}  // namespace

MIXGRAD_FUNCTION(checkpoint) {
  f.summary("Calls a function without keeping what its gradient needs: the gradient calls it again.")
      .description(
          "Memory for time: of what is made inside nothing stays but the result. The function is called once by the "
          "host, with tensors that stand for values, and its graph is run forward and again for the gradient. Tensors "
          "that it uses from outside get their gradients as well; random numbers are the same both times, and what it "
          "writes to tensors of outside is written once.")
      .reference("Chen, Xu, Zhang and Guestrin, Training Deep Nets with Sublinear Memory Cost, 2016")
      .attribute("fn", types::function("(...Tensor) -> Tensor"),
                 "Function from tensors to one tensor. It is called once, with tensors that stand for values.")
      .attribute("inputs", types::list(types::tensor), "One tensor for each parameter of the function.")
      .output("output", types::tensor, "The function's result.")
      .trait("transform")
      .error("type", "the function returned more or less than one tensor")
      .native(run)
      .example(R"(
        let x = tensor([1, 2, 3])
        expect checkpoint((v) => multiply(v, v), [x]) = [1, 4, 9]
        let slopes = grad((v) => sum(checkpoint((u) => exp(u), [v])), [tensor([0, 0])])
        expect slopes[0] = [1, 1]
      )");
}

}  // namespace mixgrad
