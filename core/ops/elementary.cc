// Exponentials and logarithms near zero and to other bases, and the trigonometric and hyperbolic functions.
#include "core/ops/families.h"

namespace mixgrad {

namespace {

Tensor times(Backward& b, const Tensor& slope) { return op<"multiply">(b.context, b.grad(), slope); }
Tensor over(Backward& b, const Tensor& divisor) { return op<"divide">(b.context, b.grad(), divisor); }
Tensor one_plus(Backward& b, const Tensor& x) { return op<"add">(b.context, x, Value(int64_t{1})); }
Tensor one_minus(Backward& b, const Tensor& x) { return op<"subtract">(b.context, Value(int64_t{1}), x); }
Tensor square(Backward& b, const Tensor& x) { return op<"square">(b.context, x); }

constexpr double kLn2 = 0.69314718055994530942, kLn10 = 2.30258509299404568402;

// (e^|x| - e^-|x|) / 2 from e^|x| - 1 where that is small, and half of e^(|x|/2) squared where it might overflow.
void sinh_program(Program& p) {
  uint8_t x = p.input(0), a = p.add(Instruction::kAbs, x), one = p.constant(1), half = p.constant(0.5);
  uint8_t e = p.add(Instruction::kExpm1, a);
  uint8_t inner = p.add(Instruction::kAdd, e, p.add(Instruction::kDivide, e, p.add(Instruction::kAdd, e, one)));
  uint8_t near = p.add(Instruction::kMultiply, inner, half);
  uint8_t root = p.add(Instruction::kExp, p.add(Instruction::kMultiply, a, half));
  uint8_t far = p.add(Instruction::kMultiply, p.add(Instruction::kMultiply, root, half), root);
  uint8_t size = p.add(Instruction::kSelect, p.add(Instruction::kGreater, a, p.constant(20)), far, near);
  uint8_t negative = p.add(Instruction::kLess, x, p.constant(0));
  uint8_t nothing = p.add(Instruction::kEqual, x, p.constant(0));
  uint8_t result = p.add(Instruction::kSelect, negative, p.add(Instruction::kNegative, size), size);
  p.add(Instruction::kSelect, nothing, x, result);
}

void cosh_program(Program& p) {
  uint8_t a = p.add(Instruction::kAbs, p.input(0)), half = p.constant(0.5);
  uint8_t root = p.add(Instruction::kExp, p.add(Instruction::kMultiply, a, half));
  uint8_t growing = p.add(Instruction::kMultiply, p.add(Instruction::kMultiply, root, half), root);
  uint8_t falling = p.add(Instruction::kMultiply, half, p.add(Instruction::kExp, p.add(Instruction::kNegative, a)));
  p.add(Instruction::kAdd, growing, falling);
}

// log(|x| + sqrt(x^2 + 1)), written so that small operands keep their digits and large ones do not overflow.
void asinh_program(Program& p) {
  uint8_t x = p.input(0), a = p.add(Instruction::kAbs, x), one = p.constant(1);
  uint8_t small = p.add(Instruction::kMinimum, a, p.constant(1e9));
  uint8_t square = p.add(Instruction::kMultiply, small, small);
  uint8_t root = p.add(Instruction::kSqrt, p.add(Instruction::kAdd, square, one));
  uint8_t rest = p.add(Instruction::kDivide, square, p.add(Instruction::kAdd, root, one));
  uint8_t near = p.add(Instruction::kLog1p, p.add(Instruction::kAdd, small, rest));
  uint8_t far = p.add(Instruction::kAdd, p.add(Instruction::kLog, a), p.constant(kLn2));
  uint8_t size = p.add(Instruction::kSelect, p.add(Instruction::kGreater, a, p.constant(1e9)), far, near);
  uint8_t negative = p.add(Instruction::kLess, x, p.constant(0));
  uint8_t nothing = p.add(Instruction::kEqual, x, p.constant(0));
  uint8_t result = p.add(Instruction::kSelect, negative, p.add(Instruction::kNegative, size), size);
  p.add(Instruction::kSelect, nothing, x, result);
}

// log(x + sqrt(x^2 - 1)) from t = x - 1.
void acosh_program(Program& p) {
  uint8_t x = p.input(0), one = p.constant(1);
  // Far below 1 the sum of t and the root would be rounded to -1 or more, which log1p takes.
  uint8_t small = p.add(Instruction::kMaximum, p.add(Instruction::kMinimum, x, p.constant(1e9)), p.constant(0));
  uint8_t t = p.add(Instruction::kSubtract, small, one);
  uint8_t product = p.add(Instruction::kMultiply, t, p.add(Instruction::kAdd, small, one));
  uint8_t near = p.add(Instruction::kLog1p, p.add(Instruction::kAdd, t, p.add(Instruction::kSqrt, product)));
  uint8_t far = p.add(Instruction::kAdd, p.add(Instruction::kLog, x), p.constant(kLn2));
  uint8_t is_far = p.add(Instruction::kGreater, x, p.constant(1e9));
  p.add(Instruction::kSelect, is_far, far, near);
}

void atanh_program(Program& p) {
  uint8_t x = p.input(0), a = p.add(Instruction::kAbs, x), one = p.constant(1);
  uint8_t t = p.add(Instruction::kDivide, p.add(Instruction::kAdd, a, a), p.add(Instruction::kSubtract, one, a));
  uint8_t size = p.add(Instruction::kMultiply, p.constant(0.5), p.add(Instruction::kLog1p, t));
  uint8_t negative = p.add(Instruction::kLess, x, p.constant(0));
  uint8_t nothing = p.add(Instruction::kEqual, x, p.constant(0));
  uint8_t result = p.add(Instruction::kSelect, negative, p.add(Instruction::kNegative, size), size);
  p.add(Instruction::kSelect, nothing, x, result);
}

}  // namespace

MIXGRAD_FUNCTION(expm1) {
  floating_unary(f, "Python Array API standard 2024.12, expm1")
      .summary("Exponential of each element, minus 1.")
      .description("Keeps its digits where x is near 0. Error at most 1.5 units in the last place.")
      .math("out_i = e^{x_i} - 1")
      .elementwise(unary_instruction<Instruction::kExpm1>)
      .gradient({"out"}, [](Backward& b) { set_floating(b, times(b, one_plus(b, b.output(0)))); })
      .example(R"(
        expect expm1(tensor([0, 1])) = [0, 1.7182818] within 1e-6
      )");
}

MIXGRAD_FUNCTION(log1p) {
  floating_unary(f, "Python Array API standard 2024.12, log1p")
      .summary("Natural logarithm of 1 plus each element.")
      .description("Keeps its digits where x is near 0. -1 gives minus infinity, lower elements give NaN.")
      .math("out_i = \\ln(1 + x_i)")
      .elementwise(unary_instruction<Instruction::kLog1p>)
      .gradient({"x"}, [](Backward& b) { set_floating(b, over(b, one_plus(b, b.input(0)))); })
      .example(R"(
        expect log1p(tensor([0, 1])) = [0, 0.6931472] within 1e-6
      )");
}

MIXGRAD_FUNCTION(log2) {
  floating_unary(f, "Python Array API standard 2024.12, log2")
      .summary("Logarithm to the base 2 of each element.")
      .description("Exact for powers of two. 0 gives minus infinity, negative elements give NaN.")
      .math("out_i = \\log_2 x_i")
      .elementwise(unary_instruction<Instruction::kLog2>)
      .gradient({"x"},
                [](Backward& b) { set_floating(b, over(b, op<"multiply">(b.context, b.input(0), Value(kLn2)))); })
      .example(R"(
        expect log2(tensor([1, 8])) = [0, 3]
      )");
}

MIXGRAD_FUNCTION(log10) {
  floating_unary(f, "Python Array API standard 2024.12, log10")
      .summary("Logarithm to the base 10 of each element.")
      .description("0 gives minus infinity, negative elements give NaN.")
      .math("out_i = \\log_{10} x_i")
      .elementwise(unary_instruction<Instruction::kLog10>)
      .gradient({"x"},
                [](Backward& b) { set_floating(b, over(b, op<"multiply">(b.context, b.input(0), Value(kLn10)))); })
      .example(R"(
        expect log10(tensor([1, 1000])) = [0, 3] within 1e-6
      )");
}

MIXGRAD_FUNCTION(sin) {
  floating_unary(f, "Python Array API standard 2024.12, sin")
      .summary("Sine of each element.")
      .description("The angle is in radians; large angles are reduced exactly. Infinities give NaN.")
      .math("out_i = \\sin x_i")
      .elementwise(unary_instruction<Instruction::kSin>)
      .gradient({"x"}, [](Backward& b) { set_floating(b, times(b, op<"cos">(b.context, b.input(0)))); })
      .example(R"(
        expect sin(tensor([0, 1])) = [0, 0.841471] within 1e-6
      )");
}

MIXGRAD_FUNCTION(cos) {
  floating_unary(f, "Python Array API standard 2024.12, cos")
      .summary("Cosine of each element.")
      .description("The angle is in radians; large angles are reduced exactly. Infinities give NaN.")
      .math("out_i = \\cos x_i")
      .elementwise(unary_instruction<Instruction::kCos>)
      .gradient(
          {"x"},
          [](Backward& b) { set_floating(b, op<"negative">(b.context, times(b, op<"sin">(b.context, b.input(0))))); })
      .example(R"(
        expect cos(tensor([0, 1])) = [1, 0.5403023] within 1e-6
      )");
}

MIXGRAD_FUNCTION(tan) {
  floating_unary(f, "Python Array API standard 2024.12, tan")
      .summary("Tangent of each element.")
      .description("The angle is in radians. Infinities give NaN.")
      .math("out_i = \\tan x_i")
      .compute_dtype(wide_result)
      .elementwise(unary_instruction<Instruction::kTan>)
      .gradient({"out"}, [](Backward& b) { set_floating(b, times(b, one_plus(b, square(b, b.output(0))))); })
      .example(R"(
        expect tan(tensor([0, 1])) = [0, 1.5574077] within 1e-6
      )");
}

MIXGRAD_FUNCTION(sinh) {
  floating_unary(f, "Python Array API standard 2024.12, sinh")
      .summary("Hyperbolic sine of each element.")
      .description("Keeps its digits near 0.")
      .math("out_i = (e^{x_i} - e^{-x_i}) / 2")
      .compute_dtype(wide_result)
      .elementwise(sinh_program)
      .gradient({"x"}, [](Backward& b) { set_floating(b, times(b, op<"cosh">(b.context, b.input(0)))); })
      .example(R"(
        expect sinh(tensor([0, 1])) = [0, 1.1752012] within 1e-6
      )");
}

MIXGRAD_FUNCTION(cosh) {
  floating_unary(f, "Python Array API standard 2024.12, cosh")
      .summary("Hyperbolic cosine of each element.")
      .description("At least 1.")
      .math("out_i = (e^{x_i} + e^{-x_i}) / 2")
      .compute_dtype(wide_result)
      .elementwise(cosh_program)
      .gradient({"x"}, [](Backward& b) { set_floating(b, times(b, op<"sinh">(b.context, b.input(0)))); })
      .example(R"(
        expect cosh(tensor([0, 1])) = [1, 1.5430806] within 1e-6
      )");
}

MIXGRAD_FUNCTION(asinh) {
  floating_unary(f, "Python Array API standard 2024.12, asinh")
      .summary("Inverse hyperbolic sine of each element.")
      .description("Keeps its digits near 0.")
      .math("out_i = \\ln(x_i + \\sqrt{x_i^2 + 1})")
      .compute_dtype(wide_result)
      .elementwise(asinh_program)
      .gradient(
          {"x"},
          [](Backward& b) { set_floating(b, over(b, op<"sqrt">(b.context, one_plus(b, square(b, b.input(0)))))); })
      .example(R"(
        expect asinh(tensor([0, 1])) = [0, 0.8813736] within 1e-6
      )");
}

MIXGRAD_FUNCTION(acosh) {
  floating_unary(f, "Python Array API standard 2024.12, acosh")
      .summary("Inverse hyperbolic cosine of each element.")
      .description("Elements below 1 give NaN.")
      .math("out_i = \\ln(x_i + \\sqrt{x_i^2 - 1})")
      .compute_dtype(wide_result)
      .elementwise(acosh_program)
      .gradient({"x"},
                [](Backward& b) {
                  Tensor x = b.input(0);
                  Tensor below = op<"subtract">(b.context, square(b, x), Value(int64_t{1}));
                  set_floating(b, over(b, op<"sqrt">(b.context, below)));
                })
      .example(R"(
        expect acosh(tensor([1, 2])) = [0, 1.316958] within 1e-6
      )");
}

MIXGRAD_FUNCTION(atanh) {
  floating_unary(f, "Python Array API standard 2024.12, atanh")
      .summary("Inverse hyperbolic tangent of each element.")
      .description("-1 and 1 give infinities, elements beyond them NaN.")
      .math("out_i = \\ln((1 + x_i) / (1 - x_i)) / 2")
      .compute_dtype(wide_result)
      .elementwise(atanh_program)
      .gradient({"x"}, [](Backward& b) { set_floating(b, over(b, one_minus(b, square(b, b.input(0))))); })
      .example(R"(
        expect atanh(tensor([0, 0.5])) = [0, 0.5493061] within 1e-6
      )");
}

MIXGRAD_FUNCTION(erf) {
  floating_unary(f, "SciPy 1.17, scipy.special.erf; NIST Digital Library of Mathematical Functions, 7.2.1")
      .summary("Error function of each element.")
      .description("Error at most 1 unit in the last place in float32; the same bits on every machine.")
      .math("out_i = \\frac{2}{\\sqrt{\\pi}} \\int_0^{x_i} e^{-t^2} dt")
      .elementwise(unary_instruction<Instruction::kErf>)
      .gradient({"x"},
                [](Backward& b) {
                  Tensor bell = op<"exp">(b.context, op<"negative">(b.context, square(b, b.input(0))));
                  set_floating(b, times(b, op<"multiply">(b.context, bell, Value(1.1283791670955126))));
                })
      .example(R"(
        expect erf(tensor([0, 1])) = [0, 0.8427008] within 1e-6
      )");
}

MIXGRAD_FUNCTION(reciprocal) {
  floating_unary(f, "Python Array API standard 2024.12, reciprocal")
      .summary("One divided by each element.")
      .description("0 gives an infinity.")
      .math("out_i = 1 / x_i")
      .elementwise(unary_instruction<Instruction::kReciprocal>)
      .gradient({"out"},
                [](Backward& b) { set_floating(b, op<"negative">(b.context, times(b, square(b, b.output(0))))); })
      .example(R"(
        expect reciprocal(tensor([2, -4])) = [0.5, -0.25]
      )");
}

MIXGRAD_FUNCTION(ndtr) {
  floating_unary(f, "SciPy 1.17, scipy.special.ndtr; NIST Digital Library of Mathematical Functions, 7.2.2")
      .summary("The probability that a standard normal variable is below each element.")
      .description("Small results keep their digits. Error at most 2 units in the last place in float32.")
      .math("out_i = \\frac{1}{\\sqrt{2 \\pi}} \\int_{-\\infty}^{x_i} e^{-t^2 / 2} dt")
      .elementwise(unary_instruction<Instruction::kNormalCdf>)
      .gradient({"x"},
                [](Backward& b) {
                  Tensor half = op<"multiply">(b.context, square(b, b.input(0)), Value(-0.5));
                  Tensor bell = op<"exp">(b.context, half);
                  set_floating(b,
                               times(b, op<"multiply">(b.context, bell, Value(0.3989422804014326779))));  // 1 / √(2 pi)
                })
      .example(R"(
        expect ndtr(tensor([0, 1])) = [0.5, 0.8413447] within 1e-6
      )");
}

}  // namespace mixgrad
