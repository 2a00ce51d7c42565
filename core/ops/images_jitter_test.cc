// Colours moved at random, in a trace and without one.
#include <limits>

#include "core/control/control_test_support.h"

namespace mixgrad {
namespace {

using ColorJitter = ControlTest;

// In a trace every change is made in every step. What those whose turn it is not make of numbers beyond those of images
// may be NaN; it reaches neither the result nor the gradient.
TEST_F(ColorJitter, ATraceHasTheGradientsOfTheChangesThatAreMade) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Tensor img = tensor_of({kInfinity, 0.25, 1e308, 0.5, 0.5, -kInfinity, 0, 1, 0.75, 0.5, 2, -1}, Shape{3, 2, 2});
  auto factors = [](double low, double high) { return Value(ValueList{Value(low), Value(high)}); };
  Rule rule = [&](Context& k, const std::vector<Tensor>& in) {
    return op<"color_jitter">(k, in[0], factors(0.5, 1.5), factors(0.5, 1.5), factors(0.5, 1.5), factors(-0.5, 0.5));
  };
  int finite = 0;
  for (uint64_t seed = 0; seed < 24; ++seed) {
    SCOPED_TRACE(seed);
    c.generator->set_seed(seed);
    std::vector<double> expected = values_of(slopes(rule, {img}, false)[0]);
    c.generator->set_seed(seed);
    expect_tensor(traced_slopes(rule, {img})[0], img.shape(), expected);
    finite += std::all_of(expected.begin(), expected.end(), [](double x) { return std::isfinite(x); });
  }
  EXPECT_GT(finite, 0);
}

}  // namespace
}  // namespace mixgrad
