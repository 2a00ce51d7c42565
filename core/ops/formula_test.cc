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

TEST_F(Formulas, RowsInOnePassHaveTheBitsOfTheSteps) {
  for (DType dtype : {DType::kFloat32, DType::kFloat64}) {
    Tensor x = op<"astype">(c, numbers(Shape{3, 8, 1500}, 0, -3, 3), dtype);
    Tensor each = op<"astype">(c, numbers(Shape{1500}, 1, -2, 2), dtype);
    Tensor channels = op<"astype">(c, numbers(Shape{8}, 2, -2, 2), dtype);
    Value row(Shape{1500}), eps(1e-5);
    auto same = [&](auto call) {
      Tensor once = call(x), step_by_step = call(leaf(x));
      EXPECT_FALSE(wants_gradient(once));
      EXPECT_TRUE(wants_gradient(step_by_step));
      size_t bytes = static_cast<size_t>(x.elements()) * item_bytes(dtype);
      EXPECT_EQ(std::memcmp(once.data(), step_by_step.data(), bytes), 0);
    };
    same([&](const Tensor& t) { return op<"layer_norm">(c, t, each, each, row, eps); });
    same([&](const Tensor& t) { return op<"rms_norm">(c, t, each, row, eps); });
    same([&](const Tensor& t) { return op<"group_norm">(c, t, channels, channels, Value(int64_t{2}), eps); });
    same([&](const Tensor& t) { return op<"instance_norm">(c, t, channels, channels, eps); });
  }
}

}  // namespace
}  // namespace mixgrad
