// Calls of normalisations, lookups and poolings: see operator_cases.h.
#pragma once

#include "core/transform/operator_case.h"

namespace mixgrad {

namespace {

// Normalisations, look-ups and pooling.
[[maybe_unused]] std::vector<OperatorCase> listed_cases_of_layers() {
  Tensor a = numbers(Shape{2, 3}, 1), row = numbers(Shape{3}, 4), cube = numbers(Shape{2, 3, 4}, 6),
         variances = numbers(Shape{3}, 2, 0.3, 2), images = numbers(Shape{2, 4, 2}, 6), four = numbers(Shape{4}, 7);
  Tensor bags = tensor_of({2, 0, 1, 1}, Shape{2, 2}, DType::kInt64), table = numbers(Shape{3, 2}, 9);
  Value none, yes(true), eps(0.25);
  auto shape = [](std::initializer_list<int64_t> sizes) { return Value(Shape(sizes)); };
  return {
      {"layer_norm", {a, row, numbers(Shape{3}, 5), shape({3}), eps}},
      {"layer_norm", {cube, none, none, shape({3, 4}), eps}},
      {"rms_norm", {a, row, shape({3})}},
      {"rms_norm", {cube, none, shape({3, 4}), eps}},
      {"group_norm", {images, four, numbers(Shape{4}, 5), Value(2), eps}},
      {"instance_norm", {cube, row, numbers(Shape{3}, 5), eps}},
      {"batch_norm", {cube, row, variances, numbers(Shape{3}, 5), numbers(Shape{3}, 8)}},
      {"batch_norm", {cube, none, none, row, numbers(Shape{3}, 8), yes, Value(0.1), eps}},
      {"local_response_norm", {images, Value(3), Value(0.5)}},
      {"normalize", {a}},
      {"normalize", {cube, Value(3.0), Value(-1)}},
      {"max_windows", {cube, shape({2, 3}), shape({2, 2})}},
      {"max_windows", {cube, shape({3})}},
      {"sum_windows", {cube, shape({2, 3}), shape({2, 2}), shape({1, 2}), shape({0, 1})}},
      {"sum_windows", {cube, shape({2, 3})}},
      {"sum_windows_gradient", {cube, shape({4, 5}), shape({2, 2})}},
      {"sum_windows_gradient", {cube, shape({4, 5})}},
      {"max_pool1d", {cube, Value(2)}},
      {"max_pool2d", {cube, Value(2), Value(1), Value(1), shape({1, 2})}},
      {"max_pool3d", {cube, Value(2)}},
      {"avg_pool1d", {cube, Value(2)}},
      {"avg_pool2d", {cube, Value(2)}},
      {"avg_pool2d", {cube, shape({2, 1}), shape({1, 2})}},
      {"avg_pool2d", {cube, Value(2), none, Value(1), yes, Value(false)}},
      {"avg_pool3d", {cube, Value(2), Value(1), Value(1)}},
      {"lp_pool1d", {variances, Value(3.0), Value(2)}},
      {"lp_pool2d", {numbers(Shape{3, 4}, 2, 0.3, 2), Value(2.0), Value(2), none, yes}},
      {"adaptive_max_pool1d", {cube, Value(3)}},
      {"adaptive_max_pool2d", {cube, shape({2, 3})}},
      {"adaptive_max_pool3d", {cube, shape({1, 2, 2})}},
      {"adaptive_avg_pool1d", {cube, Value(3)}},
      {"adaptive_avg_pool2d", {cube, shape({2, 3})}},
      {"adaptive_avg_pool3d", {cube, shape({1, 2, 2})}},
      {"embedding", {bags, table}},
      {"embedding_bag", {bags, table}},
      {"embedding_bag", {bags, table, numbers(Shape{2, 2}, 8), Value::enumerator(0)}},
      {"embedding_bag", {bags, table, none, Value::enumerator(2), Value(1)}},
  };
}

}  // namespace

}  // namespace mixgrad
