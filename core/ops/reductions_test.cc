// Reductions, order, softmax and products against small numbers and central differences.
#include "core/ops/test_support.h"

namespace mixgrad {

namespace {

using Reductions = OpTest;
using Products = OpTest;

const Value kNull = Value::null();
Value axes(std::initializer_list<int64_t> list) { return Value(Shape(list)); }

TEST_F(Reductions, ValuesOverAxes) {
  Tensor x = tensor_of({1, 2, 3, 4, 5, 6}, Shape{1, 2, 3});
  expect_tensor(op<"sum">(c, x), Shape{}, {21});
  expect_tensor(op<"sum">(c, x, Value(int64_t{-1})), Shape{1, 2}, {6, 15});
  expect_tensor(op<"sum">(c, x, axes({2, 0}), Value(true)), Shape{1, 2, 1}, {6, 15});
  expect_tensor(op<"mean">(c, x, Value(int64_t{1})), Shape{1, 3}, {2.5, 3.5, 4.5});
  expect_tensor(op<"max">(c, x, Value(int64_t{2})), Shape{1, 2}, {3, 6});
  expect_tensor(op<"min">(c, x), Shape{}, {1});
  expect_tensor(op<"any">(c, tensor_of({0, 0, 0, 1}, Shape{2, 2}), Value(int64_t{1})), Shape{2}, {0, 1});
  expect_tensor(op<"all">(c, tensor_of({1, 1, 0, 1}, Shape{2, 2}), Value(int64_t{1})), Shape{2}, {1, 0});
  expect_tensor(op<"sum">(c, tensor_of({}, Shape{0, 2}), Value(int64_t{0})), Shape{2}, {0, 0});
  expect_tensor(op<"mean">(c, tensor_of({}, Shape{0})), Shape{}, {std::nan("")});
}

TEST_F(Reductions, Types) {
  EXPECT_EQ(op<"sum">(c, tensor_of({1, 1}, DType::kBool)).dtype(), DType::kInt64);
  EXPECT_EQ(op<"sum">(c, tensor_of({100, 100}, DType::kInt8)).dtype(), DType::kInt64);
  expect_tensor(op<"sum">(c, tensor_of({100, 100}, DType::kInt8)), Shape{}, {200});
  EXPECT_EQ(op<"sum">(c, tensor_of({200, 100}, DType::kUInt8)).dtype(), DType::kUInt64);
  EXPECT_EQ(op<"mean">(c, tensor_of({1, 2}, DType::kInt32)).dtype(), DType::kFloat32);
  expect_tensor(op<"mean">(c, tensor_of({1, 2}, DType::kInt32)), Shape{}, {1.5});
  EXPECT_EQ(op<"max">(c, tensor_of({1, 2}, DType::kFloat16)).dtype(), DType::kFloat16);
}

TEST_F(Reductions, Gradients) {
  Tensor x = numbers(Shape{2, 3, 2});
  for (const Value& axis : {kNull, Value(int64_t{1}), axes({0, 2})}) {
    for (bool keep : {false, true}) {
      check_gradients(
          [&](Context& k, const std::vector<Tensor>& in) {
            return op<"sum">(k, op<"square">(k, in[0]), axis, Value(keep));
          },
          {x});
      check_gradients(
          [&](Context& k, const std::vector<Tensor>& in) {
            return op<"mean">(k, op<"square">(k, in[0]), axis, Value(keep));
          },
          {x});
      check_gradients([&](Context& k, const std::vector<Tensor>& in) { return op<"max">(k, in[0], axis, Value(keep)); },
                      {x});
      check_gradients([&](Context& k, const std::vector<Tensor>& in) { return op<"min">(k, in[0], axis, Value(keep)); },
                      {x});
    }
  }
  Tensor ties = leaf(tensor_of({3, 1, 3, 0}));
  expect_vector(gradients(c, {op<"max">(c, ties)}, {ties}, {}, false)[0], {0.5, 0, 0.5, 0});
}

TEST_F(Reductions, Errors) {
  Tensor x = numbers(Shape{2, 0});
  expect_error([&] { op<"max">(c, x, Value(int64_t{1})); }, ErrorCode::kValue, "max", "x");
  expect_error([&] { op<"argmax">(c, x); }, ErrorCode::kValue, "argmax", "x");
  expect_error([&] { op<"sum">(c, x, Value(int64_t{2})); }, ErrorCode::kIndex, "sum", "axis", "2", "0 to 1");
  expect_error([&] { op<"sum">(c, x, axes({0, -2})); }, ErrorCode::kValue, "sum", "axis");
}

TEST_F(Reductions, Order) {
  Tensor x = tensor_of({1, 5, 2, 7, 0, 7}, Shape{2, 3});
  expect_tensor(op<"argmax">(c, x), Shape{}, {3});
  expect_tensor(op<"argmax">(c, x, Value(int64_t{1})), Shape{2}, {1, 0});
  expect_tensor(op<"argmax">(c, x, Value(int64_t{0}), Value(true)), Shape{1, 3}, {1, 0, 1});
  expect_tensor(op<"argmin">(c, x, Value(int64_t{-1})), Shape{2}, {0, 1});
  EXPECT_EQ(op<"argmax">(c, x).dtype(), DType::kInt64);
  Results best = op_results<"topk">(c, x, Value(int64_t{2}));
  expect_tensor(best.tensor(0), Shape{2, 2}, {5, 2, 7, 7});
  expect_tensor(best.tensor(1), Shape{2, 2}, {1, 2, 0, 2});
  Results least = op_results<"topk">(c, x, Value(int64_t{1}), Value(int64_t{0}), Value(false));
  expect_tensor(least.tensor(0), Shape{1, 3}, {1, 0, 2});
  expect_tensor(least.tensor(1), Shape{1, 3}, {0, 1, 0});
  expect_error([&] { op<"topk">(c, x, Value(int64_t{4})); }, ErrorCode::kValue, "topk", "k", "4", "0 to 3");
  check_gradients(
      [&](Context& k, const std::vector<Tensor>& in) {
        return op_results<"topk">(k, op<"square">(k, in[0]), Value(int64_t{2}), Value(int64_t{0})).tensor(0);
      },
      {numbers(Shape{4, 3})});
}

TEST_F(Reductions, Softmax) {
  Tensor x = tensor_of({1, 2, 3, 1000, 1000, 1000}, Shape{2, 3});
  double total = std::exp(1) + std::exp(2) + std::exp(3);
  expect_tensor(op<"softmax">(c, x), Shape{2, 3},
                {std::exp(1) / total, std::exp(2) / total, std::exp(3) / total, 1.0 / 3, 1.0 / 3, 1.0 / 3}, 1e-15);
  expect_tensor(
      op<"log_softmax">(c, x), Shape{2, 3},
      {1 - std::log(total), 2 - std::log(total), 3 - std::log(total), -std::log(3), -std::log(3), -std::log(3)}, 1e-14);
  for (int64_t axis : {0, 1, 2}) {
    check_gradients([&](Context& k, const std::vector<Tensor>& in) { return op<"softmax">(k, in[0], Value(axis)); },
                    {numbers(Shape{2, 3, 2})});
    check_gradients([&](Context& k, const std::vector<Tensor>& in) { return op<"log_softmax">(k, in[0], Value(axis)); },
                    {numbers(Shape{2, 3, 2})});
  }
  EXPECT_EQ(op<"softmax">(c, tensor_of({1, 2}, DType::kInt32)).dtype(), DType::kFloat32);
}

TEST_F(Products, Matmul) {
  Tensor a = tensor_of({1, 2, 3, 4, 5, 6}, Shape{2, 3}), b = tensor_of({1, 0, 2, 1, 0, 1}, Shape{3, 2}),
         v = tensor_of({1, 10, 100});
  expect_tensor(op<"matmul">(c, a, b), Shape{2, 2}, {5, 5, 14, 11});
  expect_tensor(op<"matmul">(c, a, v), Shape{2}, {321, 654});
  expect_tensor(op<"matmul">(c, v, b), Shape{2}, {21, 110});
  expect_tensor(op<"matmul">(c, v, v), Shape{}, {10101});
  Tensor stack = numbers(Shape{2, 1, 2, 3});
  EXPECT_EQ(op<"matmul">(c, stack, numbers(Shape{4, 3, 5})).shape().text(), "[2, 4, 2, 5]");
  expect_tensor(
      op<"matmul">(c, tensor_of({1, 2}, Shape{1, 2}, DType::kInt64), tensor_of({3, 4}, Shape{2, 1}, DType::kInt64)),
      Shape{1, 1}, {11});
  EXPECT_EQ(op<"matmul">(c, numbers(Shape{2, 0}), numbers(Shape{0, 2})).shape().text(), "[2, 2]");
}

TEST_F(Products, MatmulGradients) {
  auto rule = [](Context& k, const std::vector<Tensor>& in) { return op<"matmul">(k, in[0], in[1]); };
  std::vector<std::pair<Shape, Shape>> shapes{
      {{2, 3}, {3, 2}},          {{3}, {3}},       {{3}, {3, 2}},   {{2, 3}, {3}},
      {{2, 1, 2, 3}, {3, 3, 2}}, {{2, 2, 3}, {3}}, {{3}, {2, 3, 2}}};
  for (auto& [a, b] : shapes) {
    SCOPED_TRACE(a.text() + b.text());
    check_gradients(rule, {numbers(a), numbers(b, 1)});
  }
}

TEST_F(Products, MatmulErrors) {
  expect_error([&] { op<"matmul">(c, numbers(Shape{2, 3}), numbers(Shape{2, 3})); }, ErrorCode::kShape, "matmul", "x2",
               "[2, 3]", "[..., 3, N]");
  expect_error([&] { op<"matmul">(c, numbers(Shape{}), numbers(Shape{2, 3})); }, ErrorCode::kShape, "matmul", "x1");
  expect_error([&] { op<"matmul">(c, numbers(Shape{2, 2, 3}), numbers(Shape{3, 3, 2})); }, ErrorCode::kShape, "matmul",
               "x2");
}

TEST_F(Products, Linear) {
  Tensor x = tensor_of({1, 2}, Shape{1, 2}), w = tensor_of({1, 0, 0, 1, 1, 1}, Shape{3, 2}),
         bias = tensor_of({10, 20, 30});
  expect_tensor(op<"linear">(c, x, w), Shape{1, 3}, {1, 2, 3});
  expect_tensor(op<"linear">(c, x, w, bias), Shape{1, 3}, {11, 22, 33});
  expect_tensor(op<"linear">(c, tensor_of({1, 2}), w, bias), Shape{3}, {11, 22, 33});
  auto with_bias = [](Context& k, const std::vector<Tensor>& in) { return op<"linear">(k, in[0], in[1], in[2]); };
  auto without = [](Context& k, const std::vector<Tensor>& in) { return op<"linear">(k, in[0], in[1]); };
  for (const Shape& shape : {Shape{3}, Shape{2, 3}, Shape{2, 2, 3}}) {
    check_gradients(with_bias, {numbers(shape), numbers(Shape{4, 3}, 1), numbers(Shape{4}, 2)});
    check_gradients(without, {numbers(shape), numbers(Shape{4, 3}, 1)});
  }
  expect_error([&] { op<"linear">(c, numbers(Shape{2, 4}), w); }, ErrorCode::kShape, "linear", "x", "[2, 4]",
               "[..., 2]");
  expect_error([&] { op<"linear">(c, x, w, numbers(Shape{2})); }, ErrorCode::kShape, "linear", "bias", "[2]", "[3]");
}

}  // namespace

}  // namespace mixgrad
