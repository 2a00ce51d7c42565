// Elementwise functions of two operands. Either operand may be a plain number (a weak scalar).
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
FunctionBuilder& binary(FunctionBuilder& f, const char* reference, const char* dtypes = "numeric") {
  return f.reference(reference)
      .tensor_or_number("x1", "First operand.", dtypes)
      .tensor_or_number("x2", "Second operand; its shape broadcasts with the first's.", dtypes)
      .output("out", "The result, of the operands' broadcast shape.", "promoted(x1, x2)", "broadcast(x1, x2)")
      .error("shape", "the shapes do not broadcast")
      .method_of_tensor();
}
template <Instruction I>
void instruction(Program& p) {
  uint8_t a = p.input(0), b = p.input(1);
  p.add(I, a, b);
}
}  // namespace

MIXGRAD_FUNCTION(add) {
  binary(f, "Python Array API standard 2024.12, add")
      .summary("Adds two tensors element by element.")
      .description("Integers wrap around. Booleans are not accepted: use logical_or.")
      .math("out_i = x1_i + x2_i")
      .language_operator("+")
      .in_place()
      .elementwise(instruction<Instruction::kAdd>)
      .gradient({}, [](Backward& b) {
        if (b.needs(0)) set_broadcast(b, 0, b.grad());
        if (b.needs(1)) set_broadcast(b, 1, b.grad());
      })
      .example(R"(
        let x = tensor([[1, 2], [3, 4]])
        expect add(x, tensor([10, 20])) = [[11, 22], [13, 24]]
        expect add(x, 1) = [[2, 3], [4, 5]]
      )");
}

MIXGRAD_FUNCTION(multiply) {
  binary(f, "Python Array API standard 2024.12, multiply")
      .summary("Multiplies two tensors element by element.")
      .description("Integers wrap around. For products of matrices see matmul.")
      .math("out_i = x1_i * x2_i")
      .alias("mul")
      .language_operator("*")
      .in_place()
      .elementwise(instruction<Instruction::kMultiply>)
      .gradient({"x1", "x2"}, [](Backward& b) {
        if (b.needs(0)) set_broadcast(b, 0, op<"multiply">(b.context, b.grad(), b.operand(1)));
        if (b.needs(1)) set_broadcast(b, 1, op<"multiply">(b.context, b.grad(), b.operand(0)));
      })
      .example(R"(
        let x = tensor([[1, 2], [3, 4]])
        expect multiply(x, tensor([10, 100])) = [[10, 200], [30, 400]]
        expect multiply(x, 0.5) = [[0.5, 1], [1.5, 2]]
      )");
}

}  // namespace mixgrad
