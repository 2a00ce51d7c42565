// What the tests of operators share: tensors from numbers, comparisons, and gradients against central differences.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "core/autograd/node.h"
#include "core/dispatch/dispatch.h"
#include "core/kernels/library.h"
#include "core/transform/gradients.h"

namespace mixgrad {

namespace {  // every test file its own: other families have helpers of these names

[[maybe_unused]] Tensor tensor_of(const std::vector<double>& values, const Shape& shape,
                                  DType dtype = DType::kFloat64) {
  return Tensor::from_values(dtype, shape, values);
}
[[maybe_unused]] Tensor tensor_of(const std::vector<double>& values, DType dtype = DType::kFloat64) {
  return tensor_of(values, Shape{static_cast<int64_t>(values.size())}, dtype);
}
// Numbers without ties, zeros or symmetry, between -2 and 2.
[[maybe_unused]] Tensor numbers(const Shape& shape, int seed = 0, double low = -2, double high = 2) {
  std::vector<double> values;
  for (int64_t i = 0; i < shape.elements(); ++i) {
    double x = std::fmod(
        0.6180339887498949 * static_cast<double>(i + 1) + 0.31 * (seed + 1) + 0.0173 * seed * static_cast<double>(i),
        1.0);
    values.push_back(low + (high - low) * x);
  }
  return tensor_of(values, shape);
}
[[maybe_unused]] Tensor leaf(const Tensor& t) {
  Tensor own = t.detached();
  ensure_meta(own).requires_grad = true;
  return own;
}
[[maybe_unused]] std::vector<double> values_of(const Tensor& t) {
  Tensor wide = Tensor::empty(DType::kFloat64, t.shape());
  copy_elements(t, wide);
  return std::vector<double>(wide.data<double>(), wide.data<double>() + wide.elements());
}
[[maybe_unused]] void expect_tensor(const Tensor& t, const Shape& shape, const std::vector<double>& expected,
                                    double tolerance = 0) {
  ASSERT_EQ(t.shape().text(), shape.text());
  std::vector<double> got = values_of(t);
  ASSERT_EQ(got.size(), expected.size());
  for (size_t i = 0; i < got.size(); ++i) {
    if (std::isnan(expected[i])) {
      EXPECT_TRUE(std::isnan(got[i])) << "element " << i << " is " << got[i];
    } else if (tolerance == 0 || std::isinf(expected[i])) {
      EXPECT_EQ(got[i], expected[i]) << "element " << i;
    } else {
      EXPECT_NEAR(got[i], expected[i], tolerance) << "element " << i;
    }
  }
}
[[maybe_unused]] void expect_vector(const Tensor& t, const std::vector<double>& expected, double tolerance = 0) {
  expect_tensor(t, Shape{static_cast<int64_t>(expected.size())}, expected, tolerance);
}

// The error of a call, or an internal one if there was none.
template <class F>
Error error_of(F call) {
  try {
    call();
  } catch (const Error& e) {
    return e;
  }
  ADD_FAILURE() << "no error";
  return Error(ErrorCode::kInternal, "no error");
}
template <class F>
void expect_error(F call, ErrorCode code, const std::string& function, const std::string& argument = "",
                  const std::string& given = "", const std::string& accepted = "") {
  Error e = error_of(call);
  EXPECT_EQ(error_code_name(e.code()), std::string(error_code_name(code))) << e.what();
  EXPECT_EQ(e.function(), function) << e.what();
  Error::Reader zero;
  if (!argument.empty()) {
    EXPECT_EQ(e.argument(), argument) << e.what();
  }
  if (!given.empty()) {
    EXPECT_EQ(e.render(e.given(), zero), given);
  }
  if (!accepted.empty()) {
    EXPECT_EQ(e.render(e.accepted(), zero), accepted);
  }
}

class OpTest : public ::testing::Test {
 protected:
  using Rule = std::function<Tensor(Context&, const std::vector<Tensor>&)>;
  Ref<Context> holder_ = make_ref<Context>();
  Context& c = *holder_;

  // Σ weight · rule(inputs), the weights fixed and all different.
  Tensor weighted(const Rule& rule, const std::vector<Tensor>& inputs) {
    Tensor out = rule(c, inputs);
    return op<"sum">(c, op<"multiply">(c, out, numbers(out.shape(), 3)));
  }
  std::vector<Tensor> slopes(const Rule& rule, const std::vector<Tensor>& inputs, bool again) {
    std::vector<Tensor> leaves;
    for (const Tensor& t : inputs) leaves.push_back(leaf(t));
    return gradients(c, {weighted(rule, leaves)}, leaves, {}, again);
  }
  static double value_of(const Tensor& t) { return values_of(t)[0]; }

  // Analytic against central differences in float64; with `again` the gradients' gradients too.
  void check_gradients(const Rule& rule, const std::vector<Tensor>& inputs, bool again = true,
                       double tolerance = 2e-7) {
    auto first = [&](const std::vector<Tensor>& at) { return value_of(weighted(rule, at)); };
    auto differentiate = [&](const std::vector<Tensor>& at) { return slopes(rule, at, false); };
    compare(first, differentiate, inputs, tolerance, "gradient");
    if (!again) return;
    // Σ weight · gradients, and its gradients.
    auto second = [&](const std::vector<Tensor>& at) {
      double total = 0;
      std::vector<Tensor> found = slopes(rule, at, false);
      for (size_t i = 0; i < found.size(); ++i) {
        if (!found[i]) continue;
        std::vector<double> g = values_of(found[i]), w = values_of(numbers(found[i].shape(), 5));
        for (size_t k = 0; k < g.size(); ++k) total += g[k] * w[k];
      }
      return total;
    };
    auto differentiate_again = [&](const std::vector<Tensor>& at) {
      std::vector<Tensor> leaves, weights, outputs;
      for (const Tensor& t : at) leaves.push_back(leaf(t));
      for (const Tensor& g : gradients(c, {weighted(rule, leaves)}, leaves, {}, true)) {
        if (!g || !wants_gradient(g)) continue;  // constant
        outputs.push_back(g);
        weights.push_back(numbers(g.shape(), 5));
      }
      return outputs.empty() ? std::vector<Tensor>(at.size()) : gradients(c, outputs, leaves, weights, false);
    };
    compare(second, differentiate_again, inputs, 10 * tolerance, "second gradient");
  }

 private:
  template <class F, class G>
  void compare(F value, G differentiate, const std::vector<Tensor>& inputs, double tolerance, const char* what) {
    std::vector<Tensor> found = differentiate(inputs);
    for (size_t i = 0; i < inputs.size(); ++i) {
      std::vector<double> analytic = found[i] ? values_of(found[i]) : std::vector<double>(inputs[i].elements(), 0.0);
      if (found[i]) {
        EXPECT_EQ(found[i].shape().text(), inputs[i].shape().text());
      }
      for (int64_t k = 0; k < inputs[i].elements(); ++k) {
        double& x = inputs[i].data<double>()[k];
        double at = x, step = 1e-5;
        x = at + step;
        double above = value(inputs);
        x = at - step;
        double below = value(inputs);
        x = at;
        double numeric = (above - below) / (2 * step);
        EXPECT_NEAR(analytic[static_cast<size_t>(k)], numeric, tolerance * std::max(1.0, std::abs(numeric)))
            << what << " of input " << i << " at " << k;
      }
    }
  }
};

}  // namespace

}  // namespace mixgrad
