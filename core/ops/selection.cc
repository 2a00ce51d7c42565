// Choosing between tensors, element by element.
#include <cmath>

#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

MIXGRAD_FUNCTION(where) {
  f.summary("Takes elements from one tensor where a condition holds, and from another elsewhere.")
      .description("The gradient goes to the operand an element was taken from. Both operands are evaluated in full.")
      .math("out_i = x1_i if condition_i, else x2_i")
      .reference("Python Array API standard 2024.12, where")
      .tensor("condition", "Where to take elements of x1.", "bool")
      .tensor_or_number("x1", "Elements for where the condition is true.")
      .tensor_or_number("x2", "Elements for where the condition is false.")
      .output("out", "The chosen elements, of the three shapes' broadcast shape.", "promoted(x1, x2)",
              "broadcast(condition, x1, x2)")
      .error("shape", "the shapes do not broadcast")
      .result_dtype([](Infer& infer) { return infer.promoted(1, 3); })
      .elementwise([](Program& p) {
        uint8_t condition = p.input(0), a = p.input(1), b = p.input(2);
        p.add(Instruction::kSelect, condition, a, b);
      })
      .gradient({"condition"},
                [](Backward& b) {
                  Tensor condition = b.input(0);
                  if (b.needs(1)) set_broadcast(b, 1, op<"where">(b.context, condition, b.grad(), Value(int64_t{0})));
                  if (b.needs(2)) set_broadcast(b, 2, op<"where">(b.context, condition, Value(int64_t{0}), b.grad()));
                })
      .example(R"(
        let x = tensor([1, -2, 3])
        expect where(greater(x, 0), x, 0) = [1, 0, 3]
      )");
}

namespace {

// x, but the bound where x is beyond it, and where the bound is not a number: comparisons alone would then limit
// nothing.
Tensor limited(Context& c, const Tensor& x, const Tensor& beyond, const Value& bound) {
  Tensor taken = beyond;
  if (!bound.is_tensor()) {
    if (std::isnan(bound.as_float())) taken = op<"logical_or">(c, beyond, Value(true));
  } else if (is_floating(bound.tensor_impl()->dtype)) {
    taken = op<"logical_or">(c, beyond, op<"not_equal">(c, bound, bound));
  }
  return op<"where">(c, taken, bound, x);
}

}  // namespace

MIXGRAD_FUNCTION(clip) {
  f.summary("Limits each element to an interval.")
      .description(
          "Elements below min become min, elements above max become max; if min is larger than max the result is max. "
          "NaN stays NaN, and where a bound is NaN so is the result. The "
          "gradient goes to x where x lies between the bounds, else to the bound. The dtype is the "
          "promoted one of all that is given.")
      .math("out_i = min(max(x_i, min_i), max_i)")
      .reference("Python Array API standard 2024.12, clip")
      .alias("clamp")
      .tensor("x", "The tensor.", "numeric")
      .tensor_or_number("min", "Lower bound; its shape broadcasts with x's. No bound if it is left out.", "numeric")
      .optional()
      .tensor_or_number("max", "Upper bound; its shape broadcasts with x's. No bound if it is left out.", "numeric")
      .optional()
      .output("out", "The limited elements.", "promoted(x, min, max)", "broadcast(x, min, max)")
      .error("shape", "the shapes do not broadcast")
      .method_of_tensor()
      .shape([](Infer& infer) { infer.output(infer.promoted(0, 3), infer.broadcast_shape(0, 3)); })
      .composed([](Invocation& call) {
        Tensor out = as_dtype(call.context, call.tensor(0), Infer(call.function, call.arguments).promoted(0, 3));
        Context& c = call.context;
        if (call.has(1)) out = limited(c, out, op<"less_equal">(c, out, call[1]), call[1]);
        if (call.has(2)) out = limited(c, out, op<"greater_equal">(c, out, call[2]), call[2]);
        call.result(out);
      })
      .example(R"(
        let x = tensor([-2, 0.5, 7])
        expect clip(x, 0, max: 1) = [0, 0.5, 1]
        expect clip(x, max: 5) = [-2, 0.5, 5]
      )");
}

}  // namespace mixgrad
