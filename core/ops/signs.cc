// Signs of numbers, steps at zero, and the numbers next to a number.
#include "core/ops/families.h"

namespace mixgrad {

MIXGRAD_FUNCTION(positive) {
  unary(f, "Python Array API standard 2024.12, positive")
      .summary("Each element as it is.")
      .description("What a plus sign in front of a tensor does: a copy.")
      .math("out_i = +x_i")
      .shape([](Infer& infer) { infer.output(infer.dtype(0), infer.shape(0)); })
      .composed([](Invocation& call) { call.result(op<"copy">(call.context, call.tensor(0))); })
      .example(R"(
        expect positive(tensor([1, -2])) = [1, -2]
      )");
}

MIXGRAD_FUNCTION(signbit) {
  f.summary("Tells where elements have a negative sign.")
      .description(
          "True for the negative zero too, and for a NaN whose sign is set; the sign of a NaN that a calculation gave "
          "depends on the machine.")
      .math("out_i = [x_i < 0 \\lor x_i = -0]")
      .reference("Python Array API standard 2024.12, signbit")
      .tensor("x", "Operand.", "numeric")
      .output("out", "True where it is so, of x's shape.", "bool", "[...]")
      .method_of_tensor()
      .trait("elementwise")
      .trait("broadcasting")
      .shape([](Infer& infer) { infer.output(DType::kBool, infer.shape(0)); })
      .batching("elementwise")
      .no_gradient("piecewise constant")
      .example(R"(
        expect signbit(tensor([-1, 0, 2])) = [true, false, false]
      )");
}

MIXGRAD_FUNCTION(copysign) {
  floating_binary(f, "Python Array API standard 2024.12, copysign")
      .summary("The size of the first operand with the sign of the second, element by element.")
      .description(
          "A negative zero in x2 gives a negative sign; NaN counts as positive. The gradient goes to x1, and is 0 "
          "where "
          "x1 is 0.")
      .math("out_i = |x1_i| \\operatorname{sgn}(x2_i)")
      .elementwise([](Program& p) {
        uint8_t size = p.add(Instruction::kAbs, p.input(0)), negative = is_negative(p, p.input(1));
        p.add(Instruction::kSelect, negative, p.add(Instruction::kNegative, size), size);
      })
      .gradient({"x1", "out"},
                [](Backward& b) {
                  if (!b.needs(0)) return;
                  Context& c = b.context;
                  Tensor turned = op<"multiply">(c, op<"sign">(c, b.input(0)), op<"sign">(c, b.output(0)));
                  set_broadcast(b, 0, op<"multiply">(c, b.grad(), turned));
                })
      .example(R"(
        expect copysign(tensor([1, -2, 3]), tensor([-1, 1, -5])) = [-1, 2, -3]
      )");
}

MIXGRAD_FUNCTION(heaviside) {
  floating_binary(f, "NumPy 2.x, numpy.heaviside")
      .summary("A step: 0 below zero, 1 above, and the second operand at zero.")
      .description("NaN in x1 stays NaN. The gradient goes to x2, where x1 is 0.")
      .math("out_i = x1_i < 0 \\;?\\; 0 : x1_i > 0 \\;?\\; 1 : x2_i")
      .elementwise([](Program& p) {
        uint8_t x = p.input(0), at_zero = p.input(1), zero = p.constant(0);
        uint8_t above = p.add(Instruction::kGreater, x, zero), nan = p.add(Instruction::kIsNan, x);
        uint8_t step = p.add(Instruction::kSelect, nan, x, above), nothing = p.add(Instruction::kEqual, x, zero);
        p.add(Instruction::kSelect, nothing, at_zero, step);
      })
      .gradient({"x1"},
                [](Backward& b) {
                  if (!b.needs(1)) return;
                  Tensor nothing = op<"equal">(b.context, b.operand(0), Value(int64_t{0}));
                  set_broadcast(b, 1, op<"where">(b.context, nothing, b.grad(), Value(int64_t{0})));
                })
      .example(R"(
        expect heaviside(tensor([-2, 0, 3]), 0.5) = [0, 0.5, 1]
      )");
}

MIXGRAD_FUNCTION(nextafter) {
  floating_binary(f, "Python Array API standard 2024.12, nextafter")
      .summary("The next number from the first operand towards the second, element by element.")
      .description(
          "A step of the result's dtype. The second operand itself where the two are equal; NaN if either is. The "
          "gradient goes to x1, and to x2 where the two are equal.")
      .math("out_i = \\operatorname{next}(x1_i \\to x2_i)")
      .shape(infer_elementwise)
      .batching("elementwise")
      .gradient({"x1", "x2"},  // a step is added to the first, until it is the second
                [](Backward& b) {
                  Context& c = b.context;
                  Tensor same = op<"equal">(c, b.operand(0), b.operand(1));
                  Value none(int64_t{0});
                  if (b.needs(0)) set_broadcast(b, 0, op<"where">(c, same, none, b.grad()));
                  if (b.needs(1)) set_broadcast(b, 1, op<"where">(c, same, b.grad(), none));
                })
      .example(R"(
        expect subtract(nextafter(tensor([1, 2]), 10), tensor([1, 2])) = [1.1920929e-7, 2.3841858e-7] within 1e-12
      )");
}

}  // namespace mixgrad
