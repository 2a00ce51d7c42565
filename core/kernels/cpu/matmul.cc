// matmul and linear: hands matrices to gemm as they lie, transposed or sliced; copies only what has no unit stride.
#include <algorithm>

#include "core/kernels/cpu/gemm.h"
#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/strided.h"
#include "core/kernels/kernel.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

struct Matrix {
  Tensor tensor;
  bool transposed = false;
  int64_t ld = 0;
};

bool describe(const Tensor& t, Matrix& m) {
  int64_t rows = t.shape()[t.rank() - 2], columns = t.shape()[t.rank() - 1];
  int64_t row = t.strides()[t.rank() - 2], column = t.strides()[t.rank() - 1];
  if (t.elements() == 0) {  // strides say nothing where there is nothing
    m = {t, false, std::max<int64_t>(columns, 1)};
    return true;
  }
  if ((column == 1 || columns <= 1) && (rows <= 1 || row >= std::max<int64_t>(columns, 1))) {
    m = {t, false, rows <= 1 ? std::max<int64_t>(columns, 1) : row};
    return true;
  }
  if ((row == 1 || rows <= 1) && (columns <= 1 || column >= std::max<int64_t>(rows, 1))) {
    m = {t, true, columns <= 1 ? std::max<int64_t>(rows, 1) : column};
    return true;
  }
  return false;
}

// The last two axes as BLAS describes a matrix; a row-major copy if neither has stride one.
Matrix matrix_of(Tensor x, DType type) {
  if (x.dtype() != type) x = contiguous(x, type);
  Matrix m;
  if (!describe(x, m)) describe(contiguous(x), m);
  return m;
}

// Batch axes of a, b and c, merged; then one call of gemm_batch for each of the outer ones.
void multiply(const Matrix& a, const Matrix& b, const Tensor& c, bool accumulate) {
  Gemm g;
  g.dtype = c.dtype();
  int rank = c.rank();
  g.m = c.shape()[rank - 2];
  g.n = c.shape()[rank - 1];
  g.k = a.tensor.shape()[a.tensor.rank() - 1];
  g.transposed_a = a.transposed;
  g.transposed_b = b.transposed;
  g.lda = a.ld;
  g.ldb = b.ld;
  g.ldc = std::max<int64_t>(g.n, 1);
  g.accumulate = accumulate;
  if (c.elements() == 0) return;
  Shape batch(std::span<const int64_t>(c.shape().data(), rank - 2));
  auto batched = [&](const Tensor& t) {
    StridedOperand o;
    o.data = t.data<char>();
    o.item = static_cast<int64_t>(item_bytes(t.dtype()));
    int axes = t.rank() - 2, added = batch.rank() - axes;
    for (int i = 0; i < axes; ++i) o.strides[i + added] = t.shape()[i] == 1 ? 0 : t.strides()[i];
    return o;
  };
  std::array<StridedOperand, 3> operands{batched(c), batched(a.tensor), batched(b.tensor)};
  Nest nest = collapse(batch, operands, false);
  int inner = nest.rank - 1;
  int64_t count = nest.inner();
  int64_t sc = nest.rank ? operands[0].strides[inner] : 0, sa = nest.rank ? operands[1].strides[inner] : 0,
          sb = nest.rank ? operands[2].strides[inner] : 0;
  // One matrix against a stack of them whose rows follow each other: one tall product.
  if (sb == 0 && !a.transposed && count > 1 && sa == g.m * g.lda && sc == g.m * g.ldc) {
    g.m *= count;
    count = 1;
  }
  for (int64_t position = 0; position < nest.elements; position += nest.inner()) {
    Place place(nest, position);
    auto at = [&](int i) { return operands[i].data + place.offset(nest, operands[i].strides) * operands[i].item; };
    g.c = at(0);
    g.a = at(1);
    g.b = at(2);
    gemm_batch(g, count, sa, sb, sc);
  }
}

}  // namespace

MIXGRAD_KERNEL(matmul, kCpu) {
  const Tensor& output = call.outputs[0];
  DType type = compute_type(output.dtype());
  bool direct = output.dtype() == type && output.is_contiguous();
  Tensor result = direct ? output : Tensor::empty(type, output.shape());
  // One axis: a row on the left, a column on the right, and not there in the result.
  Tensor a = call.tensor(0), b = call.tensor(1), c = result;
  auto with_axis = [](const Tensor& t, int axis) {
    Shape shape = t.shape();
    Strides strides = t.strides();
    shape.insert(axis, 1);
    strides.insert(axis, 1);
    return t.window(shape, strides, t.impl()->offset);
  };
  if (b.rank() == 1) c = with_axis(c, c.rank());
  if (a.rank() == 1) c = with_axis(c, c.rank() - 1);
  if (a.rank() == 1) a = with_axis(a, 0);
  if (b.rank() == 1) b = with_axis(b, 1);
  multiply(matrix_of(a, type), matrix_of(b, type), c, false);
  if (!direct) copy_cpu(result, output);
}

// x [..., in] weight [out, in] transposed, plus bias [out], which is written first and added to.
MIXGRAD_KERNEL(linear, kCpu) {
  const Tensor& output = call.outputs[0];
  if (output.elements() == 0) return;
  DType type = compute_type(output.dtype());
  bool direct = output.dtype() == type && output.is_contiguous();
  Tensor result = direct ? output : Tensor::empty(type, output.shape());
  Tensor x = call.tensor(0), weight = call.tensor(1);
  int64_t in = weight.shape()[1], out = weight.shape()[0], rows = output.elements() / out;
  Shape flat{rows, in};
  if (x.rank() != 2) {
    x = contiguous(x, type);
    x = x.window(flat, row_major(flat), x.impl()->offset);
  }
  Shape transposed{in, out};
  Tensor w = weight.window(transposed, Strides{weight.strides()[1], weight.strides()[0]}, weight.impl()->offset);
  Shape matrix{rows, out};
  Tensor c = result.window(matrix, row_major(matrix), result.impl()->offset);
  bool biased = call.has(2);
  if (biased) {
    Tensor bias = call.tensor(2);
    copy_cpu(bias.window(matrix, Strides{0, bias.strides()[0]}, bias.impl()->offset), c);
  }
  multiply(matrix_of(x, type), matrix_of(w, type), c, biased);
  if (!direct) copy_cpu(result, output);
}

}  // namespace mixgrad
