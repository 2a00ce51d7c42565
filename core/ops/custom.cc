// An operator of the host: its forward and its gradient are functions of the host's language, called on the calling
// thread.
#include "core/dispatch/callable.h"
#include "core/kernels/library.h"
#include "core/ops/gradients.h"
#include "core/schema/builder.h"
#include "core/transform/function_call.h"

namespace mixgrad {

namespace {

Ref<Context> quiet(Context& context) {
  Ref<Context> inside = context.with_recording(false);
  inside->tracer = nullptr;
  return inside;
}

// What the host returned, against what the shape rule promised.
void deliver(const Tensor& made, const Tensor& output, const char* what, const char* hint) {
  if (made.shape() == output.shape() && made.dtype() == output.dtype()) return copy_elements(made, output);
  auto text = [](const Tensor& t) { return std::string(dtype_name(t.dtype())) + " " + t.shape().text(); };
  throw Error(made.shape() == output.shape() ? ErrorCode::kDType : ErrorCode::kShape,
              std::string("the host's ") + what + " returned another tensor than it should")
      .on(what)
      .given(text(made))
      .accepted(text(output))
      .hint(hint);
}

// [tensors, forward, ...]
void run_forward(Context& context, std::span<const Value> arguments, std::span<const Tensor> outputs) {
  Tensor made = call_for_tensor(*quiet(context), arguments[1], arguments[0].as_list());
  deliver(made, outputs[0], "forward", "say which shape and dtype the result has, if they are not the first input's");
}

// [[grad, tensors...], gradient]
void run_gradient(Context& context, std::span<const Value> arguments, std::span<const Tensor> outputs) {
  std::vector<Tensor> made = tensors_of(call_function_as_caller(*quiet(context), arguments[1], arguments[0].as_list()));
  if (made.size() != outputs.size()) {
    throw Error(ErrorCode::kType, "the host's gradient must return one tensor for each input")
        .on("gradient")
        .given(std::to_string(made.size()))
        .accepted(std::to_string(outputs.size()));
  }
  for (size_t i = 0; i < made.size(); ++i)
    deliver(made[i], outputs[i], "gradient", "a gradient has the shape and dtype of its input");
}

}  // namespace

MIXGRAD_FUNCTION(custom) {
  f.summary("An operator whose forward and gradient are functions of the host's language.")
      .description(
          "The functions run on the calling thread, outside of any recording or trace; inside a trace the whole is one "
          "node, and inside a "
          "job the host is asked to run them. forward gets the inputs and returns one tensor. gradient gets the "
          "gradient of the result "
          "followed by the inputs, and returns a list with one gradient for each input, of its shape and dtype. "
          "Without a gradient the "
          "operator can not be differentiated; with one, it can be once.")
      .reference("PyTorch 2.x, torch.autograd.Function")
      .tensors("inputs", "What forward gets; at least one tensor.")
      .attribute("forward", types::callback("(...Tensor) -> Tensor"), "Computes the result.")
      .attribute("gradient", types::optional(types::callback("(Tensor, ...Tensor) -> list<Tensor>")), Value::null(),
                 "Computes the gradients.")
      .attribute("shape", types::optional(types::shape), Value::null(),
                 "The result's shape; that of the first input if it is left out.")
      .attribute("dtype", types::optional(types::dtype), Value::null(),
                 "The result's element type; that of the first input if it is left out.")
      .output("out", "What forward returned.", "dtype or as the first input", "shape or as the first input")
      .error("shape", "a function of the host returned a tensor of another shape")
      .error("dtype", "a function of the host returned a tensor of another element type")
      .error("gradient", "there is no gradient function, or a second derivative was asked for")
      .error("host", "a function of the host failed")
      .shape([](Infer& infer) {
        if (infer.list(0).empty())
          throw infer.error(ErrorCode::kValue, 0, "there must be at least one tensor").given("an empty list");
        const TensorImpl& first = *infer.list(0)[0].tensor_impl();
        infer.output(infer.has(4) ? infer.argument(4).as_dtype() : first.dtype,
                     infer.has(3) ? infer.sizes(3) : first.shape);
      })
      .context_kernel(run_forward)
      .bits(Bits::kNone)
      .batching("each")
      .once_differentiable()
      .gradient({"inputs"},
                [](Backward& b) {
                  if (b.argument(2).is_null() || b.argument(2).is_absent()) {
                    throw Error(ErrorCode::kGradient, "this operator was made without a gradient")
                        .on("gradient")
                        .hint("give custom a gradient function");
                  }
                  ValueList given{Value(b.grad())};
                  for (int i = 0; i < b.items(); ++i) given.push_back(b.item(i));
                  Results results = op_results<"custom_gradient">(b.context, Value(std::move(given)), b.argument(2));
                  const ValueList& gradients = results.values.at(0).as_list();
                  for (int i = 0; i < b.items(); ++i) {
                    if (b.needs_item(i)) b.set_item(i, gradients[static_cast<size_t>(i)].as_tensor());
                  }
                })
      .example(R"(
        let x = tensor([1, 2, 3])
        expect custom([x], (a) => multiply(a, a)) = [1, 4, 9]
      )");
}

MIXGRAD_FUNCTION(custom_gradient) {
  f.summary("Runs the gradient function of a custom operator.")
      .description(
          "What the gradient of custom is made of, so that backward passes inside a trace record it as one node.")
      .reference("PyTorch 2.x, torch.autograd.Function")
      .tensors("tensors", "The gradient of the result, followed by the operator's inputs.")
      .attribute("gradient", types::callback("(Tensor, ...Tensor) -> list<Tensor>"),
                 "Computes one gradient for each input.")
      .output("gradients", types::tensors, "The gradients, each of its input's shape and dtype.")
      .error("shape", "the function returned a tensor of another shape")
      .error("dtype", "the function returned a tensor of another element type")
      .error("host", "the function failed")
      .shape([](Infer& infer) {
        const ValueList& list = infer.list(0);
        if (list.size() < 2)
          throw infer.error(ErrorCode::kValue, 0, "there must be a gradient and at least one input")
              .given(std::to_string(list.size()));
        std::vector<TensorSpec> specs;
        for (size_t i = 1; i < list.size(); ++i)
          specs.push_back({list[i].tensor_impl()->dtype, list[i].tensor_impl()->shape});
        infer.output_list(std::move(specs));
      })
      .context_kernel(run_gradient)
      .bits(Bits::kNone)
      .batching("each")
      .once_differentiable()
      .gradient(
          {},
          [](Backward&) {
            throw Error(
                ErrorCode::kGradient,
                "the gradient of a custom operator is a function of the host, which can not be differentiated again")
                .in("custom");
          })
      .example(R"(
        let x = tensor([1, 2, 3])
        let gradients = custom_gradient([ones([3]), x], (g, a) => [multiply(multiply(g, a), 2)])
        expect gradients[0] = [2, 4, 6]
      )");
}

}  // namespace mixgrad
