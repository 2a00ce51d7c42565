// Products with the Jacobian and the Hessian of a function, and the Jacobian itself.
#include "core/autograd/node.h"
#include "core/dispatch/dispatch.h"
#include "core/schema/builder.h"
#include "core/transform/batching.h"
#include "core/transform/evaluate.h"
#include "core/transform/gradients.h"

namespace mixgrad {

namespace {

const char* kFunctionText =
    "Function from tensors to one tensor. It is called once, with tensors that stand for values.";
const char* kInputsText = "Where to evaluate: one tensor for each parameter of the function.";
const char* kBook = "Griewank and Walther, Evaluating Derivatives, 2nd edition, 2008, ";

ValueList pulled_back(Context& context, const Evaluated& e, const Tensor& cotangent, bool create_graph) {
  std::vector<Tensor> found(e.inputs.size());
  if (wants_gradient(e.value)) found = gradients(context, {e.value}, e.inputs, {cotangent}, create_graph);
  return gradients_or_zeros(context, found, e.inputs);
}

// The axes of the function's value in front of those of an argument.
Shape joined(const Shape& value, const Shape& argument) {
  Shape out = value;
  for (int64_t size : argument) out.push_back(size);
  return out;
}

// One pullback for each element of the value, all of them together: vmap over the rows of an identity matrix.
std::vector<Tensor> jacobians(Context& context, const Graph& graph, const std::vector<Tensor>& arguments) {
  const TensorSpec& value = graph.values[graph.outputs[0]];
  for (const Tensor& x : arguments) {
    if (value.shape.rank() + x.rank() <= kMaxRank) continue;
    throw Error(ErrorCode::kShape, "a Jacobian has the axes of the value and those of an argument")
        .on("inputs")
        .given(std::to_string(value.shape.rank() + x.rank()) + " axes")
        .accepted("at most " + std::to_string(kMaxRank));
  }
  int64_t elements = value.shape.elements();
  std::vector<Tensor> out;
  if (elements == 0) {
    for (const Tensor& x : arguments)
      out.push_back(op<"full">(context, Value(joined(value.shape, x.shape())), Value(0.0), Value(x.dtype())));
    return out;
  }
  std::vector<TensorSpec> specs = specs_of(arguments);
  specs.push_back(value);
  Ref<Graph> pullback =
      trace(*context.with_recording(false), specs, false, [&](Context& inside, const std::vector<Tensor>& traced) {
        std::vector<Tensor> given(traced.begin(), traced.end() - 1);
        return tensors_of(pulled_back(inside, evaluate(inside, graph, given), traced.back(), false));
      });
  std::vector<MaybeBatched> inputs;
  for (const Tensor& x : arguments) inputs.push_back({x, false});
  Tensor rows = op<"eye">(context, elements, Value::null(), int64_t{0}, Value(value.dtype));
  inputs.push_back({op<"reshape">(context, rows, Value(joined(Shape{elements}, value.shape))), true});
  std::vector<MaybeBatched> found = run_batched(context, *pullback, inputs, elements);
  for (size_t i = 0; i < found.size(); ++i) {
    Tensor rows_of = found[i].tensor;
    if (!found[i].batched)
      rows_of = op<"broadcast_to">(context, rows_of, Value(joined(Shape{elements}, rows_of.shape())));
    out.push_back(op<"reshape">(context, rows_of, Value(joined(value.shape, arguments[i].shape()))));
  }
  return out;
}

}  // namespace

MIXGRAD_FUNCTION(vjp) {
  f.summary("Evaluates a function, and the product of a cotangent with its Jacobian.")
      .description(
          "The cotangent weighs the elements of the value: the products are the gradients of the sum of value · "
          "cotangent. They have the arguments' shapes and dtypes, and are zeros for arguments that the value does not "
          "depend on.")
      .reference(std::string(kBook) + "chapter 3")
      .attribute("fn", types::function("(...Tensor) -> Tensor"), kFunctionText)
      .attribute("inputs", types::list(types::tensor), kInputsText)
      .attribute("cotangent", types::tensor, "A weight for each element of the value: of its shape and dtype.")
      .output("value", types::tensor, "The function's value.")
      .output("gradients", types::list(types::tensor), "One product for each argument.")
      .record("Vjp")
      .trait("transform")
      .error("shape", "the cotangent has another shape than the value")
      .error("dtype", "an argument is not floating, or the cotangent has another dtype than the value")
      .error("type", "the function returned more or less than one tensor")
      .native([](Invocation& call) {
        Evaluated e = evaluate(call.context, call[0], tensors_of(call[1]));
        check_direction("cotangent", e.value, call.tensor(2));
        ValueList products =
            pulled_back(call.context, e, call.tensor(2), is_attached(call.context, e, {call.tensor(2)}));
        call.result(as_result(e));
        call.result(Value(std::move(products)));
      })
      .example(R"(
        let result = vjp((v) => multiply(v, v), [tensor([1, 2, 3])], tensor([1, 0, 10]))
        expect result.value = [1, 4, 9]
        expect result.gradients[0] = [2, 0, 60]
      )");
}

MIXGRAD_FUNCTION(hvp) {
  f.summary("Evaluates a function of one value, and the product of its Hessian with a direction.")
      .description(
          "The product is the derivative of the gradient along the tangents, had by differentiating the product of "
          "the gradient with them; the Hessian itself is never made.")
      .reference("Pearlmutter, Fast Exact Multiplication by the Hessian, Neural Computation 6 (1), 1994")
      .attribute("fn", types::function("(...Tensor) -> Tensor"),
                 "Function from tensors to one tensor of one element. It is called once, with tensors that stand for "
                 "values.")
      .attribute("inputs", types::list(types::tensor), kInputsText)
      .attribute("tangents", types::list(types::tensor), "The direction: for each argument a tensor of its shape.")
      .output("value", types::tensor, "The function's value.")
      .output("products", types::list(types::tensor), "One product for each argument, of its shape.")
      .record("Hvp")
      .trait("transform")
      .error("gradient", "the function's value is not one number, or an operator can be differentiated once only")
      .error("shape", "the tangents do not fit the arguments")
      .error("dtype", "an argument is not floating, or a tangent has another dtype than its argument")
      .native([](Invocation& call) {
        std::vector<Tensor> arguments = tensors_of(call[1]), tangents = tensors_of(call[2]);
        check_directions("tangents", arguments, tangents);
        Ref<Context> recording = call.context.with_recording(true);
        Evaluated e = evaluate(call.context, call[0], arguments);
        check_one_number(e.value);
        std::vector<Tensor> slopes(arguments.size()), outputs, weights, found(arguments.size());
        if (wants_gradient(e.value)) slopes = gradients(*recording, {e.value}, e.inputs, {}, true);
        for (size_t i = 0; i < slopes.size(); ++i) {
          if (!slopes[i] || !wants_gradient(slopes[i])) continue;  // constant: no curvature
          outputs.push_back(slopes[i]);
          weights.push_back(tangents[i]);
        }
        if (!outputs.empty())
          found = gradients(*recording, outputs, e.inputs, weights, is_attached(call.context, e, weights));
        call.result(as_result(e));
        call.result(Value(gradients_or_zeros(call.context, found, e.inputs)));
      })
      .example(R"(
        let x = tensor([1, 2])
        let result = hvp((v) => sum(multiply(v, multiply(v, v))), [x], [tensor([1, 10])])
        expect result.value = 9
        expect result.products[0] = [6, 120]
      )");
}

MIXGRAD_FUNCTION(jacobian) {
  f.summary(
       "Evaluates the derivatives of all elements of a function's value with regard to all elements of its "
       "arguments.")
      .description(
          "A Jacobian has the axes of the value and then those of the argument. It is made of one gradient for each "
          "element of the value, all of them at once by each operator's batching rule, so it suits functions of few "
          "values; jvp gives columns one by one. The Jacobian of a gradient is the Hessian.")
      .reference(std::string(kBook) + "chapter 7")
      .attribute("fn", types::function("(...Tensor) -> Tensor"), kFunctionText)
      .attribute("inputs", types::list(types::tensor), kInputsText)
      .output("jacobians", types::list(types::tensor), "One for each argument, with its dtype.")
      .trait("transform")
      .error("dtype", "an argument is not floating")
      .error("shape", "the value and an argument have more axes together than a tensor can have")
      .error("type", "the function returned more or less than one tensor")
      .native([](Invocation& call) {
        std::vector<Tensor> arguments = tensors_of(call[1]);
        Ref<Graph> graph = graph_of_fn(call.context, call[0], arguments);
        if (call.context.tracer) call.context.tracer->read_shape();
        std::vector<Tensor> found = jacobians(call.context, *graph, arguments);
        call.result(Value(ValueList(found.begin(), found.end())));
      })
      .example(R"(
        let x = tensor([1, 2, 3])
        expect jacobian((v) => multiply(v, v), [x])[0] = [[2, 0, 0], [0, 4, 0], [0, 0, 6]]
        expect jacobian((v) => sum(multiply(v, v)), [x])[0] = [2, 4, 6]
      )");
}

}  // namespace mixgrad
