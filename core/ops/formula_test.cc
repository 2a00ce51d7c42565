// A formula that runs as one program gives the bits of its steps.
#include "core/ops/formula.h"

#include <cstring>

#include "core/ops/test_support.h"

namespace mixgrad {
namespace {

class Formulas : public OpTest {};

TEST_F(Formulas, OneProgramHasTheBitsOfTheSteps) {
  Tensor values = numbers(Shape{5000}, 0, -12, 12);
  for (const char* name : {"silu", "gelu", "elu", "selu", "celu", "mish", "softplus", "hardswish", "logsigmoid"}) {
    for (DType dtype : {DType::kFloat16, DType::kBFloat16, DType::kFloat32, DType::kFloat64}) {
      SCOPED_TRACE(std::string(name) + " " + dtype_name(dtype));
      Tensor x = op<"astype">(c, values, dtype), wanting = leaf(x);
      auto call = [&](const Tensor& operand) {
        Results results;
        std::array<Value, 1> arguments{Value(operand)};
        invoke(c, require_function(name), arguments, results);
        return results.tensor();
      };
      Tensor once = call(x), step_by_step = call(wanting);
      EXPECT_FALSE(wants_gradient(once));
      EXPECT_TRUE(wants_gradient(step_by_step));
      size_t bytes = static_cast<size_t>(x.elements()) * item_bytes(dtype);
      EXPECT_EQ(std::memcmp(once.data(), step_by_step.data(), bytes), 0);
    }
  }
}

}  // namespace
}  // namespace mixgrad
