// cond: one of two functions, by a value.
#include "core/control/closed.h"
#include "core/control/parts.h"
#include "core/schema/builder.h"
#include "core/transform/function_call.h"

namespace mixgrad {

namespace {

// What was chosen before anything ran: a plain truth.
bool is_plain(const Value& predicate) { return !predicate.is_tensor(); }

void check_predicate(const Value& predicate) {
  if (predicate.is_tensor()) {
    const TensorImpl& t = *predicate.tensor_impl();
    return check_is_one_boolean({t.dtype, t.shape}, "the predicate", "predicate", "cond");
  }
  if (predicate.is(Kind::kBool)) return;
  throw Error(ErrorCode::kDType, "the predicate must be one boolean")
      .in("cond")
      .on("predicate")
      .given(kind_name(predicate.kind()))
      .accepted("a bool, or a bool tensor with one element")
      .hint("compare it with something");
}

void run(Invocation& call) {
  Context& context = call.context;
  check_predicate(call[0]);
  std::vector<Tensor> inputs = tensors_of(call[3]);
  std::vector<TensorSpec> specs = specs_of(inputs);
  Ref<Graph> on_true = trace_part(context, call[1], specs), on_false = trace_part(context, call[2], specs);
  check_same(output_specs(*on_false), output_specs(*on_true),
             "true_function and false_function must return tensors of the same shapes and dtypes", "false_function",
             "cond");
  if (is_plain(call[0])) {
    std::vector<Tensor> results = run_graph(context, call[0].as_bool() ? *on_true : *on_false, inputs);
    return call.result(Value(ValueList(results.begin(), results.end())));
  }
  Closed closed = close_over({on_true, on_false}, 0, 2);
  Results results =
      op_results<"cond_graph">(context, call[0], Value(closed_inputs(as_it_was(context, closed), inputs, 0)),
                               Value(Ref<Object>(closed.graphs[0].get())), Value(Ref<Object>(closed.graphs[1].get())));
  ValueList out = results.values.at(0).as_list();
  commit_written(context, closed, out, 0);
  call.result(Value(std::move(out)));
}

}  // namespace

MIXGRAD_FUNCTION(cond) {
  f.summary("Calls one of two functions, chosen by a value.")
      .description(
          "Both functions are called once, with tensors that stand for values, and must return tensors of the same "
          "shapes and dtypes. Then "
          "one of them runs. Gradients flow to the inputs and to tensors that the functions use beside them: the "
          "chosen one is run again for that. In a "
          "compiled function the choice "
          "is made each time it runs. Under vmap with a predicate for each example both functions run, and each "
          "example takes its own result.")
      .reference("PyTorch 2.x, torch.ops.higher_order.cond, whose order of arguments this is; ONNX 1.17, If")
      .attribute("predicate", types::tensor_or_number, "A bool, or a bool tensor with one element.")
      .attribute("true_function", types::function("(...Tensor) -> list<Tensor>"),
                 "From the inputs to a list of tensors; runs if the predicate is true.")
      .attribute("false_function", types::function("(...Tensor) -> list<Tensor>"),
                 "From the inputs to a list of tensors; runs if the predicate is false.")
      .attribute("inputs", types::list(types::tensor), "What the functions take: one tensor for each parameter.")
      .output("outputs", types::list(types::tensor), "What the function returned.")
      .error("dtype", "the predicate is not boolean, or the functions return other dtypes")
      .error("shape", "the predicate has more elements than one or none, or the functions return other shapes")
      .error("type", "the functions return different numbers of tensors")
      .error("value", "a function writes to a tensor of outside and reads another view of its memory")
      .native(run)
      .example(R"(
        let x = tensor([1, -2, 3])
        let y = cond(less(sum(x), 10), (a) => [multiply(a, 2)], (a) => [negative(a)], [x])
        expect y[0] = [2, -4, 6]
      )");
}

}  // namespace mixgrad
