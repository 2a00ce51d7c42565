// A call of every operator with tensor inputs, for tests that hold for all of them: gradients, jvp, vmap. Elementwise
// functions, and functions of one tensor whose attributes have defaults, need no entry: without one they are called
// with positive fractions, or whole numbers.
#pragma once

#include <set>

#include "core/transform/layer_cases.h"

namespace mixgrad {

namespace {

[[maybe_unused]] std::vector<OperatorCase> listed_cases() {
  Tensor a = numbers(Shape{2, 3}, 1), b = numbers(Shape{2, 3}, 2), row = numbers(Shape{3}, 4),
         cube = numbers(Shape{2, 3, 4}, 6);
  Tensor positive = numbers(Shape{2, 3}, 3, 0.3, 2), matrix = numbers(Shape{3, 4}, 5), scalar = numbers(Shape{}, 7);
  Tensor mask = tensor_of({1, 0, 1, 0, 0, 1}, Shape{2, 3}, DType::kBool),
         whole = tensor_of({7, -3, 2, 5, 0, 4}, Shape{2, 3}, DType::kInt64);
  Tensor places = tensor_of({1, 0, 1}, DType::kInt64), columns = tensor_of({2, 0, 1, 1}, Shape{2, 2}, DType::kInt64);
  Tensor classes = tensor_of({2, -100}, DType::kInt64);
  Value none, all = Value::slice(none, none, none), last(int64_t{-1}), yes(true);
  auto list = [](std::initializer_list<Value> items) { return Value(ValueList(items)); };
  auto shape = [](std::initializer_list<int64_t> sizes) { return Value(Shape(sizes)); };
  return {
      {"negative", {a}},
      {"abs", {a}},
      {"sign", {a}},
      {"square", {a}},
      {"relu", {a}},
      {"exp", {a}},
      {"tanh", {a}},
      {"sigmoid", {a}},
      {"log", {positive}},
      {"acosh", {numbers(Shape{2, 3}, 3, 1.2, 3)}},
      {"atanh", {numbers(Shape{2, 3}, 3, -0.8, 0.8)}},
      {"asin", {numbers(Shape{2, 3}, 3, -0.8, 0.8)}},
      {"acos", {numbers(Shape{2, 3}, 3, -0.8, 0.8)}},
      {"atan2", {a, row}},
      {"hypot", {a, Value(0.7)}},
      {"logaddexp", {row, a}},
      {"copysign", {a, b}},
      {"heaviside", {row, a}},
      {"nextafter", {a, row}},
      {"isclose", {a, row}},
      {"allclose", {a, row}},
      {"lerp", {a, row, Value(0.3)}},
      {"lerp", {row, Value(2.0), positive}},
      {"nan_to_num", {a, Value(1.0), Value(2.0)}},
      {"threshold", {a, Value(0.1), Value(-2.0)}},
      {"sqrt", {positive}},
      {"logical_not", {mask}},
      {"add", {a, b}},
      {"add", {a, row}},
      {"add", {scalar, cube}},
      {"add", {Value(2.5), a}},
      {"subtract", {a, row}},
      {"multiply", {a, row}},
      {"multiply", {a, Value(3)}},
      {"divide", {a, positive}},
      {"divide", {Value(1.5), positive}},
      {"pow", {positive, b}},
      {"pow", {a, Value(3)}},
      {"pow", {Value(2), a}},
      {"maximum", {a, b}},
      {"minimum", {a, row}},
      {"remainder", {a, Value(0.7)}},
      {"remainder", {positive, a}},
      {"floor_divide", {a, b}},
      {"equal", {whole, Value(2)}},
      {"not_equal", {a, row}},
      {"less", {a, row}},
      {"less_equal", {a, b}},
      {"greater", {row, a}},
      {"greater_equal", {a, Value(0)}},
      {"logical_and", {mask, whole}},
      {"logical_or", {mask, row}},
      {"logical_xor", {mask, whole}},
      {"where", {mask, a, row}},
      {"where", {mask, Value(0), b}},
      {"clip", {a, Value(-0.9), Value(1.1)}},
      {"clip", {a, none, row}},
      {"astype", {a, Value(DType::kFloat64)}},
      {"astype", {a, Value(DType::kInt32)}},
      {"copy", {a}},
      {"copy", {a, row}},
      {"copy", {a, Value(2)}},
      {"index_shift", {whole, Value(1), Value(2)}},
      {"zeros_like", {a}},
      {"ones_like", {a}},
      {"full_like", {a, Value(3), Value(DType::kInt64)}},
      {"sum", {cube, Value(1)}},
      {"sum", {cube}},
      {"sum", {cube, shape({0, 2}), yes}},
      {"sum", {scalar}},
      {"mean", {cube, last}},
      {"mean", {a, none, yes}},
      {"max", {a, Value(1)}},
      {"max", {cube, shape({0, 2})}},
      {"min", {a}},
      {"min", {cube, Value(0), yes}},
      {"any", {mask, Value(0)}},
      {"all", {mask}},
      {"argmax", {cube}},
      {"argmax", {cube, Value(1)}},
      {"argmax", {a, none, yes}},
      {"argmin", {a, last, yes}},
      {"argmin", {scalar}},
      {"sort", {cube, Value(1)}},
      {"sort", {a, last, yes}},
      {"argsort", {cube, Value(0)}},
      {"searchsorted", {numbers(Shape{4}, 3), a, none, Value::enumerator(1)}},
      {"searchsorted", {row, row, tensor_of({2, 0, 1}, DType::kInt64)}},
      {"prod", {cube, shape({0, 2})}},
      {"prod", {a, Value(1), yes}},
      {"var", {cube, Value(1), yes, Value(1)}},
      {"std", {cube, shape({0, 2})}},
      {"logsumexp", {cube, shape({0, 2})}},
      {"logsumexp", {a}},
      {"count_nonzero", {cube, Value(1)}},
      {"cumulative_sum", {cube, Value(1), none, yes}},
      {"cumulative_sum", {row}},
      {"cumulative_prod", {cube, Value(1)}},
      {"cumulative_prod", {row, none, none, yes}},
      {"topk", {cube, Value(2), Value(1)}},
      {"topk", {row, Value(2), last, Value(false)}},
      {"softmax", {a}},
      {"softmax", {cube, Value(1)}},
      {"log_softmax", {a, Value(0)}},
      {"log_softmax", {row}},
      {"matmul", {a, matrix}},
      {"matmul", {row, matrix}},
      {"matmul", {a, row}},
      {"matmul", {row, numbers(Shape{3}, 8)}},
      {"matmul", {cube, numbers(Shape{4, 2}, 9)}},
      {"matmul", {numbers(Shape{4, 2}, 9), numbers(Shape{2, 1, 2, 3}, 10)}},
      {"linear", {a, numbers(Shape{4, 3}, 9)}},
      {"linear", {row, numbers(Shape{4, 3}, 9), numbers(Shape{4}, 2)}},
      {"linear", {numbers(Shape{2, 2, 3}, 4), numbers(Shape{4, 3}, 9), numbers(Shape{4}, 2)}},
      {"vecdot", {cube, numbers(Shape{3, 1}, 8), Value(1)}},
      {"outer", {row, numbers(Shape{4}, 8)}},
      {"tensordot", {cube, numbers(Shape{3, 4}, 8)}},
      {"tensordot", {cube, matrix, Value(2), list({Value(2), Value(1)}), list({Value(1), Value(0)})}},
      {"cosine_similarity", {a, row}},
      {"reshape", {cube, shape({4, -1})}},
      {"reshape", {a, shape({6})}},
      {"flatten", {cube, Value(1)}},
      {"flatten", {cube}},
      {"permute_dims", {cube, shape({2, 0, 1})}},
      {"expand_dims", {a, Value(1)}},
      {"expand_dims", {a, last}},
      {"expand_dims", {scalar, Value(0)}},
      {"squeeze", {numbers(Shape{2, 1, 3, 1}, 3), shape({1, 3})}},
      {"squeeze", {numbers(Shape{1}, 3), last}},
      {"flip", {cube, shape({0, 2})}},
      {"flip", {a}},
      {"roll", {cube, Value(2), Value(2)}},
      {"roll", {a, Value(-1)}},
      {"moveaxis", {cube, Value(0), last}},
      {"swapaxes", {cube, Value(0), Value(2)}},
      {"matrix_transpose", {cube}},
      {"unflatten", {cube, last, shape({2, -1})}},
      {"unstack", {cube, Value(1)}},
      {"repeat", {cube, Value(2), Value(1)}},
      {"repeat", {a, Value(3)}},
      {"tile", {a, shape({2, 1, 3})}},
      {"tril", {cube, Value(1)}},
      {"triu", {cube}},
      {"diff", {cube, none, none, Value(1)}},
      {"diff", {a, numbers(Shape{2, 1}, 8), numbers(Shape{2, 2}, 9), last, Value(2)}},
      {"broadcast_arrays", {list({Value(a), Value(row)})}},
      {"meshgrid", {list({Value(row), Value(numbers(Shape{2}, 8))})}},
      {"broadcast_to", {row, shape({2, 3})}},
      {"broadcast_to", {numbers(Shape{2, 1}, 3), shape({4, 2, 3})}},
      {"broadcast_to", {scalar, shape({2})}},
      {"getitem", {cube, list({Value(1), all, Value::slice(none, none, Value(-2))})}},
      {"getitem", {cube, list({Value::ellipsis(), last})}},
      {"getitem", {a, list({Value::newaxis(), all, Value::slice(Value(1), none, none)})}},
      {"as_strided", {a, shape({2, 2}), shape({1, 2}), Value(1)}},
      {"as_strided", {a, shape({4}), shape({1})}},
      {"as_strided_scatter", {a, numbers(Shape{2, 2}, 8), shape({2, 2}), shape({3, 1}), Value(1)}},
      {"concat", {list({Value(a), Value(b)}), Value(1)}},
      {"concat", {list({Value(row), Value(numbers(Shape{1}, 8))})}},
      {"stack", {list({Value(a), Value(b)}), Value(1)}},
      {"split", {a, Value(3), none, Value(1)}},
      {"split", {cube, none, list({Value(1), Value(3)}), last}},
      {"take", {a, places}},
      {"take", {cube, columns, Value(1)}},
      {"take", {row, tensor_of({2}, Shape{}, DType::kInt64)}},
      {"take_gradient", {numbers(Shape{3, 3}, 4), places, shape({2, 3})}},
      {"take_gradient", {numbers(Shape{2, 2, 2}, 4), columns, shape({2, 3}), Value(1)}},
      {"take_along_axis", {a, columns}},
      {"put_along_axis_add", {a, columns, numbers(Shape{2, 2}, 8)}},
      {"negative_log_likelihood", {a, classes, Value(-100), Value(1)}},
      {"cross_entropy", {a, classes}},
      {"cross_entropy", {a, classes, Value(-100), Value::enumerator(0), Value(0.2)}},
      {"cross_entropy",
       {cube, tensor_of({2, 0, 1, 1, 0, 2, 2, 1}, Shape{2, 4}, DType::kInt64), Value(-100), Value::enumerator(2)}},
      {"dropout", {a, Value(0.5), Value(false)}},
  };
}

// Losses, and the helpers of networks whose attributes have no defaults.
[[maybe_unused]] std::vector<OperatorCase> listed_cases_of_networks() {
  Tensor a = numbers(Shape{2, 3}, 1), b = numbers(Shape{2, 3}, 2), row = numbers(Shape{3}, 4),
         cube = numbers(Shape{2, 3, 4}, 6), positive = numbers(Shape{2, 3}, 3, 0.3, 2), d = numbers(Shape{2, 3}, 9);
  Tensor likely = numbers(Shape{2, 3}, 1, 0.1, 0.7), right = numbers(Shape{2, 3}, 2, 0.1, 0.7);
  Tensor signs = tensor_of({1, -1, -1, 1, 1, -1}, Shape{2, 3}, DType::kInt64), two = tensor_of({1, -1}, DType::kInt64);
  Tensor classes = tensor_of({2, -100}, DType::kInt64), weights = numbers(Shape{3}, 5, 0.3, 2);
  Tensor images = numbers(Shape{4, 2, 4}, 6);
  Value none, each = Value::enumerator(0), sum = Value::enumerator(2), yes(true), no(false);
  auto widths = [](std::initializer_list<int64_t> sizes) { return Value(Shape(sizes)); };
  auto mode = [](int64_t number) { return Value::enumerator(number); };
  return {
      {"mse_loss", {a, b}},
      {"mse_loss", {a, b, positive}},
      {"l1_loss", {a, b, positive, each}},
      {"smooth_l1_loss", {a, b, each, Value(0.7)}},
      {"huber_loss", {a, b, none, each, Value(0.7)}},
      {"huber_loss", {a, b, positive}},
      {"poisson_nll_loss", {a, positive}},
      {"poisson_nll_loss", {positive, b, no, no, Value(0.1), each}},
      {"gaussian_nll_loss", {a, b, positive}},
      {"gaussian_nll_loss", {a, b, numbers(Shape{2}, 5, 0.3, 2), yes, Value(0.1), sum}},
      {"gaussian_nll_loss", {a, b, Value(0.5)}},
      {"binary_cross_entropy", {likely, right}},
      {"binary_cross_entropy", {likely, right, weights, each}},
      {"binary_cross_entropy_with_logits", {a, right}},
      {"binary_cross_entropy_with_logits", {a, right, weights, weights, each}},
      {"nll_loss", {a, classes}},
      {"nll_loss", {a, classes, weights}},
      {"nll_loss", {a, classes, weights, Value(-100), each}},
      {"kl_div", {a, right}},
      {"kl_div", {a, b, mode(3), yes}},
      {"soft_margin_loss", {a, signs}},
      {"multilabel_soft_margin_loss", {a, right, weights}},
      {"hinge_embedding_loss", {positive, signs, Value(1.25), each}},
      {"margin_ranking_loss", {a, b, signs, Value(0.5), each}},
      {"cosine_embedding_loss", {a, b, two, Value(-0.9), each}},
      {"triplet_margin_loss", {a, b, d, Value(9.0)}},
      {"triplet_margin_loss", {a, b, d, Value(9.0), Value(3.0), Value(0.1), yes, each}},
      {"pairwise_distance", {a, b}},
      {"pairwise_distance", {cube, numbers(Shape{4}, 3), Value(1.0)}},
      {"pairwise_distance", {a, row, Value(3.0), Value(0.0), yes}},
      {"one_hot", {tensor_of({2, 0, 1}, DType::kInt64), Value(3)}},
      {"pad", {a, widths({1, 0, 2, 1})}},
      {"pad", {a, widths({-1, 1, 1, -1}), mode(0), Value(0.5)}},
      {"pad", {a, widths({1, 2}), mode(1)}},
      {"pad", {a, widths({0, 0, 2, 1}), mode(2)}},
      {"pad", {cube, widths({1, 1, 0, 0, 5, -1}), mode(3)}},
      {"pixel_shuffle", {numbers(Shape{4, 1, 2}, 6), Value(2)}},
      {"pixel_unshuffle", {images, Value(2)}},
      {"channel_shuffle", {numbers(Shape{2, 4, 2}, 6), Value(2)}},
      {"glu", {images, Value(0)}},
      {"glu", {images}},
  };
}

// Convolutions, with and without an axis of examples.
[[maybe_unused]] std::vector<OperatorCase> listed_cases_of_windows() {
  Tensor lines = numbers(Shape{2, 2, 5}, 6), images = numbers(Shape{1, 2, 3, 4}, 4), one = numbers(Shape{2, 3, 3}, 3),
         volume = numbers(Shape{1, 2, 2, 3, 2}, 8), bias = numbers(Shape{2}, 2);
  Value none;
  auto list = [](std::initializer_list<int64_t> sizes) { return Value(Shape(sizes)); };
  return {
      {"conv1d", {lines, numbers(Shape{2, 2, 3}, 5), bias}},
      {"conv1d", {lines, numbers(Shape{2, 1, 2}, 5), none, Value(2), Value(1), Value(2), Value(2)}},
      {"conv2d", {images, numbers(Shape{2, 2, 2, 2}, 5), bias, list({1, 2}), Value(1)}},
      {"conv2d", {one, numbers(Shape{2, 1, 2, 1}, 5), none, Value(1), list({0, 1}), list({2, 1}), Value(2)}},
      {"conv3d", {volume, numbers(Shape{2, 2, 1, 2, 2}, 5), bias, list({1, 2, 1})}},
      {"conv_transpose1d", {lines, numbers(Shape{2, 1, 3}, 5), bias, Value(2), Value(1), Value(1), Value(2)}},
      {"conv_transpose1d",
       {numbers(Shape{2, 3}, 6), numbers(Shape{2, 2, 2}, 5), bias, Value(1), Value(0), Value(2), Value(1), Value(3)}},
      {"conv_transpose2d", {images, numbers(Shape{2, 1, 2, 2}, 5), none, list({2, 1}), list({1, 0})}},
      {"conv_transpose3d", {volume, numbers(Shape{2, 1, 1, 2, 2}, 5), numbers(Shape{1}, 2), list({1, 2, 1})}},
      {"conv_weight_gradient", {numbers(Shape{2, 2, 3}, 5), lines, list({2, 2, 3}), list({1}), list({0}), list({1})}},
      {"conv_weight_gradient",
       {numbers(Shape{2, 2, 4}, 5), one, list({2, 1, 2, 1}), list({1, 1}), list({0, 1}), list({1, 2}), Value(2)}},
      {"unfold", {images, Value(2)}},
      {"unfold", {one, list({2, 1}), list({2, 1}), list({1, 0}), list({1, 2})}},
      {"fold", {numbers(Shape{1, 8, 6}, 4), list({3, 4}), Value(2)}},
      {"fold", {numbers(Shape{4, 4}, 4), list({3, 3}), list({2, 1}), list({2, 1}), list({1, 0}), list({2, 2})}},
  };
}

[[maybe_unused]] std::vector<OperatorCase> operator_cases() {
  std::vector<OperatorCase> out = listed_cases();
  for (OperatorCase& k : listed_cases_of_windows()) out.push_back(std::move(k));
  for (OperatorCase& k : listed_cases_of_networks()) out.push_back(std::move(k));
  for (OperatorCase& k : listed_cases_of_layers()) out.push_back(std::move(k));
  std::set<std::string> listed;
  for (const OperatorCase& k : out) listed.insert(k.function);
  for (auto& [name, f] : Registry::instance().functions()) {
    if (!is_recordable(*f) || f->inputs == 0 || listed.count(name)) continue;
    OperatorCase derived{name.c_str(), {}};
    for (const Argument& a : f->arguments) {
      int i = static_cast<int>(derived.arguments.size());
      auto takes = [&](DType dtype) { return a.dtype_mask >> static_cast<int>(dtype) & 1; };
      if (i >= f->inputs) {
        if (a.required()) derived.arguments.clear();
        break;
      }
      if (takes(DType::kFloat64))
        derived.arguments.push_back(numbers(Shape{2, 3}, i + 1, 0.3, 2));
      else if (takes(DType::kInt64))
        derived.arguments.push_back(tensor_of({7, -3, 2, 5, 0, 4}, Shape{2, 3}, DType::kInt64));
    }
    bool simple = f->program || (f->composed && f->inputs == 1);
    if (simple && static_cast<int>(derived.arguments.size()) == f->inputs) out.push_back(std::move(derived));
  }
  return out;
}

}  // namespace

}  // namespace mixgrad
