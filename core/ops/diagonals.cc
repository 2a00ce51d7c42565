// Diagonals of matrices: reading them, and matrices made of them.
#include <algorithm>

#include "core/ops/losses.h"

namespace mixgrad {

namespace {

constexpr const char* kWhich = "Which diagonal: 0 the main one, positive above it, negative below it.";

// Of a matrix of m rows and n columns: where the diagonal starts and how long it is.
struct Diagonal {
  int64_t row, column, length;
  Diagonal(int64_t m, int64_t n, int64_t k)
      : row(k < 0 ? std::min(m, k < -m ? m : -k) : 0), column(k > 0 ? std::min(n, k) : 0) {
    length = std::min(m - row, n - column);
  }
};

int at(const Value& axis) { return static_cast<int>(axis.as_int()); }

FunctionBuilder& axes_of_matrix(FunctionBuilder& f) {
  return f.attribute("offset", types::integer, 0, kWhich)
      .attribute("axis1", types::axis, -2, "The axis of the rows.")
      .attribute("axis2", types::axis, -1, "The axis of the columns.")
      .error("index", "x has no such axis")
      .error("value", "both axes are the same")
      .method_of_tensor();
}

Diagonal diagonal_of(Infer& infer) {
  int rows = at(infer.argument(2)), columns = at(infer.argument(3));
  if (rows == columns)
    throw infer.error(ErrorCode::kValue, 3, "a matrix has two different axes").given("axis " + number_mark(columns));
  return Diagonal(infer.shape(0)[rows], infer.shape(0)[columns], infer.integer(1));
}
Shape without_two(const Shape& shape, int first, int second) {
  Shape out;
  for (int i = 0; i < shape.rank(); ++i) {
    if (i != first && i != second) out.push_back(shape[i]);
  }
  return out;
}

// Matrices [..., m, n] with the values on diagonal k and zeros elsewhere.
Tensor on_diagonal(Context& c, const Tensor& values, int64_t m, int64_t n, int64_t k) {
  Diagonal d(m, n, k);
  int rank = values.rank();
  ValueList widths(2 * static_cast<size_t>(rank), whole(0));
  widths[widths.size() - 2] = Value(d.row);
  widths[widths.size() - 1] = Value(m - d.row - d.length);
  Tensor column = op<"expand_dims">(c, op<"pad">(c, values, Value(std::move(widths))), Value(int64_t{rank}));
  Tensor row = op<"expand_dims">(c, op<"arange">(c, Value(m)), whole(1));
  Tensor kept = op<"equal">(c, minus(c, op<"arange">(c, Value(n)), row), Value(d.column - d.row));
  if (d.length == 0) kept = op<"zeros">(c, Shape{m, n}, DType::kBool);
  return op<"where">(c, kept, column, values.dtype() == DType::kBool ? Value(false) : whole(0));
}

void diagonal_gradient(Backward& b) {
  const Shape& shape = b.shape(0);
  int rows = at(b.argument(2)), columns = at(b.argument(3)), next = 0;
  Tensor g = on_diagonal(b.context, b.grad(), shape[rows], shape[columns], b.argument(1).as_int());
  Shape order;  // the matrices are in the last axes
  for (int i = 0; i < shape.rank(); ++i)
    order.push_back(i == rows ? shape.rank() - 2 : i == columns ? shape.rank() - 1 : next++);
  b.set(0, op<"permute_dims">(b.context, g, order));
}

// The side of the square that has a diagonal k of this length.
int64_t side(Infer& infer, int64_t length) {
  int64_t k = infer.integer(1), out;
  if (k == INT64_MIN || __builtin_add_overflow(length, k < 0 ? -k : k, &out))
    throw infer.error(ErrorCode::kOutOfMemory, 1, "a matrix of this size can not be addressed")
        .given(std::to_string(k));
  return out;
}

FunctionBuilder& made_of(FunctionBuilder& f) {
  return f.attribute("k", types::integer, 0, kWhich)
      .error("out_of_memory", "there is not enough memory for a matrix of this size")
      .method_of_tensor();
}

void embedded_shape(Infer& infer) {
  int rank = infer.rank(0);
  if (rank == 0 || rank == kMaxRank)
    throw infer
        .error(ErrorCode::kShape, 0,
               rank ? "the result would have more axes than a tensor can have" : "a diagonal has an axis")
        .given(infer.shape(0).text())
        .accepted("[..., n], at most " + std::to_string(kMaxRank - 1) + " axes");
  Shape out = infer.shape(0);
  out[rank - 1] = side(infer, out[rank - 1]);
  out.push_back(out[rank - 1]);
  infer.output(infer.dtype(0), out);
}
Tensor embedded(Invocation& call) {
  Infer infer(call.function, call.arguments);
  const Shape& shape = infer.shape(0);
  int64_t n = side(infer, shape[shape.rank() - 1]);
  embedded_shape(infer);
  Tensor::empty(infer.dtype(0), infer.output(0).shape);  // no memory for it: an error before any work is done
  return on_diagonal(call.context, call.tensor(0), n, n, call[1].as_int());
}

}  // namespace

MIXGRAD_FUNCTION(diagonal) {
  axes_of_matrix(f.summary("Diagonals of matrices, along a new last axis.")
                     .description("A view: no element is copied, and writing to it writes to x.")
                     .math("out_i = x_{i, i + offset}, or x_{i - offset, i} below the main one")
                     .reference("Python Array API standard 2024.12, linalg.diagonal")
                     .reference("NumPy 2.x, numpy.diagonal")
                     .tensor("x", "The matrices."))
      .output("out", "The diagonals, empty where the matrices have none there.", "as x", "[..., n]")
      .view([](Infer& infer) {
        Diagonal d = diagonal_of(infer);
        Tensor x = infer.tensor(0);
        int rows = at(infer.argument(2)), columns = at(infer.argument(3));
        Shape shape = without_two(x.shape(), rows, columns), strides = without_two(x.strides(), rows, columns);
        shape.push_back(d.length);
        strides.push_back(x.strides()[rows] + x.strides()[columns]);
        int64_t start = d.length == 0 ? 0 : d.row * x.strides()[rows] + d.column * x.strides()[columns];
        return x.window(shape, strides, x.impl()->offset + start);
      })
      .gradient({}, diagonal_gradient)
      .example(R"(
        let x = tensor([[1, 2, 3], [4, 5, 6]])
        expect diagonal(x) = [1, 5]
        expect diagonal(x, 1) = [2, 6]
      )");
}

MIXGRAD_FUNCTION(trace) {
  axes_of_matrix(
      f.summary("Sums of the diagonals of matrices.")
          .description("Signed integers and booleans are added in int64, unsigned ones in uint64; float16 and "
                       "bfloat16 are added in float32.")
          .math("out = \\sum_i x_{i, i + offset}")
          .reference("Python Array API standard 2024.12, linalg.trace")
          .reference("NumPy 2.x, numpy.trace")
          .tensor("x", "The matrices."))
      .output("out", "The sums.", "as x if floating, else int64 or uint64", "[...]")
      .shape([](Infer& infer) {
        diagonal_of(infer);
        DType own = infer.dtype(0);
        DType dtype = is_floating(own) ? own : is_unsigned_integer(own) ? DType::kUInt64 : DType::kInt64;
        infer.output(dtype, without_two(infer.shape(0), at(infer.argument(2)), at(infer.argument(3))));
      })
      .composed([](Invocation& call) {
        Tensor diagonal = op<"diagonal">(call.context, call[0], call[1], call[2], call[3]);
        call.result(op<"sum">(call.context, diagonal, Value(int64_t{diagonal.rank() - 1})));
      })
      .example(R"(
        expect trace(tensor([[1, 2], [3, 4]])) = 5
      )");
}

MIXGRAD_FUNCTION(diag) {
  made_of(f.summary("The diagonal of a matrix, or a matrix with a vector on its diagonal.")
              .description("A new tensor. For stacks of matrices see diagonal and diag_embed.")
              .math("out_{ij} = [j - i = k] x_{\\min(i, j)}, or out_i = x_{i, i + k}")
              .reference("NumPy 2.x, numpy.diag; PyTorch 2.x, torch.diag")
              .tensor("x", "The matrix or the vector.", "any", "[M, N] or [n]"))
      .output("out", "The diagonal, or a square matrix with zeros beside the diagonal.", "as x", "[n] or [N, N]")
      .error("shape", "x has neither one axis nor two")
      .shape([](Infer& infer) {
        if (infer.rank(0) == 1) return embedded_shape(infer);
        if (infer.rank(0) != 2)
          throw infer.error(ErrorCode::kShape, 0, "it must be a matrix or a vector")
              .given(infer.shape(0).text())
              .accepted("[M, N] or [n]");
        infer.output(infer.dtype(0), Shape{Diagonal(infer.shape(0)[0], infer.shape(0)[1], infer.integer(1)).length});
      })
      .composed([](Invocation& call) {
        if (call.tensor(0).rank() == 1) return call.result(embedded(call));
        call.result(op<"copy">(call.context, op<"diagonal">(call.context, call[0], call[1])));
      })
      .example(R"(
        expect diag(tensor([1, 2])) = [[1, 0], [0, 2]]
        expect diag(tensor([[1, 2], [3, 4]])) = [1, 4]
      )");
}

MIXGRAD_FUNCTION(diag_embed) {
  made_of(f.summary("Square matrices with the last axis of a tensor on a diagonal.")
              .description("A new tensor with zeros beside the diagonal.")
              .math("out_{\\dots ij} = [j - i = k] x_{\\dots \\min(i, j)}")
              .reference("PyTorch 2.x, torch.diag_embed")
              .tensor("x", "The diagonals.", "any", "[..., n]"))
      .output("out", "The matrices.", "as x", "[..., n + |k|, n + |k|]")
      .error("shape", "x has no axis, or the result would have more axes than a tensor can have")
      .shape(embedded_shape)
      .composed([](Invocation& call) { call.result(embedded(call)); })
      .example(R"(
        expect diag_embed(tensor([[1, 2], [3, 4]])) = [[[1, 0], [0, 2]], [[3, 0], [0, 4]]]
        expect diag_embed(tensor([5]), 1) = [[0, 5], [0, 0]]
      )");
}

}  // namespace mixgrad
