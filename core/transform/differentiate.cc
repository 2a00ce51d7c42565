// backward, grad, value_and_grad and jvp as functions of every language.
#include "core/autograd/node.h"
#include "core/dispatch/dispatch.h"
#include "core/schema/builder.h"
#include "core/transform/evaluate.h"
#include "core/transform/gradients.h"

namespace mixgrad {

namespace {

const char* kFunctionText =
    "Function from tensors to one tensor of one element. It is called once, with tensors that stand for values.";

void value_and_grad_body(Invocation& call, bool with_value) {
  Evaluated e = evaluate(call.context, call[0], tensors_of(call[1]));
  check_one_number(e.value);
  std::vector<Tensor> found(e.inputs.size());
  if (wants_gradient(e.value)) found = gradients(call.context, {e.value}, e.inputs, {}, e.attached);
  if (with_value) call.result(as_result(e));
  call.result(Value(gradients_or_zeros(call.context, found, e.inputs)));
}

}  // namespace

MIXGRAD_FUNCTION(backward) {
  f.summary("Computes the gradients of a tensor with regard to all leaves that want one.")
      .description(
          "Walks back from the tensor over what was recorded, and adds each leaf's gradient to its grad. What the "
          "recorded calls "
          "had saved is freed unless retain_graph is true.")
      .reference("Griewank and Walther, Evaluating Derivatives, 2nd edition, 2008, chapter 3")
      .tensor("x", "The tensor to differentiate, usually a loss with one element.", "floating")
      .optional_tensor("gradient", "Weight of each element of x, of x's shape; may be left out if x has one element.",
                       "floating", "[...]")
      .attribute("retain_graph", types::boolean, false, "Keep what was saved, so that backward can run again.")
      .method_of_tensor()
      .trait("runs_gradients")
      .error("gradient",
             "nothing was recorded for x, it was differentiated before, or a tensor it needs was overwritten")
      .error("shape", "gradient is left out and x has more than one element, or gradient has another shape than x")
      .error("trace", "a function is being traced: gradients that are left on tensors are no results of it")
      .native([](Invocation& call) {
        if (call.context.tracer) {
          throw Error(ErrorCode::kTrace, "backward leaves gradients on tensors, which a traced function can not do")
              .hint("use grad or value_and_grad inside");
        }
        backward(call.context, call.tensor(0), call.has(1) ? call.tensor(1) : Tensor(), call[2].as_bool());
      });
}

MIXGRAD_FUNCTION(value_and_grad) {
  f.summary("Evaluates a function and its gradients with regard to its arguments.")
      .description(
          "The gradients have the arguments' shapes and dtypes; they are zeros for arguments that the value does not "
          "depend on. Where an argument, or a tensor that the function uses from outside, wants a gradient itself, "
          "the results are recorded and can be differentiated in turn; else they are plain tensors.")
      .reference("Griewank and Walther, Evaluating Derivatives, 2nd edition, 2008, chapter 3")
      .attribute("fn", types::function("(...Tensor) -> Tensor"), kFunctionText)
      .attribute("inputs", types::list(types::tensor),
                 "Where to evaluate: one tensor for each parameter of the function.")
      .output("value", types::tensor, "The function's value.")
      .output("gradients", types::list(types::tensor), "One gradient for each argument.")
      .record("ValueAndGrad")
      .trait("transform")
      .error("gradient", "the function's value is not one number")
      .error("dtype", "an argument is not floating")
      .native([](Invocation& call) { value_and_grad_body(call, true); })
      .example(R"(
        let x = tensor([1, 2, 3])
        let result = value_and_grad((v) => sum(multiply(v, v)), [x])
        expect result.value = 14
        expect result.gradients[0] = [2, 4, 6]
      )");
}

MIXGRAD_FUNCTION(grad) {
  f.summary("Evaluates the gradients of a function with regard to its arguments.")
      .description("As value_and_grad, without the value.")
      .reference("Griewank and Walther, Evaluating Derivatives, 2nd edition, 2008, chapter 3")
      .attribute("fn", types::function("(...Tensor) -> Tensor"), kFunctionText)
      .attribute("inputs", types::list(types::tensor),
                 "Where to evaluate: one tensor for each parameter of the function.")
      .output("gradients", types::list(types::tensor), "One gradient for each argument.")
      .trait("transform")
      .error("gradient", "the function's value is not one number")
      .error("dtype", "an argument is not floating")
      .native([](Invocation& call) { value_and_grad_body(call, false); })
      .example(R"(
        let slopes = grad((v) => sum(multiply(v, v)), [tensor([1, 2, 3])])
        expect slopes[0] = [2, 4, 6]
      )");
}

MIXGRAD_FUNCTION(jvp) {
  f.summary("Evaluates a function and its derivative along a direction.")
      .description(
          "The derivative is the product of the function's Jacobian with the tangents, had through a second backward "
          "pass: the "
          "gradient is linear in the weight of the outputs, and is differentiated with regard to that weight.")
      .reference("Griewank and Walther, Evaluating Derivatives, 2nd edition, 2008, chapter 3")
      .attribute("fn", types::function("(...Tensor) -> Tensor"),
                 "Function from tensors to one tensor. It is called once, with tensors that stand for values.")
      .attribute("inputs", types::list(types::tensor),
                 "Where to evaluate: one tensor for each parameter of the function.")
      .attribute("tangents", types::list(types::tensor), "The direction: for each argument a tensor of its shape.")
      .output("value", types::tensor, "The function's value.")
      .output("tangent", types::tensor, "The derivative along the direction, of the value's shape.")
      .record("Jvp")
      .trait("transform")
      .error("shape", "the tangents do not fit the arguments")
      .error("dtype", "an argument is not floating, or a tangent has another dtype than its argument")
      .native([](Invocation& call) {
        std::vector<Tensor> arguments = tensors_of(call[1]), tangents = tensors_of(call[2]);
        check_directions("tangents", arguments, tangents);
        Context& context = call.context;
        Ref<Context> recording = context.with_recording(true);
        Evaluated e = evaluate(context, call[0], arguments);
        Tensor zero = op<"full">(*recording, Value(e.value.shape()), Value(0.0), Value(e.value.dtype()));
        Tensor tangent = zero;
        if (wants_gradient(e.value)) {
          Tensor weight = op<"copy">(*recording, zero);
          ensure_meta(weight).requires_grad = true;
          std::vector<Tensor> found = gradients(*recording, {e.value}, e.inputs, {weight}, true), outputs, weights;
          for (size_t i = 0; i < found.size(); ++i) {
            if (!found[i] || !wants_gradient(found[i])) continue;
            outputs.push_back(found[i]);
            weights.push_back(tangents[i]);
          }
          if (!outputs.empty()) {
            Tensor d = gradients(*recording, outputs, {weight}, weights, is_attached(context, e, weights))[0];
            if (d) tangent = std::move(d);
          }
        }
        call.result(as_result(e));
        call.result(tangent);
      })
      .example(R"(
        let result = jvp((v) => multiply(v, v), [tensor([1, 2, 3])], [tensor([1, 0, 10])])
        expect result.value = [1, 4, 9]
        expect result.tangent = [2, 0, 60]
      )");
}

}  // namespace mixgrad
