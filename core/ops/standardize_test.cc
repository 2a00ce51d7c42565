// Rows that are normalised with all passes at once have the bits of the steps, and weights' gradients those of sum.
#include <cstring>

#include "core/ops/test_support.h"

namespace mixgrad {
namespace {

class Standardized : public OpTest {
 protected:
  void expect_same(const Tensor& a, const Tensor& b) {
    ASSERT_EQ(a.shape().text(), b.shape().text());
    EXPECT_EQ(std::memcmp(a.data(), b.data(), static_cast<size_t>(a.elements()) * item_bytes(a.dtype())), 0);
  }
};

TEST_F(Standardized, RowsHaveTheBitsOfTheSteps) {
  for (DType dtype : {DType::kFloat32, DType::kFloat64}) {
    Tensor x = op<"astype">(c, numbers(Shape{12, 1500}, 0, -3, 3), dtype);
    Tensor weight = op<"astype">(c, numbers(Shape{1500}, 1), dtype), axis;
    Value last(Shape{1}), keep(true), eps(1e-5), length(int64_t{1500});
    Tensor distance = op<"subtract">(c, x, op<"mean">(c, x, last, keep));
    Tensor variance = op<"mean">(c, op<"square">(c, distance), last, keep);
    Tensor steps = op<"divide">(c, distance, op<"sqrt">(c, op<"add">(c, variance, eps)));
    steps = op<"add">(c, op<"multiply">(c, steps, weight), weight);
    expect_same(op<"standardize_rows">(c, x, weight, weight, length, eps), steps);
    Tensor each = op<"astype">(c, numbers(Shape{4}, 2), dtype);
    Tensor runs = op<"reshape">(c, x, Value(Shape{3, 4, 1500}));
    Tensor columns = op<"reshape">(c, each, Value(Shape{4, 1}));
    Tensor scaled = op<"multiply">(c, op<"standardize_rows">(c, runs, Value(), Value(), length, eps), columns);
    expect_same(op<"standardize_rows">(c, runs, each, Value(), length, eps, true, length), scaled);
  }
}

TEST_F(Standardized, SumsForWeightsHaveTheOrderOfSum) {
  for (auto [rows, length] : {std::pair{2100, 7}, {70, 1500}, {20, 33}}) {
    Tensor grad = op<"astype">(c, numbers(Shape{rows, length}), DType::kFloat32);
    Tensor x = op<"astype">(c, numbers(Shape{rows, length}, 1), DType::kFloat32);
    Tensor weight = op<"ones">(c, Value(Shape{length}));
    Results found = op_results<"standardize_rows_gradient">(c, grad, x, weight, Value(int64_t{length}), Value(1e-5),
                                                            Value(true), Value(int64_t{1}), Value(true));
    expect_same(found.tensor(2), op<"sum">(c, grad, Value(Shape{0})));
  }
}

}  // namespace
}  // namespace mixgrad
