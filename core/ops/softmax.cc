// Exponentials that add up to one along an axis.
#include "core/kernels/rows.h"
#include "core/ops/formula.h"
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
FunctionBuilder& along(FunctionBuilder& f, const char* reference) {
  return f.reference(reference)
      .tensor("x", "The tensor. Integers compute in float32.", "numeric")
      .attribute("axis", types::axis, -1, "The axis along which the exponentials add up to 1.")
      .output("out", "The result, of x's shape.", "floating(x)", "[...]")
      .error("index", "x has no such axis")
      .batching("axis")
      .shape([](Infer& infer) { infer.output(floating_dtype(infer.dtype(0)), infer.shape(0)); });
}
Value along_axis(const Value& axis) { return Value(Shape{axis.as_int()}); }

// In one pass over rows that lie side by side; false if somebody records the steps.
bool gradient_of_rows(Backward& b, bool logarithm) {
  const Tensor &g = b.grad(), y = b.output(0);
  int axis = static_cast<int>(b.argument(1).as_int());
  bool computes = g.dtype() == y.dtype() && b.dtype(0) == y.dtype() && item_bytes(y.dtype()) >= 4;
  if (!computes || y.elements() == 0 || y.rank() == 0 || axis != y.rank() - 1 || !nobody_records(b.context, {g, y}))
    return false;
  int64_t n = y.shape()[axis];
  if (n < 2) return false;
  Tensor out = Tensor::empty(y.dtype(), y.shape());
  softmax_gradient_rows_cpu(g, y, n, logarithm, out);
  b.set(0, out);
  return true;
}
}  // namespace

MIXGRAD_FUNCTION(softmax) {
  along(f, "PyTorch 2.x, torch.nn.functional.softmax")
      .method_of_tensor()
      .summary("Exponentials along an axis, scaled so that they add up to 1.")
      .description("The largest element is subtracted first, so large elements do not overflow.")
      .math("out_i = e^{x_i} / \\sum_j e^{x_j}")
      .gradient({"out"},
                [](Backward& b) {
                  if (gradient_of_rows(b, false)) return;
                  Tensor y = b.output(0), weighted = op<"multiply">(b.context, b.grad(), y);
                  Tensor total = op<"sum">(b.context, weighted, along_axis(b.argument(1)), Value(true));
                  Tensor g = op<"subtract">(b.context, weighted, op<"multiply">(b.context, y, total));
                  b.set(0, as_dtype(b.context, g, b.dtype(0)));
                })
      .example(R"(
        expect softmax(tensor([[0, 0], [1, 1]])) = [[0.5, 0.5], [0.5, 0.5]]
        expect softmax(tensor([1, 2, 3])) = [0.0900306, 0.2447285, 0.6652410] within 1e-6
      )");
}

MIXGRAD_FUNCTION(log_softmax) {
  along(f, "PyTorch 2.x, torch.nn.functional.log_softmax")
      .method_of_tensor()
      .summary("Logarithm of softmax.")
      .description(
          "More exact than the logarithm of the result of softmax, and never minus infinity for finite x in range.")
      .math("out_i = x_i - \\ln \\sum_j e^{x_j}")
      .gradient({"out"},
                [](Backward& b) {
                  if (gradient_of_rows(b, true)) return;
                  Tensor total = op<"sum">(b.context, b.grad(), along_axis(b.argument(1)), Value(true));
                  Tensor g = op<"subtract">(b.context, b.grad(),
                                            op<"multiply">(b.context, op<"exp">(b.context, b.output(0)), total));
                  b.set(0, as_dtype(b.context, g, b.dtype(0)));
                })
      .example(R"(
        expect log_softmax(tensor([1, 2, 3])) = [-2.4076059, -1.4076059, -0.4076059] within 1e-6
      )");
}

MIXGRAD_FUNCTION(softmin) {
  along(f, "PyTorch 2.x, torch.nn.functional.softmin")
      .in_namespace("nn")
      .summary("softmax of the negative elements: the smallest gets the most.")
      .description("The smallest element is subtracted first, so small elements do not overflow.")
      .math("out_i = e^{-x_i} / \\sum_j e^{-x_j}")
      .composed([](Invocation& call) {
        Tensor x = as_dtype(call.context, call.tensor(0), floating_dtype(call.tensor(0).dtype()));
        call.result(op<"softmax">(call.context, op<"negative">(call.context, x), call[1]));
      })
      .example(R"(
        expect softmin(tensor([1, 2, 3])) = [0.6652410, 0.2447285, 0.0900306] within 1e-6
      )");
}

}  // namespace mixgrad
