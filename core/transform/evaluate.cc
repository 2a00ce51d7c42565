#include "core/transform/evaluate.h"

#include "core/autograd/node.h"
#include "core/dispatch/dispatch.h"

namespace mixgrad {

Ref<Graph> graph_of_fn(Context& context, const Value& function, const std::vector<Tensor>& arguments) {
  Ref<Graph> graph = trace_function(*context.with_recording(true), function, specs_of(arguments), true);
  check_one_result(*graph);
  for (const Tensor& t : arguments) {
    if (!is_floating(t.dtype())) {
      throw Error(ErrorCode::kDType, "gradients are taken with regard to floating tensors")
          .on("inputs")
          .given(dtype_name(t.dtype()))
          .accepted("floating");
    }
  }
  return graph;
}

Evaluated evaluate(Context& context, const Graph& graph, const std::vector<Tensor>& arguments) {
  Evaluated out;
  for (const Tensor& t : arguments) {
    Tensor leaf = context.tracer ? op<"copy">(context, t) : t.detached();
    ensure_meta(leaf).requires_grad = true;
    out.inputs.push_back(leaf);
  }
  out.value = run_graph(*context.with_recording(true), graph, out.inputs)[0];
  return out;
}

Evaluated evaluate(Context& context, const Value& function, const std::vector<Tensor>& arguments) {
  return evaluate(context, *graph_of_fn(context, function, arguments), arguments);
}

Tensor as_result(const Tensor& value) { return value.is_traced() ? value : value.detached(); }

ValueList gradients_or_zeros(Context& context, const std::vector<Tensor>& found, const std::vector<Tensor>& inputs) {
  ValueList out;
  for (size_t i = 0; i < inputs.size(); ++i) {
    out.push_back(found[i] ? found[i]
                           : op<"full">(context, Value(inputs[i].shape()), Value(0.0), Value(inputs[i].dtype())));
  }
  return out;
}

void check_direction(const char* argument, const Tensor& of, const Tensor& direction) {
  if (of.shape() != direction.shape()) {
    throw Error(ErrorCode::kShape, "a direction has another shape than what it is a direction of")
        .on(argument)
        .given(direction.shape().text())
        .accepted(of.shape().text());
  }
  if (of.dtype() != direction.dtype()) {
    throw Error(ErrorCode::kDType, "a direction has another element type than what it is a direction of")
        .on(argument)
        .given(dtype_name(direction.dtype()))
        .accepted(dtype_name(of.dtype()));
  }
}

void check_directions(const char* argument, const std::vector<Tensor>& inputs, const std::vector<Tensor>& directions) {
  if (inputs.size() != directions.size()) {
    throw Error(ErrorCode::kShape, "there must be one direction for each argument of the function")
        .on(argument)
        .given(std::to_string(directions.size()))
        .accepted(std::to_string(inputs.size()));
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    check_direction(argument, inputs[i], directions[i]);
  }
}

void check_one_number(const Tensor& value) {
  if (value.elements() == 1) return;
  throw Error(ErrorCode::kGradient, "the value of " + name_mark("fn") + " must be one number")
      .on("fn")
      .given("a tensor of shape " + value.shape().text())
      .hint("reduce it with sum or mean");
}

}  // namespace mixgrad
