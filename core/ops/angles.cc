// Angles: the inverse trigonometric functions, and the length and direction of a vector in the plane.
#include <cmath>

#include "core/ops/families.h"

namespace mixgrad {

namespace {

uint8_t times(Program& p, uint8_t a, uint8_t b) { return p.add(Instruction::kMultiply, a, b); }
uint8_t minus(Program& p, uint8_t a, uint8_t b) { return p.add(Instruction::kSubtract, a, b); }
// sqrt(1 - x^2)
uint8_t other_side(Program& p, uint8_t x) {
  uint8_t one = p.constant(1), less = minus(p, one, x), more = p.add(Instruction::kAdd, one, x);
  return p.add(Instruction::kSqrt, times(p, less, more));
}

void atan_program(Program& p) {
  uint8_t x = p.input(0);
  p.add(Instruction::kAtan2, x, p.constant(1));
}

// An operand in the dtype in which the gradient is computed.
Value wide_operand(Backward& b, int i) {
  Value x = b.operand(i);
  return x.is_tensor() ? Value(as_dtype(b.context, x.as_tensor(), wide_dtype_of(b.grad().dtype()))) : x;
}
Value square_of(Context& c, const Value& x) {
  return x.is_tensor() ? Value(op<"square">(c, x)) : Value(x.as_float() * x.as_float());
}
// grad / sqrt(1 - x^2)
Tensor arc_gradient(Backward& b) {
  Tensor rest = op<"subtract">(b.context, Value(int64_t{1}), op<"square">(b.context, b.input(0)));
  return op<"divide">(b.context, b.grad(), op<"sqrt">(b.context, rest));
}

}  // namespace

MIXGRAD_FUNCTION(atan) {
  floating_unary(f, "Python Array API standard 2024.12, atan")
      .summary("Angle whose tangent is the element.")
      .description("In radians, between -pi/2 and pi/2, which the infinities give. The sign of a zero stays.")
      .math("out_i = \\arctan x_i")
      .alias("arctan")
      .compute_dtype(wide_result)
      .elementwise(atan_program)
      .gradient({"x"},
                [](Backward& b) {
                  Tensor divisor = op<"add">(b.context, op<"square">(b.context, b.input(0)), Value(int64_t{1}));
                  set_floating(b, op<"divide">(b.context, b.grad(), divisor));
                })
      .example(R"(
        expect atan(tensor([0, 1])) = [0, 0.7853982] within 1e-6
      )");
}

MIXGRAD_FUNCTION(asin) {
  floating_unary(f, "Python Array API standard 2024.12, asin")
      .summary("Angle whose sine is the element.")
      .description("In radians, between -pi/2 and pi/2. NaN below -1 and above 1. The sign of a zero stays.")
      .math("out_i = \\arcsin x_i")
      .alias("arcsin")
      .compute_dtype(wide_result)
      .elementwise([](Program& p) {
        uint8_t x = p.input(0);
        p.add(Instruction::kAtan2, x, other_side(p, x));
      })
      .gradient({"x"}, [](Backward& b) { set_floating(b, arc_gradient(b)); })
      .example(R"(
        expect asin(tensor([0, 1])) = [0, 1.5707963] within 1e-6
      )");
}

MIXGRAD_FUNCTION(acos) {
  floating_unary(f, "Python Array API standard 2024.12, acos")
      .summary("Angle whose cosine is the element.")
      .description("In radians, between 0 and pi. NaN below -1 and above 1.")
      .math("out_i = \\arccos x_i")
      .alias("arccos")
      .compute_dtype(wide_result)
      .elementwise([](Program& p) {
        uint8_t x = p.input(0), side = other_side(p, x);
        p.add(Instruction::kAtan2, side, x);
      })
      .gradient({"x"}, [](Backward& b) { set_floating(b, op<"negative">(b.context, arc_gradient(b))); })
      .example(R"(
        expect acos(tensor([1, 0])) = [0, 1.5707963] within 1e-6
      )");
}

MIXGRAD_FUNCTION(atan2) {
  floating_binary(f, "Python Array API standard 2024.12, atan2")
      .summary("Angle of the point whose height is x1 and whose distance to the right is x2.")
      .description(
          "In radians, from -pi to pi, in the quadrant that the signs of both operands say, those of zeros and "
          "infinities too.")
      .math("out_i = \\operatorname{atan2}(x1_i, x2_i)")
      .alias("arctan2")
      .compute_dtype(wide_result)
      .elementwise(binary_instruction<Instruction::kAtan2>)
      .gradient({"x1", "x2"},
                [](Backward& b) {
                  Context& c = b.context;
                  Value y = wide_operand(b, 0), x = wide_operand(b, 1);
                  Tensor length = op<"add">(c, square_of(c, y), square_of(c, x));
                  // At the origin, which has no angle, the gradient is 0.
                  length = op<"where">(c, op<"equal">(c, length, Value(int64_t{0})), Value(INFINITY), length);
                  Tensor share = op<"divide">(c, as_dtype(c, b.grad(), wide_dtype_of(b.grad().dtype())), length);
                  if (b.needs(0)) set_broadcast(b, 0, op<"multiply">(c, share, x));
                  if (b.needs(1)) set_broadcast(b, 1, op<"negative">(c, op<"multiply">(c, share, y)));
                })
      .example(R"(
        expect atan2(tensor([1, 1, 0]), tensor([1, -1, -1])) = [0.7853982, 2.3561945, 3.1415927] within 1e-6
      )");
}

MIXGRAD_FUNCTION(hypot) {
  floating_binary(f, "Python Array API standard 2024.12, hypot")
      .summary("Length of the vector with two components, element by element.")
      .description("Does not overflow where the squares would. Infinite if either operand is, even beside a NaN.")
      .math("out_i = \\sqrt{x1_i^2 + x2_i^2}")
      .compute_dtype(wide_result)
      .elementwise(binary_instruction<Instruction::kHypot>)
      .gradient({"x1", "x2", "out"},
                [](Backward& b) {
                  Tensor share = op<"divide">(b.context, b.grad(), b.output(0));
                  for (int i = 0; i < 2; ++i) {
                    if (b.needs(i)) set_broadcast(b, i, op<"multiply">(b.context, share, b.operand(i)));
                  }
                })
      .example(R"(
        expect hypot(tensor([3, 5]), tensor([4, 12])) = [5, 13]
      )");
}

}  // namespace mixgrad
