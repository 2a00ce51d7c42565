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

}  // namespace
}  // namespace mixgrad
