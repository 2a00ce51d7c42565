// Products of matrices.
#include <algorithm>

#include "core/ops/gradients.h"
#include "core/schema/builder.h"
#include "core/transform/batching.h"

namespace mixgrad {

namespace {

void matmul_shape(Infer& infer) {
  const Shape &a = infer.shape(0), &b = infer.shape(1);
  for (int i = 0; i < 2; ++i) {
    if (infer.rank(i) == 0)
      throw infer.error(ErrorCode::kShape, i, "a matrix product needs at least one axis")
          .given("[]")
          .accepted("[..., M, K] or [K]");
  }
  int64_t k = a[a.rank() - 1], rows = b.rank() == 1 ? b[0] : b[b.rank() - 2];
  if (k != rows) {
    throw infer
        .error(ErrorCode::kShape, 1,
               "the last axis of x1 has " + std::to_string(k) + " elements, the " +
                   (b.rank() == 1 ? "only" : "second to last") + " axis of x2 has " + std::to_string(rows))
        .given(b.text())
        .accepted(b.rank() == 1 ? "[" + std::to_string(k) + "]" : "[..., " + std::to_string(k) + ", N]");
  }
  auto batch_of = [](const Shape& s) {
    return s.rank() <= 2 ? Shape{} : Shape(std::span<const int64_t>(s.data(), s.rank() - 2));
  };
  Shape out;
  try {
    out = broadcast(batch_of(a), batch_of(b));
  } catch (Error& e) {
    e.on("x2");
    throw;
  }
  if (a.rank() > 1) out.push_back(a[a.rank() - 2]);
  if (b.rank() > 1) out.push_back(b[b.rank() - 1]);
  infer.output(infer.promoted(0, 2), out);
}

// As matrices: one axis is a row on the left, a column on the right, and not there in the result.
void matmul_gradient(Backward& b) {
  auto matrix = [&](int i) {
    Tensor x = b.input(i);
    return x.rank() > 1 ? x : op<"expand_dims">(b.context, x, Value(int64_t{i}));
  };
  bool row = b.shape(0).rank() == 1, column = b.shape(1).rank() == 1;
  Tensor g = b.grad();
  if (column) g = op<"expand_dims">(b.context, g, Value(int64_t{-1}));
  if (row) g = op<"expand_dims">(b.context, g, Value(int64_t{-2}));
  if (b.needs(0)) {
    Tensor d = op<"matmul">(b.context, g, transposed(b.context, matrix(1)));
    set_broadcast(b, 0, row ? op<"squeeze">(b.context, d, Value(int64_t{-2})) : d);
  }
  if (b.needs(1)) {
    Tensor d = op<"matmul">(b.context, transposed(b.context, matrix(0)), g);
    set_broadcast(b, 1, column ? op<"squeeze">(b.context, d, Value(int64_t{-1})) : d);
  }
}

void linear_shape(Infer& infer) {
  const Shape &x = infer.shape(0), &weight = infer.shape(1);
  if (weight.rank() != 2)
    throw infer.error(ErrorCode::kShape, 1, "the weights are a matrix").given(weight.text()).accepted("[out, in]");
  if (x.rank() == 0 || x[x.rank() - 1] != weight[1]) {
    throw infer
        .error(ErrorCode::kShape, 0,
               "the last axis of the input must have as many elements as the weights have columns")
        .given(x.text())
        .accepted("[..., " + std::to_string(weight[1]) + "]");
  }
  if (infer.has(2) && !(infer.shape(2) == Shape{weight[0]})) {
    throw infer.error(ErrorCode::kShape, 2, "there must be one offset for each row of the weights")
        .given(infer.shape(2).text())
        .accepted("[" + std::to_string(weight[0]) + "]");
  }
  Shape out = x;
  out[x.rank() - 1] = weight[0];
  infer.output(infer.promoted(0, 3), out);
}

void linear_gradient(Backward& b) {
  const Tensor& g = b.grad();
  if (b.needs(0)) b.set(0, as_dtype(b.context, op<"matmul">(b.context, g, b.input(1)), b.dtype(0)));
  int64_t out = b.shape(1)[0], in = b.shape(1)[1], rows = 1;
  for (int i = 0; i + 1 < g.rank(); ++i) rows *= g.shape()[i];
  Tensor flat = as_shape(b.context, g, Shape{rows, out});
  if (b.needs(1)) {
    Tensor x = as_shape(b.context, b.input(0), Shape{rows, in});
    b.set(1, as_dtype(b.context, op<"matmul">(b.context, transposed(b.context, flat), x), b.dtype(1)));
  }
  if (b.needs(2)) b.set(2, as_dtype(b.context, op<"sum">(b.context, flat, Value(int64_t{0})), b.dtype(2)));
}

// As matrices, with one number of axes for both; the axes before them broadcast.
Tensor batched_product(const Batching& b, const MaybeBatched& x1, const MaybeBatched& x2) {
  auto rank = [](const MaybeBatched& t) { return t.tensor.rank() - (t.batched ? 1 : 0); };
  bool row = rank(x1) == 1, column = rank(x2) == 1;
  MaybeBatched left = x1, right = x2;
  if (row) left.tensor = op<"expand_dims">(b.context, x1.tensor, Value(int64_t{-2}));
  if (column) right.tensor = op<"expand_dims">(b.context, x2.tensor, Value(int64_t{-1}));
  int most = std::max(rank(left), rank(right));
  Tensor out = op<"matmul">(b.context, b.aligned(left, most), b.aligned(right, most));
  if (column) out = op<"squeeze">(b.context, out, Value(int64_t{-1}));
  if (row) out = op<"squeeze">(b.context, out, Value(int64_t{column ? -1 : -2}));
  return out;
}

void matmul_batching(Batching& b) { b.result(batched_product(b, b.given(0), b.given(1))); }

void linear_batching(Batching& b) {
  bool plain = !b.batched(1) && !(b.has(2) && b.batched(2));
  if (plain)
    return b.result(op<"linear">(b.context, b.tensor(0), b.tensor(1), b.has(2) ? Value(b.tensor(2)) : Value()));
  DType dtype = b.example_dtype(), wide = b.has(2) && item_bytes(dtype) < 4 ? DType::kFloat32 : dtype;  // rounded once
  auto widened = [&](const Tensor& t) { return as_dtype(b.context, t, wide); };
  Tensor weight = transposed(b.context, widened(b.tensor(1)));
  Tensor out = batched_product(b, {widened(b.tensor(0)), b.batched(0)}, {weight, b.batched(1)});
  if (b.has(2)) out = op<"add">(b.context, out, widened(b.aligned(2, b.rank(0))));
  b.result(as_dtype(b.context, out, dtype));
}

}  // namespace

MIXGRAD_FUNCTION(matmul) {
  f.summary("Product of two matrices, or of stacks of them.")
      .description(
          "The last two axes are matrices; the axes before them broadcast. A tensor with one axis is a row on the left "
          "and a column on "
          "the right, and that axis is missing in the result; two of them give their inner product. float16 and "
          "bfloat16 are added in "
          "float32. The result is the same for any number of threads; between machines it may differ by rounding.")
      .math("out_{ij} = \\sum_k x1_{ik} x2_{kj}")
      .reference("Python Array API standard 2024.12, matmul")
      .tensor("x1", "Left factor, with at least one axis.", "numeric", "[..., M, K]")
      .tensor("x2", "Right factor, with at least one axis.", "numeric", "[..., K, N]")
      .output("out", "The product.", "promoted(x1, x2)", "[..., M, N]")
      .error("shape", "a factor has no axis, the inner sizes differ, or the axes before the matrices do not broadcast")
      .method_of_tensor()
      .language_operator("@")
      .shape(matmul_shape)
      .batching("matmul", matmul_batching)
      .bits(Bits::kBounded)
      .gradient({"x1", "x2"}, matmul_gradient)
      .example(R"(
        let a = tensor([[1, 2], [3, 4]])
        expect matmul(a, tensor([[1, 0], [1, 1]])) = [[3, 2], [7, 4]]
        expect matmul(a, tensor([1, 10])) = [21, 43]
      )");
}

MIXGRAD_FUNCTION(linear) {
  f.summary("Affine map of the last axis.")
      .description("The weights have one row for each element of the result. Without a bias nothing is added.")
      .math("out = x \\cdot weight^T + bias")
      .reference("PyTorch 2.x, torch.nn.functional.linear")
      .tensor("x", "Input, with at least one axis.", "floating", "[..., in]")
      .tensor("weight", "The weights.", "floating", "[out, in]")
      .optional_tensor("bias", "What to add to each row of the result.", "floating", "[out]")
      .output("output", "The mapped input.", "promoted(x, weight, bias)", "[..., out]")
      .error("shape", "the last axis of x is not in, weight is not a matrix, or bias does not have out elements")
      .shape(linear_shape)
      .batching("linear", linear_batching)
      .bits(Bits::kBounded)
      .gradient({"x", "weight"}, linear_gradient)
      .example(R"(
        let x = tensor([[1, 2]])
        let weight = tensor([[1, 0], [0, 1], [1, 1]])
        expect linear(x, weight) = [[1, 2, 3]]
        expect linear(x, weight, tensor([10, 20, 30])) = [[11, 22, 33]]
      )");
}

}  // namespace mixgrad
