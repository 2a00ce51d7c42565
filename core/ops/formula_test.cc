// A formula that runs as one program gives the bits of its steps.
#include "core/ops/formula.h"

#include <cstring>

#include "core/graph/trace.h"
#include "core/ops/test_support.h"

namespace mixgrad {
namespace {

class Formulas : public OpTest {};

constexpr const char* kFormulas[] = {"silu", "gelu",     "elu",       "selu",      "celu",
                                     "mish", "softplus", "hardswish", "logsigmoid"};
constexpr DType kFloats[] = {DType::kFloat16, DType::kBFloat16, DType::kFloat32, DType::kFloat64};

Tensor call(Context& c, const char* name, const Tensor& operand) {
  Results results;
  std::array<Value, 1> arguments{Value(operand)};
  invoke(c, require_function(name), arguments, results);
  return results.tensor();
}

void expect_same_bits(const Tensor& a, const Tensor& b) {
  ASSERT_EQ(a.dtype(), b.dtype());
  size_t bytes = static_cast<size_t>(a.elements()) * item_bytes(a.dtype());
  EXPECT_EQ(std::memcmp(a.data(), b.data(), bytes), 0);
}

TEST_F(Formulas, OneProgramHasTheBitsOfTheSteps) {
  Tensor values = numbers(Shape{5000}, 0, -12, 12);
  for (const char* name : kFormulas) {
    for (DType dtype : kFloats) {
      SCOPED_TRACE(std::string(name) + " " + dtype_name(dtype));
      Tensor x = op<"astype">(c, values, dtype);
      Ref<Graph> steps = trace(c, {{dtype, x.shape()}}, false, [&](Context& inside, const std::vector<Tensor>& in) {
        return std::vector<Tensor>{call(inside, name, in[0])};
      });
      EXPECT_GT(steps->nodes.size(), 1u);  // with the view that they begin with
      Tensor once = call(c, name, x), recorded = call(c, name, leaf(x));
      EXPECT_FALSE(wants_gradient(once));
      EXPECT_TRUE(wants_gradient(recorded));
      expect_same_bits(once, run_graph(c, *steps, {x})[0]);
      expect_same_bits(recorded, once);
    }
  }
}

TEST_F(Formulas, OneProgramOfTheGradientHasTheBitsOfItsSteps) {
  Tensor values = numbers(Shape{5000}, 0, -12, 12), weights = numbers(Shape{5000}, 1);
  for (const char* name : kFormulas) {
    for (DType dtype : kFloats) {
      SCOPED_TRACE(std::string(name) + " " + dtype_name(dtype));
      Tensor x = leaf(op<"astype">(c, values, dtype)), weight = op<"astype">(c, weights, dtype);
      Tensor once = gradients(c, {call(c, name, x)}, {x}, {weight}, false)[0];
      Tensor steps = gradients(c, {call(c, name, x)}, {x}, {weight}, true)[0];  // which are recorded
      EXPECT_FALSE(wants_gradient(once));
      EXPECT_TRUE(wants_gradient(steps));
      expect_same_bits(once, steps);
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
