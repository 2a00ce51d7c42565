#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/reduce_floats.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include "core/kernels/cpu/reduce-inl.h"
#include "core/kernels/cpu/reduce.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {

template <class T>
T RowOf(Reduction reduction, const T* x, int64_t n) {
  switch (reduction) {
    case Reduction::kSum:
      return ReduceRow<SumOf>(x, n);
    case Reduction::kProduct:
      return ReduceRow<ProductOf>(x, n);
    case Reduction::kMaximum:
      return ExtremeOfRow<MaximumOf>(x, n);
    default:
      return ExtremeOfRow<MinimumOf>(x, n);
  }
}
float RowFloat(Reduction reduction, const float* x, int64_t n) { return RowOf(reduction, x, n); }
double RowDouble(Reduction reduction, const double* x, int64_t n) { return RowOf(reduction, x, n); }

template <class T>
void ColumnsOf(Reduction reduction, const T* x, int64_t stride, int64_t n, int64_t columns, T* out) {
  switch (reduction) {
    case Reduction::kSum:
      return ReduceColumnTile<SumOf>(x, stride, n, columns, out);
    case Reduction::kProduct:
      return ReduceColumnTile<ProductOf>(x, stride, n, columns, out);
    case Reduction::kMaximum:
      return ReduceColumnTile<MaximumOf>(x, stride, n, columns, out);
    default:
      return ReduceColumnTile<MinimumOf>(x, stride, n, columns, out);
  }
}
void ColumnsFloat(Reduction r, const float* x, int64_t stride, int64_t n, int64_t columns, float* out) {
  ColumnsOf(r, x, stride, n, columns, out);
}
void ColumnsDouble(Reduction r, const double* x, int64_t stride, int64_t n, int64_t columns, double* out) {
  ColumnsOf(r, x, stride, n, columns, out);
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <vector>

#include "core/runtime/thread_pool.h"

namespace mixgrad {

MIXGRAD_SIMD_TABLE(RowFloat)
MIXGRAD_SIMD_TABLE(RowDouble)
MIXGRAD_SIMD_TABLE(ColumnsFloat)
MIXGRAD_SIMD_TABLE(ColumnsDouble)

float reduce_row(Reduction reduction, const float* x, int64_t n) { return RowFloat_dispatch()(reduction, x, n); }
double reduce_row(Reduction reduction, const double* x, int64_t n) { return RowDouble_dispatch()(reduction, x, n); }

namespace {

constexpr int64_t kGrain = 1 << 15;  // elements read by a task

void reduce_columns(Reduction r, const float* x, int64_t stride, int64_t n, int64_t columns, float* out) {
  ColumnsFloat_dispatch()(r, x, stride, n, columns, out);
}
void reduce_columns(Reduction r, const double* x, int64_t stride, int64_t n, int64_t columns, double* out) {
  ColumnsDouble_dispatch()(r, x, stride, n, columns, out);
}

template <class T>
T combine(Reduction reduction, T a, T b) {  // as a sequence of two, so that one statement of the operations is enough
  switch (reduction) {
    case Reduction::kSum:
      return a + b;
    case Reduction::kProduct:
      return a * b;
    default: {
      const T pair[2] = {a, b};
      return reduce_row(reduction, pair, 2);
    }
  }
}

// A long row by blocks of 64 chunks, each a subtree of the fold.
template <class T>
T reduce_long_row(Reduction reduction, const T* x, int64_t n) {
  std::vector<T> blocks((n + kReduceBlock - 1) / kReduceBlock);
  parallel_for(static_cast<int64_t>(blocks.size()), 1, [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; ++b) {
      blocks[b] = reduce_row(reduction, x + b * kReduceBlock, std::min(kReduceBlock, n - b * kReduceBlock));
    }
  });
  PairFold<T> fold;
  auto f = [&](T a, T b) { return combine(reduction, a, b); };
  for (T v : blocks) fold.add(v, f);
  return fold.finish(f);
}

template <class T>
void rows(Reduction reduction, const T* x, int64_t count, int64_t row_stride, int64_t n, T* out) {
  if (n > kReduceBlock && count < 16) {
    for (int64_t i = 0; i < count; ++i) out[i] = reduce_long_row(reduction, x + i * row_stride, n);
    return;
  }
  auto body = [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) out[i] = reduce_row(reduction, x + i * row_stride, n);
  };
  int64_t grain = std::max<int64_t>(1, kGrain / n);
  if (count <= 2 * grain) return body(0, count);
  parallel_for(count, grain, body);
}

template <class T>
void columns(Reduction reduction, const T* x, int64_t outer, int64_t outer_stride, int64_t n, int64_t stride,
             int64_t inner, T* out) {
  int64_t tiles = (inner + kReduceColumns - 1) / kReduceColumns, blocks = (n + kReduceBlock - 1) / kReduceBlock;
  std::vector<T> partial;
  if (blocks > 1) partial.resize(static_cast<size_t>(blocks * outer * inner));
  T* to = blocks > 1 ? partial.data() : out;
  auto body = [&](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; ++task) {
      int64_t tile = task % tiles, o = task / tiles % outer, b = task / tiles / outer, c = tile * kReduceColumns;
      reduce_columns(reduction, x + o * outer_stride + b * kReduceBlock * stride + c, stride,
                     std::min(kReduceBlock, n - b * kReduceBlock), std::min(kReduceColumns, inner - c),
                     to + (b * outer + o) * inner + c);
    }
  };
  int64_t tasks = tiles * outer * blocks;
  int64_t grain = std::max<int64_t>(1, kGrain / (std::min(n, kReduceBlock) * std::min(inner, kReduceColumns)));
  if (outer * n * inner <= 2 * kGrain)
    body(0, tasks);
  else
    parallel_for(tasks, grain, body);
  if (blocks == 1) return;
  for (int64_t i = 0; i < outer * inner; ++i) {
    PairFold<T> fold;
    auto f = [&](T a, T b) { return combine(reduction, a, b); };
    for (int64_t b = 0; b < blocks; ++b) fold.add(partial[b * outer * inner + i], f);
    out[i] = fold.finish(f);
  }
}

template <class T>
void reduce(Reduction reduction, const T* x, int64_t outer, int64_t outer_stride, int64_t n, int64_t stride,
            int64_t inner, T* out) {
  if (inner > 1) return columns(reduction, x, outer, outer_stride, n, stride, inner, out);
  if (stride == 1 || n == 1) return rows(reduction, x, outer, outer_stride, n, out);
  columns(reduction, x, 1, 0, n, stride, outer, out);
}

}  // namespace

void reduce_floats(Reduction reduction, DType dtype, const void* x, int64_t outer, int64_t outer_stride, int64_t length,
                   int64_t stride, int64_t inner, void* out) {
  if (dtype == DType::kFloat64) {
    reduce(reduction, static_cast<const double*>(x), outer, outer_stride, length, stride, inner,
           static_cast<double*>(out));
  } else {
    reduce(reduction, static_cast<const float*>(x), outer, outer_stride, length, stride, inner,
           static_cast<float*>(out));
  }
}

}  // namespace mixgrad
#endif
