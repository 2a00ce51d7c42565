// Elementwise functions of one operand.
#include "core/ops/families.h"
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

MIXGRAD_FUNCTION(negative) {
  unary(f, "Python Array API standard 2024.12, negative")
      .summary("Changes the sign of each element.")
      .description(
          "Integers wrap around: the lowest value of a signed type, and unsigned values, count modulo two to the "
          "number of bits.")
      .math("out_i = -x_i")
      .alias("neg")
      .language_operator("neg")
      .elementwise(unary_instruction<Instruction::kNegative>)
      .gradient({}, [](Backward& b) { b.set(0, op<"negative">(b.context, b.grad())); })
      .example(R"(
        expect negative(tensor([1, -2, 0.5])) = [-1, 2, -0.5]
      )");
}

MIXGRAD_FUNCTION(abs) {
  unary(f, "Python Array API standard 2024.12, abs")
      .summary("Absolute value of each element.")
      .description(
          "The lowest value of a signed integer type has no positive counterpart and stays. The gradient at 0 is 0.")
      .math("out_i = |x_i|")
      .language_operator("abs")
      .elementwise(unary_instruction<Instruction::kAbs>)
      .gradient({"x"},
                [](Backward& b) { b.set(0, op<"multiply">(b.context, b.grad(), op<"sign">(b.context, b.input(0)))); })
      .example(R"(
        expect abs(tensor([1, -2, 0])) = [1, 2, 0]
      )");
}

MIXGRAD_FUNCTION(sign) {
  unary(f, "Python Array API standard 2024.12, sign")
      .summary("Sign of each element: -1, 0 or 1.")
      .description("NaN stays NaN. Unsigned elements give 0 or 1.")
      .math("out_i = [x_i > 0] - [x_i < 0]")
      .elementwise(unary_instruction<Instruction::kSign>)
      .no_gradient("piecewise constant")
      .example(R"(
        expect sign(tensor([1.5, -2, 0])) = [1, -1, 0]
      )");
}

MIXGRAD_FUNCTION(square) {
  unary(f, "Python Array API standard 2024.12, square")
      .summary("Square of each element.")
      .description("Integers wrap around.")
      .math("out_i = x_i^2")
      .elementwise(unary_instruction<Instruction::kSquare>)
      .gradient({"x"},
                [](Backward& b) {
                  b.set(0,
                        op<"multiply">(b.context, op<"multiply">(b.context, b.grad(), b.input(0)), Value(int64_t{2})));
                })
      .example(R"(
        expect square(tensor([1, -2, 3])) = [1, 4, 9]
      )");
}

MIXGRAD_FUNCTION(relu) {
  unary(f, "PyTorch 2.x, torch.nn.functional.relu")
      .summary("Sets negative elements to zero.")
      .description("NaN stays NaN. The gradient at 0 is 0.")
      .math("out_i = max(x_i, 0)")
      .reference("Nair and Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines, ICML 2010")
      .elementwise([](Program& p) {
        uint8_t x = p.input(0), zero = p.constant(0);
        p.add(Instruction::kMaximum, x, zero);
      })
      .gradient({"out"},
                [](Backward& b) {
                  Tensor on = op<"greater">(b.context, b.output(0), Value(int64_t{0}));
                  b.set(0, op<"where">(b.context, on, b.grad(), Value(int64_t{0})));
                })
      .example(R"(
        expect relu(tensor([-1, 0, 2.5])) = [0, 0, 2.5]
      )");
}

MIXGRAD_FUNCTION(exp) {
  floating_unary(f, "Python Array API standard 2024.12, exp")
      .summary("Exponential of each element.")
      .description("Error at most 1 unit in the last place in float32; the same bits on every machine.")
      .math("out_i = e^{x_i}")
      .elementwise(unary_instruction<Instruction::kExp>)
      .gradient({"out"}, [](Backward& b) { set_floating(b, op<"multiply">(b.context, b.grad(), b.output(0))); })
      .example(R"(
        expect exp(tensor([0, 1])) = [1, 2.7182817] within 1e-6
      )");
}

MIXGRAD_FUNCTION(log) {
  floating_unary(f, "Python Array API standard 2024.12, log")
      .summary("Natural logarithm of each element.")
      .description("0 gives minus infinity, negative elements give NaN.")
      .math("out_i = \\ln x_i")
      .elementwise(unary_instruction<Instruction::kLog>)
      .gradient({"x"}, [](Backward& b) { set_floating(b, op<"divide">(b.context, b.grad(), b.input(0))); })
      .example(R"(
        expect log(tensor([1, 2])) = [0, 0.6931472] within 1e-6
      )");
}

MIXGRAD_FUNCTION(sqrt) {
  floating_unary(f, "Python Array API standard 2024.12, sqrt")
      .summary("Square root of each element.")
      .description("Rounded correctly. Negative elements give NaN.")
      .math("out_i = \\sqrt{x_i}")
      .elementwise(unary_instruction<Instruction::kSqrt>)
      .gradient({"out"},
                [](Backward& b) {
                  Tensor half = op<"multiply">(b.context, b.grad(), Value(0.5));
                  set_floating(b, op<"divide">(b.context, half, b.output(0)));
                })
      .example(R"(
        expect sqrt(tensor([4, 2.25])) = [2, 1.5]
      )");
}

MIXGRAD_FUNCTION(tanh) {
  floating_unary(f, "Python Array API standard 2024.12, tanh")
      .summary("Hyperbolic tangent of each element.")
      .description("Results lie between -1 and 1.")
      .math("out_i = \\tanh x_i")
      .elementwise(unary_instruction<Instruction::kTanh>)
      .gradient({"out"},
                [](Backward& b) {
                  Tensor slope = op<"subtract">(b.context, Value(int64_t{1}), op<"square">(b.context, b.output(0)));
                  set_floating(b, op<"multiply">(b.context, b.grad(), slope));
                })
      .example(R"(
        expect tanh(tensor([0, 1])) = [0, 0.7615942] within 1e-6
      )");
}

MIXGRAD_FUNCTION(sigmoid) {
  floating_unary(f, "PyTorch 2.x, torch.sigmoid")
      .summary("Logistic function of each element.")
      .description("Results lie between 0 and 1.")
      .math("out_i = 1 / (1 + e^{-x_i})")
      .elementwise(unary_instruction<Instruction::kSigmoid>)
      .gradient({"out"},
                [](Backward& b) {
                  Tensor y = b.output(0);
                  Tensor slope = op<"multiply">(b.context, y, op<"subtract">(b.context, Value(int64_t{1}), y));
                  set_floating(b, op<"multiply">(b.context, b.grad(), slope));
                })
      .example(R"(
        expect sigmoid(tensor([0, 2])) = [0.5, 0.8807971] within 1e-6
      )");
}

}  // namespace mixgrad
